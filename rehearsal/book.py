"""The rehearsal's own book: what the simulated people did, to be held against what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rehearsal.seen import Counts

WORDS = {"Ja": "ja", "Nein": "nein", "Enthaltung": "enthaltung"}


class NotAsDone(AssertionError):
    """Something says otherwise than what the simulated people did."""


@dataclass(slots=True, kw_only=True)
class Deed:
    """One ballot as it was held; by hand or voice there are counts and no votes."""

    number: int
    item: str
    object: str
    counts: Counts
    votes: Mapping[str, str] = field(default_factory=dict)
    recused: int = 0
    superseded_by: int = 0
    public: bool = True

    @property
    def declared(self) -> bool:
        """Whether the ballot stands as declared."""
        return bool(self.counts.verdict)


@dataclass(slots=True, kw_only=True)
class Attended:
    """One stretch of somebody's presence, as they lived it."""

    since: datetime
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Book:
    """All ballots in order of opening, and everybody's presence."""

    ballots: list[Deed] = field(default_factory=list)
    presence: dict[str, list[Attended]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)

    def came(self, member: str, at: datetime) -> None:
        """Note that somebody was admitted or came back."""
        self.presence.setdefault(member, []).append(Attended(since=at))

    def went(self, member: str, at: datetime) -> None:
        """Note that somebody left."""
        self.presence[member][-1].until = at

    def here(self) -> list[str]:
        """Return who is present, in the order in which they first came."""
        return [member for member, stays in self.presence.items() if stays[-1].until is None]

    @property
    def last(self) -> Deed:
        """The ballot that was opened last."""
        return self.ballots[-1]


def agree(what: str, said: object, done: object) -> None:
    """Stop the rehearsal where something says otherwise than what was done."""
    if said != done:
        raise NotAsDone(f"{what}: steht da als {said!r}, getan wurde {done!r}")
