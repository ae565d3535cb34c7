"""Decisions on doubts about who is there: raised by the program, cleared up by a clerk."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import person, require_not_ended, require_role, stamp
from council.decide_admission import admit, come_back, waiting_case
from council.doubts import DoubtKind, DoubtRuling
from council.errors import (
    AccountElsewhere,
    AlreadyPresent,
    AnonymousHasNoSeat,
    NotForOneself,
    RulingUnfit,
    SeatNeeded,
)
from council.ids import NOBODY, MemberId
from council.presence import Evidence
from council.roster import Role
from council.sitting import Case, CaseKind, Sitting, Stage

Events = tuple[ev.Event, ...]


def decide_raise_doubt(sitting: Sitting, command: cmd.RaiseDoubt, now: datetime, nonce: str) -> Events:
    """A doubt is raised once; what a clerk has cleared up about a stranger stays so for this sitting."""
    require_role(sitting, command, Role.OFFICE)
    if sitting.stage is Stage.ENDED:
        return ()
    for case in sitting.cases.values():
        same = case.doubt is command.doubt and case.account == command.account
        if same and case.member == command.member and (not case.settled or command.doubt.of_a_stranger):
            return ()
    raised = ev.DoubtRaised(
        **stamp(command, now),
        case=sitting.next_case,
        doubt=command.doubt,
        account=command.account,
        name=command.name,
        member=command.member,
        seats=command.seats,
        score=command.score,
    )
    return (raised,)


def decide_settle_doubt(sitting: Sitting, command: cmd.SettleDoubt, now: datetime, nonce: str) -> Events:
    """A clerk clears a doubt up, never one about themselves.

    A stranger gets a seat on the clerk's word only: their account speaks for it from then on.
    """
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    case = waiting_case(sitting, command.case, CaseKind.DOUBT)
    if command.by and command.by in (case.member, command.member):
        raise NotForOneself
    if command.ruling not in rulings(case):
        raise RulingUnfit(case=case.id)
    match command.ruling:
        case DoubtRuling.ADMITTED:
            found, seat = _seated(sitting, command, case, now), command.member or case.member
        case DoubtRuling.HERE:
            found, seat = _is_here(sitting, command, case, now), NOBODY
        case DoubtRuling.GONE:
            found, seat = _is_gone(sitting, command, case, now), NOBODY
        case _:
            found, seat = (), NOBODY
    settled = ev.DoubtSettled(**stamp(command, now), case=case.id, ruling=command.ruling, member=seat)
    return (*found, settled)


def rulings(case: Case) -> tuple[DoubtRuling, ...]:
    """What a clerk can decide about a doubt, the usual first."""
    if case.doubt is None:
        return ()
    if case.doubt.of_presence:
        return (DoubtRuling.HERE, DoubtRuling.GONE)
    if case.doubt is DoubtKind.SECOND_DEVICE:
        return (DoubtRuling.NOTED,)
    return (DoubtRuling.ADMITTED, DoubtRuling.REFUSED)


def _seated(sitting: Sitting, command: cmd.SettleDoubt, case: Case, now: datetime) -> Events:
    """The account is taken for a seat, and its holder admitted."""
    if case.doubt is DoubtKind.ANONYMOUS:
        raise AnonymousHasNoSeat(name=case.label)
    seat = command.member or case.member
    if not seat:
        raise SeatNeeded(name=case.label)
    member = person(sitting, MemberId(seat))
    presence = sitting.presence(member.id)
    if presence.here:
        raise AlreadyPresent(member=str(member.id), since=presence.spells[-1].since)
    other = sitting.roster.by_entra_id(case.account)
    if other is not None and other.id != member.id:
        raise AccountElsewhere(name=case.label, member=str(other.id))
    linked = ev.AccountLinked(
        **stamp(command, now), member=member.id, entra_id=case.account.lower(), reason="clerk"
    )
    known = member.contact.entra_id.lower() == case.account.lower()
    return (*(() if known else (linked,)), admit(sitting, command, member.id, now))


def _is_here(sitting: Sitting, command: cmd.SettleDoubt, case: Case, now: datetime) -> Events:
    presence = sitting.presence(case.member)
    if presence.here:
        refuted = ev.LeavingRefuted(**stamp(command, now), member=case.member)
        return (refuted,) if presence.leaving is not None else ()
    if not presence.spells:
        return (admit(sitting, command, case.member, now),)
    mode = presence.spells[-1].mode
    return (come_back(command, case.member, now, Evidence.CLERK, mode),)


def _is_gone(sitting: Sitting, command: cmd.SettleDoubt, case: Case, now: datetime) -> Events:
    presence = sitting.presence(case.member)
    if not presence.here:
        return ()
    since = presence.leaving or now
    left = ev.MemberLeft(**stamp(command, now), member=case.member, since=since, evidence=Evidence.CLERK)
    return (left,)
