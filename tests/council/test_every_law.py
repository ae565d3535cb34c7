"""Whole sittings at random under Saxony, Bavaria, Lower Saxony, and a set that settles nothing."""

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import council
from council.commands import OpenSitting
from council.rule_reading import rulebook_of
from council.rulebook import VALUES, Format
from desk.rulesets import ruleset_text
from tests.council.law_machine import Evening

DAY = date(2026, 12, 9)
SECRET = '[secret.enabled]\nvalue = true\nnorm = "GO"\nsource = "GO"\n'
LAWS = ("sachsen", "bayern", "niedersachsen", "ungeklärt")
MOST_BALLOTS = 60


@cache
def law(name: str) -> str:
    """The rules of a Land with secret ballots switched on, or Saxony's with nothing settled."""
    if name != "ungeklärt":
        return ruleset_text(name, DAY, SECRET)
    return re.sub(r'certainty = ".*?"', 'certainty = "ungeklärt"', ruleset_text("sachsen", DAY, SECRET))


def machine(name: str) -> type[RuleBasedStateMachine]:
    """The machine that holds sittings under one law."""

    class SittingUnder(RuleBasedStateMachine):
        """Everybody does anything at any time."""

        evening: Evening | None = None

        @initialize(
            held=st.sampled_from(Format),
            seats=st.integers(min_value=5, max_value=100),
            share=st.sampled_from([0.3, 0.6, 0.9, 1.0]),
            seed=st.integers(min_value=0, max_value=2**32),
        )
        def begin(self, held: Format, seats: int, share: float, seed: int) -> None:
            self.evening = Evening(law(name), held, seats, seed, settled=name != "ungeklärt")
            self.evening.admit(share)
            self.held.chair(OpenSitting)

        @property
        def held(self) -> Evening:
            assert self.evening is not None
            return self.evening

        @rule(share=st.sampled_from([0.2, 0.8, 1.0]), disturbed=st.booleans())
        def a_ballot(self, share: float, disturbed: bool) -> None:
            if len(self.held.sitting.ballots) < MOST_BALLOTS:
                self.held.open_something()
            self.held.poll(share)
            if disturbed:
                self.held.something_else()
            self.held.finish()

        @rule()
        def a_ballot_left_open(self) -> None:
            if len(self.held.sitting.ballots) < MOST_BALLOTS:
                self.held.open_something()
            self.held.poll(0.5)

        @rule(often=st.integers(min_value=1, max_value=6))
        def anything_else(self, often: int) -> None:
            for _ in range(often):
                self.held.something_else()

        @rule()
        def counts_by_hand(self) -> None:
            self.held.count_by_hand()

        @rule()
        def an_end_of_it(self) -> None:
            self.held.finish()

        @invariant()
        def what_is_always_true(self) -> None:
            if self.evening is not None:
                self.evening.check()

        def teardown(self) -> None:
            if self.evening is not None:
                self.evening.check_replay()

    return SittingUnder


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


class TestUnderEveryLaw:
    """Auftrag, Shows: sittings of up to 100 members and 60 ballots; the numbers are always right."""

    @pytest.mark.parametrize("name", LAWS)
    def test_holds_whatever_people_do(self, name: str) -> None:
        few = settings(max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=QUIET)

        assert run_state_machine_as_test(machine(name), settings=few) is None  # type: ignore[func-returns-value]

    @pytest.mark.slow
    @pytest.mark.timeout(3000)
    @pytest.mark.parametrize("name", LAWS)
    def test_holds_over_hundreds_of_evenings(self, name: str) -> None:
        many = settings(max_examples=150, stateful_step_count=90, deadline=None, suppress_health_check=QUIET)

        assert run_state_machine_as_test(machine(name), settings=many) is None  # type: ignore[func-returns-value]

    def test_the_set_that_settles_nothing_settles_nothing(self) -> None:
        book = rulebook_of(law("ungeklärt"))

        assert not any(book.rules[path].settled for path in VALUES)

    def test_sixty_ballots_are_held_in_one_evening(self) -> None:
        evening = Evening(law("sachsen"), Format.PRESENCE, 40, 7, settled=True)
        evening.admit(1.0)
        evening.chair(OpenSitting)
        for _ in range(400):
            if len(evening.sitting.ballots) >= MOST_BALLOTS:
                break
            evening.open_something()
            evening.poll(0.9)
            evening.finish()
            evening.check()
        evening.check_replay()

        assert len(evening.sitting.ballots) >= MOST_BALLOTS


class TestFolding:
    """style: `evolve` holds no rule, so that old sittings are never judged again."""

    FOLDS = sorted(Path(str(council.__path__[0])).glob("fold*.py"))
    RULES: ClassVar = {
        "errors",
        "decide",
        "legality",
        "majority",
        "election",
        "plausibility",
        "opening",
        "checklist",
        "authority",
        "commands",
    }

    @pytest.mark.parametrize("path", FOLDS, ids=lambda path: path.name)
    def test_imports_no_rule(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            node.module.removeprefix("council.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("council.")
        }

        assert not {name for name in imported if name in self.RULES or name.startswith("decide")}

    @pytest.mark.parametrize("path", FOLDS, ids=lambda path: path.name)
    def test_raises_nothing_but_a_beginning_without_preparation(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        raised = {
            ast.unparse(node.exc.func)
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        }

        assert raised <= {"ValueError"}
