"""What the journal does when the disk does not: full, failing, or changed behind its back.

The rules stand in architecture.md, "Keeping"; reliability.md § 6, G3: a failed disk write never
becomes an acknowledgement.
"""

import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest

from council.record import check
from desk.ports import EMPTY, Head, HeadMoved, JournalBroken, NotConfirmed
from store import SqliteJournal
from store.sqlite import OtherLayout
from tests.store.samples import CODEC, OTHER, SITTING, note, notes

Fault = Callable[[sqlite3.Connection, Callable[[], object]], None]
"""What happens instead of a turn's commit; the second argument does what was asked."""


def io_fault() -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    return fault


def nothing_written(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    raise io_fault()


def all_written(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    write()
    raise io_fault()


def half_written(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    write()
    sqlite3.Connection.execute(connection, "DELETE FROM events WHERE seq = 5")
    raise io_fault()


def earlier_entry_lost(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    write()
    sqlite3.Connection.execute(connection, "DELETE FROM events WHERE seq >= 2")
    raise io_fault()


def earlier_entry_changed(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    write()
    sqlite3.Connection.execute(connection, "UPDATE events SET data = '{}' WHERE seq = 1")
    raise io_fault()


def other_sitting_lost(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
    write()
    sqlite3.Connection.execute(connection, "DELETE FROM events WHERE sitting = ?", (OTHER,))
    raise io_fault()


class Disk:
    """Opens connections whose next commits fail as ordered, and counts what is tried."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.opened = 0
        self.commits = 0
        self.seconds = 1000.0
        self.gone = False

    def connect(self, path: Path) -> sqlite3.Connection:
        if self.gone:
            raise sqlite3.OperationalError("unable to open database file")
        self.opened += 1
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
                alone = sql.startswith("INSERT INTO events") and not self.in_transaction
                if alone or (sql == "COMMIT" and self.total_changes):
                    disk.commits += 1
                    if disk.faults:
                        write = partial(sqlite3.Connection.execute, self, sql, *values)  # type: ignore[arg-type]
                        disk.faults.pop(0)(self, write)
                return super().execute(sql, *values)  # type: ignore[arg-type]

        return sqlite3.connect(path, timeout=0.05, isolation_level=None, factory=Connection)

    @asynccontextmanager
    async def journal(self, path: Path) -> AsyncIterator[SqliteJournal]:
        journal = await SqliteJournal.open(
            path, codec=CODEC, connect=self.connect, seconds=lambda: self.seconds
        )
        try:
            yield journal
        finally:
            await journal.close()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ratssaal.db"


class TestFailedCommit:
    """Any other failed commit: not confirmed, a new connection, and the chain must end rightly."""

    async def test_a_turn_that_was_not_written_is_not_confirmed_and_the_next_one_counts(
        self, disk: Disk, path: Path
    ) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(3))
            disk.faults = [nothing_written]

            with pytest.raises(NotConfirmed) as answer:
                await journal.append(SITTING, head, [note("verloren")])
            end = await journal.append(SITTING, head, [note("gezählt")])
            rows = await journal.read(SITTING)

        assert answer.value.head == head
        assert "disk I/O error" in answer.value.reason
        assert [CODEC.event_of(row) for row in rows] == [*notes(3), note("gezählt")]
        assert check(SITTING, rows, end).sound

    async def test_a_turn_that_was_written_all_the_same_is_not_confirmed_and_shows_in_the_head(
        self, disk: Disk, path: Path
    ) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(3))
            disk.faults = [all_written]

            with pytest.raises(NotConfirmed) as answer:
                await journal.append(SITTING, head, notes(2, start=4))
            with pytest.raises(HeadMoved):
                await journal.append(SITTING, head, [note("auf altem Stand")])
            found = answer.value.head
            assert found is not None
            end = await journal.append(SITTING, found, [note("auf neuem Stand")])
            rows = await journal.read(SITTING)

        assert (found.seq, end.seq) == (5, 6)
        assert check(SITTING, rows, end).sound

    @pytest.mark.parametrize("size", [1, 100, 101, 250])
    @pytest.mark.parametrize("fault", [nothing_written, all_written])
    async def test_a_turn_of_any_size_is_there_whole_or_not_at_all(
        self, disk: Disk, path: Path, fault: Fault, size: int
    ) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(3))
            disk.faults = [fault]
            with pytest.raises(NotConfirmed) as answer:
                await journal.append(SITTING, head, notes(size, start=4))
            rows = await journal.read(SITTING)

        assert answer.value.head is not None
        assert answer.value.head.seq == len(rows) == (3 if fault is nothing_written else 3 + size)
        assert check(SITTING, rows, answer.value.head).sound

    @pytest.mark.parametrize("size", [1, 100, 101, 250])
    async def test_nothing_is_written_behind_another_end(self, disk: Disk, path: Path, size: int) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(3))
            for stale in (EMPTY, Head(2, head.hash), Head(3, "0" * 64), Head(4, head.hash)):
                with pytest.raises(HeadMoved) as moved:
                    await journal.append(SITTING, stale, notes(size))
                assert moved.value.found == head
            assert await journal.head(SITTING) == head

    async def test_the_first_turn_of_a_sitting_may_fail_too(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            disk.faults = [nothing_written]

            with pytest.raises(NotConfirmed) as answer:
                await journal.append(SITTING, EMPTY, notes(3))

            assert answer.value.head == await journal.head(SITTING) == EMPTY

    @pytest.mark.parametrize("fault", [nothing_written, all_written])
    async def test_a_commit_is_never_repeated_and_the_connection_never_used_again(
        self, disk: Disk, path: Path, fault: Fault
    ) -> None:
        async with disk.journal(path) as journal:
            disk.faults = [fault]

            with pytest.raises(NotConfirmed):
                await journal.append(SITTING, EMPTY, notes(3))

        assert (disk.commits, disk.opened) == (1, 2)

    async def test_turns_of_other_sittings_go_on(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            other = await journal.append(OTHER, EMPTY, notes(2))
            disk.faults = [nothing_written]
            with pytest.raises(NotConfirmed):
                await journal.append(SITTING, EMPTY, notes(3))

            end = await journal.append(OTHER, other, notes(2))

        assert end.seq == 4

    async def test_a_fault_while_the_turn_is_being_added_is_a_failed_turn(
        self, disk: Disk, path: Path
    ) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(1))
            with closing(sqlite3.connect(path)) as hand:
                hand.execute(
                    "CREATE TRIGGER stop BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'stop'); END"
                )

            with pytest.raises(NotConfirmed) as answer:
                await journal.append(SITTING, head, notes(1))

        assert answer.value.head == head


class TestBroken:
    """If it does not end there, or it happens again within a minute, the process ends."""

    @pytest.mark.parametrize(
        "fault",
        [half_written, earlier_entry_lost, earlier_entry_changed, other_sitting_lost],
        ids=lambda fault: fault.__name__,
    )
    async def test_a_journal_that_ends_elsewhere_is_broken(
        self, disk: Disk, path: Path, fault: Fault
    ) -> None:
        async with disk.journal(path) as journal:
            await journal.append(OTHER, EMPTY, notes(1))
            head = await journal.append(SITTING, EMPTY, notes(3))
            disk.faults = [fault]

            with pytest.raises(JournalBroken, match="does not go on"):
                await journal.append(SITTING, head, notes(2))

    async def test_a_journal_that_cannot_be_opened_again_is_broken(self, disk: Disk, path: Path) -> None:
        def gone(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
            disk.gone = True
            nothing_written(connection, write)

        async with disk.journal(path) as journal:
            disk.faults = [gone]

            with pytest.raises(JournalBroken, match="unable to open"):
                await journal.append(SITTING, EMPTY, notes(2))

    async def test_a_second_failure_within_a_minute_breaks_the_journal(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            disk.faults = [nothing_written, nothing_written]
            with pytest.raises(NotConfirmed):
                await journal.append(SITTING, EMPTY, notes(2))
            disk.seconds += 59.9

            with pytest.raises(JournalBroken, match="within a minute"):
                await journal.append(SITTING, EMPTY, notes(2))

        assert (disk.commits, disk.opened) == (2, 2)

    async def test_a_second_failure_after_a_minute_costs_one_more_turn(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            disk.faults = [nothing_written, nothing_written]
            with pytest.raises(NotConfirmed):
                await journal.append(SITTING, EMPTY, notes(2))
            disk.seconds += 60.0
            with pytest.raises(NotConfirmed):
                await journal.append(SITTING, EMPTY, notes(2))

            head = await journal.append(SITTING, EMPTY, notes(2))

        assert head.seq == 2
        assert journal.broken == ""

    async def test_a_broken_journal_takes_and_tells_nothing_more(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            disk.faults = [earlier_entry_lost]
            with pytest.raises(JournalBroken):
                await journal.append(SITTING, EMPTY, notes(3))

            assert "does not go on" in journal.broken
            with pytest.raises(JournalBroken):
                await journal.append(OTHER, EMPTY, notes(1))
            with pytest.raises(JournalBroken):
                await journal.read(SITTING)
            with pytest.raises(JournalBroken):
                await journal.head(SITTING)

        assert disk.commits == 1

    async def test_a_layout_that_changed_meanwhile_breaks_the_journal(self, disk: Disk, path: Path) -> None:
        def newer(connection: sqlite3.Connection, write: Callable[[], object]) -> None:
            sqlite3.Connection.execute(connection, "PRAGMA user_version = 2")
            all_written(connection, write)

        async with disk.journal(path) as journal:
            disk.faults = [newer]

            with pytest.raises(JournalBroken) as broken:
                await journal.append(SITTING, EMPTY, notes(1))

        assert OtherLayout("x").args == ("x",)
        assert "layout" in str(broken.value)


class TestLockHeldByOthers:
    """A lock that is not free in time: nothing was tried, the next turn may."""

    async def test_costs_one_turn_and_no_connection(self, disk: Disk, path: Path) -> None:
        async with disk.journal(path) as journal:
            head = await journal.append(SITTING, EMPTY, notes(1))
            with closing(sqlite3.connect(path, isolation_level=None)) as shell:
                shell.execute("BEGIN IMMEDIATE")
                for _ in range(3):
                    with pytest.raises(NotConfirmed) as answer:
                        await journal.append(SITTING, head, notes(1))
                    assert answer.value.head == head
                shell.execute("ROLLBACK")

            end = await journal.append(SITTING, head, notes(1))

        assert end.seq == 2
        assert disk.opened == 1


async def fill(journal: SqliteJournal, head: Head, turns: int = 2000) -> Head:
    """Append until a turn is not confirmed and return where the record was acknowledged to end."""
    for number in range(turns):
        try:
            head = await journal.append(SITTING, head, [note(f"{number} {'x' * 2000}")])
        except NotConfirmed as answer:
            assert answer.head == head  # noqa: PT017  (how often it succeeds before is not known)
            return head
    raise AssertionError("the disk was never full")


class TestFullDisk:
    """Disk full: SQLite rolls back, the turn is answered "nicht bestätigt", the next may try."""

    @pytest.fixture
    async def limited(self, path: Path) -> AsyncIterator[tuple[SqliteJournal, list[sqlite3.Connection]]]:
        opened: list[sqlite3.Connection] = []

        def connect(where: Path) -> sqlite3.Connection:
            connection = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA max_page_count = 30")
            opened.append(connection)
            return connection

        journal = await SqliteJournal.open(path, codec=CODEC, connect=connect)
        yield journal, opened
        await journal.close()

    async def test_costs_turns_but_no_entry_and_no_connection(
        self, limited: tuple[SqliteJournal, list[sqlite3.Connection]]
    ) -> None:
        journal, opened = limited
        head = await fill(journal, EMPTY)

        for _ in range(5):
            assert await fill(journal, head) == head

        assert head.seq > 10
        assert check(SITTING, await journal.read(SITTING), head).sound
        assert len(opened) == 1

    async def test_goes_on_as_soon_as_there_is_room(
        self, limited: tuple[SqliteJournal, list[sqlite3.Connection]]
    ) -> None:
        journal, opened = limited
        head = await fill(journal, EMPTY)
        opened[0].execute("PRAGMA max_page_count = 1000000")

        end = await journal.append(SITTING, head, notes(100))

        assert end.seq == head.seq + 100
        assert check(SITTING, await journal.read(SITTING), end).sound

    async def test_a_real_full_disk_loses_no_acknowledged_entry(self, small_disk: Path) -> None:
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * 50_000)
        journal = await SqliteJournal.open(small_disk / "ratssaal.db", codec=CODEC)
        head = await fill(journal, EMPTY)
        refused = await fill(journal, head)
        during = check(SITTING, await journal.read(SITTING), head)

        ballast.unlink()
        end = await journal.append(SITTING, head, [note("weiter")])
        await journal.close()

        reader = SqliteJournal.open_reader(small_disk / "ratssaal.db")
        after = check(SITTING, await reader.read(SITTING), end)
        await reader.close()
        assert refused == head
        assert (during.sound, during.count) == (True, head.seq)
        assert (after.sound, after.count) == (True, head.seq + 1)


class TestRealWriteFault:
    """The system refuses a write (EFBIG): SQLite reports an input/output error at the commit."""

    @pytest.fixture
    def narrow(self) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    async def test_costs_one_turn_and_the_journal_goes_on(self, path: Path, narrow: None) -> None:
        journal = await SqliteJournal.open(path, codec=CODEC)
        head = await fill(journal, EMPTY)
        end = await journal.append(SITTING, head, [note("weiter")])
        finding = check(SITTING, await journal.read(SITTING), end)
        await journal.close()

        assert head.seq > 5
        assert (finding.sound, finding.count) == (True, head.seq + 1)

    async def test_twice_within_a_minute_breaks_the_journal_and_loses_nothing(
        self, path: Path, narrow: None
    ) -> None:
        journal = await SqliteJournal.open(path, codec=CODEC)
        head = await fill(journal, EMPTY)
        with pytest.raises(JournalBroken):  # noqa: PT012  (how often it succeeds before is not known)
            while True:
                head = await journal.append(SITTING, head, [note("x" * 2000)])
        await journal.close()

        reader = SqliteJournal.open_reader(path)
        finding = check(SITTING, await reader.read(SITTING), head)
        await reader.close()

        assert finding.sound
        assert finding.count == head.seq
