"""The program with broken rules: it does not start, and says file and line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (
    "bot",
    "cards",
    "council",
    "desk",
    "files",
    "graph",
    "manifest",
    "reports",
    "store",
    "web",
    "wording",
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program whose rule sets may be broken."""
    place = tmp_path_factory.mktemp("programm")
    for module in ROOT.glob("*.py"):
        shutil.copy(module, place)
    for room in ROOMS:
        shutil.copytree(ROOT / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def start(
    program: Path, folder: Path, *arguments: str, **settings: str
) -> "subprocess.CompletedProcess[str]":
    """Run ``python app.py`` there; it has to end by itself."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "HOME") if key in os.environ}
    given = {"LOCAL_MODE": "1", "PORT": "0", "DATA_DIR": str(folder / "data"), **settings}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=program,
        env={**kept, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def change(program: Path, name: str, old: str, new: str) -> tuple[int, str]:
    """Break one place of a rule set; its line, and the text to put back."""
    file = program / "council" / "rulesets" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1, text


class TestBrokenRuleSets:
    """Auftrag, Bad input: missing norm, impossible fraction, overlapping validity."""

    @pytest.mark.parametrize(
        ("name", "old", "new", "said"),
        [
            pytest.param(
                "sachsen.toml",
                'norm = "Entscheidung der Gemeinde"',
                'norm = ""',
                "[secret.enabled] norm fehlt",
                id="missing-norm",
            ),
            pytest.param(
                "hessen.toml",
                'value = "1/2"',
                'value = "3/2"',
                "[quorum.share] value hat einen unmöglichen Wert (3/2)",
                id="impossible-fraction",
            ),
        ],
    )
    def test_the_bot_does_not_start_and_says_which_line(
        self, program: Path, tmp_path: Path, name: str, old: str, new: str, said: str
    ) -> None:
        line, text = change(program, name, old, new)
        try:
            ended = start(program, tmp_path)
        finally:
            (program / "council" / "rulesets" / name).write_text(text, encoding="utf-8")

        assert ended.returncode != 0
        assert f"council/rulesets/{name}, Zeile {line}: {said}" in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1

    def test_two_versions_for_one_day(self, program: Path, tmp_path: Path) -> None:
        old, new = "valid_until = 2022-02-19", "valid_until = 2022-03-01"
        _, text = change(program, "sachsen-2020.toml", old, new)
        try:
            ended = start(program, tmp_path, LANGUAGE="en")
        finally:
            (program / "council" / "rulesets" / "sachsen-2020.toml").write_text(text, encoding="utf-8")

        assert ended.returncode != 0
        assert "sachsen.toml, line " in ended.stderr
        assert "lies within the validity of another version" in ended.stderr
        assert "free from 2022-03-02 on" in ended.stderr


class TestTheTownsOwnRules:
    """Auftrag Teil 1: what the law fixes is refused with the reason."""

    def town(self, folder: Path, overlay: str) -> str:
        (folder / "go.toml").write_text(overlay, encoding="utf-8")
        file = folder / "town.toml"
        file.write_text('[body."Stadtrat"]\noverlay = "go.toml"\n', encoding="utf-8")
        return str(file)

    def test_the_bot_does_not_start_with_what_the_law_fixes(self, program: Path, tmp_path: Path) -> None:
        overlay = '\n[majority.tie]\nvalue = "Stimme des Vorsitzes"\nnorm = "§ 3 GO"\nsource = "GO"\n'
        ended = start(program, tmp_path, TOWN_FILE=self.town(tmp_path, overlay))

        assert ended.returncode != 0
        assert (
            "go.toml, Zeile 2: [majority.tie] steht durch Gesetz fest (§ 39 Abs. 6 SächsGemO" in ended.stderr
        )

    def test_a_missing_file_is_named(self, program: Path, tmp_path: Path) -> None:
        file = tmp_path / "town.toml"
        file.write_text('[body."Stadtrat"]\noverlay = "fehlt.toml"\n', encoding="utf-8")
        ended = start(program, tmp_path, TOWN_FILE=str(file))

        assert ended.returncode != 0
        assert "fehlt.toml" in ended.stderr


class TestPlanning:
    """Auftrag Teil 1: the set is chosen by the sitting's date; where none holds there is no sitting."""

    def plan(self, program: Path, folder: Path, start_: str) -> "subprocess.CompletedProcess[str]":
        agenda = folder / "tagesordnung.csv"
        agenda.write_text("nummer;titel\n1;Eröffnung\n", encoding="utf-8")
        arguments = ("sitting", "plan", str(agenda), "--title", "Rat", "--start", start_)
        return start(program, folder, *arguments)

    def test_a_day_without_law_is_refused(self, program: Path, tmp_path: Path) -> None:
        ended = self.plan(program, tmp_path, "2019-05-01T14:00")

        assert ended.returncode != 0
        assert "gilt am 01.05.2019 keine Fassung" in ended.stderr
        assert "vom 16.12.2020 bis 19.02.2022" in ended.stderr

    def test_a_day_of_the_earlier_law_is_planned(self, program: Path, tmp_path: Path) -> None:
        assert self.plan(program, tmp_path, "2021-03-01T14:00").returncode == 0
