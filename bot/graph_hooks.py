"""``POST /graph/notifications`` and ``POST /graph/lifecycle``: where Graph sends on its own.

Anybody may knock here. Whoever does learns nothing: what is well-formed is answered with 202 before
it is known whether it is believed, and an echo is given of plain characters only.
"""

import re
from collections.abc import Callable

import structlog
from aiohttp import web

from bot.intake import BODY_SECONDS, NotTaken, read_object
from bot.metrics import NOTICES, REFUSED
from graph import Malformed, Notices, read_notices

NOTIFICATIONS = "/graph/notifications"
LIFECYCLE = "/graph/lifecycle"
ECHO = "validationToken"

_PLAIN = re.compile(r"[A-Za-z0-9 !#$%()*+,./:;=?@\[\]^_{|}~-]{1,4096}")
"""What an echo may hold: nothing that any reader could take for markup or script."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "no-store",
}

Take = Callable[[Notices], bool]
"""Takes notices without waiting; False: no room, Graph has to come again."""

log = structlog.get_logger(__name__)


class GraphHooks:
    """The two addresses; both take both kinds, since every notice says itself what it is."""

    def __init__(self, take: Take | None, *, body_seconds: float = BODY_SECONDS) -> None:
        """Without *take* nothing is subscribed to, and everything is ignored."""
        self._take = take
        self._body_seconds = body_seconds

    def add_to(self, app: web.Application) -> None:
        """Add the routes to the application."""
        app.router.add_post(NOTIFICATIONS, self._heard)
        app.router.add_post(LIFECYCLE, self._heard)

    async def _heard(self, request: web.Request) -> web.Response:
        if ECHO in request.query:
            return _echo(request.query.getall(ECHO))
        try:
            notices = read_notices(await read_object(request, seconds=self._body_seconds))
        except NotTaken as refused:
            return _refuse(refused.status, refused.code)
        except Malformed:
            return _refuse(400, "NotNotices")
        if self._take is None:
            NOTICES.labels(result="not_ours").inc(len(notices.notices))
        elif not self._take(notices):
            return web.Response(status=503, headers={"Retry-After": "10", **_HEADERS})
        return web.Response(status=202, headers=_HEADERS)


def _echo(tokens: list[str]) -> web.Response:
    """Show that this address is ours, as Graph asks before it subscribes."""
    if len(tokens) != 1 or not _PLAIN.fullmatch(tokens[0]):
        return _refuse(400, "NotPlain")
    return web.Response(text=tokens[0], content_type="text/plain", headers=_HEADERS)


def _refuse(status: int, code: str) -> web.Response:
    REFUSED.labels(reason=f"graph_{code}").inc()
    log.warning("graph_hook.refused", status=status, code=code)
    answer = web.json_response({"error": {"code": code}}, status=status, headers=_HEADERS)
    if status in (408, 413):
        answer.force_close()
    return answer
