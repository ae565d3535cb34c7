"""Decisions on what Teams' sources say of who is in the online meeting."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import person, require_role, stamp
from council.decide_admission import come_back, returns_freely
from council.doubts import DoubtKind
from council.ids import CaseId
from council.presence import Evidence, Mode, Presence, Source
from council.roster import Member, Role
from council.sitting import Sitting, Stage

Events = tuple[ev.Event, ...]


def decide_report_sighting(
    sitting: Sitting, command: cmd.ReportSighting, now: datetime, nonce: str
) -> Events:
    """What a source says is kept with its time; what follows from it depends on the others.

    A reported leaving lowers the quorum shown at once and takes nobody's vote before a participant
    query has confirmed it. Coming lets nobody in who was not admitted. Where a source contradicts
    what a person has said or a clerk has decided, a doubt is raised and nothing else changes; so it
    is where the query alone misses somebody whom Teams had seen in the meeting.
    Older news than the same source has already given, and the same news twice, say nothing.
    """
    require_role(sitting, command, Role.OFFICE)
    if sitting.stage is Stage.ENDED:
        return ()  # after the end everybody leaves; that is no part of the sitting
    member = person(sitting, command.member)
    presence = sitting.presence(member.id)
    seen_at = min(command.seen_at or now, now)
    last = presence.last_of(command.source)
    if _overtaken(presence, command, seen_at):
        return ()
    follows = (_inside if command.inside else _outside)(sitting, command, member, now)
    case = _case_for(sitting, member, presence, now) if command.inside else None
    nothing_new = last is not None and last.inside is command.inside and presence.inside is command.inside
    if nothing_new and not follows and case is None:
        return ()
    seen = ev.ParticipantSeen(
        **stamp(command, now),
        member=member.id,
        source=command.source,
        inside=command.inside,
        seen_at=seen_at,
        case=case,
    )
    return (seen, *follows)


def _overtaken(presence: Presence, command: cmd.ReportSighting, seen_at: datetime) -> bool:
    """Whether the same source has said something newer, or anybody has since the question was put."""
    last = presence.last_of(command.source)
    if last is not None and seen_at < last.at:
        return True
    asked = command.source is Source.QUERY and bool(presence.sightings)
    return asked and seen_at < presence.sightings[-1].told_at


def _case_for(sitting: Sitting, member: Member, presence: Presence, now: datetime) -> CaseId | None:
    """The admission case for somebody who is in the meeting and waits for nothing yet."""
    takes_part = member.entitled or member.has(Role.ADVISORY)
    if presence.here or presence.case is not None or presence.turned_away or not takes_part:
        return None
    if _back_by_teams(sitting, presence, now):
        return None
    return sitting.next_case


def _inside(sitting: Sitting, command: cmd.ReportSighting, member: Member, now: datetime) -> Events:
    presence = sitting.presence(member.id)
    head = stamp(command, now)
    if presence.here and presence.leaving is not None:
        return (ev.LeavingRefuted(**head, member=member.id),)
    if presence.here:
        return _once_more(sitting, command, member, now)
    if _back_by_teams(sitting, presence, now):
        mode = presence.spells[-1].mode
        return (come_back(command, member.id, now, Evidence.TEAMS, mode),)
    return ()


def _back_by_teams(sitting: Sitting, presence: Presence, now: datetime) -> bool:
    """Whether Teams alone had reported the person as gone, so that its word brings them back."""
    by_teams = bool(presence.spells) and presence.spells[-1].left_by is Evidence.TEAMS
    return by_teams and returns_freely(sitting, presence, now)


def _once_more(sitting: Sitting, command: cmd.ReportSighting, member: Member, now: datetime) -> Events:
    """A join by somebody who is in the meeting: a second device, or a departure that nobody reported."""
    last = sitting.presence(member.id).last_of(Source.EVENT)
    if command.source is not Source.EVENT or last is None or not last.inside:
        return ()
    if any(c.doubt is DoubtKind.SECOND_DEVICE and c.member == member.id for c in sitting.cases.values()):
        return ()
    raised = ev.DoubtRaised(
        **stamp(command, now),
        case=sitting.next_case,
        doubt=DoubtKind.SECOND_DEVICE,
        account=member.contact.entra_id,
        name=member.name,
        member=member.id,
    )
    return (raised,)


def _outside(sitting: Sitting, command: cmd.ReportSighting, member: Member, now: datetime) -> Events:
    presence = sitting.presence(member.id)
    head = stamp(command, now)
    if not presence.here or presence.spells[-1].mode is Mode.ROOM:
        return ()
    if command.source is not Source.QUERY:
        return () if presence.leaving else (ev.LeavingReported(**head, member=member.id),)
    if presence.leaving is not None:
        left = ev.MemberLeft(**head, member=member.id, since=presence.leaving, evidence=Evidence.TEAMS)
        return (left,)
    return contradiction(sitting, command, member, now) if presence.inside else ()


def contradiction(sitting: Sitting, command: cmd.Command, member: Member, now: datetime) -> Events:
    """The doubt about whether a person is there; none where one waits already."""
    waits = any(
        c.doubt is DoubtKind.CONTRADICTION and c.member == member.id and not c.settled
        for c in sitting.cases.values()
    )
    if waits:
        return ()
    raised = ev.DoubtRaised(
        **stamp(command, now),
        case=sitting.next_case,
        doubt=DoubtKind.CONTRADICTION,
        account=member.contact.entra_id,
        name=member.name,
        member=member.id,
    )
    return (raised,)
