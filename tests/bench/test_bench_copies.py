"""Copied evenings, starts, late ballots, several at once, crowds: what is said of them; no time is judged."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rehearsal.bench_copies import Copies, meant_for, put
from rehearsal.bench_counted import Counted
from rehearsal.bench_crowd import Crowds
from rehearsal.bench_evening import Evening, Spent
from rehearsal.bench_journal import Written, row_bytes, settled, written
from rehearsal.bench_load import Burst, NoResult, Rate
from rehearsal.bench_many import Together
from rehearsal.bench_process import Used, memory
from rehearsal.bench_start import Starting

USED = Used(read=0, folded=400, written=400, bytes_in=4096, bytes_out=8192)
SPENT = Spent(used=USED, rows=400 * 400, reads=(0,) * 400, writes=(4120, 16480) * 200)
EVENING = Evening(
    number=124,
    first=((0.001,) * 4,) * 3,
    last=((0.0013,) * 4,) * 3,
    spent_first=SPENT,
    spent_last=SPENT,
    bad=0,
)


def spent(**more: Any) -> Evening:
    """An evening whose last ballot used something else than the first."""
    return replace(EVENING, spent_last=replace(SPENT, **more))


def bursts(seconds: float, people: int, bad: int = 0) -> list[Burst]:
    return [Burst(late=(seconds,) * people, bad=bad)] * 3


class TestCopies:
    """A press in a sitting becomes one in its copy."""

    def test_a_press_is_meant_for_the_copy(self) -> None:
        press = '{"data":{"sitting":"a","ballot":1,"round":1,"rev":@REV@}}'

        assert meant_for([press], "a", "b") == ['{"data":{"sitting":"b","ballot":1,"round":1,"rev":@REV@}}']

    async def test_without_the_sitting_there_is_no_result(self, tmp_path: Path) -> None:
        with pytest.raises(NoResult):
            await put(tmp_path / "data", "none", Copies(ids=["a"]))


class TestEvening:
    """Targets: the 124th as many rows and bytes as the first, its median at most 1.3 times."""

    @pytest.mark.parametrize(
        ("measured", "holding"),
        [
            pytest.param(EVENING, (True, True), id="just-enough"),
            pytest.param(replace(EVENING, last=((0.00131,) * 4,) * 3), (False, True), id="slower"),
            pytest.param(
                replace(EVENING, last=((0.001,) * 4, (0.001,) * 4, (0.9,) * 4)),
                (True, True),
                id="one-disturbed-run-of-three",
            ),
            pytest.param(spent(used=replace(USED, read=1)), (True, False), id="reads-more"),
            pytest.param(spent(rows=440 * 400), (True, True), id="rows-hardly-longer"),
            pytest.param(spent(rows=441 * 400), (True, False), id="longer-rows"),
            pytest.param(spent(reads=(1,) * 400), (True, False), id="reads-more-bytes"),
            pytest.param(spent(writes=(8240, 16480) * 200), (True, False), id="writes-more-bytes"),
            pytest.param(
                spent(writes=(4120, 16480) * 190 + (200_000,) * 20), (True, True), id="what-was-put-off"
            ),
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
    """Targets: with 1,000 kept sittings at most 0.3 s longer than with one; medians count."""

    @pytest.mark.parametrize(
        ("most", "holds"), [pytest.param(1.29, True, id="in-time"), pytest.param(1.31, False, id="late")]
    )
    def test_the_goal_holds_or_does_not(self, most: float, holds: bool) -> None:
        runs = {1: (0.5, 9.0, 1.0), 1000: (8.0, most, 0.5)}
        measured = Starting(seconds=runs, megabytes={1: 100, 1000: 101})

        assert measured.goal[1] is holds
        assert next(measured.lines()) == "Start mit 1 aufbewahrten: 1.00 s  0.50  9.00  1.00; Speicher 100 MB"


class TestTogether:
    """Several sittings at once: every press is answered, and every one counts."""

    def test_the_goal_needs_answers_and_votes(self) -> None:
        all_votes = Counted(pressed=300, acknowledged=296, votes=300)
        runs = [Rate(requests=speed, seconds=1, bad=0, sent=speed + 1) for speed in (90, 100, 106)]
        fine = Together(rates={1: runs}, counted=all_votes)

        assert fine.goal[1]
        assert not replace(fine, counted=replace(all_votes, lost=1)).goal[1]
        assert not replace(fine, rates={1: [replace(runs[0], bad=1)]}).goal[1]
        assert list(fine.lines()) == ["Sitzungen zugleich, Drücke je Sekunde zusammen: 1: 100  90  100  106"]


class TestTheRecord:
    """What was pressed is looked for in the journal."""

    async def test_presses_still_under_way_are_waited_for(self) -> None:
        votes = [7, 8, 9, 10, 11]

        async def count() -> Written:
            return Written(votes=votes.pop(0), most=1)

        assert (await settled(count, 10)).votes == 10
        assert votes == [11]

    async def test_what_does_not_come_is_not_waited_for_any_longer(self) -> None:
        async def count() -> Written:
            return Written(votes=7, most=1)

        assert (await settled(count, 10, within=0.2)).votes == 7

    def test_in_a_new_ballot_nobody_has_had_a_vote_yet(self) -> None:
        assert Written.of([(900, 13), (142, 2)]) == Written(votes=1042, most=2)
        assert Written.of([]) == Written(votes=0, most=0)

    def test_votes_are_counted_for_the_sittings_asked_for(self, tmp_path: Path) -> None:
        votes = [("saal-1-0", 1, 1), ("saal-1-0", 1, 2), ("saal-1-0", 2, 1), ("saal-4-0", 2, 3)]
        with closing(sqlite3.connect(tmp_path / "ratssaal.db")) as connection:
            connection.execute("CREATE TABLE events (sitting, type, data)")
            connection.executemany(
                "INSERT INTO events VALUES (?, 'vote_cast.v1', json_object('ballot', ?, 'rev', ?))", votes
            )
            connection.commit()

        assert written(tmp_path) == Written(votes=4, most=3)
        assert written(tmp_path, "saal-1-*") == Written(votes=3, most=1)

    async def test_the_bytes_of_a_sittings_rows_are_counted(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "ratssaal.db")) as connection:
            connection.execute("CREATE TABLE events (sitting, seq, at, type, data, salt, digest, prev, hash)")
            row = (1, "t", "v", "Größe", None, "d", "p", "h")
            connection.executemany(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [("a", *row), ("b", *row)]
            )
            connection.commit()

        assert row_bytes(tmp_path, "a") == 12
        assert row_bytes(tmp_path, "c") == 0


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
