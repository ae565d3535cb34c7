"""Ranges of item numbers against the agenda (contract § 4: ``en bloc 8.1-8.4 8.6``)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agenda_acts import expanded
from council.agenda import Agenda, AgendaItem, ItemStatus
from council.errors import UnknownItem

NUMBERS = ("7", "8", "8.1", "8.1.1", "8.2", "8.3", "8.3a", "8.10", "9", "9.1")
AGENDA = Agenda(tuple(AgendaItem(number=number, title=f"Punkt {number}") for number in NUMBERS))


class TestExpanded:
    """A range names what stands between its ends on the same level, and nothing else."""

    @pytest.mark.parametrize(
        ("spans", "items"),
        [
            pytest.param((("8.1", "8.3"),), ("8.1", "8.2", "8.3"), id="a-range"),
            pytest.param((("8.2", "8.10"),), ("8.2", "8.3", "8.3a", "8.10"), id="ten-is-behind-two"),
            pytest.param((("7", "9"),), ("7", "8", "9"), id="whole-numbers"),
            pytest.param((("8.1", "8.2"), ("9.1", "9.1")), ("8.1", "8.2", "9.1"), id="a-range-and-one"),
            pytest.param((("8.2", "8.3"), ("8.1", "8.2")), ("8.2", "8.3", "8.1"), id="each-once"),
            pytest.param((("8.2", "8.2"),), ("8.2",), id="one"),
            pytest.param((), (), id="none"),
        ],
    )
    def test_a_range_is_what_stands_between(
        self, spans: tuple[tuple[str, str], ...], items: tuple[str, ...]
    ) -> None:
        assert expanded(spans, AGENDA) == items

    @pytest.mark.parametrize(
        ("span", "named"),
        [
            pytest.param(("8.1", "8.4"), "8.4", id="no-such-end"),
            pytest.param(("8.0", "8.2"), "8.0", id="no-such-beginning"),
            pytest.param(("8.3", "8.1"), "8.3–8.1", id="backwards"),
            pytest.param(("8.1", "9.1"), "8.1–9.1", id="another-parent"),
            pytest.param(("8", "8.2"), "8–8.2", id="another-level"),
        ],
    )
    def test_an_end_that_is_not_there_is_named(self, span: tuple[str, str], named: str) -> None:
        with pytest.raises(UnknownItem) as refused:
            expanded((span,), AGENDA)

        assert refused.value.values == {"item": named}

    def test_what_has_left_the_agenda_is_left_out_within_a_range_only(self) -> None:
        without = AGENDA.changed("8.2", status=ItemStatus.WITHDRAWN)

        assert expanded((("8.1", "8.3"),), without) == ("8.1", "8.3")
        assert expanded((("8.1", "8.2"),), without) == ("8.1", "8.2")  # the council refuses it by name

    @given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
    def test_a_range_never_names_what_is_not_there(self, first: str, last: str) -> None:
        try:
            found = expanded(((first, last),), AGENDA)
        except UnknownItem:
            return

        assert set(found) <= set(NUMBERS)
        assert (found[0], found[-1]) == (first, last)
