"""The connector's conversations: open, send, reply, edit, delete, and what goes wrong there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from rehearsal.chats import BOT, Chat, Message
from rehearsal.faults import Weather
from rehearsal.limits import Operation
from rehearsal.people import Person
from rehearsal.reading import ADAPTIVE_CARD, Json, content_text
from rehearsal.refusals import Refused
from rehearsal.tenant import Tenant

LARGEST_MESSAGE = 100 * 1024
FOR_GOOD = 0.5
"""How many of the messages that are not found for an edit are never found again."""
Pace = Callable[[Operation, str], None]


class Posting:
    """Answers everything that changes a chat."""

    def __init__(self, tenant: Tenant, pace: Pace, weather: Weather) -> None:
        """Work on the tenant's chats at Teams' pace."""
        self._tenant = tenant
        self._pace = pace
        self._weather = weather
        self._waited: set[str] = set()

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Return the addresses that are answered here."""
        chat = f"{prefix}/v3/conversations/{{chat}}/activities"
        return [
            web.post(f"{prefix}/v3/conversations", self._create),
            web.post(chat, self._send),
            web.post(f"{chat}/{{message}}", self._send),
            web.put(f"{chat}/{{message}}", self._edit),
            web.delete(f"{chat}/{{message}}", self._delete),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        self._pace(Operation.CREATE, self._tenant.id)
        body = await body_of(request)
        members = body.get("members") or []
        tenant = body.get("tenantId") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
        if body.get("isGroup") or len(members) != 1 or tenant != self._tenant.id:
            raise Refused(400, "BadSyntax", "Incorrect conversation creation parameters")
        person = self._addressed(str(members[0].get("id", "")))
        self._tenant.asked_to_open.append(person.key)
        if person.mri not in self._tenant.personal:
            raise Refused(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope")
        return self._done(request, "", lambda: {"id": self._tenant.one_to_one(person).id}, 201)

    def _addressed(self, identifier: str) -> Person:
        person = self._tenant.people.get(identifier) or self._tenant.by_entra(identifier)
        if person is None:
            raise Refused(400, "BadArgument", "Failed to decrypt pairwise id")
        if person.anonymous:
            raise Refused(400, "BadArgument", "Bot cannot create a conversation with an anonymous user")
        return person

    async def _send(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        activity = await body_of(request)
        self._pace(Operation.SEND, chat.id)
        _check(activity)
        async with self._alone(chat):
            if activity.get("type") != "message":
                return web.json_response({"id": ""}, status=202)
            return self._done(request, chat.id, lambda: _post(chat, activity), 201)

    async def _edit(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        activity = await body_of(request)
        self._pace(Operation.SEND, chat.id)
        _check(activity)
        async with self._alone(chat):
            message = self._standing(chat, request)
            if activity.get("text") and activity.get("attachments"):
                raise Refused(400, "BadArgument", "A message with text and card cannot be updated")

            def edited() -> Json:
                chat.edit(message, activity)
                return {"id": message.id}

            return self._done(request, chat.id, edited)

    async def _delete(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        self._pace(Operation.SEND, chat.id)
        async with self._alone(chat):
            message = self._standing(chat, request)
            return self._done(request, chat.id, lambda: chat.delete(message))

    def _done(
        self, request: web.Request, chat: str, deed: Callable[[], Json | None], status: int = 200
    ) -> web.Response:
        """Do it and answer; or the line breaks before that or after it, or the answer gets lost."""
        dropped = self._weather.strikes("dropped", chat)
        if dropped and self._weather.tosses():
            return _drop(request)
        answer = deed()
        if dropped:
            return _drop(request)
        if self._weather.strikes("lost_answer", chat):
            raise Refused(502, "BadGateway", "The gateway got no answer.")
        return web.Response(status=status) if answer is None else web.json_response(answer, status=status)

    def _standing(self, chat: Chat, request: web.Request) -> Message:
        message = chat.messages.get(request.match_info["message"])
        lost = self._weather.strikes("lost_edit", chat.id)
        if lost and message is not None and self._weather.tosses(FOR_GOOD):
            message.lost = True
        if lost or message is None or message.lost or message.deleted:
            raise Refused(
                404,
                "ActivityNotFoundInConversation",
                "The activity was not found in the conversation",
            )
        if message.by != BOT:
            raise Refused(403, "Forbidden", "The bot may change its own messages only")
        return message

    def _throttle(self, chat: Chat) -> None:
        """Refuse now and then for a while, but not whoever has just waited for as long as they were told."""
        if chat.id in self._waited:
            self._waited.discard(chat.id)
        elif self._weather.strikes("throttled", chat.id):
            self._waited.add(chat.id)
            raise Refused(
                429, "Throttled", "Too many requests.", retry_after=self._weather.faults.retry_seconds
            )

    @asynccontextmanager
    async def _alone(self, chat: Chat) -> AsyncIterator[None]:
        """Refuse what comes while another change of the same chat is under way."""
        self._throttle(chat)
        if chat.busy or self._weather.strikes("conflict", chat.id):
            raise Refused(412, "PreconditionFailed", "Precondition failed, please retry.")
        chat.busy = True
        try:
            await asyncio.sleep(self._weather.faults.latency / 20)
            yield
        finally:
            chat.busy = False


async def body_of(request: web.Request) -> Json:
    """Return the JSON object that a request carries."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused(400, "BadSyntax", "The body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "BadSyntax", "The body is not an object")
    return body


def chat_of(tenant: Tenant, request: web.Request) -> Chat:
    """Return the chat that a request names, if the bot is in it."""
    chat = tenant.chats.get(request.match_info["chat"].partition(";")[0])
    if chat is None:
        raise Refused(404, "ConversationNotFound", "Conversation not found.")
    if not chat.installed:
        raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    return chat


def _check(activity: Json) -> None:
    if len(content_text(activity).encode("utf-16-le")) > LARGEST_MESSAGE:
        raise Refused(413, "MessageSizeTooBig", "Message size too large.")
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") != ADAPTIVE_CARD:
            continue
        card = attachment.get("content")
        if not isinstance(card, dict) or card.get("type") != "AdaptiveCard" or not card.get("version"):
            raise Refused(400, "BadArgument", "Unknown attachment content")


def _post(chat: Chat, activity: Json) -> Json:
    """Post a message; one with text and attachments becomes two, and then no id comes back."""
    if not (activity.get("text") and activity.get("attachments")):
        return {"id": chat.send(activity).id}
    chat.split.append(chat.send({**activity, "attachments": []}).id)
    chat.split.append(chat.send({**activity, "text": ""}).id)
    return {}


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
