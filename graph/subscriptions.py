"""Subscriptions to who comes and goes in the call of an online meeting; one for each app and meeting."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from graph.client import Client, Json, entries, moment_of, require_object, text_of
from graph.sending import send
from graph.unavailable import GraphUnavailable

LONGEST = timedelta(days=3)
"""How long Graph keeps a subscription to call events without a renewal."""

CONFLICT = 409
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription as Graph keeps it; its client state and its certificate are told to nobody."""

    id: str
    resource: str
    expires: datetime
    notification_url: str
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """With what Graph seals the data it sends: the certificate (base64 of its DER) and its id."""

    certificate: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the meeting by its link, where notices go, and the secret they carry.

    ``root`` is Graph's address with another version than the other questions', "" for the same.
    """

    join_url: str
    notification_url: str
    lifecycle_url: str
    client_state: str
    sealing: Sealing
    until: datetime
    root: str = ""


def resource_of(join_url: str) -> str:
    """The call events of the meeting with this link; the link is encoded once more, slashes and all."""
    return f"/communications/onlineMeetings(joinWebUrl='{quote(join_url, safe='')}')/meetingCallEvents"


def same_resource(one: str, other: str) -> bool:
    """Whether two resources are the same, however Graph writes them back."""
    return one.strip("/").casefold() == other.strip("/").casefold()


async def subscribe(client: Client, order: Order) -> Subscription:
    """Subscribe; Graph asks both addresses for an echo before it answers.

    Raises GraphUnavailable, with status 409 where this app has one for the meeting already.
    """
    body: Json = {
        "changeType": "updated",
        "notificationUrl": order.notification_url,
        "lifecycleNotificationUrl": order.lifecycle_url,
        "resource": resource_of(order.join_url),
        "expirationDateTime": _written(order.until),
        "clientState": order.client_state,
        "includeResourceData": True,
        "encryptionCertificate": order.sealing.certificate,
        "encryptionCertificateId": order.sealing.id,
    }

    async def question(service: Any) -> Subscription:
        builder = service.subscriptions
        if order.root:
            builder = builder.with_url(f"{order.root}/subscriptions")
        return subscription_of(await send(service, builder, "POST", body))

    return await client.ask("subscriptions", question)


async def renew(
    client: Client, subscription: str, until: datetime, sealing: Sealing | None = None
) -> Subscription:
    """Let it live longer, which also authorizes it anew; *sealing* puts another certificate in.

    Raises GraphUnavailable, with status 404 where there is none any more.
    """
    body: Json = {"expirationDateTime": _written(until)}
    if sealing is not None:
        body |= {"encryptionCertificate": sealing.certificate, "encryptionCertificateId": sealing.id}

    async def question(service: Any) -> Subscription:
        item = service.subscriptions.by_subscription_id(subscription)
        return subscription_of(await send(service, item, "PATCH", body))

    return await client.ask("subscriptions", question)


async def unsubscribe(client: Client, subscription: str) -> None:
    """End it; one that is not there any more is no fault. Raises GraphUnavailable."""

    async def question(service: Any) -> None:
        from msgraph.generated.models.o_data_errors.o_data_error import ODataError

        try:
            await send(service, service.subscriptions.by_subscription_id(subscription), "DELETE")
        except ODataError as error:
            if getattr(error, "response_status_code", None) != NOT_FOUND:
                raise

    await client.ask("subscriptions", question)


async def subscriptions(client: Client) -> tuple[Subscription, ...]:
    """All subscriptions of this app. Raises GraphUnavailable."""

    async def question(service: Any) -> tuple[Subscription, ...]:
        return tuple([subscription_of(one) async for one in entries(service, service.subscriptions)])

    return await client.ask("subscriptions", question)


def subscription_of(told: Json) -> Subscription:
    """One subscription as Graph describes it. Raises GraphUnavailable where it says less than it must."""
    one = require_object(told)
    expires = moment_of(one.get("expirationDateTime"))
    if expires is None or not text_of(one.get("id")):
        raise GraphUnavailable("not_readable")
    return Subscription(
        id=text_of(one.get("id")),
        resource=text_of(one.get("resource")),
        expires=expires,
        notification_url=text_of(one.get("notificationUrl")),
        certificate=text_of(one.get("encryptionCertificateId")),
    )


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
