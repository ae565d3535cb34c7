"""Issue "Never lost, never fooled", part 3, on a clock that no machine disturbs: the stand-in's own limits."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox import Owed, Urgency
from tests.bot.paced_evening import CHAIR, MEETING, OFFICE, Evening, Seen
from tests.bot.paced_teams import CALM, STORM, PacedTeams, Weather
from tests.tallying import Experiment
from tests.virtual import in_virtual_time

OLDEST = 3.0
Line = Callable[[str], Experiment]
LENGTHS = [
    pytest.param(20, id="20"),
    pytest.param(120, id="120", marks=pytest.mark.slow),
]


def evening(ballots: int, weather: Weather = CALM, seed: int = 1) -> Seen:
    """Hold an evening in virtual time; what was owed is paid, and nothing came too fast."""

    async def held() -> Seen:
        return await Evening(weather, seed=seed).held(ballots)

    seen = in_virtual_time(held())
    assert (seen.beyond, seen.in_silence, seen.unshown) == (0, 0, 0), str(seen)
    return seen


class TestInVirtualTime:
    """teams.md § 2: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 an hour per chat, 50 in 1 s per tenant."""

    @pytest.mark.parametrize("ballots", LENGTHS)
    def test_in_calm_weather_the_control_card_is_never_older_than_three_seconds(
        self, ballots: int, experiment: Line
    ) -> None:
        seen = evening(ballots)
        print(seen)
        experiment("outbox: evenings in virtual time, states shown").tally(runs=1, acknowledged=len(seen.ages))

        assert seen.p99 <= OLDEST, str(seen)
        assert seen.troubles == []

    @pytest.mark.parametrize("ballots", LENGTHS)
    @pytest.mark.parametrize("seed", range(40))
    def test_in_a_storm_it_is_older_by_the_longest_retry_after(
        self, ballots: int, seed: int, experiment: Line
    ) -> None:
        seen = evening(ballots, STORM, seed)
        print(seen)
        experiment("outbox: evenings in virtual time, states shown").tally(runs=1, acknowledged=len(seen.ages))

        assert max(seen.ages) <= STORM.longest + OLDEST, str(seen)

    def test_a_closing_goes_before_all_progress(self) -> None:
        seen = evening(20)

        assert len(seen.closings) == 40
        assert seen.progress_before_closing == 0
        assert max(seen.closings) <= 0.2, "40 ms to arrive, after what was just under way"
