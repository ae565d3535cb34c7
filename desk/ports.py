"""What the desk needs from outside: a journal, a registry, a clock.

The adapters (``store``) satisfy these structurally and import nothing from here but the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from council.events import Event
    from council.ids import SittingId
    from council.record import Row

GENESIS_HASH = "0" * 64


class Head(NamedTuple):
    """Where a sitting's record ends: the number of its last entry and that entry's hash."""

    seq: int
    hash: str


EMPTY = Head(0, GENESIS_HASH)
"""The head of a sitting of which nothing is written yet."""

Decode = Callable[["Row"], "Event"]
"""Turns a stored row back into the event it holds (``store.Codec.event_of``)."""


class NotConfirmed(Exception):
    """Nobody may say "counted": the write did not end well ("nicht bestätigt").

    ``head`` is where the record stands now, as read after the failure. Equal to the head the
    caller appended after: nothing was written. Different: the turn reached the disk although its
    commit failed, and the caller must read the sitting again before it decides anything.
    ``head`` is None where no record is concerned (registry).
    """

    def __init__(self, reason: str, head: Head | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.head = head


class HeadMoved(Exception):
    """The record has gone on without the caller; nothing was written, read it again."""

    def __init__(self, sitting: str, expected: Head, found: Head) -> None:
        super().__init__(f"{sitting}: expected the record to end at {expected.seq}, found {found.seq}")
        self.sitting = sitting
        self.expected = expected
        self.found = found


class JournalBroken(Exception):
    """No further turn may be taken by this process; it must end and say why."""


class JournalDamaged(Exception):
    """A sitting's rows cannot be read back as they were written; that sitting is locked.

    ``sitting`` is empty where the file as a whole cannot be read.
    """

    def __init__(self, sitting: str, reason: str) -> None:
        super().__init__(f"{sitting}: {reason}")
        self.sitting = sitting
        self.reason = reason


class Journal(Protocol):
    """Keeps the record of every sitting, in order and for good."""

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Write one turn in one transaction; the return is the moment in which it counts.

        Raises HeadMoved, NotConfirmed or JournalBroken; then nobody may be told that it counts.
        """
        ...

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        """Return all rows of a sitting in order, empty if there is none."""
        ...

    async def head(self, sitting: SittingId) -> Head:
        """Return where the record of a sitting ends, ``EMPTY`` if there is none."""
        ...

    async def sittings(self) -> tuple[SittingId, ...]:
        """Return the ids of all sittings with a record, sorted."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the files."""
        ...


class HeldTurn(Protocol):
    """A turn of a sitting that nobody can get ahead of any more; nothing is written yet."""

    @property
    def news(self) -> tuple[Row, ...]:
        """What others have written since the head that was named."""
        ...

    async def append(self, events: Sequence[Event]) -> Head:
        """Write the turn after ``news`` and end it; raises NotConfirmed."""
        ...


class SharedJournal(Journal, Protocol):
    """A journal to which several instances write, each taking turns of any sitting.

    ``read``, ``head`` and what stands here raise NotConfirmed where the journal cannot be reached.
    """

    async def news(self, sitting: SittingId, after: Head) -> tuple[Row, ...]:
        """Return what was written after an entry; HeadMoved where the record has not got that entry."""
        ...

    async def heads(self, sittings: Sequence[SittingId]) -> dict[SittingId, int]:
        """Return the number of the last entry of each of these sittings."""
        ...

    def hold(self, sitting: SittingId, after: Head) -> AbstractAsyncContextManager[HeldTurn]:
        """Begin a turn behind all that others have written; raises HeadMoved as ``news`` does."""
        ...


class Registry(Protocol):
    """Small JSON documents by table and key; each write is durable before it returns."""

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a copy of the document, None if there is none."""
        ...

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Write the document, replacing the one under this key. Raises NotConfirmed."""
        ...

    async def remove(self, table: str, key: str) -> None:
        """Forget the document; one that is not there is no fault."""
        ...

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return copies of all documents of a table by key."""
        ...


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...
