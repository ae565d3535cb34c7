"""The stand-in sends as Graph does: again where it is not taken, lost or doubled where told to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from graph import make_certificate
from rehearsal.chats import Chat
from rehearsal.graph_noticing import Subscription, participant, written
from rehearsal.people import person
from rehearsal.serving import serve
from rehearsal.world import World


class Receiver:
    """An address that keeps what it gets, and answers as it is told."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.statuses: list[int] = []

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        return web.Response(status=self.statuses.pop(0) if self.statuses else 202)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path / "world") as running:
        yield running


@pytest.fixture
def chat(world: World) -> Chat:
    chair, member = person("vogt", "Petra", "Vogt"), person("abel", "Anna", "Abel")
    world.tenant.add(chair, member)
    now = datetime.now(UTC)
    return world.tenant.schedule("Rat", chair, now, now + timedelta(hours=1), member)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/n", found.take)
    served = await serve(app)
    yield found, f"{served.address}/n"
    await served.stop()


@pytest.fixture
async def one(world: World, chat: Chat, receiver: tuple[Receiver, str]) -> Subscription:
    """A subscription that was made without asking anybody for an echo."""
    assert chat.meeting is not None
    sealing = make_certificate(datetime.now(UTC)).sealing
    body = {
        "resource": "communications/x",
        "notificationUrl": receiver[1],
        "lifecycleNotificationUrl": receiver[1],
        "clientState": "s",
        "encryptionCertificate": sealing.certificate,
        "encryptionCertificateId": sealing.id,
    }
    made = Subscription(
        id="1", meeting=chat.meeting, body=body, expires=datetime.now(UTC) + timedelta(days=1)
    )
    graph = world.graph.subscriptions
    graph.kept[made.id] = made
    made.sender = asyncio.create_task(graph.notices.send_all(made))
    chat.meeting.watchers.append(lambda what, who, at: graph.happened(made, what, who, at))
    return made


class TestSending:
    """Every join, leave, beginning and end is sent, and sent again until it is taken."""

    async def test_what_is_not_taken_is_sent_again(
        self, world: World, chat: Chat, one: Subscription, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].statuses = [503, 503]
        assert chat.meeting is not None
        await world.client.join(chat.meeting.organizer, chat, told=False)
        await world.graph.subscriptions.settled()

        assert world.graph.subscriptions.notices.sent == {503: 2, 202: 2}
        assert len({str(body["value"][0]["resourceData"]["id"]) for body in receiver[0].bodies}) == 2

    async def test_what_is_dropped_is_never_sent(
        self, world: World, chat: Chat, one: Subscription, receiver: tuple[Receiver, str]
    ) -> None:
        notices = world.graph.subscriptions.notices
        notices.dropped = 1.0
        assert chat.meeting is not None
        await world.client.join(chat.meeting.organizer, chat, told=False)
        await world.graph.subscriptions.settled()

        assert receiver[0].bodies == []
        assert notices.struck["dropped"] == 2

    async def test_after_its_end_nothing_is_sent(
        self, world: World, chat: Chat, one: Subscription, receiver: tuple[Receiver, str]
    ) -> None:
        await world.graph.subscriptions.forget(one)
        assert chat.meeting is not None
        await world.client.join(chat.meeting.organizer, chat, told=False)

        assert receiver[0].bodies == []

    async def test_one_that_has_run_out_is_silent(
        self, world: World, chat: Chat, one: Subscription, receiver: tuple[Receiver, str]
    ) -> None:
        one.expires = datetime.now(UTC)
        assert chat.meeting is not None
        await world.client.join(chat.meeting.organizer, chat, told=False)
        await world.graph.subscriptions.settled()

        assert receiver[0].bodies == []


class TestShapes:
    """Moments and participants are written as Microsoft's guide shows them."""

    def test_a_moment_has_seven_digits(self) -> None:
        assert written(datetime(2026, 12, 9, 13, 0, tzinfo=UTC)) == "2026-12-09T13:00:00.0000000Z"

    def test_who_has_left_says_why(self) -> None:
        row = participant(person("abel", "Anna", "Abel"), "left")

        assert row["removedState"] == {"reason": "Participant has left the meeting call."}
