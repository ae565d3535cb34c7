"""Two real instances on a real database: killed, started again, and every receipt is in the record."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from council.ballots import Phase
from council.ids import BallotId
from rehearsal.process import BotProcess, free_port
from rehearsal.seen import is_result
from store.tables import prepare
from tests.crash.voting import Voting, lost, overtaken, record, voting
from tests.store.server import Server
from tests.tallying import Experiment


@asynccontextmanager
async def two(votes: Voting, database: str) -> AsyncIterator[BotProcess]:
    """A second instance of the bot beside the first; activities go to them in turns."""
    world = votes.world
    own = world.environment(
        DATABASE_URL=database,
        DATA_DIR=str(world.folder / "data2"),
        PORT=str(free_port()),
        LOG_LEVEL="WARNING",
    )
    (world.folder / "second").mkdir()
    second = BotProcess(own, world.folder / "second")
    await second.start()
    world.client.delivery.instances = [world.bot.endpoint, second.endpoint]
    try:
        yield second
    finally:
        world.client.delivery.instances = []
        await second.stop()


async def settled(votes: Voting) -> None:
    """Everybody presses once more, so that nobody has pressed after their last receipt."""
    for person in votes.voters:
        for _ in range(50):
            if await votes.press(person, "Ja"):
                break
            await asyncio.sleep(0.1)


async def kept(votes: Voting, database: str, line: Experiment, runs: int) -> None:
    """Every receipt is in the record, and the last one of each member is their vote."""
    sitting = await record(votes.world, votes.hall.sitting, database)
    gone = len(lost(sitting, votes.receipts))
    line.tally(runs=runs, acknowledged=len(votes.receipts), lost=gone)

    assert lost(sitting, votes.receipts) == []
    assert list(overtaken(sitting, votes.receipts)) == []
    assert sitting.ballots[BallotId(1)].count().cast == len(votes.voters)


class TestKilledWithADatabase:
    """Issue, part 2: the server killed and restarted, no acknowledged vote lost."""

    @pytest.mark.parametrize(
        ("kills", "seed"),
        [
            pytest.param(1, 1, id="once"),
            pytest.param(40, 2, id="forty", marks=(pytest.mark.slow, pytest.mark.timeout(900))),
        ],
    )
    async def test_a_server_killed_in_the_middle_of_votes_loses_no_receipt(
        self,
        tmp_path: Path,
        own_postgres: Server,
        kills: int,
        seed: int,
        experiment: Callable[[str], Experiment],
    ) -> None:
        database = own_postgres.schema()
        prepare(database)
        async with voting(tmp_path, seed=seed, database=database) as votes, two(votes, database):
            async with votes.going_on():
                for _ in range(kills):
                    await votes.some_more(3)
                    await asyncio.sleep(votes.dice.uniform(0, 0.3))
                    await asyncio.to_thread(own_postgres.kill)
                    await asyncio.to_thread(own_postgres.start)
                await votes.some_more(len(votes.voters))
            await settled(votes)
            await kept(votes, database, experiment("PostgreSQL killed, two instances"), kills)

            assert len(votes.receipts) >= 3 * kills
            assert votes.unconfirmed > 0

    @pytest.mark.parametrize(
        ("kills", "seed"),
        [
            pytest.param(2, 3, id="two"),
            pytest.param(40, 4, id="forty", marks=(pytest.mark.slow, pytest.mark.timeout(900))),
        ],
    )
    async def test_instances_killed_in_turns_lose_no_receipt_and_the_result_stands_once(
        self,
        tmp_path: Path,
        database_url: str,
        kills: int,
        seed: int,
        experiment: Callable[[str], Experiment],
    ) -> None:
        prepare(database_url)
        async with (
            voting(tmp_path, seed=seed, database=database_url) as votes,
            two(votes, database_url) as second,
        ):
            world, hall = votes.world, votes.hall
            async with votes.going_on():
                for turn in range(kills):
                    await votes.some_more(3)
                    victim = (world.bot, second)[turn % 2]
                    world.client.delivery.instances.remove(victim.endpoint)
                    assert await victim.kill() == -9
                    await votes.some_more(3)
                    await victim.start()
                    world.client.delivery.instances.append(victim.endpoint)
                await votes.some_more(len(votes.voters))
            await settled(votes)
            await kept(votes, database_url, experiment("instances killed in turns"), kills)
            counts = await hall.evening.close_ballot(hall.ballot)
            declared = await hall.evening.declare()
            results = [m.id for m in hall.meeting.bot_messages() if is_result(m)]

        assert counts.tally == declared.tally == (len(votes.voters), 0, 0)
        assert len(results) == 1
        assert votes.posts("Bitte abstimmen") == []


async def ready(address: str) -> bool:
    """Whether an instance says that it is ready; one that does not answer is not."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{address}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


class TestADatabaseThatHangs:
    """reliability: the server stands still and its lines stay open; nobody is told what nobody knows."""

    @pytest.mark.experiment
    async def test_a_press_is_answered_not_confirmed_and_what_was_acknowledged_is_there(
        self, tmp_path: Path, own_postgres: Server, experiment: Callable[[str], Experiment]
    ) -> None:
        database = own_postgres.schema()
        prepare(database)
        async with voting(tmp_path, seed=6, database=database) as votes:
            world, hall = votes.world, votes.hall
            await settled(votes)
            own_postgres.pause()
            try:
                presses = (
                    world.client.press(person, hall.meeting, "Nein", message=hall.ballot)
                    for person in votes.voters
                )
                async with asyncio.timeout(120):
                    answers = await asyncio.gather(*presses)
                    heard = await ready(world.bot.address)
            finally:
                own_postgres.resume()
            async with asyncio.timeout(60):
                while not await ready(world.bot.address):  # noqa: ASYNC110 it is asked from outside
                    await asyncio.sleep(0.1)
            print(sorted(round(answer.seconds, 1) for answer in answers))
            await settled(votes)
            await kept(votes, database, experiment("PostgreSQL hanging (SIGSTOP)"), 1)

        assert {("nicht bestätigt" in answer.text.lower()) for answer in answers} == {True}
        assert not heard


class TestAnInstanceThatHangs:
    """reliability: a writer is stopped, another takes over, the first one goes on: never two truths."""

    @pytest.mark.slow
    @pytest.mark.timeout(300)
    async def test_another_leads_meanwhile_and_nothing_stands_twice(
        self, tmp_path: Path, database_url: str, experiment: Callable[[str], Experiment]
    ) -> None:
        prepare(database_url)
        async with (
            voting(tmp_path, seed=5, database=database_url) as votes,
            two(votes, database_url) as second,
        ):
            world, hall = votes.world, votes.hall
            await settled(votes)
            world.client.delivery.instances = [second.endpoint]
            world.bot.pause()
            mark = hall.meeting.mark()
            await hall.evening.typed(hall.evening.chair, "schließen", hall.meeting)
            await hall.evening.typed(hall.evening.chair, "feststellen", hall.meeting)
            await hall.meeting.wait_for(is_result, after=mark, within=60)
            world.bot.resume()
            world.client.delivery.instances = [world.bot.endpoint, second.endpoint]
            await asyncio.sleep(3)
            sitting = await record(world, hall.sitting, database_url)
            results = [m.id for m in hall.meeting.bot_messages() if is_result(m)]
            line, gone = (
                experiment("an instance stopped (SIGSTOP) and going on"),
                lost(sitting, votes.receipts),
            )
            line.tally(runs=1, acknowledged=len(votes.receipts), lost=len(gone))

        assert lost(sitting, votes.receipts) == []
        assert sitting.ballots[BallotId(1)].phase is Phase.DECLARED
        assert len(results) == 1
        assert votes.posts("Bitte abstimmen") == []
