"""What people read off the cards of a sitting: numbers, counts, verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rehearsal.chats import Message
from rehearsal.reading import buttons

CHOICES = ("Ja", "Nein", "Enthaltung")
PROVISIONAL = " – vorläufig"
_NUMBER = re.compile(r"Abstimmung (\d+)")
_GROUP = re.compile(r"(.*) \(\d+\):? (.+)")
_BY = re.compile(r"^um \d+:\d+:\d+ Uhr durch (.+)$", re.MULTILINE)
_COUNTS = re.compile(r"Dafür (\d+), dagegen (\d+), Enthaltungen (\d+)( – vorläufig|: [a-zä]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The counts that stand on a card, with the verdict word once there is one."""

    yes: int
    no: int
    abstain: int
    verdict: str = ""

    @property
    def tally(self) -> tuple[int, int, int]:
        """The three counts."""
        return self.yes, self.no, self.abstain


def admitted_names(text: str) -> frozenset[str]:
    """Return whom a list that was just admitted names, titles left out: "Linden (2): Dr. Jan Stein"."""
    groups = (_GROUP.fullmatch(line) for line in text.splitlines())
    named = (name for found in groups if found for name in found[2].split(", "))
    return frozenset(" ".join(word for word in name.split() if not word.endswith(".")) for name in named)


def admitted_by(text: str) -> str:
    """Return the clerk by whom a list was admitted, "" where it does not say."""
    found = _BY.search(text)
    return found[1] if found else ""


def vote_buttons(card: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the titles of the buttons with which one votes: words, or the numbers of candidates."""
    titles = (button.title for button in buttons(card))
    return tuple(title for title in titles if title in CHOICES or title.isdecimal())


def is_votable(card: Mapping[str, Any] | None) -> bool:
    """Whether somebody can vote on a card."""
    return bool(vote_buttons(card))


def is_ballot(message: Message) -> bool:
    """Whether a message is an open ballot."""
    return is_votable(message.card) and number_of(message) > 0


def is_result(message: Message) -> bool:
    """Whether a message is the result message of a declared ballot."""
    counts = counts_of(message)
    return counts is not None and bool(counts.verdict) and len(message.versions) == 1


def number_of(message: Message) -> int:
    """Return the number of the ballot that a card shows, or 0."""
    found = _NUMBER.search(message.text)
    return int(found[1]) if found else 0


def counts_of(message: Message) -> Counts | None:
    """Return the counts that a message shows, or nothing."""
    found = _COUNTS.search(message.text)
    if found is None:
        return None
    verdict = found[4].removeprefix(": ") if found[4].startswith(":") else ""
    return Counts(yes=int(found[1]), no=int(found[2]), abstain=int(found[3]), verdict=verdict)
