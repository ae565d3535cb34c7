"""A process killed at any moment has lost nothing that it had confirmed.

reliability.md § 6, G1. This says nothing about power cuts: those are in test_power and
test_registry_power.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from council.record import check
from desk.ports import Head
from store import JOURNAL_FILE, Store, open_store, verify_journal_file
from tests.store.writer import SITTING
from tests.tallying import Experiment

ROOT = Path(__file__).parents[2]
NAME = "SIGKILL, SQLite journal and registry (turns)"


def confirmed_until_killed(folder: Path, seconds: float, *size: str) -> tuple[list[Head], int]:
    """Let a process write for a while, kill it, and return what it said was confirmed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", str(folder), *size],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.kill()
    rest, complaints = child.communicate(timeout=30)
    assert complaints == b""
    lines = [
        line.split() for line in (first + rest).decode().splitlines(keepends=True) if line.endswith("\n")
    ]
    heads = [Head(int(seq), own) for seq, own in lines if seq != "registry"]
    return heads, max((int(seq) for word, seq in lines if word == "registry"), default=0)


async def what_is_there(folder: Path) -> tuple[Store, Head, int]:
    store = await open_store(folder)
    document = await store.registry.get("heads", SITTING)
    return store, await store.journal.head(SITTING), document["seq"] if document else 0


async def survives(folder: Path, rounds: int, seed: int, line: Experiment, *size: str) -> int:
    """Kill a writer so many times and return how many entries were confirmed and found again."""
    dice = random.Random(seed)
    total = 0
    for _ in range(rounds):
        heads, noted = confirmed_until_killed(folder, dice.uniform(0.0, 0.25), *size)
        store, head, found = await what_is_there(folder)
        rows = await store.journal.read(SITTING)
        await store.close()

        there = {Head(row.seq, row.hash) for row in rows}
        line.tally(runs=1, acknowledged=len(heads), lost=len(set(heads) - there))
        assert check(SITTING, rows, head).sound
        assert {Head(rows[seq - 1].seq, rows[seq - 1].hash) for seq, _ in heads} == set(heads)
        assert found >= noted
        total = head.seq
    return total


class TestKill:
    """reliability.md § 6, G1: an acknowledged vote survives the kill of its process."""

    async def test_five_kills_lose_nothing_confirmed(
        self, tmp_path: Path, experiment: Callable[[str], Experiment]
    ) -> None:
        assert await survives(tmp_path, 5, 1, experiment(NAME)) > 5

    @pytest.mark.experiment
    @pytest.mark.parametrize("size", ["1", "1000"])
    async def test_two_kills_lose_nothing_of_small_and_of_large_turns(
        self, tmp_path: Path, size: str, experiment: Callable[[str], Experiment]
    ) -> None:
        assert await survives(tmp_path, 2, 3, experiment(NAME), size) > 0

    @pytest.mark.slow
    @pytest.mark.timeout(900)
    @pytest.mark.parametrize("size", ["1", "70", "1000"])
    async def test_a_hundred_kills_lose_nothing_confirmed(
        self, tmp_path: Path, size: str, experiment: Callable[[str], Experiment]
    ) -> None:
        for evening in range(10):
            folder = tmp_path / f"{evening}"
            total = await survives(folder, 10, int(size) + evening, experiment(NAME), size)

            (finding,) = verify_journal_file(folder / JOURNAL_FILE)
            assert (finding.sound, finding.count) == (True, total)
