"""The table of threats in SECURITY.md: every threat has its tests, and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_NAMED = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)+)`")
_PLACE = re.compile(r"`([\w/]*(?:/|\.py|\.txt|Containerfile))`")


@cache
@cache
def names_in(path: Path) -> frozenset[str]:
    """What of a file of tests can be named: ``Class``, ``Class::test``, ``test``."""
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = set(_tests_of(body))
    for node in body:
        if isinstance(node, ast.ClassDef):
            found |= {node.name, *(f"{node.name}::{name}" for name in _tests_of(node.body))}
    return frozenset(found)


def _tests_of(body: list[ast.stmt]) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node.name for node in body if isinstance(node, kinds) and node.name.startswith("test_")]


def rows() -> list[list[str]]:
    """The lines of the table, each as its cells."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.split("\n## Threats and their tests\n")[1].split("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[1:]]


ROWS = rows()
TESTS = sorted({test for row in ROWS for test in _NAMED.findall(row[-1])})


class TestTheTable:
    """SECURITY.md is checked, not believed."""

    def test_it_has_the_threats(self) -> None:
        assert len(ROWS) >= 40
        assert len({row[0] for row in ROWS}) == len(ROWS)

    @pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
    def test_every_threat_has_its_countermeasure_place_and_test(self, row: list[str]) -> None:
        assert len(row) == 4
        assert all(row)
        assert _NAMED.findall(row[3])
        assert row[3].count("`") == 2 * len(_NAMED.findall(row[3]))

    @pytest.mark.parametrize("test", TESTS)
    def test_every_named_test_exists(self, test: str) -> None:
        path, _, name = test.partition("::")

        assert name in names_in(ROOT / path)

    @pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
    def test_every_named_place_exists(self, row: list[str]) -> None:
        places = _PLACE.findall(row[2])

        assert places
        assert [place for place in places if not (ROOT / place).exists()] == []


class TestReading:
    """The reader of names finds what is there, and nothing else."""

    def test_this_very_test_is_found(self) -> None:
        found = names_in(Path(__file__))

        assert {"TestReading", "TestReading::test_this_very_test_is_found"} <= found
        assert "TestReading::test_no_such_test" not in found
        assert "_tests_of" not in found

    def test_a_missing_file_has_no_tests(self) -> None:
        assert names_in(ROOT / "tests" / "no_such_file.py") == frozenset()
