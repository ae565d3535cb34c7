"""How somebody took part: late, gone early, away in between, by the sitting's own time.

Nobody misses anything in a break, so a break makes nobody late, early or away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from council.ids import MemberId
from council.presence import Presence
from council.sitting import Sitting

Span = tuple[datetime, datetime | None]
"""From when to when; None while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """What the minutes need of one person beside the stretches of their presence.

    ``late`` is when they came after the opening (or after their mandate began), ``early`` when they
    went for good before the end (or before their mandate ended), ``away`` from when to when they missed
    something in between, ``disturbed`` when picture or sound failed them. All within the sitting.
    """

    late: datetime | None = None
    early: datetime | None = None
    away: tuple[tuple[datetime, datetime], ...] = ()
    disturbed: tuple[Span, ...] = ()


def within(sitting: Sitting, since: datetime, until: datetime | None) -> Span | None:
    """The part of a stretch of time that lies between opening and end; None where there is none."""
    since = max(since, sitting.opened_at or since)
    if sitting.ended_at is not None:
        until = min(until or sitting.ended_at, sitting.ended_at)
    return None if until is not None and until <= since else (since, until)


def stretches(sitting: Sitting, presence: Presence) -> tuple[Span, ...]:
    """When somebody was there within the sitting."""
    found = (within(sitting, spell.since, spell.until) for spell in presence.spells)
    return tuple(span for span in found if span is not None)


def attending(sitting: Sitting, member: MemberId, presence: Presence) -> Attending:
    """How a person with this presence took part; before the opening nothing can be said of it."""
    there = stretches(sitting, presence)
    if sitting.opened_at is None or not there:
        return Attending()
    gaps = ((until, since) for (_, until), (since, _) in pairwise(there) if until is not None)
    spans = (within(sitting, since, until) for since, until, _ in presence.disturbances)
    return Attending(
        late=_late(sitting, member, there[0][0]),
        early=_early(sitting, member, there[-1][1]),
        away=tuple(gap for gap in gaps if _missed(sitting, *gap)),
        disturbed=tuple(span for span in spans if span is not None),
    )


def _late(sitting: Sitting, member: MemberId, came: datetime) -> datetime | None:
    changes = [change for change in sitting.mandates if change.member == member]
    begins = changes[0].at if changes and changes[0].began else sitting.opened_at
    return came if begins is not None and _missed(sitting, begins, came) else None


def _early(sitting: Sitting, member: MemberId, went: datetime | None) -> datetime | None:
    """When they went for good; whoever left in a break that still lasts may yet come back."""
    if went is None:
        return None
    changes = [change for change in sitting.mandates if change.member == member]
    ends = changes[-1].at if changes and not changes[-1].began else sitting.ended_at
    if ends is not None:
        return went if _missed(sitting, went, ends) else None
    lasting = [since for since, until in sitting.breaks if until is None]
    return None if lasting and went >= lasting[-1] else went


def _missed(sitting: Sitting, since: datetime, until: datetime) -> bool:
    """Whether the sitting went on at any time between *since* and *until*."""
    return since < until and sitting.without_breaks(since, until) > timedelta()
