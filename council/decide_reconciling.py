"""Decisions after the end: reports held against the account, differences settled, presence put right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from council import commands as cmd
from council import events as ev
from council.account import (
    bounds,
    by_report,
    by_word,
    concerned,
    differences,
    spell_times,
    whole_of,
)
from council.authority import Stamp, asking, person, require_role, stamp
from council.decide_admission import waiting_case
from council.errors import NotForOneself, NotOver, ReasonNeeded, RulingUnfit, TimeOutside
from council.ids import CaseId, MemberId
from council.presence import Spell
from council.reconciling import (
    Attested,
    Difference,
    DifferenceRuling,
    TimeSpan,
    plain,
    spans_of,
)
from council.roster import Member, Role
from council.sitting import CaseKind, Sitting, Stage
from council.timespans import Spans, common

Events = tuple[ev.Event, ...]
_OF_A_CLERK = (DifferenceRuling.ACCOUNT, DifferenceRuling.REPORT)


def decide_report_attendance(
    sitting: Sitting, command: cmd.ReportAttendance, now: datetime, nonce: str
) -> Events:
    """The newest reports are on record once; what differs waits for a clerk, what no longer does is over.

    A difference that a clerk has decided is not asked about again, one that a later report tells
    in the same way keeps its case.
    """
    require_role(sitting, command, Role.OFFICE)
    _require_over(sitting)
    whole = whole_of(sitting)
    covered = common(plain(command.covered), whole)
    attested = {one.member: common(plain(one.spans), whole) for one in command.attested}
    if _told_before(sitting, command, covered, attested):
        return ()
    reported = _reported(sitting, command, now, covered, attested)
    named = sitting.comparison.named if sitting.comparison is not None else ()
    if command.strangers == named:
        return (reported,)
    later: Stamp = {**stamp(command, now), "cause": ""}
    return (reported, ev.StrangersReported(**later, strangers=command.strangers))


def _reported(
    sitting: Sitting,
    command: cmd.ReportAttendance,
    now: datetime,
    covered: Spans,
    attested: Mapping[MemberId, Spans],
) -> ev.AttendanceReported:
    """What the reports come to: who agrees, what differs newly, what no longer does."""
    found = tuple(differences(sitting, attested, covered, command.tolerance))
    waiting = {n: s.difference for n, s in sitting.differences.items() if s.ruling is None}
    new = [one for one in found if not any(one.same_as(other) for other in waiting.values())]
    first, people = int(sitting.next_case), concerned(sitting)
    return ev.AttendanceReported(
        **stamp(command, now),
        reports=command.reports,
        covered=spans_of(covered),
        attested=_written(attested),
        strangers=len(command.strangers),
        compared=len(people),
        agreeing=len(people) - len(_differing(sitting, found)),
        differences=tuple(replace(one, case=CaseId(first + place)) for place, one in enumerate(new)),
        outdated=tuple(n for n, one in waiting.items() if not any(one.same_as(other) for other in found)),
        tolerance=command.tolerance,
    )


def _written(attested: Mapping[MemberId, Spans]) -> tuple[Attested, ...]:
    return tuple(Attested(member=m, spans=spans_of(spans)) for m, spans in attested.items() if spans)


def _told_before(
    sitting: Sitting, command: cmd.ReportAttendance, covered: Spans, attested: Mapping[MemberId, Spans]
) -> bool:
    """Whether the reports say nothing that is not on record already."""
    known = sitting.comparison
    if known is None or known.reports != command.reports or plain(known.covered) != covered:
        return False
    return known.attested == _written(attested) and known.strangers == len(command.strangers)


def _differing(sitting: Sitting, found: tuple[Difference, ...]) -> set[MemberId]:
    """Whoever differs, or did until a clerk decided."""
    settled = (
        s for s in sitting.differences.values() if s.ruling in (*_OF_A_CLERK, DifferenceRuling.CORRECTED)
    )
    return {one.member for one in found} | {s.difference.member for s in settled}


def decide_settle_difference(
    sitting: Sitting, command: cmd.SettleDifference, now: datetime, nonce: str
) -> Events:
    """A named clerk decides about another person: the account stands, or the report's times are taken."""
    require_role(sitting, command, Role.OFFICE)
    clerk = asking(sitting, command)
    _require_over(sitting)
    case = waiting_case(sitting, command.case, CaseKind.DIFFERENCE)
    if command.ruling not in _OF_A_CLERK or case.id not in sitting.differences:
        raise RulingUnfit(case=case.id)
    _require_other(clerk, case.member)
    head = stamp(command, now)
    settled = ev.DifferenceSettled(**head, case=case.id, ruling=command.ruling)
    if command.ruling is DifferenceRuling.ACCOUNT:
        return (settled,)
    spells = by_report(sitting, sitting.differences[case.id].difference, clerk.id)
    later: Stamp = {**head, "cause": ""}
    return (settled, _corrected(sitting, later, case.member, spells, case.id))


def decide_correct_presence(
    sitting: Sitting, command: cmd.CorrectPresence, now: datetime, nonce: str
) -> Events:
    """A named clerk puts another person's presence right, with the reason; ballots stay as they are."""
    require_role(sitting, command, Role.OFFICE)
    clerk = asking(sitting, command)
    _require_over(sitting)
    member = person(sitting, command.member)
    _require_other(clerk, member.id)
    if not command.reason.strip():
        raise ReasonNeeded
    spans = _plausible(sitting, command.spans)
    spells = by_word(sitting, member.id, spans, clerk.id)
    known = common(spell_times(sitting, sitting.accounted(member.id).spells), whole_of(sitting))
    waiting = [
        n for n, s in sitting.differences.items() if s.ruling is None and s.difference.member == member.id
    ]
    if known == spans and not waiting:
        return ()
    head = stamp(command, now)
    later: Stamp = {**head, "cause": ""}
    corrected = _corrected(sitting, head, member.id, spells, None)
    return (
        corrected,
        ev.CorrectionExplained(**later, correction=corrected.correction, reason=command.reason.strip()),
        *(ev.DifferenceSettled(**later, case=n, ruling=DifferenceRuling.CORRECTED) for n in waiting),
    )


def _corrected(
    sitting: Sitting, head: Stamp, member: MemberId, spells: tuple[Spell, ...], case: CaseId | None
) -> ev.PresenceCorrected:
    number = len(sitting.corrections) + 1
    return ev.PresenceCorrected(**head, correction=number, member=member, spells=spells, case=case)


def _require_over(sitting: Sitting) -> None:
    if sitting.stage is not Stage.ENDED or sitting.opened_at is None:
        raise NotOver


def _require_other(clerk: Member, member: MemberId) -> None:
    if clerk.id == member:
        raise NotForOneself


def _plausible(sitting: Sitting, spans: tuple[TimeSpan, ...]) -> Spans:
    """The spans within the sitting; people say minutes, and the last one lasts to the end.

    Raises :class:`TimeOutside` where one ends before it begins, or lies outside the sitting.
    """
    start, end = bounds(sitting)
    minute = timedelta(minutes=1)
    told = []
    for span in spans:
        until = end if span.until <= end < span.until + minute else span.until
        if not start - minute < span.since < end:
            raise TimeOutside(at=span.since)
        if not span.since < until < end + minute:
            raise TimeOutside(at=span.until)
        if not common([(span.since, until)], whole_of(sitting)):
            raise TimeOutside(at=span.until)
        told.append((span.since, until))
    return common(told, whole_of(sitting))
