"""A ballot from its opening to its declared result, and the votes given in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from council.agenda import BallotKind, ItemKind, MajorityKind
from council.growing import Growing
from council.ids import NOBODY, BallotId, MemberId
from council.quorum import QuorumCount


class Choice(StrEnum):
    """What a member votes; the values are those of the files and of the wire."""

    YES = "ja"
    NO = "nein"
    ABSTAIN = "enthaltung"


class Way(StrEnum):
    """By which way a vote reached the record."""

    CARD = "karte"
    PERSONAL = "persönlich"
    TYPED = "getippt"
    OFFICE = "büro"


class Phase(StrEnum):
    """Where a ballot stands in its life."""

    OPEN = "offen"
    CLOSED = "geschlossen"
    DECLARED = "festgestellt"
    CANCELLED = "abgebrochen"
    SUPERSEDED = "ersetzt"


class Outcome(StrEnum):
    """What a ballot decided."""

    CARRIED = "angenommen"
    REJECTED = "abgelehnt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many voted which way, counted in whole votes."""

    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """All votes that were given, abstentions included."""
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote as it was counted; the last one of a member counts.

    ``rev`` numbers the member's votes in this ballot from 1; ``by`` is who entered it
    (the member, or a clerk), ``void`` is True once the member was recused.
    """

    member: MemberId
    choice: Choice
    at: datetime
    way: Way
    rev: int
    receipt: str
    by: MemberId = NOBODY
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Counts of a ballot taken by hand or voice, entered and perhaps confirmed."""

    tally: Tally
    reason: str
    entered_by: MemberId
    entered_at: datetime
    rest_as_yes: bool = False
    confirmed_by: MemberId = NOBODY


NO_VOTES: Mapping[MemberId, tuple[Vote, ...]] = MappingProxyType({})
NO_CAUSES: Growing[str, Vote] = Growing()
NO_RECEIPTS: Growing[str, MemberId] = Growing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot: what is asked, who may answer, what was answered, what came of it.

    ``electorate`` is frozen at opening; ``votes`` keeps every vote of a member, oldest
    first; ``causes`` maps the activity ids seen to the vote each of them made,
    ``receipts`` the receipt numbers given out to whom they were given.
    ``item`` is "" for a procedural motion, whose text is ``title``.
    """

    id: BallotId
    item: str
    title: str
    object: str
    item_kind: ItemKind
    procedural: bool
    public: bool
    kind: BallotKind
    majority: MajorityKind
    round: int
    electorate: tuple[MemberId, ...]
    recused: tuple[MemberId, ...]
    opened_at: datetime
    opened_by: MemberId
    quorum_at_opening: QuorumCount
    by_hands: bool = False
    supersedes: BallotId | None = None
    superseded_by: BallotId | None = None
    phase: Phase = Phase.OPEN
    votes: Mapping[MemberId, tuple[Vote, ...]] = field(default_factory=lambda: NO_VOTES)
    causes: Growing[str, Vote] = field(default_factory=lambda: NO_CAUSES)
    receipts: Growing[str, MemberId] = field(default_factory=lambda: NO_RECEIPTS)
    hands: Hands | None = None
    tally: Tally | None = None
    not_cast: tuple[MemberId, ...] = ()
    quorum_at_closing: QuorumCount | None = None
    closed_at: datetime | None = None
    closed_by: MemberId = NOBODY
    declared_at: datetime | None = None
    declared_by: MemberId = NOBODY
    outcome: Outcome | None = None
    overridden: str = ""
    needed: int = 0
    base: int = 0
    norm: str = ""
    ended_reason: str = ""
    ended_at: datetime | None = None

    @property
    def amending(self) -> bool:
        """Whether it is carried or rejected as a motion is ("angenommen"), not as a resolution."""
        return self.procedural or self.item_kind is ItemKind.AMENDMENT

    @property
    def undeclared(self) -> bool:
        """Whether it is open, or closed and not yet declared."""
        return self.phase in (Phase.OPEN, Phase.CLOSED)

    @property
    def standing(self) -> tuple[MemberId, ...]:
        """The electorate without those who were recused after the opening."""
        return tuple(m for m in self.electorate if not self.lost(m))

    @property
    def voters(self) -> tuple[MemberId, ...]:
        """Those entitled whose vote counts at this moment, in the electorate's order."""
        return tuple(m for m in self.electorate if self.vote_of(m) is not None)

    @property
    def waiting(self) -> tuple[MemberId, ...]:
        """Those entitled who have not voted, in the electorate's order."""
        return tuple(m for m in self.electorate if self.vote_of(m) is None and not self.lost(m))

    def vote_of(self, member: MemberId) -> Vote | None:
        """The vote of *member* that counts, or None."""
        cast = self.votes.get(member)
        return cast[-1] if cast and not cast[-1].void else None

    def lost(self, member: MemberId) -> bool:
        """Whether *member* was recused after the opening."""
        return member in self.recused

    def rev_of(self, member: MemberId) -> int:
        """How many votes of *member* were counted in this ballot."""
        return len(self.votes.get(member, ()))

    def count(self) -> Tally:
        """Count the votes that stand now, one for each member."""
        current = [vote.choice for vote in map(self.vote_of, self.electorate) if vote is not None]
        return Tally(
            yes=current.count(Choice.YES),
            no=current.count(Choice.NO),
            abstain=current.count(Choice.ABSTAIN),
        )
