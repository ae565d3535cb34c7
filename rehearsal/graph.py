"""Stands in for Microsoft Graph v1.0: users, chat members, meetings and attendance reports."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from rehearsal.entra import GRAPH, Entra
from rehearsal.graph_apps import CatalogueApps
from rehearsal.graph_roles import GRANTED, require
from rehearsal.graph_shapes import member_of, online_meeting_of, record_of, report_of, user_of
from rehearsal.meetings import OnlineMeeting, Report
from rehearsal.people import Person
from rehearsal.reading import Json
from rehearsal.refusals import ODataRefused
from rehearsal.serving import Served, serve
from rehearsal.tenant import Tenant

PAGE = 50
NEWER_SCOPES = ("invited", "organizationExcludingGuests")
_JOIN_FILTER = re.compile(r"\s*JoinWebUrl\s+eq\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)
Watch = Callable[[str, str, Any, int, Any], None]
"""Sees method, address, body, status and answer of every request."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Graph:
    """Answers the questions that the product asks Graph."""

    def __init__(self, tenant: Tenant, entra: Entra) -> None:
        """Read the tenant; take tokens that Entra issued for Graph or for this address."""
        self.access_policy = True
        self.down = False
        self.granted = GRANTED
        self.unsettable: frozenset[str] = frozenset()
        self.unkept: frozenset[str] = frozenset()
        self.busy: list[float] = []
        self.watch: Watch | None = None
        self.apps = CatalogueApps(tenant, self._page)
        self.answered: Counter[int] = Counter()
        self.url = ""
        self._tenant = tenant
        self._entra = entra
        self._origin = ""
        self._server: Served | None = None

    async def start(self) -> None:
        """Serve on a loopback port."""
        app = web.Application(middlewares=[self._gate])
        meetings = "/v1.0/users/{user}/onlineMeetings"
        reports = f"{meetings}/{{meeting}}/attendanceReports"
        app.router.add_get("/v1.0/users/{user}", self._user)
        app.router.add_get("/v1.0/chats/{chat}/members", self._members)
        app.router.add_get(meetings, self._find_meeting)
        app.router.add_get(f"{meetings}/{{meeting}}", self._meeting)
        app.router.add_patch(f"{meetings}/{{meeting}}", self._set_meeting)
        app.router.add_routes(self.apps.routes())
        app.router.add_get(reports, self._reports)
        app.router.add_get(f"{reports}/{{report}}", self._report)
        app.router.add_get(f"{reports}/{{report}}/attendanceRecords", self._records)
        self._server = await serve(app)
        self._origin = self._server.address
        self.url = f"{self._origin}/v1.0"
        self._entra.resources |= {self._origin, self.url}

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            await self._server.stop()

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if self.down:
                raise ODataRefused(503, "ServiceUnavailable", "The service is unavailable.")
            audiences = [GRAPH, self._origin, self.url]
            if not self._entra.accepts(request.headers.get("Authorization", ""), audiences):
                raise ODataRefused(401, "InvalidAuthenticationToken", "Access token is empty or invalid.")
            if self.busy:
                return self._throttled(self.busy.pop(0))
            require(request.method, request.path.removeprefix("/v1.0"), self.granted)
            response = await handler(request)
        except ODataRefused as refusal:
            response = web.json_response(refusal.body, status=refusal.status)
        except web.HTTPNotFound:
            body = ODataRefused(
                404, "Request_ResourceNotFound", f"Resource '{request.path}' does not exist."
            ).body
            response = web.json_response(body, status=404)
        self.answered[response.status] += 1
        await self._watched(request, response)
        return response

    async def _watched(self, request: web.Request, response: web.StreamResponse) -> None:
        """Show a request with its answer to whoever looks on."""
        if self.watch is None or not isinstance(response, web.Response):
            return
        asked = json.loads(await request.read() or "null") if request.body_exists else None
        told = json.loads(response.body) if isinstance(response.body, bytes) and response.body else None
        path = request.raw_path.removeprefix("/v1.0")
        self.watch(request.method, path, asked, response.status, told)

    def take_away(self, permission: str) -> None:
        """Let an administrator withdraw a permission."""
        self.granted = self.granted - {permission}

    def _throttled(self, seconds: float) -> web.Response:
        refusal = ODataRefused(429, "TooManyRequests", "The request has been throttled.")
        self.answered[429] += 1
        return web.json_response(refusal.body, status=429, headers={"Retry-After": f"{seconds:g}"})

    async def _user(self, request: web.Request) -> web.Response:
        person = self._known(request)
        context = f"{self.url}/$metadata#users/$entity"
        return web.json_response({"@odata.context": context, **user_of(person)})

    async def _members(self, request: web.Request) -> web.Response:
        chat = self._tenant.chats.get(request.match_info["chat"])
        if chat is None:
            raise ODataRefused(404, "NotFound", "ThreadNotFound: The chat was not found.")
        return self._page(request, [member_of(person, chat.id) for person in chat.members.values()])

    async def _find_meeting(self, request: web.Request) -> web.Response:
        matched = _JOIN_FILTER.fullmatch(request.query.get("$filter", ""))
        if matched is None:
            raise ODataRefused(400, "BadRequest", "Only a filter by JoinWebUrl is supported.")
        url = matched[1].replace("''", "'")
        organizer = self._organizer(request)
        found = [one for one in self._tenant.meetings() if one.join_url == url and one.organizer == organizer]
        return self._page(request, [self._told(request, one) for one in found])

    async def _meeting(self, request: web.Request) -> web.Response:
        return web.json_response(self._told(request, self._known_meeting(request)))

    def _told(self, request: web.Request, meeting: OnlineMeeting) -> Json:
        """The meeting; newer words of an enumeration only for whoever asks for them."""
        told = online_meeting_of(meeting)
        if "include-unknown-enum-members" not in request.headers.get("Prefer", ""):
            lobby = told["lobbyBypassSettings"]
            if lobby.get("scope") in NEWER_SCOPES:
                told["lobbyBypassSettings"] = {**lobby, "scope": "unknownFutureValue"}
        return told

    async def _set_meeting(self, request: web.Request) -> web.Response:
        meeting, body = self._known_meeting(request), await request.json()
        self._refuse_organizer(body)
        if self.unsettable & set(body):
            raise ODataRefused(
                400, "BadRequest", f"{', '.join(sorted(self.unsettable & set(body)))} cannot be set."
            )
        participants = body.pop("participants", None)
        if participants is not None:
            meeting.attendees = list(participants.get("attendees", []))
        meeting.options |= {name: value for name, value in body.items() if name not in self.unkept}
        return web.json_response(self._told(request, meeting))

    def _refuse_organizer(self, body: Json) -> None:
        """What Graph does not take: another organizer, presenters by role without the attendees."""
        people = body.get("participants")
        if people is not None and "organizer" in people:
            raise ODataRefused(400, "BadRequest", "The organizer cannot be updated.")
        if body.get("allowedPresenters") == "roleIsPresenter" and "attendees" not in (people or {}):
            raise ODataRefused(400, "BadRequest", "The full list of attendees is required.")

    async def _reports(self, request: web.Request) -> web.Response:
        newest = list(reversed(self._known_meeting(request).reports))[:50]
        return self._page(request, [report_of(report) for report in newest])

    async def _report(self, request: web.Request) -> web.Response:
        meeting, report = self._known_report(request)
        body = report_of(report)
        if request.query.get("$expand") == "attendanceRecords":
            body["attendanceRecords"] = self._records_of(meeting, report)
        return web.json_response(body)

    async def _records(self, request: web.Request) -> web.Response:
        return self._page(request, self._records_of(*self._known_report(request)))

    def _records_of(self, meeting: OnlineMeeting, report: Report) -> list[Json]:
        return [
            record_of(meeting, meeting.people[mri], stays, report.end) for mri, stays in report.stays.items()
        ]

    def _known(self, request: web.Request) -> Person:
        wanted = request.match_info["user"]
        person = self._tenant.by_entra(wanted)
        if person is None or person.tenant != self._tenant.id:
            message = f"Resource '{wanted}' does not exist."
            raise ODataRefused(404, "Request_ResourceNotFound", message)
        return person

    def _organizer(self, request: web.Request) -> Person:
        person = self._known(request)
        if not self.access_policy:
            raise ODataRefused(403, "Forbidden", "No application access policy found for this app.")
        return person

    def _known_meeting(self, request: web.Request) -> OnlineMeeting:
        organizer, wanted = self._organizer(request), request.match_info["meeting"]
        for meeting in self._tenant.meetings():
            if meeting.graph_id == wanted and meeting.organizer == organizer:
                return meeting
        raise ODataRefused(404, "NotFound", "3004: User does not have access to lookup meeting.")

    def _known_report(self, request: web.Request) -> tuple[OnlineMeeting, Report]:
        meeting = self._known_meeting(request)
        for report in meeting.reports:
            if report.id == request.match_info["report"]:
                return meeting, report
        raise ODataRefused(404, "NotFound", "The attendance report was not found.")

    def _page(self, request: web.Request, rows: Sequence[Json]) -> web.Response:
        try:
            start = int(request.query.get("$skiptoken") or 0)
            most = min(int(request.query.get("$top") or PAGE), PAGE)
        except ValueError:
            raise ODataRefused(400, "BadRequest", "Invalid paging parameter.") from None
        body: Json = {
            "@odata.context": f"{self.url}/$metadata#Collection",
            "@odata.count": len(rows),
            "value": list(rows[start : start + most]),
        }
        if start + most < len(rows):
            following = request.url.update_query({"$skiptoken": str(start + most)})
            body["@odata.nextLink"] = f"{self._origin}{following.raw_path_qs}"
        return web.json_response(body)
