"""Events, documents and helpers of the store's tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, NewType

from council.events import Event
from council.ids import BallotId, MemberId, SittingId
from store import Codec

SITTING = SittingId("2026-12-09-ratsversammlung")
OTHER = SittingId("2026-12-10-ausschuss")
NOW = datetime(2026, 12, 9, 16, 42, 17, 123456, tzinfo=UTC)

Seat = NewType("Seat", int)


class Colour(StrEnum):
    """A word of a closed set."""

    GREEN = "grün"
    RED = "rot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A value inside an event."""

    name: str
    seats: tuple[Seat, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken(Event):
    """The plainest event."""

    TYPE: ClassVar[str] = "note_taken.v1"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCounted(Event):
    """An event with ids."""

    TYPE: ClassVar[str] = "vote_counted.v1"

    ballot: BallotId
    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingHappened(Event):
    """An event with a field of every kind."""

    TYPE: ClassVar[str] = "everything_happened.v1"

    count: int
    good: bool
    colour: Colour
    day: date
    until: datetime | None
    chief: Person
    deputy: Person | None = None
    people: tuple[Person, ...] = ()
    pairs: tuple[tuple[Colour, ...], ...] = ()
    label: str | None = None


CODEC = Codec((NoteTaken, VoteCounted, EverythingHappened))


def note(text: str = "Guten Abend") -> NoteTaken:
    return NoteTaken(at=NOW, by=MemberId("m-1"), cause="f:4711", text=text)


def notes(count: int, start: int = 1) -> list[NoteTaken]:
    return [note(f"Notiz {number}") for number in range(start, start + count)]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
