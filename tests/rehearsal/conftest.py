"""A world without a bot's process, and a receiver that answers where the bot would."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from rehearsal.faults import Faults
from rehearsal.people import Device, Person, Standing, person
from rehearsal.serving import serve
from rehearsal.world import World

START = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)


class Receiver:
    """Takes activities as the bot would, keeps them, and answers what it was told to answer."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.reply: dict[str, Any] | None = None
        self.replies: list[dict[str, Any]] = []
        self.came = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.activities.append(await request.json())
        self.headers.append(dict(request.headers))
        self.came.set()
        reply = self.replies.pop(0) if self.replies else self.reply
        return web.Response(status=200) if reply is None else web.json_response(reply)

    @property
    def last(self) -> dict[str, Any]:
        return self.activities[-1]


class Caller:
    """Calls the stand-in with a bearer token, as the bot does."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self.session = session
        self.base = base
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def __call__(
        self, method: str, path: str, body: Any = None, **query: str
    ) -> tuple[int, Any, dict[str, str]]:
        url = path if path.startswith("http") else self.base + path
        async with self.session.request(
            method, url, json=body, params=query or None, headers=self.headers
        ) as response:
            data = await response.json() if response.content_length else None
            return response.status, data, dict(response.headers)


@pytest.fixture
def chair() -> Person:
    return person("vorsitz", "Ute", "Größler-Weiß")


@pytest.fixture
def member() -> Person:
    return person("m01", "Jörg", "Öztürk", device=Device.PHONE)


@pytest.fixture
def intruder() -> Person:
    return person("fremd", "Kai", "Unbekannt", standing=Standing.ANONYMOUS)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def world(
    tmp_path: Path, chair: Person, member: Person, intruder: Person, faults: Faults
) -> AsyncIterator[World]:
    async with World(tmp_path / "world", speed=1.0, faults=faults) as running:
        running.tenant.add(chair, member, intruder)
        yield running


@pytest.fixture
def meeting(world: World, chair: Person, member: Person) -> Any:
    return world.tenant.schedule("Ratsversammlung", chair, START, START + timedelta(hours=6), member)


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/api/messages", receiver.take)
    server = await serve(app)
    world.client.delivery.endpoint = f"{server.address}/api/messages"
    yield receiver
    await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


def token_for(world: World, resource: str) -> str:
    token: str = world.entra.issue(world.tenant.id, resource)["access_token"]
    return token


@pytest.fixture
def call(world: World, session: aiohttp.ClientSession) -> Caller:
    """The bot's side of the Bot Connector."""
    token = token_for(world, "https://api.botframework.com")
    return Caller(session, world.teams.service_url, token)


@pytest.fixture
def ask(world: World, session: aiohttp.ClientSession) -> Caller:
    """The bot's side of Graph."""
    return Caller(session, world.graph.url, token_for(world, "https://graph.microsoft.com"))


def card_with(*titles: str, text: str = "Bitte abstimmen · TOP 3 · Abstimmung 1") -> dict[str, Any]:
    return {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
        "actions": [
            {
                "type": "Action.Execute",
                "title": title,
                "verb": "ballot.cast",
                "data": {"ballot": 1, "choice": title.casefold(), "rev": 0},
            }
            for title in titles
        ],
    }


def message_with(card: dict[str, Any]) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "summary": "Abstimmung", "attachments": [attachment]}
