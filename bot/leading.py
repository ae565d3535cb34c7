"""Which instance pays what is owed to Teams.

Where several instances run, one of them leads: it alone posts and edits what stands in the chats,
looks at the clock, and asks Graph of its own accord. It begins as a process does after a restart:
from what is written down. Answers to a person come from whichever instance heard them.
"""

from collections.abc import Awaitable, Callable

import structlog

from desk.desk import Announcer, Entry
from desk.ports import NotConfirmed

log = structlog.get_logger(__name__)

Step = Callable[[], Awaitable[None]]


class Leading:
    """Whether this instance pays, and what it does when that begins and ends."""

    def __init__(self) -> None:
        self._begun = False
        self._holds: Callable[[], bool] = lambda: True
        self._begins: list[Step] = []
        self._ends: list[Step] = []
        self._put_off: list[Step] = []
        self._brought_back = False

    @property
    def settled(self) -> bool:
        """Whether it pays, and everything is brought back with which the lead begins."""
        return self.pays and self._brought_back and not self._put_off

    @property
    def pays(self) -> bool:
        """Whether this instance pays now: the lead has begun here, and it is sure to have it still."""
        return self._begun and self._holds()

    def only_while(self, holds: Callable[[], bool]) -> None:
        """Pay only while this says so; where it does not any more, the lead's end is told later."""
        self._holds = holds

    async def also(self, begin: Step, end: Step | None = None) -> None:
        """Do this as well when the lead begins (at once where it has) and when it ends."""
        self._begins.append(begin)
        if end is not None:
            self._ends.append(end)
        if self._begun:
            await begin()

    async def begin(self) -> None:
        """Pay from here on; what cannot be brought back now, since the store is away, is put off."""
        self._begun = True
        self._put_off = [step for step in self._begins if not await _try(step)]
        self._brought_back = True

    async def make_up(self) -> None:
        """Do what was put off at the beginning, where the store is there again."""
        left = [step for step in self._put_off if not await _try(step)]
        self._put_off = left if self._begun else []

    async def end(self) -> None:
        """Pay no more: another instance does, or nobody while the database is away."""
        self._begun, self._brought_back, self._put_off = False, False, []
        for step in self._ends:
            await _try(step)


async def _try(step: Step) -> bool:
    """Do a step; False where it ought to be done later. Any other failure is logged and left."""
    try:
        await step()
    except NotConfirmed as away:
        log.warning("lead.step_put_off", reason=away.reason)
        return False
    except Exception:
        log.exception("lead.step_failed")
    return True


class WhileLeading:
    """Lets a listener hear only what happens while this instance pays."""

    def __init__(self, leading: Leading, listener: Announcer) -> None:
        self._leading = leading
        self._listener = listener

    def announce(self, entry: Entry) -> None:
        """Pass it on, or not."""
        if self._leading.pays:
            self._listener.announce(entry)
