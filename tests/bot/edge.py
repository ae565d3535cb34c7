"""The bot's door on loopback: the real route with a real gate, and handlers that only take notes."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity

from bot.adapter import TeamsAdapter
from bot.chats import ChatRef
from bot.credentials import Credentials
from bot.hosts import TrustedHosts
from bot.http import MESSAGES, Edge, make_app
from bot.keys import Keys
from bot.listening import Listening
from bot.presses import message_answer
from bot.tokens import Gate, TokenGate
from tests.bot.signing import APP_ID, ISSUER, TENANT

FAULT = "Nicht bestätigt."


class Door:
    """What came through the door, and how to knock."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.port = 0
        self.presses: list[dict[str, Any]] = []
        self.submits: list[dict[str, Any]] = []
        self.turns: list[Any] = []
        self.posted: list[tuple[ChatRef, Mapping[str, Any]]] = []

    @property
    def work(self) -> int:
        """How often a handler ran."""
        return len(self.presses) + len(self.submits) + len(self.turns)

    async def on_press(self, activity: dict[str, Any]) -> dict[str, Any]:
        """Note a press and answer it; the verb ``fail`` fails."""
        self.presses.append(activity)
        if activity["value"]["action"]["verb"] == "fail":
            raise RuntimeError("secret details")
        return message_answer("gezählt")

    async def on_submit(self, activity: dict[str, Any]) -> None:
        """Note a submit."""
        self.submits.append(activity)

    async def on_turn(self, context: TurnContext) -> None:
        """Note a turn; the text ``frage`` is answered, ``kaputt`` fails."""
        self.turns.append(context.activity)
        if context.activity.text == "kaputt":
            raise RuntimeError("secret details")
        if context.activity.name == "known/invoke":
            answer = InvokeResponse(status=202, body={"taken": True})
            await context.send_activity(Activity(type="invokeResponse", value=answer))
        if context.activity.text == "frage":
            await context.send_activity("antwort")

    async def read_back(self, activity: Mapping[str, Any]) -> None:
        """Have nothing to read; the text ``vergessen`` fails."""
        if activity.get("text") == "vergessen":
            raise RuntimeError("secret details")

    async def post(self, ref: ChatRef, activity: Mapping[str, Any]) -> str:
        """Take what a turn sends."""
        self.posted.append((ref, activity))
        return "posted-1"

    async def knock(
        self,
        body: Any = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, Any]:
        """Send a request; returns status and JSON."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if raw is None else raw
        url = f"http://127.0.0.1:{self.port}{MESSAGES}"
        async with self.session.post(url, data=data, headers=sent) as answer:
            text = await answer.text()
            assert "Traceback" not in text
            assert "secret" not in text
            return answer.status, json.loads(text) if text else None


def token_gate(keys: Keys, **changes: Any) -> TokenGate:
    """Return a gate as the settings of a town would make it."""
    wanted: dict[str, Any] = {
        "keys": keys,
        "app_id": APP_ID,
        "issuer": ISSUER,
        "hosts": TrustedHosts(("smba.trafficmanager.net", "*.botframework.com", "127.0.0.1")),
        "tenant": TENANT,
        **changes,
    }
    return TokenGate(**wanted)


@asynccontextmanager
async def open_door(
    gate: Gate, *, header_seconds: float = 10.0, body_seconds: float = 10.0
) -> AsyncIterator[Door]:
    """Serve the route with a gate."""
    async with aiohttp.ClientSession() as session:
        door = Door(session)
        credentials = Credentials(lambda: {"access_token": "t", "expires_in": 3600})
        adapter = TeamsAdapter(app_id=APP_ID, credentials=credentials, post=door.post)
        app = make_app(
            Edge(
                gate=gate,
                on_press=door.on_press,
                on_submit=door.on_submit,
                adapter=adapter,
                on_turn=door.on_turn,
                fault_text=FAULT,
                reads_back=door.read_back,
                sitting_of=lambda activity: f"of {activity['conversation']['id']}",
                body_seconds=body_seconds,
            )
        )
        listening = await Listening.open(app, "127.0.0.1", 0, header_seconds=header_seconds)
        door.port = listening.port
        try:
            yield door
        finally:
            await listening.close()
