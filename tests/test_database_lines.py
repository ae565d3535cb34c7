"""The command line on a shared database, beside instances that serve it."""

import asyncio
from pathlib import Path

import psycopg
import pytest

import doctor
from beside import refuse_real_sittings
from config import Settings, load_settings
from console import Refused
from exporting import export_sitting, verify_path
from planning import Plan, import_roster, list_sittings, plan_sitting
from store import open_any, open_any_beside
from store.folder import HEADS_FILE
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

    def test_every_export_is_signed_with_the_installations_one_key(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        held(settings.database)
        export_sitting(settings, SITTING, tmp_path / "eins")
        first = _identity(settings)
        export_sitting(settings, SITTING, tmp_path / "zwei")

        assert first == _identity(settings)

    def test_local_mode_is_refused_where_real_sittings_were_held(self, settings: Settings) -> None:
        held(settings.database)
        with pytest.raises(Refused, match="DATABASE_URL"):
            refuse_real_sittings(settings)


def _identity(settings: Settings) -> object:
    async def work() -> object:
        store = await open_any_beside(settings.data_dir, settings.database)
        try:
            return await store.registry.get("identity", "own")
        finally:
            await store.close()

    return asyncio.run(work())


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
