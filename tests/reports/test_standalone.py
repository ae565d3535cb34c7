"""``verify.py``: one file, nothing but Python."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from council.record import short_head, write_jsonl
from reports.backport import NotBackported, backport
from reports.examining import examine
from reports.package import package_files
from reports.packing import packed
from reports.reading import JOURNAL, Package
from reports.standalone import MODULES, NamesCollide, _require_distinct, verify_source
from tests.reports.evening import SITTING
from tests.reports.packages import DECODE, FILES, PUBLIC, ROWS, SIGNER, put, short_evening

SHORT = package_files(SITTING, short_evening().rows(), decode=DECODE, signer=SIGNER)


def older(name: str) -> str | None:
    """Where that Python is on this machine, None where it is not there or does not start."""
    found = shutil.which(name)
    if found is None:
        return None
    asked = [found, "-c", "import sys; print(sys.executable)"]
    ended = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None


OLDER = {
    name: found for name in ("python3.9", "python3.10", "python3.12", "python3.13") if (found := older(name))
}
PYTHONS = [
    pytest.param(sys.executable, id="this-one"),
    *(pytest.param(found, id=name) for name, found in OLDER.items()),
]


def run(*arguments: str | Path, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run the file with a Python that finds none of the product and none of its libraries."""
    return subprocess.run(
        [python, "-I", "-S", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={"PYTHONUTF8": "1", "PATH": ""},
    )  # fmt: skip


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as a release would have it."""
    path = tmp_path_factory.mktemp("release") / "verify.py"
    path.write_text(verify_source(), "utf-8")
    return path


class TestFile:
    """Contract § 7: standard library only."""

    def test_imports_the_standard_library_alone(self) -> None:
        tree = ast.parse(verify_source())
        names = {n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}
        names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names

    def test_is_python_3_9(self) -> None:
        tree = ast.parse(verify_source(), feature_version=(3, 9))

        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
        assert "slots=True" not in verify_source()

    def test_is_the_one_in_the_package(self) -> None:
        assert FILES["verify.py"].decode() == verify_source()

    def test_keeps_the_comments_of_its_sources(self) -> None:
        assert "# X, Y, Z, T with x = X/Z" in verify_source()

    def test_is_the_same_every_time(self) -> None:
        verify_source.cache_clear()
        first = verify_source()
        verify_source.cache_clear()

        assert verify_source() == first

    def test_is_not_put_together_from_names_that_collide(self) -> None:
        with pytest.raises(NamesCollide, match="_line"):
            _require_distinct(["def _line(): ...\n", "_line = 1\n"])

    def test_takes_its_parts_from_the_product(self) -> None:
        assert {module.partition("/")[0] for module in MODULES} == {"council", "reports"}


class TestCommand:
    """Contract § 1: exit 0 sound, 1 any damage, 2 none of these."""

    def test_finds_a_sound_package_around_itself(self, tmp_path: Path) -> None:
        folder = put(FILES, tmp_path / "x")

        ended = run(folder / "verify.py")

        assert (ended.returncode, ended.stderr) == (0, "")
        assert "UNVERSEHRT" in ended.stdout
        assert "SOUND" in ended.stdout

    def test_takes_zip_folder_and_journal(self, verifier: Path, tmp_path: Path) -> None:
        put(PUBLIC, tmp_path / SITTING)
        (tmp_path / f"{SITTING}.zip").write_bytes(packed(PUBLIC))

        for place in (f"{SITTING}.zip", SITTING, "", f"{SITTING}/{JOURNAL}"):
            assert run(verifier, tmp_path / place).returncode == 0

    def test_compares_with_a_published_head(self, verifier: Path, tmp_path: Path) -> None:
        folder = put(FILES, tmp_path / "x")

        assert run(verifier, folder, "--head", short_head(ROWS[-1].hash)).returncode == 0
        assert run(verifier, "--head", "A" * 26, folder).returncode == 1

    @pytest.mark.parametrize("seed", range(5))
    def test_finds_any_changed_byte(self, verifier: Path, tmp_path: Path, seed: int) -> None:
        raw = bytearray(SHORT[JOURNAL])
        chance = random.Random(seed)
        raw[chance.randrange(len(raw))] ^= chance.randrange(1, 256)

        ended = run(verifier, put({**SHORT, JOURNAL: bytes(raw)}, tmp_path / "x"))

        assert (ended.returncode, ended.stderr) == (1, "")
        assert "BESCHÄDIGT" in ended.stdout
        assert "DAMAGED" in ended.stdout

    def test_finds_a_cut_tail(self, verifier: Path, tmp_path: Path) -> None:
        cut = {**FILES, JOURNAL: write_jsonl(SITTING, ROWS[:-1])}

        assert run(verifier, put(cut, tmp_path / "x")).returncode == 1

    def test_finds_a_changed_result(self, verifier: Path, tmp_path: Path) -> None:
        results = FILES["ergebnisse.csv"].replace(b";5;2;2;", b";6;2;2;")

        ended = run(verifier, put({**FILES, "ergebnisse.csv": results}, tmp_path / "x"))

        assert ended.returncode == 1
        assert "Abstimmung 3" in ended.stdout

    @pytest.mark.parametrize("arguments", [["--head"], ["a", "b"], ["--hilfe"], ["/nirgends"]])
    def test_ends_with_2_where_there_is_nothing_to_check(self, verifier: Path, arguments: list[str]) -> None:
        ended = run(verifier, *arguments)

        assert ended.returncode == 2
        assert "Traceback" not in ended.stderr

    @pytest.mark.parametrize("python", PYTHONS)
    def test_runs_with_every_python_of_this_machine(self, tmp_path: Path, python: str) -> None:
        folder = put(FILES, tmp_path / "x")

        assert run(folder / "verify.py", python=python).returncode == 0
        (folder / JOURNAL).write_bytes(FILES[JOURNAL].replace(b"ja", b"je", 1))
        assert run(folder / "verify.py", python=python).returncode == 1


class TestSameVerdict:
    """Both verifiers are made of the same modules; here the file itself is asked."""

    def test_for_bytes_all_over_a_journal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        file = types.ModuleType("verify_of_a_release")
        monkeypatch.setitem(sys.modules, file.__name__, file)
        exec(compile(verify_source(), "verify.py", "exec"), file.__dict__)
        raw = SHORT[JOURNAL]
        for place in range(0, len(raw), 23):
            changed = raw[:place] + bytes([raw[place] ^ 2]) + raw[place + 1 :]
            ours = examine(Package(name="x", files={JOURNAL: changed}, bare=True))
            theirs = file.examine(file.Package(name="x", files={JOURNAL: changed}, remarks=(), bare=True))
            assert ours.damaged
            assert theirs.damaged
            assert [r.key for r in ours.remarks] == [r.key for r in theirs.remarks]


class TestBackport:
    """What 3.11 brought, said in the words of 3.9."""

    def test_turns_a_match_on_types_into_ifs(self) -> None:
        source = (
            "def kind(x):\n    match x:\n        case str() | None:\n            return 1\n"
            "        case int():\n            return 2\n        case _:\n            return 3\n"
        )
        inside: dict[str, object] = {}
        exec(backport(source), inside)

        assert [inside["kind"](x) for x in ("", None, 4, 1.5)] == [1, 1, 2, 3]  # type: ignore[operator]
        assert "match" not in backport(source)

    def test_asks_for_a_tuple_of_types(self) -> None:
        assert "isinstance(x, (str, type(None)))" in backport("y = isinstance(x, str | None)\n")

    def test_leaves_slots_and_keywords_of_dataclasses_out(self) -> None:
        source = "@dataclass(frozen=True, slots=True, kw_only=True)\nclass A: ...\n"

        assert backport(source).startswith("@dataclass(frozen=True)\n")

    @pytest.mark.parametrize(
        "case", ["case [a, b]", "case {'a': 1}", "case int() if x", "case Point(x=1)", "case 7"]
    )
    def test_stops_where_it_knows_no_older_words(self, case: str) -> None:
        with pytest.raises(NotBackported):
            backport(f"match x:\n    {case}:\n        pass\n")
