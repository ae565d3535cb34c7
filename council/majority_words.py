"""How people write a majority: on a command line, in an agenda's column."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from council.agenda import Base, MajorityKind
from council.names import fold

_BASES = {
    "mitglieder": Base.MEMBERS,
    "mitgliedern": Base.MEMBERS,
    "members": Base.MEMBERS,
    "anwesende": Base.PRESENT,
    "anwesenden": Base.PRESENT,
    "present": Base.PRESENT,
    "abgegebene": Base.CAST,
    "abgegebenen": Base.CAST,
    "cast": Base.CAST,
}
_SHARES = {
    "zweidrittel": "2/3",
    "zweidrittelmehrheit": "2/3",
    "zwei drittel": "2/3",
    "twothirds": "2/3",
    "two thirds": "2/3",
    "dreiviertel": "3/4",
    "dreiviertelmehrheit": "3/4",
    "drei viertel": "3/4",
    "threequarters": "3/4",
    "three quarters": "3/4",
}
_SIMPLE = frozenset({"einfach", "einfache", "simple"})
_BETWEEN = frozenset(
    "der aller alle von the of all mehrheit majority stimmen votes stimmberechtigten those".split()
)
"""Words that say nothing of their own: "2/3 der abgegebenen Stimmen"."""

_FRACTION = re.compile(r"[0-9]{1,4}/[0-9]{1,4}")
_OF_BASE = {
    Base.MEMBERS: MajorityKind.OF_MEMBERS,
    Base.PRESENT: MajorityKind.OF_PRESENT,
    Base.CAST: MajorityKind.SIMPLE,
}
_OF_SHARE = {"2/3": MajorityKind.TWO_THIRDS, "3/4": MajorityKind.THREE_QUARTERS}
LONGEST = 6
"""As many words one majority has at most."""


class MajorityWords(NamedTuple):
    """A majority as it was written: its kind, another share ("3/5"), and the base if it was named."""

    kind: MajorityKind
    share: str
    of: Base | None

    @property
    def possible(self) -> bool:
        """Whether its share lies between nothing and the whole."""
        if not self.share:
            return True
        above, _, below = self.share.partition("/")
        return int(below) > 0 and 0 < Fraction(int(above), int(below)) <= 1


def majority_words(text: str) -> MajorityWords | None:
    """Read a majority; None where it is none, or a share that does not say of what.

    "einfach", "mitglieder", "zweidrittel", "2/3 der Mitglieder", "3/5 anwesende".
    """
    words = [_plain(word) for word in text.split()]
    said = [word for word in words if word not in _BETWEEN]
    if not said or words[0] in _BETWEEN - {"mehrheit", "majority"}:
        return None
    if len(said) == 1 and said[0] in _SIMPLE:
        return MajorityWords(MajorityKind.SIMPLE, "", None)
    base = _BASES.get(said[-1])
    share = _share(said if base is None else said[:-1])
    if base is not None and len(said) == 1:
        return MajorityWords(_OF_BASE[base], "", None)
    if share in _OF_SHARE:
        return MajorityWords(_OF_SHARE[share], "", base)
    if not share or base is None:
        return None
    return MajorityWords(MajorityKind.SHARE, share, base)


def majority_first(words: Sequence[str]) -> tuple[MajorityWords, int] | None:
    """Read the longest majority at the beginning of *words*, and of how many of them it consists."""
    for length in range(min(len(words), LONGEST), 0, -1):
        found = majority_words(" ".join(words[:length]))
        if found is not None:
            return found, length
    return None


def _share(words: Sequence[str]) -> str:
    written = " ".join(words)
    return written if _FRACTION.fullmatch(written) else _SHARES.get(written, "")


def _plain(word: str) -> str:
    bare = word.strip(".,;:()")
    return bare if "/" in bare else fold(bare).replace(" ", "")
