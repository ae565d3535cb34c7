"""What is wrong with words on a card: markup, links, mentions, signs that nobody sees.

Text blocks and facts are read as Markdown, but every client reads another part of it. So nothing
that stands there may be markup at all: ``cards.escape`` makes it harmless, and this module looks
whether it has. Titles of buttons and previews are not read as Markdown.
"""

import re
import unicodedata
from collections.abc import Iterator

_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[`*_~\[\]<>|]")
_LIST = re.compile(r"^(?:[#+\-=](?=[#+\-=\s]|$)|\d{1,9}[.)](?=\s|$)|>)")
_LINK = re.compile(
    r"(?i)://|\b(?:mailto|tel):(?!\u2060)|[^\s\u2060]@(?!\u2060)\S|\bwww\.(?!\u2060)\w+\.(?!\u2060)\w"
)
_HELPER = re.compile(r"\{\{")
_ENTITY = re.compile(r"(?<!\\)&#?\w+;")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
_KEPT = "\u200c\u200d\u200e\u2060"
"""Joiners, the breaks in addresses, and the marks that keep names written from the right in their places."""


def text_findings(words: str) -> Iterator[str]:
    """What a client could take for more than words in a text that is read as Markdown."""
    if _MARKUP.search(words) or _LIST.search(words) or _ENTITY.search(words):
        yield f"a text could be read as markup: {words!r}"
    if _LINK.search(words):
        yield f"a text could become a link: {words!r}"
    if _HELPER.search(words):
        yield f"a text could be read as a date: {words!r}"
    yield from _unseen(words)


def label_findings(what: str, words: str) -> Iterator[str]:
    """What is wrong with a button's title or a preview: more than one line, signs that nobody sees."""
    if words != " ".join(words.split()):
        yield f"the {what} is not one line of words: {words!r}"
    if "<at>" in words.lower():
        yield f"the {what} looks like a mention: {words!r}"
    yield from _unseen(words)


def _unseen(words: str) -> Iterator[str]:
    hidden = [s for s in words if s not in _KEPT and (s in _BLANK or unicodedata.category(s).startswith("C"))]
    if hidden:
        yield f"there are signs that nobody sees: {hidden}"
