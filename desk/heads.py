"""The last known end of every record, kept beside the journal.

A chain alone does not show that its tail was cut off; a head noted elsewhere does. It
is written after the commit and never awaited by a vote, so that it may lag behind the
journal (normal), but never run ahead of it (a loss).
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import structlog

from council.ids import SittingId
from desk.ports import Head, NotConfirmed, Registry

log = structlog.get_logger(__name__)

TABLE = "heads"


@dataclass(frozen=True, slots=True)
class KnownHead:
    """Where a record ended when it was last noted, and whether the sitting was over."""

    head: Head
    ended: bool


class Heads:
    """Notes the newest head of each sitting in the registry, one write at a time."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, KnownHead] = {}
        self._owed: set[str] = set()
        self._writer: asyncio.Task[None] | None = None

    async def load(self) -> dict[str, KnownHead]:
        """Read what was noted; by sitting id."""
        for sitting, doc in (await self._registry.all(TABLE)).items():
            head = Head(int(doc["seq"]), str(doc["hash"]))
            self._known[sitting] = KnownHead(head, bool(doc.get("ended", False)))
        return dict(self._known)

    def known(self, sitting: SittingId) -> tuple[int, str] | None:
        """The head that was noted last, None where none was."""
        noted = self._known.get(sitting)
        return (noted.head.seq, noted.head.hash) if noted else None

    def moved(self, sitting: SittingId, head: Head, *, ended: bool) -> None:
        """Owe the registry a new head; returns at once."""
        self._known[sitting] = KnownHead(head, ended)
        self._owed.add(sitting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="desk:heads")

    async def settle(self) -> None:
        """Wait until everything owed has been written."""
        if self._writer is not None:
            with suppress(asyncio.CancelledError):
                await self._writer

    async def _write(self) -> None:
        while self._owed:
            sitting = self._owed.pop()
            noted = self._known[sitting]
            document = {"seq": noted.head.seq, "hash": noted.head.hash, "ended": noted.ended}
            try:
                await self._registry.put(TABLE, sitting, document)
            except NotConfirmed as failure:
                log.error("heads.not_written", sitting=sitting, reason=failure.reason)
