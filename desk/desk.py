"""The desk: one turn at a time for each sitting, and nothing said before it is written down.

A turn takes every command that has arrived, decides each against a draft into which the
ones before it are folded, writes all events in one transaction, and only then shows the
draft to readers and answers whoever waits.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from council.ballots import Phase
from council.commands import Command
from council.decide import decide
from council.errors import Refusal
from council.events import Event, SlipHandedIn, VoteCast
from council.fold import evolve, replay
from council.ids import BallotId, SittingId
from council.record import Row, check
from council.sitting import Sitting
from desk.boxes import Box, Boxes
from desk.draft import Draft
from desk.heads import Heads, KnownHead
from desk.ports import (
    EMPTY,
    Clock,
    Decode,
    Head,
    HeadMoved,
    Journal,
    JournalBroken,
    JournalDamaged,
    NotConfirmed,
    Registry,
)

log = structlog.get_logger(__name__)

JUST_ENDED = timedelta(days=2)
"""How long an ended sitting is brought back at every start, for what may still be owed of it."""
KEPT_AT_HAND = timedelta(days=31)
"""How long the last sitting of a body is: it is the one that is meant in people's own chats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one command brought about, after it was written down.

    ``sitting`` is the state right after it, ``before`` the one right before (None for a
    sitting that begins); ``events`` is empty where the command had been done before. What
    another instance has written has no ``command`` here, but the ``hashes`` of its entries.
    """

    command: Command | None
    before: Sitting | None
    sitting: Sitting
    events: tuple[Event, ...]
    seq: int
    hashes: tuple[str, ...] = ()


class Announcer(Protocol):
    """Hears of every entry after it was written; must never block."""

    def announce(self, entry: Entry) -> None:
        """Take note of *entry*."""
        ...


class SittingLocked(Exception):
    """The record of a sitting is damaged or shorter than it was; no turn is taken on it."""

    def __init__(self, sitting: str, reason: str) -> None:
        super().__init__(f"{sitting}: {reason}")
        self.sitting = sitting
        self.reason = reason


@dataclass(slots=True)
class Ask:
    """A command that waits for its turn, and where its answer goes."""

    command: Command
    answer: "asyncio.Future[Entry]"


@dataclass(slots=True)
class Room:
    """One sitting at the desk: its state, its head, and who waits.

    ``erased`` is how many entries have lost their content: it can be read, and takes no turn.
    ``asked_at`` is when it was last asked for by whoever would have read it back.
    """

    id: SittingId
    state: Sitting | None = None
    head: Head = EMPTY
    locked: str = ""
    erased: int = 0
    queue: "asyncio.Queue[Ask]" = field(default_factory=asyncio.Queue)
    worker: "asyncio.Task[None] | None" = None
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    turning: bool = False
    asked_at: datetime | None = None


class Desk:
    """Takes commands, decides them in order, and writes down what comes of them.

    ``broken`` is called once when the journal can take no further turn: the process
    has to end. ``nonce`` gives fresh random text for every command. ``work`` counts the entries
    that were read, folded and written since the start.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        registry: Registry,
        clock: Clock,
        decode: Decode,
        nonce: Callable[[], str],
        broken: Callable[[str], None],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._decode = decode
        self._nonce = nonce
        self._broken = broken
        self._heads = Heads(registry)
        self._boxes = Boxes()
        self._rooms: dict[SittingId, Room] = {}
        self._announcers: list[Announcer] = []
        self._of_votes: list[Announcer] = []
        self._told_of_lock: Callable[[SittingId, str], None] | None = None
        self._stopped = False
        self.work = Counter({"read": 0, "folded": 0, "written": 0})

    def listen(self, announcer: Announcer, *, votes: bool = True) -> None:
        """Let *announcer* hear of every entry from here on; without *votes* not of a vote by itself.

        A whole council votes within seconds, and most listeners make nothing of that.
        """
        self._announcers.append(announcer)
        if votes:
            self._of_votes.append(announcer)

    def tell_locks(self, told: Callable[[SittingId, str], None]) -> None:
        """Let *told* hear of every sitting that is locked from here on, and why; it must never block."""
        self._told_of_lock = told

    async def start(self) -> None:
        """Bring back every sitting that has not ended or has just ended, and of each body the newest one.

        Each is checked against its head. Others stay in the journal until somebody asks for them.
        """
        known = await self._heads.load()
        rest = resting(known, self._clock.now())
        for sitting in await self._journal.sittings():
            if sitting not in rest:
                await self.fetch(sitting)
        for name, noted in known.items():
            if name not in self._rooms and noted.ended is None:
                self._lock(Room(SittingId(name)), "its record is missing")

    async def stop(self) -> None:
        """Finish what has been asked, write the heads, take no further command."""
        self._stopped = True
        for room in self._rooms.values():
            await room.queue.join()
            if room.worker is not None:
                room.worker.cancel()
                with suppress(asyncio.CancelledError):
                    await room.worker
        await self._heads.settle()

    async def turn(self, command: Command) -> Entry:
        """Decide *command* in its sitting's order and write down what comes of it.

        Raises a :class:`Refusal` where it is not done, :class:`NotConfirmed` where nobody
        knows whether it was written, :class:`SittingLocked` and :class:`JournalBroken`.
        """
        if self._stopped:
            raise NotConfirmed("stopping")
        room = self._rooms.get(command.sitting)
        if room is None or room.state is None:
            room = await self.fetch(command.sitting)
        if room.locked:
            raise SittingLocked(room.id, room.locked)
        if room.erased:
            raise SittingLocked(room.id, "content of its record was erased")
        ask = Ask(command, asyncio.get_running_loop().create_future())
        room.queue.put_nowait(ask)
        if room.worker is None or room.worker.done():
            room.worker = asyncio.create_task(self._work(room), name=f"desk:{room.id}")
        return await ask.answer

    def sitting(self, sitting: SittingId) -> Sitting | None:
        """The sitting as it was last written down, or None where it is not at the desk."""
        room = self._rooms.get(sitting)
        return room.state if room else None

    async def newest(self, sitting: SittingId) -> Sitting | None:
        """The sitting as the journal has it now; as it is known here while the journal is away."""
        return self.sitting(sitting)

    def sittings(self) -> tuple[Sitting, ...]:
        """The sittings at the desk, as they were last written down."""
        return tuple(room.state for room in self._rooms.values() if room.state is not None)

    def names(self) -> frozenset[SittingId]:
        """The ids of all sittings that have a record, at the desk or not."""
        return frozenset(self._rooms) | self._heads.names()

    def kept(self, sitting: SittingId) -> bool:
        """Whether a sitting has a record, at the desk or not."""
        room = self._rooms.get(sitting)
        at_desk = room is not None and (room.state is not None or bool(room.locked))
        return at_desk or self._heads.known(sitting) is not None

    def head(self, sitting: SittingId) -> Head:
        """Where the record of a sitting ends."""
        room = self._rooms.get(sitting)
        return room.head if room else EMPTY

    def locked(self) -> dict[SittingId, str]:
        """The sittings on which no turn is taken, with the reason."""
        return {room.id: room.locked for room in self._rooms.values() if room.locked}

    def has_box(self, sitting: SittingId, ballot: BallotId) -> bool:
        """Whether this process holds the box of a secret ballot; after a restart it does not."""
        return self._boxes.find(sitting, ballot) is not None

    async def fetch(self, sitting: SittingId) -> Room:
        """Read a sitting's record into the desk, checked; an unknown one gets an empty room."""
        room = self._rooms.setdefault(sitting, Room(sitting))
        room.asked_at = self._clock.now()
        async with room.loading:
            if room.state is None and not room.locked:
                await self._read_in(room)
        return room

    async def have_at_hand(self, sitting: SittingId) -> None:
        """Read a sitting back that was let go, or keep it a while; one that was never kept is left alone.

        Whoever comes while it is being read waits for that.
        """
        room = self._rooms.get(sitting)
        if room is not None and (room.state is not None or room.locked):
            room.asked_at = self._clock.now()
        elif self._heads.known(sitting) is not None:
            await self.fetch(sitting)

    def let_go(self, sitting: SittingId, *, unasked_since: datetime) -> bool:
        """Forget the state of an ended sitting; it is read back when it is asked for. False: not now."""
        room = self._rooms.get(sitting)
        if room is None or room.state is None or room.state.ended_at is None or room.locked:
            return False
        asked = room.asked_at is not None and room.asked_at > unasked_since
        if asked or room.turning or not room.queue.empty() or room.loading.locked():
            return False
        if room.worker is not None:
            room.worker.cancel()
        del self._rooms[sitting]
        return True

    async def read(self, sitting: SittingId) -> Sitting | None:
        """A sitting, read back into the desk where it is not there; None where there is none."""
        return (await self.fetch(sitting)).state

    async def rows(self, sitting: SittingId) -> tuple[Row, ...]:
        """The record of a sitting as it stands in the journal."""
        rows = await self._journal.read(sitting)
        self.work["read"] += len(rows)
        return rows

    async def events(self, sitting: SittingId) -> tuple[Event, ...]:
        """All events of a sitting as they stand in the record, but those whose content was erased."""
        rows = await self.rows(sitting)
        return tuple(self._decode(row) for row in rows if row.data is not None)

    async def _read_in(self, room: Room) -> None:
        """Read the record of a sitting that is not at the desk."""
        await self._load(room)

    async def _load(self, room: Room) -> tuple[Row, ...]:
        """Read a record, checked, and return it; nothing of one that is damaged, which is locked."""
        known = self._heads.known(room.id)
        try:
            rows = await self.rows(room.id)
            finding = check(room.id, rows, known)
            if not finding.sound:
                self._lock(room, "; ".join(str(damage) for damage in finding.damages))
                return ()
            readable = (self._decode(row) for row in rows if row.data is not None)
            self.work["folded"] += len(rows)
            room.state, room.erased = self._with_handed(replay(readable)), finding.removed
        except (JournalDamaged, ValueError, KeyError) as damage:
            self._lock(room, str(damage))
            return ()
        room.head = Head(rows[-1].seq, rows[-1].hash) if rows else EMPTY
        if known is None and room.state is not None:
            self._note(room.id, room.head, room.state)  # else nobody could read it back once it is let go
        return rows

    def _with_handed(self, state: Sitting | None) -> Sitting | None:
        """The state read from the record, with what only the boxes of this process know."""
        if state is None:
            return None
        for number, handed in self._boxes.handed(state.id).items():
            for member in (m for m in state.ballots[number].electorate if m in handed):
                slip = SlipHandedIn(at=self._clock.now(), ballot=number, member=member)
                state = evolve(state, slip)
        return state

    def _note(self, sitting: SittingId, head: Head, state: Sitting | None) -> None:
        """Note where a record ends now, and for the next start what sitting it is."""
        held = state is not None and not state.withdrawn and not state.probe
        body = state.body if state is not None and held else ""
        self._heads.moved(sitting, head, ended=state.ended_at if state is not None else None, body=body)

    def _lock(self, room: Room, reason: str) -> None:
        log.error("sitting.locked", sitting=room.id, reason=reason)
        before, room.locked = room.locked, reason
        self._rooms[room.id] = room
        if self._told_of_lock is None or before:
            return
        try:
            self._told_of_lock(room.id, reason)
        except Exception:
            log.exception("desk.lock_not_told", sitting=room.id)

    async def _work(self, room: Room) -> None:
        """Take turns of one sitting for as long as the desk is open."""
        while True:
            asks = [await room.queue.get()]
            while not room.queue.empty():
                asks.append(room.queue.get_nowait())
            room.turning = True
            try:
                await self._turn(room, asks)
            except JournalBroken as broken:
                fail(asks, broken)
                self._broken(str(broken))
            except Exception as fault:
                fail(asks, NotConfirmed(type(fault).__name__))
                log.exception("desk.turn_failed", sitting=room.id)
            finally:
                room.turning = False
                room.asked_at = self._clock.now()
                for _ in asks:
                    room.queue.task_done()

    async def _turn(self, room: Room, asks: list[Ask]) -> None:
        try:
            await self._take(room, asks, partial(self._journal.append, room.id, room.head))
        except (NotConfirmed, HeadMoved) as failure:
            await self._unconfirmed(room, asks, failure)

    async def _take(self, room: Room, asks: list[Ask], append: "Append", *, newest: bool = False) -> None:
        """Decide and write one turn; where this raises, nobody was answered and nothing has changed.

        ``newest``: it is certain that nobody else has written meanwhile.
        """
        draft = Draft(room.state, room.head.seq, self._boxes)
        outcomes = [(ask, self._decide(draft, ask.command)) for ask in asks]
        if draft.events:
            head = await append(draft.events)
            self.work["written"] += len(draft.events)
            room.head = head
            self._note(room.id, head, draft.state)
        elif not newest:
            await self._require_newest(room)
        room.state = draft.state
        self._boxes.keep(room.id, draft.boxes)
        for ask, outcome in outcomes:
            _answer(ask, outcome)
        for _, outcome in outcomes:
            if isinstance(outcome, Entry) and outcome.events:
                self._announce(outcome)

    async def _require_newest(self, room: Room) -> None:
        """See that nobody else has written, where a turn writes nothing itself; raises HeadMoved."""

    def _allow(self, events: tuple[Event, ...]) -> None:
        """Refuse what this desk cannot do although the rules allow it."""

    def _decide(self, draft: Draft, command: Command) -> Entry | Exception:
        before = draft.state
        try:
            events = decide(before, draft.with_slips(command), self._clock.now(), self._nonce())
            self._allow(events)
            after = draft.fold(command, events)
            self.work["folded"] += len(events)
        except Refusal as refusal:
            return refusal
        except Exception as fault:
            name, sitting = type(command).__name__, command.sitting
            log.exception("desk.decision_failed", command=name, sitting=sitting, cause=command.cause[:120])
            return fault
        return Entry(command=command, before=before, sitting=after, events=events, seq=draft.seq)

    async def _unconfirmed(self, room: Room, asks: list[Ask], failure: Exception) -> None:
        """Throw the draft away; where the turn reached the disk all the same, read it again."""
        log.error("desk.not_confirmed", sitting=room.id, reason=str(failure))
        found = failure.found if isinstance(failure, HeadMoved) else getattr(failure, "head", None)
        if found is not None and found != room.head:
            before = room.state
            await self._load(room)
            if room.state is not None and not room.locked:
                self._boxes.keep(room.id, _new_boxes(before, room.state))
                self._announce(await self._caught_up(asks[0].command, before, room.state, room.head))
        fail(asks, NotConfirmed(str(failure)))

    async def _caught_up(self, command: Command, before: Sitting | None, now: Sitting, head: Head) -> Entry:
        """What reached the disk although nobody was told so; listeners have to hear of it."""
        known = before.version if before is not None else 0
        events = await self.events(now.id)
        return Entry(command=command, before=before, sitting=now, events=events[known:], seq=head.seq)

    def _announce(self, entry: Entry) -> None:
        alone = len(entry.events) == 1 and type(entry.events[0]) in _VOTES
        for announcer in self._of_votes if alone else self._announcers:
            try:
                announcer.announce(entry)
            except Exception:
                log.exception("desk.announcer_failed", sitting=entry.sitting.id)


_VOTES = frozenset({SlipHandedIn, VoteCast})


def resting(known: Mapping[str, KnownHead], now: datetime) -> frozenset[str]:
    """The sittings that need not be at hand at a start: long over, or over and not the last of their body."""
    over = sorted((noted.ended, name, noted.body) for name, noted in known.items() if noted.ended is not None)
    newest = {body: name for _, name, body in over}
    return frozenset(
        name
        for ended, name, body in over
        if ended <= now - KEPT_AT_HAND or (body and ended <= now - JUST_ENDED and name != newest[body])
    )


def _new_boxes(before: Sitting | None, now: Sitting) -> dict[BallotId, Box | None]:
    """Boxes for secret ballots that opened in a turn of which nobody was told: no slip is in them yet."""
    known = before.ballots if before is not None else {}
    new = [ballot for number, ballot in now.ballots.items() if number not in known]
    return {ballot.id: Box() for ballot in new if ballot.boxed and ballot.phase is Phase.OPEN}


def _answer(ask: Ask, outcome: Entry | Exception) -> None:
    if ask.answer.done():
        return
    if isinstance(outcome, Exception):
        ask.answer.set_exception(outcome)
    else:
        ask.answer.set_result(outcome)


def fail(asks: list[Ask], failure: Exception) -> None:
    """Tell everybody who still waits that nothing came of it."""
    for ask in asks:
        _answer(ask, failure)


Append = Callable[[list[Event]], Awaitable[Head]]

TurnTaker = Callable[[Command], Awaitable[Entry]]
"""Whatever takes a command to the desk and brings its entry back."""
