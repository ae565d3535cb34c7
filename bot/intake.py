"""Reads what arrives: size, time, JSON and shape are checked before anybody works with it."""

import asyncio
import json
import math
from typing import Any, Never

from aiohttp import hdrs, web

MOST_BYTES = 256 * 1024
MOST_DEPTH = 32
MOST_DIGITS = 19
BODY_SECONDS = 10.0


class NotTaken(Exception):
    """The body is not an activity; ``code`` and ``status`` tell the sender why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


async def read_activity(request: web.BaseRequest, *, seconds: float = BODY_SECONDS) -> dict[str, Any]:
    """Return the activity in a request's body. Raises ``NotTaken``."""
    return check_activity(await read_object(request, seconds=seconds))


async def read_object(request: web.BaseRequest, *, seconds: float = BODY_SECONDS) -> dict[str, Any]:
    """Return the JSON object in a request's body.

    Raises ``NotTaken``: 415 not JSON by its label, 413 too large, 408 too slow, 400 anything else.
    """
    if request.headers.get(hdrs.CONTENT_TYPE) != _AS_TEAMS_SAYS_IT:
        _require_json(request)
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        raise NotTaken(415, "Encoded")
    length = request.content_length or 0
    if length > MOST_BYTES:
        raise NotTaken(413, "TooLarge")
    return load_object(await _read(request, length, seconds))


_AS_TEAMS_SAYS_IT = "application/json; charset=utf-8"


def _require_json(request: web.BaseRequest) -> None:
    charset = (request.charset or "utf-8").lower()
    if request.content_type != "application/json" or charset not in ("utf-8", "utf8"):
        raise NotTaken(415, "NotJson")


async def _read(request: web.BaseRequest, length: int, seconds: float) -> bytes:
    """Read the body, no more of it than allowed and no longer than that."""
    chunks: list[bytes] = []
    size = 0
    try:
        if length > 0 and request.content.is_eof():
            return request.content.read_nowait()  # it came with its head, as nearly all do
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > MOST_BYTES:
                    raise NotTaken(413, "TooLarge")
                chunks.append(chunk)
    except TimeoutError:
        raise NotTaken(408, "TooSlow") from None
    except web.RequestPayloadError:
        raise NotTaken(400, "BrokenBody") from None
    return b"".join(chunks)


def load_object(raw: bytes) -> dict[str, Any]:
    """Read one JSON object, strictly.

    No NaN or infinity, no doubled names, no number longer than 64 bits hold, no half characters,
    at most 32 levels deep; Python's own reader takes the first two and fails badly at the others.
    Half characters come as escapes only, and depth needs brackets: most activities have few of
    both, and are not walked through.
    """
    try:
        value = _decoded(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotTaken(400, "NotJson") from None
    if not isinstance(value, dict):
        raise NotTaken(400, "NotAnObject")
    if b"\\" in raw or raw.count(b"{") + raw.count(b"[") > MOST_DEPTH:
        _check_depth_and_text(value)
    return value


def _decoded(text: str) -> Any:
    """Read a text as JSON; one without blanks around it, as Teams sends it, is not searched for them."""
    if text.startswith("{"):
        value, end = _READER.raw_decode(text)
        if end == len(text):
            return value
    return _READER.decode(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is no number")


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS and len(text.lstrip("-")) > MOST_DIGITS:
        raise ValueError("the number is too long")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return value


_READER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_refuse_constant,
    parse_int=_whole,
    parse_float=_number,
)
"""Made once: making one costs as much as reading a small activity."""


def _check_depth_and_text(value: dict[str, Any]) -> None:
    """Walk through a value without recursion."""
    level: list[Any] = [value]
    for _ in range(MOST_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str) and not _whole_characters(item):
                raise NotTaken(400, "NotText")
        level = below
        if not level:
            return
    if any(isinstance(item, dict | list) for item in level):
        raise NotTaken(400, "TooDeep")
    if not all(_whole_characters(item) for item in level if isinstance(item, str)):
        raise NotTaken(400, "NotText")


def _whole_characters(text: str) -> bool:
    """Tell whether a text can be written down (half of a pair of code units cannot)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_KINDS: tuple[tuple[str, type], ...] = (
    *((name, str) for name in ("id", "name", "text", "replyToId", "locale", "timestamp", "action")),
    *((name, dict) for name in ("conversation", "from", "recipient", "channelData", "relatesTo")),
)
_LISTS = ("entities", "attachments", "membersAdded", "membersRemoved")
_ACCOUNT = ("id", "name", "aadObjectId", "tenantId", "conversationType")


def check_activity(activity: dict[str, Any]) -> dict[str, Any]:
    """Return the activity if it has what every activity of Teams has, each of the right kind."""
    _check_kinds(activity)
    conversation = activity.get("conversation") or {}
    wanted = [activity.get(name) for name in ("type", "channelId", "serviceUrl")]
    wanted.append(conversation.get("id"))
    if activity["type"] in ("message", "invoke") and not activity.get("from"):
        raise NotTaken(400, "FieldMissing")
    if not all(isinstance(value, str) and value for value in wanted):
        raise NotTaken(400, "FieldMissing")
    return activity


def _check_kinds(activity: dict[str, Any]) -> None:
    """Refuse fields that are there but hold something of another kind."""
    if not isinstance(activity.get("type"), str):
        raise NotTaken(400, "FieldMissing")
    for name, kind in _KINDS:
        value = activity.get(name)
        if value is not None and not isinstance(value, kind):
            raise NotTaken(400, "FieldKind")
    for name in _LISTS:
        _check_rows(activity.get(name))
    for name in ("conversation", "from", "recipient"):
        _check_account(activity.get(name) or {})


def _check_rows(rows: object) -> None:
    if rows is None:
        return
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotTaken(400, "FieldKind")


def _check_account(account: dict[str, Any]) -> None:
    for part in _ACCOUNT:
        value = account.get(part)
        if value is not None and not isinstance(value, str):
            raise NotTaken(400, "FieldKind")
