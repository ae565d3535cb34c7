"""Files that people sent and have not decided on yet: kept for a day, across a restart."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.ports import Registry

TABLE = "files_in"
GOOD_FOR = timedelta(days=1)

Document = Mapping[str, Any]


class Uploads:
    """The files that wait for a word, each known by a key that stands on its card."""

    def __init__(self, registry: Registry, now: Callable[[], datetime]) -> None:
        self._registry = registry
        self._now = now

    async def keep(self, key: str, account: str, doc: Document) -> None:
        """Keep a file under its key; what is over goes."""
        for old, kept in (await self._registry.all(TABLE)).items():
            if self._over(kept):
                await self._registry.remove(TABLE, old)
        head = {"account": account, "at": self._now().isoformat()}
        await self._registry.put(TABLE, key, {**doc, **head})

    async def find(self, key: str, account: str) -> Document | None:
        """The file of this key, for whoever sent it; None for others, and once a day has gone."""
        doc = await self._registry.get(TABLE, key) if key else None
        if doc is None or doc["account"] != account or self._over(doc):
            return None
        return doc

    async def settle(self, key: str, doc: Document, said: str) -> None:
        """Note what came of a file, and nothing else of it; pressed again it has this answer."""
        await self._registry.put(TABLE, key, {"account": doc["account"], "at": doc["at"], "done": said})

    def _over(self, doc: Document) -> bool:
        return self._now() - datetime.fromisoformat(str(doc["at"])) > GOOD_FOR


def key_of(*parts: str) -> str:
    """The key of a file on a card: the same for the same message read to the same end, however often."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
