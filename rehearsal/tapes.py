"""Recorded roll calls: who voted how on what, ballot by ballot, read from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LETTERS = {"J": "Ja", "N": "Nein", "E": "Enthaltung"}
ABSENT = "O"
AMENDMENT = "Änderungsantrag"
PROCEDURE = "Geschäftsordnung"


class UnreadableRecording(ValueError):
    """The file is not a recording; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedBallot:
    """One roll call: the wish of everybody who voted."""

    item: str
    title: str
    type: str
    votes: Mapping[str, str]

    @property
    def tally(self) -> tuple[int, int, int]:
        """Yes, no, abstentions."""
        given = list(self.votes.values())
        yes, no, abstain = (given.count(word) for word in LETTERS.values())
        return yes, no, abstain

    @property
    def procedural(self) -> bool:
        """Whether it was a motion on procedure, which belongs to no item."""
        return self.type == PROCEDURE

    @property
    def object(self) -> str:
        """What was voted on, in one line."""
        return f"{self.type}: {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSitting:
    """One evening."""

    date: str
    title: str
    members: tuple[str, ...]
    ballots: tuple[RecordedBallot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Several evenings of one council; members by id with their group."""

    members: Mapping[str, str]
    sittings: tuple[RecordedSitting, ...]

    def chosen(self, sitting: str) -> tuple[RecordedSitting, ...]:
        """Return the sitting of this date, or all of them."""
        found = tuple(one for one in self.sittings if sitting in {"all", one.date})
        if not found:
            dates = ", ".join(one.date for one in self.sittings)
            raise UnreadableRecording(f"Die Aufzeichnung hat keine Sitzung „{sitting}“, nur: {dates}")
        return found


def read_recording(path: Path) -> Recording:
    """Read a recording; anything odd in it is a reason to refuse it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        members = {str(key): str(group) for key, group in document["members"].items()}
        sittings = tuple(_sitting(entry, members) for entry in document["sittings"])
    except OSError as failure:
        raise UnreadableRecording(f"{path} lässt sich nicht lesen: {failure.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise UnreadableRecording(f"{path} ist keine Aufzeichnung: {failure!r}") from None
    return Recording(members=members, sittings=sittings)


def _sitting(entry: Any, known: Mapping[str, str]) -> RecordedSitting:
    members = tuple(str(member) for member in entry["members"])
    if not set(members) <= set(known):
        raise ValueError(f"{entry['date']}: {sorted(set(members) - set(known))} are no members")
    ballots = tuple(_ballot(one, members) for one in entry["ballots"])
    return RecordedSitting(date=entry["date"], title=entry["title"], members=members, ballots=ballots)


def _ballot(entry: Any, members: tuple[str, ...]) -> RecordedBallot:
    letters = str(entry["votes"])
    if len(letters) != len(members) or not set(letters) <= {*LETTERS, ABSENT}:
        raise ValueError(f"the votes on {entry['item']} do not fit the {len(members)} members")
    votes = {
        member: LETTERS[letter] for member, letter in zip(members, letters, strict=True) if letter != ABSENT
    }
    return RecordedBallot(item=entry["item"], title=entry["title"], type=entry["type"], votes=votes)
