"""`retention apply` and `person erase` on a shared database: what goes there, and when nothing does."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config import Settings, load_settings
from console import Refused
from council.erasing import ERASABLE
from council.ids import SittingId
from council.record import Row, check
from exporting import DATABASE, export_sitting, verify_path
from personal import erase_person, export_person
from retaining import apply_retention, plain
from store import open_any_beside
from store.postgres import connect, insert, number_of
from store.tables import prepare
from tests.erasable import sample
from tests.store.server import Server
from tests.test_retaining import EVERYTHING

SITTING = SittingId(sample().sitting)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Settings:
    """A database with one ended sitting of November 2026, and a town file with every period."""
    return filled(tmp_path, monkeypatch, database_url)


def filled(folder: Path, patch: pytest.MonkeyPatch, url: str) -> Settings:
    """Settings of a database with that sitting and some documents."""
    prepare(url)
    with connect(url) as connection:
        insert(connection, SITTING, sample().rows)
    file = folder / "town.toml"
    file.write_text(EVERYTHING, encoding="utf-8")
    patch.setenv("DATABASE_URL", url)
    made = load_settings(serving=False, data_dir=folder / "data", town_file=file)

    async def documents() -> None:
        store = await open_any_beside(made.data_dir, url)
        for key, until in (("alt", "2026-01-01T09:00:00+00:00"), ("neu", "2039-12-31T09:00:00+00:00")):
            await store.registry.put("link_codes", key, {"member": "b01", "until": until})
        await store.close()

    asyncio.run(documents())
    return made


def stored(settings: Settings) -> tuple[Row, ...]:
    """The rows of the sitting as the database has them."""

    async def read() -> tuple[Row, ...]:
        store = await open_any_beside(settings.data_dir, settings.database)
        rows = await store.journal.read(SITTING)
        await store.close()
        return rows

    return asyncio.run(read())


def gone(settings: Settings) -> set[str]:
    """Which kinds of entries have lost content."""
    return {row.type for row in stored(settings) if row.data is None}


class TestErasing:
    """The same as in a data folder: content goes, the chain stays, the evidence verifies."""

    def test_what_is_too_old_goes_and_the_record_verifies(self, settings: Settings, tmp_path: Path) -> None:
        told = apply_retention(settings, today="2040-01-01")

        rows = stored(settings)
        last = sample().rows[-1]
        finding = check(SITTING, rows, (last.seq, last.hash))
        with psycopg.connect(settings.database) as connection:
            left = connection.execute("SELECT key FROM documents WHERE kind = 'link_codes'").fetchall()
        where = export_sitting(settings, SITTING, tmp_path / "out")
        assert finding.sound
        assert finding.removed == sum(row.data is None for row in rows) > 100
        assert gone(settings) <= ERASABLE
        assert left == [("neu",)]
        assert "documents" in told
        assert verify_path(Path(DATABASE), None, "de")[0] == 0
        assert verify_path(Path(where), None, "de")[0] == 0

    def test_a_second_time_there_is_nothing_to_do(self, settings: Settings) -> None:
        apply_retention(settings, today="2040-01-01")

        assert "Nichts ist zu löschen" in apply_retention(settings, today="2040-01-01")

    def test_a_dry_run_changes_nothing(self, settings: Settings) -> None:
        assert "Nichts wurde geändert" in apply_retention(settings, today="2040-01-01", dry_run=True)
        assert gone(settings) == set()

    def test_one_person_is_told_of_and_erased(self, settings: Settings, tmp_path: Path) -> None:
        voters = {str(plain(row)["member"]) for row in sample().rows if row.type == "vote_cast.v1"}
        one, other = sorted(voters)[:2]
        erase_person(settings, one, "all")
        export_person(settings, other, tmp_path / "auskunft.json")

        assert gone(settings) <= ERASABLE
        assert check(SITTING, stored(settings)).sound
        assert "vote_cast.v1" in (tmp_path / "auskunft.json").read_text(encoding="utf-8")
        assert "vote_cast.v1" in gone(settings)

    def test_no_byte_of_it_is_left_in_the_tables(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_postgres: Server
    ) -> None:
        made = filled(tmp_path, monkeypatch, own_postgres.schema())
        salts = [row.salt.encode() for row in sample().rows if row.type in ERASABLE and row.salt]
        own_postgres.execute("CHECKPOINT")
        before = bytes_of(own_postgres.data / "base")
        apply_retention(made, today="2040-01-01")
        own_postgres.execute("CHECKPOINT")
        after = bytes_of(own_postgres.data / "base")

        assert all(salt in before for salt in salts)
        assert [salt for salt in salts if salt in after] == []


def bytes_of(folder: Path) -> bytes:
    """Every byte of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


class TestNotErased:
    """It is one sentence, and nothing has changed."""

    def refused(self, act: Callable[[], object]) -> str:
        with pytest.raises(Refused) as refusal:
            act()
        return str(refusal.value)

    def test_while_an_instance_leads(self, settings: Settings) -> None:
        with psycopg.connect(settings.database, autocommit=True) as instance:
            instance.execute(
                "SELECT pg_advisory_lock(%s # hashtextextended(current_schema(), 0))", (number_of("lead"),)
            )
            sentences = [
                self.refused(lambda: apply_retention(settings, today="2040-01-01")),
                self.refused(lambda: erase_person(settings, "b02", "all")),
            ]

        assert all("wird gerade bedient" in sentence for sentence in sentences)
        assert gone(settings) == set()

    def test_where_the_database_takes_no_change(self, settings: Settings) -> None:
        with psycopg.connect(settings.database, autocommit=True) as connection:
            connection.execute(
                "CREATE FUNCTION never() RETURNS trigger AS "
                "$$BEGIN RAISE EXCEPTION 'never'; END$$ LANGUAGE plpgsql"
            )
            connection.execute(
                "CREATE TRIGGER never BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION never()"
            )

        assert "never" in self.refused(lambda: apply_retention(settings, today="2040-01-01"))
        assert gone(settings) == set()

    def test_where_the_tables_are_somebody_elses(self, settings: Settings, postgres: Server) -> None:
        with psycopg.connect(settings.database, autocommit=True) as connection:
            schema = connection.execute("SELECT current_schema()").fetchone()
            assert schema is not None
            connection.execute(f"CREATE ROLE reader_{schema[0]} LOGIN".encode())
            connection.execute(f"GRANT ALL ON SCHEMA {schema[0]} TO reader_{schema[0]}".encode())
            connection.execute(
                f"GRANT ALL ON ALL TABLES IN SCHEMA {schema[0]} TO reader_{schema[0]}".encode()
            )
        other = settings.database.replace("//ratssaal@", f"//reader_{schema[0]}@")
        given = load_settings(
            serving=False, data_dir=settings.data_dir, town_file=settings.town_file, database_url=other
        )

        assert "events" in self.refused(lambda: apply_retention(given, today="2040-01-01"))

    def test_where_no_server_answers(self, tmp_path: Path) -> None:
        away = load_settings(serving=False, data_dir=tmp_path, database_url="postgresql://u:p@127.0.0.1:1/x")

        assert "nicht erreichbar" in self.refused(lambda: apply_retention(away))
