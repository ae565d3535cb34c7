"""The desk of one instance among several that write to the same journal.

Whoever was faster is no fault: the turn reads what they have written, decides once more, and holds
the sitting meanwhile, so that nobody comes in between again. What is refused is judged by the
newest state too. Listeners hear what others have written as they hear of the desk's own entries.
"""

import asyncio
from typing import Any

import structlog

from council.events import Event
from council.ids import SittingId
from council.record import Row
from council.sitting import Sitting
from desk.desk import Ask, Desk, Entry, Room, SittingLocked, fail
from desk.following import NotSound, refuse_boxes, taken_in
from desk.ports import Head, HeadMoved, JournalDamaged, NotConfirmed, SharedJournal

log = structlog.get_logger(__name__)


class SharedDesk(Desk):
    """Takes turns of any sitting beside other instances, and follows what they write."""

    def __init__(self, *, journal: SharedJournal, **surroundings: Any) -> None:
        super().__init__(journal=journal, **surroundings)
        self._shared = journal
        self._turning: dict[SittingId, asyncio.Lock] = {}
        self._started = False

    async def start(self) -> None:
        """Bring back every sitting that has not ended; from here on what is met is announced."""
        await super().start()
        self._started = True

    async def fetch(self, sitting: SittingId) -> Room:
        """Read a sitting's record into the desk; what others have written meanwhile is announced."""
        known = self._rooms.get(sitting)
        if known is not None and (known.state is not None or known.locked):
            known.asked_at = self._clock.now()
            return known
        return await super().fetch(sitting)

    async def follow(self, sitting: SittingId) -> None:
        """Take in what other instances have written to a sitting. Raises NotConfirmed."""
        room = await self.fetch(sitting)
        if self._stopped or room.state is None or room.locked:
            return
        async with self._lock_of(room):
            try:
                self._take_in(room, await self._shared.news(room.id, room.head))
            except HeadMoved:
                await self._load(room)
            except JournalDamaged as damage:
                self._lock(room, str(damage))

    async def newest(self, sitting: SittingId) -> Sitting | None:
        """The sitting with what others have written; as it is known here while the database is away."""
        if self.sitting(sitting) is not None:
            try:
                await self.follow(sitting)
            except NotConfirmed as away:
                log.warning("desk.newest_unknown", sitting=sitting, reason=away.reason)
        return self.sitting(sitting)

    async def look(self, *, everything: bool = False) -> None:
        """Make up for words that were missed: in sittings under way, or in everything that is kept.

        Raises NotConfirmed.
        """
        known = [room.id for room in self._rooms.values() if room.state is not None and not room.locked]
        if everything:
            new = [name for name in await self._shared.sittings() if name not in self._rooms]
            known += [name for name in new if self._heads.known(name) is None]
        else:
            known = [name for name in known if (now := self.sitting(name)) and now.ended_at is None]
        for name, seq in (await self._shared.heads(known)).items():
            if self.head(name).seq != seq:
                await self.follow(name)

    async def _read_in(self, room: Room) -> None:
        """Read a record and announce what follows the known head; one without, where it has not ended."""
        known = self._heads.known(room.id)
        rows = await self._load(room)
        if room.state is None or known == tuple(room.head):
            return
        self._note(room.id, room.head, room.state)
        after = known[0] if known is not None else 0
        news = [row for row in rows if row.seq > after and row.data is not None]
        if self._started and news and (known is not None or room.state.ended_at is None):
            events, hashes = tuple(self._decode(row) for row in news), tuple(row.hash for row in news)
            seq = room.head.seq
            self._announce(
                Entry(command=None, before=None, sitting=room.state, events=events, seq=seq, hashes=hashes)
            )

    async def _turn(self, room: Room, asks: list[Ask]) -> None:
        async with self._lock_of(room):
            try:
                await self._once_or_twice(room, asks)
            except (NotConfirmed, HeadMoved) as failure:
                await self._unconfirmed(room, asks, failure)

    async def _once_or_twice(self, room: Room, asks: list[Ask]) -> None:
        before = room.head

        async def append(events: list[Event]) -> Head:
            return await self._shared.append(room.id, before, events)

        try:
            await self._take(room, asks, append)
        except HeadMoved:
            async with self._shared.hold(room.id, room.head) as held:
                self._take_in(room, held.news)
                if room.locked:
                    fail(asks, SittingLocked(room.id, room.locked))
                else:
                    await self._take(room, asks, held.append, newest=True)

    async def _require_newest(self, room: Room) -> None:
        found = await self._shared.head(room.id)
        if found != room.head:
            raise HeadMoved(room.id, room.head, found)

    def _allow(self, events: tuple[Event, ...]) -> None:
        refuse_boxes(events)

    def _take_in(self, room: Room, rows: tuple[Row, ...]) -> None:
        """Fold what others have written; what does not continue the record here locks the sitting."""
        if not rows:
            return
        before = room.state
        try:
            state, events = taken_in(room.id, before, room.head, rows, self._decode)
        except NotSound as damage:
            self._lock(room, str(damage))
            return
        room.state, room.head = state, Head(rows[-1].seq, rows[-1].hash)
        if state is not None:
            self._note(room.id, room.head, state)
            hashes = tuple(row.hash for row in rows)
            seq = room.head.seq
            self._announce(
                Entry(command=None, before=before, sitting=state, events=events, seq=seq, hashes=hashes)
            )

    def _lock_of(self, room: Room) -> asyncio.Lock:
        return self._turning.setdefault(room.id, asyncio.Lock())
