"""The connector's questions about people: members of a chat, a meeting, one participant."""

from __future__ import annotations

import base64
from collections import Counter

from aiohttp import web

from rehearsal.chats import Chat
from rehearsal.limits import Operation
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.posting import Pace, chat_of
from rehearsal.reading import Json
from rehearsal.refusals import Refused
from rehearsal.tenant import Tenant

SMALLEST_PAGE, LARGEST_PAGE = 50, 500


class Roll:
    """Answers who somebody is and whether they are there."""

    def __init__(self, tenant: Tenant, pace: Pace) -> None:
        """Read the tenant's chats at Teams' pace."""
        self._tenant = tenant
        self._pace = pace
        self.looked_up: Counter[str] = Counter()

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Return the addresses that are answered here."""
        chat = f"{prefix}/v3/conversations/{{chat}}"
        return [
            web.get(f"{chat}/members", self._members),
            web.get(f"{chat}/pagedmembers", self._paged),
            web.get(f"{chat}/members/{{member}}", self._member),
            web.get(f"{prefix}/v1/meetings/{{meeting}}", self._meeting),
            web.get(f"{prefix}/v1/meetings/{{meeting}}/participants/{{person}}", self._participant),
        ]

    async def _members(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        self._pace(Operation.ROSTER, chat.id)
        return web.json_response([account(person) for person in chat.members.values()])

    async def _paged(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        self._pace(Operation.MEMBERS, chat.id)
        wanted = int(request.query.get("pageSize") or SMALLEST_PAGE)
        page = min(max(wanted, SMALLEST_PAGE), LARGEST_PAGE)
        start = _position(request.query.get("continuationToken", ""))
        people = list(chat.members.values())
        body: Json = {"members": [account(person) for person in people[start : start + page]]}
        if start + page < len(people):
            body["continuationToken"] = base64.urlsafe_b64encode(str(start + page).encode()).decode()
        return web.json_response(body)

    async def _member(self, request: web.Request) -> web.Response:
        chat = chat_of(self._tenant, request)
        self._pace(Operation.MEMBERS, chat.id)
        person = self._in_chat(chat, request.match_info["member"])
        self.looked_up[person.mri] += 1
        return web.json_response(account(person))

    def _in_chat(self, chat: Chat, identifier: str) -> Person:
        person = chat.members.get(identifier) or self._tenant.by_entra(identifier)
        if person is None or person.mri not in chat.members:
            raise Refused(
                404, "MemberNotFoundInConversation", "The member was not found in the conversation."
            )
        return person

    async def _meeting(self, request: web.Request) -> web.Response:
        meeting = self._known_meeting(request)
        return web.json_response(
            {
                "details": {
                    "id": meeting.id,
                    "msGraphResourceId": meeting.graph_id,
                    "scheduledStartTime": f"{meeting.start:%Y-%m-%dT%H:%M:%SZ}",
                    "scheduledEndTime": f"{meeting.end:%Y-%m-%dT%H:%M:%SZ}",
                    "joinUrl": meeting.join_url,
                    "title": meeting.title,
                    "type": "Scheduled",
                },
                "conversation": {
                    "isGroup": True,
                    "conversationType": "groupChat",
                    "id": meeting.chat_id,
                },
                "organizer": {
                    "id": meeting.organizer.mri,
                    "aadObjectId": meeting.organizer.entra,
                    "tenantId": meeting.organizer.tenant,
                },
            }
        )

    async def _participant(self, request: web.Request) -> web.Response:
        meeting = self._known_meeting(request)
        self._pace(Operation.MEMBERS, meeting.chat_id)
        person = self._tenant.by_entra(request.match_info["person"])
        known = {*meeting.people, *self._tenant.chats[meeting.chat_id].members}
        if request.query.get("tenantId") != self._tenant.id or person is None or person.mri not in known:
            raise Refused(404, "NotFound", "The participant was not found in the meeting.")
        body = {
            "user": _participant_account(person),
            "meeting": {"role": meeting.part_of(person).value, "inMeeting": meeting.is_in(person)},
            "conversation": {
                "isGroup": True,
                "conversationType": "groupChat",
                "id": meeting.chat_id,
            },
        }
        return web.json_response(body)

    def _known_meeting(self, request: web.Request) -> OnlineMeeting:
        meeting = self._tenant.meeting(request.match_info["meeting"])
        if meeting is None:
            raise Refused(404, "NotFound", "The meeting was not found or has expired.")
        if not self._tenant.chats[meeting.chat_id].installed:
            raise Refused(
                403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )
        return meeting


def account(person: Person) -> Json:
    """Return a person as the connector lists them: its Entra id is called `objectId` there."""
    body: Json = {
        "id": person.mri,
        "name": person.name,
        "tenantId": person.tenant,
        "userRole": person.standing.value,
    }
    if person.anonymous:
        return body
    return body | {
        "objectId": person.entra,
        "givenName": person.first,
        "surname": person.last,
        "email": person.upn,
        "userPrincipalName": person.upn,
    }


def _participant_account(person: Person) -> Json:
    body = account(person)
    return body | {"aadObjectId": body.pop("objectId")}


def _position(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode() or 0)
    except ValueError:
        raise Refused(400, "BadArgument", "The continuation token is not valid.") from None
