"""The embedded journal: SQLite, one transaction for each turn, in a thread of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from council.events import Event
from council.ids import SittingId
from council.record import Row, check
from desk.ports import Head, HeadMoved, JournalBroken, JournalDamaged, NotConfirmed
from store import sqlite
from store.codec import Codec, standard
from store.files import create_private, sync_folder
from store.sealing import sealed

AGAIN_WITHIN = 60.0
"""Seconds within which a second failed commit ends the process."""

_T = TypeVar("_T")


class SqliteReader:
    """Reads a journal, also beside the process that writes it."""

    def __init__(self, connection: Callable[[], sqlite3.Connection]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._connect = connection
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """Return all rows of a sitting; JournalDamaged where the file gives them no more."""
        return await self._run(lambda: sqlite.rows(self._open(), sitting))

    async def head(self, sitting: SittingId) -> Head:
        """Return where the record of a sitting ends."""
        return await self._run(lambda: sqlite.head(self._open(), sitting))

    async def sittings(self) -> tuple[SittingId, ...]:
        """Return the ids of all sittings with a record."""
        return await self._run(lambda: sqlite.sittings(self._open()))

    async def close(self) -> None:
        """Finish what is being done and let go of the file; a second time does nothing."""
        if not self._closed:
            self._closed = True
            await self._run(self._shut)
            self._thread.shutdown()

    async def _run(self, work: Callable[[], _T]) -> _T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work)
        except sqlite3.DatabaseError as fault:
            raise JournalDamaged("", str(fault)) from fault

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _shut(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class SqliteJournal(SqliteReader):
    """Keeps every sitting's record; an ``append`` that returned is on the disk.

    A full disk costs one turn. After any other failed commit the file is opened anew and must end
    exactly at the last acknowledged entry (or with the whole unanswered turn after it); otherwise,
    or at a second such failure within a minute, the journal is broken and takes nothing more.
    No commit is ever repeated.
    """

    def __init__(
        self,
        path: Path,
        *,
        codec: Codec | None = None,
        connect: sqlite.Connect = sqlite.connect,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(lambda: connect(path))
        self._path = path
        self._codec = codec or standard()
        self._seconds = seconds
        self._acknowledged: dict[SittingId, Head] = {}
        self._failed_at: float | None = None
        self._broken = ""

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        codec: Codec | None = None,
        connect: sqlite.Connect = sqlite.connect,
        seconds: Callable[[], float] = time.monotonic,
    ) -> Self:
        """Open the journal for writing and make it if it is not there.

        ``connect`` and ``seconds`` are ports for faults and time. Only one process may do this at a
        time for one file; the data folder's lock sees to that.
        """
        journal = cls(path, codec=codec, connect=connect, seconds=seconds)
        try:
            await journal._run(journal._start)
        except BaseException:
            await journal.close()
            raise
        return journal

    @staticmethod
    def open_reader(path: Path) -> SqliteReader:
        """Return a reader of the file; where there is none yet, one that has nothing to read."""

        def connection() -> sqlite3.Connection:
            if path.exists():
                return sqlite.connect_read_only(path)
            empty = sqlite.connect(Path(":memory:"))
            sqlite.make_table(empty)
            return empty

        return SqliteReader(connection)

    @property
    def broken(self) -> str:
        """Why nothing more is taken; empty while all is well."""
        return self._broken

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Write one turn; when this returns it counts, and where the record now ends is returned.

        HeadMoved: the record does not end at ``after``. NotConfirmed: see its ``head``.
        JournalBroken: the process must end. An event that cannot be stored raises NotAnEvent; then
        nothing was tried. Whoever stops waiting does not stop the turn: it may count all the same.
        """
        return await self._run(lambda: self._append(sitting, after, tuple(events)))

    async def ready(self) -> None:
        """Return if a turn could begin now; nothing is written. Raises JournalBroken or JournalDamaged."""
        await self._run(self._try)

    def _try(self) -> None:
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")

    def _start(self) -> None:
        create_private(self._path)
        self._begin()

    def _begin(self) -> sqlite3.Connection:
        """Open the file, for a process that begins or after a failure; what is read is on the disk.

        Whoever was here before may have ended because a sync failed. And SQLite says nothing where it
        could not sync the folder, and with it the name of its log.
        """
        connection = self._open()
        sqlite.prepare(connection)
        sqlite.write_back(connection)
        sync_folder(self._path.parent)
        return connection

    def _open(self) -> sqlite3.Connection:
        if self._broken:
            raise JournalBroken(self._broken)
        return super()._open()

    def _append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        connection = self._open()
        new = sealed(sitting, after, events, self._codec)
        if not new:
            return after
        try:
            self._commit(connection, sitting, after, new)
        except sqlite3.Error as fault:
            raise self._unconfirmed(connection, sitting, after, new, fault) from fault
        head = Head(new[-1].seq, new[-1].hash)
        self._acknowledged[sitting] = head
        return head

    def _commit(
        self, connection: sqlite3.Connection, sitting: SittingId, after: Head, new: Sequence[Row]
    ) -> None:
        if len(new) > sqlite.AT_ONCE:
            self._commit_many(connection, sitting, after, new)
            return
        added = sqlite.add(connection, sitting, after, new)
        if not added:
            raise HeadMoved(sitting, after, sqlite.head(connection, sitting))

    def _commit_many(
        self, connection: sqlite3.Connection, sitting: SittingId, after: Head, new: Sequence[Row]
    ) -> None:
        connection.execute("BEGIN IMMEDIATE")
        found = sqlite.head(connection, sitting)
        if found != after:
            connection.execute("ROLLBACK")
            raise HeadMoved(sitting, after, found)
        sqlite.insert(connection, sitting, new)
        connection.execute("COMMIT")

    def _unconfirmed(
        self,
        connection: sqlite3.Connection,
        sitting: SittingId,
        after: Head,
        new: Sequence[Row],
        fault: sqlite3.Error,
    ) -> NotConfirmed | JournalBroken:
        if sqlite.is_harmless(fault) and _undone(connection, sitting, after):
            return NotConfirmed(f"nothing was written: {fault}", after)
        sqlite.abandon(connection)
        self._connection = None
        now = self._seconds()
        if self._failed_at is not None and now - self._failed_at < AGAIN_WITHIN:
            return self._break(f"a second commit failed within a minute: {fault}")
        self._failed_at = now
        try:
            head = self._resumed(sitting, after, Head(new[-1].seq, new[-1].hash))
        except Exception as second:
            return self._break(f"after {fault} the journal does not go on: {second}")
        return NotConfirmed(f"commit failed: {fault}", head)

    def _break(self, reason: str) -> JournalBroken:
        self._broken = reason
        if self._connection is not None:
            sqlite.abandon(self._connection)
            self._connection = None
        return JournalBroken(reason)

    def _resumed(self, sitting: SittingId, after: Head, turn: Head) -> Head:
        """Open the file anew and return where the record ends, which must be one of the two."""
        connection = self._begin()
        for other, acknowledged in self._acknowledged.items():
            if other != sitting and sqlite.head(connection, other) != acknowledged:
                raise ValueError(f"{other} does not end at entry {acknowledged.seq}")
        head = sqlite.head(connection, sitting)
        if head not in (after, turn):
            raise ValueError(f"{sitting} ends at entry {head.seq}, acknowledged is {after.seq}")
        if not check(sitting, sqlite.rows(connection, sitting), head).sound:
            raise ValueError(f"{sitting} is damaged")
        self._acknowledged[sitting] = head
        return head


def _undone(connection: sqlite3.Connection, sitting: SittingId, after: Head) -> bool:
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return sqlite.head(connection, sitting) == after
    except sqlite3.Error:
        return False
