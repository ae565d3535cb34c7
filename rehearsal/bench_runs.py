"""The servers asked in turn: the stock bot, ours in its modes, the floor; and what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_counted import Counted
from rehearsal.bench_hall import SEATING_SPEED, Hall, seat
from rehearsal.bench_journal import Written, settled, written
from rehearsal.bench_load import Load
from rehearsal.bench_postgres import Database, NoDatabase, database
from rehearsal.bench_report import DATABASE, FLOOR, FRESH, OURS, STOCK, Results
from rehearsal.bench_servers import floor, stock
from rehearsal.world import World

TOKENS = 5000
"""More than the bot remembers, all new for each run: so each press is verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One of our bots with an open ballot: where it listens, who presses, and what it has written."""

    endpoint: str
    load: Load
    hall: Hall
    written: Callable[[], Awaitable[Written]]


async def seated(world: World, members: int, **more: str) -> Hall:
    """The open ballot; then the bot is stopped, for what is measured goes at Teams' own pace."""
    await world.start_bot(LOG_LEVEL="WARNING", **more)
    hall = await seat(world, members)
    await world.bot.stop()
    return hall


async def in_folder(world: World, hall: Hall, wrk: str | None) -> Peer:
    """Our bot as most towns run it, on its data folder."""
    bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1")
    data = Path(world.environment()["DATA_DIR"])

    async def count() -> Written:
        return written(data)

    token = world.entra.sign_channel(world.teams.service_url, jti="immer")
    load = Load(world.folder, [token], hall.templates(), wrk)
    return Peer(endpoint=bot.endpoint, load=load, hall=hall, written=count)


async def in_database(stack: AsyncExitStack, folder: Path, members: int, wrk: str | None) -> Peer:
    """Our bot on a PostgreSQL server of its own, with a council of its own. Raises NoDatabase."""
    server: Database = await stack.enter_async_context(database())
    world = await stack.enter_async_context(World(folder, speed=SEATING_SPEED))
    hall = await seated(world, members, DATABASE_URL=server.url)
    bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATABASE_URL=server.url)
    token = world.entra.sign_channel(world.teams.service_url, jti="immer")
    load = Load(folder, [token], hall.templates(), wrk)
    return Peer(endpoint=bot.endpoint, load=load, hall=hall, written=server.written)


class Runs:
    """All rounds of one measurement."""

    def __init__(self, world: World, ours: Peer, stock: str, floor: str) -> None:
        """Measure this bot and these peers."""
        self.results = Results(
            rates={OURS: [], FRESH: [], STOCK: [], FLOOR: []}, bursts={OURS: [], STOCK: []}
        )
        self.shared: Peer | None = None
        self._world = world
        self._ours = ours
        self._stock = stock
        self._floor = floor

    def beside(self, shared: Peer) -> None:
        """Measure our bot on a database as well."""
        self.shared = shared
        self.results.rates[DATABASE] = []
        self.results.bursts[DATABASE] = []

    async def warm_up(self, seconds: float) -> None:
        """Let every server see something of it before anything is measured."""
        for url in (self._stock, self._floor, self._ours.endpoint):
            await self._ours.load.rate(url, 0, seconds)
        if self.shared is not None:
            await self.shared.load.rate(self.shared.endpoint, 0, seconds)

    async def round(self, seconds: float) -> None:
        """Ask everybody once, at length and all at once."""
        rates, bursts, load = self.results.rates, self.results.bursts, self._ours.load
        load.use(tokens=self._tokens(TOKENS))
        rates[STOCK].append(await load.rate(self._stock, 0, seconds))
        await self._pressed(FRESH, self._ours, seconds)
        load.use(tokens=self._tokens(1))
        await self._pressed(OURS, self._ours, seconds)
        rates[FLOOR].append(await load.rate(self._floor, 0, seconds))
        if self.shared is not None:
            await self._pressed(DATABASE, self.shared, seconds)
        bursts[STOCK].append(await load.burst(self._stock, 0))
        await self._burst(OURS, self._ours)
        if self.shared is not None:
            await self._burst(DATABASE, self.shared)

    async def _pressed(self, name: str, peer: Peer, seconds: float) -> None:
        """Let everybody press for so long, in a ballot in which nobody has voted yet."""
        await peer.hall.renew()
        peer.load.use(presses=peer.hall.templates())
        before = await peer.written()
        rate = await peer.load.rate(peer.endpoint, 0, seconds)
        self.results.rates[name].append(rate)
        await self._count(name, peer, before, rate.sent, rate.requests - rate.bad)

    async def _burst(self, name: str, peer: Peer) -> None:
        before = await peer.written()
        burst = await peer.load.burst(peer.endpoint, before.most)
        self.results.bursts[name].append(burst)
        await self._count(name, peer, before, len(burst.late), len(burst.late) - burst.bad)

    async def _count(self, name: str, peer: Peer, before: Written, pressed: int, acknowledged: int) -> None:
        """Count in the peer's record what has come of it."""
        found = await settled(peer.written, before.votes + pressed)
        counted = self.results.counted.setdefault(name, Counted())
        counted.add(pressed=pressed, acknowledged=acknowledged, votes=found.votes - before.votes)

    def _tokens(self, count: int) -> list[str]:
        """Tokens that nobody has seen yet."""
        number = sum(map(len, self.results.rates.values()))
        sign, url = self._world.entra.sign_channel, self._world.teams.service_url
        return [sign(url, jti=f"{number}-{place}") for place in range(count)]


async def measure_rates(
    stack: AsyncExitStack,
    world: World,
    hall: Hall,
    wrk: str | None,
    *,
    members: int,
    say: Callable[[str], None],
) -> tuple[Runs, Load, str]:
    """Start everybody who is asked; also returns who asks, and the server that only answers."""
    ours = await in_folder(world, hall, wrk)
    other = await stack.enter_async_context(stock(world))
    runs = Runs(world, ours, other, await stack.enter_async_context(floor(world)))
    bare = await stack.enter_async_context(floor(world, keeping=False))
    folder = world.folder / "datenbank"
    try:
        runs.beside(await in_database(stack, folder, members, wrk))
    except NoDatabase as reason:
        say(f"PostgreSQL bleibt weg: {reason}")
        shutil.rmtree(folder, ignore_errors=True)
    return runs, ours.load, bare
