"""The measurement runs, asks everybody, and says so in its fixed form; never a time is judged."""

import json
import re
from pathlib import Path

import pytest
from aiohttp import web

from bot.tokens import REMEMBER_AT_MOST
from rehearsal import bench, bench_floor, bench_readers, bench_start
from rehearsal.bench_client import Plan, burst, load
from rehearsal.bench_counted import Counted
from rehearsal.bench_load import Burst, Rate, installed
from rehearsal.bench_postgres import NoDatabase, database, programs
from rehearsal.bench_report import DATABASE, FLOOR, FRESH, OURS, STOCK, Results, lines, sync_time
from rehearsal.bench_runs import TOKENS
from rehearsal.serving import serve

SMALL = bench.Size(
    seconds=0.4,
    members=5,
    rounds=1,
    crowds=(6, 9),
    kept=(1, 3),
    sittings=(1, 2),
    last=4,
    presses=20,
    arrivals=False,
)
PRESS = json.dumps(
    {
        "id": "@ID@",
        "from": {"id": "29:a"},
        "value": {"action": {"data": {"choice": "@CHOICE@", "rev": "@REV@"}}},
    }
)


class TestWholeMeasurement:
    """contract § 1: each in turn, medians, ratios, the goals in words."""

    @pytest.mark.timeout(400)
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
        status = bench.main(wrk=wrk, say=said.append, size=SMALL)
        text = "\n".join(said)

        for peer in (OURS, FRESH, STOCK, FLOOR):
            assert re.search(rf"^{peer} +\d+  \d+$", text, re.MULTILINE), text
        for peer in (OURS, FRESH):
            assert re.search(rf"^{peer} / {STOCK}: \d+\.\d$", text, re.MULTILINE)
            assert re.search(rf"^{peer} / {FLOOR}: \d+\.\d\d$", text, re.MULTILINE)
        for crowd, peers in ((5, 2), (6, 2), (9, 2)):
            lines = rf"^{crowd} auf einmal, .*: p50 \d+ ms, p99 \d+ ms, .* 0 nicht bestätigt$"
            assert len(re.findall(lines, text, re.MULTILINE)) >= peers, text
        assert re.search(r"^1000 Namen gegen 1000 Sitze: \d+\.\d\d s", text, re.MULTILINE)
        assert "PASS  jede Anfrage beantwortet: 0 ohne Antwort 200" in text
        together = "bis 2 Sitzungen zugleich"
        shared = [DATABASE] * (f"{DATABASE} / {OURS}: " in text)
        for peer in (OURS, FRESH, *shared, together):
            counted = rf"^PASS  {peer}: \d+ gedrückt, \d+ bestätigt, \d+ im Journal, 0 verloren"
            assert re.search(counted, text, re.MULTILINE), text
        assert "PASS  bis 9 auf einmal: 0 nicht bestätigt, 15 von 15 gezählt" in text
        assert "0/20/20 gegen 0/20/20 Einträge, " in text
        assert "; 0 Drücke nicht bestätigt" in text
        assert "; 120 von 120 im Journal" in text
        assert len(re.findall(r"^Start mit [13] aufbewahrten: \d+\.\d\d s", text, re.MULTILINE)) == 2
        assert len(re.findall(r"^(PASS|FAIL)  ", text, re.MULTILINE)) == 16 + len(shared)
        assert (f"{DATABASE} / {OURS}: " in text) is ("PostgreSQL bleibt weg: " not in text)
        assert re.search(r"^Obergrenze des eigenen Fragers: \d+$", text, re.MULTILINE)
        assert status == (1 if "FAIL" in text else 0)


class TestSizes:
    """Issue, Part 7 and Targets; contract § 1: what is measured unless somebody asks for less."""

    def test_the_bench_has_the_sizes_that_are_promised(self) -> None:
        size = bench.Size()

        assert (size.members, *size.crowds) == (71, 350, 1000)
        assert tuple(size.kept) == (1, 100, 1000)
        assert size.last == 124
        assert len(size.sittings) >= 3
        assert size.arrivals
        assert bench_readers.READERS == 2000

    def test_everything_is_done_three_times(self) -> None:
        assert bench.Size().rounds == 3

    def test_kept_evenings_are_of_several_bodies_with_several_ballots(self) -> None:
        assert len(bench_start.BODIES) == 4
        assert (bench_start.MEMBERS, bench_start.BALLOTS) == (15, 12)


def rate(per_second: float, bad: int = 0) -> Rate:
    return Rate(requests=int(per_second) + bad, seconds=1.0, bad=bad, sent=int(per_second) + bad)


def results(
    ours: float, stock: float, late: float, stock_late: float, floor: float = 5000, fresh: float = 1500
) -> Results:
    return Results(
        rates={
            OURS: [rate(ours)] * 3,
            FRESH: [rate(fresh)] * 3,
            STOCK: [rate(stock)] * 3,
            FLOOR: [rate(floor)] * 3,
        },
        bursts={
            OURS: [Burst(late=(late,) * 71, bad=0)] * 3,
            STOCK: [Burst(late=(stock_late,) * 71, bad=0)] * 3,
        },
        counted={
            OURS: Counted(pressed=1000, acknowledged=990, votes=1000),
            FRESH: Counted(pressed=1000, acknowledged=1000, votes=1000),
        },
    )


class TestGoals:
    """Issue, "Targets": 25 and 15 times the stock bot, 0.35 and 0.2 of the floor, 71 at once."""

    @pytest.mark.parametrize(
        ("measured", "failing"),
        [
            pytest.param(results(2500, 100, 0.1, 0.4), set(), id="just-enough"),
            pytest.param(results(2490, 100, 0.1, 0.4), {0}, id="too-slow"),
            pytest.param(results(2500, 100, 0.1, 0.4, floor=7200), {1}, id="too-far-from-the-floor"),
            pytest.param(results(2500, 100, 0.1, 0.4, fresh=1490), {2}, id="fresh-too-slow"),
            pytest.param(results(2500, 100, 0.1, 0.4, 7000, 1390), {2, 3}, id="fresh-too-far"),
            pytest.param(results(2500, 100, 0.11, 0.4), {4}, id="too-late"),
        ],
    )
    def test_each_goal_holds_or_does_not(self, measured: Results, failing: set[int]) -> None:
        assert {place for place, (_, holds) in enumerate(measured.goals) if not holds} == failing

    def test_an_answer_that_is_none_is_a_fault(self) -> None:
        measured = results(2500, 100, 0.1, 0.4)
        measured.rates[OURS].append(rate(2500, bad=1))

        assert measured.bad == 1
        assert measured.goals[5] == ("jede Anfrage beantwortet: 1 ohne Antwort 200", False)

    @pytest.mark.parametrize(("peer", "failing"), [(OURS, {6}), (FRESH, {7})])
    def test_one_acknowledged_press_that_is_not_in_the_record_is_a_fault_of_that_peer(
        self, peer: str, failing: set[int]
    ) -> None:
        measured = results(2500, 100, 0.1, 0.4)
        measured.counted[peer].add(pressed=71, acknowledged=71, votes=70)

        assert {place for place, (_, holds) in enumerate(measured.goals) if not holds} == failing
        assert measured.goals[failing.pop()][0].endswith(", 1 verloren")

    def test_what_is_under_way_in_one_run_hides_nothing_that_is_missing_from_another(self) -> None:
        counted = Counted()
        counted.add(pressed=1064, acknowledged=1000, votes=1064)
        assert counted.goal(OURS)[1]

        counted.add(pressed=1000, acknowledged=1000, votes=999)
        assert counted.votes > counted.acknowledged
        assert not counted.goal(OURS)[1]

    def test_medians_count_and_not_the_best_run(self) -> None:
        measured = results(2500, 100, 0.1, 0.4)
        measured.rates[OURS] = [rate(100), rate(700), rate(5000)]

        assert measured.rate(OURS) == 700
        assert measured.times(OURS, STOCK) == 7.0

    def test_the_report_names_machine_and_means(self) -> None:
        said = list(lines(results(2500, 100, 0.1, 0.4), wrk=None))

        assert "ein gemerktes Token oder lauter neue (RS256), eigener Frager" in "\n".join(said)
        assert re.search(r"Kerne", said[0])
        assert said[-8].startswith("PASS  Ratssaal: mindestens 25-mal")

    def test_fresh_tokens_are_more_than_the_bot_remembers(self) -> None:
        assert TOKENS > REMEMBER_AT_MOST


class TestDatabase:
    """The bench starts a server of its own, or says why there is none."""

    async def test_it_is_reached_through_its_own_folder_and_gone_afterwards(self) -> None:
        try:
            programs()
            async with database() as server:
                folder = server.socket
                assert list(folder.glob(".s.PGSQL.*"))
                assert server.url.startswith("postgresql://ratssaal@/postgres?host=%2F")
        except NoDatabase as reason:
            pytest.skip(str(reason))

        assert not folder.exists()

    def test_without_it_there_is_a_reason(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("rehearsal.bench_postgres._PLACES", ())
        monkeypatch.setenv("PATH", "")

        with pytest.raises(NoDatabase, match="nicht installiert"):
            programs()


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
