"""A month of sittings in little: every acknowledged vote is counted, and growth is judged."""

import re

import pytest

from rehearsal import soak
from rehearsal.soak_judging import ENOUGH, MEBIBYTE, WARM_UP, Moment, growth, judged, slope

MANY = 40


def moments(
    *,
    rss: list[float],
    files: list[int | None] | None = None,
    counted: int = 750,
    owed: int = 0,
) -> list[Moment]:
    """A run whose bot held so many MiB after each sitting."""
    open_ones = files if files is not None else [40] * len(rss)
    return [
        Moment(
            rss=round(size * MEBIBYTE),
            files=some,
            ballots=50,
            acknowledged=750,
            counted=counted,
            owed=owed,
            seconds=20.0,
        )
        for size, some in zip(rss, open_ones, strict=True)
    ]


def verdicts(run: list[Moment]) -> list[bool | None]:
    """What is found of votes, outbox, memory and files, in this order."""
    return [finding.holds for finding in judged(run)]


class TestTheJudge:
    """A line through what is left after the warm-up (least squares) may rise by 8 MiB or 5 %."""

    @pytest.mark.parametrize(
        ("series", "expected"),
        [
            pytest.param([4.0] * 20, 0.0, id="flat"),
            pytest.param([float(n) for n in range(20)], 14.0, id="a-mebibyte-a-sitting"),
            pytest.param([100.0] * WARM_UP + [1.0, 3.0] * 10, pytest.approx(0.29, abs=0.01), id="noise"),
        ],
    )
    def test_growth_is_that_of_the_line(self, series: list[float], expected: float) -> None:
        assert growth(series) == pytest.approx(expected)

    def test_too_few_sittings_are_not_judged(self) -> None:
        assert growth([1.0] * (WARM_UP + ENOUGH - 1)) is None
        assert verdicts(moments(rss=[100.0, 200.0, 400.0])) == [True, True, None, None]

    def test_a_line_through_one_value_does_not_rise(self) -> None:
        assert slope([7.0]) == 0

    @pytest.mark.parametrize(
        ("rss", "holds"),
        [
            pytest.param([180.0] * MANY, True, id="flat"),
            pytest.param([120.0 + 12 * n for n in range(WARM_UP)] + [180.0] * 35, True, id="warming-up"),
            pytest.param([180.0 + 20 * (n % 2) for n in range(MANY)], True, id="to-and-fro"),
            pytest.param([180.0 + 0.2 * n for n in range(MANY)], True, id="within-the-bound"),
            pytest.param([180.0 + 0.5 * n for n in range(MANY)], False, id="half-a-mebibyte-a-sitting"),
            pytest.param([180.0 + 4 * n for n in range(MANY)], False, id="a-leak"),
            pytest.param([180.0 + n + 10 * (n % 3) for n in range(MANY)], False, id="a-leak-in-noise"),
            pytest.param([240.0 - n for n in range(MANY)], True, id="shrinking"),
        ],
    )
    def test_a_leak_is_noticed(self, rss: list[float], holds: bool) -> None:
        assert verdicts(moments(rss=rss))[2] is holds

    def test_files_left_open_are_noticed(self) -> None:
        left: list[int | None] = [40 + n for n in range(MANY)]

        assert verdicts(moments(rss=[180.0] * MANY, files=left)) == [True, True, True, False]

    def test_idle_connections_that_come_and_go_are_none(self) -> None:
        idle: list[int | None] = [(34, 41, 47, 47)[n // 10] for n in range(MANY)]

        assert verdicts(moments(rss=[180.0] * MANY, files=idle))[3] is True

    def test_where_the_system_does_not_say_it_files_are_not_judged(self) -> None:
        unknown: list[int | None] = [None] * MANY

        assert verdicts(moments(rss=[180.0] * MANY, files=unknown))[3] is None

    def test_a_vote_too_few_is_noticed(self) -> None:
        assert verdicts(moments(rss=[180.0] * MANY, counted=749))[0] is False

    def test_one_lost_here_and_one_too_many_there_is_noticed(self) -> None:
        run = [*moments(rss=[180.0], counted=749), *moments(rss=[180.0], counted=751)]

        assert verdicts(run)[0] is False

    def test_a_message_left_over_is_noticed(self) -> None:
        assert verdicts(moments(rss=[180.0] * MANY, owed=1))[1] is False


class TestASoakInLittle:
    """The real bot as a process of its own, over signed HTTP; never a size or a time is judged."""

    def test_every_acknowledged_vote_is_counted_and_the_table_is_printed(self) -> None:
        said: list[str] = []
        status = soak.main(["--sittings", "2", "--ballots", "3"], said.append)
        rows = [line.split() for line in said if re.match(r" +\d", line)]

        assert [row[:5] for row in rows] == [["1", "3", "45", "45", "0"], ["2", "3", "45", "45", "0"]]
        assert all(float(row[5]) > 0 for row in rows)
        assert "PASS  bestätigte Stimmen 90, gezählte 90" in said
        assert status == 0

    def test_what_stops_it_is_said(self) -> None:
        with pytest.raises(SystemExit):
            soak.main(["--sittings", "viele"])
