"""Values of a rule set as they are written in TOML, read strictly."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from council.agenda import Abstention, Base, ItemKind

E = TypeVar("E", bound=StrEnum)

CHECKS = frozenset(
    "convened notified notified_late consent reason public_room stream hotline basis format "
    "chair_in_room approved_system minute_taker cosigners".split()
)
"""What can be missing on the checklist, and so what a set may let the opening wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How many have to be there in a special case: a share of the members, or a number.

    Both None: the law has no special rule. ``count`` 1 is "any number" (beliebig viele).
    """

    share: Fraction | None = None
    count: int | None = None

    @property
    def given(self) -> bool:
        """Whether there is a special rule at all."""
        return self.share is not None or self.count is not None

    def of(self, seats: int) -> int:
        """How many of *seats* have to be there at least; a share is rounded up."""
        if self.share is not None:
            return -(-seats * self.share.numerator // self.share.denominator)
        return self.count or 0

    def __str__(self) -> str:
        """As the rule sets write it."""
        if self.share is not None:
            return f"{self.share.numerator}/{self.share.denominator}"
        return {None: "keine", 1: "beliebig"}.get(self.count, str(self.count))


def fraction(value: object) -> Fraction:
    """A share, more than nothing and at most the whole: "1/2", "2/3"."""
    if not isinstance(value, str):
        raise ValueError(value)
    read = Fraction(value)
    if not 0 < read <= 1:
        raise ValueError(value)
    return read


def threshold(value: object) -> Threshold:
    """A share ("1/4"), a number (3), "beliebig" or "keine"."""
    if value == "keine":
        return Threshold()
    if value == "beliebig":
        return Threshold(count=1)
    if isinstance(value, str):
        return Threshold(share=fraction(value))
    count = whole(value)
    if count < 1:
        raise ValueError(value)
    return Threshold(count=count)


def flag(value: object) -> bool:
    """Yes or no: true, false."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def whole(value: object) -> int:
    """A whole number, not below nought."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


FEWEST_SLIPS = 3
"""Below so many slips nobody's vote is secret, whatever a town says."""


def fewest(value: object) -> int:
    """How many slips a secret ballot needs at least: three or more."""
    read = whole(value)
    if read < FEWEST_SLIPS:
        raise ValueError(value)
    return read


def shown(value: object) -> str:
    """Words that are shown as they stand."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value


def kinds(value: object) -> tuple[ItemKind, ...]:
    """A list of kinds of items."""
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(ItemKind(kind) for kind in value)


def words(value: object) -> tuple[str, ...]:
    """A list of words, compared in lower case."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(value)
    return tuple(each.lower() for each in value)


def checks(value: object) -> tuple[str, ...]:
    """A list of entries of the checklist."""
    read = words(value)
    if not CHECKS.issuperset(read):
        raise ValueError(value)
    return read


def word(family: type[E]) -> Callable[[object], E]:
    """Make the reader of one word of a family."""

    def read(value: object) -> E:
        return family(str(value) if isinstance(value, str) else "")

    return read


base = word(Base)
abstention = word(Abstention)
