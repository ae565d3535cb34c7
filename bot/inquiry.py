"""Asks Teams whether somebody is in the online meeting, at the pace that Teams allows.

Many leave at once when a part of the sitting is over: a question that came too fast is asked again, for
without an answer the person would be taken for present.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.pace import Limit, Pace
from bot.replies import NotSent, Refused, Unclear

log = structlog.get_logger(__name__)

MEMBER_LIMITS = (
    Limit(14, 1.0, 11),
    Limit(16, 2.0, 12),
    Limit(120, 30.0, 96),
    Limit(3600, 3600.0, 2880),
)
AGAIN = frozenset({412, 429, 503})
MOST_TRIES = 5

Ask = Callable[[], Awaitable[Mapping[str, Any] | None]]


class Inquiry:
    """Takes one question after the other; ``speed`` shortens the windows as the outbox's does."""

    def __init__(self, speed: float = 1.0) -> None:
        self._pace = Pace(MEMBER_LIMITS, speed)
        self._speed = speed
        self._turn = asyncio.Lock()

    async def inside(self, ask: Ask, tenant: Pace | None = None) -> bool | None:
        """What the participant query says; None where it gives no answer.

        ``tenant`` is the pace of the whole tenant, which the bot's messages share.
        """
        for tries in range(1, MOST_TRIES + 1):
            try:
                found = await self._asked(ask, tenant)
            except Refused as refused:
                if refused.status not in AGAIN or tries == MOST_TRIES:
                    log.warning("participant.query_failed", reason=str(refused))
                    return None
                await asyncio.sleep(_rest(refused, tries, self._speed))
            except (Unclear, NotSent) as failure:
                log.warning("participant.query_failed", reason=str(failure))
                return None
            else:
                part = found.get("meeting") if isinstance(found, Mapping) else None
                inside = part.get("inMeeting") if isinstance(part, Mapping) else None
                return inside if isinstance(inside, bool) else None
        return None

    async def _asked(self, ask: Ask, tenant: Pace | None) -> Mapping[str, Any] | None:
        paces = (self._pace, tenant) if tenant is not None else (self._pace,)
        async with self._turn:
            rest = _wait(paces)
            while rest > 0:
                await asyncio.sleep(rest)
                rest = _wait(paces)
            for pace in paces:
                pace.begin()
            try:
                return await ask()
            finally:
                for pace in paces:
                    pace.end(time.monotonic())


def _wait(paces: tuple[Pace, ...]) -> float:
    """How long until all of them allow another request."""
    return max(pace.wait(time.monotonic(), urgent=False) for pace in paces)


def _rest(refused: Refused, tries: int, speed: float) -> float:
    """How long to wait before asking again: as long as Teams says, else longer each time."""
    return refused.retry_after if refused.retry_after is not None else 0.5 * 2.0**tries / speed
