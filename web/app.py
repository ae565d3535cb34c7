"""The routes that people and machines may read: health, metrics, the live page."""

from aiohttp import web

from config import Settings
from desk.desk import Desk


def add_web(app: web.Application, *, settings: Settings, desk: Desk, store: object, keys: object) -> None:
    """Add the public routes to the application."""

    async def healthy(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app.router.add_get("/healthz", healthy)
    app.router.add_get("/readyz", healthy)
