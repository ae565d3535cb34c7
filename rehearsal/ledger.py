"""What the simulated people DID in a sitting, kept by themselves: the bot's papers are held against it.

Every number here is reckoned from deeds. Nothing is ever copied from what the bot says but the receipt that
each voter read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from rehearsal.agenda import Item

WORDS = {"Ja": "ja", "Nein": "nein", "Enthaltung": "enthaltung"}
AMENDING = "änderung"
OF_MEMBERS = "mitglieder"


@dataclass(frozen=True, slots=True)
class Span:
    """Between these two moments something was done; files have it to the second."""

    begun: datetime
    done: datetime

    @classmethod
    def since(cls, begun: datetime) -> Self:
        """Return the time from *begun* until now."""
        return cls(begun, now())

    def holds(self, moment: datetime) -> bool:
        """Whether a moment, cut to the second, may be the one at which it was done."""
        return self.begun.replace(microsecond=0) <= moment <= self.done


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The last vote that somebody gave in a ballot, by which way, and the receipt they read."""

    choice: str
    way: str
    at: Span
    receipt: str = ""


@dataclass(slots=True, kw_only=True)
class Stay:
    """One stretch of somebody's presence: admitted by whom, known by what."""

    since: Span
    clerk: str
    evidence: str
    until: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of a ballot."""

    yes: int
    no: int
    abstain: int

    @property
    def cast(self) -> int:
        """All votes together."""
        return self.yes + self.no + self.abstain

    def __str__(self) -> str:
        return f"Dafür {self.yes}, dagegen {self.no}, Enthaltungen {self.abstain}"


@dataclass(slots=True, kw_only=True)
class Held:
    """One ballot as it was held."""

    number: int
    item: Item
    object: str
    electorate: tuple[str, ...]
    biased: frozenset[str]
    opened: Span
    round: int = 1
    procedural: bool = False
    chair: str = ""
    votes: dict[str, Given] = field(default_factory=dict)
    hands: Tally | None = None
    present: int = 0
    present_at_opening: int = 0
    closed: Span | None = None
    declared: Span | None = None
    superseded_by: int = 0

    @property
    def tally(self) -> Tally | None:
        """The counts once the ballot is closed: raised hands, or one vote for each voter."""
        if self.closed is None:
            return None
        return self.hands or self.counted()

    def counted(self) -> Tally:
        """Count the votes that were given."""
        given = [vote.choice for vote in self.votes.values()]
        return Tally(yes=given.count("Ja"), no=given.count("Nein"), abstain=given.count("Enthaltung"))

    @property
    def kind(self) -> str:
        """Open, or a roll call."""
        return "offen" if self.procedural else self.item.ballot

    @property
    def majority(self) -> str:
        """The majority that is needed."""
        return "einfach" if self.procedural else self.item.majority

    @property
    def amending(self) -> bool:
        """Whether it is adopted as a motion is, and not resolved."""
        return self.procedural or self.item.kind == AMENDING

    def verdict(self, seats: int) -> str:
        """Say what the counts mean: of the votes, or of all members where the item needs that."""
        tally = self.tally
        assert tally is not None, "only a closed ballot has a verdict"
        of_members = self.majority == OF_MEMBERS
        carried = 2 * tally.yes > seats if of_members else tally.yes > tally.no
        return ("angenommen" if self.amending else "beschlossen") if carried else "abgelehnt"


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Ballots in order of opening, everybody's presence, and what was refused."""

    members: tuple[str, ...]
    ballots: list[Held] = field(default_factory=list)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    biased: dict[str, set[str]] = field(default_factory=dict)
    disturbed: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    items: list[str] = field(default_factory=list)
    opened: Span | None = None
    present_at_opening: int = 0
    ended: Span | None = None
    presses: int = 0
    refusals: int = 0

    @property
    def seats(self) -> int:
        """How many members the council has."""
        return len(self.members)

    @property
    def last(self) -> Held:
        """The ballot that was opened last."""
        return self.ballots[-1]

    @property
    def quorum(self) -> int:
        """How many have to be present: half of all members, rounded up."""
        return -(-self.seats // 2)

    def came(self, who: str, at: Span, clerk: str = "", evidence: str = "Anmeldung") -> None:
        """Note that somebody was admitted by a clerk, or came back."""
        stays = self.stays.setdefault(who, [])
        stays.append(Stay(since=at, clerk=clerk or stays[-1].clerk, evidence=evidence))

    def went(self, who: str, at: Span) -> None:
        """Note that somebody left."""
        self.stays[who][-1].until = at

    def here(self) -> tuple[str, ...]:
        """Return the members who are present, in the roster's order."""
        return tuple(who for who in self.members if who in self.stays and self.stays[who][-1].until is None)

    def biased_on(self, number: str) -> frozenset[str]:
        """Return who is biased on an item, or on one above it."""
        parts = number.split(".")
        above = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        return frozenset(who for item in above for who in self.biased.get(item, ()))

    def entitled(self, number: str) -> tuple[str, ...]:
        """Return who may vote on an item now: present, not disturbed, not biased."""
        out = self.biased_on(number) | self.disturbed
        return tuple(who for who in self.here() if who not in out)

    def close(self, at: Span) -> Held:
        """Note that the newest ballot is closed; whoever voted was present at it."""
        ballot = self.last
        ballot.closed = at
        ballot.present = len(set(self.entitled(ballot.item.number)) | set(ballot.votes))
        if ballot.hands is not None:
            ballot.present = len(self.entitled(ballot.item.number))
        return ballot

    def declared(self) -> Iterator[tuple[Held, Tally, str]]:
        """Yield the ballots that stand as declared, each with its counts and verdict."""
        for ballot in self.ballots:
            if ballot.declared is not None and ballot.tally is not None:
                yield ballot, ballot.tally, ballot.verdict(self.seats)

    def within(self, who: str) -> tuple[tuple[Span, Span], ...]:
        """Return somebody's stays within the sitting, each with its two ends."""
        assert self.opened is not None
        assert self.ended is not None
        found = []
        for stay in self.stays.get(who, ()):
            until = stay.until or self.ended
            if until.done > self.opened.begun:
                since = stay.since if stay.since.begun > self.opened.begun else self.opened
                found.append((since, until))
        return tuple(found)


def minutes_between(since: Span, until: Span) -> tuple[int, int]:
    """Return the fewest and the most whole minutes that may lie between two ends."""
    fewest = max(timedelta(), until.begun - since.done)
    return int(fewest.total_seconds() // 60), int((until.done - since.begun).total_seconds() // 60)


def choices(votes: Mapping[str, Given]) -> dict[str, str]:
    """Return the votes in the words of the files."""
    return {who: WORDS[vote.choice] for who, vote in votes.items()}
