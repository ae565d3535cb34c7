"""The state of a sitting as its events leave it. Folding judges nothing again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from council.agenda import Agenda, AgendaItem, ancestors
from council.ballots import Ballot, Choice, Phase, Tally
from council.ids import NOBODY, BallotId, CaseId, MemberId, SittingId
from council.presence import Presence
from council.quorum import QuorumCount, quorum_required
from council.roster import Member, Role, Roster
from council.rulebook import Format, RuleBook


class Stage(StrEnum):
    """Where a sitting stands between its preparation and its end."""

    PREPARED = "vorbereitet"
    OPEN = "eröffnet"
    BREAK = "unterbrochen"
    ENDED = "geschlossen"


class CaseKind(StrEnum):
    """What a case asks of a second person."""

    ADMISSION = "zulassung"
    VOTE = "stimme"
    HANDS = "handzeichen"
    CHAIR = "leitung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something that waits for a person; ``entered_by`` may not settle it themselves."""

    id: CaseId
    kind: CaseKind
    member: MemberId
    entered_by: MemberId
    at: datetime
    ballot: BallotId | None = None
    choice: Choice | None = None
    tally: Tally | None = None
    reason: str = ""
    settled_by: MemberId = NOBODY
    settled: bool = False


NO_PRESENCES: Mapping[MemberId, Presence] = MappingProxyType({})
NO_BALLOTS: Mapping[BallotId, Ballot] = MappingProxyType({})
NO_RECUSALS: Mapping[str, tuple[MemberId, ...]] = MappingProxyType({})
NO_CASES: Mapping[CaseId, Case] = MappingProxyType({})
ABSENT = Presence()
NO_ROSTER = Roster()
NO_AGENDA = Agenda()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Everything that is true of a sitting at one moment.

    ``causes`` holds who asked by which activity; ``item`` is the number of the item under
    debate, "" before the first; ``stepped_at``
    and ``stepped_by`` tell when and by whom the sitting last moved a step, ``steps``
    how often it has: control buttons are held against these.
    """

    id: SittingId
    title: str
    body: str
    starts: datetime
    format: Format
    seats: int
    rules: RuleBook
    meeting: str
    language: str = "de"
    timezone: str = "Europe/Berlin"
    stream: str = ""
    probe: bool = False
    particulars: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stage: Stage = Stage.PREPARED
    public: bool = True
    prepared_at: datetime | None = None
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    break_until: datetime | None = None
    breaks: tuple[tuple[datetime, datetime | None], ...] = ()
    withdrawn: bool = False
    admission: bool = False
    quorum_at_opening: QuorumCount | None = None
    chair: MemberId = NOBODY
    chairs: tuple[tuple[datetime, MemberId], ...] = ()
    operator: MemberId = NOBODY
    operator_office: bool = False
    minute_taker: MemberId = NOBODY
    cosigners: tuple[MemberId, ...] = ()
    roster: Roster = NO_ROSTER
    agenda: Agenda = NO_AGENDA
    item: str = ""
    calls: tuple[tuple[datetime, str], ...] = ()
    presences: Mapping[MemberId, Presence] = field(default_factory=lambda: NO_PRESENCES)
    recusals: Mapping[str, tuple[MemberId, ...]] = field(default_factory=lambda: NO_RECUSALS)
    ballots: Mapping[BallotId, Ballot] = field(default_factory=lambda: NO_BALLOTS)
    cases: Mapping[CaseId, Case] = field(default_factory=lambda: NO_CASES)
    causes: frozenset[tuple[MemberId, str]] = frozenset()
    stepped_at: datetime | None = None
    stepped_by: MemberId = NOBODY
    steps: int = 0
    version: int = 0

    def member(self, member: MemberId) -> Member | None:
        """The person with this id, or None."""
        return self.roster.get(member)

    def name(self, member: MemberId) -> str:
        """The name of a person as read out; the id itself where nobody has it."""
        known = self.roster.get(member)
        return known.name if known else str(member)

    def presence(self, member: MemberId) -> Presence:
        """What is known of a person's presence."""
        return self.presences.get(member, ABSENT)

    @property
    def called(self) -> AgendaItem | None:
        """The item under debate, or None."""
        return self.agenda.get(self.item) if self.item else None

    @property
    def ballot(self) -> Ballot | None:
        """The ballot that is open or undeclared, or None; there is never more than one."""
        last = self.last_ballot
        return last if last is not None and last.undeclared else None

    @property
    def last_ballot(self) -> Ballot | None:
        """The ballot opened last, or None."""
        return self.ballots[max(self.ballots)] if self.ballots else None

    def ballots_on(self, item: str) -> tuple[Ballot, ...]:
        """The ballots on an item in order of opening, superseded ones included."""
        return tuple(b for b in self.ballots.values() if b.item == item and not b.procedural)

    def decided(self, item: str) -> bool:
        """Whether a result has been declared on an item."""
        return any(b.phase is Phase.DECLARED for b in self.ballots_on(item))

    def recused(self, item: str) -> tuple[MemberId, ...]:
        """Who is biased on an item or on one above it, in the roster's order."""
        out = {m for number in ancestors(item) for m in self.recusals.get(number, ())} if item else set()
        return tuple(m.id for m in self.roster if m.id in out)

    def entitled_present(self, item: str = "") -> tuple[MemberId, ...]:
        """Who is present, entitled and not biased on *item*: those who carry the quorum."""
        out = set(self.recused(item))
        return tuple(m.id for m in self._with_a_vote() if m.id not in out and self.presence(m.id).counts)

    def electorate(self, item: str = "") -> tuple[MemberId, ...]:
        """Who belongs to a ballot opened now: admitted, entitled, not biased, not disturbed."""
        out = set(self.recused(item))
        return tuple(m.id for m in self._with_a_vote() if m.id not in out and self.presence(m.id).may_vote)

    def _with_a_vote(self) -> Iterator[Member]:
        """Those with a vote now: a substitute has none while the member they stand in for is here."""
        for member in self.roster:
            stands_aside = bool(member.substitutes) and self.presence(member.substitutes).here
            if member.entitled and not stands_aside:
                yield member

    def quorum(self, item: str | None = None) -> QuorumCount:
        """The quorum at this moment; *item* None means the one under debate."""
        return self.quorum_of(self.entitled_present(self.item if item is None else item), item)

    def quorum_of(self, names: tuple[MemberId, ...], item: str | None = None) -> QuorumCount:
        """The quorum if exactly *names* are present and entitled."""
        entitled = {m.id for m in self.roster.entitled()}
        recused = len([m for m in self.recused(self.item if item is None else item) if m in entitled])
        return QuorumCount(
            seats=self.seats,
            required=quorum_required(self.rules, self.seats, recused),
            names=names,
            recused=recused,
            norm=self.rules.quorum.norm,
        )

    @property
    def state(self) -> str:
        """What a control button is held against: changes with every step, never with a vote."""
        return f"{self.id}:{self.steps}"

    @property
    def waiting_cases(self) -> tuple[Case, ...]:
        """The cases that nobody has settled, oldest first."""
        return tuple(c for c in self.cases.values() if not c.settled)

    @property
    def next_case(self) -> CaseId:
        """The number of the next case."""
        return CaseId(len(self.cases) + 1)

    @property
    def next_ballot(self) -> BallotId:
        """The number of the next ballot."""
        return BallotId(max(self.ballots, default=0) + 1)

    @property
    def next_item(self) -> AgendaItem | None:
        """What ``weiter`` calls: the next item of this part still to be dealt with, or None."""
        return self.agenda.following(self.item, public=self.public)

    def clerks(self) -> tuple[Member, ...]:
        """The people of the council office."""
        return self.roster.with_role(Role.OFFICE)
