"""`rehearse --scenario NAME`: chosen scenarios played one after the other, one line for each."""

from __future__ import annotations

import difflib
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from rehearsal.scenarios.plan import Scenario
from rehearsal.scenarios.registry import SCENARIOS
from rehearsal.scenarios.running import run

ALL, LIST = "all", "list"
OUT = Path("out/szenarien")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class NoSuchScenario(ValueError):
    """There is no scenario of this name; the text names the nearest, or all."""


def folded(name: str) -> str:
    """Return a name as it is compared: `Störung` and `stoerung` are the same."""
    return name.strip().casefold().translate(_PLAIN)


def chosen(names: Sequence[str]) -> tuple[Scenario, ...]:
    """Return the scenarios of these names in their own order, each once; `all` means all."""
    wanted = {folded(name) for name in names}
    known = {folded(one.name): one for one in SCENARIOS}
    for name in names:
        if folded(name) not in {ALL, *known}:
            near = difflib.get_close_matches(folded(name), known, n=1)
            named = f"gemeint „{known[near[0]].name}“?" if near else f"es gibt: {', '.join(_names())}."
            raise NoSuchScenario(f"Ein Szenario „{name}“ gibt es nicht; {named}")
    return tuple(one for name, one in known.items() if ALL in wanted or name in wanted)


def _names() -> list[str]:
    return [one.name for one in SCENARIOS]


def listed(console: Console) -> int:
    """Print the names with one line each."""
    width = max(map(len, _names()))
    for one in SCENARIOS:
        console.print(Text(f"{one.name:{width}}  {one.line}"))
    return 0


async def play(console: Console, names: Sequence[str], *, speed: float, out: Path) -> int:
    """Play scenarios, print a line for each, and return the exit status."""
    scenarios = chosen(names)
    begun = time.monotonic()
    outcomes = await run(console, scenarios, speed=speed, out=_fresh(out, scenarios))
    sound = sum(outcome.sound for outcome in outcomes)
    took = time.monotonic() - begun
    console.print(f"{sound} von {len(outcomes)} Szenarien stimmen überein, {took:.0f} s. Dateien: {out}")
    return 0 if sound == len(outcomes) else 1


def _fresh(out: Path, scenarios: Sequence[Scenario]) -> Path:
    """Make a folder ready for these scenarios and return where it is; what others left there stays."""
    for folder in ("lauf", *(one.name for one in scenarios)):
        shutil.rmtree(out / folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    return out.resolve()
