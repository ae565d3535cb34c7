"""What Graph sends of its own accord: notices of a subscription, sealed, vouched for, and sent again.

They may get lost, come twice, or change their place with the next.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from rehearsal.entra import Entra
from rehearsal.faults import Chance
from rehearsal.graph_sealing import seal, vouch
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.reading import Json

PATIENCE = 3.0
TRIES = 3


@dataclass(slots=True, kw_only=True)
class Subscription:
    """One subscription with what only Graph knows of it."""

    id: str
    meeting: OnlineMeeting
    body: Json
    expires: datetime
    waiting: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    sender: asyncio.Task[None] | None = None

    def told(self) -> Json:
        """Return how Graph describes it; secret and certificate are told to nobody."""
        shown = {k: v for k, v in self.body.items() if k not in ("clientState", "encryptionCertificate")}
        return {**shown, "id": self.id, "expirationDateTime": written(self.expires), "clientState": None}


class Notices:
    """Sends what happens; `dropped`, `doubled`, `swapped` are shares between 0 and 1.

    While `open` is not set everything waits.
    """

    def __init__(self, tenant_id: str, entra: Entra, *, seed: int = 3) -> None:
        """Send in the name of this tenant."""
        self.sent: Counter[int] = Counter()
        self.struck: Counter[str] = Counter()
        self.bodies: list[Any] = []
        self.dropped = self.doubled = self.swapped = 0.0
        self.open = asyncio.Event()
        self.open.set()
        self._tenant_id = tenant_id
        self._entra = entra
        self._chance = Chance(seed)
        self._session: aiohttp.ClientSession | None = None

    async def stop(self) -> None:
        """Send nothing any more."""
        if self._session is not None:
            await self._session.close()

    def queue(self, one: Subscription, event: Json) -> None:
        """Queue an event, lost or doubled as chance will have it."""
        if self._chance.strikes(self.dropped):
            self.struck["dropped"] += 1
            return
        twice = self._chance.strikes(self.doubled)
        self.struck["doubled"] += twice
        for _ in range(2 if twice else 1):
            one.waiting.put_nowait(event)

    def event(self, one: Subscription, what: str, at: datetime, people: Sequence[Json] = ()) -> Json:
        """Return a call event as it is before it is sealed."""
        said: Json = {
            "@odata.type": "#microsoft.graph.callevent",
            "@odata.id": str(one.body["resource"]).lstrip("/"),
            "id": str(uuid.uuid4()),
            "eventType": what,
            "eventDateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z",
        }
        return said | ({"participants@delta": list(people)} if people else {})

    def notice(self, one: Subscription, event: Json) -> Json:
        """Return what is posted for one event, sealed and vouched for."""
        body = one.body
        content = seal(event, str(body["encryptionCertificate"]), str(body["encryptionCertificateId"]))
        resource = {name: event[name] for name in ("@odata.type", "@odata.id", "id")}
        row = self._row(one) | {
            "changeType": "updated",
            "resource": event["@odata.id"],
            "resourceData": resource,
            "encryptedContent": content,
        }
        return {"value": [row], "validationTokens": [vouch(self._entra)]}

    async def tell_lifecycle(self, one: Subscription, happened: str) -> int:
        """Tell of something that has happened to the subscription itself; return the answer's status."""
        row = self._row(one) | {"lifecycleEvent": happened}
        return await self.post(str(one.body["lifecycleNotificationUrl"]), {"value": [row]})

    def _row(self, one: Subscription) -> Json:
        return {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": written(one.expires),
            "tenantId": self._tenant_id,
            "clientState": one.body.get("clientState"),
        }

    async def send_all(self, one: Subscription) -> None:
        """Send what waits, in order as a rule; what is not taken is sent again."""
        while True:
            events = [await one.waiting.get()]
            await self.open.wait()
            if not one.waiting.empty() and self._chance.strikes(self.swapped):
                events.insert(0, one.waiting.get_nowait())
                self.struck["swapped"] += 1
            for event in events:
                await self._send(one, event)
                one.waiting.task_done()

    async def _send(self, one: Subscription, event: Json) -> None:
        body = self.notice(one, event)
        for attempt in range(TRIES):
            if 200 <= await self.post(str(one.body["notificationUrl"]), body) < 300:
                return
            await asyncio.sleep(0.1 * 2**attempt)

    async def post(self, url: str, body: Any) -> int:
        """Post a body as Graph does and return the answer's status, 0 for none within three seconds."""
        self.bodies.append(body)
        status = 0
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self.http().post(url, json=body) as answer:
                status = answer.status
        self.sent[status] += 1
        return status

    def http(self) -> aiohttp.ClientSession:
        """Return the session in which everything is sent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        return self._session


def participant(who: Person, what: str, *, lobby: bool = False) -> Json:
    """Return one row of a roster's change; people without an account are guests by name only."""
    identity: Json = {"id": who.entra, "displayName": who.name, "tenantId": who.tenant}
    known = {"guest": {"displayName": who.name}} if who.anonymous else {"user": identity}
    row: Json = {
        "info": {"identity": known},
        "isInLobby": lobby,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, who.mri)),
    }
    if what == "left":
        row["removedState"] = {"reason": "Participant has left the meeting call."}
    return row


def written(moment: datetime) -> str:
    """Return a moment as Graph writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"
