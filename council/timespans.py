"""Stretches of time reckoned with: joined, held in common, taken away."""

from collections.abc import Iterable
from datetime import datetime

Spans = tuple[tuple[datetime, datetime], ...]
"""Stretches that neither touch nor overlap, in order."""


def merged(spans: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The same time in spans that neither touch nor overlap, in order."""
    out: list[tuple[datetime, datetime]] = []
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        if out and since <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], until))
        else:
            out.append((since, until))
    return tuple(out)


def common(spans: Iterable[tuple[datetime, datetime]], others: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The time that is in both."""
    rest = merged(others)
    return merged((max(a, c), min(b, d)) for a, b in merged(spans) for c, d in rest)


def without(spans: Iterable[tuple[datetime, datetime]], others: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The time of *spans* that is not in *others*."""
    left = merged(spans)
    for since, until in merged(others):
        left = merged(part for a, b in left for part in ((a, min(b, since)), (max(a, until), b)))
    return left


def length(spans: Spans) -> float:
    """How many seconds the spans last together."""
    return sum((until - since).total_seconds() for since, until in spans)
