"""Decisions on what others enter for the voters: a vote on somebody's word, hands and papers counted."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import Abstention
from council.authority import (
    Stamp,
    as_chair_or_office,
    person,
    require_not_ended,
    require_open,
    require_role,
    stamp,
)
from council.ballots import Ballot, Phase, Tally, Way
from council.decide_admission import waiting_case
from council.decide_agenda import item_of
from council.decide_ballots import open_on
from council.decide_presence import require_second
from council.decide_recusal import confirming_recusal, rejecting_recusal
from council.decide_results import closing
from council.decide_sitting import then
from council.decide_votes import counted, require_choice
from council.errors import (
    AbstentionNotAllowed,
    AlreadyVoted,
    BallotInTheWay,
    BallotNotOpen,
    CountsMissing,
    NoBallotOpen,
    NotEntitled,
    NotForOneself,
    NotPresent,
    ReasonNeeded,
    Recused,
    SecretByCardOnly,
    TakenByHands,
    TooManyVotes,
    UnknownBallot,
    WentOnWithout,
    WrongCounts,
)
from council.ids import MemberId
from council.roster import Role
from council.sitting import Case, CaseKind, Sitting


def decide_enter_vote(
    sitting: Sitting, command: cmd.EnterVote, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A clerk enters a vote on a member's word; it waits for a second person."""
    require_role(sitting, command, Role.OFFICE)
    ballot = _open_on_card(sitting, command)
    member = person(sitting, command.member)
    if member.id == command.by:
        raise NotForOneself
    if _waits_already(sitting, command):
        return ()
    if not command.reason.strip():
        raise ReasonNeeded
    _require_enterable(sitting, ballot, member.id)
    require_choice(sitting, ballot, command.choice)
    head = stamp(command, now)
    return (
        *_dropped(sitting, head, CaseKind.VOTE, member.id),
        ev.VoteEntered(
            **head,
            ballot=ballot.id,
            case=sitting.next_case,
            member=member.id,
            choice=command.choice,
            reason=command.reason.strip(),
        ),
    )


def _open_on_card(sitting: Sitting, command: cmd.EnterVote) -> Ballot:
    """The open ballot; pressed on the card of another one nothing is entered."""
    named = command.ballot
    if named is not None and (sitting.ballot is None or sitting.ballot.id != named):
        known = sitting.ballots.get(named)
        if known is None:
            raise UnknownBallot(ballot=named)
        raise BallotNotOpen(ballot=named, phase=known.phase.value)
    return _open(sitting)


def _waits_already(sitting: Sitting, command: cmd.EnterVote) -> bool:
    """Whether the same was pressed before and waits: Teams may deliver a press twice."""
    if command.ballot is None:
        return False
    entry = (CaseKind.VOTE, command.member, command.ballot, command.choice, command.by)
    return any((c.kind, c.member, c.ballot, c.choice, c.entered_by) == entry for c in sitting.waiting_cases)


def _require_enterable(sitting: Sitting, ballot: Ballot, member: MemberId) -> None:
    if ballot.boxed:
        raise SecretByCardOnly(ballot=ballot.id)
    if member in ballot.struck:
        raise WentOnWithout(ballot=ballot.id)
    if ballot.lost(member):
        raise Recused(item=ballot.item)
    if member not in ballot.electorate:
        raise NotEntitled(member=str(member), ballot=ballot.id)
    if ballot.by_hands or ballot.hands is not None:
        raise TakenByHands(ballot=ballot.id)
    vote = ballot.vote_of(member)
    if vote is not None and vote.way is not Way.OFFICE:
        raise AlreadyVoted(member=str(member))
    if not sitting.presence(member).here:
        raise NotPresent(member=str(member))
    if sitting.only_listens(member, ballot):
        raise NotEntitled(member=str(member), ballot=ballot.id)


def _open(sitting: Sitting) -> Ballot:
    ballot = sitting.ballot
    if ballot is None:
        raise NoBallotOpen
    if ballot.phase is not Phase.OPEN:
        raise BallotNotOpen(ballot=ballot.id, phase=ballot.phase.value)
    return ballot


def decide_enter_hands(
    sitting: Sitting, command: cmd.EnterHands, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Enter the counts of a ballot by hand: the open one, or a new one on the called item."""
    head = as_chair_or_office(sitting, command, now)
    require_open(sitting)
    opened: tuple[ev.Event, ...] = ()
    ballot = sitting.ballot
    if ballot is not None and ballot.phase is not Phase.OPEN:
        raise BallotInTheWay(ballot=ballot.id, step="declare")
    if ballot is None:
        as_chair_command = cmd.OpenBallot(sitting=command.sitting, by=command.by, cause=command.cause)
        opened = open_on(sitting, head, item_of(sitting, ""), as_chair_command, by_hands=True)
        sitting = then(sitting, opened)
        ballot = _open(sitting)
    if ballot.boxed:
        raise SecretByCardOnly(ballot=ballot.id)
    tally = _hands(sitting, ballot, command)
    dropped = _dropped(sitting, head, CaseKind.HANDS)
    entered = ev.HandsEntered(
        **head,
        ballot=ballot.id,
        case=sitting.next_case,
        tally=tally,
        reason=command.reason.strip(),
        rest_as_yes=command.rest_as_yes,
    )
    return (*opened, *dropped, entered)


def _dropped(
    sitting: Sitting, head: Stamp, kind: CaseKind, member: MemberId | None = None
) -> tuple[ev.Event, ...]:
    """What waits is void once the same is entered anew."""
    waiting = [c for c in sitting.waiting_cases if c.kind is kind and member in (None, c.member)]
    return tuple(ev.EntryRejected(**head, case=case.id) for case in waiting)


def _hands(sitting: Sitting, ballot: Ballot, command: cmd.EnterHands) -> Tally:
    """The counts as they were entered, no more of them than there are people in the electorate."""
    entitled = len(ballot.standing)
    if command.abstain and ballot.abstention is Abstention.NOT_ALLOWED:
        raise AbstentionNotAllowed(norm=sitting.rules.abstention.norm)
    if command.options or ballot.numbered:
        return _by_option(ballot, command, entitled)
    return _by_hand(command, entitled)


def _by_option(ballot: Ballot, command: cmd.EnterHands, entitled: int) -> Tally:
    fits = ballot.numbered and len(command.options) == len(ballot.options)
    if not fits or min((*command.options, command.abstain, command.invalid)) < 0:
        raise WrongCounts(options=len(ballot.options) if ballot.numbered else 0)
    tally = Tally(options=command.options, abstain=command.abstain, invalid=command.invalid)
    if ballot.heads(tally) > entitled:
        raise TooManyVotes(votes=ballot.heads(tally), entitled=entitled)
    return tally


def _by_hand(command: cmd.EnterHands, entitled: int) -> Tally:
    others = command.no + command.abstain
    yes = entitled - others if command.rest_as_yes else command.yes
    if yes is None or min(command.yes or 0, command.no, command.abstain) < 0:
        raise CountsMissing
    invalid = max(command.invalid, 0)
    if yes < 0 or yes + others + invalid > entitled:
        raise TooManyVotes(votes=max(yes, 0) + others + invalid, entitled=entitled)
    return Tally(yes=yes, no=command.no, abstain=command.abstain, invalid=invalid)


def decide_confirm_entry(
    sitting: Sitting, command: cmd.ConfirmEntry, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A second person confirms; only now an entered vote or count is one."""
    require_not_ended(sitting)
    case = waiting_case(
        sitting, command.case, CaseKind.VOTE, CaseKind.HANDS, CaseKind.CHAIR, CaseKind.RECUSAL
    )
    if case.kind is CaseKind.RECUSAL:
        return confirming_recusal(sitting, command, case, now)
    require_second(sitting, command, case)
    head = stamp(command, now)
    if case.kind is CaseKind.CHAIR:
        return (ev.ChairAssigned(**head, member=case.member),)
    ballot = _open(sitting)
    if case.kind is CaseKind.VOTE and case.choice is not None:
        _require_enterable(sitting, ballot, case.member)
        return (counted(ballot, command, case.member, case.choice, Way.OFFICE, now, nonce),)
    votes, entitled = ballot.heads(case.tally or Tally()), len(ballot.standing)
    if votes > entitled:  # somebody was recused after the counts were entered
        raise TooManyVotes(votes=votes, entitled=entitled)
    confirmed = ev.HandsConfirmed(**head, ballot=ballot.id, case=case.id)
    draft = then(sitting, (confirmed,))
    return (confirmed, closing(draft, draft.ballots[ballot.id], head))


def decide_reject_entry(
    sitting: Sitting, command: cmd.RejectEntry, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """What waited is void; whoever entered it may withdraw it as well."""
    case: Case = waiting_case(
        sitting, command.case, CaseKind.VOTE, CaseKind.HANDS, CaseKind.CHAIR, CaseKind.RECUSAL
    )
    if case.kind is CaseKind.RECUSAL:
        return rejecting_recusal(sitting, command, case, now)
    if command.by != case.entered_by:
        require_second(sitting, command, case)
    return (ev.EntryRejected(**stamp(command, now), case=case.id),)
