"""The rule set as data: what is read, and how a broken one is refused."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from council.agenda import ItemKind, MajorityKind
from council.rulebook import Base, Certainty, Rule, RulesBroken, rulebook_of
from tests.council.evening import RULES

SACHSEN = rulebook_of(RULES)


def without(table: str, key: str = "") -> str:
    """The rule set with a table, or one key of it, taken out."""
    head, _, rest = RULES.partition(f"[{table}]\n")
    body, gap, tail = rest.partition("\n\n")
    if not key:
        return head + tail
    lines = [line for line in body.splitlines() if not line.startswith(f"{key} =")]
    return head + f"[{table}]\n" + "\n".join(lines) + gap + tail


def with_value(table: str, value: str) -> str:
    """The rule set with another value in one table."""
    return re.sub(rf"(\[{re.escape(table)}\]\nvalue = )[^\n]*", rf"\g<1>{value}", RULES)


class TestSaxony:
    """SächsGemO, Stand seit 20.02.2022: jeder Wert mit Norm, Quelle und Gewissheit."""

    def test_half_and_quarter_are_fractions(self) -> None:
        assert (SACHSEN.quorum.value, SACHSEN.quorum_recusal.value) == (Fraction(1, 2), Fraction(1, 4))

    def test_there_is_no_fiction_of_a_quorum(self) -> None:
        assert SACHSEN.quorum_at_ballot.value is True

    def test_majorities_are_reckoned_from_votes_or_members(self) -> None:
        bases = {kind: rule.value for kind, rule in SACHSEN.majorities.items()}

        assert bases == {
            MajorityKind.SIMPLE: Base.CAST,
            MajorityKind.OF_MEMBERS: Base.MEMBERS,
            MajorityKind.TWO_THIRDS: Base.MEMBERS,
        }

    def test_a_digital_sitting_excludes_elections_and_the_budget(self) -> None:
        excluded = {kind: rule.value for kind, rule in SACHSEN.excluded_digital.items()}

        assert excluded == {ItemKind.ELECTION: True, ItemKind.BUDGET: True}
        assert SACHSEN.excluded_digital[ItemKind.ELECTION].norm == "§ 36a SächsGemO"

    def test_a_digital_sitting_asks_for_reason_notice_and_a_public_room(self) -> None:
        asked = (SACHSEN.emergency_reason.value, SACHSEN.notice_days.value, SACHSEN.public_room.value)

        assert asked == (True, 7, True)

    def test_every_value_says_where_it_stands_and_how_sure_it_is(self) -> None:
        rules: list[Rule[Any]] = [SACHSEN.quorum, SACHSEN.tie_rejects, SACHSEN.no_objection, SACHSEN.recusal]
        rules += [*SACHSEN.majorities.values(), *SACHSEN.excluded_digital.values()]

        assert all(rule.norm and rule.source for rule in rules)
        assert {rule.valid_from for rule in rules} == {date(2022, 2, 20)}
        assert SACHSEN.quorum.certainty is Certainty.SECONDARY

    def test_keeps_the_words_it_was_read_from(self) -> None:
        assert rulebook_of(SACHSEN.text) == SACHSEN

    def test_says_whose_law_it_is(self) -> None:
        assert (SACHSEN.id, SACHSEN.land, SACHSEN.title) == (
            "sachsen",
            "Sachsen",
            "Sächsische Gemeindeordnung",
        )


class TestBroken:
    """Ein Regelwerk wird ganz gelesen oder gar nicht; die Stelle wird genannt."""

    @pytest.mark.parametrize(
        "table",
        ["ruleset", "quorum.share", "majority.two_thirds", "ballot.changeable", "digital.notice_days"],
    )
    def test_a_missing_table_is_named(self, table: str) -> None:
        with pytest.raises(RulesBroken, match=re.escape(f"[{table}]")):
            rulebook_of(without(table))

    @pytest.mark.parametrize("key", ["norm", "source", "certainty", "valid_from", "value"])
    def test_a_missing_part_of_a_value_is_named_with_its_table(self, key: str) -> None:
        with pytest.raises(RulesBroken, match=re.escape("[quorum.share]")):
            rulebook_of(without("quorum.share", key))

    @pytest.mark.parametrize(
        ("table", "value"),
        [
            pytest.param("quorum.share", "0.5", id="a-float-is-no-fraction"),
            pytest.param("quorum.share", '"0"', id="nothing-is-no-quorum"),
            pytest.param("quorum.share", '"3/2"', id="more-than-all"),
            pytest.param("quorum.share", '"1/0"', id="divided-by-nought"),
            pytest.param("quorum.share", '"halb"', id="words"),
            pytest.param("quorum.needed_at_ballot", '"ja"', id="yes-in-words"),
            pytest.param("digital.notice_days", "-1", id="negative-days"),
            pytest.param("digital.notice_days", "true", id="true-days"),
            pytest.param("majority.simple", '"Pi mal Daumen"', id="unknown-base"),
            pytest.param("agenda.no_objection", '"formalie"', id="no-list"),
            pytest.param("agenda.no_objection", '["kuchen"]', id="unknown-kind"),
            pytest.param("agenda.no_objection_words", '["a", 1]', id="a-number-among-words"),
            pytest.param("agenda.no_objection_words", '"a"', id="a-word-without-list"),
        ],
    )
    def test_a_value_that_cannot_be_meant_is_named(self, table: str, value: str) -> None:
        with pytest.raises(RulesBroken, match=re.escape(f"[{table}]")):
            rulebook_of(with_value(table, value))

    def test_what_is_no_toml_is_refused(self) -> None:
        with pytest.raises(RulesBroken):
            rulebook_of("[ruleset")

    def test_an_unknown_certainty_is_refused(self) -> None:
        with pytest.raises(RulesBroken, match=r"quorum\.share"):
            rulebook_of(RULES.replace('certainty = "sekundär"', 'certainty = "gefühlt"', 1))

    def test_an_empty_title_is_refused(self) -> None:
        with pytest.raises(RulesBroken, match="title"):
            rulebook_of(RULES.replace('title = "Sächsische Gemeindeordnung"', 'title = ""'))
