"""Reading what follows „korrektur“: a name, from when to when, and why."""

import re
import unicodedata
from datetime import date, time

from bot.arguments import CorrectionArgs, SpanArgs
from bot.readers import Words, free_text, name_of, named_day

_FROM = frozenset({"von", "from"})
_TO = frozenset({"bis", "to", "until", "till"})
_AND = frozenset({"und", "and"})
_ABSENT = frozenset({"abwesend", "absent"})
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])(?:uhr)?")


def correction(words: Words) -> CorrectionArgs | None:
    """Read a name, one or more stretches of time or "abwesend", and a reason, which has to be there.

    "von" begins the times only where a time follows it: it is part of many a name.
    """
    for place in range(1, len(words)):
        read = _spans(words[place:]) if words[place].folded in _FROM else None
        if read is None and words[place].folded in _ABSENT:
            read = (), words[place + 1 :]
        if read is not None:
            name, reason = name_of(words[:place]), free_text(read[1])
            return CorrectionArgs(name=name, spans=read[0], reason=reason) if name and reason else None
    return None


def _spans(words: Words) -> tuple[tuple[SpanArgs, ...], Words] | None:
    """Stretches joined by "und", and what follows the last of them."""
    first = _span(words[1:])
    if first is None:
        return None
    found, rest = [first[0]], first[1]
    while rest and rest[0].folded in _AND:
        more = rest[2:] if len(rest) > 1 and rest[1].folded in _FROM else rest[1:]
        following = _span(more)
        if following is None:
            break  # the reason begins with "und"
        found.append(following[0])
        rest = following[1]
    return tuple(found), rest


def _span(words: Words) -> tuple[SpanArgs, Words] | None:
    since = _moment(words)
    if since is None or not since[2] or since[2][0].folded not in _TO:
        return None
    until = _moment(since[2][1:])
    if until is None:
        return None
    span = SpanArgs(since=since[1], until=until[1], since_day=since[0], until_day=until[0])
    return span, until[2]


def _moment(words: Words) -> tuple[date | None, time, Words] | None:
    """A time of day, perhaps with its day before it, and the rest without "Uhr"."""
    day = named_day(words[0].bare) if len(words) > 1 else None
    rest = words[1:] if day else words
    token = unicodedata.normalize("NFKC", rest[0].bare).lower() if rest else ""
    match = _TIME.fullmatch(token)
    if match is None:
        return None
    rest = rest[2:] if len(rest) > 1 and rest[1].folded == "uhr" else rest[1:]
    return day, time(int(match[1]), int(match[2])), rest
