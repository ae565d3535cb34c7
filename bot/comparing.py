"""Teams' attendance reports in the council's own values: which member was in the meeting, and who else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from council import commands as cmd
from council.account import whole_of
from council.reconciling import TOLERANCE, Attested, SessionReport, Stranger, StrangerKind, spans_of
from council.roster import Member
from council.sitting import Sitting
from council.timespans import Spans, common, merged, without
from graph import AttendanceReport, Attended


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingReports:
    """The reports of one online meeting; ``closed``: it was the closed part's room."""

    reports: tuple[AttendanceReport, ...]
    closed: bool = False


def reported(
    sitting: Sitting, meetings: Sequence[MeetingReports], tolerance: int = TOLERANCE
) -> cmd.ReportAttendance | None:
    """What all reports about the time of a sitting say together; None where there is none."""
    whole = whole_of(sitting)
    told = [report for one in meetings for report in one.reports if _about(report, whole)]
    if not told:
        return None
    people = [person for report in told for person in report.people]
    return cmd.ReportAttendance(
        sitting=sitting.id,
        reports=tuple(
            SessionReport(id=report.id, since=since, until=until)
            for report in told
            for since, until in _session(report)
        ),
        covered=spans_of(covered(sitting, meetings)),
        attested=tuple(_attested(sitting.roster, people, whole)),
        strangers=tuple(_strangers(sitting.roster, people, whole)),
        tolerance=tolerance,
    )


def covered(sitting: Sitting, meetings: Sequence[MeetingReports]) -> Spans:
    """Of what time of the sitting the reports tell; of the closed part only its own room's."""
    closed = merged((part.since, part.until) for part in sitting.closed_parts)
    main = merged(span for one in meetings if not one.closed for r in one.reports for span in _session(r))
    if not sitting.closed_meeting:
        return common(main, whole_of(sitting))
    room = merged(span for one in meetings if one.closed for r in one.reports for span in _session(r))
    return common(merged((*without(main, closed), *common(room, closed))), whole_of(sitting))


def _session(report: AttendanceReport) -> Spans:
    """From when to when a report tells; nothing where it does not say so."""
    if report.start is None or report.end is None:
        return ()
    return merged(((report.start, report.end),))


def _about(report: AttendanceReport, whole: Spans) -> bool:
    return bool(common(_session(report), whole))


def _attested(roster: Iterable[Member], people: Sequence[Attended], whole: Spans) -> Iterable[Attested]:
    """When each member was in the online meeting; those who never were are left out."""
    for member in roster:
        spans = _times((person for person in people if _is(member, person)), whole)
        if spans:
            yield Attested(member=member.id, spans=spans_of(spans))


def _strangers(roster: Iterable[Member], people: Sequence[Attended], whole: Spans) -> Iterable[Stranger]:
    """Who else was there during the sitting, each once, in the order of the reports."""
    members, seen = tuple(roster), set[str]()
    for person in people:
        key = person.entra_id or f"{person.name.casefold()}|{person.email.casefold()}"
        known = any(_is(member, person) for member in members)
        if known or key in seen or not _times((person,), whole):
            continue
        seen.add(key)
        kind = StrangerKind.ACCOUNT if person.entra_id else StrangerKind.NO_ACCOUNT
        yield Stranger(name=person.name, kind=kind)


def _times(people: Iterable[Attended], whole: Spans) -> Spans:
    return common([(i.joined, i.left) for person in people for i in person.intervals], whole)


def _is(member: Member, person: Attended) -> bool:
    """Whether a record is this person's: by account, or by address where the roster has no account."""
    contact = member.contact
    if contact.entra_id:
        return person.entra_id == contact.entra_id.lower()
    address = person.email.lower()
    return bool(address) and address in (contact.upn.lower(), contact.email.lower())
