"""What the measurement says: medians, ratios, goals, and on what machine."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from rehearsal.bench_arrivals import Arrivals
from rehearsal.bench_counted import Counted
from rehearsal.bench_crowd import Crowds, burst_lines
from rehearsal.bench_evening import Evening
from rehearsal.bench_load import CONNECTIONS, Burst, Rate
from rehearsal.bench_many import Together
from rehearsal.bench_names import Matching
from rehearsal.bench_readers import Reading
from rehearsal.bench_start import Starting

TIMES_STOCK, TIMES_STOCK_FRESH = 25.0, 15.0
"""How many times the stock bot's requests per second a roll-call press has to reach; so with fresh tokens."""
SHARE_OF_FLOOR, SHARE_OF_FLOOR_FRESH = 0.35, 0.2
"""Which share of the floor's requests per second; so with fresh tokens."""
SHARE_OF_MEDIAN = 0.25
"""How much of the stock bot's median everybody's press at once may take at its 99th percentile."""

OURS, STOCK, FLOOR = "Ratssaal", "SDK-Echo-Bot", "Untergrenze"
FRESH, DATABASE = "Ratssaal, neue Token", "Ratssaal, PostgreSQL"


@dataclass(slots=True, kw_only=True)
class Results:
    """All runs of one measurement; ``counted`` is by peer what was pressed and what the record has of it."""

    rates: dict[str, list[Rate]] = field(default_factory=dict)
    bursts: dict[str, list[Burst]] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    ceiling: Rate | None = None
    memory: dict[str, float] = field(default_factory=dict)
    crowds: Crowds | None = None
    together: Together | None = None
    evening: Evening | None = None
    starting: Starting | None = None
    matching: Matching | None = None
    arrivals: Arrivals | None = None
    reading: Reading | None = None

    def rate(self, peer: str) -> float:
        """The median of a peer's requests per second."""
        return statistics.median(rate.per_second for rate in self.rates[peer])

    def times(self, peer: str, other: str) -> float:
        """A peer's requests per second against another's."""
        return self.rate(peer) / self.rate(other) if self.rate(other) else 0.0

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
        quick = f"alle auf einmal, p99 {_ms(self.burst_p99)}, erlaubt {_ms(limit)}"
        return (
            *self._speeds(),
            (quick, self.burst_p99 <= limit),
            (f"jede Anfrage beantwortet: {self.bad} ohne Antwort 200", self.bad == 0),
            *(counted.goal(peer) for peer, counted in self.counted.items()),
            *(self.crowds.goals if self.crowds is not None else ()),
            *((self.together.goal,) if self.together is not None else ()),
            *(self.evening.goals if self.evening is not None else ()),
            *((self.starting.goal,) if self.starting is not None else ()),
            *((self.matching.goal,) if self.matching is not None else ()),
            *((self.arrivals.goal,) if self.arrivals is not None else ()),
            *((self.reading.goal,) if self.reading is not None else ()),
        )

    def _speeds(self) -> Iterator[tuple[str, bool]]:
        """The goals against the stock bot and the floor, with a remembered token and with fresh ones."""
        for peer, times, share in (
            (OURS, TIMES_STOCK, SHARE_OF_FLOOR),
            (FRESH, TIMES_STOCK_FRESH, SHARE_OF_FLOOR_FRESH),
        ):
            reached, part = self.times(peer, STOCK), self.times(peer, FLOOR)
            yield f"{peer}: mindestens {times:.0f}-mal {STOCK}: {reached:.1f}-mal", reached >= times
            yield f"{peer}: mindestens {share:.2f} der {FLOOR}: {part:.2f}", part >= share


def lines(results: Results, wrk: str | None) -> Iterator[str]:
    """The whole report, line by line."""
    yield from machine(wrk)
    yield ""
    yield from _rates(results)
    yield ""
    for peer, bursts in results.bursts.items():
        yield from burst_lines(peer, bursts)
    if results.crowds is not None:
        for crowd, at_once in results.crowds.ours.items():
            yield from burst_lines(OURS, at_once)
            yield from burst_lines(STOCK, results.crowds.stock[crowd])
    parts = (
        results.together,
        results.evening,
        results.starting,
        results.matching,
        results.arrivals,
        results.reading,
    )
    for part in parts:
        if part is not None:
            yield from part.lines()
    if any(results.memory.values()):
        yield "Speicher des Bots: " + ", ".join(f"{when} {mb:.0f} MB" for when, mb in results.memory.items())
    yield ""
    for words, holds in results.goals:
        yield f"{'PASS' if holds else 'FAIL'}  {words}"


def _rates(results: Results) -> Iterator[str]:
    """Requests per second of everybody, and the ratios."""
    yield f"{'Anfragen je Sekunde':<22}{'Median':>9}  Läufe"
    for peer, rates in results.rates.items():
        runs = "  ".join(f"{rate.per_second:.0f}" for rate in rates)
        yield f"{peer:<22}{results.rate(peer):>9.0f}  {runs}"
    if results.ceiling is not None:
        yield f"Obergrenze des eigenen Fragers: {results.ceiling.per_second:.0f}"
    for peer in (OURS, FRESH, DATABASE):
        if peer in results.rates:
            yield f"{peer} / {STOCK}: {results.times(peer, STOCK):.1f}"
            yield f"{peer} / {FLOOR}: {results.times(peer, FLOOR):.2f}"
    if DATABASE in results.rates:
        yield f"{DATABASE} / {OURS}: {results.times(DATABASE, OURS):.2f}"


def machine(wrk: str | None) -> Iterator[str]:
    """On what was measured, and how."""
    yield f"{_processor()}, {os.cpu_count()} Kerne, Last {os.getloadavg()[0]:.1f}, {platform.system()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("aiohttp", "botbuilder-core"))
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}"
    asks = "wrk, 1 Faden (alles auf einmal: eigener Frager)" if wrk else "eigener Frager"
    yield f"{CONNECTIONS} Verbindungen, ein gemerktes Token oder lauter neue (RS256), {asks}; {sys.platform}"


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
