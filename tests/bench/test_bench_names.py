"""Names against seats: everybody is found, nobody gets a seat by a name; never a time is judged."""

import json
import subprocess
import sys

import pytest

from rehearsal.bench_load import NoResult
from rehearsal.bench_names import Crowd, Matching, crowd, measure_names
from rehearsal.process import ROOT


def matching(seconds: float = 0.5, right: int = 1000, given: int = 0, peer: float = 0.02) -> Matching:
    return Matching(seconds=(seconds, 9.0, seconds), peer=(peer,) * 3, names=1000, right=right, given=given)


class TestCrowd:
    """A thousand people, written as Teams shows them."""

    def test_everybody_is_another_person_and_the_same_every_time(self) -> None:
        people = crowd()

        assert len({(first, last) for _, first, last in people.seats}) == 1000
        assert people == crowd()

    async def test_everybody_is_proposed_and_nobody_seated(self) -> None:
        found = await measure_names(1, crowd(seats=60))

        assert (found.names, found.right, found.given) == (60, 60, 0)
        assert len(found.seconds) == len(found.peer) == 1


class TestGoal:
    """Issue, "Speed": 1,000 names against 1,000 seats under 1 s."""

    @pytest.mark.parametrize(
        ("measured", "holds"),
        [
            pytest.param(matching(seconds=1.0), True, id="just-in-time"),
            pytest.param(matching(seconds=1.01), False, id="too-slow"),
            pytest.param(matching(right=949), False, id="too-many-not-found"),
            pytest.param(matching(given=1), False, id="a-seat-by-a-name"),
        ],
    )
    def test_it_needs_time_right_proposals_and_no_seat_given(self, measured: Matching, holds: bool) -> None:
        assert measured.goal[1] is holds

    def test_the_report_has_median_runs_and_ratio(self) -> None:
        assert list(matching().lines()) == [
            "1000 Namen gegen 1000 Sitze: 0.50 s  0.50  9.00  0.50",
            "difflib, 20 Namen: 20 ms je Name; Verhältnis: 40",
        ]


class TestProcess:
    """`python -m bot.matching` reads names and says whose they are."""

    def test_it_says_whom_a_name_means(self) -> None:
        asked = {
            "seats": [["a", "Jörg", "Öztürk"], ["b", "Eva", "Meyer"], ["c", "Eva", "Meyer"]],
            "names": ["OEZTUERK, Joerg", "Eva Meyer", "Niemand Sonst"],
        }
        done = subprocess.run(
            [sys.executable, "-m", "bot.matching"],
            cwd=ROOT,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout)

        assert answer["proposed"] == [["a"], ["b", "c"], []]
        assert answer["given"] == 0

    async def test_a_process_that_fails_is_no_result(self) -> None:
        broken = Crowd(seats=(("a", "Eva"),), names=("Eva Meyer",))  # type: ignore[arg-type]

        with pytest.raises(NoResult):
            await measure_names(1, broken)
