"""What a person reads while the demo goes on: short German lines with the time that has passed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

INDENT = 9


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of what came out with what was done; sound where nothing differs."""

    what: str
    differences: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return not self.differences


class Telling:
    """Prints the course of an evening."""

    def __init__(self, console: Console) -> None:
        """Begin to count the time."""
        self._console = console
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._begun

    def part(self, title: str) -> None:
        """Begin a part of the evening."""
        self._console.print()
        self._console.print(Text(title, style="bold blue"))

    def item(self, number: str, title: str) -> None:
        """Say which item is called."""
        self._line(f"TOP {number} · {title}", style="bold")

    def act(self, words: str) -> None:
        """Say what happens."""
        self._line(f"  {words}")

    def note(self, words: str) -> None:
        """Say something about the whole."""
        self._console.print(Text(words))

    def result(self, words: str, *, carried: bool) -> None:
        """Say how a ballot came out."""
        self._line(f"  → {words}", style="green" if carried else "yellow")

    def check(self, check: Check, most: int = 8) -> None:
        """Say that something agrees, or what does not."""
        if check.sound:
            self._console.print(Text(f"✓ {check.what}", style="green"))
            return
        self._console.print(Text(f"✗ {check.what}", style="bold red"))
        for difference in _shortened(check.differences, most):
            self._console.print(Text(f"    {difference}", style="red"))

    def _line(self, words: str, style: str = "") -> None:
        minutes, seconds = divmod(int(self.seconds), 60)
        clock = Text(f"{f'{minutes}:{seconds:02d}':<{INDENT}}", style="dim")
        self._console.print(clock + Text(words, style=style))


def _shortened(differences: Sequence[str], most: int) -> Sequence[str]:
    left = len(differences) - most
    return differences if left <= 0 else (*differences[:most], f"… und {left} weitere")
