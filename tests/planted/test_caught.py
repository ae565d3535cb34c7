"""What guards votes and pace, taken away one by one: tests notice each (all faults: ``make planted``)."""

import pytest

from tests.planted.judging import NotJudged, caught, copied, ran
from tests.planted.keeping import KEEPING
from tests.planted.pacing import PACING
from tests.tallying import Tallies

MUTANTS = (*KEEPING, *PACING)


@pytest.mark.slow
class TestMutants:
    """Without fsync, acknowledged too early, repeated after EIO, led by two, sent too fast."""

    @pytest.mark.timeout(1800)
    def test_each_is_caught_by_tests_that_pass_without_it(self, experiment: Tallies) -> None:
        line, missed, unknown = experiment("mutants (lost: not caught)"), list[str](), list[str]()
        with copied() as tree:
            assert ran(tree, tuple(dict.fromkeys(test for one in MUTANTS for test in one.tests))).passed
            for mutant in MUTANTS:
                try:
                    noticed = caught(tree, mutant)
                except NotJudged:
                    unknown.append(mutant.name)
                    continue
                line.tally(runs=1, lost=int(not noticed))
                missed += [] if noticed else [mutant.name]

        assert missed == []
        if unknown:
            pytest.skip(f"not judged, for their tests were skipped: {', '.join(unknown)}")
