"""A few connections to one database, each used by one piece of work at a time, in threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import psycopg

from store.postgres import SILENT_SECONDS, Connection, connect, cut, reason_of, rollback, undone

MOST = 4
"""How many turns of different sittings are written at the same time by one instance."""

_GONE = frozenset({None, "57P01", "57P02", "57P03", "57P05", "25P03", "08000", "08003", "08006"})
"""The words of a server that has ended a connection, or of a library that has lost it (None)."""

_T = TypeVar("_T")


class Away(Exception):
    """The database cannot be reached; nothing was done. The text is what the library says."""


class Connections:
    """Opens connections when they are needed, keeps them, and throws broken ones away.

    Whoever stops waiting does not stop the work: its connection comes back when the work is done. What has
    not ended after ``seconds`` loses its connection (None: however long it takes).
    """

    def __init__(
        self,
        url: str,
        *,
        most: int = MOST,
        opened: Callable[[str], Connection] = connect,
        seconds: float | None = SILENT_SECONDS,
    ) -> None:
        self._url = url
        self._opened = opened
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(max_workers=most, thread_name_prefix="database")
        self._free = asyncio.Semaphore(most)
        self._idle: list[Connection] = []
        self._closed = False

    async def run(self, work: Callable[[Connection], _T]) -> _T:
        """Do *work* with a connection. Raises Away where none can be opened, else psycopg.Error."""
        async with self.kept() as kept:
            return await kept.run(work)

    async def safely(self, work: Callable[[Connection], _T]) -> _T:
        """Do *work* that changes nothing unless it returns, once more where the connection was dead.

        A server that was started anew has forgotten every connection that lay idle meanwhile. One that says
        nothing is not asked once more: somebody waits.
        """
        try:
            return await self.run(work)
        except Away:
            self.forget_idle()
            raise
        except psycopg.OperationalError as fault:
            if fault.sqlstate not in _GONE:
                raise
            self.forget_idle()
            return await self.run(work)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Kept]:
        """One connection for several pieces of work, one after the other."""
        await self._free.acquire()
        kept = Kept(self._take(), self._open, self._put_back, self._threads, self._seconds)
        try:
            yield kept
        finally:
            kept.give_back()

    def forget_idle(self) -> None:
        """Close the connections that nobody uses: the server may not know them any more."""
        idle, self._idle = self._idle, []
        for connection in idle:
            abandon(connection)

    async def close(self) -> None:
        """Finish what is being done and let go of the database; a second time does nothing."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._threads.shutdown)
            self.forget_idle()

    def _open(self) -> Connection:
        try:
            return self._opened(self._url)
        except psycopg.OperationalError as fault:
            raise Away(reason_of(fault)) from fault

    def _take(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
        return None

    def _put_back(self, connection: Connection | None) -> None:
        if connection is not None and (self._closed or not idle(connection)):
            abandon(connection)
        elif connection is not None:
            self._idle.append(connection)
        self._free.release()


class Kept:
    """A connection in somebody's hands; opened at its first work."""

    def __init__(
        self,
        connection: Connection | None,
        opened: Callable[[], Connection],
        put_back: Callable[[Connection | None], None],
        threads: Executor,
        seconds: float | None,
    ) -> None:
        self._connection = connection
        self._opened = opened
        self._put_back = put_back
        self._threads = threads
        self._seconds = seconds
        self._silent = False
        self._work: asyncio.Future[Any] | None = None

    async def run(self, work: Callable[[Connection], _T]) -> _T:
        """Do *work* in a thread; what it raises leaves no transaction open."""

        def job() -> _T:
            if self._connection is None:
                self._connection = self._opened()
            try:
                return work(self._connection)
            except BaseException as fault:
                rollback(self._connection)
                if self._silent and isinstance(fault, psycopg.OperationalError):
                    raise Away("the server says nothing") from fault
                raise

        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._threads, job)
        self._work = done
        if self._seconds is not None:
            patience = loop.call_later(self._seconds, self._cut)
            done.add_done_callback(lambda _: patience.cancel())
        return await asyncio.shield(done)

    def _cut(self) -> None:
        """Wait no longer for the server's answer; opening a connection has a limit of its own."""
        if self._connection is not None:
            self._silent = True
            cut(self._connection)

    async def undo(self) -> None:
        """End the transaction that is still open; nothing is opened for that."""
        if self._connection is not None:
            await self.run(undone)

    def drop(self) -> None:
        """Close the connection: the server ends whatever it is still doing for it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            abandon(connection)

    def give_back(self) -> None:
        """Let others use it, at the end of the work that is still going on."""
        if self._work is None or self._work.done():
            self._finish(self._work)
        else:
            self._work.add_done_callback(self._finish)

    def _finish(self, work: asyncio.Future[Any] | None) -> None:
        if work is not None and not work.cancelled():
            work.exception()  # nobody may be left who would ask
        connection, self._connection = self._connection, None
        self._put_back(connection)


def abandon(connection: Connection) -> None:
    """Close a connection, whatever it says to that."""
    with suppress(psycopg.Error):
        connection.close()


def idle(connection: Connection) -> bool:
    """Whether a connection is open and in no transaction."""
    return not connection.closed and connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
