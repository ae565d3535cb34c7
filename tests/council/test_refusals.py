"""Every refusal has a name of its own, plain values, and a test that raises it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from council import errors
from council.errors import REFUSALS, NoQuorum, NotEntitled, Refusal

HERE = Path(__file__).parent


@cache
def raised_in_tests() -> set[str]:
    """The refusals that some test of this folder expects: in ``refuses`` or ``raises``, or as a case."""
    found: set[str] = set()
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("refuses", "raises", "refused"):
                found |= {name for name in map(_name, node.args[:2]) if name}
            if isinstance(node, ast.Call) and _name(node.func) == "param":
                found |= {name for name in map(_name, node.args) if name}
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def raised_in_the_rules() -> set[str]:
    """The refusals that the rules can raise."""
    rules = Path(errors.__file__).parent
    text = "\n".join(p.read_text(encoding="utf-8") for p in rules.glob("*.py") if p.name != "errors.py")
    return {kind.__name__ for kind in REFUSALS if re.search(rf"\b{kind.__name__}\b(?=[(\n ]| if )", text)}


class TestRefusals:
    """Vertrag § 4: Was nicht geschieht, wird in Worten gesagt; jede Ablehnung hat ihren Namen."""

    @pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
    def test_is_raised_by_a_rule_and_expected_by_a_test(self, kind: type[Refusal]) -> None:
        # raised where a planned sitting and its rule set are looked up, and where the desk keeps the boxes
        before_the_rules = {"UnknownSitting", "RulesNotInForce", "SecretNeedsOneInstance"}
        rules = kind.__name__ in raised_in_the_rules() and kind.__name__ in raised_in_tests()

        assert rules is not (kind.__name__ in before_the_rules)

    @pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
    def test_belongs_to_one_of_the_five_families(self, kind: type[Refusal]) -> None:
        families = (errors.NotYours, errors.WrongMoment, errors.NotFound, errors.Implausible, errors.Unlawful)

        assert sum(issubclass(kind, family) for family in families) == 1
        assert kind not in families

    def test_has_a_key_of_its_own(self) -> None:
        keys = [kind().key for kind in REFUSALS]

        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in keys)

    @pytest.mark.parametrize(("kind", "key"), [(NotEntitled, "not_entitled"), (NoQuorum, "no_quorum")])
    def test_is_called_in_catalogues_by_its_name(self, kind: type[Refusal], key: str) -> None:
        assert kind().key == key

    def test_carries_the_values_of_its_sentence(self) -> None:
        refusal = NoQuorum(present=35, required=36, norm="§ 39 Abs. 2 SächsGemO")

        assert refusal.values == {"present": 35, "required": 36, "norm": "§ 39 Abs. 2 SächsGemO"}
        assert "no_quorum" in str(refusal)

    @pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
    def test_says_what_it_means(self, kind: type[Refusal]) -> None:
        assert kind.__doc__ is not None
        assert kind.__doc__.endswith(".")
