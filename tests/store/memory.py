"""The ports in memory: what the contracts mean, in as few lines as possible."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from council.events import Event
from council.ids import SittingId
from council.record import GENESIS, Row, seal
from desk.ports import EMPTY, Head, HeadMoved
from store import Codec


class MemoryJournal:
    """A journal that forgets everything at the end."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._rows: dict[SittingId, list[Row]] = {}

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Add one turn."""
        if after != (found := await self.head(sitting)):
            raise HeadMoved(sitting, after, found)
        encoded = [self._codec.encode(event) for event in events]
        rows = self._rows.setdefault(sitting, []) if encoded else []
        for tag, at, data in encoded:
            prev = rows[-1].hash if rows else GENESIS
            rows.append(seal(sitting, len(rows) + 1, at, tag, data, f"{len(rows):032x}", prev))
        return await self.head(sitting)

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """Return the rows."""
        return tuple(self._rows.get(sitting, ()))

    async def head(self, sitting: SittingId) -> Head:
        """Return where they end."""
        rows = self._rows.get(sitting)
        return Head(rows[-1].seq, rows[-1].hash) if rows else EMPTY

    async def sittings(self) -> tuple[SittingId, ...]:
        """Return the sittings that have rows."""
        return tuple(sorted(self._rows))

    async def close(self) -> None:
        """Let go of nothing."""


class MemoryRegistry:
    """A registry that forgets everything at the end."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, str]] = {}

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a copy of the document."""
        return (await self.all(table)).get(key)

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Keep the document."""
        await self.put_all(table, {key: document})

    async def put_all(self, table: str, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep several documents."""
        texts = {
            key: json.dumps(dict(document), ensure_ascii=False, allow_nan=False)
            for key, document in documents.items()
        }
        for text in texts.values():
            text.encode()
        self._texts.setdefault(table, {}).update(texts)

    async def put_first(self, table: str, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the document unless there is one."""
        if key not in self._texts.get(table, {}):
            await self.put(table, key, document)
        return (await self.all(table))[key]

    async def remove(self, table: str, key: str) -> None:
        """Forget the document."""
        self._texts.get(table, {}).pop(key, None)

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return copies of all documents."""
        return {key: json.loads(text) for key, text in self._texts.get(table, {}).items()}

    async def tables(self) -> tuple[str, ...]:
        """Return the tables that hold a document."""
        return tuple(sorted(table for table, texts in self._texts.items() if texts))

    async def close(self) -> None:
        """Let go of nothing."""
