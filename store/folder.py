"""A data folder opened: journal and registry together, for the one that serves or beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from council.ids import SittingId
from council.record import Row
from desk.ports import Head, Journal, Registry, SharedJournal
from store.files import require_folder, require_room
from store.journal import SqliteJournal
from store.lock import ServingLock
from store.registry import TinyDbRegistry

if TYPE_CHECKING:
    from store.wake import Wake

JOURNAL_FILE = "ratssaal.db"
REGISTRY_FILE = "registry.json"
HEADS_FILE = "heads.json"
"""Where an instance on a shared database notes the ends of the records, outside of that database."""


class AnyStore(Protocol):
    """What a process serves from: a data folder of its own, or a database that it shares.

    ``heads`` is where the ends of the records are noted, ``shared`` the journal if others write to
    it too, and ``wake`` the word between those.
    """

    @property
    def journal(self) -> Journal:
        """The records."""
        ...

    @property
    def registry(self) -> Registry:
        """The documents."""
        ...

    @property
    def heads(self) -> Registry:
        """Where the ends of the records are noted."""
        ...

    @property
    def shared(self) -> SharedJournal | None:
        """The records, where others write to them too."""
        ...

    @property
    def wake(self) -> Wake | None:
        """The word between those who share the records."""
        ...

    @property
    def folder(self) -> Path:
        """The data folder."""
        ...

    async def ready(self) -> None:
        """Return if the next write would be taken; raises where it would not."""
        ...

    async def close(self) -> None:
        """Finish all writing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A data folder in the hands of the one process that serves it."""

    journal: SqliteJournal
    registry: TinyDbRegistry
    folder: Path
    lock: ServingLock = field(repr=False)
    shared: None = None
    wake: None = None

    @property
    def heads(self) -> TinyDbRegistry:
        """Where the ends of the records are noted: outside of the journal's file."""
        return self.registry

    async def ready(self) -> None:
        """Return if the next write would be taken; raises where it would not. Leaves no trace."""
        await self.journal.ready()
        await asyncio.to_thread(require_room, self.folder)

    async def close(self) -> None:
        """Finish all writing and let another process serve the folder."""
        try:
            await self.registry.close()
            await self.journal.close()
        finally:
            self.lock.close()


class Reader(Protocol):
    """Reads the records that are kept."""

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """Return all rows of a sitting in order."""
        ...

    async def head(self, sitting: SittingId) -> Head:
        """Return where the record of a sitting ends."""
        ...

    async def sittings(self) -> tuple[SittingId, ...]:
        """Return the ids of all sittings with a record."""
        ...

    async def close(self) -> None:
        """Let go of it."""
        ...


class Documents(Registry, Protocol):
    """A registry that somebody has opened and will close."""

    async def put_first(self, table: str, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Write the document unless one is under this key, and return a copy of the one that is now.

        Of several at once one writes, and all are given the same. Raises NotConfirmed.
        """
        ...

    async def tables(self) -> tuple[str, ...]:
        """Return the names of all tables that hold a document."""
        ...

    async def close(self) -> None:
        """Finish what is being written."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBeside:
    """What is kept, opened beside whoever serves it: the journal to read only."""

    journal: Reader
    registry: Documents

    async def close(self) -> None:
        """Finish all writing."""
        await self.registry.close()
        await self.journal.close()


async def open_store(data_dir: Path) -> Store:
    """Open a data folder to serve it, making it if it is not there.

    AlreadyServed: another process does. JournalDamaged, OtherLayout or RegistryUnreadable: the
    files are not what this release can go on writing.
    """
    require_folder(data_dir)
    lock = ServingLock(data_dir)
    async with AsyncExitStack() as opened:
        opened.callback(lock.close)
        registry = await TinyDbRegistry.open(data_dir / REGISTRY_FILE)
        opened.push_async_callback(registry.close)
        journal = await SqliteJournal.open(data_dir / JOURNAL_FILE)
        opened.pop_all()
    return Store(journal=journal, registry=registry, folder=data_dir, lock=lock)


async def open_beside(data_dir: Path) -> StoreBeside:
    """Open a data folder for list, export, verify, or the moment of a write to the registry."""
    require_folder(data_dir)
    registry = await TinyDbRegistry.open(data_dir / REGISTRY_FILE)
    journal = SqliteJournal.open_reader(data_dir / JOURNAL_FILE)
    return StoreBeside(journal=journal, registry=registry)


async def open_any(data_dir: Path, database_url: str = "") -> AnyStore:
    """Open a database where one is named, else the data folder, to serve it."""
    if not database_url:
        return await open_store(data_dir)
    from store.database import open_database  # noqa: PLC0415  a tenth of a second for those who need it

    return await open_database(database_url, data_dir)


async def open_any_beside(data_dir: Path, database_url: str = "") -> StoreBeside:
    """Open the same beside whoever serves it."""
    if not database_url:
        return await open_beside(data_dir)
    from store.database import open_database_beside  # noqa: PLC0415

    return await open_database_beside(database_url)
