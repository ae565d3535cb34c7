"""A council comes, and the board has everybody; never a time is judged here."""

from dataclasses import replace
from pathlib import Path

import pytest

from rehearsal.bench_arrivals import Arrivals, measure_arrivals

FINE = Arrivals(people=71, within=30.0, seconds=1.0, doubtful=5, throttled=0, lookups=5, most_lookups=1)


class TestArrivals:
    """Everybody is on the board, few are doubtful, nobody is looked up twice."""

    async def test_everybody_is_on_the_board(self, tmp_path: Path) -> None:
        found = await measure_arrivals(tmp_path, members=9, within=0.5)

        assert (found.people, found.doubtful, found.most_lookups) == (9, 3, 1)
        assert 3 <= found.lookups <= 9  # every doubtful one; others where it was needed
        assert found.throttled == 0

    @pytest.mark.parametrize(
        ("measured", "holds"),
        [
            pytest.param(FINE, True, id="fine"),
            pytest.param(replace(FINE, seconds=5.1), False, id="late"),
            pytest.param(replace(FINE, doubtful=16), False, id="too-many-doubtful"),
            pytest.param(replace(FINE, throttled=1), False, id="too-fast-for-teams"),
            pytest.param(replace(FINE, most_lookups=2), False, id="looked-up-twice"),
        ],
    )
    def test_the_goal_needs_all_of_it(self, measured: Arrivals, holds: bool) -> None:
        assert measured.goal[1] is holds

    def test_the_report_says_what_was_measured(self) -> None:
        assert list(FINE.lines()) == [
            "Ankunft von 71: Übersicht nach 1.00 s vollständig, 5 zweifelhaft, 5 nachgeschlagen"
        ]
