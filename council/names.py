"""Who is meant when somebody writes a person's name (Namensabgleich).

Everything is compared letter by letter after folding; nothing is ever guessed. A name that
fits several people finds them all, and whoever asked has to choose.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Protocol, TypeVar

# Letters that Unicode does not take apart, and German ones, which have a spelling of their own.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "ł": "l"}
    | {"đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_GAPS = re.compile(r"[\W_]+")
_DIPLOMA = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "professorin",
        "dipl",
        "ing",
        "med",
        "phil",
        "jur",
        "rer",
        "nat",
        "habil",
        "hc",
        "mag",
    ]
)
_ADDRESS = frozenset(["herr", "herrn", "frau", "mr", "mrs", "ms"])
_OFFICE = frozenset(
    [
        "stadtrat",
        "stadtraetin",
        "stadtrats",
        "ratsherr",
        "ratsfrau",
        "ratsmitglied",
        "gemeinderat",
        "gemeinderaetin",
        "stadtverordneter",
        "stadtverordnete",
        "oberbuergermeister",
        "oberbuergermeisterin",
        "buergermeister",
        "buergermeisterin",
        "beigeordneter",
        "beigeordnete",
        "ob",
    ]
)
_TITLES = _DIPLOMA | _ADDRESS | _OFFICE
_PARTICLES = frozenset(
    [
        "von",
        "vom",
        "van",
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "zu",
        "zum",
        "zur",
        "und",
    ]
)
_LONGEST_NAME = 10


class Named(Protocol):
    """Anybody with the four parts of a name as the roster keeps them."""

    @property
    def first(self) -> str:
        """Given names."""

    @property
    def last(self) -> str:
        """Family name with its particles."""

    @property
    def title(self) -> str:
        """Academic titles."""

    @property
    def salutation(self) -> str:
        """Form of address."""


Person = TypeVar("Person", bound=Named)


class Fit(IntEnum):
    """How a written name fits a person, the best first."""

    WHOLE = 0
    FAMILY = 1
    PART = 2
    GIVEN = 3
    SHORT = 4


def fold(name: str) -> str:
    """Write a name in small plain letters, so that spellings of one name become equal.

    ``ä`` and ``ae``, ``ß`` and ``ss`` are one; other marks are dropped (``é`` is ``e``, ``ş`` is
    ``s``, ``ł`` is ``l``); hyphens, full stops, commas and any run of spaces are one space.
    """
    lowered = unicodedata.normalize("NFC", name).casefold()
    taken_apart = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    plain = "".join(sign for sign in taken_apart if not unicodedata.combining(sign))
    plain = plain.casefold().translate(_LETTERS)
    return " ".join(_GAPS.sub(" ", _APOSTROPHES.sub("", plain)).split())


def is_latin(name: str) -> bool:
    """Tell whether every letter belongs to our alphabet: others may look just like ours."""
    return all("LATIN" in unicodedata.name(sign, "") for sign in name if sign.isalpha())


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings have the same words, whatever their order, titles left out."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def find(name: str, candidates: Iterable[Person]) -> tuple[Person, ...]:
    """Find everybody whom this name may mean, in the order of the candidates.

    Only the best kind of fit is returned: the whole name before the family name, that before
    a part of a double name, then a given name, then beginnings of words (``A. Meyer``).
    """
    fits = [(fit, person) for person in candidates if (fit := fit_of(name, person)) is not None]
    best = min((fit for fit, _ in fits), default=None)
    return tuple(person for fit, person in fits if fit is best)


def find_leading(text: str, candidates: Iterable[Person]) -> tuple[tuple[Person, ...], str]:
    """Find whom the beginning of a text names, and what stands after the name.

    "Dr. Meyer Leitung ausgefallen" is Meyer and "Leitung ausgefallen". The longest beginning
    that is a name is taken; a colon or semicolon behind a name ends it.
    """
    people = tuple(candidates)
    head, mark, tail = _split_at_mark(text)
    if mark and (marked := find(head, people)):
        return marked, tail
    words = text.split()
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        if found := find(" ".join(words[:length]), people):
            return found, " ".join(words[length:]).lstrip(",-– ")
    return (), ""


def fit_of(name: str, person: Named) -> Fit | None:
    """Say how a written name fits one person, None if it does not."""
    family = fold(person.last).split()
    given = fold(person.first).split()
    extra = set(fold(f"{person.title} {person.salutation}").split()) | _TITLES
    before_comma, comma, _ = name.partition(",")
    words = fold(name).split()
    if comma and not _within(_without(fold(before_comma).split(), extra), family):
        return None
    beyond = Counter(words) - Counter(given + family)
    if beyond and set(beyond) <= extra:
        words = list((Counter(words) - beyond).elements())
    elif beyond:
        words = _without(words, extra - set(given + family))
    return _fit_of_words(words, given, family)


def _fit_of_words(words: Sequence[str], given: Sequence[str], family: Sequence[str]) -> Fit | None:
    """Say how the words of a name, titles left out, fit given and family names."""
    if not words or not set(words) - _PARTICLES:
        return None
    if not _within(words, [*given, *family]):
        return Fit.SHORT if _begins(words, [*given, *family], family) else None
    bare_family = [word for word in family if word not in _PARTICLES] or list(family)
    if Counter(words) == Counter([*given, *family]):
        return Fit.WHOLE
    if _within(bare_family, words):
        return Fit.FAMILY
    return Fit.PART if set(words) & set(bare_family) else Fit.GIVEN


def _begins(words: Sequence[str], names: Sequence[str], family: Sequence[str]) -> bool:
    """Tell whether every word begins a name of its own, one of them the family name."""
    if not any(len(word) >= 3 and name.startswith(word) for word in words for name in family):
        return False
    left = list(names)
    for word in sorted(words, key=len, reverse=True):
        fitting = next((name for name in left if name.startswith(word)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return True


def bare_words(name: str) -> list[str]:
    """The words of a name in plain letters, titles and forms of address left out."""
    return _without(fold(name).split(), _TITLES)


def _bare(name: str) -> Counter[str]:
    """Count the words of a name, titles left out unless nothing else is there."""
    words = fold(name).split()
    return Counter(_without(words, _TITLES) or words)


def _within(words: Sequence[str], names: Sequence[str]) -> bool:
    return not Counter(words) - Counter(names)


def _without(words: Iterable[str], dropped: Iterable[str]) -> list[str]:
    gone = set(dropped)
    return [word for word in words if word not in gone]


def _split_at_mark(text: str) -> tuple[str, str, str]:
    """Split at the first colon or semicolon."""
    match = re.search(r"[:;]", text)
    if match is None:
        return text, "", ""
    return text[: match.start()], match.group(), text[match.end() :].strip()
