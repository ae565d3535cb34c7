"""Sittings of the cast after their end, held against Teams' report, for the cards of the office."""

from datetime import timedelta
from typing import Any

from council import commands as cmd
from council import events as ev
from council.ballots import Choice
from council.decide import decide
from council.ids import MemberId
from council.reconciling import (
    Attested,
    DifferenceRuling,
    SessionReport,
    Stranger,
    StrangerKind,
    TimeSpan,
)
from council.sitting import Sitting
from tests import cast

END = cast.START + timedelta(minutes=90)
NIGHT = END + timedelta(minutes=10)


def span(since: float, until: float) -> TimeSpan:
    """A stretch of time in minutes from 14:00."""
    minute = timedelta(minutes=1)
    return TimeSpan(since=cast.START + since * minute, until=cast.START + until * minute)


def does(sitting: Sitting, kind: type[cmd.Command], by: MemberId, **values: Any) -> Sitting:
    """The sitting after *by* did it ten minutes after the end."""
    command = kind(sitting=sitting.id, by=by, **values)
    return cast.after(sitting, *decide(sitting, command, NIGHT, "nonce"))


def ended(**more: Any) -> Sitting:
    """A sitting from 14:00 to 15:30; Anna Abel voted at 14:42."""
    voted = cast.voted(cast.balloting(cast.opened(**more)), cast.MEMBER, Choice.YES)
    over = cast.declared(cast.closed(voted))
    return cast.after(over, ev.SittingEnded(at=END, by=cast.CHAIR))


def held_against(
    sitting: Sitting,
    seen: dict[MemberId, tuple[tuple[float, float], ...]],
    *,
    until: float = 95,
    strangers: int = 0,
) -> Sitting:
    """The sitting after a report: everybody present was there throughout, but for those in *seen*."""
    whole: tuple[tuple[float, float], ...] = ((-20, until),)
    present = [m.id for m in sitting.roster if sitting.presence(m.id).spells]
    stays = {**dict.fromkeys(present, whole), **seen}
    session = span(-20, until)
    return does(
        sitting,
        cmd.ReportAttendance,
        MemberId(""),
        reports=(SessionReport(id="r1", since=session.since, until=session.until),),
        covered=(session,),
        attested=tuple(
            Attested(member=m, spans=tuple(span(*part) for part in parts))
            for m, parts in stays.items()
            if parts
        ),
        strangers=tuple(
            Stranger(name=f"Kai Unbekannt {n}", kind=StrangerKind.NO_ACCOUNT) for n in range(strangers)
        ),
    )


def settled(sitting: Sitting, member: MemberId, ruling: DifferenceRuling) -> Sitting:
    """The sitting after the clerk decided about a member."""
    case = next(n for n, one in sitting.differences.items() if one.difference.member == member)
    return does(sitting, cmd.SettleDifference, cast.CLERK, case=case, ruling=ruling)


def corrected(sitting: Sitting, member: MemberId, *spans: tuple[float, float]) -> Sitting:
    """The sitting after the clerk put a member's presence right."""
    times = tuple(span(*one) for one in spans)
    return does(sitting, cmd.CorrectPresence, cast.CLERK, member=member, spans=times, reason="war am Telefon")
