"""The list of mutants that nothing notices, with the reason why none changes what happens."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mutants.md"
RULES = ("quorum", "majority", "recusal", "legality", "election")
"""The modules of ``council`` whose every number and comparison decides about a result."""

HUNK = re.compile(r"^@@ (?P<place>\S+) @@\n- (?P<before>.*)\n\+ (?P<after>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One mutant as it is listed: the function it is in, the lines as they are and as they would be.

    ``place`` is ``module.function``; line numbers are left out, so that the list outlives edits elsewhere.
    """

    place: str
    before: str
    after: str

    @property
    def module(self) -> str:
        """The module of ``council`` it is in."""
        return self.place.partition(".")[0]


def listed(text: str | None = None) -> list[Change]:
    """The changes that the page lists, in its order."""
    page = PAGE.read_text(encoding="utf-8") if text is None else text
    return [Change(**found.groupdict()) for found in HUNK.finditer(page)]


def shown(change: Change) -> str:
    """A change as the page lists it."""
    return f"@@ {change.place} @@\n- {change.before}\n+ {change.after}"


def path_of(module: str) -> Path:
    """The file of a module of ``council``."""
    return ROOT / "council" / f"{module}.py"


@cache
def source_of(module: str) -> str:
    """The text of a module of ``council``."""
    return path_of(module).read_text(encoding="utf-8")
