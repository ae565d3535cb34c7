"""What is wrong with a file, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or was left out, and where.

    ``line`` counts from 1 (in a sheet: its row; in JSON: the object in its list), 0 is the
    file as a whole. ``key`` names the sentence, ``values`` go into it.
    """

    line: int
    column: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


class BadFile(Exception):
    """Nothing of the file was taken; ``problems`` says why, in the order of the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{p.line}: {p.key}" for p in problems))
        self.problems = problems


class Findings:
    """Collects the problems of one file while it is read."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, line: int, column: str, key: str, **values: str) -> None:
        """Note one problem."""
        shown = {name: _shown(value) for name, value in values.items()}
        self._found.append(Problem(line=line, column=_shown(column), key=key, values=shown))

    @property
    def all(self) -> tuple[Problem, ...]:
        """Everything found so far, by line."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))

    def refuse(self) -> None:
        """Raise ``BadFile`` if anything has been found."""
        if self._found:
            raise BadFile(self.all)


def _shown(value: str) -> str:
    """A value from a file as it may stand in an answer: short, and every sign visible."""
    short = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)


def refusal(key: str, line: int = 0, column: str = "", **values: str) -> BadFile:
    """Make the refusal of a file for one reason."""
    findings = Findings()
    findings.add(line, column, key, **values)
    return BadFile(findings.all)
