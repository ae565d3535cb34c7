"""Subscriptions asked for through the one door to Graph, every request held against its metadata."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import aiohttp
import pytest
from aiohttp import web

from graph import (
    LONGEST,
    Certificate,
    Directory,
    GraphUnavailable,
    Order,
    make_certificate,
    resource_of,
    same_resource,
)
from rehearsal.meetings import OnlineMeeting
from rehearsal.serving import serve
from rehearsal.world import World
from tests.graph.csdl import METADATA, metadata

STATE = "s" * 64


class Receiver:
    """An address of ours that gives Graph its echo, and keeps what it sends."""

    def __init__(self) -> None:
        self.echoes = 0
        self.wrong = False
        self.kind = "text/plain"
        self.bodies: list[object] = []

    async def take(self, request: web.Request) -> web.Response:
        """Answer as the bot would."""
        token = request.query.get("validationToken")
        if token is None:
            self.bodies.append(await request.json())
            return web.Response(status=202)
        self.echoes += 1
        return web.Response(text="no" if self.wrong else token, content_type=self.kind)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def address(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/graph/{kind}", receiver.take)
    served = await serve(app)
    yield served.address
    await served.stop()


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return make_certificate(datetime.now(UTC))


@pytest.fixture
def order(address: str, online: OnlineMeeting, certificate: Certificate) -> Order:
    return Order(
        join_url=online.join_url,
        notification_url=f"{address}/graph/notifications",
        lifecycle_url=f"{address}/graph/lifecycle",
        client_state=STATE,
        sealing=certificate.sealing,
        until=datetime.now(UTC) + timedelta(days=2),
    )


def changed(order: Order, **parts: object) -> Order:
    from dataclasses import replace

    return replace(order, **parts)  # type: ignore[arg-type]


class TestResource:
    """The link is encoded whole, and once more where it was encoded already."""

    def test_is_the_call_events_of_the_meeting(self) -> None:
        link = (
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%7d"
        )
        resource = resource_of(link)

        assert resource.startswith("/communications/onlineMeetings(joinWebUrl='https%3A%2F%2Fteams")
        assert resource.endswith("')/meetingCallEvents")
        assert "%253ameeting_x%2540thread.v2%2F0%3Fcontext%3D%257b%2522Tid%2522%257d" in resource
        assert unquote(resource.split("'")[1]) == link

    def test_a_quote_in_a_link_cannot_end_it(self) -> None:
        assert resource_of("https://x/'").count("'") == 2

    def test_is_the_same_however_graph_writes_it_back(self) -> None:
        assert same_resource("/Communications/x", "communications/x")
        assert not same_resource("communications/x", "communications/y")


class TestSubscribing:
    """Made, listed, renewed, ended; each failure is one GraphUnavailable."""

    async def test_is_made_after_both_addresses_gave_an_echo(
        self, directory: Directory, world: World, order: Order, receiver: Receiver
    ) -> None:
        made = await directory.subscribe(order)
        (kept,) = world.graph.subscriptions.kept.values()

        assert receiver.echoes == 2
        assert kept.id == made.id
        assert kept.body["clientState"] == STATE
        assert abs(made.expires - order.until) < timedelta(seconds=2)
        assert made.certificate == order.sealing.id

    async def test_is_listed_without_its_secret(self, directory: Directory, order: Order) -> None:
        made = await directory.subscribe(order)
        (listed,) = await directory.subscriptions()

        assert listed == made
        assert same_resource(listed.resource, resource_of(order.join_url))

    async def test_there_is_one_for_a_meeting(self, directory: Directory, order: Order) -> None:
        await directory.subscribe(order)
        with pytest.raises(GraphUnavailable) as refused:
            await directory.subscribe(order)

        assert refused.value.status == 409

    async def test_is_refused_where_the_echo_is_wrong(
        self, directory: Directory, order: Order, receiver: Receiver
    ) -> None:
        receiver.wrong = True
        with pytest.raises(GraphUnavailable) as refused:
            await directory.subscribe(order)

        assert refused.value.status == 400

    async def test_is_refused_where_the_echo_is_a_page(
        self, directory: Directory, order: Order, receiver: Receiver
    ) -> None:
        receiver.kind = "text/html"
        with pytest.raises(GraphUnavailable):
            await directory.subscribe(order)

    @pytest.mark.parametrize("life", [LONGEST + timedelta(minutes=1), timedelta(minutes=-1)])
    async def test_is_refused_for_too_long_and_for_the_past(
        self, directory: Directory, order: Order, life: timedelta
    ) -> None:
        with pytest.raises(GraphUnavailable) as refused:
            await directory.subscribe(changed(order, until=datetime.now(UTC) + life))

        assert refused.value.status == 400

    async def test_an_unknown_meeting_is_refused(self, directory: Directory, order: Order) -> None:
        with pytest.raises(GraphUnavailable):
            await directory.subscribe(changed(order, join_url="https://teams.microsoft.com/l/other"))

    async def test_a_missing_permission_is_named(
        self, directory: Directory, world: World, order: Order
    ) -> None:
        world.graph.take_away("OnlineMeetings.ReadWrite.All")
        with pytest.raises(GraphUnavailable) as refused:
            await directory.subscribe(order)

        assert refused.value.permission == "OnlineMeetings.ReadWrite.All"

    async def test_is_renewed(self, directory: Directory, order: Order) -> None:
        made = await directory.subscribe(order)
        later = await directory.renew_subscription(made.id, order.until + timedelta(hours=10))

        assert later.expires - made.expires == timedelta(hours=10)

    async def test_takes_another_certificate_when_renewed(
        self, directory: Directory, world: World, order: Order
    ) -> None:
        made = await directory.subscribe(order)
        fresh = make_certificate(datetime.now(UTC)).sealing
        later = await directory.renew_subscription(made.id, order.until, fresh)

        assert later.certificate == fresh.id
        assert world.graph.subscriptions.kept[made.id].body["encryptionCertificate"] == fresh.certificate

    async def test_one_that_is_gone_cannot_be_renewed(self, directory: Directory, order: Order) -> None:
        made = await directory.subscribe(order)
        await directory.unsubscribe(made.id)
        with pytest.raises(GraphUnavailable) as refused:
            await directory.renew_subscription(made.id, order.until)

        assert refused.value.status == 404

    async def test_ending_twice_is_no_fault(self, directory: Directory, order: Order) -> None:
        made = await directory.subscribe(order)
        await directory.unsubscribe(made.id)
        await directory.unsubscribe(made.id)

        assert await directory.subscriptions() == ()

    async def test_a_service_that_is_down_is_one_failure(
        self, directory: Directory, world: World, order: Order
    ) -> None:
        made = await directory.subscribe(order)
        world.graph.down = True
        answers = await asyncio.gather(
            directory.subscribe(order),
            directory.subscriptions(),
            directory.renew_subscription(made.id, order.until),
            directory.unsubscribe(made.id),
            return_exceptions=True,
        )

        assert [type(answer) for answer in answers] == [GraphUnavailable] * 4


@pytest.mark.shared
@pytest.mark.skipif(not METADATA.is_file(), reason="Microsoft's metadata is not part of the repository")
class TestShapes:
    """What the stand-in sends are Graph's own types."""

    async def test_a_notice_is_a_collection_of_changes(
        self, directory: Directory, world: World, order: Order, receiver: Receiver, online: OnlineMeeting
    ) -> None:
        await directory.subscribe(order)
        online.join(world.tenant.people[online.organizer.mri], datetime.now(UTC))
        await world.graph.subscriptions.settled()

        assert len(receiver.bodies) == 2
        for body in receiver.bodies:
            assert isinstance(body, dict)
            for one in body["value"]:
                assert set(one.pop("resourceData")) == {"@odata.type", "@odata.id", "id"}  # an open type
            assert metadata().value(body, "graph.changeNotificationCollection", "notice") == []

    async def test_a_lifecycle_notice_is_one_too(
        self, directory: Directory, world: World, order: Order, receiver: Receiver
    ) -> None:
        made = await directory.subscribe(order)
        for happened in ("missed", "reauthorizationRequired", "subscriptionRemoved"):
            status = await world.graph.subscriptions.lifecycle(
                world.graph.subscriptions.kept[made.id], happened
            )
            assert status == 202

        for body in receiver.bodies:
            assert metadata().value(body, "graph.changeNotificationCollection", "notice") == []

    async def test_a_participant_is_one_of_graphs(
        self, directory: Directory, world: World, order: Order, online: OnlineMeeting
    ) -> None:
        from rehearsal.graph_noticing import participant

        for what in ("joined", "left"):
            one = participant(online.organizer, what)
            one["info"]["identity"]["user"].pop("tenantId")  # an open type; the guide shows it
            assert metadata().value(one, "graph.participant", "participant", partial=True) == []


async def test_the_session_of_the_stand_in_ends_with_it(world: World) -> None:
    session = world.graph.subscriptions.notices.http()
    assert isinstance(session, aiohttp.ClientSession)
    await world.graph.subscriptions.stop()

    assert session.closed
