"""The journal in PostgreSQL: one transaction for each turn, several instances beside one another.

Nothing of a record is kept in this process: every turn holds its sitting's lock and compares the
head it was decided upon with the one that stands there. So nothing has to end or be opened anew
after a lost connection; whoever asks next is told where the record stands.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg
import structlog

from council.events import Event
from council.ids import SittingId
from council.record import Row
from desk.ports import Head, HeadMoved, JournalDamaged, NotConfirmed
from store import postgres
from store.codec import Codec, standard
from store.connections import Away, Connections, Kept
from store.postgres import Connection, Unanswered, reason_of
from store.sealing import sealed

PATIENCE = 4.0
"""Seconds for which a commit without an answer is asked after; Teams waits ten for a press."""
AT_MOST = 8.0
"""Seconds after which a turn is answered in any case, however long its commit was waited for before."""
PAUSE = 0.2

Run = Callable[[Callable[[Connection], Head]], Awaitable[Head]]

_T = TypeVar("_T")

log = structlog.get_logger(__name__)


class PostgresReader:
    """Reads the records in a database, also beside those who write them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """Return all rows of a sitting in order."""
        return await self._ask(lambda c: postgres.rows(c, sitting))

    async def head(self, sitting: SittingId) -> Head:
        """Return where the record of a sitting ends."""
        return await self._ask(lambda c: postgres.head(c, sitting))

    async def sittings(self) -> tuple[SittingId, ...]:
        """Return the ids of all sittings with a record."""
        return await self._ask(postgres.sittings)

    async def close(self) -> None:
        """Finish what is being done and let go of the database."""
        await self._connections.close()

    async def _ask(self, work: Callable[[Connection], _T]) -> _T:
        try:
            return await self._connections.safely(work)
        except (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted) as fault:
            raise JournalDamaged("", reason_of(fault)) from fault
        except (Away, psycopg.Error) as fault:
            raise NotConfirmed(f"database: {reason_of(fault)}") from fault


class PostgresJournal(PostgresReader):
    """Keeps every sitting's record; an ``append`` that returned is committed durably.

    A commit whose answer was lost is never repeated: the record is read again, once the old
    transaction has ended, and NotConfirmed says where it stands. ``told`` is called with a sitting
    after each of its turns, so that others can be woken.
    """

    def __init__(
        self,
        connections: Connections,
        *,
        codec: Codec | None = None,
        told: Callable[[SittingId], None] = lambda _: None,
        seconds: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__(connections)
        self.codec = codec or standard()
        self._told = told
        self._seconds = seconds
        self._patience = patience

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Write one turn; when this returns it counts, and where the record now ends is returned.

        HeadMoved: the record does not end at ``after``. NotConfirmed: see its ``head``. An event that
        cannot be stored raises NotAnEvent; then nothing was tried.
        """
        new = sealed(sitting, after, events, self.codec)

        def take(connection: Connection) -> None:
            postgres.begin(connection, sitting)
            found = postgres.head(connection, sitting)
            if found != after:
                raise HeadMoved(sitting, after, found)
            _write(connection, sitting, new)

        if not new:
            return after
        began = self._seconds()
        try:
            await self._connections.safely(take)
        except Unanswered as fault:
            self._connections.forget_idle()
            raise await self._unconfirmed(sitting, fault, self._connections.run, began) from fault
        except (Away, psycopg.Error) as fault:
            raise NotConfirmed(f"nothing was written: {reason_of(fault)}", after) from fault
        self._told(sitting)
        return Head(new[-1].seq, new[-1].hash)

    async def news(self, sitting: SittingId, after: Head) -> tuple[Row, ...]:
        """Return what the record holds after an entry; HeadMoved where it has not got that entry."""
        return await self._ask(lambda c: _news(c, sitting, after))

    async def heads(self, sittings: Sequence[SittingId]) -> dict[SittingId, int]:
        """Return the number of the last entry of each of these sittings."""
        return await self._ask(lambda c: postgres.heads(c, sittings))

    @asynccontextmanager
    async def hold(self, sitting: SittingId, after: Head) -> AsyncIterator[HeldTurn]:
        """A turn that nobody can get ahead of: what others have written since ``after``, then one's own.

        Raises HeadMoved where the record has not got the entry ``after``, and NotConfirmed.
        """

        def take(connection: Connection) -> tuple[Row, ...]:
            postgres.begin(connection, sitting)
            return _news(connection, sitting, after)

        async with self._connections.kept() as kept:
            try:
                news = await kept.run(take)
            except (Away, psycopg.Error) as fault:
                raise NotConfirmed(f"nothing was written: {reason_of(fault)}") from fault
            end = Head(news[-1].seq, news[-1].hash) if news else after
            try:
                yield HeldTurn(self, kept, sitting, news, end)
            finally:
                await kept.undo()

    async def ready(self) -> None:
        """Return if a turn could begin now; nothing is written. Raises NotConfirmed."""
        await self._ask(_try)

    async def _unconfirmed(
        self, sitting: SittingId, fault: Exception, run: Run, began: float
    ) -> NotConfirmed:
        """Ask where the record stands until somebody answers, or patience ends and nobody knows."""
        log.warning("journal.unanswered", sitting=sitting, reason=str(fault))
        until = min(self._seconds() + self._patience, began + AT_MOST)
        while True:
            try:
                found = await run(lambda c: _settled(c, sitting))
                return NotConfirmed(f"commit without an answer: {fault}", found)
            except (Away, psycopg.Error) as still:
                log.warning("journal.away", sitting=sitting, reason=reason_of(still))
            if self._seconds() >= until:
                return NotConfirmed(f"commit without an answer, database away: {fault}")
            await asyncio.sleep(PAUSE)


class HeldTurn:
    """A turn under way that holds its sitting's lock: ``news`` is read, nothing is written yet."""

    def __init__(
        self, journal: PostgresJournal, kept: Kept, sitting: SittingId, news: tuple[Row, ...], end: Head
    ) -> None:
        self.news = news
        self._journal = journal
        self._kept = kept
        self._sitting = sitting
        self._end = end

    async def append(self, events: Sequence[Event]) -> Head:
        """Write the turn after ``news`` and end it; raises NotConfirmed as the journal does."""
        journal, sitting, after = self._journal, self._sitting, self._end
        new = sealed(sitting, after, events, journal.codec)
        began = journal._seconds()  # noqa: SLF001
        try:
            await self._kept.run(lambda c: _write(c, sitting, new))
        except Unanswered as fault:
            self._kept.drop()
            raise await journal._unconfirmed(sitting, fault, self._kept.run, began) from fault  # noqa: SLF001
        except (Away, psycopg.Error) as fault:
            raise NotConfirmed(f"nothing was written: {reason_of(fault)}", after) from fault
        journal._told(sitting)  # noqa: SLF001
        return Head(new[-1].seq, new[-1].hash)


def _write(connection: Connection, sitting: SittingId, new: Sequence[Row]) -> None:
    postgres.insert(connection, sitting, new)
    postgres.commit(connection)


def _news(connection: Connection, sitting: SittingId, after: Head) -> tuple[Row, ...]:
    if not postgres.has(connection, sitting, after):
        raise HeadMoved(sitting, after, postgres.head(connection, sitting))
    return postgres.rows(connection, sitting, after.seq)


def _settled(connection: Connection, sitting: SittingId) -> Head:
    """Where the record ends once the turn that nobody answered has ended: its lock is free then."""
    postgres.begin(connection, sitting)
    found = postgres.head(connection, sitting)
    postgres.rollback(connection)
    return found


def _try(connection: Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("LOCK TABLE events IN ROW EXCLUSIVE MODE")
    connection.execute("ROLLBACK")
