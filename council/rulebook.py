"""The law of one Land as data: every value with its norm, source and certainty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar, overload

from council.agenda import BallotKind, Base, ItemKind, MajorityKind
from council.rule_values import (
    abstention,
    base,
    checks,
    fewest,
    flag,
    fraction,
    kinds,
    shown,
    threshold,
    whole,
    word,
    words,
)

T = TypeVar("T")


class Certainty(StrEnum):
    """How well a value of the rule set is confirmed."""

    READ = "gelesen"
    SECONDARY = "sekundär"
    ASSUMED = "angenommen"
    UNSETTLED = "ungeklärt"


class Format(StrEnum):
    """How the sitting is held."""

    DIGITAL = "digital"
    HYBRID = "hybrid"
    PRESENCE = "presence"


class Provision(StrEnum):
    """Whether and when a Land provides for a format."""

    REGULAR = "Regelbetrieb"
    EMERGENCY = "Notlage"
    NONE = "nicht vorgesehen"


class Remote(StrEnum):
    """What a business does to people who are connected remotely.

    ``EXCLUDED`` takes the vote from them alone; ``BLOCKED`` makes the business impossible for
    everybody from the first remote member on, until the end of the sitting.
    """

    ALLOWED = "erlaubt"
    EXCLUDED = "ausgeschlossen"
    BLOCKED = "gesperrt"
    CONDITIONAL = "bedingt"


class Tie(StrEnum):
    """What as many votes for as against mean."""

    REJECTED = "abgelehnt"
    CHAIR = "Stimme des Vorsitzes"


class Counted(StrEnum):
    """Who counts for the quorum."""

    ENTITLED = "anwesend und stimmberechtigt"
    PRESENT = "anwesend"


class Seats(StrEnum):
    """Which number of members the law reckons from."""

    STATUTORY = "gesetzlich"
    OCCUPIED = "besetzt"


class OpenElection(StrEnum):
    """When an election may be held openly."""

    NO_OBJECTION = "ohne Widerspruch"
    RESOLUTION = "auf Beschluss"
    NEVER = "nie"
    ALWAYS = "immer"


class FirstRound(StrEnum):
    """What the majority of the first round is reckoned from."""

    PRESENT = "anwesende Stimmberechtigte"
    VALID = "gültige Stimmen"
    MEMBERS = "alle Mitglieder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[T]):
    """One legal value with where it stands and how sure we are of it.

    Where the law is not settled, ``value`` is what is reckoned with meanwhile (None for a
    value with which nothing is reckoned), and ``settled`` is False: it is told to the chair and
    blocks nothing. ``open`` says that a town's rules of procedure may lay down another one.
    """

    value: T
    norm: str
    source: str
    certainty: Certainty
    valid_from: date
    open: bool = False

    @property
    def settled(self) -> bool:
        """Whether the value is known, at least from a secondary source or a parallel norm."""
        return self.certainty is not Certainty.UNSETTLED

    @property
    def binds(self) -> bool:
        """Whether this is a settled Yes: only that may block anything."""
        return self.settled and self.value is True


class Value(Generic[T]):
    """A value that every rule set has, under its path in the TOML.

    ``reckoned`` says that the arithmetic needs it, so that a set that leaves it unsettled has to
    name what is reckoned with. ``legacy`` is what a rule set of version 0.1 meant without saying so.
    """

    __slots__ = ("convert", "legacy", "path", "reckoned")

    def __init__(
        self, path: str, convert: Callable[[object], Any], *, reckoned: bool, legacy: object
    ) -> None:
        self.path = path
        self.convert = convert
        self.reckoned = reckoned
        self.legacy = legacy

    @overload
    def __get__(self, book: None, owner: type) -> "Value[T]": ...

    @overload
    def __get__(self, book: "RuleBook", owner: type) -> Rule[T]: ...

    def __get__(self, book: "RuleBook | None", owner: type) -> "Value[T] | Rule[T]":
        """The rule of a book; the value itself where it is asked of the class."""
        return self if book is None else book.rules[self.path]


def _must(path: str, convert: Callable[[object], T], legacy: object = None) -> Value[T]:
    return Value(path, convert, reckoned=True, legacy=legacy)


def _may(path: str, convert: Callable[[object], T], legacy: object = None) -> Value[T | None]:
    return Value(path, convert, reckoned=False, legacy=legacy)


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The rules that a sitting is judged by, as they stood on its day.

    ``text`` is the TOML they were read from, kept with the sitting so that it can
    always be judged by the same words; ``rules`` holds every value by its path.
    """

    id: str
    title: str
    land: str
    text: str
    rules: Mapping[str, Rule[Any]]
    valid_from: date
    valid_until: date | None = None

    # --- members
    seats = _must("members.base", word(Seats), "gesetzlich")
    chair_votes = _may("members.chair_votes", flag, True)

    # --- quorum
    quorum = _must("quorum.share", fraction)
    quorum_strict = _must("quorum.strict", flag, False)
    quorum_counted = _must("quorum.counted", word(Counted), "anwesend und stimmberechtigt")
    quorum_presumed = _must("quorum.presumed", flag, False)
    quorum_at_ballot = _must("quorum.needed_at_ballot", flag)
    quorum_recusal = _must("quorum.recusal", threshold)
    quorum_recusal_when = _must("quorum.recusal_when", fraction, "1/2")
    quorum_second = _must("quorum.second_sitting", threshold, "keine")

    # --- majorities
    majority_simple = _must("majority.simple", base)
    majority_of_present = _must("majority.of_present", base, "anwesende Stimmberechtigte")
    majority_of_members = _must("majority.of_members", base)
    majority_two_thirds = _must("majority.two_thirds", base)
    majority_three_quarters = _must("majority.three_quarters", base, "alle Mitglieder")
    majority_share = _must("majority.share", base, "alle Mitglieder")
    abstention = _must("majority.abstention", abstention, "bleibt außer Betracht")
    tie = _must("majority.tie", word(Tie))

    # --- ballots
    votes_changeable = _must("ballot.changeable", flag)
    secret_enabled = _must("secret.enabled", flag, False)
    secret_allowed = _may("secret.allowed", flag, False)
    secret_requested_by = _may("secret.requested_by", shown)
    secret_precedes = _may("secret.precedes_roll_call", flag)
    secret_fewest = _must("secret.fewest", fewest, 5)
    roll_call_requested_by = _may("roll_call.requested_by", shown)

    # --- elections
    election_open = _may("election.open", word(OpenElection), "nie")
    election_first = _must("election.first_round", word(FirstRound), "gültige Stimmen")
    election_runoff = _must("election.runoff", flag, True)
    election_lot = _must("election.lot", flag, True)
    election_second = _must("election.single_second_round", flag, True)

    # --- agenda and recusal
    no_objection = _must("agenda.no_objection", kinds)
    no_objection_words = _must("agenda.no_objection_words", words)
    recusal = _must("recusal.excludes", flag)
    recusal_leaves = _may("recusal.leaves", flag)
    disturbance_municipal = _may("disturbance.municipality", shown)
    disturbance_other = _may("disturbance.other", shown)

    # --- formats
    hybrid = _may("format.hybrid", word(Provision), "nicht vorgesehen")
    digital = _may("format.digital", word(Provision), "Notlage")
    chair_in_room = _may("format.chair_in_room", flag)
    local_basis = _may("format.local_basis", shown)
    approved_system = _may("format.approved_system", flag)
    emergency_reason = _may("digital.emergency_reason", flag)
    prior_consent = _may("digital.prior_consent", flag, False)
    notice_days = _may("digital.notice_days", whole)
    public_room = _may("digital.public_room", flag)
    checklist_blocks = _must("checklist.blocks", checks, [])

    # --- what remote people may take part in
    remote_elections = _may("remote.elections", word(Remote), "gesperrt")
    remote_budget = _may("remote.budget_statute", word(Remote), "gesperrt")
    remote_by_law = _may("remote.by_law", word(Remote), "erlaubt")
    remote_secret = _may("remote.secret", word(Remote), "gesperrt")
    remote_secrecy = _may("remote.secrecy", word(Remote), "erlaubt")

    @property
    def version(self) -> str:
        """The set and the day from which it holds, as every ballot records it: "sachsen 2022-02-20"."""
        return f"{self.id} {self.valid_from.isoformat()}"

    def majority(self, kind: MajorityKind) -> Rule[Base]:
        """The rule that says what a majority of this kind is reckoned from."""
        return self.rules[_MAJORITIES[kind]]

    def remote(self, kind: ItemKind) -> Rule[Remote | None] | None:
        """The rule about remote people at this kind of business, None where none restricts it."""
        path = _BUSINESS.get(kind)
        return self.rules[path] if path else None

    def provision(self, held: Format) -> Rule[Provision | None] | None:
        """The rule about a format, None for a sitting in presence, which every law provides for."""
        path = _FORMATS.get(held)
        return self.rules[path] if path else None

    def request(self, kind: BallotKind) -> Rule[str | None] | None:
        """Who may ask for this kind of ballot, None for an open one."""
        path = _REQUESTS.get(kind)
        return self.rules[path] if path else None


_MAJORITIES = {
    MajorityKind.SIMPLE: "majority.simple",
    MajorityKind.OF_PRESENT: "majority.of_present",
    MajorityKind.OF_MEMBERS: "majority.of_members",
    MajorityKind.TWO_THIRDS: "majority.two_thirds",
    MajorityKind.THREE_QUARTERS: "majority.three_quarters",
    MajorityKind.SHARE: "majority.share",
}
_BUSINESS = {
    ItemKind.ELECTION: "remote.elections",
    ItemKind.BUDGET: "remote.budget_statute",
    ItemKind.BY_LAW: "remote.by_law",
}
_FORMATS = {Format.HYBRID: "format.hybrid", Format.DIGITAL: "format.digital"}
_REQUESTS = {BallotKind.ROLL_CALL: "roll_call.requested_by", BallotKind.SECRET: "secret.requested_by"}

VALUES: Mapping[str, Value[Any]] = {
    value.path: value for value in vars(RuleBook).values() if isinstance(value, Value)
}
"""Every value that a rule set has, by its path, in the order in which a book shows them."""
