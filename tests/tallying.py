"""What the experiments counted: runs, what was acknowledged in them, and what of that was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Experiment:
    """One line of the table."""

    name: str
    runs: int = 0
    acknowledged: int = 0
    lost: int = 0

    def tally(self, *, runs: int = 0, acknowledged: int = 0, lost: int = 0) -> None:
        """Add what was counted."""
        self.runs += runs
        self.acknowledged += acknowledged
        self.lost += lost


@dataclass(slots=True)
class Tallies:
    """All lines, in the order in which the experiments first spoke."""

    lines: dict[str, Experiment] = field(default_factory=dict)

    def __call__(self, name: str) -> Experiment:
        """Return the line of an experiment."""
        return self.lines.setdefault(name, Experiment(name))

    def take(self, told: Sequence[tuple[str, int, int, int]]) -> None:
        """Add what another process counted."""
        for name, runs, acknowledged, lost in told:
            self(name).tally(runs=runs, acknowledged=acknowledged, lost=lost)

    def as_told(self) -> list[tuple[str, int, int, int]]:
        """Return the lines in a form that goes from one process to another."""
        return [(one.name, one.runs, one.acknowledged, one.lost) for one in self.lines.values()]

    def table(self) -> list[str]:
        """Return the lines as people read them; nothing where nothing was counted."""
        if not self.lines:
            return []
        wide = max(len("experiment"), *(len(name) for name in self.lines))
        head = f"{'experiment':{wide}} {'runs':>8} {'acknowledged':>13} {'lost':>6}"
        return [head] + [
            f"{one.name:{wide}} {one.runs:8} {one.acknowledged:13} {one.lost:6}"
            for one in self.lines.values()
        ]
