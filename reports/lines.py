"""A paragraph of a document: what it says, and how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.tables import printable

_HOLD = re.compile(
    r"(?<=\d) (?=Uhr)|(?<=§) |(?<=Abs\.) |(?<=TOP) |(?<=Abstimmung) (?=\d)"
    r"|(?:(?<=§ \d\d)|(?<=Abs\. \d)) (?=Abs\.|[A-ZÄÖÜ]\w+O)"
)
_HELD = "\u00a0"


def held(text: str) -> str:
    """The text with blanks at which a line must not be broken: "16:42 Uhr", "§ 39 Abs. 6"."""
    return _HOLD.sub(_HELD, printable(text))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; ``kind`` names its form in the template (text, ballot, result, …)."""

    kind: str
    text: str

    @property
    def shown(self) -> str:
        """The text without signs that a document may not hold, in one line."""
        return held(" ".join(printable(self.text).split()))
