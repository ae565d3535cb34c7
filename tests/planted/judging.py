"""One planted fault in a copy of the tree, and whether its tests notice it; the tree stays as it is."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.planted.fault import ROOT, Fault

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".cache", "out", "__pycache__", ".*_cache", ".hypothesis")
QUIET = "-x -q --no-header --tb=no -p no:cacheprovider".split()
PASSED, FAILED = 0, 1


class NotJudged(Exception):
    """The tests could not be run, so nobody knows what they notice."""


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the tree that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        place = Path(folder) / "tree"
        shutil.copytree(ROOT, place, ignore=LEFT_OUT)
        yield place


def passes(tree: Path, tests: tuple[str, ...]) -> bool:
    """Whether these tests pass there; raises :class:`NotJudged` where none of them was run.

    A process that breaks down while it ends, after a test has failed, has told that the test failed.
    """
    line = [sys.executable, "-B", "-m", "pytest", *QUIET, *tests]
    done = subprocess.run(line, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode < 0 and re.search(r"^1 failed", done.stdout, re.MULTILINE):
        return False
    if done.returncode not in (PASSED, FAILED):
        raise NotJudged(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == PASSED


def caught(tree: Path, fault: Fault) -> bool:
    """Whether the tests of a fault fail once it is planted there; it is taken out again."""
    place = tree / fault.file
    before = place.read_text(encoding="utf-8")
    place.write_text(before.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return not passes(tree, fault.tests)
    finally:
        place.write_text(before, encoding="utf-8")
