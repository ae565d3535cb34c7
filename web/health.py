"""Whether the process is up, whether it can take votes, and what it has counted."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from config_values import is_loopback
from web.guarding import guard

READY_SECONDS = 5.0
KEEP_SECONDS = 1.0

log = structlog.get_logger(__name__)

_FORWARDING = re.compile(r"^(forwarded|via|x-real-ip|x-forwarded(-.*)?)$", re.IGNORECASE)
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class HasKeys(Protocol):
    """Knows whether signed activities can be checked."""

    @property
    def ready(self) -> bool:
        """Whether any key is at hand."""


@dataclass(slots=True, kw_only=True)
class Health:
    """Says how the process is. ``writable`` raises where the store takes nothing.

    The store is asked at most once a second, however many ask here.
    """

    writable: Callable[[], Awaitable[None]]
    keys: HasKeys | None
    seconds: Callable[[], float] = time.monotonic
    _asked_at: float = float("-inf")
    _reasons: tuple[str, ...] = ()
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/healthz", self.healthy)
        app.router.add_get("/readyz", self.ready)
        app.router.add_get("/metrics", self.metrics)

    async def healthy(self, request: web.Request) -> web.Response:
        """The process is up."""
        return web.json_response({"status": "ok"}, headers=_HEADERS)

    async def ready(self, request: web.Request) -> web.Response:
        """The store can be written and the keys are there; 503 with the reasons otherwise."""
        reasons = await self.reasons()
        if reasons:
            return web.json_response(
                {"status": "not ready", "reasons": reasons}, status=503, headers=_HEADERS
            )
        return web.json_response({"status": "ready"}, headers=_HEADERS)

    async def metrics(self, request: web.Request) -> web.Response:
        """The numbers, on this port for this machine alone."""
        if not _from_here(request):
            raise web.HTTPNotFound
        return exposition()

    async def reasons(self) -> tuple[str, ...]:
        """Why votes cannot be taken now; empty where they can."""
        async with self._turn:
            if self.seconds() - self._asked_at >= KEEP_SECONDS:
                self._reasons = (*await self._store(), *self._signatures())
                self._asked_at = self.seconds()
            return self._reasons

    async def _store(self) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self.writable()
        except TimeoutError:
            return ("store is slow",)
        except Exception as trouble:
            log.warning("store.not_writable", reason=str(trouble))
            return ("store not writable",)
        return ()

    def _signatures(self) -> tuple[str, ...]:
        return ("keys not loaded",) if self.keys is not None and not self.keys.ready else ()


def exposition() -> web.Response:
    """All numbers in the text form of Prometheus."""
    response = web.Response(body=generate_latest(REGISTRY), headers=_HEADERS)
    response.headers[hdrs.CONTENT_TYPE] = CONTENT_TYPE_LATEST
    return response


def _from_here(request: web.Request) -> bool:
    """Whether the request comes from this machine and was not passed on for somebody else."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    forwarded = any(_FORWARDING.match(name) for name in request.headers)
    return isinstance(peer, tuple) and is_loopback(str(peer[0])) and not forwarded


class MetricsPort:
    """Listens for whoever collects the numbers, where ``METRICS_PORT`` says so; answers nothing else."""

    def __init__(self, *, host: str, wanted: int | None) -> None:
        self._host = host
        self._wanted = wanted
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen, if a port is wanted. Raises OSError where it is taken."""
        if self._wanted is None:
            return
        app = web.Application()
        guard(app)
        app.router.add_get("/metrics", _numbers)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._wanted).start()
        log.info("metrics.serving", host=self._host, port=self.port)

    @property
    def port(self) -> int:
        """The port that was taken; 0 while there is none."""
        return int(self._runner.addresses[0][1]) if self._runner and self._runner.addresses else 0

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()


async def _numbers(request: web.Request) -> web.Response:
    return exposition()
