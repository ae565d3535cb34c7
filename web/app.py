"""The routes that people and machines may read: health, metrics, the live page."""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from bot.tokens import LocalGate, NotAdmitted
from config import Settings
from desk.desk import Desk
from store import AnyStore
from web.gallery import Gallery
from web.guarding import guard
from web.health import HasKeys, Health, MetricsPort
from web.home import Home
from web.live import LivePages
from web.result_view import Votes

LIVE = web.AppKey("live", LivePages)
METRICS = web.AppKey("metrics", MetricsPort)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_web(
    app: web.Application, *, settings: Settings, desk: Desk, store: AnyStore, keys: HasKeys | None
) -> None:
    """Add the public routes to the application; they hear of the desk from here on.

    With LOCAL_MODE nothing at all is answered to other hosts or through a proxy.
    """
    if settings.local_mode:
        app.middlewares.append(_local_only)
    guard(app)
    gallery = Gallery(desk, Votes(settings.public_votes))
    desk.listen(gallery)
    app[LIVE] = LivePages(gallery=gallery, language=settings.language)
    app[LIVE].add_to(app)
    Home(body=settings.body, phone=settings.office_phone, language=settings.language).add_to(app)
    Health(writable=store.ready, keys=keys).add_to(app)

    port = app[METRICS] = MetricsPort(host=settings.host, wanted=settings.metrics_port)

    async def running(app: web.Application) -> AsyncIterator[None]:
        gallery.learn(await store.journal.sittings())
        await port.open()
        yield
        await port.close()

    app.cleanup_ctx.append(running)


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        await LocalGate().admit(request)
    except NotAdmitted as refused:
        return web.json_response({"error": {"code": refused.reason}}, status=refused.status)
    return await handler(request)
