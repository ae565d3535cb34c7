"""What a process may grow by while it holds one sitting after the other, and whether it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WARM_UP = 5
"""So many sittings fill caches and pools; they are shown and not judged."""
ENOUGH = 10
"""So many sittings have to be left for a line through them to mean anything."""
MOST_BYTES = 8 * 1024 * 1024
MOST_SHARE = 0.05
MOST_FILES = 17.0
"""Half a file or connection for each sitting: idle connections of clients come and go, a leak only comes."""
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How the bot's process was when a sitting had ended, and what had been voted in that sitting.

    ``acknowledged`` are the votes whose receipts the members read, ``counted`` those of the journal's
    closed ballots; ``owed`` is what the outbox could not get rid of; ``files`` is None where this
    system does not say how many are open.
    """

    rss: int
    files: int | None
    ballots: int
    acknowledged: int
    counted: int
    owed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that has to hold; ``holds`` is None where there was too little to judge it by."""

    words: str
    holds: bool | None


def slope(series: Sequence[float]) -> float:
    """By how much a step of the line goes up that lies nearest to the values (least squares)."""
    middle = (len(series) - 1) / 2
    mean = sum(series) / len(series)
    spread = sum((place - middle) ** 2 for place in range(len(series)))
    return sum((place - middle) * (value - mean) for place, value in enumerate(series)) / (spread or 1.0)


def growth(series: Sequence[float], warm_up: int = WARM_UP) -> float | None:
    """By how much the line rises from the end of the warm-up to the last value; None: too few."""
    rest = series[warm_up:]
    return slope(rest) * (len(rest) - 1) if len(rest) >= ENOUGH else None


def judged(moments: Sequence[Moment]) -> Iterator[Finding]:
    """Everything that has to hold of a whole run."""
    acknowledged, counted = sum(m.acknowledged for m in moments), sum(m.counted for m in moments)
    same = all(m.acknowledged == m.counted for m in moments)
    yield Finding(f"bestätigte Stimmen {acknowledged}, gezählte {counted}", same)
    owed = sum(m.owed for m in moments)
    yield Finding(f"nach jedem Ende war alles gesendet: {owed} offen", owed == 0)
    yield _memory([m.rss for m in moments])
    yield _files([m.files for m in moments if m.files is not None])


def _memory(series: Sequence[int]) -> Finding:
    grown = growth(series)
    if grown is None:
        return Finding(f"Speicher: zu wenige Sitzungen für ein Urteil ({len(series)})", None)
    begun = sum(series[WARM_UP:]) / len(series[WARM_UP:])
    most = max(MOST_BYTES, MOST_SHARE * begun)
    words = (
        f"Speicher wächst um {grown / MEBIBYTE:+.1f} MiB in {len(series) - WARM_UP} Sitzungen, "
        f"erlaubt {most / MEBIBYTE:.1f} MiB"
    )
    return Finding(words, grown <= most)


def _files(series: Sequence[int]) -> Finding:
    grown = growth(series)
    if grown is None:
        return Finding(f"offene Dateien: zu wenige Sitzungen für ein Urteil ({len(series)})", None)
    return Finding(f"offene Dateien {grown:+.1f}, erlaubt {MOST_FILES:.0f}", grown <= MOST_FILES)
