"""The queue of one chat: the most urgent message first, otherwise in the order it was owed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.metrics import WAITING
from bot.owed import Urgency, Waiting

SHORTEST_REST = 0.001
MOST_RESTING = 256


class Lane:
    """What waits for one chat.

    Where ``pays`` says no, nothing of a slot is next: the lead has ended, or nobody is sure of it.
    """

    def __init__(self, chat: str, pays: Callable[[], bool] = lambda: True) -> None:
        self.chat = chat
        self._pays = pays
        self.parked = False
        self.worker: asyncio.Task[None] | None = None
        self._waiting: dict[tuple[str, str], Waiting] = {}
        self._resting: dict[tuple[str, str], float] = {}
        self._spread: dict[tuple[str, str], float] = {}
        self._telling: dict[tuple[str, str], float] = {}
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def since(self) -> float:
        """Since when the oldest message here has waited; only where one does."""
        return min(waiting.since for waiting in self._waiting.values())

    def waits_for(self, sitting: str) -> bool:
        """Whether a message of this sitting is here, waiting or on its way."""
        return any(whose == sitting for whose, _ in self._waiting)

    def put(self, item: Waiting, is_new: Callable[[Waiting], bool]) -> None:
        """Queue a message; one that waits for the same slot gives up its place, urgency and tries to it.

        A message that is new in the chat and urgent pushes those before it that are new as well:
        a called item never appears below the ballot on it.
        """
        old = self._waiting.pop(item.key, None)
        if old is None:
            WAITING.inc()
        else:
            item.place, item.since = old.place, old.since
            item.promoted, item.not_before = old.promoted, old.not_before
            item.steps_aside, item.rests = old.steps_aside, old.rests
            if not old.on_its_way:
                item.tries = old.tries
                item.inherit(old.owed.urgency)
        self._rest(item)
        item.spread_until = self._spread.get(item.key, 0.0)
        if item.urgent and is_new(item):
            for other in self._waiting.values():
                if other.owed.urgency is Urgency.NORMAL and is_new(other):
                    other.promoted = True
        self._waiting[item.key] = item
        self._wake.set()

    def undrawn(self, key: tuple[str, str]) -> bool:
        """Whether something waits for a slot and will be drawn from what is true then."""
        item = self._waiting.get(key)
        return item is not None and item.content is None and not item.gone

    def same(self, item: Waiting, until: float) -> None:
        """It was drawn and looks as it stands: mere progress is not drawn again before then."""
        if len(self._resting) >= MOST_RESTING:
            self._resting.clear()
        self._resting[item.key] = until

    def _rest(self, item: Waiting) -> None:
        """Have progress wait that was drawn a moment ago, and nothing else of its slot."""
        if item.owed.urgency is not Urgency.PROGRESS or item.gone:
            if item.rests:
                item.not_before, item.steps_aside, item.rests = 0.0, False, False
        elif not item.not_before and (until := self._resting.get(item.key)):
            item.not_before, item.steps_aside, item.rests = until, True, True

    def head(self, now: float) -> Waiting | None:
        """Return what is to be paid next: an edit that waits to be tried again delays nothing else."""
        payable = self._waiting.values() if self._pays() else self.one_offs()
        ready = [waiting for waiting in payable if not waiting.is_aside(now)]
        if ready:
            return min(ready, key=lambda waiting: waiting.rank)
        return min(payable, key=lambda waiting: waiting.due, default=None)

    def spread(self, item: Waiting, until: float) -> None:
        """Let no progress be told in this slot before then: what comes meanwhile shares one edit."""
        if len(self._spread) >= MOST_RESTING:
            self._spread.clear()
            self._telling.clear()
        self._spread[item.key] = until
        if item.owed.urgency is Urgency.PROGRESS:
            self._telling[item.key] = until
        current = self._waiting.get(item.key, item)
        current.spread_until = until

    def let_go(self, sitting: str) -> None:
        """Remember nothing of a sitting of which nothing waits here any more."""
        for known in (self._resting, self._spread, self._telling):
            for key in [key for key in known if key[0] == sitting]:
                del known[key]

    def told_lately(self, now: float) -> int:
        """How many slots here tell of progress these seconds, one at least; a step is none."""
        return max(1, sum(until > now for until in self._telling.values()))

    def one_offs(self) -> list[Waiting]:
        """Return what somebody waits for the sending of, whatever else is before it."""
        return [waiting for waiting in self._waiting.values() if waiting.one_off]

    def finish(self, item: Waiting) -> bool:
        """Take a message out unless a newer one has replaced it; tells whether it went."""
        if self._waiting.get(item.key) is not item:
            return False
        del self._waiting[item.key]
        WAITING.dec()
        return True

    def delay(self, item: Waiting, until: float) -> None:
        """Have a message, or the newer one that has replaced it, wait until then."""
        current = self._waiting.get(item.key, item)
        current.not_before, current.rests = until, False
        current.tries = item.tries
        current.steps_aside = item.steps_aside
        current.inherit(item.owed.urgency)

    def release(self) -> None:
        """Tell those who wait for a message that it was not sent."""
        for item in self._waiting.values():
            if item.answer is not None and not item.answer.done():
                item.answer.set_result(None)

    def forget_slots(self) -> None:
        """Take out whatever waits for a slot; what is sent once, and asked after, stays."""
        for key, item in tuple(self._waiting.items()):
            if not item.one_off:
                self.drop(key)

    def drop(self, key: tuple[str, str]) -> None:
        """Take out whatever waits for a slot."""
        if self._waiting.pop(key, None) is not None:
            WAITING.dec()

    def wake(self) -> None:
        """Have the worker look again."""
        self._wake.set()

    async def rest(self, seconds: float) -> None:
        """Wait, or until something new is owed here."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, SHORTEST_REST)):
                await self._wake.wait()
        self._wake.clear()
