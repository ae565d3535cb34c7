"""Journal and registry both put back to an older moment: whoever has the published head finds out."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearsal.chats import Message
from rehearsal.process import CommandFailed
from store import JOURNAL_FILE
from tests.crash.voting import Voting, lost, record, voting
from tests.tallying import Experiment

_HEAD = re.compile(r"\b[A-Z2-7]{26}\b")


def head_in(message: Message) -> str:
    """The 26 letters that everybody in the meeting's chat can read."""
    found = _HEAD.search(message.text)
    assert found is not None, message.text
    return found[0]


async def status_of_verify(votes: Voting, *more: str) -> int:
    """What ``sitting verify`` of the data folder's journal ends with."""
    journal = votes.world.folder / "data" / JOURNAL_FILE
    try:
        await votes.world.bot.run("sitting", "verify", str(journal), *more)
    except CommandFailed as failed:
        found = re.search(r"status (\d+)", str(failed))
        assert found is not None
        return int(found[1])
    return 0


@pytest.mark.experiment
class TestBothPutBack:
    """docs/guarantees.md, "Both together put back": noticed by nobody but the published head."""

    async def test_the_head_in_the_closing_message_does_not_hold_for_it(
        self, tmp_path: Path, experiment: Callable[[str], Experiment]
    ) -> None:
        async with voting(tmp_path, members=4) as votes:
            hall, data, copy = votes.hall, votes.world.folder / "data", votes.world.folder / "copy"
            first, *others = votes.voters
            assert await votes.press(first, "Ja")
            assert await votes.world.bot.stop() == 0
            shutil.copytree(data, copy)
            await votes.world.bot.start()
            for person in others:
                assert await votes.press(person, "Nein")
            await hall.evening.close_ballot(hall.ballot)
            await hall.evening.declare()
            head = head_in(await hall.evening.end())
            assert await votes.world.bot.stop() == 0
            whole = [await status_of_verify(votes), await status_of_verify(votes, "--head", head)]

            shutil.rmtree(data)
            shutil.copytree(copy, data)
            unasked, asked = await status_of_verify(votes), await status_of_verify(votes, "--head", head)
            gone = lost(await record(votes.world, hall.sitting), votes.receipts)
            await votes.world.bot.start()

        line = experiment("journal and registry put back (lost: not noticed)")
        line.tally(runs=1, lost=int(asked == 0))
        assert whole == [0, 0]
        assert len(gone) == len(others)
        assert (unasked, asked) == (0, 1)
