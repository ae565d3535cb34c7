"""One planted fault in a copy of the tree, and whether its tests notice it; the tree stays as it is."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.planted.fault import ROOT, Fault

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".cache", "out", "__pycache__", ".*_cache", ".hypothesis")
QUIET = "-x -q --no-header --tb=no -p no:cacheprovider".split()
PASSED, FAILED = 0, 1
_COUNTS = re.compile(r"\b(\d+) (passed|failed|skipped)\b")


class NotJudged(Exception):
    """The tests could not be run, so nobody knows what they notice."""


@contextmanager
def copied(root: Path = ROOT) -> Iterator[Path]:
    """A copy of the tree that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        place = Path(folder) / "tree"
        shutil.copytree(root, place, ignore=LEFT_OUT)
        yield place


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: whether everything passed, and how many tests were run and how many skipped."""

    passed: bool
    run: int
    skipped: int


def ran(tree: Path, tests: tuple[str, ...]) -> Ran:
    """Run these tests there; raises :class:`NotJudged` where that could not be done.

    A process that breaks down while it ends, after a test has failed, has told that the test failed.
    """
    line = [sys.executable, "-B", "-m", "pytest", *QUIET, *tests]
    done = subprocess.run(line, cwd=tree, capture_output=True, text=True, check=False)
    counts = {word: int(number) for number, word in _COUNTS.findall(done.stdout)}
    failed = counts.get("failed", 0)
    if done.returncode not in (PASSED, FAILED) and not (done.returncode < 0 and failed):
        raise NotJudged(done.stdout[-2000:] + done.stderr[-2000:])
    run = counts.get("passed", 0) + failed
    return Ran(done.returncode == PASSED, run, counts.get("skipped", 0))


def caught(tree: Path, fault: Fault) -> bool:
    """Whether the tests of a fault fail once it is planted there; it is taken out again.

    Raises :class:`NotJudged` where none fails and some were skipped: those might have noticed it.
    """
    place = tree / fault.file
    before = place.read_text(encoding="utf-8")
    place.write_text(before.replace(fault.old, fault.new), encoding="utf-8")
    try:
        found = ran(tree, fault.tests)
    finally:
        place.write_text(before, encoding="utf-8")
    if found.passed and (found.skipped or not found.run):
        raise NotJudged(f"{found.skipped} of its tests skipped, {found.run} run")
    return not found.passed
