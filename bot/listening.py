"""Listens, and hangs up on whoever takes too long to say what they want.

aiohttp waits for the head of a request as long as it keeps idle connections. Here an idle
connection may stay (a reverse proxy wants that), but a head once begun has to be done in time.
"""

import asyncio
from typing import Self

import structlog
from aiohttp import hdrs, web
from aiohttp.web_protocol import RequestHandler

from bot.metrics import REFUSED
from web.guarding import HEADERS

HEADER_SECONDS = 10.0
IDLE_SECONDS = 90.0
LINGERING_SECONDS = 2.0
LAST_WORDS_SECONDS = 10.0

log = structlog.get_logger(__name__)


class NotHttp(web.Response):
    """What is said to bytes that are no request: the headers of every answer, and nothing of theirs."""

    def __init__(self, status: int) -> None:
        super().__init__(status=status, headers=HEADERS)
        self.force_close()

    async def _prepare_headers(self) -> None:
        """No application ever sees this answer, so nobody else takes the server's name out."""
        await super()._prepare_headers()
        self.headers.popall(hdrs.SERVER, None)


_READS = "_read_ready_cb"
"""Where Python 3.11's transport keeps a method of its own, and so itself: later releases empty it at the end.

Otherwise each connection of a browser would wait for the search for garbage, and make it long.
"""


class PatientHandler(RequestHandler):
    """One connection whose request heads have to be complete within ``header_seconds``."""

    __slots__ = ("_deadline", "header_seconds")

    header_seconds: float
    _deadline: asyncio.TimerHandle | None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect the first head at once: whoever connects has something to say."""
        super().connection_made(transport)
        self._deadline = None
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Start the clock with the first byte of a head, stop it with the last."""
        heads = self._request_count
        waiting = self._waiter is not None and not self._waiter.done()
        super().data_received(data)
        if self._request_count > heads:
            self._relax()
        elif waiting and self._deadline is None:
            self._expect()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the clock, and let the connection go at once."""
        self._relax()
        transport = self.transport
        super().connection_lost(exc)
        if hasattr(transport, _READS):
            setattr(transport, _READS, None)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what cannot be read without repeating it, neither to the sender nor in the log."""
        if status >= 500 or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        REFUSED.labels(reason="NotHttp").inc()
        log.warning("request.refused", status=status, reason="NotHttp")
        return NotHttp(status)

    def _expect(self) -> None:
        self._deadline = self._loop.call_later(self.header_seconds, self._hang_up)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self._deadline = None
        if not self._request_in_progress:
            self.force_close()


class Listening:
    """An application that can be reached; ``port`` is where."""

    def __init__(self, runner: web.AppRunner, server: asyncio.Server) -> None:
        self._runner = runner
        self._server = server

    @classmethod
    async def open(
        cls,
        app: web.Application,
        host: str,
        port: int,
        *,
        header_seconds: float = HEADER_SECONDS,
    ) -> Self:
        """Start the application and listen; port 0 takes a free one."""
        runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGERING_SECONDS,
            shutdown_timeout=LAST_WORDS_SECONDS,
        )
        await runner.setup()
        manager = runner.server
        if manager is None:
            raise RuntimeError("the application did not start")
        loop = asyncio.get_running_loop()

        def connection() -> PatientHandler:
            handler = PatientHandler(
                manager,
                loop=loop,
                access_log=None,  # type: ignore[arg-type]  # None is what switches it off
                keepalive_timeout=IDLE_SECONDS,
                lingering_time=LINGERING_SECONDS,
            )
            handler.header_seconds = header_seconds
            return handler

        try:
            server = await loop.create_server(connection, host, port, backlog=1024)
        except OSError:
            await runner.cleanup()
            raise
        return cls(runner, server)

    @property
    def port(self) -> int:
        """The port that was taken."""
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take nothing new, let running requests end, stop the application."""
        self._server.close()
        await self._runner.cleanup()
