"""Where the bot's own faults are noticed: at the connector, at Graph, at the journal, at disk and clock.

Whoever notices one only says so; what is made of it stands in ``bot.faults``.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

from bot.chats import ChatRef
from bot.connector import Connector, NotSent, Refused, Unclear
from graph import GraphUnavailable

PASSING = frozenset({412, 429, 503})
"""What Teams answers while it takes nothing; every other answer is about one message."""
TEAMS_SECONDS = 20.0
"""How long Teams may refuse a chat before it is a fault."""
GAP_SECONDS = 180.0
"""After so long without another refusal the next one is the first of its own: nothing was sent meanwhile."""
MUTE = frozenset({"closed", "not_readable", "page_elsewhere", "too_many_pages"})
"""Failures of a question to Graph that do not say that it is away."""

T = TypeVar("T")


class Listener(Protocol):
    """Who is told that a fault has begun and that it is over."""

    def begin(self, kind: str, reason: str = "", day: str = "") -> None:
        """A fault of this kind is there; said again and again it is the same one."""

    def end(self, kind: str) -> None:
        """There is none of this kind (any more)."""

    def suspect(self, kind: str) -> None:
        """There may be one; somebody should look."""


class Signals:
    """Passes on what is noticed, once somebody listens."""

    def __init__(self, *, speed: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.listener: Listener | None = None
        self._clock = clock
        self._patience, self._gap = TEAMS_SECONDS / speed, GAP_SECONDS / speed
        self._refused: dict[str, tuple[float, float]] = {}
        self._down: set[str] = set()

    def teams_refused(self, chat: str, reason: str) -> None:
        """Teams has not taken something for this chat."""
        now = self._clock()
        first, last = self._refused.get(chat, (now, now))
        first = now if now - last > self._gap else first
        self._refused[chat] = (first, now)
        if now - first >= self._patience:
            self._down.add(chat)
            self._begin("teams", reason)

    def teams_took(self, chat: str) -> None:
        """Teams has taken something for this chat; one that nothing is sent to any more keeps no fault up."""
        self._refused.pop(chat, None)
        since = self._clock() - self._gap
        self._down = {one for one in self._down if one in self._refused and self._refused[one][1] >= since}
        if not self._down and self.listener is not None:
            self.listener.end("teams")

    def graph_told(self, failure: GraphUnavailable | None) -> None:
        """A question to Graph was answered, or not: then it is worth another look."""
        if self.listener is None or (failure is not None and failure.reason in MUTE):
            return
        if failure is None or 0 < failure.status < 500:
            self.listener.end("graph")
        else:
            self.listener.suspect("graph")

    def disk_failed(self, reason: str) -> None:
        """A turn was not confirmed."""
        self._begin("disk", reason)

    def disk_took(self) -> None:
        """A turn is on the disk."""
        if self.listener is not None:
            self.listener.end("disk")

    def room_left(self, free: int, *, enough: bool) -> None:
        """So many bytes are free where the data folder is."""
        self._judge("room", str(free // 1_000_000), well=enough)

    def clock_told(self, ahead: float, *, right: bool) -> None:
        """This machine's clock is so many seconds ahead of Microsoft's."""
        self._judge("clock", str(abs(round(ahead))), well=right)

    def _judge(self, kind: str, reason: str, *, well: bool) -> None:
        if not well:
            self._begin(kind, reason)
        elif self.listener is not None:
            self.listener.end(kind)

    def _begin(self, kind: str, reason: str) -> None:
        if self.listener is not None:
            self.listener.begin(kind, reason)


class SignallingConnector(Connector):
    """The connector, whose messages tell whether Teams takes them."""

    def __init__(self, signals: Signals, **parts: Any) -> None:
        super().__init__(**parts)
        self._signals = signals

    async def send(self, chat: ChatRef, activity: Mapping[str, Any]) -> str:
        """Post a message and return its id."""
        return await self._noted(chat, super().send(chat, activity))

    async def edit(self, chat: ChatRef, activity_id: str, activity: Mapping[str, Any]) -> None:
        """Replace a message of the bot."""
        await self._noted(chat, super().edit(chat, activity_id, activity))

    async def _noted(self, chat: ChatRef, asked: Awaitable[T]) -> T:
        try:
            answer = await asked
        except Refused as refused:
            if refused.status in PASSING:
                self._signals.teams_refused(chat.conversation, f"{refused.status} {refused.code}")
            raise
        except (NotSent, Unclear) as trouble:
            if not getattr(trouble, "final", False):
                self._signals.teams_refused(chat.conversation, trouble.cause)
            raise
        self._signals.teams_took(chat.conversation)
        return answer
