"""The real process killed while votes arrive over HTTP; reliability.md § 6, G1 and G4."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from council.ballots import Phase
from council.ids import BallotId
from rehearsal.reading import has_button
from rehearsal.seen import is_result
from store.folder import REGISTRY_FILE
from tests.crash.voting import Voting, lost, overtaken, record, voting
from tests.tallying import Experiment


async def killed_while_voting(votes: Voting, kills: int) -> None:
    """Kill the bot so many times at a random moment and start it again, votes coming all the time."""
    async with votes.going_on():
        for _ in range(kills):
            await votes.some_more(3)
            await asyncio.sleep(votes.dice.uniform(0, 0.3))
            assert await votes.world.bot.kill() == -9
            await votes.world.bot.start()
        await votes.some_more(len(votes.voters))


async def settled(votes: Voting) -> None:
    """Everybody presses once more, so that nobody has pressed after their last receipt."""
    for person in votes.voters:
        assert await votes.press(person, "Ja")


class TestKilled:
    """Issue "A whole digital sitting", Shows: a loop of SIGKILLs loses no acknowledged vote."""

    @pytest.mark.parametrize(
        ("kills", "seed"),
        [
            pytest.param(3, 1, id="three"),
            pytest.param(50, 2, id="fifty", marks=(pytest.mark.slow, pytest.mark.timeout(900))),
        ],
    )
    async def test_every_receipt_that_was_read_is_in_the_record(
        self, tmp_path: Path, kills: int, seed: int, experiment: Callable[[str], Experiment]
    ) -> None:
        async with voting(tmp_path, seed=seed) as votes:
            await killed_while_voting(votes, kills)
            await settled(votes)
            sitting = await record(votes.world, votes.hall.sitting)
            card = votes.hall.ballot
            gone = len(lost(sitting, votes.receipts))
            line = experiment("SIGKILL of the bot, votes over HTTP")
            line.tally(runs=kills, acknowledged=len(votes.receipts), lost=gone)

            assert len(votes.receipts) >= 3 * kills
            assert votes.unconfirmed > 0
            assert lost(sitting, votes.receipts) == []
            assert list(overtaken(sitting, votes.receipts)) == []
            assert sitting.ballots[BallotId(1)].count().cast == len(votes.voters)
            assert votes.posts("Bitte abstimmen") == [card]
            assert len(card.versions) == 1

            counts = await votes.hall.evening.close_ballot(card)
            declared = await votes.hall.evening.declare()

        assert counts.tally == declared.tally == (len(votes.voters), 0, 0)
        assert len(results_of(votes)) == 1
        assert not has_button(card.card, "Ja")

    @pytest.mark.experiment
    async def test_the_closing_and_the_result_come_once_whatever_they_were_interrupted_by(
        self, tmp_path: Path, experiment: Callable[[str], Experiment]
    ) -> None:
        async with voting(tmp_path, members=5) as votes:
            hall, bot = votes.hall, votes.world.bot
            await settled(votes)
            await hall.evening.close_ballot(hall.ballot)
            await bot.kill()
            await bot.start()
            mark = hall.meeting.mark()
            await hall.evening.typed(hall.evening.chair, "feststellen", hall.meeting)
            await bot.kill()
            await asyncio.sleep(0.2)  # what had left it arrives
            unnoted = [one for one in results_of(votes) if not is_noted(votes, one)]
            await bot.start()
            await hall.meeting.wait_for(is_result, after=mark, within=20)
            await asyncio.sleep(1)
            results = results_of(votes)
            await bot.stop()
            await bot.start()
            await asyncio.sleep(0.5)
            sitting = await record(votes.world, hall.sitting)
            noted = is_noted(votes, results[-1])
            line, gone = experiment("SIGKILL around closing and result"), lost(sitting, votes.receipts)
            line.tally(runs=2, acknowledged=len(votes.receipts), lost=len(gone))

            assert gone == []
            assert sitting.ballots[BallotId(1)].phase is Phase.DECLARED
            assert noted
            assert results_of(votes) == results
            assert 1 <= len(results) <= 1 + len(unnoted)  # one whose answer nobody had read is made again
            assert votes.posts("Bitte abstimmen") == []
            assert not any(has_button(message.card, "Ja") for message in hall.meeting.bot_messages())


def results_of(votes: Voting) -> list[str]:
    """The result messages that stand in the meeting's chat."""
    return [message.id for message in votes.hall.meeting.bot_messages() if is_result(message)]


def is_noted(votes: Voting, message: str) -> bool:
    """Whether the bot had written down the id that Teams gave to a message."""
    return message in (votes.world.folder / "data" / REGISTRY_FILE).read_text(encoding="utf-8")


class TestToldToEnd:
    """architecture.md, "Keeping": a restart in the middle of a ballot takes nothing from it."""

    @pytest.mark.experiment
    async def test_a_restart_in_the_middle_of_a_ballot_goes_on_with_it(
        self, tmp_path: Path, experiment: Callable[[str], Experiment]
    ) -> None:
        async with voting(tmp_path, members=5) as votes:
            async with votes.going_on():
                await votes.some_more(5)
                status = await votes.world.bot.stop()
                await votes.world.bot.start()
                await votes.some_more(5)
            await settled(votes)
            sitting = await record(votes.world, votes.hall.sitting)
            line, gone = experiment("a restart in the middle of a ballot"), lost(sitting, votes.receipts)
            line.tally(runs=1, acknowledged=len(votes.receipts), lost=len(gone))

        assert status == 0
        assert lost(sitting, votes.receipts) == []
        assert list(overtaken(sitting, votes.receipts)) == []
        assert votes.posts("Bitte abstimmen") == [votes.hall.ballot]
