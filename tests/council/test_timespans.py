"""The arithmetic of stretches of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from council.timespans import Spans, common, length, merged, without

T0 = datetime(2026, 12, 9, tzinfo=UTC)


def span(since: int, until: int) -> tuple[datetime, datetime]:
    return T0 + timedelta(minutes=since), T0 + timedelta(minutes=until)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: span(*p)), max_size=6)


def minutes_in(parts: Spans) -> set[int]:
    """The minutes of a set of spans, one by one: what the arithmetic means."""
    return {m for a, b in parts for m in range(_minute(a), _minute(b))}


def _minute(at: datetime) -> int:
    return int((at - T0).total_seconds() // 60)


class TestSpans:
    """The arithmetic of stretches of time."""

    @given(a=spans, b=spans)
    def test_it_means_the_same_as_minutes_taken_one_by_one(self, a: Spans, b: Spans) -> None:
        assert minutes_in(merged(a)) == minutes_in(a)
        assert minutes_in(common(a, b)) == minutes_in(a) & minutes_in(b)
        assert minutes_in(without(a, b)) == minutes_in(a) - minutes_in(b)

    @given(a=spans)
    def test_merged_spans_neither_touch_nor_overlap(self, a: Spans) -> None:
        found = merged(a)

        assert all(one[1] < other[0] for one, other in pairwise(found))
        assert length(found) == 60 * len(minutes_in(a))
