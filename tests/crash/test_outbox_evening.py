"""reliability.md and teams.md § 2: a whole evening within Teams' limits, and nobody looks at old figures."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from rehearsal.faults import CALM, ROUGH, Faults
from tests.crash.outbox_evening import OLDEST, Evening, held, kinds
from tests.tallying import Experiment, Tallies

RETRY_SECONDS = 5
WEATHER = replace(ROUGH, slow=0.0, throttled=0.02, retry_seconds=RETRY_SECONDS)
"""429 with `Retry-After`, 412, 502, broken connections, forgotten messages; presses late, lost, doubled."""
SLOW = replace(WEATHER, slow=0.02, retry_seconds=2)
"""Some answers take seconds as well."""
DENSE = replace(
    WEATHER,
    throttled=0.1,
    conflict=0.1,
    lost_answer=0.2,
    dropped=0.1,
    lost_edit=0.2,
    doubled=0.2,
    lost=0.1,
    late=0.2,
    retry_seconds=1,
)
"""So many faults that a short evening meets each kind."""


def within_limits(evening: Evening, line: Experiment) -> None:
    """Nothing was too fast for Teams, what people read that it counts did, and no closing waited long."""
    line.tally(runs=1, acknowledged=evening.acknowledged, lost=max(0, evening.acknowledged - evening.counted))
    assert evening.beyond == 0, str(evening)
    assert evening.counted == evening.acknowledged > 0, str(evening)
    assert evening.late_progress == 0, str(evening)
    assert max(evening.closed_over) <= evening.longest_stall, str(evening)


def in_each_weather(evening: Evening, faults: Faults) -> None:
    """Each kind of fault that was to strike did."""
    assert set(+evening.met) == kinds(faults), str(evening)


class TestAnEvening:
    """Issue, part 3: 71 members before the real process, with Teams' limits enforced."""

    async def test_no_limit_is_exceeded_and_no_progress_comes_after_a_closing(
        self, tmp_path: Path, experiment: Tallies
    ) -> None:
        evening = await held(tmp_path, members=15, ballots=3, speed=40, faults=DENSE)

        print(evening)
        within_limits(evening, experiment("outbox: evenings in fast motion"))
        in_each_weather(evening, DENSE)
        assert len(evening.closings) == 3

    @pytest.mark.slow
    @pytest.mark.parametrize("faults", [pytest.param(CALM, id="calm"), pytest.param(SLOW, id="rough")])
    async def test_a_hundred_and_twenty_ballots_at_speed_20(
        self, tmp_path: Path, faults: Faults, experiment: Tallies
    ) -> None:
        evening = await held(tmp_path, members=71, ballots=120, speed=20, faults=faults)

        print(evening)
        within_limits(evening, experiment("outbox: evenings in fast motion"))
        in_each_weather(evening, faults)
        assert len(evening.closings) == 120
        assert evening.p99_over <= evening.usual_stall, str(evening)

    @pytest.mark.slow
    async def test_twenty_ballots_at_the_speed_of_life(self, tmp_path: Path, experiment: Tallies) -> None:
        evenings = [held(folder(tmp_path, "calm"), members=71, ballots=20, speed=1)]
        evenings.append(held(folder(tmp_path, "rough"), members=71, ballots=20, speed=1, faults=WEATHER))
        calm, rough = await asyncio.gather(*evenings)  # at the speed of life they hardly notice each other

        for evening in (calm, rough):
            print(evening)
            within_limits(evening, experiment("outbox: evenings at speed 1"))
        in_each_weather(rough, WEATHER)
        assert calm.p99 <= OLDEST, str(calm)
        for evening in (calm, rough):
            assert max(evening.over) <= evening.longest_stall, str(evening)


def folder(parent: Path, name: str) -> Path:
    """An empty folder of this name."""
    made = parent / name
    made.mkdir()
    return made
