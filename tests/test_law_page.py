"""docs/law.md is written from the rule sets and the code, and says what they say."""

from functools import cache
from pathlib import Path

import pytest

from council.legal import LEGAL_BASES
from council.rulebook import VALUES
from desk.rulesets import ruleset_names, ruleset_versions
from law import PAGE, law_page
from wording import keys


@cache
def page() -> str:
    """The page as it would be written now."""
    return law_page()


class TestThePage:
    """Auftrag Teil 8: every rule function and rule value with its paragraph, source and certainty."""

    def test_is_what_data_and_code_give(self) -> None:
        assert PAGE.read_text(encoding="utf-8") == page(), "run `make law`"

    @pytest.mark.parametrize("name", ruleset_names())
    def test_names_every_value_with_norm_source_and_certainty(self, name: str) -> None:
        rows = [line for line in page().splitlines() if line.startswith("| `")]
        for book in ruleset_versions(name):
            for path, rule in book.rules.items():
                said = (f"| `{path}` |", rule.norm, rule.source.replace("|", "\\|"), rule.certainty.value)
                assert any(all(part in row for part in said) for row in rows), path

    def test_names_every_rule_function(self) -> None:
        assert LEGAL_BASES
        assert all(f"`{basis.function}`" in page() for basis in LEGAL_BASES)
        assert all(basis.paragraph in page() for basis in LEGAL_BASES)

    def test_every_rule_function_says_what_it_does_and_names_values_that_exist(self) -> None:
        assert all(basis.sentence.endswith(".") for basis in LEGAL_BASES)
        assert {path for basis in LEGAL_BASES for path in basis.paths} <= VALUES.keys()

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_every_value_has_its_meaning_in_both_languages(self, language: str) -> None:
        known = set(keys(language))

        assert {f"law.{path}" for path in VALUES} <= known

    def test_the_rules_named_by_the_work_order_cite_a_paragraph(self) -> None:
        modules = {basis.function.rsplit(".", 1)[0] for basis in LEGAL_BASES}
        wanted = {"quorum", "majority", "recusal", "legality", "election", "plausibility", "checklist"}

        assert {f"council.{name}" for name in wanted} <= modules


def test_the_page_lies_with_the_documents() -> None:
    """docs/law.md."""
    assert Path(__file__).parents[1] / "docs" / "law.md" == PAGE
