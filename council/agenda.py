"""What is on the agenda, in which order, and what has become of each item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ItemKind(StrEnum):
    """What sort of business an item is (``art``)."""

    RESOLUTION = "beschluss"
    NOTING = "kenntnisnahme"
    ELECTION = "wahl"
    BUDGET = "haushalt"
    AMENDMENT = "änderung"
    FORMALITY = "formalie"
    BY_LAW = "satzung"


class MajorityKind(StrEnum):
    """What majority a motion needs (``mehrheit``).

    ``SHARE`` is any other fraction; it is said together with what it is reckoned from.
    """

    SIMPLE = "einfach"
    OF_PRESENT = "anwesende"
    OF_MEMBERS = "mitglieder"
    TWO_THIRDS = "zweidrittel"
    THREE_QUARTERS = "dreiviertel"
    SHARE = "anteil"


class Base(StrEnum):
    """What a majority is reckoned from."""

    CAST = "abgegebene Stimmen"
    PRESENT = "anwesende Stimmberechtigte"
    MEMBERS = "alle Mitglieder"


class Abstention(StrEnum):
    """What an abstention means for the majority."""

    EXCLUDED = "bleibt außer Betracht"
    COUNTS_AS_NO = "zählt als Nein"
    NOT_ALLOWED = "nicht zugelassen"


class BallotKind(StrEnum):
    """How votes are given (``abstimmung``): openly, by name, or secretly."""

    OPEN = "offen"
    ROLL_CALL = "namentlich"
    SECRET = "geheim"  # noqa: S105  (a word of the council, no password)


class BallotForm(StrEnum):
    """What is asked: Yes or No to a motion, one of several people, one of several proposals."""

    MOTION = "antrag"
    ELECTION = "wahl"
    ALTERNATIVES = "auswahl"


class ItemStatus(StrEnum):
    """What has become of an item so far."""

    PENDING = "ausstehend"
    DEALT = "behandelt"
    NOTED = "zur Kenntnis genommen"
    PASSED = "ohne Widerspruch"
    REMOVED = "abgesetzt"
    POSTPONED = "vertagt"
    REFERRED = "verwiesen"
    WITHDRAWN = "zurückgezogen"


OFF = frozenset({ItemStatus.REMOVED, ItemStatus.POSTPONED, ItemStatus.REFERRED, ItemStatus.WITHDRAWN})
"""What has left this sitting's agenda, until it is taken up again."""


NEEDS_DECISION = frozenset(
    {ItemKind.RESOLUTION, ItemKind.AMENDMENT, ItemKind.BUDGET, ItemKind.BY_LAW, ItemKind.ELECTION}
)
"""Kinds of items that stay pending until something has been decided about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of the agenda (Tagesordnungspunkt, TOP).

    ``number`` is normalised: digits joined by full stops ("11.1.1"), no "TOP".
    ``object`` is what a Yes means ("Ja heißt: …"), ``proposal`` the proposed wording.
    ``share`` ("3/5") and ``of`` say a majority that the plain kinds do not; ``joined`` is the
    first of the items with which this one is dealt with together ("" for none).
    """

    number: str
    title: str
    kind: ItemKind = ItemKind.RESOLUTION
    public: bool = True
    majority: MajorityKind = MajorityKind.SIMPLE
    ballot: BallotKind = BallotKind.OPEN
    paper: str = ""
    mover: str = ""
    object: str = ""
    proposal: str = ""
    link: str = ""
    status: ItemStatus = ItemStatus.PENDING
    called_at: datetime | None = None
    reason: str = ""
    share: str = ""
    of: Base | None = None
    joined: str = ""

    @property
    def parent(self) -> str:
        """The number above this one ("11.1" for "11.1.1"), "" at the top."""
        return self.number.rpartition(".")[0]

    @property
    def pending(self) -> bool:
        """Whether the item still has to be dealt with."""
        return self.status is ItemStatus.PENDING

    @property
    def off(self) -> bool:
        """Whether the item has left this sitting's agenda."""
        return self.status in OFF


def natural_key(number: str) -> tuple[tuple[int, str], ...]:
    """Sort key of an item number, part by part: 2 before 10, "5a" after "5"."""
    key = []
    for part in number.split("."):
        match = re.match(r"(\d*)(.*)", part)
        digits, rest = match.groups() if match else ("", part)
        key.append((int(digits or 0), rest))
    return tuple(key)


def ancestors(number: str) -> tuple[str, ...]:
    """The number itself and all numbers above it: ("11.1.1", "11.1", "11")."""
    parts = number.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items in the order in which they stand on the agenda."""

    items: tuple[AgendaItem, ...] = ()

    def __iter__(self) -> Iterator[AgendaItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def get(self, number: str) -> AgendaItem | None:
        """The item with this number, or None."""
        return next((item for item in self.items if item.number == number), None)

    def changed(self, number: str, **changes: object) -> "Agenda":
        """The agenda with the item *number* changed."""
        return Agenda(
            tuple(replace(i, **changes) if i.number == number else i for i in self.items)  # type: ignore[arg-type]
        )

    def having(self, item: AgendaItem) -> "Agenda":
        """The agenda with *item* put in before the first item with a higher number."""
        key = natural_key(item.number)
        at = next(
            (n for n, other in enumerate(self.items) if natural_key(other.number) > key),
            len(self.items),
        )
        return Agenda((*self.items[:at], item, *self.items[at:]))

    def moved(self, number: str, after: str) -> "Agenda":
        """The agenda with *number*, and what stands under it, put right behind *after* ("" puts it first)."""
        block = [i for i in self.items if number in ancestors(i.number)]
        rest = [i for i in self.items if i not in block]
        at = next((n + 1 for n, i in enumerate(rest) if i.number == after), 0 if not after else None)
        if at is None:  # what it was moved behind is not known here, as in a copy without closed items
            return self
        return Agenda((*rest[:at], *block, *rest[at:]))

    def together(self, number: str) -> tuple[AgendaItem, ...]:
        """The items dealt with together with *number*, itself among them; it alone where none is."""
        item = self.get(number)
        if item is None:
            return ()
        return tuple(i for i in self.items if i is item or (item.joined and i.joined == item.joined))

    def amendments(self, number: str) -> tuple[AgendaItem, ...]:
        """The amendments that stand directly under the item *number*."""
        return tuple(i for i in self.items if i.kind is ItemKind.AMENDMENT and i.parent == number)

    def following(self, current: str, *, public: bool) -> AgendaItem | None:
        """The next item still to be dealt with in this part, or None.

        After the last amendment comes its motion; then what stands after *current*,
        then what was left over before it.
        """
        here = self.get(current)
        if here is not None and here.kind is ItemKind.AMENDMENT:
            motion = self.get(here.parent)
            others = [a for a in self.amendments(here.parent) if a.number != current]
            left = any(a.pending and a.public is public for a in others)
            if motion is not None and motion.pending and not left and motion.public is public:
                return motion
        place = next((n for n, item in enumerate(self.items) if item.number == current), -1)
        rest = (*self.items[place + 1 :], *self.items[: max(place, 0)])
        return next((i for i in rest if i.pending and i.public is public), None)
