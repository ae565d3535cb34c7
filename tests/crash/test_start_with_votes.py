"""A restart with a hundred thousand kept votes: how long it takes, and that it has them all."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rehearsal.bench_copies import Copies, put
from rehearsal.bench_hall import SEATING_SPEED, seat
from rehearsal.bench_held import UNHURRIED, over
from rehearsal.bench_start import APART, BALLOTS, BODIES, MEMBERS, OLD_DAYS
from rehearsal.world import World
from store import JOURNAL_FILE
from tests.tallying import Experiment

VOTES = 100_000


def votes_in(folder: Path) -> int:
    """How many votes stand in the journal of a data folder."""
    with closing(sqlite3.connect(folder / JOURNAL_FILE)) as connection:
        (votes,) = connection.execute("SELECT count(*) FROM events WHERE type = 'vote_cast.v1'").fetchone()
    return int(votes)


async def seconds_to_start(world: World) -> float:
    """From the process to being ready."""
    began = time.monotonic()
    await world.bot.start()
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.timeout(900)
class TestAStart:
    """reliability.md § 6, G11; the seconds stand in the table and are judged by whoever reads it."""

    async def test_with_a_hundred_thousand_votes_is_ready_and_has_them_all(
        self, tmp_path: Path, experiment: Callable[[str], Experiment]
    ) -> None:
        data, evenings = tmp_path / "data", VOTES // (MEMBERS * BALLOTS) + 1
        ids = [f"abend-{number}" for number in range(evenings)]
        bodies = [BODIES[number % len(BODIES)] for number in range(evenings)]
        async with World(tmp_path, speed=SEATING_SPEED) as world:
            await world.start_bot(LOG_LEVEL="WARNING", PERSONAL_AFTER=UNHURRIED)
            hall = await seat(world, MEMBERS)
            await over(hall, BALLOTS)
            await world.bot.stop()
            without = await seconds_to_start(world)
            await world.bot.stop()
            await put(data, hall.sitting, Copies(ids=ids, bodies=bodies, days=OLD_DAYS, apart=APART))
            before = votes_in(data)
            seconds = await seconds_to_start(world)
            after = votes_in(data)

        name = f"start with {before} votes: {seconds:.1f} s (without {without:.1f})"
        experiment(name).tally(runs=1, acknowledged=before, lost=before - after)
        assert before == after >= VOTES
