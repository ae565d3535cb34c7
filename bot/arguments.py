"""What a typed command says beyond its word, as plain values.

Names are left as they were typed: who is meant is found in the roster
(``council.names``), which the reader of a line does not know.
"""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArgs:
    """The word says everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArgs:
    """An item by its normalised number, None: the called one."""

    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsArgs:
    """One or more items and why."""

    numbers: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItemArgs:
    """A new item; ``public`` is None where neither Ö nor N stood before the number."""

    number: str
    title: str
    public: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameArgs:
    """One person."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesArgs:
    """One or more persons, as they were separated by semicolons."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTimeArgs:
    """A person and the local time of day at which it happened, None: now."""

    name: str
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReasonArgs:
    """A person and perhaps a reason behind the name.

    Only the roster can tell where the name ends: ``council.names.find_leading``.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameItemArgs:
    """A person and an item, None: the called one."""

    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonArgs:
    """Why, "" where nothing was said."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArgs:
    """Free words, never empty."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingArgs:
    """A planned sitting by its id, None: the obvious one."""

    sitting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyArgs:
    """A body of the council, "": the only one."""

    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallotArgs:
    """What is voted on and how; what is None stands as the agenda has it.

    ``kind`` is ``offen`` or ``namentlich``; ``majority`` is ``einfach``, ``mitglieder`` or
    ``zweidrittel``; ``object`` is what follows the colon.
    """

    number: str | None = None
    kind: str | None = None
    majority: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsArgs:
    """A ballot counted in the hall.

    With ``rest_yes`` only noes and abstentions were counted, ``yes`` is None, and the rest of
    those entitled count as Yes.
    """

    yes: int | None
    no: int
    abstain: int
    reason: str = ""
    rest_yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteForArgs:
    """A vote taken by voice or hand: ``choice`` is ``ja``, ``nein`` or ``enthaltung``."""

    name: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteArgs:
    """A typed vote: ``ja``, ``nein`` or ``enthaltung``."""

    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareArgs:
    """The verdict word that overrides (``beschlossen``, ``angenommen``, ``abgelehnt``) and why.

    Both are "" where the counts decide.
    """

    word: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseArgs:
    """How long a break lasts: minutes, or until a local time of day, or open (both None)."""

    minutes: int | None = None
    until: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceArgs:
    """As what the attendance report comes: ``card``, ``excel`` or ``csv``."""

    format: str = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorArgs:
    """Who operates for the chair: ``person`` (named), ``office`` (any clerk) or ``off``."""

    mode: str
    name: str = ""


Args = (
    NoArgs
    | ItemArgs
    | ItemsArgs
    | AddItemArgs
    | NameArgs
    | NamesArgs
    | NameTimeArgs
    | NameReasonArgs
    | NameItemArgs
    | ReasonArgs
    | TextArgs
    | SittingArgs
    | BodyArgs
    | OpenBallotArgs
    | HandsArgs
    | VoteForArgs
    | VoteArgs
    | DeclareArgs
    | PauseArgs
    | AttendanceArgs
    | OperatorArgs
)
