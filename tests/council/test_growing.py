"""The mapping that votes grow: quick to add to, and no earlier state ever notices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.growing import Growing

entries = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 9)), max_size=20)


def grown(*pairs: tuple[str, int]) -> Growing[str, int]:
    mapping: Growing[str, int] = Growing()
    for key, value in pairs:
        mapping = mapping.having(key, value)
    return mapping


class TestGrowing:
    """Architektur, Weg einer Stimme: ein verworfener Entwurf hinterlässt nichts."""

    @given(pairs=entries)
    def test_is_the_mapping_that_a_dictionary_would_be(self, pairs: list[tuple[str, int]]) -> None:
        mapping = grown(*pairs)

        assert dict(mapping) == dict(pairs)
        assert len(mapping) == len(dict(pairs))
        assert all((key in mapping) is (key in dict(pairs)) for key in "abcdefgh")

    @given(pairs=entries)
    def test_every_earlier_state_stays_as_it_was(self, pairs: list[tuple[str, int]]) -> None:
        mapping: Growing[str, int] = Growing()
        states = [(mapping, dict(mapping))]
        for key, value in pairs:
            mapping = mapping.having(key, value)
            states.append((mapping, dict(mapping)))

        assert all(dict(state) == then for state, then in states)

    @given(kept=entries, thrown=entries, taken=entries)
    def test_two_that_grow_from_one_do_not_see_each_other(
        self, kept: list[tuple[str, int]], thrown: list[tuple[str, int]], taken: list[tuple[str, int]]
    ) -> None:
        root = draft = final = grown(*kept)
        for key, value in thrown:
            draft = draft.having(key, value)
        for key, value in taken:
            final = final.having(key, value)

        assert dict(root) == dict(kept)
        assert dict(draft) == dict(kept) | dict(thrown)
        assert dict(final) == dict(kept) | dict(taken)

    def test_what_only_a_later_state_knows_is_missing(self) -> None:
        early = grown(("a", 1))
        early.having("b", 2)

        with pytest.raises(KeyError):
            early["b"]
        assert early.get("b") is None
        assert list(early) == ["a"]

    def test_is_equal_by_what_it_holds(self) -> None:
        assert grown(("a", 1), ("b", 2)) == grown(("a", 9), ("a", 1), ("b", 2))
        assert grown(("a", 1)) != grown(("a", 2))

    def test_shows_what_it_holds(self) -> None:
        assert repr(grown(("a", 1))) == "Growing({'a': 1})"
