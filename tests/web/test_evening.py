"""A real evening over signed HTTP, watched on the public pages while it goes on."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession

from rehearsal.process import free_port
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A small council whose bot offers a stream and a port for its numbers."""
    stream = "https://stream.example/rat"
    port = str(free_port())
    async with open_hall(tmp_path, monkeypatch, STREAM_URL=stream, METRICS_PORT=port) as opened:
        yield opened


async def read(
    hall: Hall, path: str, *, origin: str = "", headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and text of an address of the bot."""
    origin = origin or hall.world.client.delivery.endpoint.removesuffix("/api/messages")
    async with ClientSession() as session, session.get(origin + path, headers=headers) as answer:
        return answer.status, await answer.text()


async def seen(hall: Hall, words: str) -> str:
    """Wait until the public page says so; the page."""
    page = ""
    async with asyncio.timeout(10):
        while words not in page:
            page = (await read(hall, f"/live/{SITTING}"))[1]
            await asyncio.sleep(0.05)
    return page


class TestAnEvening:
    """Issue part 10, through the whole bot."""

    async def test_health_and_readiness_of_a_serving_bot(self, hall: Hall) -> None:
        assert (await read(hall, "/healthz"))[0] == 200
        assert await read(hall, "/readyz") == (200, '{"status": "ready"}')
        status, numbers = await read(hall, "/metrics")
        assert status == 200
        assert "ratssaal_activities_total" in numbers

    async def test_the_port_for_the_numbers_answers_whom_the_other_does_not(self, hall: Hall) -> None:
        own = f"http://127.0.0.1:{hall.settings.metrics_port}"
        through_a_proxy = {"X-Forwarded-For": "203.0.113.7"}
        status, numbers = await read(hall, "/metrics", origin=own, headers=through_a_proxy)

        assert (status, "ratssaal_press_seconds_count" in numbers) == (200, True)
        assert (await read(hall, "/healthz", origin=own))[0] == 404
        assert (await read(hall, "/metrics", headers=through_a_proxy))[0] == 404
        assert (await read(hall, "/metrics"))[0] == 200

    async def test_a_planned_sitting_is_not_public_before_it_is_prepared(self, hall: Hall) -> None:
        status, page = await read(hall, f"/live/{SITTING}")

        assert status == 404
        assert "noch nicht vorbereitet" in page

    async def test_the_public_follows_the_evening_and_can_read_it_after_a_restart(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await hall.opened(*MEMBERS)
        await seen(hall, "https://stream.example/rat")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await hall.press("busch", "Nein")
        voting = await seen(hall, "2 von 9 haben abgestimmt")
        await hall.say("vogt", "schließen")
        counted = await seen(hall, "Abstimmung geschlossen")
        await hall.say("vogt", "feststellen")
        declared = await seen(hall, "Dafür 1, dagegen 1, Enthaltungen 0: abgelehnt")
        await hall.say("vogt", "sitzung schließen")
        ended = await seen(hall, "Sitzung geschlossen um")
        await hall.world_idle()
        await hall.stopped()

        async with AsyncExitStack() as again:
            await again.enter_async_context(running(hall.world, monkeypatch, {}))
            restarted = await seen(hall, "Sitzung geschlossen um")

        assert "Abstimmung läuft" in voting
        assert "Dafür 1" not in voting + counted
        assert "Stimmengleichheit" in declared
        assert "Dafür 1, dagegen 1, Enthaltungen 0: abgelehnt" in ended
        assert restarted.partition("<main")[2] == ended.partition("<main")[2]
        assert "Geheimgasse" not in voting + counted + declared + ended + restarted
