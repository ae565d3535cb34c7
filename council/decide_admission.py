"""Decisions on coming in: sign-in, admission singly or together, and what is not admitted."""

from datetime import datetime, timedelta

from council import commands as cmd
from council import events as ev
from council.authority import asking, person, require_not_ended, require_role, stamp
from council.ballots import Way
from council.errors import (
    AdmissionNotOpen,
    AlreadyPresent,
    NotForOneself,
    NothingWaits,
    UnknownCase,
)
from council.ids import CaseId, MemberId
from council.presence import Evidence, Mode, Presence
from council.roster import Role
from council.rulebook import Format
from council.sitting import Case, CaseKind, Sitting


def decide_sign_in(sitting: Sitting, command: cmd.SignIn, now: datetime, nonce: str) -> tuple[ev.Event, ...]:
    """A named sign-in makes a case for a clerk; whoever is back soon needs none."""
    require_not_ended(sitting)
    member = asking(sitting, command)
    presence = sitting.presence(member.id)
    if presence.here:
        return _here(sitting, command, presence, now)
    if presence.waiting:
        return ()
    if returns_freely(sitting, presence, now):
        mode = presence.spells[-1].mode
        return (come_back(command, member.id, now, Evidence.SIGN_IN, mode),)
    return (sign_in(sitting, command, member.id, now, command.way),)


def _here(sitting: Sitting, command: cmd.SignIn, presence: Presence, now: datetime) -> tuple[ev.Event, ...]:
    """Whoever is here says so once more: not gone after all, or back after a break."""
    head = stamp(command, now)
    found: list[ev.Event] = []
    if presence.leaving is not None:
        found.append(ev.LeavingRefuted(**head, member=command.by))
    if command.by in sitting.unconfirmed:
        found.append(ev.PresenceConfirmed(**head, member=command.by))
    return tuple(found)


def sign_in(sitting: Sitting, command: cmd.Command, member: MemberId, now: datetime, way: Way) -> ev.SignedIn:
    """The sign-in of somebody who has to wait for a clerk; raises :class:`AdmissionNotOpen`."""
    if not sitting.admission:
        raise AdmissionNotOpen(starts=sitting.starts)
    known = sitting.presence(member).case
    case = sitting.next_case if known is None else CaseId(known)
    return ev.SignedIn(**stamp(command, now), member=member, case=case, way=way)


def returns_freely(sitting: Sitting, presence: Presence, now: datetime) -> bool:
    """Whether somebody who was admitted and left is in again without a clerk.

    Where a person is who left the hall, only a clerk can see. Nor does anybody come back by
    themselves who was away longer than the office allows; breaks do not count. After the move to
    another day everybody is admitted anew.
    """
    if presence.here or not presence.spells:
        return False
    last = presence.spells[-1]
    if last.mode is Mode.ROOM and sitting.format is not Format.DIGITAL:
        return False
    if last.left_by is Evidence.SITTING or last.until is None:
        return False
    if sitting.moved_at is not None and last.until <= sitting.moved_at:
        return False
    grace = sitting.grace_minutes
    return grace is None or sitting.without_breaks(last.until, now) <= timedelta(minutes=grace)


def come_back(
    command: cmd.Command,
    member: MemberId,
    since: datetime,
    evidence: Evidence,
    mode: Mode,
    now: datetime | None = None,
) -> ev.MemberReturned:
    """The return of somebody who was admitted before."""
    return ev.MemberReturned(
        **stamp(command, now or since), member=member, since=since, mode=mode, evidence=evidence
    )


def waiting_case(sitting: Sitting, number: int, *kinds: CaseKind) -> Case:
    """The case that still waits; raises :class:`UnknownCase` or :class:`NothingWaits`."""
    case = next((c for c in sitting.cases.values() if c.id == number and c.kind in kinds), None)
    if case is None:
        raise UnknownCase(case=number)
    if case.settled:
        raise NothingWaits(case=number)
    return case


def decide_admit_member(
    sitting: Sitting, command: cmd.AdmitMember, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A clerk admits another person; nobody admits themselves."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    number = command.case
    member = person(
        sitting,
        command.member if number is None else waiting_case(sitting, number, CaseKind.ADMISSION).member,
    )
    if member.id == command.by:
        raise NotForOneself
    if sitting.presence(member.id).here:
        since = sitting.presence(member.id).spells[-1].since
        raise AlreadyPresent(member=str(member.id), since=since)
    return (admit(sitting, command, member.id, now, mode=command.mode),)


def decide_admit_together(
    sitting: Sitting, command: cmd.AdmitTogether, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A clerk admits exactly the people of one list who still wait; never themselves.

    Raises :class:`NothingWaits` where nobody of the list waits any more.
    """
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    listed = [sitting.cases[CaseId(n)] for n in dict.fromkeys(command.cases) if n in sitting.cases]
    if len(listed) < len(set(command.cases)) or any(c.kind is not CaseKind.ADMISSION for c in listed):
        raise UnknownCase(case=max(command.cases, default=0))
    waiting = [c.member for c in listed if not c.settled and not sitting.presence(c.member).here]
    others = [member for member in dict.fromkeys(waiting) if member != command.by]
    if waiting and not others:
        raise NotForOneself
    if not others:
        raise NothingWaits(case=max(command.cases, default=0))
    batch = sitting.batches + 1
    return tuple(admit(sitting, command, member, now, batch=batch) for member in others)


def admit(
    sitting: Sitting,
    command: cmd.Command,
    member: MemberId,
    now: datetime,
    *,
    mode: Mode = Mode.REMOTE,
    batch: int = 0,
) -> ev.MemberAdmitted:
    """The admission of a person, with what speaks for it: sign-in, Teams, or the clerk's word alone."""
    presence = sitting.presence(member)
    evidence = Evidence.TEAMS if presence.only_seen else Evidence.CLERK
    if presence.signed_in_at is not None:
        evidence = Evidence.SIGN_IN
    in_presence = sitting.format is Format.PRESENCE  # whoever a clerk admits there is in the hall
    return ev.MemberAdmitted(
        **stamp(command, now),
        member=member,
        since=now,
        mode=Mode.ROOM if in_presence else mode,
        evidence=evidence,
        batch=batch,
    )


def decide_refuse_admission(
    sitting: Sitting, command: cmd.RefuseAdmission, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A clerk does not admit somebody who has signed in."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    case = waiting_case(sitting, command.case, CaseKind.ADMISSION)
    return (ev.AdmissionRefused(**stamp(command, now), member=case.member, reason=command.reason),)
