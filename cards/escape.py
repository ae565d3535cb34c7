"""Words of people, made harmless before a client draws them.

Text blocks and facts are read as Markdown, and a mention is plain text between tags: a
motion's title must never become one of them. Titles of buttons and previews are not read as
Markdown and must not show a backslash.
"""

import re
import unicodedata
from functools import lru_cache

MOST_LETTERS = 1_200
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that show nothing: a name of these alone would be no name."""
_HIDDEN = re.compile(f"[{_BLANK}]")
_JOINERS = "\u200c\u200d"
_MARKS = re.compile(r"[\\`*_~\[\]<>|]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LEADING = re.compile(r"^(?:[#+\-=](?=[#+\-=\s]|$)|>)")
_COUNTED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_ADDRESS = re.compile(r"(?i)/(?=/)|(?:mailto|tel)(?=:)|\S(?=@\S)|\w\.(?=[^\W\d]{2,}\b)|\{(?=\{)|\](?=\()")
_BREAK = "\u2060"
_HARMLESS = re.compile(
    r"[A-ZÄÖÜäöü✓„](?:[ A-Z0-9ÄÖÜäöüß–,;„“✓-]++|\.(?= |$)|(?<![lo]):)*+", re.ASCII | re.IGNORECASE
)
"""What none of the others finds anything in: plain sentences, as every receipt is."""
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_FROM_THE_RIGHT = re.compile(rf"[{_RIGHT}](?:[{_RIGHT}{_JOINERS}\s'’.-]*[{_RIGHT}])?")
_LEFT_TO_RIGHT = "\u200e"


def label(value: str, most: int = MOST_LETTERS) -> str:
    """*value* as one plain line: no control, direction or invisible signs, at most *most* letters."""
    plainly = value.isprintable() and not _HIDDEN.search(value)
    line = " ".join((value if plainly else _seen(value)).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


@lru_cache(maxsize=2048)
def plain(value: str, most: int = MOST_LETTERS) -> str:
    """*value* as a text block may hold it: Markdown reads back exactly the words of :func:`label`.

    Addresses get an invisible break, so that no client makes a link of them; so do doubled braces, which
    some clients read as a date, and brackets that some take for a link though they are escaped. Words
    written from the right stand between invisible marks, so that they keep their places.
    """
    line = label(value, most)
    return line if _HARMLESS.fullmatch(line) else _escaped(line)


def _escaped(line: str) -> str:
    line = _ADDRESS.sub(lambda match: f"{match.group()}{_BREAK}", line)
    line = _ENTITY.sub(r"\\&", _MARKS.sub(r"\\\g<0>", line))
    line = _COUNTED.sub(r"\1\\\2", line)
    line = _LEADING.sub(r"\\\g<0>", line)
    return _FROM_THE_RIGHT.sub(rf"{_LEFT_TO_RIGHT}\g<0>{_LEFT_TO_RIGHT}", line)


def _seen(value: str) -> str:
    return "".join(sign if _visible(sign) else " " if _space(sign) else "" for sign in value)


def _visible(sign: str) -> bool:
    shown = unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return sign in _JOINERS or (shown and sign not in _BLANK)


def _space(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp")
