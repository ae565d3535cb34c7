"""Every reason that a reader gives is one that can be said."""

import re
from pathlib import Path

import pytest

from files import __file__ as room
from files.problems import BadFile, Problem, refusal
from files.reasons import REASONS
from files.roster import read_roster

SOURCES = [path for path in Path(room).parent.glob("*.py") if path.name != "reasons.py"]


class TestReasons:
    """Issue, Bad input: every bad row named with line and reason."""

    def test_the_list_is_what_the_readers_give(self) -> None:
        given = {
            key
            for source in SOURCES
            for key in re.findall(r'"((?:problem|note)\.[a-z_]+)"', source.read_text("utf-8"))
        }

        assert given == set(REASONS)

    @pytest.mark.parametrize(
        "text",
        [
            "vorname;nachname;rolle;rol\nA;B;mitglid;;zu viel\n",
            "vorname;nachname;rolle;email;von;bis;vertritt;stimmrecht\nA;B;x;y;z;1;N;v\n;;;;;;;vv\n",
            "vorname;nachname;rolle;kennung\nA;B;gast;1\nA;B;gast;1\n" + "x" * 101 + ";\x07;gast;;;zu viel",
        ],
    )
    def test_a_problem_brings_exactly_the_values_of_its_reason(self, text: str) -> None:
        with pytest.raises(BadFile) as failure:
            read_roster(text.encode())

        for problem in failure.value.problems:
            assert set(problem.values) == set(REASONS[problem.key])

    def test_a_refusal_for_one_reason_has_one_problem(self) -> None:
        refused = refusal("problem.broken_row", 7)

        assert refused.problems == (Problem(line=7, column="", key="problem.broken_row"),)
        assert str(refused) == "7: problem.broken_row"
