"""Decisions that end a ballot with a result: closing and declaring."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import BallotForm
from council.authority import Stamp, as_chair
from council.ballots import Ballot, Outcome, Phase, Slips
from council.decide_agenda import decide_call_next
from council.decide_ballots import undeclared
from council.decide_sitting import then
from council.election import election_verdict
from council.errors import (
    BallotInTheWay,
    BoxLost,
    CountsMissing,
    HandsPending,
    NoItemLeft,
    NoQuorum,
    NoWordForElection,
    ReasonNeeded,
    ResultDoubtful,
    TooFewForSecret,
)
from council.majority import verdict_on
from council.plausibility import Doubt, doubts
from council.sitting import Sitting


def decide_close_ballot(
    sitting: Sitting, command: cmd.CloseBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """End voting and count what is there; what was entered by hand must be confirmed first."""
    head = as_chair(sitting, command, now)
    ballot = undeclared(sitting)
    if ballot.phase is not Phase.OPEN:
        raise BallotInTheWay(ballot=ballot.id, step="declare")
    if ballot.hands is not None:
        pending = [c for c in sitting.waiting_cases if c.ballot == ballot.id and c.tally is not None]
        raise HandsPending(case=pending[0].id if pending else 0)
    if ballot.by_hands:
        raise CountsMissing
    if ballot.boxed:
        slips = _require_slips(sitting, ballot, command.slips)
        return closing(sitting, ballot, head, slips), _took_part(sitting, ballot, head, slips)
    return (closing(sitting, ballot, head),)


def _took_part(sitting: Sitting, ballot: Ballot, head: Stamp, slips: Slips) -> ev.SlipsCounted:
    """Who handed in and who did not; an entry of its own, which a public copy leaves out."""
    return ev.SlipsCounted(
        **head,
        ballot=ballot.id,
        handed_in=tuple(m.id for m in sitting.roster if m.id in slips.handed),
        not_cast=tuple(m for m in ballot.standing if m not in slips.handed),
    )


def _require_slips(sitting: Sitting, ballot: Ballot, slips: Slips | None) -> Slips:
    """Let a secret ballot close only with its box, and with so many slips that they hide each other."""
    if slips is None:
        raise BoxLost(ballot=ballot.id)
    fewest = sitting.rules.secret_fewest.value
    if slips.tally.cast < fewest:
        raise TooFewForSecret(n=slips.tally.cast, fewest=fewest, norm=sitting.rules.secret_fewest.norm)
    return slips


def closing(sitting: Sitting, ballot: Ballot, head: Stamp, slips: Slips | None = None) -> ev.BallotClosed:
    """The closing of *ballot*: counts, who gave no vote, and who was present at that vote."""
    by_hand = ballot.hands is not None and bool(ballot.hands.confirmed_by)
    handed = slips.handed if slips is not None else ()
    if by_hand and ballot.hands is not None:
        tally = ballot.hands.tally
    else:
        tally = slips.tally if slips is not None else ballot.count()
    voters = {*ballot.voters, *handed}
    present = set(sitting.entitled_present(*ballot.items, kind=ballot.kind))
    if not by_hand:
        present |= voters
    elif ballot.heads(tally) > len(present):  # some left after they had raised their hand, nobody knows who
        present |= set(ballot.standing)
    names = tuple(m.id for m in sitting.roster if m.id in present and not ballot.lost(m.id))
    missing = tuple(m for m in ballot.standing if m not in voters)
    return ev.BallotClosed(
        **head,
        ballot=ballot.id,
        tally=tally,
        not_cast=() if by_hand or ballot.secret else missing,
        quorum=sitting.quorum_of(names, ballot.items),
    )


def decide_declare_ballot(
    sitting: Sitting, command: cmd.DeclareBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Announce the result; where the law needs a quorum at the vote, not without one.

    Nothing is declared that cannot be true; the chair's word overrides the verdict on a motion with
    a reason, never the counts.
    """
    head = as_chair(sitting, command, now)
    ballot = undeclared(sitting)
    if ballot.phase is Phase.OPEN or ballot.tally is None:
        raise BallotInTheWay(ballot=ballot.id, step="close")
    quorum = ballot.quorum_at_closing
    if quorum is not None and sitting.lacks_quorum(quorum):
        raise NoQuorum(present=quorum.present, required=quorum.required, norm=quorum.norm)
    found = doubts(sitting, ballot)
    if found:
        raise _doubtful(ballot, found[0])
    declared = (
        _motion(sitting, ballot, command, head)
        if ballot.form is BallotForm.MOTION
        else _election(sitting, ballot, command, head)
    )
    return (declared, *_next(then(sitting, (declared,)), declared, command, now, nonce))


def _doubtful(ballot: Ballot, doubt: Doubt) -> ResultDoubtful:
    return ResultDoubtful(
        step=doubt.key,
        ballot=ballot.id,
        votes=doubt.votes,
        entitled=doubt.entitled,
        members=tuple(str(m) for m in doubt.members),
        item=doubt.item,
    )


def _motion(sitting: Sitting, ballot: Ballot, command: cmd.DeclareBallot, head: Stamp) -> ev.BallotDeclared:
    own = ballot.vote_of(sitting.chair) if sitting.chair else None
    judged = verdict_on(sitting.rules, ballot, sitting.members_total, own.choice if own is not None else None)
    overridden = command.outcome is not None and command.outcome is not judged.outcome
    if overridden and not command.reason.strip():
        raise ReasonNeeded
    return ev.BallotDeclared(
        **head,
        ballot=ballot.id,
        outcome=command.outcome or judged.outcome,
        needed=judged.needed,
        base=judged.base,
        norm=judged.norm,
        overridden=command.reason.strip() if overridden else "",
        casting=judged.casting,
    )


def _election(sitting: Sitting, ballot: Ballot, command: cmd.DeclareBallot, head: Stamp) -> ev.BallotDeclared:
    if command.outcome is not None:
        raise NoWordForElection(ballot=ballot.id)
    judged = election_verdict(sitting.rules, ballot, members=sitting.members_total)
    outcome = judged.outcome
    if ballot.form is BallotForm.ALTERNATIVES and outcome is Outcome.ELECTED:
        outcome = Outcome.CARRIED
    return ev.BallotDeclared(
        **head,
        ballot=ballot.id,
        outcome=outcome,
        needed=judged.needed,
        base=judged.base,
        norm=judged.norm,
        elected=judged.elected,
        following=judged.following,
        candidates=judged.candidates,
    )


def _next(
    sitting: Sitting, declared: ev.BallotDeclared, command: cmd.DeclareBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The next item called in the same breath; nothing where none is left or a round waits."""
    if not command.then_next or declared.candidates:
        return ()
    call = cmd.CallNext(sitting=command.sitting, by=command.by, cause=command.cause)
    try:
        return decide_call_next(sitting, call, now, nonce)
    except NoItemLeft:
        return ()
