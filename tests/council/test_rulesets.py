"""The rule sets that come with the product: complete, dated, and saying what is known of each Land."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from council.agenda import Abstention, Base, MajorityKind
from council.quorum import quorum_required
from council.rule_reading import on_day, require_no_overlap, rulebook_of
from council.rulebook import VALUES, Certainty, Provision, Remote, RuleBook, Tie

FOLDER = Path(__file__).parents[2] / "council" / "rulesets"
FILES = sorted(FOLDER.glob("*.toml"))
LAENDER = {
    "sachsen",
    "baden-wuerttemberg",
    "bayern",
    "nordrhein-westfalen",
    "hessen",
    "niedersachsen",
    "rheinland-pfalz",
    "saarland",
    "schleswig-holstein",
    "brandenburg",
    "mecklenburg-vorpommern",
    "sachsen-anhalt",
    "thueringen",
}


@cache
def book(name: str) -> RuleBook:
    """The rule set of a file."""
    return rulebook_of((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


class TestEverySet:
    """Auftrag Teil 1: jeder Wert mit Norm, Quelle, Gewissheit und Beginn."""

    def test_thirteen_laender_and_saxony_twice(self) -> None:
        assert {book(path.stem).id for path in FILES} == LAENDER
        assert len(FILES) == len(LAENDER) + 1

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_every_value_is_there_with_where_it_stands(self, path: Path) -> None:
        rules = book(path.stem).rules

        assert rules.keys() == VALUES.keys()
        assert all(rule.norm and rule.source for rule in rules.values())

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_secret_ballots_are_off_and_the_towns_to_switch_on(self, path: Path) -> None:
        rule = book(path.stem).secret_enabled

        assert (rule.value, rule.open) == (False, True)

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_set_that_knows_nothing_of_a_value_says_so(self, path: Path) -> None:
        for rule in book(path.stem).rules.values():
            assert rule.value is not None or rule.certainty is Certainty.UNSETTLED

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_no_value_begins_after_its_set(self, path: Path) -> None:
        rules = book(path.stem)

        assert all(rule.valid_from <= rules.valid_from for rule in rules.rules.values())


class TestSaxonyByDate:
    """SächsGemO § 36a: bis 19.02.2022 mit Zustimmung der Rechtsaufsicht, seither mit Anzeige."""

    VERSIONS = (book("sachsen-2020"), book("sachsen"))

    @pytest.mark.parametrize(
        ("day", "version"),
        [
            pytest.param(date(2020, 12, 15), None, id="before"),
            pytest.param(date(2020, 12, 16), "sachsen 2020-12-16", id="first-day"),
            pytest.param(date(2022, 2, 19), "sachsen 2020-12-16", id="last-day"),
            pytest.param(date(2022, 2, 20), "sachsen 2022-02-20", id="new-law"),
            pytest.param(date(2026, 12, 9), "sachsen 2022-02-20", id="now"),
        ],
    )
    def test_the_day_of_the_sitting_chooses(self, day: date, version: str | None) -> None:
        found = on_day(self.VERSIONS, day)

        assert (found.version if found else None) == version

    def test_the_versions_never_hold_at_once(self) -> None:
        require_no_overlap(self.VERSIONS)

    def test_the_earlier_one_knows_no_settled_exclusion(self) -> None:
        old, new = self.VERSIONS

        assert not old.remote_elections.settled
        assert not old.remote_budget.settled
        assert (new.remote_elections.value, new.remote_budget.value) == (Remote.BLOCKED, Remote.BLOCKED)

    def test_the_earlier_one_asked_for_consent(self) -> None:
        old, new = self.VERSIONS

        assert (old.prior_consent.value, new.prior_consent.value) == (True, False)
        assert new.notice_days.value == 7


class TestFacts:
    """council.md § 2: was von jedem Land bekannt ist."""

    @pytest.mark.parametrize(
        ("land", "ordinary", "second", "many"),
        [
            pytest.param("sachsen", 36, 3, 18, id="SN-39-half-three-quarter"),
            pytest.param("baden-wuerttemberg", 36, 3, 18, id="BW-37-half-three-quarter"),
            pytest.param("rheinland-pfalz", 36, 3, 24, id="RP-39-more-than-half-three-third"),
            pytest.param("saarland", 36, 15, 3, id="SL-44-more-than-half-fifth-three"),
            pytest.param("hessen", 36, 1, 1, id="HE-53-any-number"),
            pytest.param("niedersachsen", 36, 1, 1, id="NI-65-any-number"),
        ],
    )
    def test_quorum_of_seventy_one(self, land: str, ordinary: int, second: int, many: int) -> None:
        rules = book(land)

        assert quorum_required(rules, 71, 0) == ordinary
        assert quorum_required(rules, 71, 0, second=True) == second
        assert quorum_required(rules, 71, 40) == many

    @pytest.mark.parametrize(
        ("land", "of_seventy"),
        [
            ("sachsen", 35),
            ("baden-wuerttemberg", 35),
            ("bayern", 36),
            ("hessen", 36),
            ("rheinland-pfalz", 36),
        ],
    )
    def test_half_is_enough_or_is_not(self, land: str, of_seventy: int) -> None:
        assert quorum_required(book(land), 70, 0) == of_seventy

    @pytest.mark.parametrize("land", ["hessen", "niedersachsen", "nordrhein-westfalen"])
    def test_presumed_until_challenged(self, land: str) -> None:
        assert book(land).quorum_presumed.value
        assert not book(land).quorum_at_ballot.value

    @pytest.mark.parametrize("land", ["sachsen", "baden-wuerttemberg", "rheinland-pfalz"])
    def test_needed_at_every_ballot(self, land: str) -> None:
        assert not book(land).quorum_presumed.value
        assert book(land).quorum_at_ballot.binds

    @pytest.mark.parametrize("land", sorted(LAENDER))
    def test_abstentions(self, land: str) -> None:
        wanted = Abstention.NOT_ALLOWED if land == "bayern" else Abstention.EXCLUDED

        assert book(land).abstention.value is wanted

    @pytest.mark.parametrize("land", sorted(LAENDER))
    def test_a_tie_rejects(self, land: str) -> None:
        assert book(land).tie.value is Tie.REJECTED

    @pytest.mark.parametrize(
        ("land", "path", "value"),
        [
            pytest.param("hessen", "secret.allowed", False, id="HE-54-forbidden"),
            pytest.param("schleswig-holstein", "secret.allowed", False, id="SH-39-never"),
            pytest.param("nordrhein-westfalen", "secret.precedes_roll_call", True, id="NW-50-secret-first"),
            pytest.param("saarland", "secret.precedes_roll_call", True, id="SL-45-secret-first"),
            pytest.param("bayern", "remote.elections", Remote.EXCLUDED, id="BY-47a-no-remote-elections"),
            pytest.param("niedersachsen", "remote.elections", Remote.BLOCKED, id="NI-64-blocked"),
            pytest.param("niedersachsen", "remote.secret", Remote.BLOCKED, id="NI-64-secret-blocked"),
            pytest.param("rheinland-pfalz", "remote.by_law", Remote.EXCLUDED, id="RP-35a-by-laws"),
            pytest.param("saarland", "remote.elections", Remote.BLOCKED, id="SL-51a-whole-sitting"),
            pytest.param("baden-wuerttemberg", "format.hybrid", Provision.REGULAR, id="BW-37a-hybrid"),
            pytest.param("hessen", "format.digital", Provision.NONE, id="HE-no-digital"),
            pytest.param("bayern", "format.digital", Provision.NONE, id="BY-no-digital"),
            pytest.param("thueringen", "format.hybrid", Provision.NONE, id="TH-no-hybrid"),
            pytest.param("mecklenburg-vorpommern", "format.chair_in_room", True, id="MV-29a-chair"),
            pytest.param("nordrhein-westfalen", "format.approved_system", True, id="NW-DigiSiVO"),
        ],
    )
    def test_is_as_it_was_found(self, land: str, path: str, value: Any) -> None:
        rule = book(land).rules[path]

        assert rule.value == value
        assert rule.settled

    def test_two_thirds_are_reckoned_from_a_base_that_nobody_settled(self) -> None:
        rule = book("sachsen").majority(MajorityKind.TWO_THIRDS)

        assert (rule.value, rule.settled) == (Base.MEMBERS, False)

    def test_saxonys_quarter_needs_more_than_half_recused(self) -> None:
        assert book("sachsen").quorum_recusal_when.value == Fraction(1, 2)
