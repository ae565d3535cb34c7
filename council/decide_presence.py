"""Decisions on coming and going: the hall, leaving, return, excuse, disturbance."""

from datetime import datetime, timedelta

from council import commands as cmd
from council import events as ev
from council.authority import (
    asking,
    person,
    require_not_ended,
    require_role,
    stamp,
)
from council.ballots import Way
from council.decide_admission import come_back, returns_freely, sign_in
from council.errors import (
    AlreadyPresent,
    NotForOneself,
    NotPresent,
    RoleNeeded,
    SecondPersonNeeded,
    TimeOutside,
)
from council.ids import MemberId
from council.presence import Evidence, Mode
from council.roster import Member, Role
from council.sitting import Case, CaseKind, Sitting


def decide_open_admission(
    sitting: Sitting, command: cmd.OpenAdmission, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The office starts admission, or the program when its time has come."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    return () if sitting.admission else (ev.AdmissionOpened(**stamp(command, now)),)


def decide_close_admission(
    sitting: Sitting, command: cmd.CloseAdmission, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The office stops admission."""
    require_role(sitting, command, Role.OFFICE)
    return (ev.AdmissionClosed(**stamp(command, now)),) if sitting.admission else ()


def decide_link_account(
    sitting: Sitting, command: cmd.LinkAccount, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Never one account for two people; in the place of another one only where that is meant."""
    require_role(sitting, command, Role.OFFICE)
    member = person(sitting, command.member)
    taken = sitting.roster.by_entra_id(command.entra_id)
    if taken is not None or (member.contact.entra_id and not command.replaces):
        return ()
    return (
        ev.AccountLinked(
            **stamp(command, now),
            member=member.id,
            entra_id=command.entra_id.lower(),
            reason=command.reason,
        ),
    )


def decide_record_on_site(
    sitting: Sitting, command: cmd.RecordOnSite, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A clerk notes who is in the hall; whoever was connected changes the mode."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    head = stamp(command, now)
    found: list[ev.Event] = []
    for member in dict.fromkeys(command.members):
        if person(sitting, member).id == command.by:
            raise NotForOneself
        presence = sitting.presence(member)
        if not presence.here:
            found.append(ev.MemberAdmitted(**head, member=member, since=now, mode=Mode.ROOM))
        elif presence.spells[-1].mode is not Mode.ROOM:
            found.append(ev.MemberLeft(**head, member=member, since=now, evidence=Evidence.CLERK))
            found.append(come_back(command, member, now, Evidence.CLERK, Mode.ROOM))
    return tuple(found)


def decide_record_leaving(
    sitting: Sitting, command: cmd.RecordLeaving, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A departure: a clerk's word, the person's own, or confirmed by Teams."""
    require_not_ended(sitting)
    member = _own_or_office(sitting, command, command.member)
    presence = sitting.presence(member.id)
    if not presence.here:
        raise NotPresent(member=str(member.id))
    since = _time(command.since or presence.leaving, now, presence.spells[-1].since)
    return (ev.MemberLeft(**stamp(command, now), member=member.id, since=since, evidence=command.evidence),)


def decide_record_return(
    sitting: Sitting, command: cmd.RecordReturn, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A return of somebody who was admitted before; nobody else comes in this way."""
    require_not_ended(sitting)
    member = _own_or_office(sitting, command, command.member)
    presence = sitting.presence(member.id)
    if presence.here:
        if presence.leaving is not None:
            return (ev.LeavingRefuted(**stamp(command, now), member=member.id),)
        raise AlreadyPresent(member=str(member.id), since=presence.spells[-1].since)
    if not presence.spells:
        raise NotPresent(member=str(member.id))
    if command.by == member.id and not returns_freely(sitting, presence, now):
        return () if presence.waiting else (sign_in(sitting, command, member.id, now, Way.TYPED),)
    last = presence.spells[-1]
    since = _time(command.since, now, last.until or last.since)
    return (come_back(command, member.id, since, command.evidence, last.mode, now),)


def _own_or_office(sitting: Sitting, command: cmd.Command, member: MemberId) -> Member:
    """The person concerned; only they themselves, the office or the program may say it."""
    concerned = person(sitting, member)
    if command.by and command.by != concerned.id:
        require_role(sitting, command, Role.OFFICE)
    return concerned


def _time(said: datetime | None, now: datetime, earliest: datetime) -> datetime:
    if said is None:
        return now
    if said < earliest < said + timedelta(minutes=1):
        return earliest  # people say minutes, the record has seconds
    if not earliest <= said <= now:
        raise TimeOutside(at=said)
    return said


def decide_excuse_member(
    sitting: Sitting, command: cmd.ExcuseMember, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The office notes an excuse of somebody who is not here."""
    require_role(sitting, command, Role.OFFICE)
    member = person(sitting, command.member)
    presence = sitting.presence(member.id)
    if presence.here:
        raise AlreadyPresent(member=str(member.id), since=presence.spells[-1].since)
    return (ev.MemberExcused(**stamp(command, now), member=member.id, reason=command.reason),)


def decide_report_disturbance(
    sitting: Sitting, command: cmd.ReportDisturbance, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A disturbed member does not count and belongs to no ballot opened meanwhile."""
    if command.by != command.member:
        require_role(sitting, command, Role.OFFICE, Role.SUPPORT)
    require_not_ended(sitting)
    member = person(sitting, command.member)
    presence = sitting.presence(member.id)
    if not presence.here:
        raise NotPresent(member=str(member.id))
    if presence.disturbed is not None:
        return ()
    return (ev.DisturbanceReported(**stamp(command, now), member=member.id, reason=command.reason),)


def decide_end_disturbance(
    sitting: Sitting, command: cmd.EndDisturbance, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The member takes part again; votes in the open ballot where they still have their place in it."""
    if command.by != command.member:
        require_role(sitting, command, Role.OFFICE, Role.SUPPORT)
    member = person(sitting, command.member)
    if sitting.presence(member.id).disturbed is None:
        return ()
    return (ev.DisturbanceEnded(**stamp(command, now), member=member.id),)


def require_second(sitting: Sitting, command: cmd.Command, case: Case) -> None:
    """Let through whoever may confirm *case*: not who entered it, not whom it concerns."""
    who = asking(sitting, command)
    if who.id == case.entered_by:
        raise SecondPersonNeeded(case=case.id)
    if case.kind is CaseKind.VOTE and who.id == case.member:
        raise NotForOneself
    if who.has(Role.OFFICE, Role.MINUTES):
        return
    only_clerk = len([c for c in sitting.clerks() if c.id != case.member]) <= 1
    if who.id == sitting.chair and (case.kind is CaseKind.HANDS or only_clerk):
        return
    raise RoleNeeded(roles=(Role.OFFICE.value,))
