"""The record's presence held against Teams' attendance report; nothing is ever overwritten."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cards.online import DIFFERENCE_MINUTES, Difference
from council.presence import Mode
from council.roster import Member
from council.sitting import Sitting
from graph import AttendanceReport, Attended
from wording.voice import voice_of

Spans = tuple[tuple[datetime, datetime], ...]


def concerned(sitting: Sitting) -> tuple[Member, ...]:
    """Those whose presence is compared: everybody with a vote, and whoever was admitted."""
    return tuple(m for m in sitting.roster if m.entitled or sitting.presence(m.id).spells)


def covers(sitting: Sitting, reports: Sequence[AttendanceReport]) -> bool:
    """Whether any report tells of the time of the sitting."""
    window = times_of(sitting)
    sessions = [(r.start, r.end) for r in reports if r.start is not None and r.end is not None]
    return any(common(((since, until),), window) for since, until in sessions)


def differences(sitting: Sitting, reports: Sequence[AttendanceReport]) -> tuple[Difference, ...]:
    """Where record and report differ by more than three minutes, in the roster's order.

    Only the time of the sitting without its breaks counts. Whoever was in the hall is not
    expected in the online meeting.
    """
    window, voice = times_of(sitting), voice_of(sitting)
    found = []
    for member in concerned(sitting):
        spells = sitting.presence(member.id).spells
        closing = sitting.ended_at or sitting.starts
        recorded = common([(s.since, s.until or closing) for s in spells], window)
        remote = [(s.since, s.until or closing) for s in spells if s.mode is Mode.REMOTE]
        seen = common(_seen(member, reports), window)
        missing = length(without(common(remote, window), seen))
        beyond = length(without(seen, recorded))
        if max(missing, beyond) > DIFFERENCE_MINUTES * 60:
            words = [", ".join(voice.span(*part) for part in spans) for spans in (recorded, seen)]
            found.append(Difference(name=member.name, recorded=words[0], seen=words[1]))
    return tuple(found)


def times_of(sitting: Sitting) -> Spans:
    """The time of an ended sitting without its breaks."""
    if sitting.opened_at is None or sitting.ended_at is None:
        return ()
    breaks = [(since, until or sitting.ended_at) for since, until in sitting.breaks]
    return without(((sitting.opened_at, sitting.ended_at),), breaks)


def merged(spans: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The same time in spans that neither touch nor overlap, in order."""
    out: list[tuple[datetime, datetime]] = []
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        if out and since <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], until))
        else:
            out.append((since, until))
    return tuple(out)


def common(spans: Iterable[tuple[datetime, datetime]], others: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The time that is in both."""
    rest = merged(others)
    return merged((max(a, c), min(b, d)) for a, b in merged(spans) for c, d in rest)


def without(spans: Iterable[tuple[datetime, datetime]], others: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The time of *spans* that is not in *others*."""
    left = merged(spans)
    for since, until in merged(others):
        left = merged(part for a, b in left for part in ((a, min(b, since)), (max(a, until), b)))
    return left


def length(spans: Spans) -> float:
    """How many seconds the spans last together."""
    return sum((until - since).total_seconds() for since, until in spans)


def _seen(member: Member, reports: Sequence[AttendanceReport]) -> Spans:
    people = [person for report in reports for person in report.people if _is(member, person)]
    return merged((i.joined, i.left) for person in people for i in person.intervals)


def _is(member: Member, person: Attended) -> bool:
    """Whether a record is this person's: by account, or by address where the roster has no account."""
    contact = member.contact
    if contact.entra_id:
        return person.entra_id == contact.entra_id.lower()
    address = person.email.lower()
    return bool(address) and address in (contact.upn.lower(), contact.email.lower())
