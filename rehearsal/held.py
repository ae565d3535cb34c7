"""One ballot as it was held by the simulated people, kept by themselves: what was asked, and what they did.

Nothing is ever copied from what the bot says but the receipt that each voter read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from rehearsal.agenda import Item
from rehearsal.reckoning import FIRST, Need, Round, round_of

WORDS = {"Ja": "ja", "Nein": "nein", "Enthaltung": "enthaltung"}
ABSTAIN = "Enthaltung"
AMENDING = "änderung"
OPEN, ROLL_CALL, SECRET = "offen", "namentlich", "geheim"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of a ballot; ``options`` are the votes for each candidate, in their order."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    options: tuple[int, ...] = ()
    invalid: int = 0

    @property
    def cast(self) -> int:
        """All votes together."""
        return self.yes + self.no + self.abstain + sum(self.options) + self.invalid

    def __str__(self) -> str:
        return f"Dafür {self.yes}, dagegen {self.no}, Enthaltungen {self.abstain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a ballot asks where the agenda does not say it, or says something else.

    ``way`` and ``need`` are words of the agenda's columns; ``options`` the candidates, or with
    ``choosing`` the alternatives; ``block`` the numbers of the items of a ballot en bloc.
    """

    object: str = ""
    way: str = ""
    need: Need | None = None
    procedural: bool = False
    options: tuple[str, ...] = ()
    choosing: bool = False
    places: int = 1
    stage: str = FIRST
    paper: bool = False
    block: tuple[str, ...] = ()


PLAIN = Asked()


@dataclass(slots=True, kw_only=True)
class Held:
    """One ballot as it was held.

    ``struck`` are those without whom the chair went on, ``lot`` whom the lot fell on; a ballot that
    was broken off has ``cancelled`` and no counts.
    """

    number: int
    item: Item
    object: str
    electorate: tuple[str, ...]
    biased: frozenset[str]
    opened: Span
    asked: Asked = PLAIN
    round: int = 1
    chair: str = ""
    votes: dict[str, Given] = field(default_factory=dict)
    hands: Tally | None = None
    struck: set[str] = field(default_factory=set)
    lot: str = ""
    present: int = 0
    present_at_opening: int = 0
    closed: Span | None = None
    declared: Span | None = None
    cancelled: bool = False
    superseded_by: int = 0

    @property
    def tally(self) -> Tally | None:
        """The counts once the ballot is closed: counted by hand, or one vote for each voter."""
        if self.closed is None:
            return None
        return self.hands or self.counted()

    def counted(self) -> Tally:
        """Count the votes that were given."""
        given = [vote.choice for vote in self.votes.values()]
        numbers = range(1, len(self.asked.options) + 1) if self.numbered else ()
        return Tally(
            yes=given.count("Ja"),
            no=given.count("Nein"),
            abstain=given.count(ABSTAIN),
            options=tuple(given.count(str(number)) for number in numbers),
        )

    @property
    def numbered(self) -> bool:
        """Whether votes go to numbered candidates or alternatives."""
        return len(self.asked.options) > 1

    @property
    def kind(self) -> str:
        """Open, a roll call, or secret."""
        return OPEN if self.asked.procedural else self.asked.way or self.item.ballot

    @property
    def single_votes(self) -> bool:
        """Whether the record has each vote with its voter: not where hands or papers were counted."""
        return self.hands is None and self.kind != SECRET

    @property
    def need(self) -> Need:
        """The majority that a motion needs."""
        if self.asked.procedural:
            return Need()
        return self.asked.need or Need(self.item.majority)

    @property
    def amending(self) -> bool:
        """Whether it is adopted as a motion is, and not resolved."""
        return self.asked.procedural or (self.item.kind == AMENDING and not self.asked.block)

    @property
    def missing(self) -> int:
        """How many of those entitled gave no vote; papers with several places count as few as they can be."""
        tally, places = self.tally or Tally(), self.asked.places
        papers = sum(tally.options)
        if places > 1:
            papers = max(-(-papers // places), *tally.options)
        cast = papers + tally.yes + tally.no + tally.abstain + tally.invalid
        return len(self.electorate) - len(self.struck) - cast

    def verdict(self, seats: int) -> str:
        """Say what the counts mean, in the word of the files."""
        tally = self.tally
        assert tally is not None, "only a closed ballot has a verdict"
        if self.asked.options:
            return self._chosen(self.round_result())
        carried = self.need.carried(tally.yes, tally.no, present=self.present, seats=seats)
        return ("angenommen" if self.amending else "beschlossen") if carried else "abgelehnt"

    def round_result(self) -> Round:
        """What a round of an election, or of a choice, has brought by its counts alone."""
        tally, asked = self.tally, self.asked
        assert tally is not None, "only a closed ballot has a result"
        votes = tally.options if self.numbered else (tally.yes, tally.no)
        return round_of(
            asked.options,
            votes,
            stage=asked.stage,
            places=asked.places,
            present=self.present,
            choosing=asked.choosing,
        )

    def _chosen(self, result: Round) -> str:
        if result.elected or self.lot:
            return "beschlossen" if self.asked.choosing else "gewählt"
        return "ohne Entscheidung" if result.among else "abgelehnt"

    def counts(self) -> str:
        """The counts in the words of the cards."""
        tally, asked = self.tally, self.asked
        assert tally is not None, "only a closed ballot has counts"
        if not asked.options:
            return str(tally)
        return ", ".join(self._named(tally))

    def _named(self, tally: Tally) -> Iterator[str]:
        options = self.asked.options
        if self.numbered:
            for name, votes in zip(options, tally.options, strict=True):
                yield f"„{name}“ {votes}" if self.asked.choosing else f"{name} {votes}"
        else:
            yield f"Für {options[0]} {tally.yes}, dagegen {tally.no}"
        yield f"Enthaltungen {tally.abstain}"
        if tally.invalid:
            yield f"ungültig {tally.invalid}"


def choices(votes: Mapping[str, Given]) -> dict[str, str]:
    """Return the votes in the words of the files."""
    return {who: WORDS.get(vote.choice, vote.choice) for who, vote in votes.items()}
