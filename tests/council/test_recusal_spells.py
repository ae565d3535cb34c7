"""Bias by itself: whom it reaches on which item, since when and until when it had effect."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.ids import CaseId, MemberId
from council.recusal import RecusalEntry, RecusalSpell, recusal_spells, recused_on
from tests.council.evening import ADA, BEN, CEM, CHAIR, STARTS

Stretch = tuple[int, int | None]
numbers = st.sampled_from(["1", "11", "11.1", "11.1.1", "11.2", "2"])


def at(minute: int) -> datetime:
    """A minute of the sitting."""
    return STARTS + timedelta(minutes=minute)


def entry(
    item: str = "6", minute: int = 0, member: MemberId = ADA, lifted: int | None = None
) -> RecusalEntry:
    """Bias declared, and perhaps lifted, in these minutes."""
    until = None if lifted is None else at(lifted)
    return RecusalEntry(member=member, item=item, at=at(minute), lifted_at=until)


def spells(log: list[RecusalEntry], *calls: tuple[int, str], ended: int | None = None) -> list[Stretch]:
    """From which minute to which the recusals had effect."""
    called = tuple((at(minute), item) for minute, item in calls)
    found = recusal_spells(log, called, None if ended is None else at(ended))
    return [(_minute(spell.since), None if spell.until is None else _minute(spell.until)) for spell in found]


def _minute(moment: datetime) -> int:
    return int((moment - STARTS).total_seconds() // 60)


class TestRecusedOn:
    """SächsGemO § 20: für einen Punkt und was darunter steht, und für nichts daneben."""

    RECUSALS = {"11": (ADA,), "11.1": (BEN,), "2": (CEM,)}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("items", "out"),
        [
            (("11",), {ADA}),
            (("11.1",), {ADA, BEN}),
            (("11.1.1",), {ADA, BEN}),
            (("11.2",), {ADA}),
            (("1",), set()),
            (("12",), set()),
            (("2", "11.1"), {ADA, BEN, CEM}),
            ((), set()),
            (("",), set()),
        ],
    )
    def test_reaches_down_and_nowhere_else(self, items: tuple[str, ...], out: set[MemberId]) -> None:
        assert recused_on(self.RECUSALS, items) == out

    @given(items=st.lists(numbers, max_size=4))
    def test_on_several_items_is_the_sum_of_each(self, items: list[str]) -> None:
        apart = [recused_on(self.RECUSALS, (item,)) for item in items]

        assert recused_on(self.RECUSALS, items) == frozenset().union(*apart)


class TestEntry:
    """Auftrag Teil 5: erklärt, bestätigt, aufgehoben; die eigene Erklärung wartet auf den Vorsitz."""

    OWN = RecusalEntry(member=ADA, item="6", at=at(0), by=ADA, own=True, case=CaseId(1))

    def test_the_members_own_word_waits(self) -> None:
        assert self.OWN.waits

    @pytest.mark.parametrize(
        "settled",
        [
            pytest.param({"confirmed_at": at(1), "confirmed_by": CHAIR}, id="confirmed"),
            pytest.param({"lifted_at": at(1)}, id="lifted"),
            pytest.param({"own": False}, id="declared-by-the-chair"),
        ],
    )
    def test_until_it_is_settled(self, settled: dict[str, object]) -> None:
        assert not replace(self.OWN, **settled).waits  # type: ignore[arg-type]

    def test_unsaid_nobody_decided_anything_about_it(self) -> None:
        said = entry()

        assert not said.council
        assert not said.own
        assert not said.waits


class TestSpells:
    """Auftrag Teil 5: mit Zeiten; vom Aufruf (oder der Erklärung) bis der Punkt verlassen ist."""

    def test_declared_before_the_call_it_begins_with_it(self) -> None:
        assert spells([entry("6", 0)], (5, "6"), (9, "7")) == [(5, 9)]

    def test_declared_in_the_debate_it_begins_then(self) -> None:
        assert spells([entry("6", 7)], (5, "6"), (9, "7")) == [(7, 9)]

    def test_under_debate_still_it_has_no_end(self) -> None:
        assert spells([entry("6", 0)], (5, "6")) == [(5, None)]

    def test_the_end_of_the_sitting_ends_it(self) -> None:
        assert spells([entry("6", 0)], (5, "6"), ended=12) == [(5, 12)]

    def test_lifted_it_ends_at_once(self) -> None:
        assert spells([entry("6", 0, lifted=7)], (5, "6"), (9, "7")) == [(5, 7)]

    def test_lifted_after_the_item_was_left_it_ended_with_the_item(self) -> None:
        assert spells([entry("6", 0, lifted=11)], (5, "6"), (9, "7")) == [(5, 9)]

    def test_lifted_while_the_item_lasts_to_the_end_of_the_record(self) -> None:
        assert spells([entry("6", 0, lifted=7)], (5, "6")) == [(5, 7)]

    @pytest.mark.parametrize("lifted", [3, 5], ids=["before-the-call", "at-the-call"])
    def test_lifted_before_it_had_effect_it_had_none(self, lifted: int) -> None:
        assert spells([entry("6", 0, lifted=lifted)], (5, "6"), (9, "7")) == []

    @pytest.mark.parametrize("declared", [9, 10], ids=["as-it-was-left", "later"])
    def test_declared_too_late_it_had_none(self, declared: int) -> None:
        assert spells([entry("6", declared)], (5, "6"), (9, "7")) == []

    def test_on_an_item_never_called_it_had_none(self) -> None:
        assert spells([entry("8", 0)], (5, "6"), (9, "7")) == []

    def test_without_any_call_there_is_none(self) -> None:
        assert spells([entry("6", 0)], ended=12) == []

    def test_an_item_called_again_makes_another_one(self) -> None:
        assert spells([entry("6", 0)], (5, "6"), (9, "7"), (11, "6"), (15, "8")) == [(5, 9), (11, 15)]

    def test_declared_in_the_second_debate_it_reaches_that_one_alone(self) -> None:
        assert spells([entry("6", 12)], (5, "6"), (9, "7"), (11, "6"), (15, "8")) == [(12, 15)]

    def test_from_amendment_to_motion_it_is_one(self) -> None:
        calls = ((5, "11.1.1"), (7, "11.1.2"), (9, "11.1"), (12, "11.2"))

        assert spells([entry("11.1", 0)], *calls) == [(5, 12)]
        assert spells([entry("11.1.2", 0)], *calls) == [(7, 9)]

    def test_the_second_debate_goes_on_into_its_own_amendment_and_not_the_first(self) -> None:
        calls = ((5, "11.1"), (7, "6"), (9, "11.1.1"), (11, "11.1"), (13, "11.2"))

        assert spells([entry("11.1", 0)], *calls) == [(5, 7), (9, 13)]

    def test_an_evening_of_three_hundred_calls_is_none_too_many(self) -> None:
        calls = [(2 * n, "6" if n % 2 else "7") for n in range(300)]

        assert spells([entry("6", 0)], *calls) == [
            *((2 * n, 2 * n + 2) for n in range(1, 299, 2)),
            (598, None),
        ]

    def test_a_debate_of_no_length_between_them_parts_no_two(self) -> None:
        calls = ((5, "11.1"), (7, "6"), (7, "11.1"), (9, "6"))

        assert spells([entry("11.1", 0)], *calls) == [(5, 9)]

    def test_everybody_has_their_own(self) -> None:
        log = [entry("6", 0, ADA), entry("7", 0, BEN), entry("6", 6, CEM)]
        found = recusal_spells(log, ((at(5), "6"), (at(9), "7")), at(12))

        assert found == (
            RecusalSpell(member=ADA, item="6", since=at(5), until=at(9)),
            RecusalSpell(member=BEN, item="7", since=at(9), until=at(12)),
            RecusalSpell(member=CEM, item="6", since=at(6), until=at(9)),
        )

    @given(
        declared=st.integers(0, 40),
        lifted=st.none() | st.integers(0, 40),
        calls=st.lists(st.tuples(st.integers(1, 30), numbers), max_size=6).map(sorted),
        ended=st.none() | st.just(35),
    )
    def test_no_spell_is_empty_or_begins_before_it_was_declared(
        self, declared: int, lifted: int | None, calls: list[tuple[int, str]], ended: int | None
    ) -> None:
        for since, until in spells([entry("11.1", declared, lifted=lifted)], *calls, ended=ended):
            assert since >= declared
            assert until is None or since < until
            assert lifted is None or (until is not None and until <= lifted)
