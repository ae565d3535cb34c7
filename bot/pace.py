"""Teams' pace: how many requests a conversation and a tenant take, and what is kept for ballots.

A request is counted from its start and dated at its end, so that however long it travelled, Teams
never sees more of them in a window than allowed.
"""

import asyncio
from bisect import bisect_right
from dataclasses import dataclass, field

WHILE_OTHERS_SPEAK = 0.02
BETWEEN_PROGRESS = 2.4
"""Seconds between two edits of one message that tell of mere progress: no figures older than three."""
FOR_PROGRESS = 0.82
"""The share of what an hour still holds that mere progress may use; the rest is for the chair's steps."""
LOOKS_AHEAD = 6
"""Into so many parts the longest window is cut to see how long what is left has to last."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` requests in ``seconds``, of which ordinary ones may use ``ordinary``."""

    count: int
    seconds: float
    ordinary: int


CHAT_LIMITS = (
    Limit(7, 1.0, 5),
    Limit(8, 2.0, 6),
    Limit(60, 30.0, 45),
    Limit(1800, 3600.0, 1680),
)
TENANT_LIMITS = (Limit(50, 1.0, 40),)


class Pace:
    """How fast one conversation, or one tenant, is spoken to. ``speed`` shortens the windows."""

    def __init__(self, limits: tuple[Limit, ...], speed: float = 1.0) -> None:
        self._limits = tuple(Limit(limit.count, limit.seconds / speed, limit.ordinary) for limit in limits)
        self._longest = max(limit.seconds for limit in self._limits)
        self._ends: list[float] = []
        self._running = 0
        self._paused_until = 0.0
        self._speed = speed

    def wait(self, now: float, *, urgent: bool) -> float:
        """Return the seconds until another request may start; 0 means now."""
        longest = max(0.0, self._paused_until - now)
        for limit in self._limits:
            room = (limit.count if urgent else limit.ordinary) - self._running
            if room <= 0:
                longest = max(longest, WHILE_OTHERS_SPEAK)
            elif len(self._ends) >= room:
                longest = max(longest, self._ends[-room] + limit.seconds - now)
        return longest

    def between(self, now: float, slots: int = 1) -> float:
        """Return the seconds between two tellings of progress, so that the pace lasts for the evening.

        So many ``slots`` of the conversation tell of it. What is left of the longest window has to last until
        what was used of it comes back.
        """
        longest = self._limits[-1]
        gone = bisect_right(self._ends, now - longest.seconds)
        left = longest.ordinary - (len(self._ends) - gone)
        rate = longest.ordinary / longest.seconds
        for part in range(1, LOOKS_AHEAD + 1):
            ahead = longest.seconds * part / LOOKS_AHEAD
            back = bisect_right(self._ends, now - longest.seconds + ahead) - gone
            rate = min(rate, max(1, left + back) / ahead)
        return max(BETWEEN_PROGRESS / self._speed, slots / (FOR_PROGRESS * rate))

    def begin(self) -> None:
        """Count a request that starts."""
        self._running += 1

    def end(self, now: float) -> None:
        """Date a request that has ended, however it did."""
        self._running -= 1
        self._ends.append(now)
        if len(self._ends) > 2 * self._limits[-1].count:
            self.forget(now)

    def paused(self, now: float) -> bool:
        """Whether it is silent because Teams has said so."""
        return self._paused_until > now

    def pause(self, until: float) -> None:
        """Be silent until then, because Teams has said so."""
        self._paused_until = max(self._paused_until, until)

    @property
    def silent(self) -> bool:
        """Whether nothing is under way and nothing that any window still reaches."""
        return not self._running and not self._ends

    def forget(self, now: float) -> None:
        """Drop what no window reaches any more."""
        del self._ends[: bisect_right(self._ends, now - self._longest)]


@dataclass(slots=True)
class Voice:
    """One conversation as the bot speaks to it: its pace, one request at a time."""

    pace: Pace
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Voices:
    """Every conversation's pace and every tenant's."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._voices: dict[str, Voice] = {}
        self._tenants: dict[str, Pace] = {}
        self._opening = Pace(CHAT_LIMITS, speed)

    def voice(self, conversation: str) -> Voice:
        """Return how to speak to a conversation."""
        if conversation not in self._voices:
            self._voices[conversation] = Voice(Pace(CHAT_LIMITS, self._speed))
        return self._voices[conversation]

    def forget(self, now: float) -> None:
        """Drop what no window reaches any more, and the conversations of which nothing is left."""
        for conversation, voice in tuple(self._voices.items()):
            voice.pace.forget(now)
            if voice.pace.silent and not voice.pace.paused(now) and not voice.turn.locked():
                del self._voices[conversation]

    def opening(self) -> Voice:
        """Return how to open a personal chat: one pace for all, but none waits for another's end."""
        return Voice(self._opening)

    def tenant(self, tenant: str) -> Pace:
        """Return the pace of a tenant."""
        if tenant not in self._tenants:
            self._tenants[tenant] = Pace(TENANT_LIMITS, self._speed)
        return self._tenants[tenant]
