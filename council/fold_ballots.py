"""Folds of a ballot's life and of the votes in it."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.agenda import ItemStatus
from council.ballots import Ballot, Hands, Lot, Outcome, Phase, Ruling, Vote, Way
from council.changing import changer, having
from council.fold_presence import settle, with_case
from council.ids import BallotId, MemberId
from council.sitting import Case, CaseKind, Sitting

_ballot_with = changer(Ballot)
_sitting_with = changer(Sitting)


def _put(sitting: Sitting, ballot: Ballot) -> Sitting:
    return replace(sitting, ballots=having(sitting.ballots, ballot.id, ballot))


def _change(sitting: Sitting, ballot: BallotId, **changes: Any) -> Sitting:
    return _put(sitting, replace(sitting.ballots[ballot], **changes))


def _opened(sitting: Sitting, event: ev.BallotOpened) -> Sitting:
    found = replace(
        sitting,
        pull_outs=tuple(wish for wish in sitting.pull_outs if wish[0] in event.block),
        challenged=sitting.challenged and not event.quorum.met,
    )
    return _put(
        found,
        Ballot(
            id=event.ballot,
            item=event.item,
            title=event.title,
            object=event.object,
            item_kind=event.item_kind,
            procedural=event.procedural,
            public=event.public,
            kind=event.kind,
            majority=event.majority,
            round=event.round,
            electorate=event.electorate,
            recused=event.recused,
            opened_at=event.at,
            opened_by=event.by,
            quorum_at_opening=event.quorum,
            by_hands=event.by_hands,
            supersedes=event.supersedes,
            form=event.form,
            options=event.options,
            stage=event.stage,
            places=event.places,
            by_paper=event.by_paper,
            block=event.block,
            share=event.share,
            of=event.of,
            abstention=event.abstention,
            ruleset=event.ruleset,
            amended=event.amended,
        ),
    )


def cast_vote(sitting: Sitting, event: ev.VoteCast) -> Sitting:
    """The sitting after a vote, its version counted on: the one fold that has to be quick."""
    ballot = sitting.ballots[event.ballot]
    vote = Vote(
        member=event.member,
        choice=event.choice,
        at=event.at,
        way=event.way,
        rev=event.rev,
        receipt=event.receipt,
        by=event.by,
    )
    given = ballot.votes.get(event.member, ()) + (vote,)  # noqa: RUF005 - copied once, not twice
    changed = _ballot_with(
        ballot,
        votes=having(ballot.votes, event.member, given),
        causes=ballot.causes.having(event.cause, vote) if event.cause else ballot.causes,
        receipts=ballot.receipts.having(event.receipt, event.member),
    )
    ballots = having(sitting.ballots, ballot.id, changed)
    return _sitting_with(sitting, ballots=ballots, version=sitting.version + 1)


def hand_in(sitting: Sitting, event: ev.SlipHandedIn) -> Sitting:
    """The sitting after a secret slip went into the box; nothing but who handed in is known of it."""
    ballot = sitting.ballots[event.ballot]
    return _change(sitting, event.ballot, handed=(*ballot.handed, event.member))


def strike(sitting: Sitting, number: BallotId, members: tuple[MemberId, ...]) -> Sitting:
    """The sitting in which *members* lost their place in a ballot; what they voted is kept and marked."""
    ballot = sitting.ballots[number]
    lost = tuple(m for m in members if m in ballot.electorate and not ballot.lost(m))
    votes = {m: tuple(replace(v, void=True) for v in given) for m, given in ballot.votes.items() if m in lost}
    return _change(
        sitting,
        number,
        struck=(*ballot.struck, *lost),
        votes=MappingProxyType({**ballot.votes, **votes}),
    )


def _ruled(sitting: Sitting, event: ev.DisturbanceRuled) -> Sitting:
    ballot = sitting.ballots[event.ballot]
    noted = _change(sitting, event.ballot, rulings=(*ballot.rulings, (event.at, event.ruling, event.members)))
    return strike(noted, event.ballot, event.members) if event.ruling is Ruling.WITHOUT else noted


def _pull_out(sitting: Sitting, event: ev.PullOutRequested) -> Sitting:
    return replace(sitting, pull_outs=(*sitting.pull_outs, (event.item, event.member)))


def _cast(sitting: Sitting, event: ev.VoteCast) -> Sitting:
    cast = cast_vote(sitting, event)
    return settle(cast, _vote_case(sitting, event), event.by) if event.way is Way.OFFICE else cast


def _vote_case(sitting: Sitting, event: ev.VoteCast) -> int | None:
    waiting = (c for c in sitting.waiting_cases if c.kind is CaseKind.VOTE and c.member == event.member)
    return next((c.id for c in waiting if c.ballot == event.ballot), None)


def _vote_entered(sitting: Sitting, event: ev.VoteEntered) -> Sitting:
    case = Case(
        id=event.case,
        kind=CaseKind.VOTE,
        member=event.member,
        entered_by=event.by,
        at=event.at,
        ballot=event.ballot,
        choice=event.choice,
        reason=event.reason,
    )
    return with_case(sitting, case)


def _hands_entered(sitting: Sitting, event: ev.HandsEntered) -> Sitting:
    case = Case(
        id=event.case,
        kind=CaseKind.HANDS,
        member=event.by,
        entered_by=event.by,
        at=event.at,
        ballot=event.ballot,
        tally=event.tally,
        reason=event.reason,
    )
    hands = Hands(
        tally=event.tally,
        reason=event.reason,
        entered_by=event.by,
        entered_at=event.at,
        rest_as_yes=event.rest_as_yes,
    )
    return with_case(_change(sitting, event.ballot, hands=hands), case)


def _hands_confirmed(sitting: Sitting, event: ev.HandsConfirmed) -> Sitting:
    hands = sitting.ballots[event.ballot].hands
    if hands is None:
        return sitting
    confirmed = _change(sitting, event.ballot, hands=replace(hands, confirmed_by=event.by))
    return settle(confirmed, event.case, event.by)


def _entry_rejected(sitting: Sitting, event: ev.EntryRejected) -> Sitting:
    case = sitting.cases[event.case]
    rejected = settle(sitting, event.case, event.by)
    if case.kind is CaseKind.HANDS and case.ballot is not None:
        return _change(rejected, case.ballot, hands=None)
    return rejected


def _chair_requested(sitting: Sitting, event: ev.ChairRequested) -> Sitting:
    case = Case(id=event.case, kind=CaseKind.CHAIR, member=event.member, entered_by=event.by, at=event.at)
    return with_case(sitting, case)


def _over(sitting: Sitting, ballot: BallotId, by: Any) -> Sitting:
    """The sitting after *ballot* takes no more votes: what waited for a second person is void."""
    for case in sitting.waiting_cases:
        if case.ballot == ballot:
            sitting = settle(sitting, case.id, by)
    return sitting


def _closed(sitting: Sitting, event: ev.BallotClosed) -> Sitting:
    changed = _change(
        sitting,
        event.ballot,
        phase=Phase.CLOSED,
        tally=event.tally,
        not_cast=event.not_cast,
        quorum_at_closing=event.quorum,
        closed_at=event.at,
        closed_by=event.by,
    )
    return _over(changed, event.ballot, event.by)


def _slips(sitting: Sitting, event: ev.SlipsCounted) -> Sitting:
    return _change(sitting, event.ballot, handed=event.handed_in, not_cast=event.not_cast)


def _declared(sitting: Sitting, event: ev.BallotDeclared) -> Sitting:
    declared = _change(
        sitting,
        event.ballot,
        phase=Phase.DECLARED,
        outcome=event.outcome,
        declared_at=event.at,
        declared_by=event.by,
        overridden=event.overridden,
        needed=event.needed,
        base=event.base,
        norm=event.norm,
        elected=event.elected,
        following=event.following,
        candidates=event.candidates,
        casting=event.casting,
    )
    agenda = declared.agenda
    for number in declared.ballots[event.ballot].block:
        item = agenda.get(number)
        if item is not None and item.pending:
            agenda = agenda.changed(number, status=ItemStatus.DEALT)
    return replace(declared, agenda=agenda)


def _lot(sitting: Sitting, event: ev.LotDrawn) -> Sitting:
    ballot = sitting.ballots[event.ballot]
    lot = Lot(at=event.at, option=event.option, drawn_by=event.behalf or event.by, witness=event.witness)
    return _change(
        sitting,
        event.ballot,
        lots=(*ballot.lots, lot),
        elected=event.elected,
        following=event.following,
        candidates=event.candidates,
        outcome=Outcome.ELECTED if event.elected else ballot.outcome,
    )


def _recorded(ballot: Ballot) -> tuple[MemberId, ...]:
    """Who handed in, as the record knows it: nobody where a secret ballot never closed."""
    return ballot.handed if ballot.closed_at is not None else ()


def _cancelled(sitting: Sitting, event: ev.BallotCancelled) -> Sitting:
    handed = _recorded(sitting.ballots[event.ballot])
    changed = _change(
        sitting,
        event.ballot,
        phase=Phase.CANCELLED,
        handed=handed,
        ended_reason=event.reason,
        ended_at=event.at,
    )
    return _over(changed, event.ballot, event.by)


def _superseded(sitting: Sitting, event: ev.BallotSuperseded) -> Sitting:
    changed = _change(
        sitting,
        event.ballot,
        phase=Phase.SUPERSEDED,
        handed=_recorded(sitting.ballots[event.ballot]),
        superseded_by=event.successor,
        ended_reason=event.reason,
        ended_at=event.at,
    )
    over = _over(changed, event.ballot, event.by)
    for number in sitting.ballots[event.ballot].items:
        over = _undecided(over, number)
    return over


def _undecided(sitting: Sitting, number: str) -> Sitting:
    """The sitting in which *number* waits for a decision again, if its only one was superseded."""
    item = sitting.agenda.get(number)
    if item is None or item.status is not ItemStatus.DEALT or sitting.decided(number):
        return sitting
    return replace(sitting, agenda=sitting.agenda.changed(number, status=ItemStatus.PENDING))


BALLOT_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.BallotOpened: _opened,
    ev.VoteCast: _cast,
    ev.VoteEntered: _vote_entered,
    ev.HandsEntered: _hands_entered,
    ev.HandsConfirmed: _hands_confirmed,
    ev.EntryRejected: _entry_rejected,
    ev.ChairRequested: _chair_requested,
    ev.BallotClosed: _closed,
    ev.SlipsCounted: _slips,
    ev.BallotDeclared: _declared,
    ev.LotDrawn: _lot,
    ev.DisturbanceRuled: _ruled,
    ev.PullOutRequested: _pull_out,
    ev.BallotCancelled: _cancelled,
    ev.BallotSuperseded: _superseded,
}
