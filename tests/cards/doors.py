"""Sittings at the door, for the cards of admission: people waiting, seen, doubtful."""

from datetime import timedelta

from council import events as ev
from council.doubts import DoubtKind, DoubtRuling
from council.presence import Source
from council.sitting import Case, Sitting
from council.whereabouts import seen_only, signed_in
from tests import cast

BEFORE = cast.START - timedelta(minutes=20)
ACCOUNT = "77777777-0000-4000-8000-000000000000"


def seen(sitting: Sitting, member: str, *, inside: bool = True, source: Source = Source.EVENT) -> Sitting:
    """The sitting after a source saw *member*; with a case where they wait for nothing yet."""
    presence = sitting.presence(member)  # type: ignore[arg-type]
    case = sitting.next_case if inside and presence.case is None and not presence.here else None
    event = ev.ParticipantSeen(
        at=BEFORE,
        member=member,  # type: ignore[arg-type]
        source=source,
        inside=inside,
        seen_at=BEFORE,
        case=case,
    )
    return cast.after(sitting, event)


def crowd(sitting: Sitting) -> Sitting:
    """Four signed in, one of them gone again, two only seen, one excused."""
    sitting = cast.signed_in(sitting, *cast.VOTERS[:4])
    for member in (*cast.VOTERS[:4], *cast.VOTERS[5:7]):
        sitting = seen(sitting, member)
    gone = seen(sitting, cast.VOTERS[3], inside=False)
    return cast.after(gone, ev.MemberExcused(at=BEFORE, by=cast.CLERK, member=cast.VOTERS[8]))


def let_in(sitting: Sitting) -> Sitting:
    """The sitting after a clerk admitted everybody on the list together."""
    for case in (*signed_in(sitting), *seen_only(sitting)):
        event = ev.MemberAdmitted(at=BEFORE, by=cast.CLERK, member=case.member, since=BEFORE, batch=1)
        sitting = cast.after(sitting, event)
    return sitting


def doubted(
    sitting: Sitting, kind: DoubtKind, *, seat: bool = True, name: str = "Ömer Yildiz (Gast)"
) -> tuple[Sitting, Case]:
    """The sitting with one doubt of this kind, and its case."""
    number = sitting.next_case
    raised = ev.DoubtRaised(
        at=BEFORE,
        case=number,
        doubt=kind,
        account=ACCOUNT,
        name=name,
        member=cast.VOTERS[8] if seat else "",  # type: ignore[arg-type]
        seats=(cast.VOTERS[8], cast.VOTERS[2]) if seat else (),
        score=94 if seat else 0,
    )
    after = cast.after(sitting, raised)
    return after, after.cases[number]


def settled(sitting: Sitting, case: Case, ruling: DoubtRuling) -> tuple[Sitting, Case]:
    """The sitting after a clerk cleared up that doubt."""
    event = ev.DoubtSettled(at=BEFORE, by=cast.CLERK, case=case.id, ruling=ruling)
    after = cast.after(sitting, event)
    return after, after.cases[case.id]
