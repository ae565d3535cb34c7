"""What Teams answers: done, refused, or nobody knows."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

MOST_BYTES = 4 * 1024 * 1024
UNCLEAR = frozenset({500, 502, 504})


class Refused(Exception):
    """Teams has not done what was asked; ``retry_after`` is in seconds where Teams says it."""

    def __init__(self, status: int, code: str, retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Unclear(Exception):
    """Nobody knows whether Teams has done it: 500, 502, 504, a broken connection, no answer."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotSent(Exception):
    """The request never left: no token, no connection, or a host that is not trusted."""

    def __init__(self, cause: str, *, final: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.final = final


async def read_reply(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the answer's object, or raise what its status means."""
    status = answer.status
    raw = bytearray()
    async for chunk in answer.content.iter_any():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise Unclear("AnswerTooLong")
    found = _object_in(bytes(raw))
    if 200 <= status < 300:
        return found
    if status in UNCLEAR:
        raise Unclear(str(status))
    error = found.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    raise Refused(status, str(code or "Unknown"), _seconds(answer.headers))


def _object_in(raw: bytes) -> dict[str, Any]:
    """Read an answer's JSON; whatever is no object counts as empty."""
    try:
        value = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Read ``Retry-After``, which is a number of seconds or a date, in seconds from now."""
    said = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", said):
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
