"""`make fuzz` itself: a finding, a missing tool and a sound end are told apart by the status."""

import sys
from pathlib import Path

import pytest

from tests.fuzzing.__main__ import DESCRIPTION, ENDLESS, EXAMPLE, NOT_RUN, line_of, main

TOOL = """#!{python}
import json, sys, urllib.request
address, description = sys.argv[sys.argv.index("--url") + 1], open(sys.argv[2], encoding="utf-8").read()
told = urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(address + "/readyz").status
sys.exit({status} if told == 200 and {example!r} not in description else 9)
"""


def tool(folder: Path, status: int) -> str:
    """A tool that asks one address of the bot and ends as it is told."""
    path = folder / "tool"
    path.write_text(TOOL.format(python=sys.executable, status=status, example=EXAMPLE), encoding="utf-8")
    path.chmod(0o700)
    return str(path)


class TestTheStatus:
    """CONTRIBUTING.md: whatever is found fails it."""

    def test_is_the_tools_own_asked_at_a_bot_that_serves(self, tmp_path: Path) -> None:
        assert main([tool(tmp_path, status=1)]) == 1

    def test_tells_a_tool_that_is_not_there(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(tmp_path / "none")]) == NOT_RUN
        assert "cannot be run" in capsys.readouterr().err


class TestTheLine:
    """What is asked of every route."""

    def test_leaves_out_the_stream_without_end_alone(self) -> None:
        line = line_of("x", DESCRIPTION, "http://127.0.0.1:1")

        assert [line[at + 1] for at, word in enumerate(line) if word.startswith("--exclude")] == [ENDLESS]
        assert f"  {ENDLESS}:\n" in DESCRIPTION.read_text(encoding="utf-8")
        assert EXAMPLE in DESCRIPTION.read_text(encoding="utf-8")
