"""Speaks to Teams: the Bot Connector's REST calls, one request each, nothing repeated here."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.chats import ChatRef
from bot.credentials import NoToken
from bot.hosts import TrustedHosts
from bot.outgoing import proxy_for
from bot.replies import NotSent, Refused, Unclear, read_reply

__all__ = ["Connector", "NotSent", "Refused", "Unclear"]

SECONDS = 15.0
PAGE = 500
MOST_PAGES = 40
_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientConnectorCertificateError,
    aiohttp.ConnectionTimeoutError,
)


class Bearer(Protocol):
    """Where the bot's token comes from (``bot.credentials.Credentials``)."""

    async def token(self) -> str:
        """Return a token; raises ``NoToken``."""

    def forget(self) -> None:
        """Drop a token that was refused."""


class Connector:
    """The calls the bot makes; each raises ``Refused``, ``Unclear`` or ``NotSent``."""

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        bearer: Bearer,
        hosts: TrustedHosts,
        seconds: float = SECONDS,
    ) -> None:
        self._session = session
        self._bearer = bearer
        self._hosts = hosts
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 3)

    async def send(self, chat: ChatRef, activity: Mapping[str, Any]) -> str:
        """Post a message and return its id (empty where Teams gives none)."""
        body = _addressed(chat, activity)
        answer = await self._ask("POST", chat.service_url, _activities(chat), body)
        return _id_in(answer)

    async def edit(self, chat: ChatRef, activity_id: str, activity: Mapping[str, Any]) -> None:
        """Replace a message of the bot, whole."""
        path = f"{_activities(chat)}/{_part(activity_id)}"
        body = {**_addressed(chat, activity), "id": activity_id}
        await self._ask("PUT", chat.service_url, path, body)

    async def delete(self, chat: ChatRef, activity_id: str) -> None:
        """Take a message of the bot away."""
        path = f"{_activities(chat)}/{_part(activity_id)}"
        await self._ask("DELETE", chat.service_url, path)

    async def create_personal(self, near: ChatRef, person: str) -> ChatRef:
        """Open (or find) the personal chat with a person, by Entra object id.

        ``near`` is any conversation of the same tenant: it lends service address and bot id.
        """
        body = {
            "bot": {"id": near.bot_id},
            "members": [{"id": person}],
            "isGroup": False,
            "tenantId": near.tenant,
            "channelData": {"tenant": {"id": near.tenant}},
        }
        answer = await self._ask("POST", near.service_url, "/v3/conversations", body)
        if not (conversation := _id_in(answer)):
            raise Unclear("NoConversation")
        return ChatRef(
            service_url=str(answer.get("serviceUrl") or near.service_url),
            conversation=conversation,
            tenant=near.tenant,
            bot_id=near.bot_id,
            kind="personal",
        )

    async def members(self, chat: ChatRef) -> tuple[dict[str, Any], ...]:
        """Return everybody in a conversation, page by page."""
        found: list[dict[str, Any]] = []
        token = ""
        for _ in range(MOST_PAGES):
            path = f"{_conversation(chat)}/pagedmembers?pageSize={PAGE}"
            if token:
                path += f"&continuationToken={_part(token)}"
            page = await self._ask("GET", chat.service_url, path)
            rows = page.get("members")
            found += [row for row in rows or () if isinstance(row, dict)]
            token = str(page.get("continuationToken") or "")
            if not token:
                break
        return tuple(found)

    async def member(self, chat: ChatRef, person: str) -> dict[str, Any] | None:
        """Return one person in a conversation, ``None`` where they are not in it."""
        path = f"{_conversation(chat)}/members/{_part(person)}"
        try:
            return await self._ask("GET", chat.service_url, path)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    async def meeting(self, service_url: str, meeting: str) -> dict[str, Any]:
        """Return what Teams knows of an online meeting (details, organiser, conversation)."""
        return await self._ask("GET", service_url, f"/v1/meetings/{_part(meeting)}")

    async def participant(
        self, service_url: str, meeting: str, person: str, tenant: str
    ) -> dict[str, Any] | None:
        """Return one participant with role and ``inMeeting``, ``None`` where Teams knows none."""
        path = f"/v1/meetings/{_part(meeting)}/participants/{_part(person)}?tenantId={_part(tenant)}"
        try:
            return await self._ask("GET", service_url, path)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    async def _ask(
        self,
        method: str,
        service_url: str,
        path: str,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make one request; a refused token is fetched anew once, for nothing was done then."""
        if not self._hosts.allow(service_url):
            raise NotSent("HostNotTrusted", final=True)
        url = service_url.rstrip("/") + path
        try:
            return await self._once(method, url, body)
        except Refused as refused:
            if refused.status != 401:
                raise
        self._bearer.forget()
        return await self._once(method, url, body)

    async def _once(self, method: str, url: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            token = await self._bearer.token()
        except NoToken as trouble:
            raise NotSent(trouble.code) from None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._session.request(
                method,
                _exactly(url),
                json=body,
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout,
                proxy=proxy_for(url),
                middlewares=() if method == "GET" else (_only_once,),
            ) as answer:
                return await read_reply(answer)
        except _NOT_SENT as trouble:
            raise NotSent(type(trouble).__name__) from None
        except _BrokenOff as broken:
            raise Unclear(str(broken)) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as trouble:
            raise Unclear(type(trouble).__name__) from None


class _BrokenOff(aiohttp.ClientError):
    """The line broke; under this name the client does not ask once more by itself."""


async def _only_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep the client from repeating edits and deletions: nobody would count them for the pace."""
    try:
        return await handler(request)
    except _NOT_SENT:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as trouble:
        raise _BrokenOff(type(trouble).__name__) from None


def _exactly(url: str) -> URL:
    """Take an address as it is written: its parts are quoted already."""
    return URL(url, encoded=True)


def _part(text: str) -> str:
    return quote(text, safe="")


def _conversation(chat: ChatRef) -> str:
    return f"/v3/conversations/{_part(chat.conversation)}"


def _activities(chat: ChatRef) -> str:
    return f"{_conversation(chat)}/activities"


def _addressed(chat: ChatRef, activity: Mapping[str, Any]) -> dict[str, Any]:
    """Add to an activity what the connector wants to see in every one."""
    return {
        "type": "message",
        "from": {"id": chat.bot_id},
        "conversation": {"id": chat.conversation},
        **activity,
    }


def _id_in(answer: Mapping[str, Any]) -> str:
    found = answer.get("id")
    return found if isinstance(found, str) else ""
