"""Everything the public pages are made of, kept until the sitting goes on."""

import asyncio
import gzip
import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Protocol

from council.ids import SittingId
from council.sitting import Sitting
from desk.desk import Entry
from web.pages import live_page
from web.result_view import Votes
from web.view import Live, live_of

FRESH_SECONDS = 0.3
"""How old a page may be that has missed nothing but votes and comings and goings."""


class Sittings(Protocol):
    """Where sittings are read: the desk."""

    def sitting(self, sitting: SittingId) -> Sitting | None:
        """The sitting as it was last written down, if it is at hand."""

    async def read(self, sitting: SittingId) -> Sitting | None:
        """The sitting, read back from its record; None where that cannot be read."""


class NoSuchSitting(Exception):
    """There is no sitting of this id for the public to see."""


class NotReadable(Exception):
    """There is a record of the sitting, but it cannot be shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something to send, and a mark that changes with its content; ``zipped`` once for all who read it."""

    body: bytes
    mark: str
    zipped: bytes = b""


@dataclass(slots=True)
class Shown:
    """The public view of a sitting at one version, and what was made of it so far.

    ``slips`` is how many secret slips are in the box: they move no version, since nothing of them
    is written.
    """

    version: int
    slips: int
    steps: int
    drawn_at: float
    live: Live
    documents: dict[str, Document] = field(default_factory=dict)


class Gallery:
    """Draws the public view of every sitting, and wakes those who watch one.

    It hears of every entry at the desk. A view is drawn anew when the sitting has moved a step;
    for votes alone at most some times a second, so that watching never slows voting.
    """

    def __init__(self, desk: Sittings, votes: Votes, seconds: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._votes = votes
        self._seconds = seconds
        self._known: set[SittingId] = set()
        self._shown: dict[SittingId, Shown] = {}
        self._watchers: dict[SittingId, set[asyncio.Event]] = {}

    def learn(self, sittings: tuple[SittingId, ...]) -> None:
        """Know of the sittings that have a record."""
        self._known.update(sittings)

    def announce(self, entry: Entry) -> None:
        """Wake whoever watches the sitting; nothing is drawn here."""
        self._known.add(entry.sitting.id)
        for watcher in self._watchers.get(entry.sitting.id, ()):
            watcher.set()

    async def page(self, sitting: str, *, refreshing: bool) -> Document:
        """The page of a sitting. Raises NoSuchSitting, NotReadable."""
        shown = await self._draw(sitting)
        name = "page" if refreshing else "still"
        if name not in shown.documents:
            shown.documents[name] = _document(live_page(shown.live, refreshing=refreshing))
        return shown.documents[name]

    async def state(self, sitting: str) -> Document:
        """The public view of a sitting as JSON. Raises NoSuchSitting, NotReadable."""
        shown = await self._draw(sitting)
        if "state" not in shown.documents:
            text = json.dumps(asdict(shown.live), ensure_ascii=False, separators=(",", ":"))
            shown.documents["state"] = _document(text.encode())
        return shown.documents["state"]

    def watch(self, sitting: str) -> asyncio.Event:
        """An event that is set whenever the sitting has gone on."""
        watcher = asyncio.Event()
        self._watchers.setdefault(SittingId(sitting), set()).add(watcher)
        return watcher

    def leave(self, sitting: str, watcher: asyncio.Event) -> None:
        """Watch no longer."""
        watchers = self._watchers.get(SittingId(sitting), set())
        watchers.discard(watcher)
        if not watchers:
            with suppress(KeyError):
                del self._watchers[SittingId(sitting)]

    async def _draw(self, name: str) -> Shown:
        sitting = await self._read(SittingId(name))
        shown = self._shown.get(sitting.id)
        if shown is not None and self._holds(shown, sitting):
            return shown
        drawn = Shown(
            version=sitting.version,
            slips=_slips(sitting),
            steps=sitting.steps,
            drawn_at=self._seconds(),
            live=live_of(sitting, self._votes),
        )
        if shown is not None and shown.live == drawn.live:
            drawn.documents = shown.documents
        for rested in [name for name in self._shown if self._desk.sitting(name) is None]:
            del self._shown[rested]
        self._shown[sitting.id] = drawn
        return drawn

    def _holds(self, shown: Shown, sitting: Sitting) -> bool:
        if shown.version == sitting.version and shown.slips == _slips(sitting):
            return True
        return shown.steps == sitting.steps and self._seconds() - shown.drawn_at < FRESH_SECONDS

    async def _read(self, sitting: SittingId) -> Sitting:
        """The sitting, read back from its record only if there is one."""
        if sitting not in self._known:
            raise NoSuchSitting(sitting)
        found = self._desk.sitting(sitting) or await self._desk.read(sitting)
        if found is None:
            raise NotReadable(sitting)
        if found.withdrawn:
            raise NoSuchSitting(sitting)
        return found


def _slips(sitting: Sitting) -> int:
    ballot = sitting.ballot
    return len(ballot.handed) if ballot is not None else 0


def _document(body: bytes) -> Document:
    return Document(body, f'"{hashlib.sha256(body).hexdigest()[:24]}"', gzip.compress(body, 6, mtime=0))
