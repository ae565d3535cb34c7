"""Which people of a roster a written name is like, and how much: hints for a clerk, never a decision.

Titles, order, umlauts, hyphens and further given names make no difference; a slip of the keyboard
lowers the score. Another given name is another person: nicknames are not guessed. Letters of
another alphabet that only look like ours are no likeness at all.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from council.ids import MemberId
from council.names import bare_words, fold, is_latin
from council.roster import Member

WHOLE, MORE_GIVEN, INITIAL = 100, 95, 85
LEAST = 0.86
"""How like each single word has to be, and both names together, to be taken for a slip."""
MOST = 5
_ROUGH = 0.7
_ENDINGS = "aeio"
"""By these alone many given names of women and men differ: Christian and Christiane, Michael and Michaela."""
_STROKES = str.maketrans("øłđı", "oldi")
"""Letters that Unicode does not take apart, as people without them on their keyboard write them."""

Found = Sequence[tuple[MemberId, int]]


class NameBook:
    """The names of one roster, ready to be looked up many times."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._people = [_Person(member) for member in members]
        self._exact: dict[tuple[str, ...], list[_Person]] = {}
        self._family: dict[str, list[_Person]] = {}
        for one in self._people:
            for words in one.spellings:
                self._exact.setdefault(tuple(sorted(words)), []).append(one)
                for word in words:
                    self._family.setdefault(word, []).append(one)
        self._lines = [" ".join(sorted(one.spellings[0])) for one in self._people]

    def __call__(self, name: str) -> Found:
        """Whose name this is like, the best first; everybody who fits equally well is named."""
        if not is_latin(name):
            return ()
        words = bare_words(name)
        if len(words) < 2:
            return ()
        scored: dict[MemberId, int] = {}
        for one in self._candidates(words):
            score = max(_score(words, one, spelling) for spelling in one.spellings)
            if score:
                scored[one.member] = max(score, scored.get(one.member, 0))
        return sorted(scored.items(), key=lambda pair: -pair[1])[:MOST]

    def _candidates(self, words: Sequence[str]) -> "list[_Person]":
        """Those with just these words, or who share one, or whose line is roughly the same."""
        exact = self._exact.get(tuple(sorted(words)))
        if exact:
            return exact
        near = {id(one): one for word in words for one in self._family.get(word, ())}
        line = " ".join(sorted(words))
        rough = process.extract(
            line,
            self._lines,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_ROUGH,
            limit=2 * MOST,
        )
        near |= {id(self._people[place]): self._people[place] for _, _, place in rough}
        return list(near.values())


class _Person:
    """One person's name in the spellings that people use for it."""

    def __init__(self, member: Member) -> None:
        self.member = member.id
        self.given = [tuple(fold(member.first).split()), tuple(_plain(member.first))]
        self.family = [tuple(_family(fold(member.last).split())), tuple(_family(_plain(member.last)))]
        both = [(*given, *family) for given, family in zip(self.given, self.family, strict=True)]
        self.spellings = list(dict.fromkeys(both))


_PARTICLES = frozenset("von vom van de der den zu zum zur".split())


def _family(words: Sequence[str]) -> list[str]:
    """A family name without its particles, which many leave out."""
    return [word for word in words if word not in _PARTICLES] or list(words)


def _plain(name: str) -> list[str]:
    """The words with every mark dropped: "Müller" as "muller"."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_STROKES))
    return fold("".join(sign for sign in apart if not unicodedata.combining(sign))).split()


def _score(words: Sequence[str], one: _Person, spelling: Sequence[str]) -> int:
    """How like the written words are to one spelling; 0 where they are another name."""
    place = one.spellings.index(tuple(spelling))
    given, family = one.given[min(place, 1)], one.family[min(place, 1)]
    written = _family(list(words)) if len(_family(list(words))) > 1 else list(words)
    if sorted(written) == sorted(_family(list(spelling))):
        return WHOLE
    left = list(written)
    worst = 1.0
    for part in family:
        best, likeness = _nearest(part, left)
        if best is None or likeness < LEAST:
            return 0
        worst = min(worst, likeness)
        left.remove(best)
    return _given_score(left, given, worst)


def _given_score(left: Sequence[str], given: Sequence[str], worst: float) -> int:
    """How like what is left is to the given names, the family name being as like as *worst*."""
    if not left:
        return 0
    if "".join(left) == "".join(given):
        return int(MORE_GIVEN * worst)
    like = max(_slip(word, name) for word in left for name in given)
    if like >= LEAST:
        return int(MORE_GIVEN * min(worst, like))
    first = "".join(name[0] for name in given)
    short = all(len(word) == 1 and word in first for word in left)
    return INITIAL if worst == 1 and (short or "".join(left) == first) else 0


def _slip(word: str, name: str) -> float:
    """How like a written given name is to another one; 0 where only the ending makes it another person's."""
    if word != name and word.rstrip(_ENDINGS) == name.rstrip(_ENDINGS):
        return 0.0
    return Levenshtein.normalized_similarity(word, name)


def _nearest(word: str, words: Sequence[str]) -> tuple[str | None, float]:
    """The word that is most like this one, and how much."""
    scored = [(other, Levenshtein.normalized_similarity(word, other)) for other in words]
    return max(scored, key=lambda pair: pair[1], default=(None, 0.0))
