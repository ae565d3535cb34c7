"""Each planted fault is noticed by the test that is named for it: a check that cannot fail checks nothing."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.planted import PLANTED, Planted
from tests.tallying import Experiment

ROOT = Path(__file__).parents[2]
KEPT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "out", "data")


def has_test(name: str) -> bool:
    """Tell whether ``path::Class::test`` is there."""
    file, *names = name.partition("[")[0].split("::")
    if not (ROOT / file).is_file():
        return False
    inside: list[ast.stmt] = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    for one in names:
        found = [n for n in inside if getattr(n, "name", "") == one]
        if not found:
            return False
        inside = getattr(found[0], "body", [])
    return True


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
class TestTheList:
    """What is planted fits the program as it is."""

    def test_the_place_is_there_once_and_the_test_exists(self, fault: Planted) -> None:
        text = (ROOT / fault.file).read_text(encoding="utf-8")

        assert text.count(fault.old) == 1
        assert fault.new != fault.old
        assert has_test(fault.test)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in which faults may be planted."""
    place = tmp_path_factory.mktemp("planted") / "tree"
    shutil.copytree(ROOT, place, ignore=KEPT_OUT)
    return place


def passes(tree: Path, test: str) -> tuple[int, str]:
    """Run one test in a tree of its own; its status and what it said."""
    line = [sys.executable, "-m", "pytest", test, "-q", "-x", "-p", "no:cacheprovider", "-o", "addopts="]
    line += ["--import-mode=importlib"]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(line, cwd=tree, env=environment, capture_output=True, timeout=300, check=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.mark.slow
@pytest.mark.timeout(900)
class TestPlanted:
    """Without the fault the named test passes, with it it fails."""

    @pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
    def test_is_noticed(self, copy: Path, fault: Planted, experiment: Callable[[str], Experiment]) -> None:
        file = copy / fault.file
        sound = file.read_text(encoding="utf-8")
        before, said = passes(copy, fault.test)
        file.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
        try:
            after, _ = passes(copy, fault.test)
        finally:
            file.write_text(sound, encoding="utf-8")

        experiment("planted faults of keeping (lost: not noticed)").tally(runs=1, lost=int(after == 0))
        assert before == 0, said
        assert after == 1
