"""Decisions on a member's own vote: by card, by word, by a slip."""

import hashlib
from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import (
    asking,
    stamp,
)
from council.ballots import Ballot, Choice, Phase, Way
from council.errors import (
    AbstentionNotAllowed,
    AlteredPress,
    BallotNotOpen,
    LeftBefore,
    MandateOver,
    NotAdmitted,
    NotEntitled,
    Recused,
    SecretByCardOnly,
    TakenByHands,
    UnknownBallot,
    VoteIsFinal,
    WentOnWithout,
)
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def decide_cast_vote(
    sitting: Sitting, command: cmd.CastVote, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Count a member's vote; the last one before closing counts, all are kept.

    Nothing happens where this very press was counted before, where the choice is the member's own
    current one, or where an older card names a choice the member has left behind. What the office
    entered gives way to the member's own vote, from whatever card, also to one that says the same.
    """
    ballot = sitting.ballots.get(command.ballot)
    if ballot is None:
        raise UnknownBallot(ballot=command.ballot)
    seen = ballot.causes.get(command.cause) if command.cause else None
    if seen is not None and seen.member == command.by and not ballot.lost(command.by):
        return ()
    _require_vote(sitting, ballot, command)
    if ballot.boxed:
        return _slip(ballot, command, now)
    given = ballot.votes.get(command.by, ())
    current = ballot.vote_of(command.by)
    changeable = sitting.rules.votes_changeable.value
    replaceable = changeable and current is not None and current.way is Way.OFFICE
    if current is not None and current.choice is command.choice and not replaceable:
        return ()
    outdated = current is not None and command.rev is not None and command.rev < len(given)
    if outdated and any(vote.choice is command.choice for vote in given if vote.way is not Way.OFFICE):
        return ()
    if current is not None and not changeable:
        raise VoteIsFinal(choice=current.choice.value, norm=sitting.rules.votes_changeable.norm)
    return (counted(ballot, command, command.by, command.choice, command.way, now, nonce),)


def _slip(ballot: Ballot, command: cmd.CastVote, now: datetime) -> tuple[ev.Event, ...]:
    """A slip for the box, by the member's own press; a second one is the first, whatever it says."""
    if command.way not in (Way.CARD, Way.PERSONAL):
        raise SecretByCardOnly(ballot=ballot.id)
    if command.by in ballot.handed:
        return ()
    return (ev.SlipHandedIn(at=now, ballot=ballot.id, member=command.by),)


def counted(
    ballot: Ballot,
    command: cmd.Command,
    member: MemberId,
    choice: Choice,
    way: Way,
    now: datetime,
    nonce: str,
) -> ev.VoteCast:
    """The vote as it goes on record, with a receipt and its number among the member's votes."""
    return ev.VoteCast(
        **stamp(command, now),
        ballot=ballot.id,
        member=member,
        choice=choice,
        way=way,
        rev=ballot.rev_of(member) + 1,
        receipt=_receipt(ballot, nonce),
    )


def _require_vote(sitting: Sitting, ballot: Ballot, command: cmd.CastVote) -> None:
    """Let through a vote that may count: the refusals in the order a chair would give them."""
    member = asking(sitting, command)
    if command.round != ballot.round:
        raise AlteredPress(ballot=ballot.id)
    if ballot.phase is not Phase.OPEN:
        raise BallotNotOpen(ballot=ballot.id, phase=ballot.phase.value)
    _require_place(ballot, member)
    presence = sitting.presence(member.id)
    if member.id not in ballot.electorate:
        if member.entitled and not presence.spells:
            raise NotAdmitted
        raise NotEntitled(member=str(member.id), ballot=ballot.id)
    if not presence.here:
        raise LeftBefore(member=str(member.id), since=presence.spells[-1].until)
    if sitting.only_listens(member.id, ballot):
        raise NotEntitled(member=str(member.id), ballot=ballot.id)
    if ballot.by_hands or ballot.hands is not None:
        raise TakenByHands(ballot=ballot.id)
    require_choice(sitting, ballot, command.choice)


def _require_place(ballot: Ballot, member: Member) -> None:
    """Let through whoever has not lost their place in the ballot since it opened."""
    if member.id in ballot.struck:
        if not member.mandate:
            raise MandateOver(member=str(member.id))
        raise WentOnWithout(ballot=ballot.id)
    if ballot.lost(member.id):
        raise Recused(item=ballot.item)


def require_choice(sitting: Sitting, ballot: Ballot, choice: Choice) -> None:
    """Let through a choice that this ballot offers."""
    if choice in ballot.choices:
        return
    if choice is Choice.ABSTAIN:
        raise AbstentionNotAllowed(norm=sitting.rules.abstention.norm)
    raise AlteredPress(ballot=ballot.id)


def _receipt(ballot: Ballot, nonce: str) -> str:
    """A receipt number ("4K7P-91") that no other vote of this ballot has."""
    turn = 0
    while True:
        number = int.from_bytes(hashlib.sha256(f"{nonce}:{turn}".encode()).digest()[:8])
        one, two, three, four = (number & 31, number >> 5 & 31, number >> 10 & 31, number >> 15 & 31)
        letters = f"{_LETTERS[one]}{_LETTERS[two]}{_LETTERS[three]}{_LETTERS[four]}"
        receipt = f"{letters}-{(number >> 20) % 90 + 10}"
        if receipt not in ballot.receipts:
            return receipt
        turn += 1
