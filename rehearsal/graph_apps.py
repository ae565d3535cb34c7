"""Graph's side of Teams apps: the town's catalogue, and which app is in which chat or with which person."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from aiohttp import web

from rehearsal.chats import Chat
from rehearsal.people import Person
from rehearsal.reading import Json
from rehearsal.refusals import ODataRefused
from rehearsal.tenant import Tenant

RSC = (
    "ChatMember.Read.Chat",
    "OnlineMeeting.ReadBasic.Chat",
    "OnlineMeetingArtifact.Read.Chat",
    "OnlineMeetingParticipant.Read.Chat",
)
_BIND = "teamsApp@odata.bind"

Page = Callable[[web.Request, Sequence[Json]], web.Response]


class CatalogueApps:
    """Answers for the one app of the rehearsal, whose external id is the bot's app id."""

    def __init__(self, tenant: Tenant, page: Page) -> None:
        """Keep the catalogue of this tenant; collections are answered through *page*."""
        self.published = True
        self.secrets: list[Json] = []
        self.asked_for_secrets = 0
        self.id = str(uuid.uuid5(uuid.NAMESPACE_URL, tenant.app_id))
        self._tenant = tenant
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses that are answered here."""
        return [
            web.get("/v1.0/appCatalogs/teamsApps", self._catalogue),
            web.get("/v1.0/{app:applications\\(.+\\)}", self._registration),
            web.get("/v1.0/chats/{chat}/installedApps", self._in_chat),
            web.post("/v1.0/chats/{chat}/installedApps", self._add_to_chat),
            web.post("/v1.0/users/{user}/teamwork/installedApps", self._add_for_user),
        ]

    async def _registration(self, request: web.Request) -> web.Response:
        """The app registration itself, as far as its secrets go; they are shown by their first letters."""
        if request.match_info["app"] != f"applications(appId='{self._tenant.app_id}')":
            raise ODataRefused(404, "Request_ResourceNotFound", "The application does not exist.")
        self.asked_for_secrets += 1
        return web.json_response({"passwordCredentials": self.secrets})

    async def _catalogue(self, request: web.Request) -> web.Response:
        wanted = request.query.get("$filter", "")
        here = self.published and wanted == f"externalId eq '{self._tenant.app_id}'"
        if wanted and not wanted.startswith("externalId eq '"):
            raise ODataRefused(400, "BadRequest", "The filter is not supported.")
        app: Json = {
            "id": self.id,
            "externalId": self._tenant.app_id,
            "displayName": "Ratssaal",
            "distributionMethod": "organization",
        }
        if "appDefinitions" in request.query.get("$expand", ""):
            coming = {"id": f"{self.id}##2.0.0", "teamsAppId": self.id, "publishingState": "submitted"}
            app["appDefinitions"] = [self._definition(), coming]
        return self._page(request, [app] if here else [])

    def _definition(self) -> Json:
        asked = [{"permissionValue": name, "permissionType": "application"} for name in RSC]
        return {
            "id": f"{self.id}##1.0.0",
            "teamsAppId": self.id,
            "displayName": "Ratssaal",
            "version": "1.0.0",
            "publishingState": "published",
            "lastModifiedDateTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "authorization": {
                "clientAppId": self._tenant.app_id,
                "requiredPermissionSet": {"resourceSpecificPermissions": asked},
            },
        }

    async def _in_chat(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        installation: Json = {"id": f"{chat.id}##{self.id}"}
        if "teamsApp" in request.query.get("$expand", ""):
            installation["teamsApp"] = {
                "id": self.id,
                "externalId": self._tenant.app_id,
                "displayName": "Ratssaal",
                "distributionMethod": "organization",
            }
        return self._page(request, [installation] if chat.installed else [])

    async def _add_to_chat(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        body = await self._asked(request)
        consented = body.get("consentedPermissionSet", {}).get("resourceSpecificPermissions", [])
        if {one["permissionValue"] for one in consented} != set(RSC):
            raise ODataRefused(
                400, "BadRequest", "The app requires consent to its resource-specific permissions."
            )
        if chat.installed:
            raise ODataRefused(409, "Conflict", "App is already installed in the chat.")
        chat.installed = True
        return web.Response(status=201, headers={"Location": f"/chats/{chat.id}/installedApps"})

    async def _add_for_user(self, request: web.Request) -> web.Response:
        person = self._person(request)
        await self._asked(request)
        if person.mri in self._tenant.personal:
            raise ODataRefused(409, "Conflict", "App is already installed for the user.")
        self._tenant.personal.add(person.mri)
        self._tenant.one_to_one(person).installed = True
        return web.Response(status=201)

    async def _asked(self, request: web.Request) -> Json:
        body: Json = await request.json()
        if not str(body.get(_BIND, "")).endswith(f"/appCatalogs/teamsApps/{self.id}"):
            raise ODataRefused(404, "NotFound", "The requested app was not found in the catalog.")
        return body

    def _chat(self, request: web.Request) -> Chat:
        chat = self._tenant.chats.get(request.match_info["chat"])
        if chat is None:
            raise ODataRefused(404, "NotFound", "ThreadNotFound: The chat was not found.")
        return chat

    def _person(self, request: web.Request) -> Person:
        person = self._tenant.by_entra(request.match_info["user"])
        if person is None or person.tenant != self._tenant.id:
            raise ODataRefused(404, "NotFound", "The user was not found.")
        return person
