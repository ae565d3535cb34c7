"""A town's rules of procedure laid over a rule set: only what the law leaves open."""

import pytest

from council.overlay import lay_over
from council.rule_reading import RulesBroken, rulebook_of
from council.rulebook import VALUES, Certainty
from tests.council.evening import RULES

GOOD = """[overlay]
title = "Geschäftsordnung vom 14.12.2022"

[secret.enabled]
value = true
norm = "Nr. 17 der Geschäftsordnung"
source = "Beschluss des Stadtrates"

[secret.fewest]
value = 7
norm = "Nr. 17 der Geschäftsordnung"
source = "Beschluss des Stadtrates"
"""


def laid(overlay: str) -> RulesBroken:
    """Why an overlay is refused."""
    with pytest.raises(RulesBroken) as caught:
        lay_over(RULES, overlay)
    return caught.value


def table(path: str, value: str = "true", **more: str) -> str:
    """An overlay of one table."""
    keys = {"value": value, "norm": '"§ 1 GO"', "source": '"GO"', **more}
    return "\n".join([f"[{path}]", *(f"{key} = {said}" for key, said in keys.items() if said)]) + "\n"


class TestLaidOver:
    """Auftrag Teil 1: a second TOML that may only touch what the law leaves open."""

    def test_its_values_stand_in_place_of_the_sets(self) -> None:
        rules = rulebook_of(lay_over(RULES, GOOD))

        assert rules.secret_enabled.value
        assert rules.secret_fewest.value == 7
        assert rules.secret_enabled.norm == "Nr. 17 der Geschäftsordnung"

    def test_what_a_town_says_of_itself_counts_as_read(self) -> None:
        assert rulebook_of(lay_over(RULES, GOOD)).secret_enabled.certainty is Certainty.READ

    def test_everything_else_stays_as_it_is(self) -> None:
        before, after = rulebook_of(RULES), rulebook_of(lay_over(RULES, GOOD))
        changed = {path for path in VALUES if before.rules[path] != after.rules[path]}

        assert changed == {"secret.enabled", "secret.fewest"}
        assert after.version == before.version

    def test_the_merged_text_names_where_a_value_comes_from(self) -> None:
        assert "# Geschäftsordnung vom 14.12.2022" in lay_over(RULES, GOOD)

    def test_it_can_be_laid_over_again(self) -> None:
        twice = lay_over(lay_over(RULES, GOOD), table("secret.enabled", "false"))

        assert not rulebook_of(twice).secret_enabled.value

    def test_an_empty_one_changes_no_value(self) -> None:
        assert rulebook_of(lay_over(RULES, "")).rules == rulebook_of(RULES).rules


class TestRefused:
    """Auftrag Teil 1: anything else is refused with the reason."""

    @pytest.mark.parametrize(
        "path", ["quorum.share", "majority.simple", "majority.tie", "remote.elections", "recusal.excludes"]
    )
    def test_what_the_law_says_is_fixed_and_the_norm_is_named(self, path: str) -> None:
        why = laid(table(path, '"1/3"'))

        assert (why.reason, why.line) == ("fixed", 1)
        assert why.norm == rulebook_of(RULES).rules[path].norm

    @pytest.mark.parametrize(
        ("overlay", "reason", "line"),
        [
            pytest.param("\n" + table("secret.eingeschaltet"), "unknown", 2, id="unknown-value"),
            pytest.param(table("secret.enabled", '"ja"'), "value", 2, id="no-such-value"),
            pytest.param(table("secret.fewest", "-1"), "value", 2, id="impossible-number"),
            pytest.param(table("secret.enabled", norm=""), "missing", 1, id="no-norm"),
            pytest.param(table("secret.enabled", source=""), "missing", 1, id="no-source"),
            pytest.param(table("secret.enabled", ""), "missing", 1, id="no-value"),
            pytest.param(table("secret.enabled", farbe='"rot"'), "unknown", 5, id="unknown-key"),
            pytest.param(table("secret.enabled", certainty='"gefühlt"'), "value", 5, id="certainty"),
            pytest.param("[secret.enabled\n", "toml", 1, id="no-toml"),
            pytest.param("secret = 3\n", "unknown", 1, id="no-table"),
            pytest.param("[overlay]\ntitle = 3\n", "value", 2, id="title"),
        ],
    )
    def test_says_what_and_where(self, overlay: str, reason: str, line: int) -> None:
        why = laid(overlay)

        assert (why.reason, why.line) == (reason, line)
