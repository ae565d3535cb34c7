"""What the simulated people DID in a sitting, kept by themselves: the bot's papers are held against it.

Every number here is reckoned from deeds. Nothing is ever copied from what the bot says but the receipt that
each voter read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from rehearsal.held import Held, Span, Tally

REMOTE, HALL = "zugeschaltet", "vor Ort"


@dataclass(slots=True, kw_only=True)
class Stay:
    """One stretch of somebody's presence: admitted by whom, known by what, connected or in the hall."""

    since: Span
    clerk: str
    evidence: str
    mode: str = REMOTE
    until: Span | None = None


@dataclass(slots=True, kw_only=True)
class Settled:
    """A difference between account and Teams' report, made on purpose, and how a clerk settled it.

    ``since`` is when the person came by the report, where that is taken.
    """

    kind: str
    ruling: str
    clerk: str = ""
    since: Span | None = None


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Ballots in order of opening, everybody's presence, and what was refused.

    ``majority_here``: more than half of all members have to be present, not half of them.
    ``hall_only``: who is connected is a listener; only people in the hall count and vote.
    """

    members: tuple[str, ...]
    majority_here: bool = False
    hall_only: bool = False
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
    reported: dict[str, Settled] = field(default_factory=dict)
    corrections: list[str] = field(default_factory=list)

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
        """How many have to be present: half of all members, rounded up; or more than half."""
        return self.seats // 2 + 1 if self.majority_here else -(-self.seats // 2)

    def came(
        self, who: str, at: Span, clerk: str = "", evidence: str = "Anmeldung", mode: str = REMOTE
    ) -> None:
        """Note that somebody was admitted by a clerk, or came back."""
        stays = self.stays.setdefault(who, [])
        stays.append(Stay(since=at, clerk=clerk or stays[-1].clerk, evidence=evidence, mode=mode))

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
        return tuple(who for who in self.counting() if who not in out)

    def counting(self) -> tuple[str, ...]:
        """Return the members present who count in this form of sitting."""
        return tuple(who for who in self.here() if not self.hall_only or self.stays[who][-1].mode == HALL)

    def close(self, at: Span) -> Held:
        """Note that the newest ballot is closed; whoever voted was present at it."""
        ballot = self.last
        ballot.closed = at
        voters = set(ballot.votes) if ballot.hands is None else set()
        ballot.present = len((set(self.entitled(ballot.item.number)) | voters) - ballot.struck)
        return ballot

    def cancel(self) -> None:
        """Note that the newest ballot was broken off; the votes given in it are kept, and decide nothing."""
        self.last.cancelled = True

    def supersede(self) -> None:
        """Note that the next ballot to be opened takes the place of the newest one."""
        self.last.superseded_by = len(self.ballots) + 1

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
