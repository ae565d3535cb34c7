"""The server dies for good and its synchronous standby takes over: what was acknowledged is there."""

import asyncio
import random
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from council import commands as cmd
from council.ballots import Choice
from desk.ports import NotConfirmed
from store.tables import prepare
from tests.desk.council import SITTING
from tests.desk.instances import CHAIR, Instance, Race, hall, instances, stored
from tests.store.server import Server
from tests.tallying import Experiment


def address_of_both(database: str, first: Server, second: Server) -> str:
    """One address with two servers in it; the one that can be written to is taken."""
    return database.replace(f"127.0.0.1:{first.port}", f"127.0.0.1:{first.port},127.0.0.1:{second.port}")


async def insist(one: Instance, command: cmd.Command) -> None:
    """Ask until it is confirmed."""
    for _ in range(100):
        try:
            await one.desk.turn(command)
            return
        except NotConfirmed:
            await asyncio.sleep(0.1)
    raise AssertionError("never confirmed")


class TestAPromotedStandby:
    """Issue, part 2: a synchronous standby promoted, no acknowledged vote lost."""

    @pytest.mark.parametrize(
        "rounds", [1, pytest.param(8, marks=(pytest.mark.slow, pytest.mark.timeout(900)))]
    )
    async def test_every_acknowledged_vote_is_on_the_standby(
        self, own_postgres: Server, rounds: int, experiment: Callable[[str], Experiment]
    ) -> None:
        server, dice = own_postgres, random.Random(rounds)
        line = experiment("a synchronous standby promoted")
        with ExitStack() as ending:
            for number in range(rounds):
                database = server.schema()
                prepare(database)
                folder = own_postgres.folder.parent / f"standby{number}"
                other = await asyncio.to_thread(server.standby, folder)
                ending.callback(other.kill)
                await self._evening(database, server, other, dice, line)
                server = other

        assert line.runs >= rounds
        assert line.acknowledged

    async def _evening(
        self, database: str, server: Server, other: Server, dice: random.Random, line: Experiment
    ) -> None:
        """Votes at two instances while the server is killed and its standby promoted."""
        async with instances(address_of_both(database, server, other)) as both:
            members = await hall(both[0], 30)
            await both[1].desk.look(everything=True)
            ballot = both[0].sitting.ballots[next(iter(both[0].sitting.ballots))]
            race, ending = Race(), asyncio.Event()

            async def vote_on(member: str) -> None:
                choices = [Choice.YES, Choice.NO, Choice.ABSTAIN]
                while not ending.is_set():
                    choice = dice.choice(choices)
                    await race.vote(dice.choice(both), ballot, member, choice)  # type: ignore[arg-type]
                    await asyncio.sleep(dice.uniform(0, 0.02))

            tasks = [asyncio.create_task(vote_on(member)) for member in members]
            await asyncio.sleep(dice.uniform(0.3, 0.6))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(other.promote)
            before = len(race.accepted)
            while len(race.accepted) < before + len(members):  # noqa: ASYNC110 each vote is news
                await asyncio.sleep(0.05)
            ending.set()
            await asyncio.gather(*tasks)
            await insist(both[0], cmd.CloseBallot(sitting=SITTING, by=CHAIR))
            votes, closed = await stored(both[0], ballot.id)
            receipts = [e for entry in race.accepted for e in entry.events]
            in_record = list(await both[0].desk.events(SITTING))
            gone = [event for event in receipts if event not in in_record]
            line.tally(runs=1, acknowledged=len(receipts), lost=len(gone))

            assert gone == []
            assert race.receipts <= votes
            assert closed.tally.cast == len({member for member, _ in votes})
            assert [one.desk.locked() for one in both] == [{}, {}]
