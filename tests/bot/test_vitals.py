"""What the bot measures of itself: whether it keeps up, room on the disk, the clock."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import REGISTRY

from bot.outgoing import client_session
from bot.signals import Signals
from bot.vitals import LEAST_FREE, MOST_SKEW, Vitals
from config import Settings

NOW = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)


class Told:
    """Whoever is told of faults: which are there, and with what reason."""

    def __init__(self) -> None:
        self.there: dict[str, str] = {}

    def begin(self, kind: str, reason: str = "", day: str = "") -> None:
        """A fault of this kind is there."""
        self.there.setdefault(kind, reason)

    def end(self, kind: str) -> None:
        """There is none any more."""
        self.there.pop(kind, None)

    def suspect(self, kind: str) -> None:
        """Nothing is suspected here."""


class Machine:
    """A machine with so much room."""

    def __init__(self, folder: Path) -> None:
        self.free = LEAST_FREE
        self.told = Told()
        signals = Signals()
        signals.listener = self.told
        self.vitals = Vitals(folder, signals, beat=0.01, free=self.room, now=lambda: NOW)

    def room(self, folder: Path) -> int:
        """So many bytes are free; fewer than none means that nobody can tell."""
        if self.free < 0:
            raise OSError(2, "gone")
        return self.free


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def measured(name: str) -> float:
    """A number as ``/metrics`` tells it."""
    value = REGISTRY.get_sample_value(name)
    assert value is not None
    return value


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class TestRoom:
    """reliability.md § 4.2, row 48: alarm at 500 MB."""

    async def test_too_little_is_a_fault_until_there_is_more(self, machine: Machine) -> None:
        await machine.vitals.look()
        assert machine.told.there == {}

        machine.free = LEAST_FREE - 1
        await machine.vitals.look()
        assert machine.told.there == {"room": "499"}
        assert measured("ratssaal_data_free_bytes") == LEAST_FREE - 1

        machine.free = LEAST_FREE
        await machine.vitals.look()
        assert machine.told.there == {}

    async def test_a_folder_that_is_gone_is_no_word_on_room(self, machine: Machine) -> None:
        machine.free = -1
        await machine.vitals.look()

        assert machine.told.there == {}

    async def test_of_a_real_folder_is_measured(self, tmp_path: Path) -> None:
        await Vitals(tmp_path, Signals()).look()

        assert measured("ratssaal_data_free_bytes") > 0


class TestClock:
    """Row 46: a clock that is wrong is told of, not found out by refused sign-ins."""

    @pytest.mark.parametrize(
        ("ahead", "age", "told"),
        [
            pytest.param(MOST_SKEW, "", {}, id="within-a-minute"),
            pytest.param(-MOST_SKEW, "", {}, id="behind-within-a-minute"),
            pytest.param(600, "", {"clock": "600"}, id="ten-minutes-ahead"),
            pytest.param(-600, "", {"clock": "600"}, id="ten-minutes-behind"),
            pytest.param(600, "590", {}, id="an-answer-that-was-kept"),
        ],
    )
    async def test_is_compared_with_the_date_of_an_answer(
        self, machine: Machine, ahead: float, age: str, told: dict[str, str]
    ) -> None:
        machine.vitals.heard(format_datetime(NOW - timedelta(seconds=ahead)), age)
        await machine.vitals.look()

        assert machine.told.there == told

    async def test_set_right_it_is_no_fault_any_more(self, machine: Machine) -> None:
        for ahead in (600, 0):
            machine.vitals.heard(format_datetime(NOW - timedelta(seconds=ahead)))
            await machine.vitals.look()

        assert machine.told.there == {}

    @pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 10:00:00 GMT", "2026-12-09"])
    async def test_an_answer_without_a_date_says_nothing(self, machine: Machine, date: str) -> None:
        machine.vitals.heard(date)
        await machine.vitals.look()

        assert machine.told.there == {}

    async def test_every_answer_to_the_bot_tells_it(self, machine: Machine) -> None:
        async def answer(request: web.Request) -> web.Response:
            return web.Response(headers={"Date": format_datetime(NOW - timedelta(hours=1))})

        app = web.Application()
        app.router.add_get("/", answer)
        settings = Settings(_env_file=None, local_mode=True)
        async with (
            TestServer(app) as server,
            client_session(settings, machine.vitals.listening()) as client,
            client.get(server.make_url("/")),
        ):
            await machine.vitals.look()

        assert machine.told.there == {"clock": "3600"}


class TestLag:
    """Row 54: a process that stands still is seen in the numbers."""

    @pytest.fixture
    async def running(self, machine: Machine) -> AsyncIterator[Machine]:
        machine.vitals.start()
        yield machine
        await machine.vitals.stop()

    async def test_is_measured_again_and_again(self, running: Machine) -> None:
        before = measured("ratssaal_loop_lag_seconds_count")

        await until(lambda: measured("ratssaal_loop_lag_seconds_count") >= before + 3)

    async def test_a_standstill_is_seen(self, running: Machine) -> None:
        await asyncio.sleep(0)
        before = measured("ratssaal_loop_lag_seconds_sum")
        time.sleep(0.3)  # noqa: ASYNC251
        await until(lambda: measured("ratssaal_loop_lag_seconds_sum") >= before + 0.25)

    async def test_looks_at_disk_and_clock_at_once(self, machine: Machine) -> None:
        machine.free = 7
        machine.vitals.start()
        await until(lambda: "room" in machine.told.there)
        await machine.vitals.stop()
