"""The rule set as data: what is read, and what one of version 0.1 still means."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from council.agenda import BallotKind, Base, ItemKind, MajorityKind
from council.rule_reading import rulebook_of
from council.rule_values import Threshold
from council.rulebook import VALUES, Certainty, Format, Provision, Remote, Rule, Tie
from tests.council.evening import RULES

SACHSEN = rulebook_of(RULES)
LEGACY = (Path(__file__).parent / "legacy_sachsen.toml").read_text(encoding="utf-8")


class TestSaxony:
    """SächsGemO, Stand seit 20.02.2022: jeder Wert mit Norm, Quelle und Gewissheit."""

    def test_half_and_quarter_are_fractions(self) -> None:
        assert SACHSEN.quorum.value == Fraction(1, 2)
        assert SACHSEN.quorum_recusal.value == Threshold(share=Fraction(1, 4))

    def test_there_is_no_fiction_of_a_quorum(self) -> None:
        assert SACHSEN.quorum_at_ballot.binds
        assert SACHSEN.quorum_presumed.value is False

    @pytest.mark.parametrize(
        ("kind", "base"),
        [
            (MajorityKind.SIMPLE, Base.CAST),
            (MajorityKind.OF_PRESENT, Base.PRESENT),
            (MajorityKind.OF_MEMBERS, Base.MEMBERS),
            (MajorityKind.TWO_THIRDS, Base.MEMBERS),
            (MajorityKind.THREE_QUARTERS, Base.MEMBERS),
            (MajorityKind.SHARE, Base.MEMBERS),
        ],
    )
    def test_majorities_are_reckoned_from_votes_or_members(self, kind: MajorityKind, base: Base) -> None:
        assert SACHSEN.majority(kind).value is base

    @pytest.mark.parametrize("kind", [ItemKind.ELECTION, ItemKind.BUDGET])
    def test_a_digital_sitting_bars_elections_and_the_budget(self, kind: ItemKind) -> None:
        rule = SACHSEN.remote(kind)

        assert rule is not None
        assert (rule.value, rule.norm) == (Remote.BLOCKED, "§ 36a SächsGemO")

    def test_ordinary_business_has_no_rule_about_remote_people(self) -> None:
        assert SACHSEN.remote(ItemKind.RESOLUTION) is None

    def test_a_format_and_a_kind_of_ballot_have_their_rules(self) -> None:
        digital, secret = SACHSEN.provision(Format.DIGITAL), SACHSEN.request(BallotKind.SECRET)

        assert digital is not None
        assert secret is not None
        assert digital.value is Provision.EMERGENCY
        assert "wichtigem Grund" in (secret.value or "")
        assert SACHSEN.provision(Format.PRESENCE) is None
        assert SACHSEN.request(BallotKind.OPEN) is None

    def test_a_digital_sitting_asks_for_reason_notice_and_a_public_room(self) -> None:
        asked = (SACHSEN.emergency_reason.value, SACHSEN.notice_days.value, SACHSEN.public_room.value)

        assert asked == (True, 7, True)

    def test_every_value_says_where_it_stands_and_how_sure_it_is(self) -> None:
        rules: list[Rule[Any]] = list(SACHSEN.rules.values())

        assert SACHSEN.rules.keys() == VALUES.keys()
        assert all(rule.norm and rule.source for rule in rules)
        assert {rule.valid_from for rule in rules} == {date(2022, 2, 20)}
        assert SACHSEN.quorum.certainty is Certainty.SECONDARY

    def test_keeps_the_words_it_was_read_from(self) -> None:
        assert rulebook_of(SACHSEN.text) == SACHSEN

    def test_says_whose_law_it_is_and_which_version(self) -> None:
        said = (SACHSEN.id, SACHSEN.land, SACHSEN.title, SACHSEN.version)

        assert said == ("sachsen", "Sachsen", "Sächsische Gemeindeordnung", "sachsen 2022-02-20")


class TestUnsettled:
    """council.md § 2.1: „ungeklärt“ darf überall stehen, ist ein Hinweis und hält nichts auf."""

    def test_what_is_reckoned_with_binds_nobody(self) -> None:
        rule = SACHSEN.majority(MajorityKind.TWO_THIRDS)

        assert not rule.settled
        assert rule.value is Base.MEMBERS

    def test_what_nothing_is_reckoned_with_has_no_value(self) -> None:
        assert SACHSEN.remote_secret.value is None
        assert not SACHSEN.remote_secret.settled
        assert not SACHSEN.remote_secret.binds


class TestVersionOne:
    """A rule set of version 0.1, as old sittings keep it, means what it meant."""

    BOOK = rulebook_of(LEGACY)

    def test_keeps_its_own_text(self) -> None:
        assert self.BOOK.text == LEGACY
        assert self.BOOK.version == "sachsen 2022-02-20"

    def test_has_its_old_values_under_their_new_names(self) -> None:
        assert self.BOOK.quorum_recusal.value == Threshold(share=Fraction(1, 4))
        assert self.BOOK.tie.value is Tie.REJECTED
        assert self.BOOK.remote_elections.value is Remote.BLOCKED
        assert self.BOOK.remote_budget.value is Remote.BLOCKED
        assert self.BOOK.remote_elections.norm == "§ 36a SächsGemO"

    def test_what_it_left_unsaid_is_what_it_did(self) -> None:
        assert not self.BOOK.quorum_strict.value
        assert self.BOOK.secret_enabled.value is False
        assert self.BOOK.digital.value is Provision.EMERGENCY
        assert self.BOOK.checklist_blocks.value == ()
