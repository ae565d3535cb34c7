"""What browsers are told by every answer, whoever gives it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from multidict import CIMultiDictProxy
from yarl import URL

from bot.http import MESSAGES
from tests.evening.hall import SITTING, Hall, open_hall
from web.guarding import HEADERS


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The whole bot, as it is put together for a town."""
    async with open_hall(tmp_path, monkeypatch) as opened:
        yield opened


async def headers(hall: Hall, method: str, path: str) -> tuple[int, CIMultiDictProxy[str]]:
    """Status and headers of an answer of the bot."""
    origin = hall.world.client.delivery.endpoint.removesuffix(MESSAGES)
    async with ClientSession() as session, session.request(method, origin + path) as answer:
        return answer.status, answer.headers


class TestEveryAnswer:
    """No guessing of kinds, no frames, no scripts, no referrer, no word on what answers."""

    async def test_has_the_headers_also_where_no_page_of_ours_answers(self, hall: Hall) -> None:
        for method, path, status in (
            ("GET", "/gibt-es-nicht", 404),
            ("GET", MESSAGES, 405),
            ("POST", MESSAGES, 401),
            ("GET", "/healthz", 200),
            ("GET", f"/live/{SITTING}", 404),
            ("GET", "/", 200),
        ):
            answered, told = await headers(hall, method, path)

            assert (path, answered) == (path, status)
            assert HEADERS.keys() <= told.keys()
            assert told["X-Content-Type-Options"] == "nosniff"
            assert told["Content-Security-Policy"].startswith("default-src 'none'")
            assert "Server" not in told

    async def test_a_page_keeps_what_it_says_itself(self, hall: Hall) -> None:
        _, told = await headers(hall, "GET", "/")

        assert told.getall("Content-Security-Policy") == [told["Content-Security-Policy"]]
        assert "style-src 'self'" in told["Content-Security-Policy"]

    async def test_is_short_and_says_nothing_back_to_bytes_that_are_no_request(
        self, hall: Hall, caplog: pytest.LogCaptureFixture
    ) -> None:
        port = URL(hall.world.client.delivery.endpoint).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/9.9 geheim\r\n\r\n")
        told = (await reader.read()).decode()
        writer.close()

        assert told.startswith("HTTP/1.0 400 ")
        assert [name for name in HEADERS if f"{name}: " not in told] == []
        assert "Server:" not in told
        assert "geheim" not in told + caplog.text
        assert "Traceback" not in caplog.text
