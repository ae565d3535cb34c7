"""Trying again for hours: at given moments after something happened, also across a restart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOMENTS = (1, 2, 5, 10, 20, 40, *range(60, 721, 60))
"""Minutes after the end of a sitting: a report of Teams may be there soon, or in the night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: how many minutes after the beginning it was due, and whether it is the last."""

    minutes: int
    last: bool


class Patience:
    """Comes round at each moment that has not passed; of those that have, once at once.

    ``speed`` divides all times.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        speed: float = 1.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._speed = speed
        self._sleep = sleep

    async def attempts(self, since: datetime) -> AsyncIterator[Attempt]:
        """Yield each try when its time has come; whoever has succeeded stops asking for more."""
        last = 0
        while last != MOMENTS[-1]:
            ahead = [minutes for minutes in MOMENTS if minutes > last]
            passed = [minutes for minutes in ahead if minutes <= self.elapsed(since)]
            last = passed[-1] if passed else ahead[0]
            wait = (since + self._scaled(last) - self._now()).total_seconds()
            if wait > 0:
                await self._sleep(wait)
            yield Attempt(minutes=last, last=last == MOMENTS[-1])

    def elapsed(self, since: datetime) -> float:
        """How many of its minutes have passed."""
        return (self._now() - since).total_seconds() * self._speed / 60

    def until(self, since: datetime) -> datetime:
        """When the last try is due."""
        return since + self._scaled(MOMENTS[-1])

    def _scaled(self, minutes: int) -> timedelta:
        return timedelta(minutes=minutes) / self._speed
