"""Reading what follows a command's word; None where it does not fit.

A reader never guesses: a word it does not know makes the whole line unread, and the person
is shown how the command is written.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from bot.arguments import (
    AddItemArgs,
    Args,
    AttendanceArgs,
    BodyArgs,
    CaseNameArgs,
    ItemArgs,
    ItemsArgs,
    MoveArgs,
    NameArgs,
    NameItemArgs,
    NameItemReasonArgs,
    NameReasonArgs,
    NamesArgs,
    NameTimeArgs,
    NewSittingArgs,
    NoArgs,
    OperatorArgs,
    PauseArgs,
    ReasonArgs,
    SittingArgs,
    TemplateArgs,
    TextArgs,
)
from bot.plain import Word, joined
from council.numbers import item_number

Words = Sequence[Word]
Reader = Callable[[Words], Args | None]

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
"""Every kind of dash as a plain one."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])")
_SITTING = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEADS = frozenset({"top", "oe", "n"})
_PLACES = {
    **dict.fromkeys(("nach", "hinter", "after", "behind"), False),
    **dict.fromkeys(("vor", "before"), True),
}
_TABLES = {
    **dict.fromkeys(("tagesordnung", "agenda"), "agenda"),
    **dict.fromkeys(("mitglieder", "mitgliederliste", "roster", "members"), "roster"),
}
_CLOSED = frozenset(("nichtoeffentlich", "closed"))
_FORMATS = {"excel": "excel", "xlsx": "excel", "csv": "csv"}


def nothing(words: Words) -> NoArgs | None:
    """Read the end of the line."""
    return None if words else NoArgs()


def item(words: Words) -> ItemArgs | None:
    """Read one item's number, which has to be there."""
    found = number_first(words)
    return ItemArgs(number=found[0]) if found and not found[2] else None


def maybe_item(words: Words) -> ItemArgs | None:
    """Read one item's number or the end of the line."""
    return item(words) if words else ItemArgs()


def items(words: Words) -> ItemsArgs | None:
    """Read one or more numbers and whatever stands behind them as the reason."""
    numbers: list[str] = []
    while found := number_first(words):
        numbers.append(found[0])
        words = found[2]
    if not numbers:
        return None
    return ItemsArgs(numbers=tuple(dict.fromkeys(numbers)), reason=free_text(words))


def several(words: Words) -> ItemsArgs | None:
    """Read two or more numbers and nothing behind them."""
    found = items([word for word in words if word.folded not in ("und", "and")])
    return found if found and len(found.numbers) > 1 and not found.reason else None


def move(words: Words) -> MoveArgs | None:
    """Read a number, "nach" or "vor", and the number of the other item."""
    found = number_first(words)
    before = _PLACES.get(found[2][0].folded) if found and found[2] else None
    anchor = item(found[2][1:]) if found and before is not None else None
    if found is None or before is None or anchor is None or anchor.number is None:
        return None
    return MoveArgs(number=found[0], anchor=anchor.number, before=before)


def new_item(words: Words) -> AddItemArgs | None:
    """Read a number and a title."""
    found = number_first(words)
    title = free_text(found[2]) if found else ""
    if found is None or not title:
        return None
    return AddItemArgs(number=found[0], title=title, public=found[1])


def name(words: Words) -> NameArgs | None:
    """Read one person's name."""
    written = name_of(words)
    return NameArgs(name=written) if written else None


def names(words: Words) -> NamesArgs | None:
    """Read persons separated by semicolons."""
    parts = [part.strip() for part in joined(words).split(";")]
    written = tuple(part for part in parts if part)
    if not written or any(not _is_name(part) for part in written):
        return None
    return NamesArgs(names=written)


def name_time(words: Words) -> NameTimeArgs | None:
    """Read a name and perhaps the time of day behind it."""
    at, rest = time_last(words)
    written = name_of(rest)
    return NameTimeArgs(name=written, at=at) if written else None


def name_reason(words: Words) -> NameReasonArgs | None:
    """Read a name with or without a reason behind it."""
    text = joined(words)
    return NameReasonArgs(text=text) if any(sign.isalpha() for sign in text) else None


def case_name(words: Words) -> CaseNameArgs | None:
    """Read the number of a case and a name."""
    number = words[0].bare if words else ""
    written = name_of(words[1:]) if number.isdecimal() and len(number) < 6 else ""
    return CaseNameArgs(case=int(number), name=written) if written else None


def name_item(words: Words) -> NameItemArgs | None:
    """Read a name and perhaps an item's number behind it."""
    for length in (3, 2, 1):
        tail = item(words[-length:]) if len(words) > length else None
        written = name_of(words[:-length]) if tail else ""
        if tail and written:
            return NameItemArgs(name=written, number=tail.number)
    written = name_of(words)
    return NameItemArgs(name=written) if written else None


def name_item_reason(words: Words) -> NameItemReasonArgs | None:
    """Read a name, perhaps an item's number behind it, and perhaps a reason behind that."""
    text = joined(words)
    if not any(sign.isalpha() for sign in text):
        return None
    for place in range(1, len(words)):
        found = number_first(words[place:])
        written = name_of(words[:place]) if found else ""
        if found and written:
            why = free_text(found[2])
            return NameItemReasonArgs(text=text, name=written, number=found[0], reason=why)
    return NameItemReasonArgs(text=text)


def reason(words: Words) -> ReasonArgs:
    """Read a reason or nothing."""
    return ReasonArgs(reason=free_text(words))


def text(words: Words) -> TextArgs | None:
    """Read free words, at least one."""
    written = free_text(words)
    return TextArgs(text=written) if written else None


def sitting(words: Words) -> SittingArgs | None:
    """Read a sitting's id, perhaps that its closed part's room is meant, or the end of the line."""
    if not words:
        return SittingArgs()
    closed = words[-1].folded in _CLOSED
    rest = words[:-1] if closed else words
    written = rest[0].bare.translate(DASHES).lower() if rest else ""
    if len(rest) > 1 or (rest and not _SITTING.fullmatch(written)):
        return None
    return SittingArgs(sitting=written or None, closed=closed)


def new_sitting(words: Words) -> NewSittingArgs | None:
    """Read a title, a day written 9.12.2026 or 2026-12-09, and a time of day."""
    at, rest = time_last(words)
    day = named_day(rest[-1].bare) if rest else None
    title = free_text(rest[:-1]) if day else ""
    return NewSittingArgs(title=title[:200], day=day, at=at) if title and day and at else None


def named_day(written: str) -> date | None:
    """The day that a word names, 9.12.2026 or 2026-12-09; None where it names none."""
    for shape in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written.translate(DASHES), shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def template(words: Words) -> TemplateArgs | None:
    """Read which empty table is wanted."""
    known = _TABLES.get(words[0].folded) if len(words) == 1 else None
    return TemplateArgs(kind=known) if known else None


def body(words: Words) -> BodyArgs:
    """Read the name of a body or nothing."""
    return BodyArgs(body=free_text(words))


def attendance(words: Words) -> AttendanceArgs | None:
    """Read the format of the attendance report."""
    if not words:
        return AttendanceArgs()
    known = _FORMATS.get(words[0].folded) if len(words) == 1 else None
    return AttendanceArgs(format=known) if known else None


def pause(words: Words) -> PauseArgs | None:
    """Read minutes, or "bis" and a time of day, or nothing."""
    if not words:
        return PauseArgs()
    if words[0].folded in ("bis", "until", "till"):
        until, rest = time_last(words[1:])
        return _until(until, rest) if until else None
    plain = [w for w in words if w.folded not in ("fuer", "for", "min", "minuten", "minutes")]
    match = re.fullmatch(r"([0-9]{1,3})(?:min)?", plain[0].bare.lower()) if len(plain) == 1 else None
    return PauseArgs(minutes=int(match[1])) if match and int(match[1]) else None


def _until(until: time, rest: Words) -> PauseArgs | None:
    """The day of a break's end: today, tomorrow, or one that is named."""
    if not rest:
        return PauseArgs(until=until)
    if len(rest) > 1:
        return None
    if rest[0].folded in ("morgen", "tomorrow"):
        return PauseArgs(until=until, days=1)
    day = named_day(rest[0].bare)
    return PauseArgs(until=until, on=day) if day else None


def operator(words: Words) -> OperatorArgs | None:
    """Read a clerk's name, the office as a whole, or off."""
    only = words[0].folded if len(words) == 1 else ""
    if only in ("buero", "office"):
        return OperatorArgs(mode="office")
    if only in ("aus", "off"):
        return OperatorArgs(mode="off")
    written = name_of(words)
    return OperatorArgs(mode="person", name=written) if written else None


def number_first(words: Words) -> tuple[str, bool | None, Words] | None:
    """Read an item's number at the beginning: number, public by its letter, the rest.

    "TOP Ö 11.1.", "ö11.1", "top 11.1:" are all "11.1".
    """
    rest = list(words)
    lead = ""
    while rest and rest[0].folded in _LEADS:
        lead += f"{rest.pop(0).folded} "
    found = item_number(lead + rest[0].bare) if rest else None
    return (found.number, found.public, rest[1:]) if found else None


def time_last(words: Words) -> tuple[time | None, Words]:
    """Read a time of day at the end: 17.15, 17:15 and 1715, with or without "um" and "Uhr"."""
    rest = list(words)
    if rest and rest[-1].folded == "uhr":
        rest.pop()
    token = unicodedata.normalize("NFKC", rest[-1].bare) if rest else ""
    match = _TIME.fullmatch(token.lower().removesuffix("uhr"))
    if match is None:
        return None, words
    rest.pop()
    if rest and rest[-1].folded in ("um", "at", "seit", "since"):
        rest.pop()
    return time(int(match[1]), int(match[2])), rest


def free_text(words: Words) -> str:
    """Read the rest of the line as it was typed, without a mark that only leads it in."""
    return joined(words).lstrip(":;,–—- ").strip()


def name_of(words: Words) -> str:
    """Read the whole of the words as a name; "" where they cannot be one."""
    written = joined(words).strip(" :;,")
    return written if _is_name(written) else ""


def _is_name(written: str) -> bool:
    letters = any(sign.isalpha() for sign in written)
    return letters and ";" not in written and all(_is_of_a_name(word) for word in written.split())


def _is_of_a_name(word: str) -> bool:
    """A word without digits, or an id of the roster ("m-017") that is no item's number."""
    if not any(sign.isdigit() for sign in word):
        return True
    return word[0].isalpha() and item_number(word) is None
