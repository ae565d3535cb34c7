"""A clock that jumps in the middle of a ballot, and files that somebody puts back; on real files."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from council import commands as cmd
from council.ballots import Choice, Phase, Tally
from council.fold import replay
from council.ids import BallotId, MemberId
from council.record import check
from desk.desk import Desk, SittingLocked
from store import JOURNAL_FILE, open_store, standard
from tests.desk.council import MEMBERS, SITTING, prepare
from tests.tallying import Tallies

CLERK, CHAIR, BALLOT = MemberId("clerk"), MEMBERS[0], BallotId(1)


class JumpingClock:
    """Goes on by a second at every look, and by more where it is told so."""

    def __init__(self, start: datetime = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        """The next second."""
        self.time += timedelta(seconds=1)
        return self.time


@asynccontextmanager
async def served(folder: Path, clock: JumpingClock) -> AsyncIterator[Desk]:
    """A desk upon a data folder, as a process begins and ends it."""
    store, numbers = await open_store(folder), count()
    desk = Desk(
        journal=store.journal,
        registry=store.registry,
        clock=clock,
        decode=standard().event_of,
        nonce=lambda: f"nonce-{next(numbers)}",
        broken=pytest.fail,
    )
    try:
        await desk.start()
        yield desk
    finally:
        await desk.stop()
        await store.close()


async def open_ballot(desk: Desk) -> None:
    """Bring the council of seven to an open ballot."""
    await desk.turn(prepare())
    await desk.turn(cmd.OpenAdmission(sitting=SITTING, by=CLERK))
    for member in MEMBERS:
        await desk.turn(cmd.AdmitMember(sitting=SITTING, by=CLERK, member=member))
    await desk.turn(cmd.OpenSitting(sitting=SITTING, by=CHAIR))
    await desk.turn(cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1"))


async def vote(desk: Desk, member: MemberId, choice: Choice = Choice.YES) -> None:
    """Vote in the first ballot."""
    await desk.turn(
        cmd.CastVote(
            sitting=SITTING,
            by=member,
            ballot=BALLOT,
            round=1,
            choice=choice,
            cause=f"f:{member}:{choice}",
            rev=None,
        )
    )


@pytest.mark.experiment
class TestAClockThatJumps:
    """The order of entries is their number, never their time: a clock that jumps costs nobody a vote."""

    @pytest.mark.parametrize(
        "jump",
        [
            pytest.param(timedelta(hours=-1), id="an hour back, as at the end of summer time"),
            pytest.param(timedelta(hours=1), id="an hour ahead, as at its beginning"),
            pytest.param(timedelta(days=-3650), id="ten years back, as after a flat battery"),
        ],
    )
    async def test_every_vote_counts_and_the_newest_one_is_the_vote(
        self, tmp_path: Path, jump: timedelta, experiment: Tallies
    ) -> None:
        clock = JumpingClock()
        async with served(tmp_path, clock) as desk:
            await open_ballot(desk)
            await vote(desk, MEMBERS[0])
            await vote(desk, MEMBERS[1])
            clock.time += jump
            await vote(desk, MEMBERS[1], Choice.NO)
            await vote(desk, MEMBERS[2])
        async with served(tmp_path, clock) as desk:
            await vote(desk, MEMBERS[3])
            await desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))
            rows = await desk._journal.read(SITTING)
            locked, seen = desk.locked(), desk.sitting(SITTING)

        again = replay(standard().event_of(row) for row in rows)
        gone = 4 if again is None else 4 - len(again.ballots[BALLOT].votes)
        experiment("a clock that jumps").tally(runs=1, acknowledged=4, lost=gone)
        assert locked == {}
        assert check(SITTING, rows).sound
        assert again == seen
        assert again is not None
        assert again.ballots[BALLOT].tally == Tally(yes=3, no=1)
        assert again.ballots[BALLOT].phase is Phase.CLOSED


def cut_off(folder: Path) -> None:
    """Remove the last entries as somebody would who can write to the file."""
    connection = sqlite3.connect(folder / JOURNAL_FILE, isolation_level=None)
    connection.execute("DELETE FROM events WHERE seq > (SELECT max(seq) - 2 FROM events)")
    connection.close()


def put_back(folder: Path) -> None:
    """Put the copy back that was made before the last votes."""
    shutil.copyfile(folder / "copy", folder / JOURNAL_FILE)


@pytest.mark.experiment
class TestPutBack:
    """A chain does not show that its end is missing; the head that was noted outside of it does."""

    @pytest.mark.parametrize("change", [cut_off, put_back])
    async def test_a_shorter_record_is_locked_and_takes_no_vote(
        self, tmp_path: Path, change: Callable[[Path], None], experiment: Tallies
    ) -> None:
        clock = JumpingClock()
        async with served(tmp_path, clock) as desk:
            await open_ballot(desk)
            await vote(desk, MEMBERS[0])
        shutil.copyfile(tmp_path / JOURNAL_FILE, tmp_path / "copy")
        async with served(tmp_path, clock) as desk:
            for member in MEMBERS[1:5]:
                await vote(desk, member)
        await asyncio.to_thread(change, tmp_path)

        async with served(tmp_path, clock) as desk:
            locked = desk.locked()
            with pytest.raises(SittingLocked):
                await vote(desk, MEMBERS[5])

        experiment("record cut off or put back (lost: not noticed)").tally(runs=1, lost=1 - len(locked))
        assert list(locked) == [SITTING]
