"""What somebody typed, without what Teams and keyboards put around it."""

import html
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from council.names import fold

_MENTION = re.compile(r"<at\b[^<>]*>([^<>]*)</at>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:a|at|attachment|b|blockquote|br|code|div|em|font|i|img|li|ol|p|pre|s|span|strong|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_EDGES = " \t\"'„“”‚‘’«»‹›`´()[]<>,;:!?…"


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word: as it stands there, and as it is compared."""

    raw: str
    folded: str

    @property
    def bare(self) -> str:
        """The word without quotes, brackets and punctuation around it.

        A dash that stands alone before it goes; one that touches it stays: "-1" is no 1.
        """
        return self.raw.split()[-1].strip(_EDGES).rstrip(".")


def clean(text: str, bot_names: Collection[str] = ()) -> str:
    """Take out the bot's own mention, markup, entities and signs nobody sees.

    The mention of anybody else leaves that person's name behind. Every run of spaces, of
    whichever kind, becomes one plain space; letters stay as they were typed.
    """
    own = {fold(name) for name in bot_names} - {""}
    text = _MENTION.sub(lambda match: _other_mention(html.unescape(match[1]), own), text)
    text = html.unescape(_MARKUP.sub(" ", text))
    text = unicodedata.normalize("NFC", "".join(_visible(sign) for sign in text))
    text = " ".join(text.split()).lstrip("/ ")
    return _without_plain_mention(text, own)


def words_of(text: str) -> tuple[Word, ...]:
    """Split cleaned text into words; marks that stand alone belong to the word after them."""
    words: list[Word] = []
    marks = ""
    for raw in text.split():
        folded = fold(raw).replace(" ", "")
        if folded:
            words.append(Word(marks + raw, folded))
            marks = ""
        else:
            marks += f"{raw} "
    return tuple(words)


def joined(words: Collection[Word]) -> str:
    """Put words together again as they were typed."""
    return " ".join(word.raw for word in words).strip()


def _other_mention(name: str, own: set[str]) -> str:
    return " " if fold(name) in own else f" {name} "


def _without_plain_mention(text: str, own: set[str]) -> str:
    """Take off "@Name" that was typed or pasted as plain letters."""
    if text.startswith("@"):
        words = text[1:].split(" ")
        for length in range(min(len(words), 8), 0, -1):
            if fold(" ".join(words[:length])) in own:
                return " ".join(words[length:])
    return text


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Cn", "Co") else sign
