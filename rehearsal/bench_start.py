"""How long a start takes with one, a hundred and a thousand kept evenings, and what memory it takes."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_copies import Copies, put
from rehearsal.bench_hall import SEATING_SPEED, seat
from rehearsal.bench_held import UNHURRIED, over
from rehearsal.bench_process import memory
from rehearsal.world import World

KEPT = (1, 100, 1000)
LONGER = 0.3
"""Seconds by which a start may take longer with the most evenings than with one."""
BODIES = ("Stadtrat", "Bauausschuss", "Finanzausschuss", "Kulturausschuss")
MEMBERS = 15
"""A committee's."""
BALLOTS = 12
"""Of each evening."""
OLD_DAYS = 3.0
"""The youngest ended so many days ago: of each body one is read at the start, the others when asked for."""
APART = 0.75
"""Days between one and the next: 40 in a month, as in `make soak`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """Seconds from the process to being ready and megabytes then, by how many evenings were kept."""

    seconds: Mapping[int, Sequence[float]]
    megabytes: Mapping[int, float]

    def median(self, kept: int) -> float:
        """The start in the middle."""
        return statistics.median(self.seconds[kept])

    @property
    def longer(self) -> float:
        """By how many seconds a start is longer with the most evenings."""
        return self.median(max(self.seconds)) - self.median(min(self.seconds))

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
                f"Start mit {kept} aufbewahrten: {self.median(kept):.2f} s  {runs}; "
                f"Speicher {self.megabytes[kept]:.0f} MB"
            )


async def measure_start(
    folder: Path, rounds: int, kept: Sequence[int] = KEPT, *, members: int = MEMBERS, ballots: int = BALLOTS
) -> Starting:
    """Hold an evening, and start the bot on folders with so many like it, in turn."""
    async with World(folder, speed=SEATING_SPEED) as world:
        await world.start_bot(LOG_LEVEL="WARNING", PERSONAL_AFTER=UNHURRIED)
        hall = await seat(world, members)
        await over(hall, ballots)
        await world.bot.stop()
        folders = await _folders(Path(world.environment()["DATA_DIR"]), hall.sitting, kept)
        seconds: dict[int, list[float]] = {one: [] for one in kept}
        megabytes: dict[int, list[float]] = {one: [] for one in kept}
        for _ in range(rounds):
            for one, where in folders.items():
                began = time.monotonic()
                bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATA_DIR=str(where))
                seconds[one].append(time.monotonic() - began)
                megabytes[one].append(await memory(bot.pid))
                await bot.stop()
    middle = {one: statistics.median(taken) for one, taken in megabytes.items()}
    return Starting(seconds=seconds, megabytes=middle)


async def _folders(data: Path, source: str, kept: Sequence[int]) -> dict[int, Path]:
    """A folder for each number, each grown out of the one before; the first evening is the one held."""
    folders: dict[int, Path] = {}
    before, there = data, 1
    for number in kept:
        folder = data.with_name(f"{data.name}-{number}")
        await asyncio.to_thread(shutil.copytree, before, folder)
        ids = [f"abend-{place}" for place in range(there, number)]
        bodies = [BODIES[place % len(BODIES)] for place in range(there, number)]
        days = OLD_DAYS + APART * there
        if ids:
            await put(folder, source, Copies(ids=ids, bodies=bodies, days=days, apart=APART))
        folders[number], before, there = folder, folder, number
    return folders
