"""The rule of the quorum by itself: which value is decisive, what is unsettled, what forbids to decide."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.quorum import QuorumCount, QuorumRule, at_least, blocks, many_recused, more_than, quorum_rule
from council.rule_reading import rulebook_of
from council.rule_values import Threshold, threshold
from council.rulebook import Certainty, RuleBook
from desk.rulesets import ruleset_text
from tests.council.evening import RULES, members
from tests.council.strategies import seats

SACHSEN = rulebook_of(RULES)
DAY = date(2026, 12, 9)
shares = st.fractions(min_value=0, max_value=1).filter(lambda share: share > 0)


def rules(*unsettled: str, **values: Any) -> RuleBook:
    """Saxony's rules with other values of the quorum, and some of them unsettled."""
    changed = dict(SACHSEN.rules)
    for name, value in values.items():
        changed[f"quorum.{name}"] = replace(changed[f"quorum.{name}"], value=value)
    for name in unsettled:
        path = f"quorum.{name}"
        changed[path] = replace(changed[path], certainty=Certainty.UNSETTLED)
    return replace(SACHSEN, rules=changed)


def land(name: str) -> RuleBook:
    """A Land's rules on the day of the sitting."""
    return rulebook_of(ruleset_text(name, DAY))


class TestShares:
    """Auftrag Teil 3: nur ganze Zahlen, nie aus Kommazahlen gerechnet."""

    @given(share=shares, of=st.integers(0, 5000))
    def test_at_least_is_the_smallest_number_that_reaches_the_share(self, share: Fraction, of: int) -> None:
        assert at_least(share, of) >= share * of > at_least(share, of) - 1

    @given(share=shares, of=st.integers(0, 5000))
    def test_more_than_is_the_smallest_number_above_the_share(self, share: Fraction, of: int) -> None:
        assert more_than(share, of) > share * of >= more_than(share, of) - 1

    @pytest.mark.parametrize(
        ("share", "of", "reached", "exceeded"),
        [
            (Fraction(2, 3), 60, 40, 41),
            (Fraction(2, 3), 61, 41, 41),
            (Fraction(1, 2), 71, 36, 36),
            (Fraction(1, 2), 70, 35, 36),
            (Fraction(3, 5), 7, 5, 5),
            (Fraction(1, 1), 9, 9, 10),
            (Fraction(1, 4), 0, 0, 1),
        ],
    )
    def test_both_by_example(self, share: Fraction, of: int, reached: int, exceeded: int) -> None:
        assert (at_least(share, of), more_than(share, of)) == (reached, exceeded)


class TestOrdinary:
    """SächsGemO § 39 Abs. 2: die Hälfte; andere Länder: mehr als die Hälfte."""

    def test_names_value_and_paragraph(self) -> None:
        assert quorum_rule(SACHSEN, 71, 0) == QuorumRule(
            required=36, path="quorum.share", norm="§ 39 Abs. 2 SächsGemO", settled=True
        )

    @pytest.mark.parametrize(("strict", "required"), [(False, 35), (True, 36)])
    def test_half_or_more_than_half(self, strict: bool, required: int) -> None:
        assert quorum_rule(rules(strict=strict), 70, 0).required == required

    @pytest.mark.parametrize("name", ["share", "strict"])
    def test_is_as_settled_as_both_its_values(self, name: str) -> None:
        assert not quorum_rule(rules(name), 70, 0).settled

    @pytest.mark.parametrize("name", ["recusal", "recusal_when", "second_sitting"])
    def test_needs_no_rule_for_special_cases(self, name: str) -> None:
        found = quorum_rule(rules(name), 70, 0)

        assert (found.settled, found.perhaps) == (True, 0)


class TestManyRecused:
    """SächsGemO § 39 Abs. 2 (GemO BW § 37 Abs. 2): mehr als die Hälfte befangen, ein Viertel genügt."""

    @given(members_=seats, recused=st.integers(0, 200), when=shares)
    def test_many_are_more_than_the_share(self, members_: int, recused: int, when: Fraction) -> None:
        assert many_recused(rules(recusal_when=when), members_, recused) is (recused > when * members_)

    def test_the_quarter_names_its_own_value(self) -> None:
        rule = quorum_rule(SACHSEN, 71, 36)

        assert (rule.required, rule.path, rule.perhaps) == (18, "quorum.recusal", 0)
        assert rule.norm == SACHSEN.quorum_recusal.norm

    def test_exactly_half_is_not_many(self) -> None:
        assert quorum_rule(SACHSEN, 70, 35).path == "quorum.share"

    def test_a_special_rule_that_asks_for_more_is_not_decisive(self) -> None:
        assert quorum_rule(rules(recusal=Threshold(count=40)), 71, 36).path == "quorum.share"

    def test_nor_one_that_asks_for_as_many(self) -> None:
        assert quorum_rule(rules(recusal=Threshold(count=36)), 71, 36).path == "quorum.share"

    def test_where_the_law_has_none_the_ordinary_one_stays(self) -> None:
        rule = quorum_rule(rules(recusal=Threshold()), 71, 71)

        assert (rule.required, rule.path, rule.perhaps) == (36, "quorum.share", 0)

    def test_any_number_is_one(self) -> None:
        assert quorum_rule(land("hessen"), 71, 71).required == 1

    def test_an_unsettled_one_is_told_with_its_number(self) -> None:
        rule = quorum_rule(rules("recusal"), 71, 36)

        assert (rule.required, rule.settled) == (18, False)


class TestSecondSitting:
    """SächsGemO § 39 Abs. 3: beschlussfähig mit drei Mitgliedern."""

    @pytest.mark.parametrize(("second", "required"), [(True, 3), (False, 36)])
    def test_three_are_enough_there_and_only_there(self, second: bool, required: int) -> None:
        assert quorum_rule(SACHSEN, 71, 0, second=second).required == required

    def test_names_its_own_value_and_paragraph(self) -> None:
        rule = quorum_rule(SACHSEN, 71, 0, second=True)

        assert (rule.path, rule.norm) == ("quorum.second_sitting", "§ 39 Abs. 3 SächsGemO")

    @pytest.mark.parametrize(
        ("recusal", "second", "path"),
        [
            pytest.param("1/4", 3, "quorum.second_sitting", id="second-asks-for-less"),
            pytest.param(2, 3, "quorum.recusal", id="recusal-asks-for-less"),
            pytest.param(3, 3, "quorum.recusal", id="the-first-of-two-equal-ones"),
        ],
    )
    def test_of_two_special_rules_the_one_that_asks_for_least(
        self, recusal: object, second: object, path: str
    ) -> None:
        book = rules(recusal=threshold(recusal), second_sitting=threshold(second))

        assert quorum_rule(book, 71, 71, second=True).path == path

    def test_that_there_is_no_rule_for_bias_takes_nothing_from_it(self) -> None:
        rule = quorum_rule(rules(recusal=Threshold()), 71, 71, second=True)

        assert (rule.required, rule.path) == (3, "quorum.second_sitting")

    def test_a_council_smaller_than_the_number_keeps_its_half(self) -> None:
        assert quorum_rule(SACHSEN, 4, 0, second=True).required == 2

    def test_a_share_of_the_members_where_the_set_has_one(self) -> None:
        assert quorum_rule(land("saarland"), 33, 0, second=True).required == 7


class TestPerhaps:
    """Auftrag Teil 1: ein ungeklärter Wert ist ein Hinweis, nie eine stille Sperre."""

    def test_a_lower_number_may_be_enough_where_nobody_knows_from_how_many_recusals_on(self) -> None:
        rule = quorum_rule(rules("recusal_when"), 70, 1)

        assert (rule.required, rule.settled, rule.perhaps) == (35, True, 18)

    def test_without_recusals_that_question_does_not_arise(self) -> None:
        assert quorum_rule(rules("recusal_when"), 70, 0).perhaps == 0

    def test_nor_once_so_many_are_recused_as_is_reckoned_with(self) -> None:
        rule = quorum_rule(rules("recusal_when"), 70, 36)

        assert (rule.required, rule.perhaps) == (18, 0)

    @pytest.mark.parametrize("name", ["second_sitting", "recusal"])
    def test_any_number_may_be_enough_where_nobody_knows_whether_there_is_a_rule(self, name: str) -> None:
        book = rules(name, **{name: Threshold()})
        rule = quorum_rule(book, 70, 70, second=True)

        assert rule.perhaps == 1

    def test_of_several_the_lowest(self) -> None:
        book = rules("recusal_when", "second_sitting", second_sitting=Threshold())

        assert quorum_rule(book, 70, 1, second=True).perhaps == 1

    def test_a_settled_no_leaves_no_perhaps(self) -> None:
        book = rules("recusal_when", recusal=Threshold())

        assert quorum_rule(book, 70, 1).perhaps == 0

    def test_a_special_rule_that_applies_and_asks_for_more_is_no_perhaps(self) -> None:
        assert quorum_rule(rules(second_sitting=Threshold(count=60)), 70, 0, second=True).perhaps == 0


class TestThreshold:
    """council.md § 2: ein Anteil, eine Zahl, beliebig viele, oder keine besondere Regel."""

    @pytest.mark.parametrize(
        ("value", "seats_", "given_", "least"),
        [
            ("1/4", 71, True, 18),
            ("1/4", 72, True, 18),
            ("1/3", 60, True, 20),
            (3, 71, True, 3),
            ("beliebig", 71, True, 1),
            ("keine", 71, False, 0),
        ],
    )
    def test_asks_for_so_many(self, value: object, seats_: int, given_: bool, least: int) -> None:
        assert (threshold(value).given, threshold(value).of(seats_)) == (given_, least)

    @given(share=shares, members_=seats)
    def test_a_share_is_rounded_up(self, share: Fraction, members_: int) -> None:
        assert (
            Threshold(share=share).of(members_) >= share * members_ > Threshold(share=share).of(members_) - 1
        )


def count(present: int, *, settled: bool = True) -> QuorumCount:
    """So many of seventy-one present, where thirty-six are needed."""
    return QuorumCount(seats=71, required=36, names=members(present), recused=0, norm="", settled=settled)


class TestBlocks:
    """SächsGemO § 39 Abs. 2 gegen GO NRW § 49, HGO § 53, NKomVG § 65: vermutet, bis jemand rügt."""

    @pytest.mark.parametrize("challenged", [False, True])
    def test_thirty_five_decide_nothing_in_saxony(self, challenged: bool) -> None:
        assert blocks(SACHSEN, count(35), challenged=challenged)

    @pytest.mark.parametrize("challenged", [False, True])
    @pytest.mark.parametrize("name", ["sachsen", "niedersachsen", "hessen", "bayern"])
    def test_thirty_six_decide_everywhere(self, name: str, challenged: bool) -> None:
        assert not blocks(land(name), count(36), challenged=challenged)

    @pytest.mark.parametrize("name", ["niedersachsen", "hessen", "nordrhein-westfalen"])
    def test_presumed_it_is_missing_only_once_it_was_challenged(self, name: str) -> None:
        assert not blocks(land(name), count(35), challenged=False)
        assert blocks(land(name), count(35), challenged=True)

    @pytest.mark.parametrize("presumed", [False, True])
    def test_what_nobody_has_settled_blocks_nothing(self, presumed: bool) -> None:
        assert not blocks(rules(presumed=presumed), count(0, settled=False), challenged=True)

    @pytest.mark.parametrize(
        ("unsettled", "needed", "forbids"),
        [((), True, True), ((), False, False), (("needed_at_ballot",), True, False)],
        ids=["needed", "not-needed", "nobody-knows"],
    )
    def test_where_it_is_not_presumed_the_set_says_whether_it_has_to_be_there(
        self, unsettled: tuple[str, ...], needed: bool, forbids: bool
    ) -> None:
        book = rules(*unsettled, needed_at_ballot=needed)

        assert blocks(book, count(35), challenged=False) is forbids

    def test_as_a_count_stands_unsaid_it_is_settled_and_not_presumed(self) -> None:
        found = QuorumCount(seats=3, required=2, names=members(1), recused=0, norm="")

        assert (found.settled, found.presumed, found.path) == (True, False, "quorum.share")
