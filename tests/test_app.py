"""The command line: every command is there, opens only what it needs, and refuses in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import main
from config import Settings
from console import SENTENCES, language_of, sentence

ROOT = Path(__file__).resolve().parent.parent
LINES = [
    [],
    ["serve"],
    ["doctor"],
    ["roster"],
    ["roster", "import"],
    ["sitting"],
    ["sitting", "plan"],
    ["sitting", "list"],
    ["sitting", "export"],
    ["sitting", "verify"],
    ["manifest"],
    ["manifest", "build"],
    ["retention", "apply"],
    ["person", "export"],
    ["person", "erase"],
    ["rehearse"],
    ["bench"],
]


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Take every setting of this machine away and stand in an empty folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestHelp:
    """contract § 1: every command has ``--help``."""

    @pytest.mark.parametrize("line", LINES, ids=" ".join)
    def test_every_command_explains_itself(self, line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        status = main([*line, "--help"])

        said = capsys.readouterr()
        assert status == 0
        assert said.out.startswith(" ".join(["Usage: python app.py", *line]))
        assert said.err == ""

    def test_help_needs_no_room_at_all(self) -> None:
        asked = "import sys, app; app.main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
        done = subprocess.run(
            [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
        )

        loaded = set(done.stderr.replace("'", "").strip("[]\n").split(", "))
        assert loaded.isdisjoint(
            {"bot", "store", "council", "graph", "reports", "rehearsal", "botbuilder", "msgraph"}
        )

    def test_help_follows_the_language(self, bare_machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
        (bare_machine / ".env").write_text("LANGUAGE=en\n")
        subprocess.run([sys.executable, str(ROOT / "app.py"), "--help"], check=True, timeout=60)

        assert "council sittings in Microsoft Teams" in capfd.readouterr().out


class TestRefusals:
    """contract § 1: errors are one sentence on stderr with what to do, exit status not 0."""

    @pytest.mark.parametrize("line", [[], ["serve"]], ids=["default", "serve"])
    def test_without_credentials_nothing_is_served(
        self, line: list[str], capsys: pytest.CaptureFixture[str], bare_machine: Path
    ) -> None:
        status = main(line)

        said = capsys.readouterr()
        assert status == 2
        assert said.err.startswith("Es fehlt APP_ID, APP_TENANTID, APP_PASSWORD")
        assert said.err.count("\n") == 1
        assert list(bare_machine.iterdir()) == []

    @pytest.mark.parametrize(
        "line",
        [
            ["roster", "import", "fehlt.csv"],
            ["sitting", "plan", "fehlt.csv", "--title", "Rat", "--start", "2026-12-09T14:00"],
        ],
        ids=["roster", "sitting"],
    )
    def test_a_missing_file_is_one_sentence(
        self, line: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        status = main(line)

        said = capsys.readouterr()
        assert status == 1
        assert said.err.startswith("fehlt.csv ")
        assert said.err.count("\n") == 1

    @pytest.mark.parametrize(
        "line",
        [
            ["tanzen"],
            ["sitting", "plan", "x.csv"],
            ["sitting", "plan", "x.csv", "--title", "R", "--start", "x", "--format", "anders"],
            ["rehearse", "--members", "zwei"],
            ["serve", "--laut"],
        ],
        ids=["unknown", "missing-option", "bad-choice", "no-number", "unknown-option"],
    )
    def test_a_wrong_line_is_refused(self, line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        status = main(line)

        said = capsys.readouterr()
        assert status == 2
        assert said.err
        assert "Traceback" not in said.err

    def test_a_program_of_its_own_ends_with_the_same_status(self, bare_machine: Path) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "app.py")],
            cwd=bare_machine,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1


class TestManifestBuild:
    """contract § 1: the Teams app package, without credentials."""

    def test_prints_where_the_package_is(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        bare_machine: Path,
    ) -> None:
        monkeypatch.setenv("APP_ID", "7a1b6a0e-3c5d-4c0e-9b7e-0c5b6f1f2a3d")

        assert main(["manifest", "build", "--out", "paket"]) == 0
        assert (bare_machine / capsys.readouterr().out.strip()).is_file()

    def test_without_an_application_id_there_is_none(
        self, capsys: pytest.CaptureFixture[str], bare_machine: Path
    ) -> None:
        assert main(["manifest", "build"]) == 2
        assert "APP_ID" in capsys.readouterr().err
        assert list(bare_machine.iterdir()) == []


class TestSentences:
    """Each sentence of the command line is there in both languages, with the same values in it."""

    @pytest.mark.parametrize("key", sorted(SENTENCES))
    def test_both_languages_say_the_same_values(self, key: str) -> None:
        import string

        german, english = (
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in SENTENCES[key]
        )

        assert german == english
        assert all(SENTENCES[key])

    @pytest.mark.parametrize(
        ("value", "language"), [("en", "en"), (" EN ", "en"), ("fr", "de"), (None, "de")]
    )
    def test_german_unless_english_is_asked_for(self, value: object, language: str) -> None:
        assert language_of(value) == language

    def test_values_are_put_in(self) -> None:
        assert sentence("row.line", "en", n=3) == "line 3"


class TestWrongUsage:
    """contract § 1: errors are one sentence on stderr with what to do, exit status not 0."""

    @pytest.mark.parametrize(
        "line",
        [
            "rooster",
            "sitting plan x.csv",
            "--quark",
            "rehearse --members 1",
            "sitting plan x --title T --format q",
        ],
    )
    def test_is_one_sentence_that_names_the_help(self, line: str, capsys: pytest.CaptureFixture[str]) -> None:
        status = main(line.split())
        said = capsys.readouterr()

        assert status == 2
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "--help" in said.err
