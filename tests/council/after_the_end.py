"""Ended sittings and what Teams' reports say about them, in minutes from the opening."""

from datetime import datetime, timedelta
from typing import Any

from council import commands as cmd
from council import events as ev
from council.ids import MemberId
from council.reconciling import Attested, SessionReport, Stranger, TimeSpan
from tests.council.evening import CHAIR, PROGRAM, Evening, members

LENGTH = 90


def opened(present: int = 8, **changes: Any) -> Evening:
    """An open sitting whose clock stands at its opening."""
    evening = Evening.opened(present, **changes)
    begun = evening.sitting.opened_at
    assert begun is not None
    evening.now = begun
    return evening


def ended(present: int = 8, minutes: int = LENGTH, **changes: Any) -> Evening:
    """A sitting of so many minutes with the first *present* of eleven members."""
    evening = opened(present, **changes)
    evening.does(CHAIR, cmd.EndSitting, after=60 * minutes)
    return evening


def at(evening: Evening, minute: float) -> datetime:
    """The moment so many minutes after the opening."""
    opened = evening.sitting.opened_at
    assert opened is not None
    return opened + timedelta(minutes=minute)


def span(evening: Evening, since: float, until: float) -> TimeSpan:
    """A stretch of time in minutes from the opening."""
    return TimeSpan(since=at(evening, since), until=at(evening, until))


def report(
    evening: Evening,
    seen: dict[MemberId, tuple[tuple[float, float], ...]],
    *sessions: tuple[float, float],
    strangers: tuple[Stranger, ...] = (),
) -> tuple[ev.Event, ...]:
    """Put reports on record: everybody present was there all the time, but for those named in *seen*."""
    times = sessions or ((-20.0, LENGTH + 5.0),)
    whole = ((-20.0, LENGTH + 5.0),)
    present = [m for m in members(11) if evening.sitting.presence(m).spells]
    stays = {**dict.fromkeys(present, whole), **seen}
    return evening.does(
        PROGRAM,
        cmd.ReportAttendance,
        reports=tuple(
            SessionReport(id=f"r{n}", since=at(evening, a), until=at(evening, b))
            for n, (a, b) in enumerate(times)
        ),
        covered=tuple(span(evening, a, b) for a, b in times),
        attested=tuple(
            Attested(member=m, spans=tuple(span(evening, a, b) for a, b in parts))
            for m, parts in stays.items()
            if parts
        ),
        strangers=strangers,
    )


def minutes_of(evening: Evening, member: MemberId) -> tuple[tuple[int, int], ...]:
    """A member's presence as the account has it now, in whole minutes from the opening."""
    opened, closed = evening.sitting.opened_at, evening.sitting.ended_at
    assert opened is not None
    assert closed is not None
    return tuple(
        (
            round((max(spell.since, opened) - opened).total_seconds() / 60),
            round((min(spell.until or closed, closed) - opened).total_seconds() / 60),
        )
        for spell in evening.sitting.accounted(member).spells
    )
