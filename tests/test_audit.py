"""What `make audit` makes of the tool's words: silence is never taken for a good answer."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.audit import CLEAN, HOLES, NOT_CHECKED, UNKNOWN, asked, judged, main


def said(*packages: Mapping[str, object]) -> str:
    """What the tool prints about these packages."""
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "one", "version": "1.0", "vulns": []}
HOLED = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}
SKIPPED = {"name": "three", "skip_reason": "Dependency not found"}


class TestJudging:
    """A hole is a hole; an answer about fewer packages than there are is none."""

    @pytest.mark.parametrize(
        ("text", "installed", "status"),
        [
            pytest.param(said(SOUND), 1, CLEAN, id="all-sound"),
            pytest.param(said(SOUND, HOLED), 2, HOLES, id="a-hole"),
            pytest.param(said(HOLED, SKIPPED), 2, HOLES, id="a-hole-beside-an-unasked-one"),
            pytest.param(said(SOUND, SKIPPED), 2, UNKNOWN, id="one-skipped"),
            pytest.param(said(SOUND), 2, UNKNOWN, id="one-missing"),
            pytest.param(said(), 111, UNKNOWN, id="nothing-asked"),
            pytest.param("", 1, UNKNOWN, id="silence"),
            pytest.param("No known vulnerabilities found", 1, UNKNOWN, id="words"),
            pytest.param("[]", 1, UNKNOWN, id="another-form"),
        ],
    )
    def test_is_by_what_was_asked(self, text: str, installed: int, status: int) -> None:
        verdict = judged(text, installed)

        assert verdict.status == status
        assert (NOT_CHECKED in verdict.text) == (status == UNKNOWN)

    def test_names_package_and_hole(self) -> None:
        assert "two 2.0: PYSEC-1" in judged(said(HOLED), 1).text


class TestTheCommand:
    """Where nobody answers it says so, and fails only where an answer is asked for."""

    @pytest.mark.parametrize(("words", "status"), [([], 0), (["--must"], UNKNOWN)])
    def test_a_tool_that_is_not_there(
        self, words: list[str], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([str(tmp_path / "no-such-tool"), *words]) == status
        assert NOT_CHECKED in capsys.readouterr().out

    def test_the_tool_is_asked_to_be_strict(self, tmp_path: Path) -> None:
        tool = tmp_path / "tool"
        tool.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:])\n", encoding="utf-8")
        tool.chmod(0o755)

        assert "--strict" in asked(str(tool), "folder")

    def test_what_a_tool_prints_is_read_whatever_its_status(self, tmp_path: Path) -> None:
        tool = tmp_path / "tool"
        tool.write_text(f"#!{sys.executable}\nprint('told')\nraise SystemExit(1)\n", encoding="utf-8")
        tool.chmod(0o700)

        assert asked(str(tool), str(tmp_path)) == "told\n"
