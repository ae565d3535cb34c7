"""A database opened: journal and registry together, for an instance that serves or beside it.

The data folder stays each instance's own. In it stands where the records ended when this instance
last knew, so that a database that has lost entries is found out.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
import structlog

from council.ids import SittingId
from store.codec import Codec
from store.connections import Away, Connections
from store.files import require_folder, require_room
from store.folder import HEADS_FILE, StoreBeside
from store.lock import ServingLock
from store.postgres import Connection, channel, reason_of
from store.postgres_journal import PostgresJournal, PostgresReader
from store.postgres_registry import PostgresRegistry
from store.registry import TinyDbRegistry
from store.tables import prepare
from store.wake import Wake

CLOSING_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Caller:
    """Tells the other instances that a sitting has gone on, after the commit and beside it.

    A word inside the transaction would make all commits of the database wait for one another. One
    that gets lost is made up for: everybody also looks once a second.
    """

    def __init__(self, connections: Connections, channel: str, me: str) -> None:
        self._connections = connections
        self._channel = channel
        self._me = me
        self._owed: set[SittingId] = set()
        self._task: asyncio.Task[None] | None = None

    def __call__(self, sitting: SittingId) -> None:
        """Owe the others a word; returns at once."""
        self._owed.add(sitting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._say(), name="wake:say")

    async def close(self) -> None:
        """Say what is still owed."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=CLOSING_SECONDS)

    async def _say(self) -> None:
        while self._owed:
            words = [json.dumps({"by": self._me, "sitting": sitting}) for sitting in self._owed]
            self._owed.clear()
            try:
                await self._connections.safely(partial(self._notify, words))
            except (Away, psycopg.Error) as fault:
                log.warning("wake.not_said", reason=reason_of(fault))

    def _notify(self, words: list[str], connection: Connection) -> None:
        statement = "SELECT pg_notify(%s, word) FROM unnest(%s::text[]) AS word"
        connection.execute(statement, (self._channel, words))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseStore:
    """A database in the hands of one of the instances that serve it."""

    journal: PostgresJournal
    registry: PostgresRegistry
    heads: TinyDbRegistry
    wake: Wake
    folder: Path
    caller: Caller = field(repr=False)
    lock: ServingLock = field(repr=False)

    @property
    def shared(self) -> PostgresJournal:
        """The journal, to which others write as well."""
        return self.journal

    async def ready(self) -> None:
        """Return if the next write would be taken and others are heard; raises where not."""
        if not self.wake.hears:
            raise Away("the other instances are not heard")
        await self.journal.ready()
        await asyncio.to_thread(require_room, self.folder)

    async def close(self) -> None:
        """Finish all writing, tell the others, and let another instance use the data folder."""
        try:
            await self.wake.stop()
            await self.caller.close()
            await self.heads.close()
            await self.journal.close()
        finally:
            self.lock.close()


async def open_database(url: str, data_dir: Path, *, codec: Codec | None = None) -> DatabaseStore:
    """Open a database to serve it, making its tables if they are not there.

    DatabaseUnfit: nothing can be kept there. AlreadyServed: another instance has this data folder.
    """
    require_folder(data_dir)
    lock = ServingLock(data_dir)
    async with AsyncExitStack() as opened:
        opened.callback(lock.close)
        await asyncio.to_thread(prepare, url)
        heads = await TinyDbRegistry.open(data_dir / HEADS_FILE)
        opened.push_async_callback(heads.close)
        connections = Connections(url)
        opened.push_async_callback(connections.close)
        name, me = await connections.safely(channel), secrets.token_hex(8)
        caller, wake = Caller(connections, name, me), Wake(url, name, me)
        opened.pop_all()
    return DatabaseStore(
        journal=PostgresJournal(connections, codec=codec, told=caller),
        registry=PostgresRegistry(connections, name, me, wake.session),
        heads=heads,
        wake=wake,
        folder=data_dir,
        caller=caller,
        lock=lock,
    )


async def open_database_beside(url: str) -> StoreBeside:
    """Open a database for list, export, or the moment of a write to the registry."""
    await asyncio.to_thread(prepare, url)
    connections = Connections(url, most=1, seconds=None)
    name = await connections.safely(channel)
    return StoreBeside(journal=PostgresReader(connections), registry=PostgresRegistry(connections, name))
