"""A clock that is wrong, met on the way of a press: the gate refuses, and what counts stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from council.ballots import Choice
from council.ids import BallotId
from tests.crash.voting import Voting, lost, record, voting
from tests.tallying import Experiment

HOUR = 3600
"""For so long Teams' tokens are good, and from five minutes ago on."""


async def all_press(votes: Voting, word: str) -> list[bool]:
    """Whether each was told that this counts."""
    return [await votes.press(person, word) for person in votes.voters]


@pytest.mark.experiment
class TestAClockThatIsWrong:
    """Costs no acknowledged vote; while it is too wrong for Teams' tokens, nobody is told "counted"."""

    @pytest.mark.parametrize(
        ("ahead", "reason"),
        [
            pytest.param(-HOUR - 120, "ExpiredSignatureError", id="the machine's clock ahead"),
            pytest.param(300 + 120, "ImmatureSignatureError", id="the machine's clock behind"),
        ],
    )
    async def test_presses_are_refused_until_it_is_right_and_no_receipt_is_lost(
        self, tmp_path: Path, ahead: float, reason: str, experiment: Callable[[str], Experiment]
    ) -> None:
        async with voting(tmp_path, members=4) as votes:
            before = await all_press(votes, "Ja")
            votes.world.entra.set_clock(ahead)
            meanwhile = await all_press(votes, "Nein")
            told = await votes.world.client.press(
                votes.voters[0], votes.hall.meeting, "Nein", message=votes.hall.ballot
            )
            votes.world.entra.set_clock(0)
            standing = await record(votes.world, votes.hall.sitting)
            after = await all_press(votes, "Enthaltung")
            sitting = await record(votes.world, votes.hall.sitting)
            log = votes.world.bot.log.read_text(encoding="utf-8")

        gone = lost(sitting, votes.receipts)
        line = experiment("a clock too wrong for tokens, over HTTP")
        line.tally(runs=1, acknowledged=len(votes.receipts), lost=len(gone))
        given = {v[-1].choice for v in standing.ballots[BallotId(1)].votes.values()}
        assert all([*before, *after])
        assert not any(meanwhile)
        assert (told.status, told.text) == (401, "")  # Teams says to the person that it did not work
        assert given == {Choice.YES}
        assert gone == []
        assert sitting.ballots[BallotId(1)].count().abstain == len(votes.voters)
        assert "request.refused" in log
        assert reason in log

    @pytest.mark.parametrize("ahead", [-HOUR - 30, 300 + 30], ids=["ahead", "behind"])
    async def test_half_a_minute_beyond_a_token_costs_nothing(self, tmp_path: Path, ahead: float) -> None:
        async with voting(tmp_path, members=3) as votes:
            votes.world.entra.set_clock(ahead)

            assert all(await all_press(votes, "Ja"))
