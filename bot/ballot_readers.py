"""Reading commands that open, count and declare ballots."""

import re
from collections.abc import Mapping

from bot.arguments import (
    DeclareArgs,
    HandsArgs,
    OpenBallotArgs,
    VoteArgs,
    VoteForArgs,
)
from bot.election_readers import KINDS
from bot.plain import Word, joined, words_of
from bot.readers import Reader, Words, free_text, name_of, number_first
from council.majority_words import MajorityWords, majority_first

CHOICES: Mapping[str, str] = {
    "ja": "ja",
    "nein": "nein",
    "enthaltung": "enthaltung",
    "yes": "ja",
    "no": "nein",
    "abstain": "enthaltung",
    "abstention": "enthaltung",
}
"""Words for a choice, as they are compared, and the choice on the wire."""

NUMBERS = frozenset({"1", "2", "3", "4", "5", "6"})
"""The numbers of candidates on a card, which are choices too."""

_HAND_WORDS = {**CHOICES, "enthaltungen": "enthaltung", "abstentions": "enthaltung"}
_VERDICTS = {
    "beschlossen": "beschlossen",
    "angenommen": "angenommen",
    "abgelehnt": "abgelehnt",
    "carried": "beschlossen",
    "resolved": "beschlossen",
    "adopted": "angenommen",
    "rejected": "abgelehnt",
}
_COUNT = re.compile(r"[0-9]{1,4}")


def open_ballot(words: Words) -> OpenBallotArgs | None:
    """Read number, then kind and majority in either order, each if it is there, then ": object"."""
    head_text, colon, tail = joined(words).partition(":")
    head = words_of(head_text)
    if head and head[0].folded in ("ueber", "zu", "on"):
        head = head[1:]
        if not head:
            return None
    found = number_first(head)
    number, rest = (found[0], found[2]) if found else (None, head)
    kind, rest = _taken(rest, KINDS)
    majority, rest = _majority(rest)
    if not kind:
        kind, rest = _taken(rest, KINDS)
    subject = tail.strip()
    if rest or (colon and not subject):
        return None
    return OpenBallotArgs(
        number=number,
        kind=kind,
        majority=majority.kind.value if majority else None,
        share=majority.share if majority else "",
        of=majority.of.value if majority and majority.of else "",
        object=subject or None,
    )


def hands(words: Words) -> HandsArgs | None:
    """Read three counts, or counts with their words, then perhaps a reason."""
    counts = [int(w.bare) for w in words[:3] if _COUNT.fullmatch(w.bare)]
    if len(counts) == 3:
        return HandsArgs(yes=counts[0], no=counts[1], abstain=counts[2], reason=free_text(words[3:]))
    named: dict[str, int] = {}
    while len(words) >= 2:
        choice = _HAND_WORDS.get(words[0].folded)
        if choice is None or choice in named or not _COUNT.fullmatch(words[1].bare):
            break
        named[choice] = int(words[1].bare)
        words = words[2:]
    return _named_hands(named, words)


def vote_for(words: Words) -> VoteForArgs | None:
    """Read a name, the choice and the reason, which has to be given."""
    for place in range(1, len(words)):
        choice = CHOICES.get(words[place].folded) or _numbered(words[place])
        written, why = name_of(words[:place]), free_text(words[place + 1 :])
        if choice and written and why:
            return VoteForArgs(name=written, choice=choice, reason=why)
    return None


def declare(words: Words) -> DeclareArgs | None:
    """Read nothing, or a verdict word and the reason that it needs."""
    if not words:
        return DeclareArgs()
    word, why = _VERDICTS.get(words[0].folded), free_text(words[1:])
    return DeclareArgs(word=word, reason=why) if word and why else None


def voting(choice: str) -> Reader:
    """Make the reader of a typed vote: the word alone, for a vote is never read on a guess."""

    def read(words: Words) -> VoteArgs | None:
        return None if words else VoteArgs(choice=choice)

    return read


def _named_hands(named: Mapping[str, int], rest: Words) -> HandsArgs | None:
    """Put named counts together: all three, or noes and abstentions with the rest as Yes."""
    if not named or (rest and _HAND_WORDS.get(rest[0].folded)):
        return None
    why = free_text(rest)
    if why[:1].isdigit():
        return None
    no, abstain = named.get("nein", 0), named.get("enthaltung", 0)
    if "ja" not in named:
        return HandsArgs(yes=None, no=no, abstain=abstain, reason=why, rest_yes=True)
    if len(named) < 3:
        return None
    return HandsArgs(yes=named["ja"], no=no, abstain=abstain, reason=why)


def _numbered(word: Word) -> str:
    """The number of a candidate as a choice, "" where the word is none."""
    return word.bare if word.bare in NUMBERS else ""


def _majority(words: Words) -> tuple[MajorityWords | None, Words]:
    """Take a majority off the beginning."""
    found = majority_first([word.bare for word in words])
    return (found[0], words[found[1] :]) if found else (None, words)


def _taken(words: Words, known: Mapping[str, str]) -> tuple[str | None, Words]:
    """Take the first one or two words off if they are known."""
    for length in (2, 1):
        value = known.get(" ".join(word.folded for word in words[:length]))
        if value and len(words) >= length:
            return value, words[length:]
    return None, words
