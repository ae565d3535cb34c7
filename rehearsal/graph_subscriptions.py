"""Graph's subscriptions to the call events of online meetings: asked for, renewed, ended."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from rehearsal.entra import Entra
from rehearsal.graph_noticing import Notices, Subscription, participant, written
from rehearsal.graph_sealing import public_key
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.reading import Json
from rehearsal.refusals import ODataRefused
from rehearsal.tenant import Tenant

LONGEST = timedelta(minutes=4320)
_RESOURCE = re.compile(
    r"/?communications/onlineMeetings\(joinWebUrl='([^']+)'\)/meetingCallEvents", re.IGNORECASE
)
_NEEDED = ("changeType", "notificationUrl", "resource", "expirationDateTime")

Page = Callable[[web.Request, Sequence[Json]], web.Response]


class Subscriptions:
    """Answers for `/subscriptions`, and hands what happens in the meetings to `notices`."""

    def __init__(self, tenant: Tenant, entra: Entra, page: Page, *, seed: int = 3) -> None:
        """Watch the meetings of this tenant; collections are answered through *page*."""
        self.kept: dict[str, Subscription] = {}
        self.asked: Counter[str] = Counter()
        self.beta_only = False
        self.notices = Notices(tenant.id, entra, seed=seed)
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._tenant = tenant
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses that are answered here."""
        one = "/v1.0/subscriptions/{subscription}"
        return [
            web.post("/{version:v1.0|beta}/subscriptions", self._create),
            web.get("/v1.0/subscriptions", self._list),
            web.get(one, self._read),
            web.patch(one, self._renew),
            web.delete(one, self._delete),
            web.post(f"{one}/reauthorize", self._reauthorize),
        ]

    async def stop(self) -> None:
        """Send nothing any more."""
        for one in tuple(self.kept.values()):
            await self.forget(one)
        await self.notices.stop()

    # --- requests ------------------------------------------------------------------------

    async def _create(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        self.asked["create"] += 1
        if self.beta_only and request.match_info["version"] != "beta":
            raise ODataRefused(
                400, "InvalidRequest", "Resource not found for the segment 'meetingCallEvents'."
            )
        expires = self._checked(body)
        meeting = self._meeting(str(body["resource"]))
        self._refuse_second(meeting)
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            if name in body:
                await self._validate(str(body[name]))
        self._refuse_second(meeting)
        made = Subscription(id=str(uuid.uuid4()), meeting=meeting, body=body, expires=expires)
        made.body = {**body, "applicationId": self._tenant.app_id, "creatorId": str(uuid.uuid4())}
        self.kept[made.id] = made
        made.sender = asyncio.create_task(self.notices.send_all(made))
        meeting.watchers.append(lambda what, who, at: self.happened(made, what, who, at))
        answer = {**made.told(), "clientState": body.get("clientState")}
        return web.json_response(answer, status=201)

    async def _list(self, request: web.Request) -> web.Response:
        return self._page(request, [one.told() for one in self._living()])

    async def _read(self, request: web.Request) -> web.Response:
        return web.json_response(self._known(request).told())

    async def _renew(self, request: web.Request) -> web.Response:
        one, body = self._known(request), await request.json()
        self.asked["renew"] += 1
        if "encryptionCertificate" in body and public_key(str(body["encryptionCertificate"])) is None:
            raise ODataRefused(400, "InvalidRequest", "Certificate is not valid.")
        one.expires = self._expiry(body.get("expirationDateTime", written(one.expires)))
        one.body |= {k: v for k, v in body.items() if k.startswith("encryptionCertificate")}
        return web.json_response(one.told())

    async def _delete(self, request: web.Request) -> web.Response:
        self.asked["delete"] += 1
        await self.forget(self._known(request))
        return web.Response(status=204)

    async def _reauthorize(self, request: web.Request) -> web.Response:
        self.asked["reauthorize"] += 1
        self._known(request)
        return web.Response(status=204)

    def _checked(self, body: Json) -> datetime:
        lacking = [name for name in _NEEDED if not body.get(name)]
        if lacking:
            raise ODataRefused(400, "InvalidRequest", f"'{lacking[0]}' is required.")
        if body["changeType"] != "updated":
            raise ODataRefused(400, "InvalidRequest", "Only changeType 'updated' is supported.")
        if len(str(body.get("clientState") or "")) > 128:
            raise ODataRefused(400, "InvalidRequest", "clientState is longer than 128 characters.")
        if body.get("includeResourceData") and (
            not body.get("encryptionCertificateId")
            or len(str(body["encryptionCertificateId"])) > 128
            or public_key(str(body.get("encryptionCertificate"))) is None
        ):
            raise ODataRefused(400, "InvalidRequest", "Certificate is not valid.")
        return self._expiry(body["expirationDateTime"])

    def _expiry(self, value: object) -> datetime:
        try:
            expires = datetime.fromisoformat(str(value))
        except ValueError:
            raise ODataRefused(400, "InvalidRequest", "expirationDateTime is not valid.") from None
        if not self.now() < expires <= self.now() + LONGEST:
            raise ODataRefused(
                400, "InvalidRequest", "Subscription expiration can only be 4320 minutes in the future."
            )
        return expires

    def _meeting(self, resource: str) -> OnlineMeeting:
        matched = _RESOURCE.fullmatch(resource)
        url = unquote(matched[1]) if matched else ""
        for meeting in self._tenant.meetings():
            if meeting.join_url == url:
                return meeting
        raise ODataRefused(400, "InvalidRequest", "Resource not found for the segment.")

    def _refuse_second(self, meeting: OnlineMeeting) -> None:
        if any(one.meeting is meeting for one in self._living()):
            raise ODataRefused(
                409,
                "ExtensionError",
                "Operation: Create; Exception: [Status Code: Conflict; Reason: A subscription already "
                "exists. It must be deleted before another can be made.]",
            )

    async def _validate(self, url: str) -> None:
        """Ask the address for an echo; nothing is made where it does not give one."""
        token = f"Validation: Testing client application reachability for subscription. Id: {uuid.uuid4()}"
        refusal = ODataRefused(
            400,
            "InvalidRequest",
            "Subscription validation request failed. Must respond with 200 OK to this request.",
        )
        self.asked["validate"] += 1
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        try:
            async with self.notices.http().post(
                url, params={"validationToken": token}, headers=headers
            ) as answer:
                plain = answer.status == 200 and answer.content_type == "text/plain"
                if not plain or await answer.text() != token:
                    raise refusal
        except (aiohttp.ClientError, TimeoutError):
            raise refusal from None

    def _living(self) -> list[Subscription]:
        return [one for one in self.kept.values() if one.expires > self.now()]

    def _known(self, request: web.Request) -> Subscription:
        found = self.kept.get(request.match_info["subscription"])
        if found is None or found.expires <= self.now():
            raise ODataRefused(404, "ResourceNotFound", "The object was not found.")
        return found

    # --- what happens --------------------------------------------------------------------

    def happened(self, one: Subscription, what: str, who: Person | None, at: datetime) -> None:
        """Queue the notice of something that has happened in the meeting."""
        if self.kept.get(one.id) is not one or one.expires <= self.now():
            return
        if what in ("started", "ended"):
            self.notices.queue(one, self.notices.event(one, f"call{what.title()}", at))
        elif who is not None:
            row = participant(who, what)
            self.notices.queue(one, self.notices.event(one, "rosterUpdated", at, [row]))

    async def lifecycle(self, one: Subscription, happened: str) -> int:
        """Tell of something that has happened to the subscription itself; return the answer's status."""
        if happened == "subscriptionRemoved":
            await self.forget(one)
        return await self.notices.tell_lifecycle(one, happened)

    async def settled(self) -> None:
        """Wait until everything is sent that has happened."""
        for one in tuple(self.kept.values()):
            await one.waiting.join()

    async def forget(self, one: Subscription) -> None:
        """End a subscription."""
        self.kept.pop(one.id, None)
        if one.sender is not None:
            one.sender.cancel()
            with suppress(asyncio.CancelledError):
                await one.sender
