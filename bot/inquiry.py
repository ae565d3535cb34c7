"""Asks Teams whether somebody is in the online meeting, at the pace that Teams allows.

Many leave at once when a part of the sitting is over: a question that came too fast is asked again, for
without an answer the person would be taken for present.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.member_pace import MemberPace
from bot.pace import Pace
from bot.replies import NotSent, Refused, Unclear

log = structlog.get_logger(__name__)

AGAIN = frozenset({412, 429, 503})
MOST_TRIES = 5

Ask = Callable[[], Awaitable[Mapping[str, Any] | None]]


class Inquiry:
    """Asks at the pace of everybody who asks about people; ``speed`` shortens the rests between tries."""

    def __init__(self, speed: float = 1.0, pace: MemberPace | None = None) -> None:
        self._pace = pace or MemberPace(speed)
        self._speed = speed

    async def inside(self, ask: Ask, tenant: Pace | None = None) -> bool | None:
        """What the participant query says; None where it gives no answer.

        ``tenant`` is the pace of the whole tenant, which the bot's messages share.
        """
        for tries in range(1, MOST_TRIES + 1):
            try:
                found = await self._pace.asked(ask, tenant)
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


def _rest(refused: Refused, tries: int, speed: float) -> float:
    """How long to wait before asking again: as long as Teams says, else longer each time."""
    return refused.retry_after if refused.retry_after is not None else 0.5 * 2.0**tries / speed
