"""A whole sitting with an entry of every kind that may lose its content, for the tests of retention."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from council import events as ev
from council.ballots import Choice, Way
from council.doubts import DoubtKind, DoubtRuling
from council.helping import Wish
from council.ids import BallotId, CaseId, MemberId
from council.presence import Evidence, Mode, Source, Spell
from council.reconciling import (
    Attested,
    Difference,
    DifferenceRuling,
    Discord,
    SessionReport,
    Stranger,
    StrangerKind,
    TimeSpan,
)
from council.record import Copy, Row, read_jsonl, seal
from council.roster import Contact
from store import standard

SAMPLE = Path(__file__).parent / "journals" / "0.2.0-praesenz" / "journal.jsonl"
WHOM = MemberId("m03")
ACCOUNT = "a0a0a0a0-1111-4222-8333-444455556666"
"""An account that only an entry about a doubt names, and the link that came of it."""


@cache
def sample() -> Copy:
    """A whole sitting that an earlier release has held, with what it lacked of the kinds that may go."""
    found = read_jsonl(SAMPLE.read_bytes())
    assert isinstance(found, Copy)
    last = found.rows[-1]
    rows: list[Row] = list(found.rows[:-1])
    at = datetime.fromisoformat(last.at)
    during, afterwards = _during(at - timedelta(milliseconds=10)), _afterwards(at + timedelta(hours=1))
    for event in (*during, standard().event_of(last), *afterwards):
        tag, when, data = standard().encode(event)
        number = len(rows) + 1
        rows.append(seal(found.sitting, number, when, tag, data, f"ca7e{number:04x}" * 4, rows[-1].hash))
    return Copy(sitting=found.sitting, rows=tuple(rows))


def _during(at: datetime) -> Iterable[ev.Event]:
    """What may go of what happens before the end."""
    whom: Any = {"at": at, "member": WHOM}
    case, other = CaseId(900), CaseId(901)
    yield ev.SignedIn(**whom, case=CaseId(899), way=Way.CARD)
    yield ev.AdmissionRefused(**whom, reason="falscher Raum")
    yield ev.ParticipantSeen(**whom, source=Source.ROSTER, inside=True, seen_at=at)
    yield ev.DoubtRaised(
        at=at, case=case, doubt=DoubtKind.NAME, account=ACCOUNT, name="Tablet", seats=(MemberId("m04"),)
    )
    yield ev.DoubtSettled(at=at, case=case, ruling=DoubtRuling.NOTED)
    yield ev.AccountLinked(**whom, entra_id=ACCOUNT, reason="code")
    yield ev.LeavingReported(**whom)
    yield ev.LeavingRefuted(**whom)
    yield ev.MemberLeft(**whom, since=at, evidence=Evidence.CLERK)
    yield ev.MemberReturned(**whom, since=at, mode=Mode.REMOTE, evidence=Evidence.CLERK)
    yield ev.PresenceConfirmed(**whom)
    yield ev.AloneConfirmed(**whom)
    yield ev.MemberExcused(at=at, member=MemberId("m04"), reason="erkrankt")
    yield ev.DisturbanceReported(**whom, reason="kein Ton")
    yield ev.DisturbanceEnded(**whom)
    yield ev.VoteEntered(
        **whom, ballot=BallotId(1), case=other, choice=Choice.YES, reason="telefonisch gemeldet"
    )
    yield ev.EntryRejected(at=at, case=other)
    yield ev.HelpRequested(**whom, help=1, wish=Wish.CALL_ME)
    yield ev.HelpTaken(at=at, by=MemberId("t01"), help=1)
    yield ev.HelpDone(at=at, by=MemberId("t01"), help=1)
    yield ev.OfficeWayBegan(**whom, number=1)
    yield ev.OfficeWayEnded(**whom)


def _afterwards(at: datetime) -> Iterable[ev.Event]:
    """What may go of what is noted after the end."""
    span = TimeSpan(since=at - timedelta(hours=2), until=at - timedelta(hours=1))
    case = CaseId(902)
    yield ev.AttendanceReported(
        at=at,
        reports=(SessionReport(id="r-1", since=span.since, until=span.until),),
        covered=(span,),
        attested=(Attested(member=WHOM, spans=(span,)),),
        strangers=1,
        compared=1,
        agreeing=0,
        differences=(
            Difference(
                case=case, member=WHOM, kind=Discord.TIMES, account=(span,), report=(), within=(span,)
            ),
        ),
    )
    yield ev.StrangersReported(at=at, strangers=(Stranger(name="Frau Gast", kind=StrangerKind.NO_ACCOUNT),))
    yield ev.DifferenceSettled(at=at, case=case, ruling=DifferenceRuling.CORRECTED)
    spell = Spell(since=span.since, until=span.until, mode=Mode.REMOTE, evidence=Evidence.CLERK)
    yield ev.PresenceCorrected(at=at, correction=1, member=WHOM, spells=(spell,), case=case)
    yield ev.CorrectionExplained(at=at, correction=1, reason="nach Rücksprache")


def contact_of(member: str) -> Contact:
    """How the sitting's record says that a person is reached."""
    decoded = (standard().event_of(row) for row in sample().rows)
    return next(
        one.contact for one in decoded if isinstance(one, ev.ContactRecorded) and one.member == member
    )
