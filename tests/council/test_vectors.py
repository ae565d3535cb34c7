"""The published vectors (``tests/vectors``): the rules held against exact rational arithmetic."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from council.agenda import Abstention, BallotForm, BallotKind, Base, ItemKind, MajorityKind
from council.ballots import Ballot, Choice, Option, Outcome, Round, Tally
from council.election import election_verdict
from council.ids import NOBODY, BallotId, MemberId
from council.majority import majority_of, more_than_half, needed_of, two_thirds, verdict
from council.quorum import QuorumCount, quorum_required
from council.rule_reading import rulebook_of
from council.rulebook import RuleBook
from tests.council.evening import RULES, STARTS

HERE = Path(__file__).parents[1] / "vectors"
RULESETS = Path(__file__).parents[2] / "council" / "rulesets"
Row = list[Any]

FILES = [
    "majorities.json",
    "motions.json",
    "by_land.json",
    "quorum.json",
    "elections.json",
    "places.json",
    "alternatives.json",
]
PEERS = [
    (1, 1, 1, 1),
    (3, 2, 2, 3),
    (4, 3, 3, 3),
    (5, 3, 4, 4),
    (6, 4, 4, 5),
    (7, 4, 5, 6),
    (9, 5, 6, 7),
    (15, 8, 10, 12),
    (21, 11, 14, 16),
    (30, 16, 20, 23),
    (31, 16, 21, 24),
    (45, 23, 30, 34),
    (60, 31, 40, 45),
    (61, 31, 41, 46),
    (82, 42, 55, 62),
    (91, 46, 61, 69),
]
"""Base, more than a half, two thirds, three quarters: where another formula was one too high."""


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The cases of a file."""
    return tuple(json.loads((HERE / name).read_text(encoding="utf-8"))["rows"])


@cache
def generator() -> ModuleType:
    """The script that makes the vectors."""
    spec = importlib.util.spec_from_file_location("vectors_generate", HERE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def rules_with(path: str = "", value: str = "") -> RuleBook:
    """Saxony's rules with another value in one table."""
    lines = RULES.split("\n")
    if path:
        at = lines.index(f"[{path}]") + 1
        lines[at] = f'value = "{value}"'
    return rulebook_of("\n".join(lines))


class TestFiles:
    """Auftrag, Shows: a published vector set, made by exact arithmetic."""

    @pytest.mark.parametrize("name", FILES)
    def test_are_what_the_generator_makes(self, name: str) -> None:
        assert (HERE / name).read_text(encoding="utf-8") == generator().content(name)

    def test_there_are_no_others(self) -> None:
        assert {path.name for path in HERE.glob("*.json")} == set(FILES) == set(generator().FILES)

    @pytest.mark.parametrize("name", FILES)
    def test_every_row_fits_its_columns(self, name: str) -> None:
        columns = json.loads((HERE / name).read_text(encoding="utf-8"))["columns"]

        assert {len(row) for row in rows(name)} == {len(columns)}

    def test_every_one_is_explained(self) -> None:
        page = (HERE / "README.md").read_text(encoding="utf-8")

        assert [name for name in FILES if f"| `{name}` |" not in page] == []

    @pytest.mark.parametrize("name", ["quorum.json", "by_land.json"])
    def test_every_rule_set_is_among_them(self, name: str) -> None:
        assert {row[0] for row in rows(name)} == {p.stem for p in RULESETS.glob("*.toml")}


class TestMajorities:
    """SächsGemO § 39 Abs. 6, § 38 Abs. 2: bases 0 to 2000, exact integers."""

    def test_every_base_up_to_two_thousand(self) -> None:
        rules = rules_with()
        kinds = (MajorityKind.OF_MEMBERS, MajorityKind.TWO_THIRDS, MajorityKind.THREE_QUARTERS)
        asked = [majority_of(rules, kind) for kind in kinds]
        for base, *needed in rows("majorities.json"):
            assert [needed_of(majority, base) for majority in asked] == needed

    def test_the_bases_are_all_there(self) -> None:
        assert [row[0] for row in rows("majorities.json")] == list(range(2001))

    @pytest.mark.parametrize(("base", "half", "thirds", "quarters"), PEERS)
    def test_where_others_were_wrong(self, base: int, half: int, thirds: int, quarters: int) -> None:
        assert rows("majorities.json")[base] == [base, half, thirds, quarters]
        assert (more_than_half(base), two_thirds(base)) == (half, thirds)
        assert needed_of(majority_of(rules_with(), MajorityKind.THREE_QUARTERS), base) == quarters

    def test_the_needed_number_is_reached_and_one_less_is_not(self) -> None:
        rules = rules_with()
        for base in (1, 2, 3, 60, 61, 71, 1999, 2000):
            needed = needed_of(majority_of(rules, MajorityKind.TWO_THIRDS), base)
            outcomes = [
                verdict(rules, MajorityKind.TWO_THIRDS, Tally(yes=yes), base).outcome
                for yes in (needed - 1, needed)
            ]
            assert outcomes == [Outcome.REJECTED, Outcome.CARRIED]


class TestMotions:
    """All abstain, tie, all recused but one, abstention as No or not allowed, the chair's vote."""

    @pytest.mark.parametrize("kind", sorted({row[0] for row in rows("motions.json")}))
    def test_every_count_is_judged_alike(self, kind: str) -> None:
        for row in (r for r in rows("motions.json") if r[0] == kind):
            _, share, base, counted, tie, yes, no, abstain, present, members, chair, carried = row
            judged = verdict(
                rules_with("majority.tie", tie),
                MajorityKind(kind),
                Tally(yes=yes, no=no, abstain=abstain),
                members,
                present=present,
                share=share if kind == "anteil" else "",
                of=Base(base),
                abstention=Abstention(counted),
                chair=Choice(chair) if chair else None,
            )
            assert (judged.outcome is Outcome.CARRIED) is carried, row

    @pytest.mark.parametrize("land", sorted({row[0] for row in rows("by_land.json")}))
    def test_every_land_reckons_from_its_own_base(self, land: str) -> None:
        rules = rulebook_of((RULESETS / f"{land}.toml").read_text(encoding="utf-8"))
        for row in (r for r in rows("by_land.json") if r[0] == land):
            _, kind, yes, no, abstain, present, members, carried = row
            votes = Tally(yes=yes, no=no, abstain=abstain)
            judged = verdict(rules, MajorityKind(kind), votes, members, present=present)
            assert (judged.outcome is Outcome.CARRIED) is carried, row


class TestQuorum:
    """SächsGemO § 39 Abs. 2, 3 and the other Länder's: ordinary, with recusals, second sitting."""

    @pytest.mark.parametrize("land", sorted({row[0] for row in rows("quorum.json")}))
    def test_every_council_needs_as_many(self, land: str) -> None:
        rules = rulebook_of((RULESETS / f"{land}.toml").read_text(encoding="utf-8"))
        for _, seats, recused, second, required in (r for r in rows("quorum.json") if r[0] == land):
            assert quorum_required(rules, seats, recused, second=second) == required


def ballot(tally: Tally, candidates: int, present: int, **more: Any) -> Ballot:
    """A closed ballot on so many options, at which so many were present."""
    people = tuple(MemberId(f"m{n}") for n in range(present))
    quorum = QuorumCount(seats=13, required=7, names=people, recused=0, norm="")
    values: dict[str, Any] = {
        "form": BallotForm.ELECTION,
        "majority": MajorityKind.SIMPLE,
        "options": tuple(Option(number=n, name=f"Person {n}") for n in range(1, candidates + 1)),
    }
    return Ballot(
        id=BallotId(1),
        item="4",
        title="Wahl",
        object="",
        item_kind=ItemKind.ELECTION,
        procedural=False,
        public=True,
        kind=BallotKind.OPEN,
        round=1,
        electorate=people,
        recused=(),
        opened_at=STARTS,
        opened_by=NOBODY,
        quorum_at_opening=quorum,
        quorum_at_closing=quorum,
        tally=tally,
        **(values | more),
    )


def found(rules: RuleBook, asked: Ballot, members: int) -> list[Any]:
    """What the rules make of a ballot, as the vectors have it."""
    judged = election_verdict(rules, asked, members=members)
    return [list(judged.elected), judged.following.value, list(judged.candidates)]


class TestElections:
    """SächsGemO § 39 Abs. 7: first round, run-off, lot, second round for one candidate."""

    def test_every_round_has_its_consequence(self) -> None:
        for row in rows("elections.json"):
            first, stage, candidates, votes, abstain, present, members, *expected = row
            tally = Tally(options=tuple(votes), abstain=abstain)
            if candidates == 1:
                tally = Tally(yes=votes[0], no=votes[1], abstain=abstain)
            asked = ballot(tally, candidates, present, stage=Round(stage))
            assert found(rules_with("election.first_round", first), asked, members) == expected, row

    def test_a_three_way_tie_is_for_the_lot(self) -> None:
        (row,) = [
            r for r in rows("elections.json") if r[3] == [4, 4, 4] and not r[4] and r[0].startswith("an")
        ]

        assert row[8:] == ["Los über die Stichwahl", [1, 2, 3]]

    def test_every_paper_with_several_places_fills_them(self) -> None:
        for row in rows("places.json"):
            first, places, votes, abstain, invalid, present, members, *expected = row
            tally = Tally(options=tuple(votes), abstain=abstain, invalid=invalid)
            asked = ballot(tally, len(votes), present, places=places)
            assert found(rules_with("election.first_round", first), asked, members) == expected, row


class TestAlternatives:
    """Auftrag Teil 4: eine Auswahl hat die Mehrheit, die der Punkt verlangt."""

    def test_every_choice_has_its_consequence(self) -> None:
        for row in rows("alternatives.json"):
            kind, base, stage, votes, abstain, present, members, *expected = row
            tally = Tally(options=tuple(votes), abstain=abstain)
            asked = ballot(
                tally,
                len(votes),
                present,
                form=BallotForm.ALTERNATIVES,
                majority=MajorityKind(kind),
                of=Base(base),
                stage=Round(stage),
            )
            assert found(rules_with(), asked, members) == expected, row
