"""Health, readiness and metrics: who is told what, and when."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request

from desk.ports import JournalBroken, JournalDamaged
from store import SqliteJournal, open_store
from store.files import require_room
from web.health import Health, MetricsPort
from web.metrics import WATCHING

NUMBER = next(iter(WATCHING.describe())).name
"""One of the numbers that are told."""


@dataclass
class SomeKeys:
    ready: bool = True


@dataclass
class Disk:
    """A store that takes writes until told otherwise."""

    trouble: Exception | None = None
    asked: int = 0

    async def ready(self) -> None:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


class Line(asyncio.Transport):
    """A connection that says who is at its other end."""

    def __init__(self, peer: object) -> None:
        super().__init__({"peername": peer})


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@asynccontextmanager
async def served(health: Health) -> AsyncIterator[str]:
    app = web.Application()
    health.add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class TestHealth:
    """contract § 3: GET /healthz (process up)."""

    async def test_the_process_is_up_whatever_the_store_says(self) -> None:
        health = Health(writable=Disk(OSError("full")).ready, keys=SomeKeys(ready=False))
        async with served(health) as url, ClientSession() as session, session.get(f"{url}/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ok"})


class TestReadiness:
    """contract § 3: GET /readyz (store writable, keys loaded)."""

    @pytest.mark.parametrize(
        ("trouble", "keys", "status", "reasons"),
        [
            pytest.param(None, SomeKeys(), 200, None, id="all-is-well"),
            pytest.param(None, None, 200, None, id="without-sign-in"),
            pytest.param(OSError("full"), SomeKeys(), 503, ["store not writable"], id="disk-full"),
            pytest.param(JournalBroken("x"), SomeKeys(), 503, ["store not writable"], id="broken"),
            pytest.param(None, SomeKeys(ready=False), 503, ["keys not loaded"], id="no-keys"),
        ],
    )
    async def test_not_ready_is_503_with_the_reasons(
        self, trouble: Exception | None, keys: SomeKeys | None, status: int, reasons: list[str] | None
    ) -> None:
        health = Health(writable=Disk(trouble).ready, keys=keys)
        async with served(health) as url, ClientSession() as session, session.get(f"{url}/readyz") as answer:
            body = await answer.json()

            assert (answer.status, body.get("reasons")) == (status, reasons)
            assert answer.headers["Cache-Control"] == "no-store"

    async def test_many_questions_ask_the_store_once_a_second(self) -> None:
        disk, clock = Disk(), Clock()
        health = Health(writable=disk.ready, keys=None, seconds=clock)
        await asyncio.gather(*(health.reasons() for _ in range(20)))
        clock.now += 1.5
        disk.trouble = OSError("gone")

        assert await health.reasons() == ("store not writable",)
        assert disk.asked == 2

    async def test_the_real_store_is_ready_and_leaves_no_trace(self, tmp_path: Path) -> None:
        store = await open_store(tmp_path)
        try:
            before = names_in(tmp_path)
            await store.ready()

            assert names_in(tmp_path) == before
            assert await store.journal.sittings() == ()
        finally:
            await store.close()

    async def test_a_journal_held_by_another_writer_is_not_ready(self, tmp_path: Path) -> None:
        path = tmp_path / "ratssaal.db"

        def hasty(path: Path) -> sqlite3.Connection:
            return sqlite3.connect(path, timeout=0.05, isolation_level=None)

        journal = await SqliteJournal.open(path, connect=hasty)
        other = hasty(path)
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(JournalDamaged, match="locked"):
                await journal.ready()
            other.execute("ROLLBACK")
            await journal.ready()
            assert journal.broken == ""
        finally:
            other.close()
            await journal.close()

    def test_a_folder_that_is_gone_takes_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="No such file"):
            require_room(tmp_path / "away")


class TestMetrics:
    """contract §§ 2, 3: /metrics for this machine; for others on METRICS_PORT alone."""

    async def test_this_machine_reads_the_numbers(self) -> None:
        health = Health(writable=Disk().ready, keys=None)
        async with served(health) as url, ClientSession() as session, session.get(f"{url}/metrics") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/plain")
            assert f"\n{NUMBER} " in await answer.text()

    @pytest.mark.parametrize(
        ("peer", "here"),
        [
            pytest.param(("127.0.0.1", 40000), True, id="this-machine"),
            pytest.param(("::1", 40000, 0, 0), True, id="this-machine-ipv6"),
            pytest.param(("10.0.0.7", 40000), False, id="the-same-network"),
            pytest.param(("203.0.113.7", 40000), False, id="elsewhere"),
            pytest.param(("2001:db8::7", 40000, 0, 0), False, id="elsewhere-ipv6"),
            pytest.param("", False, id="a-socket-in-a-folder"),
            pytest.param(None, False, id="gone"),
        ],
    )
    async def test_who_asks_from_another_machine_finds_nothing(self, peer: object, here: bool) -> None:
        health = Health(writable=Disk().ready, keys=None)
        request = make_mocked_request("GET", "/metrics", transport=Line(peer))
        try:
            found = (await health.metrics(request)).status
        except web.HTTPNotFound as refused:
            found = refused.status

        assert found == (200 if here else 404)

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto"]
    )
    async def test_what_was_passed_on_for_somebody_else_is_not_there(self, header: str) -> None:
        health = Health(writable=Disk().ready, keys=None)
        passed_on = {header: "203.0.113.7"}
        async with (
            served(health) as url,
            ClientSession() as session,
            session.get(f"{url}/metrics", headers=passed_on) as answer,
        ):
            assert answer.status == 404
            assert "ratssaal" not in await answer.text()

    async def test_a_port_of_their_own_gives_the_numbers_and_nothing_else(self) -> None:
        port = MetricsPort(host="127.0.0.1", wanted=0)
        await port.open()
        try:
            async with ClientSession() as session:
                url = f"http://127.0.0.1:{port.port}"
                async with session.get(f"{url}/metrics", headers={"Via": "1.1 proxy"}) as answer:
                    assert answer.status == 200
                    assert f"\n{NUMBER} " in await answer.text()
                async with session.get(f"{url}/live/x") as other:
                    assert other.status == 404
        finally:
            await port.close()

    async def test_without_the_setting_nothing_listens(self) -> None:
        port = MetricsPort(host="127.0.0.1", wanted=None)
        await port.open()

        assert port.port == 0
        await port.close()
