"""What a typed command says beyond its word, as plain values.

Names are left as they were typed: who is meant is found in the roster
(``council.names``), which the reader of a line does not know.
"""

from dataclasses import dataclass
from datetime import date, time

from bot.ballot_arguments import (
    AlternativesArgs,
    BallotArgs,
    BlockArgs,
    DeclareArgs,
    ElectionArgs,
    HandsArgs,
    LotArgs,
    NextRoundArgs,
    OpenBallotArgs,
    PaperCountArgs,
    VoteArgs,
    VoteForArgs,
)

__all__ = [
    "AddItemArgs",
    "AlternativesArgs",
    "Args",
    "AttendanceArgs",
    "BlockArgs",
    "BodyArgs",
    "CaseNameArgs",
    "CorrectionArgs",
    "DeclareArgs",
    "ElectionArgs",
    "HandsArgs",
    "ItemArgs",
    "ItemsArgs",
    "LotArgs",
    "MoveArgs",
    "NameArgs",
    "NameItemArgs",
    "NameItemReasonArgs",
    "NameReasonArgs",
    "NameTimeArgs",
    "NamesArgs",
    "NewSittingArgs",
    "NextRoundArgs",
    "NoArgs",
    "OpenBallotArgs",
    "OperatorArgs",
    "PaperCountArgs",
    "ParticularArgs",
    "PauseArgs",
    "ReasonArgs",
    "SittingArgs",
    "SpanArgs",
    "TemplateArgs",
    "TextArgs",
    "VoteArgs",
    "VoteForArgs",
    "WishArgs",
]


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
class MoveArgs:
    """An item and the one behind which, or before which, it is put."""

    number: str
    anchor: str
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameArgs:
    """One person."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNameArgs:
    """A case by its number, and a person."""

    case: int
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
class NameItemReasonArgs:
    """A person, perhaps an item, and why; where the name ends, only the roster can tell.

    ``text`` is the whole line. Where a number stands in it, ``name`` is what stands before it and
    ``reason`` what stands behind; it is an item's number only if ``name`` is nothing but a name.
    """

    text: str
    name: str = ""
    number: str = ""
    reason: str = ""


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
    """A planned sitting by its id, None: the obvious one; ``closed``: the room of its closed part."""

    sitting: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSittingArgs:
    """A sitting to be planned: its title, its day, and its local time of day."""

    title: str
    day: date
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateArgs:
    """Which empty table is wanted: ``agenda`` or ``roster``."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticularArgs:
    """An entry of the checklist and its value, "" takes it back; no key: the checklist itself."""

    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyArgs:
    """A body of the council, "": the only one."""

    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseArgs:
    """How long a break lasts: minutes, or until a local time of day, or open (both None).

    ``days`` counts from today to the day of ``until``; ``on`` names that day instead.
    """

    minutes: int | None = None
    until: time | None = None
    days: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceArgs:
    """As what the attendance report comes: ``card``, ``excel`` or ``csv``."""

    format: str = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanArgs:
    """From when to when by the clock on the wall; the days are None where none was named."""

    since: time
    until: time
    since_day: date | None = None
    until_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionArgs:
    """A person, when they were present (never: no spans), and why that is put right."""

    name: str
    spans: tuple[SpanArgs, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorArgs:
    """Who operates for the chair: ``person`` (named), ``office`` (any clerk) or ``off``."""

    mode: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishArgs:
    """What a member wants: ``immer``, ``wenn nötig``, ``aus``, or ``an``."""

    mode: str


Args = (
    NoArgs
    | ItemArgs
    | ItemsArgs
    | AddItemArgs
    | MoveArgs
    | NameArgs
    | CaseNameArgs
    | NamesArgs
    | NameTimeArgs
    | NameReasonArgs
    | NameItemArgs
    | NameItemReasonArgs
    | ReasonArgs
    | TextArgs
    | SittingArgs
    | NewSittingArgs
    | TemplateArgs
    | ParticularArgs
    | BodyArgs
    | PauseArgs
    | AttendanceArgs
    | OperatorArgs
    | CorrectionArgs
    | WishArgs
    | BallotArgs
)
