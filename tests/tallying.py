"""What the experiments counted: runs, what was acknowledged in them, and what of that was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Told = tuple[str, int, int | None, int | None]


@dataclass(slots=True)
class Experiment:
    """One line of the table; ``None`` is what this experiment does not count."""

    name: str
    runs: int = 0
    acknowledged: int | None = None
    lost: int | None = None

    def tally(self, *, runs: int = 0, acknowledged: int | None = None, lost: int | None = None) -> None:
        """Add what was counted."""
        self.runs += runs
        self.acknowledged = _sum(self.acknowledged, acknowledged)
        self.lost = _sum(self.lost, lost)


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else (one or 0) + other


def _word(number: int | None) -> str:
    return "–" if number is None else str(number)


@dataclass(slots=True)
class Tallies:
    """All lines, in the order in which the experiments first spoke."""

    lines: dict[str, Experiment] = field(default_factory=dict)

    def __call__(self, name: str) -> Experiment:
        """Return the line of an experiment."""
        return self.lines.setdefault(name, Experiment(name))

    def take(self, told: Sequence[Told]) -> None:
        """Add what another process counted."""
        for name, runs, acknowledged, lost in told:
            self(name).tally(runs=runs, acknowledged=acknowledged, lost=lost)

    def as_told(self) -> list[Told]:
        """Return the lines in a form that goes from one process to another."""
        return [(one.name, one.runs, one.acknowledged, one.lost) for one in self.lines.values()]

    def table(self) -> list[str]:
        """Return the lines as people read them, sorted by name; nothing where nothing was counted."""
        if not self.lines:
            return []
        wide = max(len("experiment"), *(len(name) for name in self.lines))
        head = f"{'experiment':{wide}} {'runs':>8} {'acknowledged':>13} {'lost':>6}"
        return [head] + [
            f"{name:{wide}} {one.runs:8} {_word(one.acknowledged):>13} {_word(one.lost):>6}"
            for name, one in sorted(self.lines.items())
        ]
