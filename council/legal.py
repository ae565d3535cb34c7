"""Which paragraph a rule of the code rests on, so that nobody has to take the code's word for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """One rule function with a norm on which it rests.

    ``sentence`` is the rule in words, as the function's first line says it; ``paths`` are the
    values of the rule set from which it reckons.
    """

    function: str
    law: str
    paragraph: str
    sentence: str
    paths: tuple[str, ...] = ()


LEGAL_BASES: list[LegalBasis] = []
"""Every rule function of the council that cites its paragraph, in the order in which it was read."""


def legal_basis(law: str, paragraph: str, *paths: str) -> Callable[[F], F]:
    """Say on which paragraph a rule rests, and from which values of the rule set it reckons.

    Saxony's paragraph stands for the norm; where another Land has one of its own, the rule set's
    values name it.
    """

    def mark(function: F) -> F:
        words = (function.__doc__ or "").strip().split("\n", 1)[0]
        name = f"{function.__module__}.{getattr(function, '__qualname__', '')}"
        LEGAL_BASES.append(
            LegalBasis(function=name, law=law, paragraph=paragraph, sentence=words, paths=paths)
        )
        return function

    return mark
