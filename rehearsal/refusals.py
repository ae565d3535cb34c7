"""How Teams and Graph say no: a status, a code and a message, each in its own shape."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

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


class ODataRefused(Exception):
    """Graph refuses a request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Keep what the answer says."""
        super().__init__(code)
        self.status = status
        self.body = {
            "error": {
                "code": code,
                "message": message,
                "innerError": {
                    "date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}",
                    "request-id": str(uuid.uuid4()),
                    "client-request-id": str(uuid.uuid4()),
                },
            }
        }
