"""``GET /``: who runs this, what happens to people's data, and on what terms it may be used.

The Teams app's pages "Website", "Privacy" and "Terms of use" lead here.
"""

from dataclasses import dataclass

from aiohttp import web

from web.live import HEADERS
from web.pages import home_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The town's own page of the service: whose it is, and under which number the office answers."""

    body: str
    phone: str
    language: str

    def add_to(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get("/", self.page)

    async def page(self, request: web.Request) -> web.Response:
        """The page for people."""
        body = home_page(self.language, body=self.body, phone=self.phone)
        return web.Response(body=body, content_type="text/html", charset="utf-8", headers=HEADERS)
