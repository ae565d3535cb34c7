"""Reading commands on several items, candidates and proposals at once."""

import re
from collections.abc import Mapping

from bot.arguments import AlternativesArgs, BlockArgs, ElectionArgs, LotArgs, NextRoundArgs, PaperCountArgs
from bot.ballot_arguments import Spans
from bot.plain import Word, joined, words_of
from bot.readers import DASHES, Words, free_text, name_of, number_first
from council.numbers import item_number

KINDS: Mapping[str, str] = {
    "offen": "offen",
    "open": "offen",
    "namentlich": "namentlich",
    "rollcall": "namentlich",
    "roll call": "namentlich",
    "geheim": "geheim",
    "secret": "geheim",
}
"""Words for the way of voting, as they are compared, and the way itself."""

_PAPER = frozenset({"papier", "paper"})
_PLACES = frozenset({"sitze", "sitz", "plaetze", "seats", "places"})
_WITNESS = frozenset({"zeuge", "zeugin", "witness"})
_WITHOUT = frozenset({"ausser", "ohne", "except", "without"})
_LITTLE = frozenset({"top", "und", "and", "sowie"})
_COUNT = re.compile(r"[0-9]{1,4}")
_NAMED = {
    "ja": "yes",
    "yes": "yes",
    "nein": "no",
    "no": "no",
    "enthaltung": "abstain",
    "enthaltungen": "abstain",
    "abstain": "abstain",
    "abstentions": "abstain",
    "ungueltig": "invalid",
    "ungueltige": "invalid",
    "invalid": "invalid",
}


def block(words: Words) -> BlockArgs | None:
    """Read numbers and ranges of numbers, those left out, and how to vote: "8.1-8.4 8.6 außer 8.3"."""
    kind, words = _kind_last(words)
    text = joined(words).translate(DASHES)
    text = re.sub(r"\s*(?:-|\bbis\b|\bto\b)\s*", "-", text, flags=re.IGNORECASE)
    found: dict[bool, list[tuple[str, str]]] = {False: [], True: []}
    leaving_out = False
    for token in words_of(text.replace(",", " ").replace(";", " ")):
        if token.folded in _WITHOUT and not leaving_out:
            leaving_out = True
        elif token.folded not in _LITTLE:
            span = _span(token.bare)
            if span is None:
                return None
            found[leaving_out].append(span)
    if not found[False] or (leaving_out and not found[True]):
        return None
    return BlockArgs(spans=tuple(found[False]), without=_spans(found[True]), kind=kind)


def elect(words: Words) -> ElectionArgs | None:
    """Read a number, candidates separated by semicolons, places, and how the election is held.

    A semicolon behind the last name keeps a word like "Offen" a name.
    """
    found = number_first(words)
    number, rest = (found[0], found[2]) if found else (None, words)
    kind: str | None = None
    paper, places = False, 0
    while rest and not rest[-1].raw.endswith(";"):
        way, left = _kind_last(rest)
        if way is not None and kind is None:
            kind, rest = way, left
        elif rest[-1].folded in _PAPER and not paper:
            paper, rest = True, rest[:-1]
        elif not places and (count := _places_last(rest)):
            places, rest = count, rest[:-2]
        else:
            break
    names = _parts(rest)
    if any(not any(sign.isalpha() for sign in name) for name in names):
        return None
    return ElectionArgs(number=number, names=names, places=places or 1, kind=kind, paper=paper)


def next_round(words: Words) -> NextRoundArgs | None:
    """Read nothing, or that the next round is held on paper."""
    if not words:
        return NextRoundArgs()
    on_paper = words[-1].folded in _PAPER and [w.folded for w in words[:-1]] in ([], ["auf"], ["on"])
    return NextRoundArgs(paper=True) if on_paper else None


def alternatives(words: Words) -> AlternativesArgs | None:
    """Read a number, perhaps how to vote with a colon, and proposals separated by semicolons."""
    found = number_first(words)
    number, rest = (found[0], found[2]) if found else (None, words)
    head, colon, tail = joined(rest).partition(":")
    kind = KINDS.get(" ".join(word.folded for word in words_of(head))) if colon else None
    options = _parts(words_of(tail) if kind or (colon and not head.strip()) else rest)
    if not options:
        return None
    return AlternativesArgs(number=number, options=options, kind=kind)


def lot(words: Words) -> LotArgs | None:
    """Read on whom the lot fell, then "zeuge" and a name."""
    for place, word in enumerate(words):
        if word.folded in _WITNESS and place:
            option, witness = free_text(words[:place]).strip(" ;,"), name_of(words[place + 1 :])
            return LotArgs(option=option, witness=witness) if option and witness else None
    return None


def paper_count(words: Words) -> PaperCountArgs | None:
    """Read the counts of each candidate in order, or Yes and No; then abstentions and invalid papers."""
    counts: list[int] = []
    while words and _COUNT.fullmatch(words[0].bare):
        counts.append(int(words[0].bare))
        words = words[1:]
    named: dict[str, int] = {}
    while len(words) >= 2 and _COUNT.fullmatch(words[1].bare):
        what, count = (words[0], words[1]) if words[0].folded in _NAMED else (None, words[1])
        if what is None or _NAMED[what.folded] in named:
            return None
        named[_NAMED[what.folded]] = int(count.bare)
        words = words[2:]
    by_name = "yes" in named and "no" in named
    if words or bool(counts) is by_name or (counts and ("yes" in named or "no" in named)):
        return None
    return PaperCountArgs(options=tuple(counts), **named)


def _span(token: str) -> tuple[str, str] | None:
    """A number, or a range from one to another."""
    first, dash, last = token.partition("-")
    begins, ends = item_number(first), item_number(last if dash else first)
    return (begins.number, ends.number) if begins and ends else None


def _spans(found: list[tuple[str, str]]) -> Spans:
    return tuple(dict.fromkeys(found))


def _parts(words: Words) -> tuple[str, ...]:
    """What semicolons separate, as it was typed."""
    parts = (part.strip().lstrip(":,–—- ") for part in joined(words).split(";"))
    return tuple(part for part in parts if part)


def _kind_last(words: Words) -> tuple[str | None, Words]:
    """Take the way of voting off the end."""
    for length in (2, 1):
        kind = KINDS.get(" ".join(word.folded for word in words[-length:]))
        if kind and len(words) >= length:
            return kind, words[:-length]
    return None, words


def _places_last(words: Words) -> int:
    """How many places the end says ("sitze 3", "3 sitze"); 0 where it says none."""
    if len(words) < 2:
        return 0
    pairs: tuple[tuple[Word, Word], ...] = ((words[-2], words[-1]), (words[-1], words[-2]))
    for word, count in pairs:
        if word.folded in _PLACES and re.fullmatch(r"[1-9][0-9]?", count.bare):
            return int(count.bare)
    return 0
