"""How Teams says no: a status, a code and a message, in the Bot Connector's shape."""

from __future__ import annotations

from aiohttp import web


class Refused(Exception):
    """The connector refuses a request."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int = 0) -> None:
        """Keep what the answer says."""
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def response(self) -> web.Response:
        """Return the answer."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        body = {"error": {"code": self.code, "message": self.message}}
        return web.json_response(body, status=self.status, headers=headers)
