"""A ballot from its opening to its declared result, and the votes given in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from council.agenda import Abstention, BallotForm, BallotKind, Base, ItemKind, MajorityKind
from council.growing import Growing
from council.ids import NOBODY, BallotId, MemberId
from council.quorum import QuorumCount


class Choice(StrEnum):
    """What a member votes; the values are those of the files and of the wire."""

    YES = "ja"
    NO = "nein"
    ABSTAIN = "enthaltung"
    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"
    FIFTH = "5"
    SIXTH = "6"

    @property
    def number(self) -> int:
        """The number of the option that this chooses, 0 for Yes, No and abstention."""
        return int(self.value) if self.value.isdigit() else 0


OPTION_CHOICES = tuple(choice for choice in Choice if choice.number)
"""The choices by number, in their order: as many options as a card can offer."""


class Way(StrEnum):
    """By which way a vote reached the record.

    ``TYPED`` is the word in the person's own chat, ``MEETING`` the one in the meeting's chat.
    """

    CARD = "karte"
    PERSONAL = "persönlich"
    TYPED = "getippt"
    MEETING = "besprechung"
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
    ELECTED = "gewählt"
    UNDECIDED = "ohne Entscheidung"


class Round(StrEnum):
    """Which round of an election (or of a choice among alternatives) a ballot is."""

    FIRST = "erster Wahlgang"
    SECOND = "zweiter Wahlgang"
    RUNOFF = "Stichwahl"


class Following(StrEnum):
    """What has to come after a round that has not decided."""

    NOTHING = ""
    SECOND = "zweiter Wahlgang"
    RUNOFF = "Stichwahl"
    LOT = "Los"
    LOT_FOR_RUNOFF = "Los über die Stichwahl"
    ANEW = "neue Wahl"


class Ruling(StrEnum):
    """What the chair does about a disturbance in the midst of a ballot."""

    WAIT = "warten"
    WITHOUT = "ohne weiter"
    CANCEL = "abbrechen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One candidate or one alternative, under the number on its button."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many voted which way, counted in whole votes.

    ``options`` counts the votes for each numbered option, in the order of the ballot's options.
    """

    yes: int = 0
    no: int = 0
    abstain: int = 0
    options: tuple[int, ...] = ()
    invalid: int = 0

    @property
    def cast(self) -> int:
        """All votes that were given, abstentions and invalid ones included."""
        return self.yes + self.no + self.abstain + sum(self.options) + self.invalid


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot drawn by hand: which option it fell on, who drew it, who saw it."""

    at: datetime
    option: int
    drawn_by: MemberId
    witness: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What a secret ballot's box held at closing: who handed in, in the roster's order, and the sums."""

    handed: tuple[MemberId, ...]
    tally: Tally


NO_VOTES: Mapping[MemberId, tuple[Vote, ...]] = MappingProxyType({})
NO_CAUSES: Growing[str, Vote] = Growing()
NO_RECEIPTS: Growing[str, MemberId] = Growing()


@dataclass(frozen=True, kw_only=True)  # no slots: see council.changing
class Ballot:
    """One ballot: what is asked, who may answer, what was answered, what came of it.

    ``electorate`` is frozen at opening; ``votes`` keeps every vote of a member, oldest
    first; ``causes`` maps the activity ids seen to the vote each of them made,
    ``receipts`` the receipt numbers given out to whom they were given.
    ``item`` is "" for a procedural motion, whose text is ``title``. ``block`` names the items
    of a ballot en bloc, ``options`` the candidates or alternatives, ``places`` how many are
    elected. ``struck`` lost their place in the electorate while it was open: their mandate
    ended, or the chair went on without them. ``handed`` has handed in a secret slip: known in the
    memory of this process while voting lasts, and from the record afterwards.
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
    form: BallotForm = BallotForm.MOTION
    options: tuple[Option, ...] = ()
    stage: Round = Round.FIRST
    places: int = 1
    by_paper: bool = False
    block: tuple[str, ...] = ()
    share: str = ""
    of: Base | None = None
    abstention: Abstention = Abstention.EXCLUDED
    ruleset: str = ""
    amended: tuple[str, ...] = ()
    struck: tuple[MemberId, ...] = ()
    handed: tuple[MemberId, ...] = ()
    elected: tuple[int, ...] = ()
    following: Following = Following.NOTHING
    candidates: tuple[int, ...] = ()
    casting: bool = False
    lots: tuple["Lot", ...] = ()
    rulings: tuple[tuple[datetime, Ruling, tuple[MemberId, ...]], ...] = ()

    @property
    def secret(self) -> bool:
        """Whether nobody may learn who voted how (geheime Abstimmung)."""
        return self.kind is BallotKind.SECRET

    @property
    def boxed(self) -> bool:
        """Whether its slips lie in the memory of the process that opened it, and nowhere else."""
        return self.secret and not self.by_paper

    @property
    def turnout_only(self) -> bool:
        """Whether it may be told how many have handed in and not yet who: its box is still open."""
        return self.boxed and self.phase is Phase.OPEN

    @property
    def numbered(self) -> bool:
        """Whether votes go to numbered options and not to Yes or No."""
        return self.form is not BallotForm.MOTION and len(self.options) > 1

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What a member can press, in the order of the buttons."""
        plain = (Choice.YES, Choice.NO)
        offered = OPTION_CHOICES[: len(self.options)] if self.numbered else plain
        return offered if self.abstention is Abstention.NOT_ALLOWED else (*offered, Choice.ABSTAIN)

    @property
    def items(self) -> tuple[str, ...]:
        """The numbers of the items on which it decides."""
        return self.block or ((self.item,) if self.item else ())

    @property
    def act(self) -> ItemKind | None:
        """What is done in it where that is not the business of its item (see ``Sitting.electorate``)."""
        if self.procedural:
            return ItemKind.FORMALITY
        return ItemKind.ELECTION if self.form is BallotForm.ELECTION else None

    def option(self, number: int) -> Option | None:
        """The option with this number, or None."""
        return next((option for option in self.options if option.number == number), None)

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
        """The electorate without those who lost their vote after the opening."""
        return tuple(m for m in self.electorate if not self.lost(m))

    @property
    def voters(self) -> tuple[MemberId, ...]:
        """Those entitled whose vote counts at this moment, in the electorate's order."""
        if self.secret:
            return tuple(m for m in self.electorate if m in self.handed and not self.lost(m))
        return tuple(m for m in self.electorate if self.vote_of(m) is not None)

    @property
    def waiting(self) -> tuple[MemberId, ...]:
        """Those entitled who have not voted, in the electorate's order."""
        given = set(self.voters)
        return tuple(m for m in self.electorate if m not in given and not self.lost(m))

    def vote_of(self, member: MemberId) -> Vote | None:
        """The vote of *member* that counts, or None."""
        cast = self.votes.get(member)
        return cast[-1] if cast and not cast[-1].void else None

    def lost(self, member: MemberId) -> bool:
        """Whether *member* has no vote in it any more: recused, or struck after the opening."""
        return member in self.recused or member in self.struck

    def rev_of(self, member: MemberId) -> int:
        """How many votes of *member* were counted in this ballot."""
        return len(self.votes.get(member, ()))

    def there(self) -> int:
        """How many of those who had a vote in it were present at that vote: late comers are none of them."""
        found = self.quorum_at_closing
        return len(self.standing) if found is None else len(set(found.names) & set(self.standing))

    def heads(self, tally: Tally) -> int:
        """How many people voted at least; one paper with several places holds several votes."""
        if self.places == 1:
            return tally.cast
        papers = max(max(tally.options, default=0), -(-sum(tally.options) // self.places))
        return papers + tally.yes + tally.no + tally.abstain + tally.invalid

    def count(self) -> Tally:
        """Count the votes that stand now, one for each member."""
        current = [vote.choice for vote in map(self.vote_of, self.electorate) if vote is not None]
        offered = OPTION_CHOICES[: len(self.options)] if self.numbered else ()
        return Tally(
            yes=current.count(Choice.YES),
            no=current.count(Choice.NO),
            abstain=current.count(Choice.ABSTAIN),
            options=tuple(current.count(choice) for choice in offered),
        )
