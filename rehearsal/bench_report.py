"""What the measurement says: medians, ratios, goals, and on what machine."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from rehearsal.bench_arrivals import Arrivals
from rehearsal.bench_load import CONNECTIONS, Burst, Rate
from rehearsal.bench_names import Matching
from rehearsal.bench_readers import Reading

TIMES_STOCK = 10.0
"""How many times the stock bot's requests per second a roll-call press has to reach."""
SHARE_OF_MEDIAN = 0.25
"""How much of the stock bot's median everybody's press at once may take at its 99th percentile."""

OURS, STOCK, FLOOR = "Ratssaal", "SDK-Echo-Bot", "Untergrenze"


@dataclass(slots=True, kw_only=True)
class Results:
    """All runs of one measurement; ``counted`` are the votes in the journal, of ``pressed`` presses."""

    rates: dict[str, list[Rate]] = field(default_factory=dict)
    bursts: dict[str, list[Burst]] = field(default_factory=dict)
    pressed: int = 0
    counted: int = 0
    ceiling: Rate | None = None
    matching: Matching | None = None
    arrivals: Arrivals | None = None
    reading: Reading | None = None

    def rate(self, peer: str) -> float:
        """The median of a peer's requests per second."""
        return statistics.median(rate.per_second for rate in self.rates[peer])

    @property
    def times_stock(self) -> float:
        """Our requests per second against those of the stock bot."""
        return self.rate(OURS) / self.rate(STOCK) if self.rate(STOCK) else 0.0

    @property
    def burst_p99(self) -> float:
        """Our 99th percentile of everybody at once (median over the bursts), in seconds."""
        return statistics.median(burst.percentile(0.99) for burst in self.bursts[OURS])

    @property
    def stock_median(self) -> float:
        """The stock bot's median of everybody at once (median over the bursts), in seconds."""
        return statistics.median(burst.median for burst in self.bursts[STOCK])

    @property
    def bad(self) -> int:
        """Answers that were none, over all runs."""
        rates = sum(rate.bad for runs in self.rates.values() for rate in runs)
        return rates + sum(burst.bad for runs in self.bursts.values() for burst in runs)

    @property
    def goals(self) -> tuple[tuple[str, bool], ...]:
        """Each goal in words, and whether it holds."""
        limit = SHARE_OF_MEDIAN * self.stock_median
        fast = f"mindestens {TIMES_STOCK:.0f}-mal {STOCK}: {self.times_stock:.1f}-mal"
        quick = f"alle auf einmal, p99 {_ms(self.burst_p99)}, erlaubt {_ms(limit)}"
        return (
            (fast, self.times_stock >= TIMES_STOCK),
            (quick, self.burst_p99 <= limit),
            (f"jede Anfrage beantwortet: {self.bad} ohne Antwort 200", self.bad == 0),
            (f"gezählte Stimmen im Journal: {self.counted} von {self.pressed} Drücken", self.all_counted),
            *((self.matching.goal,) if self.matching is not None else ()),
            *((self.arrivals.goal,) if self.arrivals is not None else ()),
            *((self.reading.goal,) if self.reading is not None else ()),
        )

    @property
    def all_counted(self) -> bool:
        """Whether (nearly) every press was a vote; a few repeat the choice of the run before."""
        return self.counted >= 0.9 * self.pressed


def lines(results: Results, wrk: str | None) -> Iterator[str]:
    """The whole report, line by line."""
    yield from machine(wrk)
    yield ""
    yield f"{'Anfragen je Sekunde':<22}{'Median':>9}  Läufe"
    for peer in (OURS, STOCK, FLOOR):
        runs = "  ".join(f"{rate.per_second:.0f}" for rate in results.rates[peer])
        yield f"{peer:<22}{results.rate(peer):>9.0f}  {runs}"
    if results.ceiling is not None:
        yield f"{'Obergrenze des Fragers':<22}{results.ceiling.per_second:>9.0f}"
    yield f"{OURS} / {STOCK}: {results.times_stock:.1f}"
    yield f"{OURS} / {FLOOR}: {results.rate(OURS) / max(results.rate(FLOOR), 1e-9):.2f}"
    yield ""
    for peer in (OURS, STOCK):
        yield from _burst(peer, results.bursts[peer])
    if results.matching is not None:
        yield from results.matching.lines()
    if results.arrivals is not None:
        yield from results.arrivals.lines()
    if results.reading is not None:
        yield from results.reading.lines()
    yield ""
    for words, holds in results.goals:
        yield f"{'PASS' if holds else 'FAIL'}  {words}"


def _burst(peer: str, bursts: Sequence[Burst]) -> Iterator[str]:
    count = len(bursts[0].late)
    p50 = statistics.median(burst.median for burst in bursts)
    p99 = statistics.median(burst.percentile(0.99) for burst in bursts)
    most = max(max(burst.late) for burst in bursts)
    yield f"{count} auf einmal, {peer}: p50 {_ms(p50)}, p99 {_ms(p99)}, höchstens {_ms(most)}"


def machine(wrk: str | None) -> Iterator[str]:
    """On what was measured, and how."""
    yield f"{_processor()}, {os.cpu_count()} Kerne, Last {os.getloadavg()[0]:.1f}, {platform.system()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("aiohttp", "botbuilder-core"))
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}"
    asks = "wrk, 1 Faden" if wrk else "eigener Frager"
    yield f"{CONNECTIONS} Verbindungen, 256 signierte Token im Wechsel (RS256), {asks}; {sys.platform}"


def sync_time(folder: Path, times: int = 200) -> float:
    """The median time that one small write and its sync take on this disk, in seconds."""
    taken = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"x" * 256)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _processor() -> str:
    """The processor's name where the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
