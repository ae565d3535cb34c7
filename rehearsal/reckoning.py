"""Majorities and elections as the rehearsal reckons them itself, from the counts alone.

It knows nothing of the product's rules: both are held against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FIRST, SECOND, RUNOFF = "erster Wahlgang", "zweiter Wahlgang", "Stichwahl"
HALF = Fraction(1, 2)
_SHARES = {"zweidrittel": Fraction(2, 3), "dreiviertel": Fraction(3, 4)}
_BASES = {"einfach": "abgegebene", "anwesende": "anwesende"}


@dataclass(frozen=True, slots=True)
class Need:
    """The majority that a motion needs: a word of the agenda, or a share of a base.

    The base is ``abgegebene``, ``anwesende`` or ``mitglieder``; without one it is that of the word.
    """

    word: str = "einfach"
    share: str = ""
    of: str = ""

    def carried(self, yes: int, no: int, *, present: int, seats: int) -> bool:
        """Whether so many for and against are enough; half of the base never is, any other share is."""
        of = self.of or _BASES.get(self.word, "mitglieder")
        base = {"abgegebene": yes + no, "anwesende": present, "mitglieder": seats}[of]
        share = Fraction(self.share) if self.share else _SHARES.get(self.word, HALF)
        return yes > share * base if share <= HALF else yes >= share * base and yes > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round has brought: who is chosen, or among whom it goes on, and whether by lot."""

    elected: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    lot: bool = False


def round_of(
    options: Sequence[str],
    votes: Sequence[int],
    *,
    stage: str = FIRST,
    places: int = 1,
    present: int = 0,
    choosing: bool = False,
) -> Round:
    """Judge a round as § 39 Abs. 7 SächsGemO has it.

    More than half of those present; then the two with the most votes, of whom more votes are enough;
    then the lot. A single candidate (votes: Yes and No) stands twice, the second time more Yes than
    No is enough. Of alternatives one is chosen by more votes than all others together have.
    """
    if len(options) == 1:
        return _single(options[0], votes[0], votes[1], stage=stage, present=present)
    order = sorted(range(len(options)), key=lambda place: -votes[place])
    if places > 1:
        return Round(elected=tuple(options[p] for p in order if 2 * votes[p] > present)[:places])
    most, half_of = votes[order[0]], sum(votes) if choosing else present
    runoff = stage == RUNOFF and not choosing
    if most > votes[order[1]] if runoff else 2 * most > half_of:
        return Round(elected=(options[order[0]],))
    if runoff:
        return Round(among=tuple(options), lot=True)
    return Round() if stage == RUNOFF else _two_of(options, votes, order)


def _single(name: str, yes: int, no: int, *, stage: str, present: int) -> Round:
    won = 2 * yes > present if stage == FIRST else yes > no
    if won:
        return Round(elected=(name,))
    return Round(among=(name,)) if stage == FIRST else Round()


def _two_of(options: Sequence[str], votes: Sequence[int], order: Sequence[int]) -> Round:
    """The two with the most votes; where more have equally many, the lot says who of these."""
    second = votes[order[1]]
    through = [options[p] for p in order if votes[p] > second]
    tied = [options[p] for p in order if votes[p] == second]
    if len(through) + len(tied) == 2:
        return Round(among=(*through, *tied))
    return Round(among=tuple(tied), lot=True)
