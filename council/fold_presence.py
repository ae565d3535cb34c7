"""Folds of coming, going and recusal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.ballots import Phase
from council.changing import having
from council.ids import NOBODY, MemberId
from council.presence import Presence, Sighting, Spell
from council.recusal import RecusalEntry
from council.roster import Role
from council.sitting import AdmissionList, Case, CaseKind, MandateChange, Sitting


def _with(sitting: Sitting, member: Any, presence: Presence) -> Sitting:
    return replace(sitting, presences=having(sitting.presences, member, presence))


def settle(sitting: Sitting, case: int | None, by: Any) -> Sitting:
    """The sitting with *case* settled by *by*; unchanged where there is no such case."""
    waiting = sitting.cases.get(case) if case is not None else None  # type: ignore[call-overload]
    if waiting is None:
        return sitting
    done = replace(waiting, settled=True, settled_by=by)
    return replace(sitting, cases=having(sitting.cases, waiting.id, done))


def with_case(sitting: Sitting, case: Case) -> Sitting:
    """The sitting with *case* waiting for a person."""
    return replace(sitting, cases=having(sitting.cases, case.id, case))


def _admission_opened(sitting: Sitting, event: ev.AdmissionOpened) -> Sitting:
    return replace(sitting, admission=True)


def _admission_closed(sitting: Sitting, event: ev.AdmissionClosed) -> Sitting:
    return replace(sitting, admission=False)


def _signed_in(sitting: Sitting, event: ev.SignedIn) -> Sitting:
    known = sitting.presence(event.member)
    case = Case(
        id=event.case,
        kind=CaseKind.ADMISSION,
        member=event.member,
        entered_by=event.member,
        at=event.at,
    )
    presence = replace(known, signed_in_at=event.at, case=event.case, refused="")
    return _with(with_case(sitting, case), event.member, presence)


def _admitted(sitting: Sitting, event: ev.MemberAdmitted) -> Sitting:
    known = sitting.presence(event.member)
    spell = Spell(since=event.since, mode=event.mode, admitted_by=event.by, evidence=event.evidence)
    settled = settle(sitting, known.case, event.by)
    if event.batch:
        settled = _listed(settled, event)
    return _with(settled, event.member, known.came(spell))


def _listed(sitting: Sitting, event: ev.MemberAdmitted) -> Sitting:
    known = sitting.lists.get(event.batch, AdmissionList(by=event.by, at=event.at))
    grown = replace(known, members=(*known.members, event.member))
    return replace(sitting, lists=having(sitting.lists, event.batch, grown))


def _refused(sitting: Sitting, event: ev.AdmissionRefused) -> Sitting:
    known = sitting.presence(event.member)
    presence = replace(known, case=None, refused=event.reason or "-", turned_away=True)
    return _with(settle(sitting, known.case, event.by), event.member, presence)


def _leaving(sitting: Sitting, event: ev.LeavingReported) -> Sitting:
    return _with(sitting, event.member, replace(sitting.presence(event.member), leaving=event.at))


def _not_leaving(sitting: Sitting, event: ev.LeavingRefuted) -> Sitting:
    return _with(sitting, event.member, replace(sitting.presence(event.member), leaving=None))


def _left(sitting: Sitting, event: ev.MemberLeft) -> Sitting:
    return _with(sitting, event.member, sitting.presence(event.member).went(event.since, event.evidence))


def _returned(sitting: Sitting, event: ev.MemberReturned) -> Sitting:
    known = sitting.presence(event.member)
    admitted_by = known.spells[-1].admitted_by if known.spells else event.by
    spell = Spell(since=event.since, mode=event.mode, admitted_by=admitted_by, evidence=event.evidence)
    return _with(sitting, event.member, known.came(spell))


def _excused(sitting: Sitting, event: ev.MemberExcused) -> Sitting:
    return _with(sitting, event.member, replace(sitting.presence(event.member), excused=event.reason))


def _disturbed(sitting: Sitting, event: ev.DisturbanceReported) -> Sitting:
    known = sitting.presence(event.member)
    return _with(sitting, event.member, known.disturbed_from(event.at, event.reason))


def _undisturbed(sitting: Sitting, event: ev.DisturbanceEnded) -> Sitting:
    return _with(sitting, event.member, sitting.presence(event.member).undisturbed(event.at))


def _recused(sitting: Sitting, event: ev.RecusalDeclared) -> Sitting:
    entry = RecusalEntry(member=event.member, item=event.item, at=event.at, by=event.behalf or event.by)
    return _biased(sitting, entry)


def _reported(sitting: Sitting, event: ev.RecusalReported) -> Sitting:
    case = Case(
        id=event.case,
        kind=CaseKind.RECUSAL,
        member=event.member,
        entered_by=event.member,
        at=event.at,
        item=event.item,
    )
    entry = RecusalEntry(
        member=event.member, item=event.item, at=event.at, by=event.by, own=True, case=event.case
    )
    return _biased(with_case(sitting, case), entry)


def _confirmed(sitting: Sitting, event: ev.RecusalConfirmed) -> Sitting:
    log = tuple(
        replace(
            entry,
            confirmed_by=event.behalf or event.by,
            confirmed_at=event.at,
            council=event.council,
        )
        if entry.case == event.case
        else entry
        for entry in sitting.recusal_log
    )
    return replace(settle(sitting, event.case, event.by), recusal_log=log)


def _lifted(sitting: Sitting, event: ev.RecusalLifted) -> Sitting:
    left = tuple(m for m in sitting.recusals.get(event.item, ()) if m != event.member)
    log = tuple(
        replace(entry, lifted_at=event.at, lifted_because=event.reason)
        if entry.member == event.member and entry.item == event.item and entry.lifted_at is None
        else entry
        for entry in sitting.recusal_log
    )
    recusals = having(sitting.recusals, event.item, left)
    return replace(settle(sitting, event.case, event.by), recusals=recusals, recusal_log=log)


def _biased(sitting: Sitting, entry: RecusalEntry) -> Sitting:
    """The sitting in which somebody is biased; in an open ballot on the item they lose their vote."""
    already = sitting.recusals.get(entry.item, ())
    recusals = having(sitting.recusals, entry.item, (*already, entry.member))
    return _lose_vote(
        replace(sitting, recusals=recusals, recusal_log=(*sitting.recusal_log, entry)), entry.member
    )


def _lose_vote(sitting: Sitting, member: MemberId) -> Sitting:
    """Whoever is recused while a ballot on the item is open loses a vote already cast."""
    ballot = sitting.ballot
    if ballot is None or ballot.phase is not Phase.OPEN or member not in ballot.electorate:
        return sitting
    if member not in sitting.recused(*ballot.items):
        return sitting
    kept = tuple(replace(vote, void=True) for vote in ballot.votes.get(member, ()))
    votes = {**ballot.votes, member: kept} if kept else dict(ballot.votes)
    changed = replace(ballot, votes=MappingProxyType(votes), recused=(*ballot.recused, member))
    return replace(sitting, ballots=having(sitting.ballots, ballot.id, changed))


def _mandate_ended(sitting: Sitting, event: ev.MandateEnded) -> Sitting:
    changed = _mandate(sitting, event.member, began=False, at=event.at)
    ballot = changed.ballot
    if ballot is None or ballot.phase is not Phase.OPEN or event.member not in ballot.electorate:
        return changed
    kept = tuple(replace(vote, void=True) for vote in ballot.votes.get(event.member, ()))
    votes = {**ballot.votes, event.member: kept} if kept else dict(ballot.votes)
    struck = replace(ballot, votes=MappingProxyType(votes), struck=(*ballot.struck, event.member))
    return replace(changed, ballots=having(changed.ballots, ballot.id, struck))


def _mandate_began(sitting: Sitting, event: ev.MandateBegan) -> Sitting:
    return _mandate(sitting, event.member, began=True, at=event.at)


def _mandate(sitting: Sitting, member: MemberId, *, began: bool, at: datetime) -> Sitting:
    known = sitting.roster.get(member)
    change = MandateChange(at=at, member=member, began=began)
    if known is None:
        return sitting
    if began:
        roles = known.roles if known.has(Role.MEMBER, Role.CHAIR) else (*known.roles, Role.MEMBER)
        voting = None if known.voting is False else known.voting
        until = known.until if known.until is not None and known.until > at else None
        new = replace(known, mandate=True, since=at, until=until, roles=roles, voting=voting)
    else:
        new = replace(known, mandate=False, until=at)
    return replace(sitting, roster=sitting.roster.having(new), mandates=(*sitting.mandates, change))


def _seen(sitting: Sitting, event: ev.ParticipantSeen) -> Sitting:
    known = sitting.presence(event.member)
    seen = Sighting(source=event.source, inside=event.inside, at=event.seen_at, told_at=event.at)
    presence = replace(known, sightings=(*known.sightings, seen))
    if event.case is None:
        return _with(sitting, event.member, presence)
    case = Case(
        id=event.case,
        kind=CaseKind.ADMISSION,
        member=event.member,
        entered_by=NOBODY,
        at=event.at,
    )
    waiting = replace(presence, case=event.case, signed_in_at=None)
    return _with(with_case(sitting, case), event.member, waiting)


def _again(sitting: Sitting, event: ev.PresenceConfirmed) -> Sitting:
    return _with(sitting, event.member, replace(sitting.presence(event.member), confirmed_at=event.at))


def _doubted(sitting: Sitting, event: ev.DoubtRaised) -> Sitting:
    case = Case(
        id=event.case,
        kind=CaseKind.DOUBT,
        member=event.member,
        entered_by=NOBODY,
        at=event.at,
        doubt=event.doubt,
        account=event.account,
        label=event.name,
        seats=event.seats,
        score=event.score,
    )
    return with_case(sitting, case)


def _undoubted(sitting: Sitting, event: ev.DoubtSettled) -> Sitting:
    settled = settle(sitting, event.case, event.by)
    waiting = settled.cases.get(event.case)
    if waiting is None:
        return settled
    member = event.member or waiting.member
    return with_case(settled, replace(waiting, ruling=event.ruling, member=member, settled_at=event.at))


PRESENCE_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.AdmissionOpened: _admission_opened,
    ev.AdmissionClosed: _admission_closed,
    ev.SignedIn: _signed_in,
    ev.MemberAdmitted: _admitted,
    ev.AdmissionRefused: _refused,
    ev.LeavingReported: _leaving,
    ev.LeavingRefuted: _not_leaving,
    ev.MemberLeft: _left,
    ev.MemberReturned: _returned,
    ev.MemberExcused: _excused,
    ev.DisturbanceReported: _disturbed,
    ev.DisturbanceEnded: _undisturbed,
    ev.RecusalDeclared: _recused,
    ev.RecusalReported: _reported,
    ev.RecusalConfirmed: _confirmed,
    ev.RecusalLifted: _lifted,
    ev.MandateEnded: _mandate_ended,
    ev.MandateBegan: _mandate_began,
    ev.ParticipantSeen: _seen,
    ev.PresenceConfirmed: _again,
    ev.DoubtRaised: _doubted,
    ev.DoubtSettled: _undoubted,
}
