"""``POST /api/messages``: from the wire to whoever handles it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Any

import structlog
from aiohttp import web

from bot.adapter import TeamsAdapter, Turn, TurnRefused
from bot.intake import BODY_SECONDS, MOST_BYTES, NotTaken, read_activity
from bot.measuring import LONGEST
from bot.metrics import ARRIVED, PRESS_SECONDS, REFUSED
from bot.presses import Written, error_answer, fault_in_press, is_press, is_submit
from bot.tokens import Gate, NotAdmitted, NotSigned
from cards.answering import on_the_wire

MESSAGES = "/api/messages"

OnPress = Callable[[dict[str, Any]], Awaitable[Mapping[str, Any]]]
OnSubmit = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger(__name__)


async def _nothing_to_read(activity: Mapping[str, Any]) -> None:
    """Everything is at hand."""


def _no_sitting(activity: Mapping[str, Any]) -> str:
    """Nobody knows of one."""
    return ""


def _unseen(activity: Mapping[str, Any]) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What the route needs: the gate, and who handles presses, submits and everything else.

    ``saw`` is shown every activity that was admitted; it neither waits nor fails.
    ``reads_back`` brings the sitting that an activity is about back to the desk, where it was let go.
    ``sitting_of`` names that sitting for the log.
    ``fault_text`` is what a presser reads when handling failed and nobody knows what was done.
    """

    gate: Gate
    on_press: OnPress
    on_submit: OnSubmit
    adapter: TeamsAdapter
    on_turn: Turn
    fault_text: str
    body_seconds: float = BODY_SECONDS
    saw: Callable[[Mapping[str, Any]], None] = _unseen
    reads_back: Callable[[Mapping[str, Any]], Awaitable[None]] = _nothing_to_read
    sitting_of: Callable[[Mapping[str, Any]], str] = _no_sitting


EDGE = web.AppKey("edge", Edge)


def make_app(edge: Edge) -> web.Application:
    """Return an application with the one route of the Bot Framework; others may be added."""
    app = web.Application(client_max_size=MOST_BYTES)
    app[EDGE] = edge
    app.router.add_post(MESSAGES, messages)
    return app


async def messages(request: web.Request) -> web.StreamResponse:
    """Admit, read, check and hand on one activity; every refusal is a short answer."""
    edge = request.app[EDGE]
    try:
        caller = await edge.gate.admit(request)
        activity = await read_activity(request, seconds=edge.body_seconds)
        edge.gate.check(caller, activity)
    except NotAdmitted as refused:
        return _refuse(refused.status, refused.reason, unsigned=refused)
    except NotTaken as refused:
        return _refuse(refused.status, refused.code)
    return await _dispatch(edge, activity)


async def _dispatch(edge: Edge, activity: dict[str, Any]) -> web.StreamResponse:
    """Send presses and submits straight to their handlers, all else through the SDK's turn."""
    edge.saw(activity)
    try:
        await edge.reads_back(activity)
    except Exception:
        log.exception("activity.not_read_back", **_about(edge, activity))
    if is_press(activity):
        _PRESSES.inc()
        return await _press(edge, activity)
    kind = "submit" if is_submit(activity) else activity["type"]
    ARRIVED.labels(kind=kind if kind in _KINDS else "other").inc()
    try:
        if kind == "submit":
            await edge.on_submit(activity)
            return web.Response(status=200)
        answer = await edge.adapter.take(activity, edge.on_turn)
    except TurnRefused:
        return _refuse(400, "NotAnActivity", about=_about(edge, activity))
    except Exception:
        log.exception("activity.failed", kind=kind, **_about(edge, activity))
        return _short(500, "Failed")
    if answer is None:
        return web.Response(status=200)
    return web.json_response(answer.body, status=answer.status)


_KINDS = frozenset({"message", "submit", "invoke", "conversationUpdate", "installationUpdate", "event"})
_PRESSES = ARRIVED.labels(kind="press")


async def _press(edge: Edge, activity: dict[str, Any]) -> web.Response:
    """Answer a press: always HTTP 200, what happened stands in the body."""
    if fault := fault_in_press(activity):
        REFUSED.labels(reason="press").inc()
        log.warning("press.malformed", fault=fault, **_about(edge, activity))
        return web.json_response(error_answer(400, "BadRequest", fault))
    began = perf_counter()
    try:
        answer = await edge.on_press(activity)
    except Exception:
        log.exception("press.failed", **_about(edge, activity))
        return web.json_response(error_answer(500, "Failed", edge.fault_text))
    finally:
        PRESS_SECONDS.observe(perf_counter() - began)
    return web.Response(
        body=answer.raw if isinstance(answer, Written) else on_the_wire(answer),
        content_type="application/json",
        charset="utf-8",
    )


def _about(edge: Edge, activity: Mapping[str, Any]) -> dict[str, str]:
    """Which sitting and which activity a line of the log is about; asked only where one is written.

    It is not bound to the context: what is begun meanwhile and goes on for the whole evening would keep it.
    """
    return {"sitting": edge.sitting_of(activity), "cause": str(activity.get("id") or "")[:LONGEST]}


def _refuse(
    status: int,
    reason: str,
    *,
    unsigned: NotAdmitted | None = None,
    about: Mapping[str, str] = MappingProxyType({}),
) -> web.Response:
    """Refuse a request, with a line in the log that never holds the token."""
    REFUSED.labels(reason=reason).inc()
    log.warning("request.refused", status=status, reason=reason, **about)
    answer = _short(status, reason)
    if isinstance(unsigned, NotSigned):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status in (408, 413):
        answer.force_close()
    return answer


def _short(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code}}, status=status)
