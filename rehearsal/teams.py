"""Stands in for the Bot Connector of Teams: its addresses, its limits, its answers, its faults."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from rehearsal.entra import BOT_FRAMEWORK, Entra
from rehearsal.faults import CALM, Faults, Weather
from rehearsal.limits import Limits, Operation
from rehearsal.posting import Posting
from rehearsal.refusals import Refused
from rehearsal.roll import Roll
from rehearsal.serving import Served, serve
from rehearsal.tenant import Tenant

REGION = "/emea"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Teams:
    """The service that the bot calls; its `service_url` stands in every activity to the bot."""

    def __init__(
        self,
        tenant: Tenant,
        entra: Entra,
        *,
        speed: float = 1.0,
        faults: Faults = CALM,
        seed: int = 1,
    ) -> None:
        """Start with empty rate windows."""
        self.tenant = tenant
        self.limits = Limits(speed)
        self.answered: Counter[int] = Counter()
        self.service_url = ""
        self._entra = entra
        self._speed = speed
        self.weather = Weather(faults, seed)
        self.roll = Roll(tenant, self._pace)
        self._server: Served | None = None

    async def start(self) -> None:
        """Serve on a loopback port."""
        app = web.Application(client_max_size=4 * 1024 * 1024, middlewares=[self._gate])
        posting = Posting(self.tenant, self._pace, self.weather)
        app.add_routes([*posting.routes(REGION), *self.roll.routes(REGION)])
        self._server = await serve(app)
        self.service_url = f"{self._server.address}{REGION}/"

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            await self._server.stop()

    @property
    def throttled(self) -> int:
        """How many requests were refused for coming too fast."""
        return sum(self.limits.exceeded.values())

    def _pace(self, operation: Operation, key: str) -> None:
        wait = self.limits.take(operation, key)
        if wait > 0:
            raise Refused(429, "Throttled", "Too many requests.", retry_after=max(1, math.ceil(wait)))

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if not self._entra.accepts(request.headers.get("Authorization", ""), [BOT_FRAMEWORK]):
                raise Refused(401, "Unauthorized", "Authorization has been denied for this request.")
            self._pace(Operation.TENANT, self.tenant.id)
            await self._take_time(request.match_info.get("chat", "").partition(";")[0])
            response = await handler(request)
        except Refused as refusal:
            response = refusal.response()
        self.answered[response.status] += 1
        return response

    async def _take_time(self, chat: str) -> None:
        faults = self.weather.faults
        seconds = faults.latency
        if self.weather.strikes("slow", chat):
            seconds += faults.slow_seconds
        if seconds > 0:
            await asyncio.sleep(seconds / self._speed)
