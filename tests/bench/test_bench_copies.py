"""Copied evenings, starts, late ballots, several at once, crowds: what is said of them; no time is judged."""

from dataclasses import replace
from pathlib import Path

import pytest

from rehearsal.bench_copies import Copies, meant_for, put
from rehearsal.bench_crowd import Crowds
from rehearsal.bench_evening import Evening
from rehearsal.bench_load import Burst, NoResult, Rate
from rehearsal.bench_many import Together
from rehearsal.bench_process import Used, memory
from rehearsal.bench_start import Starting

USED = Used(read=0, folded=400, written=400, bytes_in=4096, bytes_out=8192)
EVENING = Evening(number=124, first=(0.001,) * 4, last=(0.0013,) * 4, used_first=USED, used_last=USED, bad=0)


def bursts(seconds: float, people: int, bad: int = 0) -> list[Burst]:
    return [Burst(late=(seconds,) * people, bad=bad)] * 3


class TestCopies:
    """A press in a sitting becomes one in its copy, on another ballot."""

    def test_a_press_is_meant_for_the_copy(self) -> None:
        press = '{"data":{"sitting":"a","ballot":1,"round":1,"rev":@REV@}}'

        assert meant_for([press], "a", "b", 124) == [
            '{"data":{"sitting":"b","ballot":124,"round":1,"rev":@REV@}}'
        ]

    async def test_without_the_sitting_there_is_no_result(self, tmp_path: Path) -> None:
        with pytest.raises(NoResult):
            await put(tmp_path / "data", "none", Copies(ids=["a"]))


class TestEvening:
    """Targets: the 124th as many entries as the first, its median at most 1.3 times."""

    @pytest.mark.parametrize(
        ("measured", "holding"),
        [
            pytest.param(EVENING, (True, True), id="just-enough"),
            pytest.param(replace(EVENING, last=(0.00131,) * 4), (False, True), id="slower"),
            pytest.param(replace(EVENING, used_last=replace(USED, read=1)), (True, False), id="reads-more"),
            pytest.param(replace(EVENING, bad=1), (True, False), id="not-confirmed"),
        ],
    )
    def test_each_goal_holds_or_does_not(self, measured: Evening, holding: tuple[bool, ...]) -> None:
        assert tuple(holds for _, holds in measured.goals) == holding

    def test_what_was_used_is_a_difference(self) -> None:
        after = Used(read=1, folded=500, written=401, bytes_in=5000, bytes_out=9000)

        assert after.since(USED) == Used(read=1, folded=100, written=1, bytes_in=904, bytes_out=808)

    async def test_a_process_that_is_gone_has_no_memory(self) -> None:
        assert await memory(2**31 - 1) == 0.0


class TestStarting:
    """Targets: with 1,000 kept sittings at most 0.3 s longer than with one; the least disturbed counts."""

    @pytest.mark.parametrize(
        ("most", "holds"), [pytest.param(1.29, True, id="in-time"), pytest.param(1.31, False, id="late")]
    )
    def test_the_goal_holds_or_does_not(self, most: float, holds: bool) -> None:
        measured = Starting(seconds={1: (1.0, 9.0), 1000: (8.0, most)}, megabytes={1: 100, 1000: 101})

        assert measured.goal[1] is holds
        assert next(measured.lines()) == "Start mit 1 aufbewahrten: 1.00 s  1.00  9.00; Speicher 100 MB"


class TestTogether:
    """Several sittings at once: every press is answered, and nearly every one counts."""

    def test_the_goal_needs_answers_and_votes(self) -> None:
        fine = Together(rates={1: Rate(requests=100, seconds=1, bad=0)}, counted=90)

        assert fine.goal[1]
        assert not replace(fine, counted=89).goal[1]
        assert not replace(fine, rates={1: Rate(requests=100, seconds=1, bad=1)}).goal[1]
        assert list(fine.lines()) == ["Sitzungen zugleich, Drücke je Sekunde zusammen: 1: 100"]


class TestCrowds:
    """Targets: 1,000 at once all acknowledged, p99 at most a quarter of the stock bot's."""

    @pytest.mark.parametrize(
        ("ours", "bad", "counted", "holding"),
        [
            pytest.param(0.25, 0, 3000, (True, True), id="just-enough"),
            pytest.param(0.26, 0, 3000, (False, True), id="too-late"),
            pytest.param(0.25, 1, 3000, (True, False), id="not-confirmed"),
            pytest.param(0.25, 0, 2999, (True, False), id="not-counted"),
        ],
    )
    def test_each_goal_holds_or_does_not(
        self, ours: float, bad: int, counted: int, holding: tuple[bool, ...]
    ) -> None:
        measured = Crowds(
            ours={1000: bursts(ours, 1000, bad)}, stock={1000: bursts(1.0, 1000)}, counted=counted
        )

        assert tuple(holds for _, holds in measured.goals) == holding
