"""Measures what one PostgreSQL on this machine takes: ``python -m tests.store.measure``.

Prints the table of ``docs/scale.md``. Server, instances and clients share this machine, so that a
server of its own does better; a network between them costs three round trips for each turn.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from council.ballots import Choice
from council.ids import BallotId, SittingId
from desk.ports import EMPTY, HeadMoved
from store.connections import Connections
from store.postgres import channel, connect
from store.postgres_journal import PostgresJournal
from store.tables import prepare
from tests.desk.instances import Race, hall, instances
from tests.store.samples import CODEC, notes
from tests.store.server import Server, running

SECONDS = 4.0


async def turns(
    journal: PostgresJournal, sittings: int, size: int, seconds: float = SECONDS
) -> tuple[float, float, float]:
    """Turns a second, and median and p99 of one in ms, with so many sittings at the same time."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def evening(number: int) -> None:
        sitting = SittingId(f"2026-12-09-rat-{number}-{time.time_ns()}")
        head = EMPTY
        while time.perf_counter() < until:
            began = time.perf_counter()
            head = await journal.append(sitting, head, notes(size))
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(evening(number) for number in range(sittings)))
    rate = len(took) / (time.perf_counter() - began)
    return rate, *_spread(took)


async def contended(journals: list[PostgresJournal], seconds: float = SECONDS) -> tuple[float, float, float]:
    """The same for one sitting to which several instances write all the time, one vote a turn."""
    sitting = SittingId(f"2026-12-09-streit-{time.time_ns()}")
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def instance(journal: PostgresJournal) -> None:
        head = EMPTY
        while time.perf_counter() < until:
            began = time.perf_counter()
            try:
                head = await journal.append(sitting, head, notes(1))
            except HeadMoved:
                async with journal.hold(sitting, head) as held:
                    head = await held.append(notes(1))
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*map(instance, journals))
    rate = len(took) / (time.perf_counter() - began)
    return rate, *_spread(took)


class TellingInside(psycopg.Connection[tuple[Any, ...]]):
    """Says the word to the others inside the transaction, as one would at first."""

    word = ""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Say it, before a commit the word as well."""
        if query == "COMMIT":
            super().execute("SELECT pg_notify(%s, 'x')", (self.word,))
        return super().execute(query, params, **how)


def _spread(took: list[float]) -> tuple[float, float]:
    ordered = sorted(took)
    return statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000


async def size_of_a_vote(url: str) -> float:
    """Bytes in the database for each entry of a sitting of 71 members, indexes included."""
    async with instances(url, 1) as (one,):
        members = await hall(one, 71)
        race, ballot = Race(), one.sitting.ballots[BallotId(1)]
        for _ in range(10):
            for choice in (Choice.YES, Choice.NO):
                await asyncio.gather(*(race.vote(one, ballot, member, choice) for member in members))
        with connect(url) as connection:
            found = connection.execute(
                "SELECT pg_total_relation_size('events')::float / count(*) FROM events"
            ).fetchone()
    assert found is not None
    return float(found[0])


async def measured(server: Server) -> None:
    """Print one line for each figure."""
    print(f"bytes an entry: {await size_of_a_vote(server.schema()):.0f}")
    url = server.schema()
    prepare(url)

    async def line(
        name: str, work: Callable[[], Awaitable[tuple[float, float, float]]], votes: int = 1
    ) -> None:
        rate, median, worst = await work()
        print(f"{name:58} {rate:8.0f} {rate * votes:10.0f} {median:8.1f} {worst:8.1f}", flush=True)

    print(f"{'':58} {'turns/s':>8} {'votes/s':>10} {'p50 ms':>8} {'p99 ms':>8}")
    for most in (4, 16):
        connections = Connections(url, most=most)
        journal = PostgresJournal(connections, codec=CODEC)
        for sittings, size in ((1, 1), (1, 71), (1, 1000), (most, 1), (10 * most, 1), (10 * most, 71)):
            name = f"{most} connections, {sittings} sittings at once, {size} votes a turn"
            await line(name, lambda j=journal, n=sittings, s=size: turns(j, n, s), size)  # type: ignore[misc]
        await journal.close()
    telling = Connections(url, most=16, opened=partial(connect, kind=TellingInside))
    TellingInside.word = await telling.run(channel)
    journal = PostgresJournal(telling, codec=CODEC)
    await line("16 connections, 160 sittings, NOTIFY inside the transaction", lambda: turns(journal, 160, 1))
    await journal.close()
    pair = [PostgresJournal(Connections(url), codec=CODEC) for _ in range(3)]
    await line("one sitting, 2 instances all the time", lambda: contended(pair[:2]))
    await line("one sitting, 3 instances all the time", lambda: contended(pair))
    for journal in pair:
        await journal.close()


def main() -> int:
    """Start a server, measure, end it."""
    folder = Path(tempfile.mkdtemp(prefix="ratssaal-pg-"))
    folder.chmod(0o755)
    try:
        with running(folder / "server") as server:
            asyncio.run(measured(server))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
