"""The power goes at any moment: what was acknowledged is there; reliability.md § 6, G2 and G3.

SQLite's own calls to the disk are recorded while a journal is written, and then replayed up to a
random moment onto a disk that keeps what was synced and of the rest whatever it likes.
"""

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from council.record import check
from desk.ports import EMPTY, Head, JournalBroken, JournalDamaged, NotConfirmed
from store import SqliteJournal
from store.sqlite import Connect, OtherLayout
from tests.store.power import states
from tests.store.samples import CODEC, SITTING, note, notes
from tests.store.vfs import Call, Said, Watch, watched
from tests.tallying import Experiment

FILE = "ratssaal.db"
TURNS = [1, 1, 70, 1, 7, 1, 1, 40, 1, 1, 1, 12] * 3


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    with watched() as found:
        if found is None:
            pytest.skip("this Python hides the functions of its SQLite")
        fsync = os.fsync

        def noted(handle: int) -> None:
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                if found.fault(Call("folder", "")):
                    raise OSError(errno.EIO, "fault")
                found.log.append(Call("folder", ""))
            fsync(handle)

        monkeypatch.setattr(os, "fsync", noted)
        yield found


def small_log(watch: Watch) -> Connect:
    """Let the log be written back every few turns, as it is in a long evening."""

    def connect(path: Path) -> sqlite3.Connection:
        connection = watch.connect(path)
        connection.execute("PRAGMA wal_autocheckpoint = 8").fetchall()
        return connection

    return connect


def weaker(watch: Watch, word: str) -> Connect:
    """A journal that asks SQLite for less than it must."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            weak = sql.replace("synchronous=FULL", f"synchronous={word}")
            return super().execute(weak, *values)  # type: ignore[arg-type]

    def connect(path: Path) -> sqlite3.Connection:
        address = f"{path.absolute().as_uri()}?vfs=watched"
        return sqlite3.connect(address, uri=True, isolation_level=None, factory=Connection)

    return connect


async def evening(watch: Watch, path: Path, connect: Connect, early: bool = False) -> Head:
    """Write a journal in three sessions; after each turn (or, wrongly, before) say what is kept."""
    head = EMPTY
    for part in range(3):
        journal = await SqliteJournal.open(path, codec=CODEC, connect=connect)
        for length in TURNS[part::3]:
            if early:
                watch.log.append(Said(head.seq + length))
            head = await journal.append(SITTING, head, notes(length, start=head.seq + 1))
            watch.log.append(Said(head.seq))
        await journal.close()
    return head


@dataclass(slots=True)
class Outcome:
    """How many states lacked an acknowledged entry, could not be read, or held what nobody wrote."""

    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0
    phantom: int = 0


async def after_cuts(watch: Watch, count: int, folder: Path) -> Outcome:
    """Open what each cut left, as the bot would at its next start."""
    found = Outcome()
    for place, said in states(watch.log, count, FILE, folder):
        found.acknowledged += said
        try:
            journal = await SqliteJournal.open(place / FILE, codec=CODEC)
            rows = await journal.read(SITTING)
            await journal.close()
        except (sqlite3.Error, JournalBroken, JournalDamaged, OSError):
            found.unreadable += 1
            continue
        found.lost += len(rows) < said
        texts = [CODEC.event_of(row) for row in rows]
        found.phantom += not check(SITTING, rows).sound or texts != notes(len(rows))
        shutil.rmtree(place)
    return found


SHORT_AND_LONG = [
    pytest.param(80, id="short"),
    pytest.param(20_000, id="long", marks=(pytest.mark.slow, pytest.mark.timeout(1200))),
]


class TestPowerCut:
    """reliability.md § 6, G2: survives power loss, if the disk honours flush."""

    @pytest.mark.parametrize("count", SHORT_AND_LONG)
    async def test_no_acknowledged_entry_is_lost_and_none_appears_that_nobody_wrote(
        self, tmp_path: Path, watch: Watch, count: int, experiment: Callable[[str], Experiment]
    ) -> None:
        head = await evening(watch, tmp_path / FILE, small_log(watch))

        found = await after_cuts(watch, count, tmp_path)

        line = experiment("power cut, SQLite journal")
        line.tally(runs=count, acknowledged=found.acknowledged, lost=found.lost)
        assert (found.lost, found.unreadable, found.phantom) == (0, 0, 0)
        assert head.seq == sum(TURNS)
        assert {"write", "sync", "truncate", "delete", "folder"} == {call.what for call in watch.calls()}

    async def test_each_turn_is_synced_before_it_is_acknowledged(self, tmp_path: Path, watch: Watch) -> None:
        await evening(watch, tmp_path / FILE, small_log(watch))

        unsynced: set[str] = set()
        for entry in watch.log:
            if isinstance(entry, Said):
                assert f"{FILE}-wal" not in unsynced
            elif entry.what == "sync":
                unsynced.discard(entry.file)
            elif entry.what == "write":
                unsynced.add(entry.file)


@pytest.mark.experiment
class TestTheExperimentSees:
    """An experiment that finds nothing proves something only if it finds what is planted."""

    @pytest.mark.parametrize("word", ["NORMAL", "OFF"])
    async def test_a_journal_that_syncs_less_loses_votes(
        self, tmp_path: Path, watch: Watch, word: str, experiment: Callable[[str], Experiment]
    ) -> None:
        await evening(watch, tmp_path / FILE, weaker(watch, word))

        found = await after_cuts(watch, 40, tmp_path)

        line = experiment(f"on purpose: synchronous={word} (must lose)")
        line.tally(runs=40, acknowledged=found.acknowledged, lost=found.lost + found.unreadable)
        assert found.lost + found.unreadable > 10

    async def test_an_acknowledgement_before_the_commit_loses_votes(
        self, tmp_path: Path, watch: Watch, experiment: Callable[[str], Experiment]
    ) -> None:
        await evening(watch, tmp_path / FILE, small_log(watch), early=True)

        found = await after_cuts(watch, 40, tmp_path)

        line = experiment("on purpose: acknowledged before the commit (must lose)")
        line.tally(runs=40, acknowledged=found.acknowledged, lost=found.lost + found.unreadable)
        assert found.lost + found.unreadable > 10


@dataclass(slots=True)
class Striking:
    """Lets the calls of one kind fail from a number on, so many times; notes where that was."""

    what: str
    code: int
    first: int
    times: int = 1
    phase: str = "start"
    seen: int = 0
    struck: list[str] = field(default_factory=list)
    """The phase of the evening at each call that failed."""

    def __call__(self, call: Call) -> int:
        """Answer a call: 0, or that it fails."""
        if call.what != self.what:
            return 0
        self.seen += 1
        if not self.first < self.seen <= self.first + self.times:
            return 0
        self.struck.append(self.phase)
        return self.code


FAULTS = [
    pytest.param("open", sqlite3.SQLITE_CANTOPEN, False, {"start"}, id="open"),
    pytest.param("write", sqlite3.SQLITE_IOERR_WRITE, False, {"start", "turns", "close"}, id="EIO"),
    pytest.param("write", sqlite3.SQLITE_IOERR_WRITE, True, {"start", "turns", "close"}, id="short write"),
    pytest.param("write", sqlite3.SQLITE_FULL, True, {"start", "turns", "close"}, id="ENOSPC"),
    pytest.param("sync", sqlite3.SQLITE_IOERR_FSYNC, False, {"start", "turns", "close"}, id="EIO at fsync"),
    pytest.param(
        "truncate", sqlite3.SQLITE_IOERR_TRUNCATE, False, {"start", "turns", "close"}, id="truncate"
    ),
    pytest.param("delete", sqlite3.SQLITE_IOERR_DELETE, False, {"start", "close"}, id="delete"),
    pytest.param("folder", sqlite3.SQLITE_IOERR_DIR_FSYNC, False, {"start"}, id="folder"),
]


@pytest.mark.experiment
class TestAFaultAtEveryCall:
    """reliability.md § 6, G3: a failed write never becomes an acknowledgement, whichever call fails.

    From the first opening of a new file to the end of its closing; where the start fails, the
    process is started again.
    """

    @pytest.mark.parametrize(("what", "code", "short", "phases"), FAULTS)
    async def test_the_record_goes_on_at_what_was_acknowledged(
        self,
        tmp_path: Path,
        watch: Watch,
        what: str,
        code: int,
        short: bool,
        phases: set[str],
        experiment: Callable[[str], Experiment],
    ) -> None:
        line = experiment("a fault at every call, SQLite journal")
        watch.short = short
        struck = set[str]()
        for number in range(1_000):
            fault = Striking(what, code, number)
            path = tmp_path / f"{number}.db"
            acknowledged = await faulty(watch, path, fault)
            if not fault.struck:
                break
            struck.update(fault.struck)
            lost = set(acknowledged) - set(await texts_in(path))
            line.tally(runs=1, acknowledged=len(acknowledged), lost=len(lost))
            assert lost == set()
            assert len(acknowledged) >= len(LENGTHS) - 1

        assert struck == phases


@pytest.mark.experiment
class TestAFailedSync:
    """After a failed fsync the system calls the lost pages clean: a second one would lie.

    A disk that fails once often fails again at once: at the checkpoint with which the journal
    closes the connection that failed, and at the one with which it goes on.
    """

    @pytest.mark.parametrize(
        ("what", "code", "times", "phases"),
        [
            *(
                pytest.param(
                    "sync",
                    sqlite3.SQLITE_IOERR_FSYNC,
                    times,
                    {"start", "turns", "close"},
                    id=f"{times} in a row",
                )
                for times in (1, 2, 3, 4)
            ),
            pytest.param("folder", sqlite3.SQLITE_IOERR_DIR_FSYNC, 1, {"start"}, id="of the folder"),
        ],
    )
    async def test_nothing_is_built_upon_pages_that_only_memory_knows(
        self,
        tmp_path: Path,
        watch: Watch,
        what: str,
        code: int,
        times: int,
        phases: set[str],
        experiment: Callable[[str], Experiment],
    ) -> None:
        line = experiment("power cut after a failed fsync")
        struck = set[str]()
        for number in range(1_000):
            watch.log.clear()
            path = tmp_path / f"{number}" / FILE
            path.parent.mkdir()
            fault = Striking(what, code, number, times)
            acknowledged = await faulty(watch, path, fault)
            if not fault.struck:
                break
            struck.update(fault.struck)
            assert not repeated(watch)
            for place, said in states(watch.log, 6, FILE, path.parent):
                gone = set(acknowledged[:said]) - set(await texts_in(place / FILE))
                line.tally(runs=1, acknowledged=said, lost=len(gone))
                assert gone == set()

        assert struck == phases


LENGTHS = [5000, 5000, 5000, 50]
"""Of the turns while something fails; after the last one the log has something left for the closing."""


def repeated(watch: Watch) -> bool:
    """Whether a turn of which the disk has dropped something was acknowledged all the same."""
    unsynced, dropped, said = False, False, 0
    for entry in watch.log:
        if isinstance(entry, Said):
            if dropped and entry.entries > said:
                return True
            unsynced, dropped, said = False, False, entry.entries
        elif entry.file == f"{FILE}-wal":
            dropped = dropped or (unsynced and entry.what == "dropped")
            unsynced = entry.what == "write"
    return False


async def texts_in(path: Path) -> list[str]:
    """Open a journal as the bot would and return what it holds, its chain checked."""
    journal = await SqliteJournal.open(path, codec=CODEC)
    rows = await journal.read(SITTING)
    await journal.close()
    assert check(SITTING, rows).sound
    return [str(getattr(CODEC.event_of(row), "text", "")) for row in rows]


async def started(watch: Watch, path: Path) -> SqliteJournal:
    """Open a journal as often as a supervisor would start the process whose start has failed."""
    for _ in range(9):
        try:
            return await SqliteJournal.open(path, codec=CODEC, connect=small_log(watch))
        except (JournalDamaged, OtherLayout, OSError):
            continue
    raise AssertionError("does not start")


async def faulty(watch: Watch, path: Path, fault: Striking) -> list[str]:
    """Write a short evening while calls fail, and return what was acknowledged."""
    watch.fault = fault
    journal = await started(watch, path)
    watch.log.append(Said(0))
    fault.phase = "turns"
    head, acknowledged = EMPTY, list[str]()
    for turn, length in enumerate(LENGTHS):
        text = f"{turn} {'x' * length}"
        try:
            head = await journal.append(SITTING, head, [note(text)])
        except NotConfirmed as answer:
            assert answer.head is not None  # noqa: PT017  (which turn it meets is not known)
            head = answer.head
        except JournalBroken:
            await journal.close()
            journal = await started(watch, path)
            head = await journal.head(SITTING)
        else:
            acknowledged.append(text)
        watch.log.append(Said(len(acknowledged)))
    fault.phase = "close"
    await journal.close()
    watch.fault = lambda _call: 0
    return acknowledged
