"""What guards votes and pace, taken away one by one: tests notice each (all faults: ``make planted``)."""

import pytest

from tests.planted.judging import caught, copied
from tests.planted.keeping import KEEPING
from tests.planted.pacing import PACING
from tests.tallying import Tallies

MUTANTS = (*KEEPING, *PACING)


@pytest.mark.slow
class TestMutants:
    """Without fsync, acknowledged too early, repeated after EIO, led by two, sent too fast."""

    @pytest.mark.timeout(1800)
    def test_each_is_caught(self, experiment: Tallies) -> None:
        with copied() as tree:
            missed = [fault.name for fault in MUTANTS if not caught(tree, fault)]

        experiment("mutants of parts that keep (lost: not caught)").tally(runs=len(MUTANTS), lost=len(missed))
        assert missed == []
