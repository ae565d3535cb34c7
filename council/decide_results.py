"""Decisions that end a ballot with a result: closing and declaring."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import BallotForm
from council.authority import Stamp, as_chair
from council.ballots import Ballot, Outcome, Phase, Ruling, Slips
from council.decide_agenda import decide_call_next
from council.decide_ballots import undeclared
from council.decide_sitting import then
from council.election import election_verdict
from council.errors import (
    AlteredPress,
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
from council.ids import NOBODY
from council.majority import verdict_on
from council.opening import require_still_lawful
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
    ruled = _going_on(sitting, ballot, head)
    sitting = then(sitting, ruled)
    ballot = sitting.ballots[ballot.id]
    if ballot.boxed:
        slips = _require_slips(sitting, ballot, command.slips)
        return *ruled, closing(sitting, ballot, head, slips), _took_part(sitting, ballot, head, slips)
    return (*ruled, closing(sitting, ballot, head))


def _going_on(sitting: Sitting, ballot: Ballot, head: Stamp) -> tuple[ev.Event, ...]:
    """Closing while the chair is asked about a disturbance is the answer "go on without them"."""
    if not sitting.disturbance_asked:
        return ()
    members = sitting.disturbed_voters
    return (ev.DisturbanceRuled(**head, ballot=ballot.id, ruling=Ruling.WITHOUT, members=members),)


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
    lost = tuple(str(m) for m in slips.handed if ballot.lost(m))
    if lost:  # its sums next to those of the repetition would tell how they voted
        raise ResultDoubtful(
            step="slip_lost",
            ballot=ballot.id,
            votes=slips.tally.cast,
            entitled=len(ballot.standing),
            members=lost,
            item=ballot.item,
        )
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
    present = set(sitting.entitled_present(*ballot.items, kind=ballot.kind, act=ballot.act))
    if not by_hand:
        present |= voters
    elif ballot.heads(tally) > len(present):  # some left after they had raised their hand, nobody knows who
        present |= set(ballot.standing)
    seated = {m.substitutes for m in sitting.roster if m.substitutes and m.id in present}
    present -= seated - set(ballot.electorate)  # one seat is never counted twice
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
    require_still_lawful(sitting, ballot)
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


def _seats(sitting: Sitting, ballot: Ballot) -> int:
    """All members as the law counted them when the ballot was closed."""
    found = ballot.quorum_at_closing
    return found.seats if found is not None else sitting.members_total


def _motion(sitting: Sitting, ballot: Ballot, command: cmd.DeclareBallot, head: Stamp) -> ev.BallotDeclared:
    closed = ballot.closed_at or head["at"]
    chair = next((m for at, m in reversed(sitting.chairs) if at <= closed), NOBODY)
    own = ballot.vote_of(chair) if chair else None
    if command.outcome not in (None, Outcome.CARRIED, Outcome.REJECTED):
        raise AlteredPress(ballot=ballot.id)
    judged = verdict_on(sitting.rules, ballot, _seats(sitting, ballot), own.choice if own else None)
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
    judged = election_verdict(sitting.rules, ballot, members=_seats(sitting, ballot))
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
    if not command.then_next or declared.following:
        return ()
    call = cmd.CallNext(sitting=command.sitting, by=command.by, cause=command.cause)
    try:
        return decide_call_next(sitting, call, now, nonce)
    except NoItemLeft:
        return ()
