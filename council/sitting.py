"""The state of a sitting as its events leave it. Folding judges nothing again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from council.agenda import Agenda, AgendaItem, BallotKind, ItemKind, ancestors
from council.ballots import Ballot, Choice, Phase, Tally
from council.doubts import DoubtKind, DoubtRuling
from council.helping import HelpCall
from council.ids import NOBODY, BallotId, CaseId, MemberId, SittingId
from council.legality import bars, only_in_the_room, remote_counts
from council.presence import Evidence, Mode, Presence, Spell
from council.quorum import QuorumCount, blocks, quorum_rule
from council.reconciling import Comparison, Correction, Settled
from council.recusal import RecusalEntry, recused_on
from council.roster import Member, Role, Roster
from council.rulebook import Counted, Format, RuleBook, Seats


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
    RECUSAL = "befangenheit"
    DOUBT = "zweifel"
    DIFFERENCE = "abweichung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something that waits for a person; ``entered_by`` may not settle it themselves.

    Of a doubt: ``account`` and ``label`` are the account in question and what it calls itself,
    ``seats`` the seats it might mean, the likeliest first, with ``score`` for that one.
    """

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
    item: str = ""
    doubt: DoubtKind | None = None
    account: str = ""
    label: str = ""
    seats: tuple[MemberId, ...] = ()
    score: int = 0
    ruling: DoubtRuling | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPart:
    """A closed part that is over: from when to when, and who had not said that they were alone."""

    since: datetime
    until: datetime
    not_alone: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionList:
    """The people whom one press of a clerk admitted together."""

    by: MemberId
    at: datetime
    members: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a member had put into the minutes; *item* was under debate then ("" for none).

    ``public``: it was said in the public part.
    """

    at: datetime
    member: MemberId
    item: str
    text: str
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A member's doubt of the quorum with what was found (Rüge)."""

    at: datetime
    member: MemberId
    quorum: QuorumCount


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateChange:
    """A mandate that ended or began in the sitting."""

    at: datetime
    member: MemberId
    began: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaChange:
    """A change of the agenda in the sitting.

    ``kind`` is ``added``, ``removed``, ``postponed``, ``referred``, ``withdrawn``, ``reopened``,
    ``joined`` or ``moved``; ``after`` belongs to the last: the item before it, "" for none.
    """

    at: datetime
    kind: str
    items: tuple[str, ...]
    reason: str = ""
    after: str = ""


Act = ItemKind | None
"""What is done with the items where it is not their own business: an election, a procedural motion."""

NO_PRESENCES: Mapping[MemberId, Presence] = MappingProxyType({})
NO_BALLOTS: Mapping[BallotId, Ballot] = MappingProxyType({})
NO_RECUSALS: Mapping[str, tuple[MemberId, ...]] = MappingProxyType({})
NO_CASES: Mapping[CaseId, Case] = MappingProxyType({})
NO_LISTS: Mapping[int, AdmissionList] = MappingProxyType({})
NO_OFFICE_WAYS: Mapping[int, MemberId] = MappingProxyType({})
NO_DIFFERENCES: Mapping[CaseId, Settled] = MappingProxyType({})
ABSENT = Presence()
NO_ROSTER = Roster()
NO_AGENDA = Agenda()


@dataclass(frozen=True, kw_only=True)  # no slots: see council.changing
class Sitting:
    """Everything that is true of a sitting at one moment.

    ``meeting`` is the chat of the online meeting, ``closed_meeting`` the one of the closed room ("" for
    none), ``closed_rooms`` those in which a closed part was held, ``meetings`` the chats of the meetings
    in which the sitting was held before, ``undone`` those to which it was moved by mistake, ``moved_at``
    when it was moved last; ``alone`` who has said in this closed part that nobody is with them,
    ``closed_since`` when it began, ``closed_parts`` those that are over.
    ``comparison`` is the presence account held against Teams' report, ``differences`` what differed
    with what became of it, ``corrections`` what was put right after the end.
    ``helps`` are the calls for help in the order in which they came.
    ``by_office`` are those for whom the office is asked at each ballot, by the number on its buttons,
    ``office_ways`` how many numbers were given.
    ``lists`` holds who was admitted together by which press; ``causes`` who asked by which
    activity; ``item`` is the number of the item under
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
    closed_meeting: str = ""
    closed_rooms: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    moved_at: datetime | None = None
    language: str = "de"
    timezone: str = "Europe/Berlin"
    stream: str = ""
    probe: bool = False
    second: bool = False
    grace_minutes: int | None = None
    particulars: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    by_office: Mapping[int, MemberId] = field(default_factory=lambda: NO_OFFICE_WAYS)
    office_ways: int = 0
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
    recusal_log: tuple[RecusalEntry, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    challenged: bool = False
    statements: tuple[Statement, ...] = ()
    mandates: tuple[MandateChange, ...] = ()
    agenda_log: tuple[AgendaChange, ...] = ()
    pull_outs: tuple[tuple[str, MemberId], ...] = ()
    ballots: Mapping[BallotId, Ballot] = field(default_factory=lambda: NO_BALLOTS)
    alone: tuple[MemberId, ...] = ()
    closed_since: datetime | None = None
    closed_parts: tuple[ClosedPart, ...] = ()
    cases: Mapping[CaseId, Case] = field(default_factory=lambda: NO_CASES)
    lists: Mapping[int, AdmissionList] = field(default_factory=lambda: NO_LISTS)
    comparison: Comparison | None = None
    differences: Mapping[CaseId, Settled] = field(default_factory=lambda: NO_DIFFERENCES)
    corrections: tuple[Correction, ...] = ()
    helps: tuple[HelpCall, ...] = ()
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

    def accounted(self, member: MemberId) -> Presence:
        """A person's presence as reports have it: as recorded, or as it was put right after the end."""
        known, last = self.presence(member), self.correction(member)
        if last is None:
            return known
        return replace(known, spells=last.after, excused=None if last.after else known.excused)

    def correction(self, member: MemberId) -> Correction | None:
        """The correction of a person's presence that stands, or None."""
        own = (c for c in reversed(self.corrections) if c.member == member and c.standing)
        return next(own, None)

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
        """The ballots on an item in order of opening, superseded ones and ballots en bloc included."""
        return tuple(b for b in self.ballots.values() if item in b.items and not b.procedural)

    def decided(self, item: str) -> bool:
        """Whether a result has been declared on an item; a round that calls for another is none."""
        return any(b.phase is Phase.DECLARED and not b.following for b in self.ballots_on(item))

    def standing_decision(self, item: str) -> Ballot | None:
        """The ballot that decided an item, unless the item was taken up again since; or None."""
        decided = [b for b in self.ballots_on(item) if b.phase is Phase.DECLARED and not b.following]
        if not decided or decided[-1].declared_at is None:
            return None
        since = decided[-1].declared_at
        again = any(c.kind == "reopened" and item in c.items and c.at >= since for c in self.agenda_log)
        return None if again else decided[-1]

    def round_waiting(self, item: str) -> Ballot | None:
        """The last declared round on an item where it calls for another one or for the lot, or None."""
        on_item = [b for b in self.ballots_on(item) if b.phase in (Phase.DECLARED, Phase.CANCELLED)]
        declared = [b for b in on_item if b.phase is Phase.DECLARED]
        last = declared[-1] if declared else None
        return last if last is not None and last.following and last.candidates else None

    def recused(self, *items: str) -> tuple[MemberId, ...]:
        """Who is biased on one of *items* or on one above it, in the roster's order."""
        if not self.rules.recusal.value:
            return ()
        out = recused_on(self.recusals, items)
        return tuple(m.id for m in self.roster if m.id in out)

    def entitled_present(
        self, *items: str, kind: BallotKind = BallotKind.OPEN, act: Act = None
    ) -> tuple[MemberId, ...]:
        """Who is present, entitled and not biased on *items*: those who carry the quorum."""
        out = self._out(items, kind, act)
        return tuple(m.id for m in self._with_a_vote() if m.id not in out and self.presence(m.id).counts)

    def electorate(
        self, *items: str, kind: BallotKind = BallotKind.OPEN, act: Act = None
    ) -> tuple[MemberId, ...]:
        """Who belongs to a ballot opened now: admitted, entitled, not biased, not disturbed."""
        out = self._out(items, kind, act)
        return tuple(m.id for m in self._with_a_vote() if m.id not in out and self.presence(m.id).may_vote)

    def _out(self, items: tuple[str, ...], kind: BallotKind, act: Act) -> set[MemberId]:
        """Who has no part in a ballot on *items*: the biased, and remote people where the law bars them."""
        out = set(self.recused(*items))
        if self.format is Format.HYBRID and self._room_only(items, kind, act):
            out |= {m.id for m in self.roster if self.connected(m.id)}
        return out

    def _room_only(self, items: tuple[str, ...], kind: BallotKind, act: Act) -> bool:
        found = [each for number in items if number for each in self.businesses(number)] or [None]
        if act is not None:
            found = [replace(item, kind=act) if item is not None else None for item in found]
        return any(
            only_in_the_room(
                bars(self.rules, item, kind, public=item.public if item else self.public), self.format
            )
            for item in found
        )

    def businesses(self, number: str) -> tuple[AgendaItem | None, ...]:
        """What a ballot on an item decides about: the item, and the motion that an amendment amends."""
        item = self.agenda.get(number)
        if item is None or item.kind is not ItemKind.AMENDMENT:
            return (item,)
        above = (self.agenda.get(other) for other in ancestors(number)[1:])
        return (item, *(other for other in above if other is not None))

    def connected(self, member: MemberId) -> bool:
        """Whether a person takes part remotely at this moment."""
        presence = self.presence(member)
        return presence.here and presence.spells[-1].mode is Mode.REMOTE

    def only_listens(self, member: MemberId, ballot: Ballot) -> bool:
        """Whether a person who is connected remotely now has no vote in *ballot* for that reason."""
        if self.format is Format.DIGITAL or not self.connected(member):
            return False
        return not self.remote_counts or self._room_only(ballot.items, ballot.kind, ballot.act)

    @property
    def remote_seen(self) -> bool:
        """Whether a member with a vote has taken part remotely since the opening, if only for a while."""
        since = self.opened_at
        return any(
            spell.mode is Mode.REMOTE and (since is None or spell.until is None or spell.until > since)
            for member in self.roster.entitled()
            for spell in self.presence(member.id).spells
        )

    @property
    def remote_counts(self) -> bool:
        """Whether people who are connected remotely count for quorum and vote here."""
        emergency = bool(self.particulars.get("reason"))
        return remote_counts(self.rules, self.format, emergency=emergency)

    def _with_a_vote(self) -> Iterator[Member]:
        """Those with a vote now: a substitute has none while the member they stand in for is here."""
        remote = self.remote_counts
        for member in self.roster:
            if not member.entitled or not (remote or not self.connected(member.id)):
                continue
            principal = self.member(member.substitutes) if member.substitutes else None
            acts = principal is not None and principal.entitled and self.presence(principal.id).here
            if not (acts and principal is not None and (remote or not self.connected(principal.id))):
                yield member

    @property
    def members_total(self) -> int:
        """How many members the law reckons from: the statutory seats, or those that are occupied."""
        if self.rules.seats.value is Seats.STATUTORY:
            return self.seats
        return len([m for m in self.roster.entitled() if not m.substitutes])

    def quorum(self, item: str | None = None) -> QuorumCount:
        """The quorum at this moment; *item* None means the one under debate."""
        return self.quorum_on(*((self.item if item is None else item),))

    def quorum_on(self, *items: str, kind: BallotKind = BallotKind.OPEN, act: Act = None) -> QuorumCount:
        """The quorum for a ballot on *items*."""
        return self.quorum_of(self.entitled_present(*items, kind=kind, act=act), items)

    def quorum_of(self, names: tuple[MemberId, ...], items: tuple[str, ...]) -> QuorumCount:
        """The quorum for a vote on *items* if exactly *names* are present and entitled."""
        entitled = {m.id for m in self.roster.entitled()}
        biased = [m for m in self.recused(*items) if m in entitled]
        seats = self.members_total
        rule = quorum_rule(self.rules, seats, len(biased), second=self.second)
        perhaps = 0 < rule.perhaps <= len(names) < rule.required
        if self.rules.quorum_counted.value is Counted.PRESENT:
            there = {m for m in biased if self.presence(m).counts} | set(names)
            names = tuple(m.id for m in self.roster if m.id in there)
        return QuorumCount(
            seats=seats,
            required=rule.required,
            names=names,
            recused=len(biased),
            norm=rule.norm,
            path=rule.path,
            presumed=self.rules.quorum_presumed.value,
            settled=rule.settled and not perhaps,
        )

    def lacks_quorum(self, count: QuorumCount) -> bool:
        """Whether the lack of a quorum in *count* forbids to decide (see :func:`council.quorum.blocks`)."""
        return blocks(self.rules, count, challenged=self.challenged)

    @property
    def state(self) -> str:
        """What a control button is held against: changes with every step, never with a vote."""
        return f"{self.id}:{self.steps}"

    @property
    def disturbed_voters(self) -> tuple[MemberId, ...]:
        """Whose vote the open ballot waits for although they are reported as disturbed."""
        ballot = self.ballot
        if ballot is None or ballot.phase is not Phase.OPEN:
            return ()
        return tuple(m for m in ballot.waiting if self.presence(m).disturbed is not None)

    @property
    def disturbance_asked(self) -> bool:
        """Whether the chair still has to say how the ballot goes on without the disturbed."""
        ballot, waiting = self.ballot, self.disturbed_voters
        if ballot is None or not waiting:
            return False
        answered = {(m, at) for at, _, members in ballot.rulings for m in members}
        since = {m: self.presence(m).disturbed for m in waiting}
        return any(
            not any(who == m and at >= begun for who, at in answered) for m, begun in since.items() if begun
        )

    def office_way(self, member: MemberId) -> int | None:
        """The number under which the office is asked for *member*'s vote, or None."""
        return next((number for number, who in self.by_office.items() if who == member), None)

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

    @property
    def batches(self) -> int:
        """How many lists of people have been admitted together."""
        return max(self.lists, default=0)

    def without_breaks(self, since: datetime, until: datetime) -> timedelta:
        """How long it is from *since* to *until*, breaks of the sitting left out."""
        total = until - since
        for begun, ended in self.breaks:
            total -= max(min(ended or until, until) - max(begun, since), timedelta())
        return max(total, timedelta())

    @property
    def several_days(self) -> bool:
        """Whether the sitting was interrupted until another day."""
        if not self.breaks:
            return False
        zone = ZoneInfo(self.timezone)
        breaks = [(since, until or self.break_until) for since, until in self.breaks]
        return any(
            until is not None and since.astimezone(zone).date() != until.astimezone(zone).date()
            for since, until in breaks
        )

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the sitting was held, by the clock on the wall."""
        zone = ZoneInfo(self.timezone)
        begun = [self.opened_at or self.starts, *(until for _, until in self.breaks if until is not None)]
        return tuple(sorted({moment.astimezone(zone).date() for moment in begun}))

    @property
    def room(self) -> str:
        """The chat of the meeting that counts now: in the closed part the closed room's, if there is one."""
        return self.closed_meeting if self.closed_meeting and not self.public else self.meeting

    @property
    def left(self) -> tuple[str, ...]:
        """The chats of meetings that were the sitting's once and are no more."""
        if not (self.meetings or self.undone or self.closed_rooms):
            return ()
        once = dict.fromkeys((*self.meetings, *self.undone, *self.closed_rooms))
        return tuple(chat for chat in once if chat not in (self.meeting, self.closed_meeting))

    @property
    def not_alone_yet(self) -> tuple[MemberId, ...]:
        """Who takes part in the closed part remotely and has not said that nobody is with them."""
        if self.public:
            return ()
        people = (m for m in self.roster if m.entitled or m.has(Role.ADVISORY))
        return tuple(m.id for m in people if self.connected(m.id) and m.id not in self.alone)

    @property
    def expected_back(self) -> tuple[MemberId, ...]:
        """Who with a vote was connected when the last break began, in the roster's order."""
        if not self.breaks:
            return ()
        begun = self.breaks[-1][0]
        return tuple(
            m.id
            for m in self.roster.entitled()
            for spell in self.presence(m.id).spells
            if spell.mode is Mode.REMOTE
            and spell.since <= begun
            and (spell.until is None or spell.until > begun or _interrupted(spell, begun))
        )

    @property
    def unconfirmed(self) -> tuple[MemberId, ...]:
        """Whose word is still out, of those expected back after the last break."""
        if not self.breaks:
            return ()
        begun = self.breaks[-1][0]
        out = []
        for member in self.expected_back:
            presence = self.presence(member)
            said = presence.confirmed_at is not None and presence.confirmed_at >= begun
            came = presence.here and presence.spells[-1].since > begun
            if not (said and presence.here) and not came:
                out.append(member)
        return tuple(out)

    def clerks(self) -> tuple[Member, ...]:
        """The people of the council office."""
        return self.roster.with_role(Role.OFFICE)


def _interrupted(spell: Spell, begun: datetime) -> bool:
    """Whether a stretch of presence ended with this break, since the sitting went on elsewhere."""
    return spell.until == begun and spell.left_by is Evidence.SITTING
