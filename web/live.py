"""``GET /live/{sitting}``: the page, its state as JSON, and its changes as server-sent events."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from web.gallery import Document, Gallery, NoSuchSitting, NotReadable
from web.metrics import SHOWN, WATCHING
from web.pages import STYLE, STYLE_MARK, STYLE_ZIPPED, notice_page

MOST_LISTENERS = 500
HEARTBEAT_SECONDS = 15.0
REST_SECONDS = 0.5
WRITE_SECONDS = 10.0
AGAIN_MILLISECONDS = 5000

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""What every public answer says to browsers: no scripts, no frames, no guessing, no tracking."""

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
"""Whether a reader takes what is packed."""

Make = Callable[[], Awaitable[Document]]


@dataclass(slots=True, kw_only=True)
class LivePages:
    """The routes of the public pages.

    ``rest`` is the least time between two events of a listener, ``patience`` how long one may take nothing.
    """

    gallery: Gallery
    language: str
    most_listeners: int = MOST_LISTENERS
    heartbeat: float = HEARTBEAT_SECONDS
    rest: float = REST_SECONDS
    patience: float = WRITE_SECONDS
    listeners: int = 0
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    def add_to(self, app: web.Application) -> None:
        """Add the routes, and let open streams end with the application."""
        app.router.add_get("/live/assets/live.css", self.style)
        app.router.add_get("/live/{sitting}", self.page)
        app.router.add_get("/live/{sitting}/state", self.state)
        app.router.add_get("/live/{sitting}/events", self.events)
        app.on_shutdown.append(self._end)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page for people; ``?neu=aus`` does not load itself again."""
        sitting, refreshing = request.match_info["sitting"], request.query.get("neu") != "aus"

        async def make() -> Document:
            return await self.gallery.page(sitting, refreshing=refreshing)

        return await self._answer(request, make, "text/html")

    async def state(self, request: web.Request) -> web.StreamResponse:
        """The same for programs."""

        async def make() -> Document:
            return await self.gallery.state(request.match_info["sitting"])

        return await self._answer(request, make, "application/json")

    async def style(self, request: web.Request) -> web.StreamResponse:
        """The style sheet; kept by browsers, since its address changes with it."""
        headers = {**HEADERS, "Cache-Control": "public, max-age=86400"}
        return _send(request, Document(STYLE, f'"{STYLE_MARK}"', STYLE_ZIPPED), "text/css", headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The state now and at every change, until the listener or the server goes."""
        sitting = request.match_info["sitting"]
        try:
            await self.gallery.state(sitting)
        except (NoSuchSitting, NotReadable) as trouble:
            return self._trouble(request, trouble)
        if self.listeners >= self.most_listeners or self.ending.is_set():
            headers = {**HEADERS, hdrs.RETRY_AFTER: "30"}
            return web.json_response({"error": "busy"}, status=503, headers=headers)
        headers = {**HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers={**headers, "Cache-Control": "no-store"})
        if request.method == hdrs.METH_HEAD:
            return response
        await response.prepare(request)
        SHOWN.labels(kind="events").inc()
        watcher = self.gallery.watch(sitting)
        self.listeners += 1
        WATCHING.set(self.listeners)
        try:
            with suppress(ConnectionError, NoSuchSitting, NotReadable):
                await self._stream(request, response, watcher)
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()  # or what they do not read is kept for them
        finally:
            self.listeners -= 1
            WATCHING.set(self.listeners)
            self.gallery.leave(sitting, watcher)
        return response

    async def _stream(
        self, request: web.Request, response: web.StreamResponse, watcher: asyncio.Event
    ) -> None:
        """Send the state whenever it reads otherwise than before; what is not public wakes nobody."""
        sent, sitting = "", request.match_info["sitting"]
        await self._write(response, f"retry: {AGAIN_MILLISECONDS}\n\n".encode())
        while not self.ending.is_set() and not _gone(request):
            watcher.clear()
            document = await self.gallery.state(sitting)
            if document.mark != sent:
                sent = document.mark
                name = sent.strip('"').encode()
                await self._write(
                    response, b"id: " + name + b"\nevent: state\ndata: " + document.body + b"\n\n"
                )
            if not await self._woken(watcher):
                await self._write(response, b": still here\n\n")
                continue
            await self._pause(self.rest)

    async def _write(self, response: web.StreamResponse, data: bytes) -> None:
        """Write to a listener; raises TimeoutError where one does not read what came before."""
        async with asyncio.timeout(self.patience):
            await response.write(data)

    async def _woken(self, watcher: asyncio.Event) -> bool:
        """Wait for a change or the end; False after a while without either."""
        waits = {asyncio.ensure_future(event.wait()) for event in (watcher, self.ending)}
        try:
            done, _ = await asyncio.wait(waits, timeout=self.heartbeat, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return bool(done)

    async def _pause(self, seconds: float) -> None:
        """Let several changes become one, unless everything ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ending.wait()

    async def _answer(self, request: web.Request, make: Make, kind: str) -> web.StreamResponse:
        try:
            document = await make()
        except (NoSuchSitting, NotReadable) as trouble:
            return self._trouble(request, trouble)
        SHOWN.labels(kind="page" if kind == "text/html" else "state").inc()
        return _send(request, document, kind, HEADERS)

    def _trouble(self, request: web.Request, trouble: Exception) -> web.StreamResponse:
        """404 or 503, in plain words for people, in one word for programs."""
        unknown = isinstance(trouble, NoSuchSitting)
        status, key = (404, "unknown") if unknown else (503, "unreadable")
        if request.path.endswith(("/state", "/events")):
            return web.json_response({"error": key}, status=status, headers=HEADERS)
        body = notice_page(f"live.{key}", self.language)
        return web.Response(
            body=body, status=status, content_type="text/html", charset="utf-8", headers=HEADERS
        )

    async def _end(self, app: web.Application) -> None:
        self.ending.set()


def _send(request: web.Request, document: Document, kind: str, headers: dict[str, str]) -> web.Response:
    """The document, or 304 where the browser has it already."""
    marked = {**headers, hdrs.ETAG: document.mark, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    known = (
        mark.strip().removeprefix("W/") for mark in request.headers.get(hdrs.IF_NONE_MATCH, "").split(",")
    )
    if document.mark in known:
        return web.Response(status=304, headers=marked)
    body = document.body
    if document.zipped and _GZIP.search(request.headers.get(hdrs.ACCEPT_ENCODING, "")):
        body, marked[hdrs.CONTENT_ENCODING] = document.zipped, "gzip"
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=marked)


def _gone(request: web.Request) -> bool:
    """Whether the listener has hung up."""
    return request.transport is None or request.transport.is_closing()
