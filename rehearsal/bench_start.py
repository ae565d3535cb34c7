"""How long a start takes with one, a hundred and a thousand kept evenings, and what memory it takes."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_copies import Copies, put
from rehearsal.bench_process import memory
from rehearsal.world import World

KEPT = (1, 100, 1000)
LONGER = 0.3
"""Seconds by which a start may take longer with the most evenings than with one."""
OLD_DAYS = 3
"""The evenings ended a few days ago: of each body one is read at the start, the others when asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """Seconds from the process to being ready and megabytes then, by how many evenings were kept."""

    seconds: Mapping[int, Sequence[float]]
    megabytes: Mapping[int, float]

    def quickest(self, kept: int) -> float:
        """The least disturbed start."""
        return min(self.seconds[kept])

    @property
    def longer(self) -> float:
        """By how many seconds a start is longer with the most evenings."""
        return self.quickest(max(self.seconds)) - self.quickest(min(self.seconds))

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        words = (
            f"Start mit {max(self.seconds)} aufbewahrten Sitzungen {self.longer:+.2f} s "
            f"gegenüber einer, erlaubt {LONGER:+.1f} s"
        )
        return words, self.longer <= LONGER

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        for kept, taken in self.seconds.items():
            runs = "  ".join(f"{seconds:.2f}" for seconds in taken)
            yield (
                f"Start mit {kept} aufbewahrten: {self.quickest(kept):.2f} s  {runs}; "
                f"Speicher {self.megabytes[kept]:.0f} MB"
            )


async def measure_start(
    world: World, data: Path, source: str, rounds: int, kept: Sequence[int] = KEPT
) -> Starting:
    """Start the bot on folders with so many ended evenings, in turn; no bot may be running."""
    folders = await _folders(data, source, kept)
    seconds: dict[int, list[float]] = {one: [] for one in kept}
    megabytes: dict[int, float] = {}
    for _ in range(rounds):
        for one, folder in folders.items():
            began = time.monotonic()
            bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATA_DIR=str(folder))
            seconds[one].append(time.monotonic() - began)
            megabytes[one] = await memory(bot.pid)
            await bot.stop()
    for folder in folders.values():
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return Starting(seconds=seconds, megabytes=megabytes)


async def _folders(data: Path, source: str, kept: Sequence[int]) -> dict[int, Path]:
    """A folder for each number, each grown out of the one before."""
    folders: dict[int, Path] = {}
    before, there = data, 0
    for number in kept:
        folder = data.with_name(f"{data.name}-{number}")
        await asyncio.to_thread(shutil.copytree, before, folder)
        ids = [f"abend-{place}" for place in range(there, number)]
        await put(folder, source, Copies(ids=ids, ended=True, days=OLD_DAYS))
        folders[number], before, there = folder, folder, number
    return folders
