"""The pace at which Teams is asked about people: one for all who ask, whatever they want to know."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.pace import Limit, Pace

MEMBER_LIMITS = (
    Limit(14, 1.0, 11),
    Limit(16, 2.0, 12),
    Limit(120, 30.0, 96),
    Limit(3600, 3600.0, 2880),
)

_T = TypeVar("_T")


class MemberPace:
    """Lets questions begin as fast as Teams allows; ``speed`` shortens the windows as the outbox's does."""

    def __init__(self, speed: float = 1.0) -> None:
        self._pace = Pace(MEMBER_LIMITS, speed)
        self._turn = asyncio.Lock()

    async def asked(self, ask: Callable[[], Awaitable[_T]], tenant: Pace | None = None) -> _T:
        """Ask when both this pace and that of the whole tenant allow it; raises what *ask* raises."""
        paces = (self._pace, tenant) if tenant is not None else (self._pace,)
        async with self._turn:
            rest = _wait(paces)
            while rest > 0:
                await asyncio.sleep(rest)
                rest = _wait(paces)
            for pace in paces:
                pace.begin()
        try:  # whoever comes next need not wait for this answer
            return await ask()
        finally:
            for pace in paces:
                pace.end(time.monotonic())


def _wait(paces: tuple[Pace, ...]) -> float:
    """How long until all of them allow another request."""
    return max(pace.wait(time.monotonic(), urgent=False) for pace in paces)
