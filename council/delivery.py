"""Who got a ballot's card, by which way each vote came, and who is silent in every ballot.

What stands in the chats is not in the record: whoever asks says it (:class:`Sent`, :class:`Posted`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from council.ballots import Ballot, Phase, Way
from council.ids import MemberId
from council.sitting import CaseKind, Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is known of one card in one chat: it stands there, was edited since, or was refused.

    ``refused`` is the status with which Teams refused it last, 0 where it did not.
    """

    stands: bool = False
    edited: bool = False
    refused: int = 0


NOTHING_SENT: Mapping[MemberId, Sent] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What is known of a ballot's cards: the one in the meeting's chat, and those in people's own.

    ``meeting`` is None where the ballot has no card in a meeting's chat; ``unreachable`` are those
    who have no chat of their own that Teams takes anything for.
    """

    meeting: Sent | None = None
    personal: Mapping[MemberId, Sent] = field(default_factory=lambda: NOTHING_SENT)
    unreachable: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What is known of one member in one ballot.

    ``way`` is that of the vote that counts; a secret slip has none, only ``handed``. ``entered``: a
    clerk's entry waits for a second person. ``silent``: entitled still, and nothing has come.
    """

    member: MemberId
    personal: Sent | None = None
    unreachable: bool = False
    way: Way | None = None
    handed: bool = False
    entered: bool = False
    lost: bool = False

    @property
    def silent(self) -> bool:
        """Whether nothing has come from somebody who is still entitled."""
        return not (self.way or self.handed or self.lost)


def receptions(sitting: Sitting, ballot: Ballot, posted: Posted) -> tuple[Reception, ...]:
    """What is known of everybody entitled in a ballot, in the electorate's order.

    Of nobody while a secret one is open: who has not handed in got its card later as well.
    """
    if ballot.turnout_only:
        return ()
    entered = {c.member for c in sitting.waiting_cases if c.kind is CaseKind.VOTE and c.ballot == ballot.id}
    found = []
    for member in ballot.electorate:
        vote = ballot.vote_of(member)
        found.append(
            Reception(
                member=member,
                personal=posted.personal.get(member),
                unreachable=member in posted.unreachable,
                way=vote.way if vote is not None and not ballot.secret else None,
                handed=ballot.secret and member in ballot.handed,
                entered=member in entered,
                lost=ballot.lost(member),
            )
        )
    return tuple(found)


def by_way(ballot: Ballot) -> Mapping[Way, int]:
    """How many of the votes that count came by which way, never which way they went."""
    if ballot.secret:
        return MappingProxyType({})
    counted = Counter(vote.way for vote in map(ballot.vote_of, ballot.electorate) if vote is not None)
    return MappingProxyType({way: counted[way] for way in Way if counted[way]})


def silent_throughout(sitting: Sitting) -> tuple[MemberId, ...]:
    """Who is here, could vote in a ballot that is over, and has voted in none: a device may be broken.

    A slip of a secret ballot is heard of once that is closed.
    """
    over = [b for b in sitting.ballots.values() if _single_votes(b) and b.phase is not Phase.OPEN]
    asked = {member for ballot in over for member in ballot.standing}
    told = [b for b in sitting.ballots.values() if not b.turnout_only]
    heard = {member for ballot in told for member in (*ballot.votes, *ballot.handed)}
    return tuple(
        m.id
        for m in sitting.roster.entitled()
        if m.id in asked and m.id not in heard and sitting.presence(m.id).here
    )


def _single_votes(ballot: Ballot) -> bool:
    """Whether everybody's own vote was asked for, to the end."""
    by_hands = ballot.by_hands or ballot.hands is not None
    return not by_hands and ballot.phase is not Phase.CANCELLED
