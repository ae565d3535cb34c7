"""The functions and values of the rules: each function names its paragraph, no value can be changed."""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any

import pytest

from council import election, legality, majority, quorum, recusal
from council.legal import LEGAL_BASES

PARAGRAPHS: dict[Callable[..., Any], str] = {
    quorum.quorum_rule: "§ 39 Abs. 2, 3",
    quorum.many_recused: "§ 39 Abs. 2 Satz 2",
    quorum.blocks: "§ 39 Abs. 2",
    majority.simple_majority: "§ 39 Abs. 6",
    majority.majority_of: "§ 39 Abs. 6, § 38 Abs. 2",
    recusal.recused_on: "§ 20",
    recusal.recusal_spells: "§ 20",
    legality.remote_counts: "§ 36a",
    legality.bars: "§ 36a",
    legality.impossible: "§ 36a",
    legality.only_in_the_room: "§ 36a",
    legality.secret_possible: "§ 39 Abs. 6",
    legality.secret_first: "§ 39 Abs. 6",
    election.elect_one: "§ 39 Abs. 7",
    election.into_runoff: "§ 39 Abs. 7",
    election.elect_single: "§ 39 Abs. 7",
    election.elect_several: "§ 39 Abs. 7",
    election.choose: "§ 39 Abs. 6",
}


class TestLegalBases:
    """Auftrag Teil 8: jede Regel nennt ihren Paragraphen und die Werte, mit denen sie rechnet."""

    @pytest.mark.parametrize("rule", PARAGRAPHS, ids=lambda rule: rule.__name__)
    def test_every_rule_rests_on_its_paragraph(self, rule: Callable[..., Any]) -> None:
        (basis,) = [b for b in LEGAL_BASES if b.function == f"{rule.__module__}.{rule.__qualname__}"]

        assert (basis.law, basis.paragraph) == ("SächsGemO", PARAGRAPHS[rule])
        assert basis.paths
        assert basis.sentence.endswith(".")


MODULES = (election, legality, majority, quorum, recusal)
VALUES = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
]
BY_NAME: list[tuple[Callable[..., Any], set[str]]] = [
    (quorum.quorum_rule, {"second"}),
    (quorum.quorum_required, {"second"}),
    (quorum.blocks, {"challenged"}),
    (majority.verdict, {"present", "share", "of", "abstention", "chair"}),
    (legality.remote_counts, {"emergency"}),
    (legality.bars, {"public"}),
    (legality.impossible, {"remote_seen"}),
    (election.election_verdict, {"members", "present"}),
]


class TestShapes:
    """Stilregel: Werte sind unveränderlich; ein bloßes Ja oder Nein wird beim Namen genannt."""

    def test_there_are_values_in_every_module(self) -> None:
        assert {kind.__module__ for kind in VALUES} == {module.__name__ for module in MODULES}

    @pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
    def test_a_value_never_changes_and_is_built_by_name(self, kind: Any) -> None:
        given = inspect.signature(kind).parameters.values()

        assert kind.__dataclass_params__.frozen
        assert "__slots__" in vars(kind)
        assert {parameter.kind for parameter in given} == {inspect.Parameter.KEYWORD_ONLY}

    @pytest.mark.parametrize(("rule", "names"), BY_NAME, ids=lambda each: getattr(each, "__name__", ""))
    def test_what_could_be_mixed_up_is_named(self, rule: Callable[..., Any], names: set[str]) -> None:
        parameters = inspect.signature(rule).parameters.values()

        assert {p.name for p in parameters if p.kind is p.KEYWORD_ONLY} == names
        assert {p.kind for p in parameters} <= {
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            inspect.Parameter.KEYWORD_ONLY,
        }
