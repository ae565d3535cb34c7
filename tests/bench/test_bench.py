"""The measurement runs, asks everybody, and says so in its fixed form; never a time is judged."""

import json
import re
from pathlib import Path

import pytest
from aiohttp import web

from rehearsal import bench, bench_floor
from rehearsal.bench_client import Plan, burst, load
from rehearsal.bench_load import Burst, Rate, installed
from rehearsal.bench_report import FLOOR, OURS, STOCK, Results, lines, sync_time
from rehearsal.serving import serve

PRESS = json.dumps(
    {
        "id": "@ID@",
        "from": {"id": "29:a"},
        "value": {"action": {"data": {"choice": "@CHOICE@", "rev": "@REV@"}}},
    }
)


class TestWholeMeasurement:
    """contract § 1, "Speed": each in turn, medians, ratios, the goals in words."""

    @pytest.mark.parametrize(
        "wrk",
        [
            pytest.param("", id="own-client"),
            pytest.param(
                installed() or "wrk",
                id="wrk",
                marks=[
                    pytest.mark.slow,
                    pytest.mark.skipif(installed() is None, reason="wrk is not installed"),
                ],
            ),
        ],
    )
    def test_it_says_who_was_how_fast_and_which_goals_hold(self, wrk: str) -> None:
        said: list[str] = []
        status = bench.main(seconds=1, members=5, rounds=1, wrk=wrk, say=said.append)
        text = "\n".join(said)

        for peer in (OURS, STOCK, FLOOR):
            assert re.search(rf"^{peer} +\d+  \d+$", text, re.MULTILINE), text
        assert re.search(rf"^{OURS} / {STOCK}: \d+\.\d$", text, re.MULTILINE)
        assert re.search(rf"^{OURS} / {FLOOR}: \d+\.\d\d$", text, re.MULTILINE)
        assert len(re.findall(r"^5 auf einmal, .*: p50 \d+ ms, p99 \d+ ms", text, re.MULTILINE)) == 2
        assert len(re.findall(r"^(PASS|FAIL)  ", text, re.MULTILINE)) == 7
        assert re.search(r"^1000 Namen gegen 1000 Sitze: \d+\.\d\d s", text, re.MULTILINE)
        assert "PASS  jede Anfrage beantwortet: 0 ohne Antwort 200" in text
        assert "PASS  gezählte Stimmen im Journal" in text
        assert ("Obergrenze des Fragers" in text) is (not wrk)
        assert status == (1 if "FAIL" in text else 0)


def rate(per_second: float, bad: int = 0) -> Rate:
    return Rate(requests=int(per_second) + bad, seconds=1.0, bad=bad)


def results(ours: float, stock: float, late: float, stock_late: float) -> Results:
    return Results(
        rates={OURS: [rate(ours)] * 3, STOCK: [rate(stock)] * 3, FLOOR: [rate(5000)] * 3},
        bursts={
            OURS: [Burst(late=(late,) * 71, bad=0)] * 3,
            STOCK: [Burst(late=(stock_late,) * 71, bad=0)] * 3,
        },
        pressed=1000,
        counted=990,
    )


class TestGoals:
    """Issue, "Speed": at least 10 times; p99 at most a quarter of the stock bot's median."""

    @pytest.mark.parametrize(
        ("measured", "holding"),
        [
            pytest.param(results(1000, 100, 0.1, 0.4), (True, True, True, True), id="just-enough"),
            pytest.param(results(990, 100, 0.1, 0.4), (False, True, True, True), id="too-slow"),
            pytest.param(results(1000, 100, 0.11, 0.4), (True, False, True, True), id="too-late"),
        ],
    )
    def test_each_goal_holds_or_does_not(self, measured: Results, holding: tuple[bool, ...]) -> None:
        assert tuple(holds for _, holds in measured.goals) == holding

    def test_an_answer_that_is_none_is_a_fault(self) -> None:
        measured = results(1000, 100, 0.1, 0.4)
        measured.rates[OURS].append(rate(1000, bad=1))

        assert measured.bad == 1
        assert measured.goals[2] == ("jede Anfrage beantwortet: 1 ohne Antwort 200", False)

    def test_presses_that_count_for_nothing_are_a_fault(self) -> None:
        measured = results(1000, 100, 0.1, 0.4)
        measured.counted = 500

        assert not measured.goals[3][1]

    def test_medians_count_and_not_the_best_run(self) -> None:
        measured = results(1000, 100, 0.1, 0.4)
        measured.rates[OURS] = [rate(100), rate(700), rate(5000)]

        assert measured.rate(OURS) == 700
        assert measured.times_stock == 7.0

    def test_the_report_names_machine_and_means(self) -> None:
        said = list(lines(results(1000, 100, 0.1, 0.4), wrk=None))

        assert "64 Verbindungen, 256 signierte Token im Wechsel (RS256), eigener Frager" in "\n".join(said)
        assert re.search(r"Kerne", said[0])
        assert said[-4:][0].startswith("PASS  mindestens 10-mal")


class TestPercentile:
    """The 99th of 71 is the last but none."""

    def test_it_is_the_time_within_which_so_many_had_come(self) -> None:
        waited = Burst(late=tuple(float(n) for n in range(1, 72)), bad=0)

        assert (waited.percentile(0.5), waited.percentile(0.99), waited.median) == (36.0, 71.0, 36.0)

    def test_of_one_it_is_that_one(self) -> None:
        assert Burst(late=(2.0,), bad=0).percentile(0.99) == 2.0


@pytest.fixture
def plan() -> Plan:
    return Plan(url="", tokens=("t1", "t2", "t3"), presses=(PRESS, PRESS), run="r", before=1)


class TestClient:
    """Where wrk is missing: everything encoded before, members and tokens in turn."""

    def test_every_press_is_another_choice_than_the_members_last(self, plan: Plan) -> None:
        source = plan.requests()
        bodies = [json.loads(next(source).partition(b"\r\n\r\n")[2]) for _ in range(6)]
        data = [body["value"]["action"]["data"] for body in bodies]

        assert [one["choice"] for one in data] == ["nein", "nein", "enthaltung", "enthaltung", "ja", "ja"]
        assert [one["rev"] for one in data] == ["1", "1", "2", "2", "3", "3"]
        assert len({body["id"] for body in bodies}) == 6

    def test_tokens_are_taken_in_turn(self, plan: Plan) -> None:
        source = plan.requests()
        heads = [next(source).partition(b"\r\n\r\n")[0].decode() for _ in range(4)]

        assert [head.partition("Bearer ")[2].splitlines()[0] for head in heads] == ["t1", "t2", "t3", "t1"]

    async def test_load_and_burst_count_the_answers(self, tmp_path: Path) -> None:
        server = await serve(bench_floor.make_app(str(tmp_path / "kept.db")))
        sent = Plan(
            url=f"{server.address}/api/messages", tokens=("t",), presses=(PRESS,) * 5, run="r", before=0
        )
        loaded, at_once = await load(sent, 3, 0.2), await burst(sent)
        await server.stop()

        assert loaded.requests > 3
        assert (loaded.bad, at_once.bad) == (0, 0)
        assert (at_once.requests, len(at_once.late)) == (5, 5)

    async def test_another_answer_than_200_is_bad(self) -> None:
        async def refuse(_: web.Request) -> web.Response:
            return web.Response(status=401)

        app = web.Application()
        app.router.add_post("/", refuse)
        server = await serve(app)
        refused = await burst(
            Plan(url=f"{server.address}/", tokens=("t",), presses=(PRESS,) * 2, run="r", before=0)
        )
        await server.stop()

        assert refused.bad == 2


class TestFacts:
    """The disk's own speed stands beside the numbers."""

    def test_the_time_of_a_sync_is_measured(self, tmp_path: Path) -> None:
        assert sync_time(tmp_path, times=3) > 0
