"""The outbox: owes Teams what should stand there, and pays at Teams' pace.

Ballots, their closing and results go first; one request at a time per chat; what waits for an edit
is replaced by the newer content; what was paid is remembered across a restart.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Container
from typing import Protocol

from bot.chats import ChatBook, ChatRef
from bot.connector import Connector
from bot.given_up import GivenUp
from bot.lane import Lane
from bot.ledger import Ledger
from bot.metrics import OLDEST
from bot.owed import Activity, Delivered, Owed, Trouble, Urgency, Waiting
from bot.pace import Pace
from bot.payment import MOST_IDS, Payer
from bot.reach import Reach
from bot.remembered import Remembered
from bot.teller import Teller
from desk.ports import Registry

__all__ = ["Outbox", "Owed", "Trouble", "Urgency"]


class Elsewhere(Protocol):
    """Takes what is owed here to the instance that pays."""

    def hand_over(self, owed: Owed, *, gone: bool = False) -> None:
        """Let it be owed there, or taken away there."""

    def hand_over_move(self, chat: str) -> None:
        """Let everything of a chat be owed there once more."""


class Outbox:
    """Everything the bot says of its own accord goes through here.

    Where ``pays`` says no, another instance pays what stands in slots; answers are sent all the same.
    """

    def __init__(
        self,
        *,
        connector: Connector,
        registry: Registry,
        on_trouble: Callable[[Trouble], None],
        speed: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        pays: Callable[[], bool] = lambda: True,
    ) -> None:
        self.chats = ChatBook(registry)
        self.reach = Reach(registry, self.chats)
        self.elsewhere: Elsewhere | None = None
        self._may_open: Callable[[str], bool] = lambda chat: True
        self._given_up = GivenUp(on_trouble)
        self._pays = pays
        self._ledger = Ledger(registry, pays)
        self._clock = clock
        self._teller = Teller(
            payer=Payer(connector, self._ledger, self.chats, pays),
            chats=self.chats,
            reach=self.reach,
            may_open=lambda chat: self._may_open(chat),  # noqa: PLW0108 - it is said later who decides
            on_trouble=self._given_up.told,
            speed=speed,
            clock=clock,
            jitter=jitter,
        )
        self._lanes: dict[str, Lane] = {}
        self._remembered = Remembered()
        self._places = itertools.count()
        self._changed = asyncio.Event()
        self._running = False
        self._stopped = False

    async def start(self) -> None:
        """Read what stands from before and begin to pay."""
        await self.chats.load()
        await self.reach.load()
        await self._ledger.load()
        self._running = True
        OLDEST.set_function(self.oldest)
        for lane in self._lanes.values():
            self._employ(lane)

    async def stop(self) -> None:
        """End after the requests under way; what waits is owed again by whoever owed it."""
        self._running, self._stopped = False, True
        workers = [lane.worker for lane in self._lanes.values() if lane.worker]
        for lane in self._lanes.values():
            lane.wake()
        if workers:
            await asyncio.wait(workers)
        for lane in self._lanes.values():
            lane.release()
        await self._ledger.settled()
        await self.reach.settled()

    async def take_over(self) -> None:
        """Pay from here on; what stands where has been read, and what was posted unnoted is noted."""
        self._ledger.catch_up()

    async def let_go(self) -> None:
        """Owe nothing any more that another instance will pay; answers to people are still sent."""
        self._remembered.clear_owed()
        for lane in self._lanes.values():
            lane.forget_slots()
        self._changed.set()

    async def heard_of_chat(self, chat: str) -> None:
        """Learn a chat from another instance, and pay what has waited for that."""
        if await self.chats.look_up(chat) and (lane := self._lanes.get(chat)):
            lane.parked = False
            lane.wake()

    async def heard_of_slots(self, sitting: str | None) -> None:
        """Learn from the instance that pays what stands where."""
        if not self._pays():
            await self._ledger.load(sitting)

    def owe(self, owed: Owed) -> None:
        """Owe a message; never blocks. What waits for the same slot is replaced."""
        if not self._pays():
            if self.elsewhere is not None:
                self.elsewhere.hand_over(owed)
            return
        self._remembered.keep(owed)
        self._queue(self._waiting(owed))

    def undrawn(self, sitting: str, slot: str, chat: str) -> bool:
        """Whether a message is owed there already and yet to be drawn: once more would change nothing."""
        lane = self._lanes.get(chat)
        return lane is not None and lane.undrawn((sitting, slot))

    async def post(
        self,
        chat: str,
        activity: Activity,
        urgency: Urgency = Urgency.NORMAL,
    ) -> str | None:
        """Send one message that is not remembered; returns its id, ``None`` where it failed."""
        if self._stopped:
            return None
        owed = Owed(
            sitting="",
            slot=f"post:{next(self._places)}",
            chat=chat,
            urgency=urgency,
            repeatable=False,
            render=lambda: activity,
        )
        item = self._waiting(owed)
        item.one_off = True
        item.answer = asyncio.get_running_loop().create_future()
        self._queue(item)
        return await item.answer

    async def answer(self, ref: ChatRef, activity: Activity) -> str | None:
        """Send one message to where an activity was heard."""
        chat = f"heard:{ref.conversation}"
        self.chats.keep(chat, ref)
        return await self.post(chat, activity)

    def tenant_pace(self, tenant: str) -> Pace:
        """The pace of a whole tenant, for whoever asks Teams something beside the messages."""
        return self._teller.tenant_pace(tenant)

    async def retract(self, sitting: str, slot: str) -> None:
        """Take a message away, and whatever waits for its slot."""
        self._remembered.drop(sitting, slot)
        stands = self._ledger.find(sitting, slot)
        chat = self._remembered.home(sitting, slot) or (stands.chat if stands else "")
        if not chat:
            return
        owed = Owed(
            sitting=sitting,
            slot=slot,
            chat=chat,
            urgency=Urgency.NORMAL,
            repeatable=False,
            render=lambda: None,
        )
        if not self._pays():
            if self.elsewhere is not None:
                self.elsewhere.hand_over(owed, gone=True)
            return
        item = self._waiting(owed)
        item.gone = True
        self._queue(item)

    def posted(self, sitting: str, slot: str) -> tuple[str, ...]:
        """Return the ids of the messages that stand for a slot."""
        found = self._ledger.find(sitting, slot)
        return tuple(found.ids) if found else ()

    def standing(self, sitting: str, beginning: str) -> tuple[tuple[str, str], ...]:
        """Return the slots whose names begin so, with their chats: posted, or owed and on their way."""
        owed = {
            slot: owed.chat
            for slot, owed in self._remembered.of(sitting).items()
            if slot.startswith(beginning)
        }
        return tuple({**owed, **dict(self._ledger.standing(sitting, beginning))}.items())

    def seen(self, sitting: str, slot: str, activity_id: str) -> None:
        """Learn of a message that somebody pressed and that the bot did not know it had posted.

        That happens after an answer got lost; from now on it is edited with the others.
        """
        slot_ = self._ledger.find(sitting, slot)
        if slot_ is None or not slot_.born or activity_id in slot_.ids or not self._pays():
            return
        if len(slot_.ids) >= MOST_IDS:
            return
        changed = any(shown != slot_.born for shown in slot_.ids.values())
        slot_.ids[activity_id] = slot_.born
        self._ledger.note(sitting)
        if changed and (last := self._remembered.find(sitting, slot)):
            self.owe(last)

    async def learned(self, chat: str, ref: ChatRef) -> None:
        """Keep where a chat is from which something came, and pay what has waited for that."""
        news = await self.chats.learn(chat, ref)
        self.reach.reached(chat, opening=news)
        if news and (lane := self._lanes.get(chat)):
            lane.parked = False
            lane.wake()

    def open_only_if(self, may_open: Callable[[str], bool]) -> None:
        """Let *may_open* decide, for every personal chat that nobody knows, whether to open it now."""
        self._may_open = may_open

    def make_up(self, sitting: str) -> None:
        """Try once more to edit what stands and was given up, but for chats that Teams refuses altogether."""
        for key in self._given_up.of(sitting):
            if self.posted(*key) and (last := self._remembered.find(*key)) is not None:
                self._given_up.forget(key)
                self._queue(self._waiting(last))

    def look_again(self) -> None:
        """Have what waits for chats that nobody knows look whether that has changed."""
        for lane in self._lanes.values():
            if lane.parked:
                lane.wake()

    def delivered(self, sitting: str, slot: str) -> Delivered:
        """Return what is known of a message: whether it stands, was edited since, or was refused."""
        found = self._ledger.find(sitting, slot)
        if found is None:
            return Delivered()
        changed = any(shown != found.born for shown in found.ids.values())
        return Delivered(
            stands=bool(found.ids),
            edited=changed,
            once=bool(found.born),
            refused=found.refused,
            unsure=bool(found.intent),
        )

    def moved(self, chat: str) -> None:
        """Owe everything of a chat once more, after its key has come to mean another conversation."""
        if not self._pays():
            if self.elsewhere is not None:
                self.elsewhere.hand_over_move(chat)
            return
        for owed in self._remembered.in_chat(chat):
            if found := self._ledger.find(owed.sitting, owed.slot):
                found.ids.clear()
                found.intent = ""
                self._ledger.note(owed.sitting)
            self._queue(self._waiting(owed))

    def put_aside(self, busy: Container[str]) -> None:
        """Keep of every sitting that is not *busy* only what stands where, as small as that can be.

        What such a sitting still waits for is sent first. Whatever is owed to it later finds what stands.
        """
        for sitting in {*self._remembered.sittings(), *self._ledger.at_hand()}:
            if sitting in busy or self.waits_for(sitting):
                continue
            self._remembered.let_go(sitting)
            self._given_up.let_go(sitting)
            self._ledger.put_aside(sitting)
            for lane in self._lanes.values():
                lane.let_go(sitting)
        self._teller.forget()

    def waits_for(self, sitting: str) -> bool:
        """Whether a message of a sitting waits or is on its way."""
        return any(lane.waits_for(sitting) for lane in self._lanes.values())

    def oldest(self) -> float:
        """For how many seconds the oldest message has waited, but for chats that nobody knows yet."""
        since = [lane.since for lane in self._lanes.values() if len(lane) and not lane.parked]
        return max(0.0, self._clock() - min(since)) if since else 0.0

    async def idle(self) -> None:
        """Wait until nothing is owed any more, but for chats that nobody knows yet."""
        while any(len(lane) and not lane.parked for lane in self._lanes.values()):
            self._changed.clear()
            await self._changed.wait()
        await self._ledger.settled()

    def _waiting(self, owed: Owed) -> Waiting:
        return Waiting(owed=owed, place=next(self._places), since=self._clock())

    def _queue(self, item: Waiting) -> None:
        """Put a message into the queue of its chat, out of that of another chat."""
        chat = item.owed.chat
        before = self._remembered.home(*item.key)
        if before and before != chat:
            self._lanes[before].drop(item.key)
        if not item.one_off:
            self._remembered.lives(*item.key, chat)
        lane = self._lanes.setdefault(chat, Lane(chat, self._pays))
        lane.parked = False
        lane.put(item, self._is_new)
        if self._running:
            self._employ(lane)

    def _is_new(self, item: Waiting) -> bool:
        """Tell whether paying it puts a message into the chat that was not there."""
        return not item.gone and not self.posted(*item.key)

    def _employ(self, lane: Lane) -> None:
        """Give a queue its worker."""
        if len(lane) and (lane.worker is None or lane.worker.done()):
            lane.worker = asyncio.create_task(self._work(lane), name=f"lane {lane.chat}")

    async def _work(self, lane: Lane) -> None:
        """Pay until nothing waits."""
        while self._running and (item := lane.head(self._clock())):
            rest = await self._teller.turn(lane, item)
            if lane.parked:
                self._changed.set()
            if rest > 0 and self._running:
                await lane.rest(rest)
        self._changed.set()
