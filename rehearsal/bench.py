"""`python app.py bench`: a roll-call press against the SDK's stock bot and a bare floor.

Each server is a process of its own on loopback. The product is the real `python app.py serve` with
a prepared and opened sitting and a roll call open before its members; every press is another choice
than the one before, so that a vote is decided, chained, written and synced before its answer.
Servers take turns in three rounds, medians count.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rehearsal.bench_arrivals import WITHIN, measure_arrivals
from rehearsal.bench_hall import Hall, seat
from rehearsal.bench_journal import written
from rehearsal.bench_load import Load, NoResult, installed
from rehearsal.bench_names import measure_names
from rehearsal.bench_readers import READERS, measure_readers
from rehearsal.bench_report import FLOOR, OURS, STOCK, Results, lines, sync_time
from rehearsal.bench_servers import PeerNotReady, floor, stock
from rehearsal.chats import NotSeenInTime
from rehearsal.process import BotNotReady, CommandFailed
from rehearsal.world import World

ROUNDS = 3
SECONDS = 6.0
TOKENS = 256
SEATING_SPEED = 100.0
TROUBLES = (BotNotReady, CommandFailed, NotSeenInTime, PeerNotReady, NoResult)

Say = Callable[[str], None]


class Size(NamedTuple):
    """How long each run takes, how many members press, and how often everything is done."""

    seconds: float
    members: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Where the servers listen."""

    stock: str
    floor: str
    bare: str


def main(
    *,
    seconds: float = SECONDS,
    members: int = 71,
    rounds: int = ROUNDS,
    wrk: str | None = None,
    say: Say = print,
) -> int:
    """Measure, print, and return 0 where the goals hold, otherwise 1.

    ``wrk`` is the load generator's path; None looks for it, and "" takes the client of our own.
    """
    found = installed() if wrk is None else wrk or None
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-bench-"))
    try:
        results = asyncio.run(measure(folder, Size(seconds, members, rounds), found, say))
    except TROUBLES as trouble:
        say(f"Abgebrochen: {trouble}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in lines(results, found):
        say(line)
    return 0 if all(holds for _, holds in results.goals) else 1


async def measure(folder: Path, size: Size, wrk: str | None, say: Say) -> Results:
    """Seat the council, start the peers, and let each be asked in turn."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(World(folder, speed=SEATING_SPEED))
        say(f"{size.members} Ratsmitglieder nehmen Platz …")
        hall = await _seated(world, size.members)
        tokens = [
            world.entra.sign_channel(world.teams.service_url, jti=str(number)) for number in range(TOKENS)
        ]
        load = Load(folder, tokens, hall.templates(), wrk)
        peers = Peers(
            stock=await stack.enter_async_context(stock(world)),
            floor=await stack.enter_async_context(floor(world)),
            bare=await stack.enter_async_context(floor(world, keeping=False)),
        )
        say(f"Schreiben und Sichern auf dieser Platte: {sync_time(folder) * 1000:.2f} ms im Median")
        runs = Runs(world, load, peers)
        await runs.warm_up()
        for number in range(size.rounds):
            say(f"Runde {number + 1} von {size.rounds} …")
            await runs.round(size.seconds)
        if wrk is None:
            runs.results.ceiling = await load.ceiling(peers.bare, size.seconds)
        runs.results.matching = await measure_names(size.rounds)
        readers = max(20, round(READERS * min(1.0, size.seconds / SECONDS)))
        page = f"{world.bot.address}/live/{hall.sitting}"
        say(f"{readers} lesen die öffentliche Seite …")
        data = Path(world.environment()["DATA_DIR"])
        where = (data, world.bot.endpoint, page)
        runs.results.reading = await measure_readers(load, *where, readers=readers, rounds=size.rounds)
        within = WITHIN * size.seconds / SECONDS
        say(f"{size.members} kommen in {within:.0f} s …")
        runs.results.arrivals = await measure_arrivals(folder / "ankunft", size.members, within)
        return runs.results


async def _seated(world: World, members: int) -> Hall:
    """The open ballot; then the bot is started anew, for from here on Teams has its own pace."""
    await world.start_bot(LOG_LEVEL="WARNING")
    hall = await seat(world, members)
    await world.bot.stop()
    await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1")
    return hall


class Runs:
    """The servers asked in turn, and what came of it."""

    def __init__(self, world: World, load: Load, peers: Peers) -> None:
        """Measure this bot and these peers."""
        self.results = Results(rates={OURS: [], STOCK: [], FLOOR: []}, bursts={OURS: [], STOCK: []})
        self._data = Path(world.environment()["DATA_DIR"])
        self._ours = world.bot.endpoint
        self._load = load
        self._peers = peers

    async def warm_up(self) -> None:
        """Let every server see a second of it before anything is measured."""
        for url in (self._peers.stock, self._peers.floor, self._ours):
            await self._load.rate(url, 0, 1)

    async def round(self, seconds: float) -> None:
        """Ask everybody once, at length and all at once."""
        rates, bursts = self.results.rates, self.results.bursts
        rates[STOCK].append(await self._load.rate(self._peers.stock, 0, seconds))
        before = written(self._data)
        ours = await self._load.rate(self._ours, before.most + 1, seconds)
        rates[OURS].append(ours)
        after = written(self._data)
        self.results.pressed += ours.requests
        self.results.counted += after.votes - before.votes
        rates[FLOOR].append(await self._load.rate(self._peers.floor, 0, seconds))
        bursts[STOCK].append(await self._load.burst(self._peers.stock, 0))
        bursts[OURS].append(await self._load.burst(self._ours, after.most + 1))
