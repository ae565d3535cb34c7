"""Carries activities to the bot, signed as Teams signs them, and brings back what it answers."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

import aiohttp

from rehearsal.entra import Entra
from rehearsal.reading import ADAPTIVE_CARD, Json, words

PATIENCE = 15.0
TAPED = 2_000
"""So many of the bot's answers are kept, for whoever wants to read them once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for something a person did; status 0: the bot could not be reached."""

    status: int
    body: Any = None
    seconds: float = 0.0
    raw: bytes = b""

    @property
    def card(self) -> Json | None:
        """The card that replaces the pressed one for this person."""
        if isinstance(self.body, dict) and self.body.get("type") == ADAPTIVE_CARD:
            value = self.body.get("value")
            return value if isinstance(value, dict) else None
        return None

    @property
    def text(self) -> str:
        """Everything that the person can read in the answer."""
        if self.card is not None:
            return words(self.card)
        value = self.body.get("value") if isinstance(self.body, dict) else None
        if isinstance(value, dict):
            return str(value.get("message", ""))
        return str(value or "")

    @property
    def arrived(self) -> bool:
        """Whether the bot took it at all."""
        return 200 <= self.status < 300


class Delivery:
    """Posts activities over one session; the token is signed once for about five minutes."""

    def __init__(self, entra: Entra, service_url: str) -> None:
        """Sign for this service address; `endpoint` is set when the bot's address is known.

        Where the bot has several instances behind one address, `instances` take turns.
        """
        self.endpoint = ""
        self.instances: list[str] = []
        self.counted: Counter[str] = Counter()
        self.taped: deque[bytes] = deque(maxlen=TAPED)
        self._entra = entra
        self._service_url = service_url
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the session."""
        connector = aiohttp.TCPConnector(limit=128, keepalive_timeout=30)
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)

    async def stop(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def post(self, activity: Json, *, token: str | None = None) -> Answer:
        """Post an activity with a signed token (or with the one given; empty: none)."""
        assert self._session is not None, "start() opens the session"
        signed = self._entra.channel_token(self._service_url) if token is None else token
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if signed:
            headers["Authorization"] = f"Bearer {signed}"
        data = json.dumps(activity, ensure_ascii=False).encode()
        self.counted[activity["type"]] += 1
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with self._session.post(self._next(), data=data, headers=headers) as response:
                raw = await response.read()
                took = clock() - started
                self.taped.append(raw)
                return Answer(status=response.status, body=_parsed(raw), seconds=took, raw=raw)
        except (aiohttp.ClientError, TimeoutError):
            return Answer(status=0, seconds=clock() - started)

    def _next(self) -> str:
        """The address that takes this activity."""
        if not self.instances:
            return self.endpoint
        self.instances.append(self.instances.pop(0))
        return self.instances[-1]


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
