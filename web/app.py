"""The routes that people and machines may read: health, metrics, the live page."""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from config import Settings
from desk.desk import Desk
from store import Store
from web.gallery import Gallery
from web.health import HasKeys, Health, metrics_runner
from web.live import LivePages
from web.result_view import Votes

LIVE = web.AppKey("live", LivePages)
METRICS = web.AppKey("metrics", web.AppRunner)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_web(
    app: web.Application, *, settings: Settings, desk: Desk, store: Store, keys: HasKeys | None
) -> None:
    """Add the public routes to the application; they hear of the desk from here on."""
    gallery = Gallery(desk, Votes(settings.public_votes))
    desk.listen(gallery)
    app[LIVE] = LivePages(gallery=gallery, language=settings.language)
    app[LIVE].add_to(app)
    Health(writable=store.ready, keys=keys).add_to(app)

    async def running(app: web.Application) -> AsyncIterator[None]:
        gallery.learn(await store.journal.sittings())
        runner = None
        if settings.metrics_port is not None:
            runner = app[METRICS] = await metrics_runner(settings.host, settings.metrics_port)
        yield
        if runner is not None:
            await runner.cleanup()

    app.cleanup_ctx.append(running)
