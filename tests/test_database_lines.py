"""The command line on a shared database, beside instances that serve it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

import doctor
from beside import refuse_real_sittings
from config import Settings, load_settings
from console import Refused
from exporting import _signer, export_sitting, verify_path
from planning import Plan, import_roster, list_sittings, plan_sitting
from store import open_any, open_any_beside
from store.folder import HEADS_FILE, Documents
from store.planned import Plans
from tests.desk.council import SITTING
from tests.desk.instances import hall, instances
from tests.test_planning import AGENDA, ROSTER


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Settings:
    """A town on a database, read from its ``.env``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "daten"))
    return load_settings(serving=False)


def held(database_url: str) -> None:
    """A sitting with an open ballot, written by an instance."""

    async def work() -> None:
        async with instances(database_url, 1) as (one,):
            await hall(one, 3)

    asyncio.run(work())


class TestBesideARunningBot:
    """contract § 1: they read beside a running bot and need no ``APP_*``."""

    def test_a_roster_and_a_plan_are_taken_while_an_instance_serves(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        roster, agenda = tmp_path / "mitglieder.csv", tmp_path / "tagesordnung.csv"
        roster.write_text(ROSTER, encoding="utf-8")
        agenda.write_text(AGENDA, encoding="utf-8")

        async def kept() -> tuple[int, list[str]]:
            store = await open_any(tmp_path / "bot", settings.database)
            try:
                lines = [(import_roster, (settings, str(roster)))]
                for line, values in lines:
                    await asyncio.to_thread(line, *values)
                plan = Plan(title="Rat", start="2026-12-09T14:00")
                await asyncio.to_thread(plan_sitting, settings, str(agenda), plan)
                plans = Plans(store.registry)
                return len(await plans.roster()), [each.id for each in await plans.all()]
            finally:
                await store.close()

        assert asyncio.run(kept()) == (3, ["2026-12-09-rat"])

    def test_sittings_are_listed_exported_and_verified(self, settings: Settings, tmp_path: Path) -> None:
        held(settings.database)
        listed = list_sittings(settings)
        package = export_sitting(settings, SITTING, tmp_path / "aus")
        status, said = verify_path(Path(package), None, "de")

        assert SITTING in listed
        assert status == 0, said

    def test_every_data_folder_signs_with_the_installations_one_key_and_the_doctor_names_it(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        held(settings.database)
        before = doctor.signing(settings)
        here, there = settings, load_settings(serving=False, data_dir=tmp_path / "other")
        keys = [
            _key_in(export_sitting(each, SITTING, tmp_path / name))
            for each, name in ((here, "eins"), (there, "zwei"))
        ]

        assert (before.verdict, before.key) == ("open", "signing.none")
        assert len(keys[0]) == 64
        assert keys[0] == keys[1]
        assert [doctor.signing(each) for each in (here, there)] == [
            doctor.good("signing", public=keys[0])
        ] * 2

    def test_two_first_exports_at_once_are_signed_with_one_key(self, settings: Settings) -> None:
        async def keys() -> list[str]:
            stores = [await open_any_beside(settings.data_dir, settings.database) for _ in range(2)]
            nobody_has_one = asyncio.Barrier(2)
            together = (replace(one, registry=Together(one.registry, nobody_has_one)) for one in stores)
            try:
                return [signer.public_key for signer in await asyncio.gather(*map(_signer, together))]
            finally:
                for store in stores:
                    await store.close()

        first, second = asyncio.run(keys())

        assert first == second
        assert doctor.signing(settings).values == {"public": first}

    def test_the_doctor_makes_no_tables(self, settings: Settings) -> None:
        found = doctor.signing(settings)

        assert (found.verdict, found.key) == ("open", "signing.none")
        with psycopg.connect(settings.database) as connection:
            assert connection.execute("SELECT to_regclass('documents')").fetchone() == (None,)

    def test_local_mode_is_refused_where_real_sittings_were_held(self, settings: Settings) -> None:
        held(settings.database)
        with pytest.raises(Refused, match="DATABASE_URL"):
            refuse_real_sittings(settings)


@dataclass(frozen=True, slots=True)
class Together:
    """A registry whose readers go on only once all of them have read."""

    registry: Documents
    all_have_read: asyncio.Barrier

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        found = await self.registry.get(table, key)
        await self.all_have_read.wait()
        return found

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        await self.registry.put(table, key, document)

    async def put_first(self, table: str, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        return await self.registry.put_first(table, key, document)

    async def remove(self, table: str, key: str) -> None:
        await self.registry.remove(table, key)

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        return await self.registry.all(table)

    async def tables(self) -> tuple[str, ...]:
        return await self.registry.tables()

    async def close(self) -> None:
        await self.registry.close()


def _key_in(package: str) -> str:
    """The public key that an exported package names."""
    head = json.loads((Path(package).with_suffix("") / "kopf.json").read_bytes())
    return str(head["public_key"])


class TestVerify:
    """Issue, part 2: ``sitting verify`` of the database itself, by the word DATABASE_URL."""

    def test_a_sound_database_is_sound(self, settings: Settings) -> None:
        held(settings.database)

        assert verify_path(Path("DATABASE_URL"), None, "de")[0] == 0

    def test_a_changed_row_is_found(self, settings: Settings) -> None:
        held(settings.database)
        with psycopg.connect(settings.database, autocommit=True) as connection:
            connection.execute("UPDATE events SET at = replace(at, '2026', '2025') WHERE seq = 2")
        status, said = verify_path(Path("DATABASE_URL"), None, "de")

        assert status == 1
        assert SITTING in said

    def test_entries_that_this_machine_has_seen_and_that_are_gone_are_found(self, settings: Settings) -> None:
        held(settings.database)

        async def serve_once() -> None:
            from desk.shared import SharedDesk
            from store import standard
            from tests.desk.test_desk import SteppingClock

            store = await open_any(settings.data_dir, settings.database)
            assert store.shared is not None
            desk = SharedDesk(
                journal=store.shared,
                registry=store.heads,
                clock=SteppingClock(),
                decode=standard().event_of,
                nonce=lambda: "n",
                broken=lambda reason: None,
            )
            await desk.start()
            await desk.stop()
            await store.close()

        asyncio.run(serve_once())
        sound = verify_path(Path("DATABASE_URL"), None, "de")
        with psycopg.connect(settings.database, autocommit=True) as connection:
            connection.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
        status, said = verify_path(Path("DATABASE_URL"), None, "de")

        assert (settings.data_dir / HEADS_FILE).is_file()
        assert sound[0] == 0
        assert status == 1, said

    def test_without_a_database_there_is_nothing_to_check(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("DATABASE_URL")
        with pytest.raises(Refused, match="DATABASE_URL"):
            verify_path(Path("DATABASE_URL"), None, "de")


class TestRefusals:
    """contract § 1: errors are one sentence with what to do."""

    def test_a_database_that_is_away_is_one_sentence(self, settings: Settings, tmp_path: Path) -> None:
        away = load_settings(
            serving=False,
            data_dir=tmp_path / "daten",
            database_url="postgresql://rat:geheim@127.0.0.1:1/rat",
        )
        with pytest.raises(Refused, match="nicht erreichbar") as refused:
            list_sittings(away)

        assert "geheim" not in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_the_doctor_says_that_all_is_well(self, settings: Settings) -> None:
        found = doctor.database(settings.database)

        assert (found.verdict, found.key) == ("good", "database")

    @pytest.mark.parametrize(
        ("url", "key"),
        [
            ("postgresql://rat:geheim@127.0.0.1:1/rat", "database.away"),
            ("postgresql://rat@%zz/rat", "database.address"),
        ],
    )
    def test_the_doctor_says_what_is_wrong(self, url: str, key: str) -> None:
        found = doctor.database(url)

        assert (found.verdict, found.key) == ("missing", key)
