"""A restart with a hundred thousand kept votes: how long it takes, and that it has them all."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rehearsal.bench_copies import Copies, put
from rehearsal.bench_hall import seat
from rehearsal.world import World
from store import JOURNAL_FILE
from tests.crash.voting import SPEED
from tests.tallying import Experiment


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

    @pytest.mark.parametrize("going_on", [0, 1], ids=["all evenings are over", "one is going on"])
    async def test_with_a_hundred_thousand_votes_is_ready_and_has_them_all(
        self, tmp_path: Path, going_on: int, experiment: Callable[[str], Experiment]
    ) -> None:
        data = tmp_path / "data"
        over = Copies(ids=[f"abend-{n}" for n in range(12 - going_on)], ballots=121, ended=True, days=3)
        open_ = Copies(ids=[f"heute-{n}" for n in range(going_on)], ballots=121)
        async with World(tmp_path, speed=SPEED) as world:
            await world.start_bot(LOG_LEVEL="WARNING")
            source = (await seat(world)).sitting
            await world.bot.stop()
            without = await seconds_to_start(world)
            await world.bot.stop()
            await put(data, source, *(one for one in (over, open_) if one.ids))
            before = votes_in(data)
            seconds = await seconds_to_start(world)
            after = votes_in(data)

        name = f"start, {before} votes, {going_on} of 12 evenings on: {seconds:.1f} s (without {without:.1f})"
        experiment(name).tally(runs=1, acknowledged=before, lost=before - after)
        assert before == after >= 100_000
