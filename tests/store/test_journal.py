# ruff: noqa: ASYNC240  (a test waits for nobody else)
"""The embedded journal: the contract, its settings, its file, and readers beside it."""

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from council.ids import SittingId
from council.record import check
from desk.ports import EMPTY, JournalDamaged
from store import OtherLayout, SqliteJournal
from store.sqlite import _EACH_SITTING, connect_read_only
from tests.store.contracts import JournalContract
from tests.store.memory import MemoryJournal
from tests.store.samples import CODEC, OTHER, SITTING, names, note, notes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ratssaal.db"


@pytest.fixture
async def sqlite_journal(path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(path, codec=CODEC)
    yield journal
    await journal.close()


class TestMemoryJournal(JournalContract):
    """The reference: if it failed, the contract would be wrong."""

    @pytest.fixture
    def journal(self) -> MemoryJournal:
        return MemoryJournal(CODEC)


class TestSqliteJournal(JournalContract):
    """The embedded journal keeps the contract."""

    @pytest.fixture
    def journal(self, sqlite_journal: SqliteJournal) -> SqliteJournal:
        return sqlite_journal


class TestManySittings:
    """performance.md: the sittings are found by the key, not by reading every entry."""

    async def test_all_are_found_in_order_without_a_scan(
        self, sqlite_journal: SqliteJournal, path: Path
    ) -> None:
        wanted = [SittingId(f"abend-{number:02}") for number in range(12)]
        for sitting in reversed(wanted):
            await sqlite_journal.append(sitting, EMPTY, notes(3))

        assert await sqlite_journal.sittings() == tuple(wanted)
        with closing(sqlite3.connect(path)) as connection:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {_EACH_SITTING}").fetchall()
        scans = [row[3] for row in plan if row[3].startswith("SCAN events")]
        assert scans == []


class TestFile:
    """architecture.md, "Keeping": WAL, ``synchronous=FULL``, one table, for its owner only."""

    async def test_every_commit_is_synced(self, path: Path) -> None:
        opened: list[sqlite3.Connection] = []

        def connect(where: Path) -> sqlite3.Connection:
            opened.append(sqlite3.connect(where, isolation_level=None, check_same_thread=False))
            return opened[-1]

        journal = await SqliteJournal.open(path, codec=CODEC, connect=connect)
        settings = {
            name: opened[0].execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "fullfsync", "checkpoint_fullfsync")
        }
        await journal.close()

        assert settings == {
            "journal_mode": "wal", "synchronous": 2, "fullfsync": 1, "checkpoint_fullfsync": 1,
        }  # fmt: skip

    async def test_only_its_owner_can_read_it(self, path: Path, sqlite_journal: SqliteJournal) -> None:
        await sqlite_journal.append(SITTING, EMPTY, notes(3))

        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

        assert modes == dict.fromkeys(["ratssaal.db", "ratssaal.db-wal", "ratssaal.db-shm"], 0o600)

    async def test_a_closed_journal_is_one_file(self, path: Path, sqlite_journal: SqliteJournal) -> None:
        await sqlite_journal.append(SITTING, EMPTY, notes(3))

        await sqlite_journal.close()

        assert names(path.parent) == {"ratssaal.db"}

    async def test_closing_twice_is_no_fault(self, path: Path, sqlite_journal: SqliteJournal) -> None:
        await sqlite_journal.close()
        await sqlite_journal.close()

        assert path.exists()

    async def test_a_journal_opened_again_goes_on_where_it_ended(self, path: Path) -> None:
        first = await SqliteJournal.open(path, codec=CODEC)
        head = await first.append(SITTING, EMPTY, notes(3))
        await first.close()

        again = await SqliteJournal.open(path, codec=CODEC)
        found = await again.head(SITTING)
        end = await again.append(SITTING, found, [note("weiter")])
        rows = await again.read(SITTING)
        await again.close()

        assert found == head
        assert check(SITTING, rows, end).sound

    async def test_what_is_no_database_is_refused(self, path: Path) -> None:
        path.write_bytes(b"Tagesordnung; kein Journal" * 100)

        with pytest.raises(JournalDamaged, match="not a database"):
            await SqliteJournal.open(path, codec=CODEC)

        assert path.read_bytes() == b"Tagesordnung; kein Journal" * 100

    async def test_the_database_of_another_program_is_refused(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE addresses (name TEXT)")

        with pytest.raises(OtherLayout, match="not a journal"):
            await SqliteJournal.open(path, codec=CODEC)

    async def test_the_journal_of_a_newer_release_is_refused(
        self, path: Path, sqlite_journal: SqliteJournal
    ) -> None:
        await sqlite_journal.close()
        with closing(sqlite3.connect(path)) as newer:
            newer.execute("PRAGMA user_version=2")

        with pytest.raises(OtherLayout, match="layout 1"):
            await SqliteJournal.open(path, codec=CODEC)

    async def test_a_folder_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            await SqliteJournal.open(tmp_path / "nowhere" / "ratssaal.db", codec=CODEC)

    async def test_content_of_another_kind_than_text_is_damage_of_that_sitting_alone(
        self, path: Path, sqlite_journal: SqliteJournal
    ) -> None:
        await sqlite_journal.append(SITTING, EMPTY, notes(2))
        await sqlite_journal.append(OTHER, EMPTY, notes(2))
        with closing(sqlite3.connect(path, isolation_level=None)) as hand:
            hand.execute(
                "UPDATE events SET data = CAST(x'ff' AS TEXT) WHERE sitting = ? AND seq = 1", (OTHER,)
            )

        with pytest.raises(JournalDamaged) as damage:
            await sqlite_journal.read(OTHER)

        assert damage.value.sitting == OTHER
        assert len(await sqlite_journal.read(SITTING)) == 2


class TestReadersBeside:
    """contract.md § 1: list, export and verify read beside a running bot."""

    async def test_a_reader_sees_each_turn_as_soon_as_it_counts(
        self, path: Path, sqlite_journal: SqliteJournal
    ) -> None:
        reader = SqliteJournal.open_reader(path)
        first = await sqlite_journal.append(SITTING, EMPTY, notes(2))
        seen = [await reader.head(SITTING)]
        second = await sqlite_journal.append(SITTING, first, notes(2))
        seen.append(await reader.head(SITTING))
        rows = await reader.read(SITTING)
        await reader.close()

        assert seen == [first, second]
        assert rows == await sqlite_journal.read(SITTING)
        assert await sqlite_journal.sittings() == (SITTING,)

    async def test_readers_do_not_delay_the_writer(self, path: Path, sqlite_journal: SqliteJournal) -> None:
        head = await sqlite_journal.append(SITTING, EMPTY, notes(200))
        readers = [SqliteJournal.open_reader(path) for _ in range(4)]

        async def reading() -> set[bool]:
            return {check(SITTING, await reader.read(SITTING)).sound for reader in readers for _ in range(10)}

        async def writing() -> int:
            end = head
            for number in range(50):
                end = await sqlite_journal.append(SITTING, end, [note(str(number))])
            return end.seq

        sound, length = await asyncio.gather(reading(), writing())
        for reader in readers:
            await reader.close()

        assert sound == {True}
        assert length == 250

    async def test_a_reader_cannot_write(self, path: Path, sqlite_journal: SqliteJournal) -> None:
        with closing(connect_read_only(path)) as connection, pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM events")

        assert not hasattr(SqliteJournal.open_reader(path), "append")

    async def test_a_reader_of_an_idle_journal_leaves_nothing_behind(
        self, path: Path, sqlite_journal: SqliteJournal
    ) -> None:
        await sqlite_journal.append(SITTING, EMPTY, notes(3))
        await sqlite_journal.close()
        before = path.read_bytes()

        reader = SqliteJournal.open_reader(path)
        rows = await reader.read(SITTING)
        during = names(path.parent)
        await reader.close()

        assert len(rows) == 3
        assert during == names(path.parent) == {"ratssaal.db"}
        assert path.read_bytes() == before

    async def test_where_nothing_was_ever_written_there_is_nothing_to_read(self, path: Path) -> None:
        reader = SqliteJournal.open_reader(path)
        found = (await reader.sittings(), await reader.read(SITTING), await reader.head(SITTING))
        await reader.close()

        assert found == ((), (), EMPTY)
        assert not path.exists()

    async def test_a_reader_refuses_the_database_of_another_program(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE addresses (name TEXT)")
        reader = SqliteJournal.open_reader(path)

        with pytest.raises(OtherLayout):
            await reader.sittings()
        await reader.close()


class TestRemoval:
    """architecture.md, "Keeping": content can be removed, every other row still verifies."""

    async def test_a_row_without_content_is_read_as_removed(
        self, path: Path, sqlite_journal: SqliteJournal
    ) -> None:
        head = await sqlite_journal.append(SITTING, EMPTY, notes(3))
        before = await sqlite_journal.read(SITTING)
        with closing(sqlite3.connect(path, isolation_level=None)) as hand:
            hand.execute("UPDATE events SET data = NULL, salt = NULL WHERE seq = 2")

        rows = await sqlite_journal.read(SITTING)

        assert rows == (before[0], replace(before[1], data=None, salt=None), before[2])
        assert check(SITTING, rows, head).removed == 1
        assert await sqlite_journal.append(SITTING, head, [note("weiter")])
