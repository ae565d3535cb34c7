"""A small Teams on loopback that keeps what was posted, and its limits, and fails on order."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.chats import ChatRef

LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))


class MemoryRegistry:
    """A registry in memory; ``broken`` makes every write fail."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.puts = 0
        self.writing = 0
        self.together = 0
        self.broken = False
        self.slow = 0.0

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a document."""
        return self.tables[table].get(key)

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Keep a document."""
        self.writing += 1
        self.together = max(self.together, self.writing)
        try:
            await asyncio.sleep(self.slow)
        finally:
            self.writing -= 1
        if self.broken:
            raise OSError("disk full")
        self.puts += 1
        self.tables[table][key] = dict(document)

    async def remove(self, table: str, key: str) -> None:
        """Drop a document."""
        self.tables[table].pop(key, None)

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return a table."""
        return dict(self.tables[table])


@dataclass
class Chat:
    """One conversation as Teams keeps it."""

    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    edits: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    running: int = 0
    together: int = 0

    @property
    def texts(self) -> list[str]:
        """What stands there, in order of posting."""
        return [str(message.get("text", "")) for message in self.messages.values()]


Fault = Callable[[web.Request, dict[str, Any]], web.StreamResponse | str | None]


class FakeTeams:
    """``async with`` it; ``fault`` may answer in its place.

    A fault returns an answer instead of the deed, "drop" to hang up without doing it,
    "lose" to do it and hang up, or "502" to do it and answer 502.
    """

    def __init__(self, *, speed: float = 1.0, slow: float = 0.0) -> None:
        self.chats: dict[str, Chat] = defaultdict(Chat)
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[str] = []
        self.refused = 0
        self.running = 0
        self.together = 0
        self.speed = speed
        self.slow = slow
        self.fault: Fault = lambda request, body: None
        self.url = ""
        self._ids = itertools.count(1)
        app = web.Application()
        base = "/v3/conversations/{chat}/activities"
        app.router.add_post(base, self._do(self._send))
        app.router.add_put(base + "/{id}", self._do(self._edit))
        app.router.add_delete(base + "/{id}", self._do(self._delete))
        app.router.add_post("/v3/conversations", self._do(self._open))
        app.router.add_route("GET", "/{rest:.*}", self._do(self._get))
        self._runner = web.AppRunner(app, access_log=None)
        self.pages: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    def ref(self, conversation: str = "19:meeting@thread.v2") -> ChatRef:
        """Return where a conversation is."""
        return ChatRef(
            service_url=self.url,
            conversation=conversation,
            tenant="tenant",
            bot_id="28:bot",
            kind="meeting",
        )

    def _do(self, deed: Callable[[web.Request, dict[str, Any]], Any]) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.json() if request.can_read_body else {}
            self.asked.append((request.method, request.rel_url.raw_path_qs))
            self.tokens.append(request.headers.get("Authorization", ""))
            chat = self.chats[request.match_info.get("chat", "")]
            chat.running += 1
            chat.together = max(chat.together, chat.running)
            self.running += 1
            self.together = max(self.together, self.running)
            try:
                await asyncio.sleep(self.slow)
                if request.method != "GET" and (limited := self._limited(chat)):
                    return limited
                return self._answer(request, body, deed)
            finally:
                chat.running -= 1
                self.running -= 1

        return handle

    def _answer(
        self, request: web.Request, body: dict[str, Any], deed: Callable[..., web.Response]
    ) -> web.StreamResponse:
        fault = self.fault(request, body)
        if isinstance(fault, web.StreamResponse):
            return fault
        done = deed(request, body) if fault != "drop" else None
        if fault in ("drop", "lose"):
            assert request.transport is not None
            request.transport.close()
        if fault == "502":
            return web.Response(status=502)
        return done or web.Response()

    def _limited(self, chat: Chat) -> web.Response | None:
        now = time.monotonic()
        for count, seconds in LIMITS:
            since = now - seconds / self.speed
            if sum(1 for arrival in chat.arrivals if arrival > since) >= count:
                self.refused += 1
                return problem(429, "Throttled", **{"Retry-After": "1"})
        chat.arrivals.append(now)
        return None

    def _send(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        key = f"m{next(self._ids)}"
        self.chats[request.match_info["chat"]].messages[key] = body
        return web.json_response({"id": key}, status=201)

    def _edit(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        chat, key = self.chats[request.match_info["chat"]], request.match_info["id"]
        if key not in chat.messages:
            return problem(404, "ActivityNotFoundInConversation")
        chat.messages[key] = body
        chat.edits.append((key, body))
        return web.json_response({"id": key})

    def _delete(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        chat = self.chats[request.match_info["chat"]]
        if chat.messages.pop(request.match_info["id"], None) is None:
            return problem(404, "ActivityNotFoundInConversation")
        return web.Response()

    def _open(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)

    def _get(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        found = self.pages.get(request.rel_url.raw_path_qs)
        return problem(404, "NotFound") if found is None else web.json_response(found)


def problem(status: int, code: str, **headers: str) -> web.Response:
    """Return a refusal as Teams writes it."""
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status, headers=headers)


def once(*faults: web.StreamResponse | str | None) -> Fault:
    """Return a fault that answers the first requests in this way and then does nothing."""
    left = list(faults)
    return lambda request, body: left.pop(0) if left else None
