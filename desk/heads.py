"""The last known end of every record, kept beside the journal.

A chain alone does not show that its tail was cut off; a head noted elsewhere does. It
is written after the commit and never awaited by a vote, so that it may lag behind the
journal (normal), but never run ahead of it (a loss).
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from council.ids import SittingId
from desk.ports import Head, NotConfirmed, Registry

log = structlog.get_logger(__name__)

TABLE = "heads"
REST_SECONDS = 0.25
"""How long the registry rests after a head: while votes pour in, it need not be written each time."""


@dataclass(frozen=True, slots=True)
class KnownHead:
    """Where a record ended when it was last noted, and when the sitting had ended (None: not yet).

    ``body`` is whose sitting it was, "" where that was not noted.
    """

    head: Head
    ended: datetime | None
    body: str = ""


class Heads:
    """Notes the newest head of each sitting in the registry, a few times a second at most."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, KnownHead] = {}
        self._owed: set[str] = set()
        self._writer: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    async def load(self) -> dict[str, KnownHead]:
        """Read what was noted; by sitting id."""
        for sitting, doc in (await self._registry.all(TABLE)).items():
            head = Head(int(doc["seq"]), str(doc["hash"]))
            ended = doc.get("ended")
            since = datetime.fromisoformat(ended) if ended else None
            self._known[sitting] = KnownHead(head, since, str(doc.get("body", "")))
        return dict(self._known)

    def known(self, sitting: SittingId) -> tuple[int, str] | None:
        """The head that was noted last, None where none was."""
        noted = self._known.get(sitting)
        return (noted.head.seq, noted.head.hash) if noted else None

    def names(self) -> frozenset[SittingId]:
        """The sittings of which a head was noted."""
        return frozenset(SittingId(name) for name in self._known)

    def moved(self, sitting: SittingId, head: Head, *, ended: datetime | None, body: str = "") -> None:
        """Owe the registry a new head; returns at once."""
        self._known[sitting] = KnownHead(head, ended, body)
        self._owed.add(sitting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="desk:heads")

    async def settle(self) -> None:
        """Write everything owed without rest and wait for it; nothing is owed after this."""
        self._hurry.set()
        if self._writer is not None:
            with suppress(asyncio.CancelledError):
                await self._writer

    async def _write(self) -> None:
        while self._owed:
            sitting = self._owed.pop()
            noted = self._known[sitting]
            ended = noted.ended.isoformat() if noted.ended else None
            document: dict[str, object] = {"seq": noted.head.seq, "hash": noted.head.hash, "ended": ended}
            if noted.body:
                document["body"] = noted.body
            try:
                await self._registry.put(TABLE, sitting, document)
            except NotConfirmed as failure:
                log.warning("heads.not_written", sitting=sitting, reason=failure.reason)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), REST_SECONDS)
