"""A mapping that grows cheaply behaves like one that is copied each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.growing import Growing

pairs = st.lists(st.tuples(st.text(max_size=2), st.integers()), max_size=20)


def grown(entries: list[tuple[str, int]]) -> Growing[str, int]:
    found: Growing[str, int] = Growing()
    for key, value in entries:
        found = found.having(key, value)
    return found


class TestGrowing:
    """Laws of the mapping: each state keeps what it has, whatever grows from it."""

    @given(entries=pairs)
    def test_it_equals_the_dictionary_of_the_same_entries(self, entries: list[tuple[str, int]]) -> None:
        assert grown(entries) == dict(entries)
        assert len(grown(entries)) == len(dict(entries))

    @given(entries=pairs, more=pairs)
    def test_an_earlier_state_notices_nothing(
        self, entries: list[tuple[str, int]], more: list[tuple[str, int]]
    ) -> None:
        earlier = grown(entries)
        later = earlier
        for key, value in more:
            later = later.having(key, value)

        assert earlier == dict(entries)
        assert later == dict([*entries, *more])
        assert list(earlier) == list(grown(entries))

    @given(entries=pairs, left=pairs, right=pairs)
    def test_two_that_grow_from_one_do_not_see_each_other(
        self, entries: list[tuple[str, int]], left: list[tuple[str, int]], right: list[tuple[str, int]]
    ) -> None:
        trunk = grown(entries)
        one, other = trunk, trunk
        for key, value in left:
            one = one.having(key, value)
        for key, value in right:
            other = other.having(key, value)

        assert one == dict([*entries, *left])
        assert other == dict([*entries, *right])

    def test_a_later_entry_is_not_there_for_an_earlier_state(self) -> None:
        earlier = grown([("a", 1)])
        later = earlier.having("b", 2)

        assert "b" not in earlier
        assert earlier.get("b") is None
        assert later["b"] == 2
        with pytest.raises(KeyError):
            earlier["b"]

    def test_states_in_a_row_share_what_they_hold(self) -> None:
        earlier = grown([("a", 1)])

        assert earlier.having("b", 2)._entries is earlier._entries

    def test_it_shows_what_it_holds(self) -> None:
        assert repr(grown([("a", 1)])) == "Growing({'a': 1})"
