"""`python app.py bench`: a roll-call press against the SDK's stock bot and a bare floor.

Each server is a process of its own on loopback. The product is the real `python app.py serve` with
a prepared and opened sitting and a roll call open before its members; every press is another choice
than the one before, so that a vote is decided, chained, written and synced before its answer.
Servers take turns in three rounds, medians count. What follows is the product alone: crowds,
several sittings at once, late ballots, starts, names, arrivals.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_arrivals import WITHIN, measure_arrivals
from rehearsal.bench_crowd import CROWDS, measure_crowds
from rehearsal.bench_evening import LAST, PRESSES, measure_evening
from rehearsal.bench_hall import SEATING_SPEED, Hall
from rehearsal.bench_load import Load, NoResult, installed
from rehearsal.bench_many import SITTINGS, measure_together
from rehearsal.bench_names import measure_names
from rehearsal.bench_process import memory
from rehearsal.bench_readers import READERS, Reading, measure_readers
from rehearsal.bench_report import FRESH, OURS, Results, lines, sync_time
from rehearsal.bench_runs import measure_rates, seated
from rehearsal.bench_servers import PeerNotReady
from rehearsal.bench_start import KEPT, MEMBERS, measure_start
from rehearsal.chats import NotSeenInTime
from rehearsal.process import BotNotReady, CommandFailed
from rehearsal.world import World

ROUNDS = 3
SECONDS = 6.0
TROUBLES = (BotNotReady, CommandFailed, NotSeenInTime, PeerNotReady, NoResult)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How long each run takes, how many press, how often everything is done, and how much there is."""

    seconds: float = SECONDS
    members: int = 71
    rounds: int = ROUNDS
    crowds: Sequence[int] = CROWDS
    kept: Sequence[int] = KEPT
    sittings: Sequence[int] = SITTINGS
    last: int = LAST
    presses: int = PRESSES
    arrivals: bool = True


def main(
    *, seconds: float = SECONDS, wrk: str | None = None, say: Say = print, size: Size | None = None
) -> int:
    """Measure, print, and return 0 where the goals hold, otherwise 1.

    ``wrk`` is the load generator's path; None looks for it, and "" takes the client of our own.
    """
    found = installed() if wrk is None else wrk or None
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-bench-"))
    try:
        results = asyncio.run(measure(folder, size or Size(seconds=seconds), found, say))
    except TROUBLES as trouble:
        say(f"Abgebrochen: {trouble}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in lines(results, found):
        say(line)
    return 0 if all(holds for _, holds in results.goals) else 1


async def measure(folder: Path, size: Size, wrk: str | None, say: Say) -> Results:
    """Seat the council, start the peers, let each be asked in turn; then what the product does alone."""
    async with World(folder, speed=SEATING_SPEED) as world:
        results = await _council(world, size, wrk, say)
    say(f"Abstimmung 1 und {size.last} eines Abends …")
    results.evening = await measure_evening(
        folder / "abend", size.members, last=size.last, count=size.presses, rounds=size.rounds
    )
    say(f"Starts mit bis zu {max(size.kept)} aufbewahrten Sitzungen …")
    committee = min(MEMBERS, size.members)
    results.starting = await measure_start(folder / "alte", size.rounds, size.kept, members=committee)
    say(f"{max(size.crowds)} drücken auf einmal …")
    results.crowds = await measure_crowds(folder / "menge", size.rounds, size.crowds)
    results.matching = await measure_names(size.rounds)
    if size.arrivals:
        within = WITHIN * size.seconds / SECONDS
        say(f"{size.members} kommen in {within:.0f} s …")
        results.arrivals = await measure_arrivals(folder / "ankunft", size.members, within)
    return results


async def _council(world: World, size: Size, wrk: str | None, say: Say) -> Results:
    """What needs a seated council: the rounds, readers, and copies of its sitting all at once."""
    say(f"{size.members} Ratsmitglieder nehmen Platz …")
    hall = await seated(world, size.members)
    data, presses = Path(world.environment()["DATA_DIR"]), hall.templates()
    several = data.with_name("mehrere")
    await asyncio.to_thread(shutil.copytree, data, several)
    say(f"Schreiben und Sichern auf dieser Platte: {sync_time(world.folder) * 1000:.2f} ms im Median")
    async with AsyncExitStack() as stack:
        runs, load, bare = await measure_rates(stack, world, hall, wrk, members=size.members, say=say)
        results = runs.results
        results.memory["zu Beginn"] = await memory(world.bot.pid)
        await runs.warm_up(min(1.0, size.seconds))
        for number in range(size.rounds):
            say(f"Runde {number + 1} von {size.rounds} …")
            await runs.round(size.seconds)
        results.ceiling = await load.ceiling(bare, size.seconds)
        results.reading = await _read(load, world, hall, size, say)
        pressed = sum(results.counted[peer].pressed for peer in (OURS, FRESH)) + results.reading.pressed
        results.memory[f"nach {pressed} Drücken"] = await memory(world.bot.pid)
        await world.bot.stop()
    say("Mehrere Sitzungen zugleich …")
    results.together = await measure_together(
        world,
        several,
        hall.sitting,
        presses,
        wrk=wrk,
        seconds=size.seconds / 2,
        rounds=size.rounds,
        sittings=size.sittings,
    )
    return results


async def _read(load: Load, world: World, hall: Hall, size: Size, say: Say) -> Reading:
    """Presses while the public page is read by many."""
    readers = max(20, round(READERS * min(1.0, size.seconds / SECONDS)))
    say(f"{readers} lesen die öffentliche Seite …")
    where = (
        Path(world.environment()["DATA_DIR"]),
        world.bot.endpoint,
        f"{world.bot.address}/live/{hall.sitting}",
    )
    return await measure_readers(load, *where, readers=readers, rounds=size.rounds)
