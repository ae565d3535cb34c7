"""A closing that races with votes on the desk that is alone on its files (SQLite)."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from council.record import check
from desk.desk import Desk
from store import open_store, standard
from tests.desk.council import SITTING
from tests.desk.instances import again, hall, raced, stored
from tests.desk.test_desk import SteppingClock
from tests.tallying import Tallies


@dataclass(slots=True)
class Alone:
    """The one process that serves a data folder, as far as its desk goes."""

    desk: Desk


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[Alone]:
    """A desk upon a data folder, ended afterwards."""
    store, numbers = await open_store(folder), count()
    desk = Desk(
        journal=store.journal,
        registry=store.registry,
        clock=SteppingClock(),
        decode=standard().event_of,
        nonce=lambda: f"a-{next(numbers)}",
        broken=pytest.fail,
    )
    try:
        await desk.start()
        yield Alone(desk)
    finally:
        await desk.stop()
        await store.close()


@pytest.mark.experiment
class TestACloseThatRacesWithVotes:
    """reliability.md § 6, G5: a closing never accepts a late vote nor loses an early one."""

    @pytest.mark.parametrize(
        ("evenings", "size", "rounds"),
        [
            pytest.param(1, 30, 12, id="short"),
            pytest.param(
                10, 71, 100, id="a thousand times", marks=(pytest.mark.slow, pytest.mark.timeout(900))
            ),
        ],
    )
    async def test_every_acknowledged_vote_is_in_the_count_and_no_other(
        self, tmp_path: Path, evenings: int, size: int, rounds: int, experiment: Tallies
    ) -> None:
        line, dice = experiment("a closing that races with votes, SQLite"), random.Random(size)
        late = 0
        for evening in range(evenings):
            async with alone(tmp_path / f"{evening}") as one:
                members = await hall(one, size)
                for turn in range(rounds):
                    if turn:
                        await again(one)
                    race, ballot = await raced([one], members, dice)
                    votes, closed = await stored(one, ballot)
                    late += len(race.refused)
                    gone = race.receipts - votes
                    line.tally(runs=1, acknowledged=len(race.receipts), lost=len(gone))

                    assert race.unconfirmed == []
                    assert race.receipts == votes
                    assert closed.tally.cast == len(votes)
                    assert len(race.accepted) + len(race.refused) == size
                sound = check(SITTING, await one.desk.rows(SITTING), one.desk.head(SITTING)).sound
            assert sound
        assert late > 0
