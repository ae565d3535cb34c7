"""Folds of coming, going and recusal."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.ballots import Phase
from council.presence import Presence, Spell
from council.sitting import Case, CaseKind, Sitting


def _with(sitting: Sitting, member: Any, presence: Presence) -> Sitting:
    return replace(sitting, presences=MappingProxyType({**sitting.presences, member: presence}))


def settle(sitting: Sitting, case: int | None, by: Any) -> Sitting:
    """The sitting with *case* settled by *by*; unchanged where there is no such case."""
    waiting = sitting.cases.get(case) if case is not None else None  # type: ignore[call-overload]
    if waiting is None:
        return sitting
    done = replace(waiting, settled=True, settled_by=by)
    return replace(sitting, cases=MappingProxyType({**sitting.cases, waiting.id: done}))


def with_case(sitting: Sitting, case: Case) -> Sitting:
    """The sitting with *case* waiting for a person."""
    return replace(sitting, cases=MappingProxyType({**sitting.cases, case.id: case}))


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
    return _with(settle(sitting, known.case, event.by), event.member, known.came(spell))


def _refused(sitting: Sitting, event: ev.AdmissionRefused) -> Sitting:
    known = sitting.presence(event.member)
    presence = replace(known, case=None, refused=event.reason or "-")
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
    already = sitting.recusals.get(event.item, ())
    recusals = MappingProxyType({**sitting.recusals, event.item: (*already, event.member)})
    return _lose_vote(replace(sitting, recusals=recusals), event)


def _lose_vote(sitting: Sitting, event: ev.RecusalDeclared) -> Sitting:
    """Whoever is recused while a ballot on the item is open loses a vote already cast."""
    ballot = sitting.ballot
    if ballot is None or ballot.phase is not Phase.OPEN or event.member not in ballot.electorate:
        return sitting
    if event.member not in sitting.recused(ballot.item):
        return sitting
    kept = tuple(replace(vote, void=True) for vote in ballot.votes.get(event.member, ()))
    votes = {**ballot.votes, event.member: kept} if kept else dict(ballot.votes)
    changed = replace(ballot, votes=MappingProxyType(votes), recused=(*ballot.recused, event.member))
    return replace(sitting, ballots=MappingProxyType({**sitting.ballots, ballot.id: changed}))


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
}
