"""The relay between the bot and people's windows: signed, named, and shown to everybody who looks."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from rehearsal.chats import Chat
from rehearsal.people import Person
from rehearsal.playground.relay import Relay
from rehearsal.reading import ADAPTIVE_CARD
from rehearsal.world import World
from tests.rehearsal.conftest import Receiver, card_with, message_with

TEXT = "Bitte abstimmen · TOP 3 · Abstimmung 1"
_ids = itertools.count(1)


class Glass:
    """A window that keeps what it is given, under ids of its own, as a Playground does."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.shown: dict[str, list[dict[str, Any]]] = {}
        self.broken = False

    async def post(self, chat: Chat, activity: dict[str, Any]) -> str:
        if self.broken:
            return ""
        mine = f"{self.person.key}-{next(_ids)}"
        self.shown[mine] = [activity]
        return mine

    async def put(self, chat: Chat, identifier: str, activity: dict[str, Any]) -> None:
        self.shown[identifier].append(activity)

    @property
    def ids(self) -> list[str]:
        return list(self.shown)


class Desk:
    """The relay with the windows of two people, and how these send."""

    def __init__(self, relay: Relay, session: aiohttp.ClientSession, *glasses: Glass) -> None:
        self.relay = relay
        self.session = session
        self.first, self.second = glasses

    async def send(self, glass: Glass, chat: Chat, kind: str, **more: Any) -> tuple[int, Any]:
        person = glass.person
        activity = {
            "type": kind,
            "id": "fenster-1",
            "from": {"id": person.mri, "aadObjectId": person.entra},
            "conversation": {"id": chat.id},
            "channelId": "msteams",
            "serviceUrl": "http://127.0.0.1:1/",
            **more,
        }
        async with self.session.post(self.relay.endpoint(person), json=activity) as answer:
            return answer.status, await answer.json() if answer.content_type.endswith("json") else None

    async def opens(self, glass: Glass, chat: Chat) -> None:
        await self.send(glass, chat, "installationUpdate", action="add")


@pytest.fixture
async def desk(
    world: World, meeting: Chat, chair: Person, member: Person, session: aiohttp.ClientSession
) -> AsyncIterator[Desk]:
    relay = Relay(world, meeting)
    await relay.start()
    glasses = Glass(chair), Glass(member)
    for glass in glasses:
        relay.join(glass)
    yield Desk(relay, session, *glasses)
    await relay.stop()


class TestWhatAWindowSends:
    """A Playground signs nothing and knows no meeting: the relay gives it what Teams would."""

    async def test_is_signed_and_names_the_online_meeting(
        self, world: World, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        status, _ = await desk.send(desk.first, meeting, "message", text="<at>Ratssaal</at> hilfe")

        assert status == 200
        assert meeting.meeting is not None
        assert bot.last["channelData"]["meeting"] == {"id": meeting.meeting.id}
        assert bot.last["from"]["aadObjectId"] == desk.first.person.entra
        assert bot.headers[-1]["Authorization"].startswith("Bearer ")

    async def test_in_the_own_chat_there_is_no_meeting(self, world: World, desk: Desk, bot: Receiver) -> None:
        await desk.send(desk.first, world.tenant.one_to_one(desk.first.person), "message", text="hilfe")

        assert "meeting" not in (bot.last.get("channelData") or {})

    async def test_a_press_names_the_message_as_the_service_knows_it(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        await desk.opens(desk.first, meeting)
        message = meeting.send(message_with(card_with("Ja")))
        await desk.relay.shown()
        bot.reply = {
            "statusCode": 200,
            "type": ADAPTIVE_CARD,
            "value": card_with("Ja", text="Ihre Stimme: Ja"),
        }

        press = {"name": "adaptiveCard/action", "value": {"action": {}}, "replyToId": desk.first.ids[0]}
        status, answer = await desk.send(desk.first, meeting, "invoke", **press)

        assert (status, answer) == (200, bot.reply)
        assert bot.last["replyToId"] == message.id
        assert message.seen_by(desk.first.person) == bot.reply["value"]
        assert message.seen_by(desk.second.person) == message.card

    async def test_a_chat_that_is_none_of_the_towns_is_not_passed_on(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        status, _ = await desk.send(desk.first, meeting, "message", conversation={"id": "19:fremd"})

        assert status == 404
        assert bot.activities == []

    async def test_a_bot_that_is_gone_is_told_to_the_window(
        self, world: World, meeting: Chat, desk: Desk
    ) -> None:
        world.client.delivery.endpoint = "http://127.0.0.1:9/api/messages"

        assert (await desk.send(desk.first, meeting, "message", text="hilfe"))[0] == 502

    async def test_it_is_asked_whether_somebody_is_there(self, desk: Desk, chair: Person) -> None:
        there = desk.relay.endpoint(chair)
        async with (
            desk.session.head(there) as known,
            desk.session.head(there.replace(chair.key, "x")) as other,
        ):
            assert (known.status, other.status) == (200, 404)


class TestInstalling:
    """A window tells at every opening that the app is installed; Teams says it once."""

    async def test_the_first_window_installs_and_the_second_is_no_news(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        meeting.installed = False
        await desk.opens(desk.first, meeting)
        await desk.opens(desk.second, meeting)

        assert meeting.installed
        assert [one["type"] for one in bot.activities] == ["installationUpdate"]

    async def test_the_own_chat_is_installed_for_its_person(
        self, world: World, desk: Desk, bot: Receiver
    ) -> None:
        world.tenant.personal.clear()
        await desk.opens(desk.first, world.tenant.one_to_one(desk.first.person))

        assert world.tenant.personal == {desk.first.person.mri}


class TestWhatTheBotSays:
    """Sends and edits are shown in every window that has the chat open."""

    async def test_everybody_who_looks_sees_sends_and_edits(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        for glass in (desk.first, desk.second):
            await desk.opens(glass, meeting)
        message = meeting.send(message_with(card_with("Ja")))
        meeting.edit(message, message_with(card_with(text="Geschlossen")))
        await desk.relay.shown()

        for glass in (desk.first, desk.second):
            assert list(glass.shown.values()) == [[version.activity for version in message.versions]]

    async def test_a_window_that_is_opened_late_or_anew_gets_what_stands(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        first = meeting.send(message_with(card_with("Ja")))
        meeting.send({"type": "message", "text": "@Ratssaal hilfe"}, by=desk.second.person.mri)
        meeting.delete(meeting.send(message_with(card_with(text="weg"))))
        await desk.opens(desk.first, meeting)
        await desk.opens(desk.first, meeting)
        await desk.relay.shown()

        assert list(desk.first.shown.values()) == [[first.activity], [first.activity]]
        meeting.edit(first, message_with(card_with(text="Geschlossen")))
        await desk.relay.shown()
        assert [len(versions) for versions in desk.first.shown.values()] == [1, 2]

    async def test_an_own_chat_is_nobody_elses(self, world: World, desk: Desk, bot: Receiver) -> None:
        own = world.tenant.one_to_one(desk.first.person)
        for glass in (desk.first, desk.second):
            await desk.opens(glass, world.tenant.one_to_one(glass.person))
        own.send(message_with(card_with("Ja")))
        await desk.relay.shown()

        assert (len(desk.first.shown), len(desk.second.shown)) == (1, 0)

    async def test_a_window_that_refuses_holds_up_no_other(
        self, meeting: Chat, desk: Desk, bot: Receiver
    ) -> None:
        for glass in (desk.first, desk.second):
            await desk.opens(glass, meeting)
        desk.first.broken = True
        message = meeting.send(message_with(card_with("Ja")))
        meeting.edit(message, message_with(card_with(text="Geschlossen")))
        async with asyncio.timeout(10):
            await desk.relay.shown()

        assert desk.first.shown == {}
        assert [len(versions) for versions in desk.second.shown.values()] == [2]
