"""The embedded registry: TinyDB on a storage that loses nothing, one write at a time.

Each write costs a whole file. So what adds up over the years and is seldom asked for lies in a second
file, ``resting.json``, that is written only when a sitting goes to rest.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from tinydb import TinyDB
from tinydb.table import Table

from desk.ports import NotConfirmed
from store.atomic import AtomicStorage
from store.lock import RegistryBusy, registry_lock

RESTING_FILE = "resting.json"
RESTING = "_resting"
"""Tables whose names end so lie in the second file."""

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class _KeyedTable(Table):
    """A table whose documents are found by a word, and replaced whole, never mended in place."""

    document_id_class = str  # type: ignore[assignment]

    def replace(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Put the documents under their keys, all with one write."""
        self._update_table(lambda table: cast("dict[str, Any]", table).update(documents))

    def document(self, key: str) -> dict[str, Any] | None:
        """Return the stored document itself; whoever passes it on copies it."""
        return cast("dict[str, Any] | None", self._read_table().get(key))

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return all stored documents themselves."""
        return cast("dict[str, dict[str, Any]]", self._read_table())

    def drop(self, key: str) -> None:
        """Remove one document; without it nothing is written."""
        if self.document(key) is not None:
            self._update_table(lambda table: cast("dict[str, Any]", table).pop(key))


class _Database(TinyDB):
    table_class = _KeyedTable


def _database(storage: AtomicStorage) -> _Database:
    return _Database(storage=lambda: storage)


class TinyDbRegistry:
    """Small JSON documents by table and key; each write is on the disk before it returns.

    Another process may write beside this one (``roster import`` while the bot serves): every
    write holds the registry's lock, starts from what the file holds then, and replaces only its own
    documents.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="registry")
        self._storages = (AtomicStorage(path), AtomicStorage(path.with_name(RESTING_FILE)))
        self._busy, self._resting = (_database(storage) for storage in self._storages)
        self._warned: frozenset[Path] = frozenset()

    @property
    def recovered(self) -> frozenset[Path]:
        """Where damaged files were put aside because the previous generation stepped in.

        Then the last write before the damage may be missing, and somebody must be told.
        """
        return frozenset(storage.recovered for storage in self._storages if storage.recovered)

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the registry and read it once, so that damage shows now and not in the sitting."""
        registry = cls(path)
        for table in ("", RESTING):
            await registry.all(table)
        return registry

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a copy of the document, None if there is none."""
        return await self._run(lambda: _copy(self._table(table).document(key)))

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return copies of all documents of a table by key."""
        return await self._run(lambda: _copy(self._table(table).documents()))

    async def tables(self) -> tuple[str, ...]:
        """Return the names of all tables that hold a document."""

        def found() -> tuple[str, ...]:
            known = self._busy.tables() | self._resting.tables()
            return tuple(sorted(table for table in known if self._table(table).documents()))

        return await self._run(found)

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Write the document in place of the one under this key; NotConfirmed if it failed.

        A document that JSON cannot hold is a TypeError or ValueError and changes nothing.
        """
        await self.put_all(table, {key: document})

    async def put_all(self, table: str, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Write several documents of one table, all of them or none."""
        plain = _copy({key: dict(document) for key, document in documents.items()})
        await self._run(lambda: self._write(lambda: self._table(table).replace(plain)))

    async def put_first(self, table: str, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Write the document unless one is under this key, and return a copy of the one that is now."""
        plain = _copy(dict(document))

        def change() -> dict[str, Any]:
            if (found := self._table(table).document(key)) is None:
                self._table(table).replace({key: plain})
            return _copy(plain if found is None else found)

        return await self._run(lambda: self._write(change))

    async def remove(self, table: str, key: str) -> None:
        """Forget the document; one that is not there is no fault."""
        await self._run(lambda: self._write(lambda: self._table(table).drop(key)))

    async def close(self) -> None:
        """Finish what is being written."""
        self._thread.shutdown()

    async def _run(self, work: Callable[[], _T]) -> _T:
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._thread, work)
        for aside in self.recovered - self._warned:
            _log.warning("registry was damaged; previous generation in use, see %s", aside)
        self._warned = self.recovered
        return result

    def _table(self, name: str) -> _KeyedTable:
        database = self._resting if name.endswith(RESTING) else self._busy
        return cast("_KeyedTable", database.table(name))

    def _write(self, change: Callable[[], _T]) -> _T:
        try:
            with registry_lock(self._folder):
                return change()
        except (OSError, RegistryBusy) as fault:
            raise NotConfirmed(f"registry: {fault}") from fault


def _copy(value: _T) -> _T:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return cast("_T", json.loads(text))
