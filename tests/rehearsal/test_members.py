"""Councillors vote as they wish, however they fumble; the room is read as people read it."""

from collections import Counter
from typing import Any

import pytest
from aiohttp import web

from rehearsal.chats import Chat, NotSeenInTime
from rehearsal.evening import Evening, NotTaken, Rooms
from rehearsal.faults import Faults
from rehearsal.members import Bench, Habits, NotCounted, is_counted
from rehearsal.people import Device, Person, person
from rehearsal.reading import ADAPTIVE_CARD, has_button
from rehearsal.seen import Counts, counts_of, is_ballot, is_result, number_of
from rehearsal.serving import serve
from rehearsal.world import World
from tests.rehearsal.conftest import card_with, message_with

CHOICES = ("Ja", "Nein", "Enthaltung")


class BallotBox:
    """Counts the last vote of everybody, and answers as the contract says a bot answers."""

    def __init__(self, world: World, deaf: int = 0) -> None:
        self.world = world
        self.votes: dict[str, str] = {}
        self.presses = 0
        self.deaf = deaf
        self.admitted: list[Any] = []

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity["type"] == "invoke":
            return self.press(activity)
        if "value" in activity:
            person = self.world.tenant.people[activity["from"]["id"]]
            said = self.count(person.mri, activity["value"]["choice"])
            self.world.tenant.one_to_one(person).send({"type": "message", "text": said})
        return web.Response(status=200)

    def press(self, activity: dict[str, Any]) -> web.Response:
        action = activity["value"]["action"]
        self.presses += 1
        if self.presses <= self.deaf:
            return web.Response(status=500)
        if action["verb"] == "admission.admit":
            self.admitted.append(action["data"]["case"])
            return web.json_response(
                {"statusCode": 200, "type": "application/vnd.microsoft.activity.message"}
            )
        text = self.count(activity["from"]["id"], action["data"]["choice"])
        return web.json_response(
            {"statusCode": 200, "type": ADAPTIVE_CARD, "value": card_with(*CHOICES, text=text)}
        )

    def count(self, mri: str, choice: str) -> str:
        self.votes[mri] = choice
        return f"✓ Ihre Stimme: {choice.capitalize()} – gezählt um 16:42:17 Uhr, Beleg 4K7P-91."


@pytest.fixture
async def box(world: World) -> Any:
    receiver = BallotBox(world)
    app = web.Application()
    app.router.add_post("/api/messages", receiver.take)
    server = await serve(app)
    world.client.delivery.endpoint = f"{server.address}/api/messages"
    yield receiver
    await server.stop()


def people(count: int, device: Device = Device.DESKTOP) -> list[Person]:
    return [person(f"p{number}", "P", str(number), device=device) for number in range(count)]


def bench(world: World, chat: Chat, **habits: float) -> Bench:
    return Bench(world.client, chat, habits=Habits(**{"seconds": 0.001, **habits}), patience=0.5)


class TestVoting:
    """Every wish is counted as wished, and confirmed to who wished it."""

    async def vote(
        self, world: World, meeting: Chat, box: BallotBox, device: Device, **habits: float
    ) -> tuple[Any, Counter[str]]:
        everybody = people(30, device)
        meeting.add(*everybody)
        ballot = meeting.send(message_with(card_with(*CHOICES)))
        wishes = {one: CHOICES[number % 3] for number, one in enumerate(everybody)}

        told = await bench(world, meeting, **habits).vote(ballot, wishes)

        assert {box.votes[one.mri] for one in everybody} == {"ja", "nein", "enthaltung"}
        assert all(box.votes[one.mri] == wish.casefold() for one, wish in wishes.items())
        return told, Counter(box.votes.values())

    @pytest.mark.parametrize("device", list(Device))
    async def test_on_every_device(self, world: World, meeting: Chat, box: BallotBox, device: Device) -> None:
        told, tally = await self.vote(world, meeting, box, device)

        assert tally == {"ja": 10, "nein": 10, "enthaltung": 10}
        assert len(told.answers) == 30

    async def test_with_second_thoughts_and_double_presses(
        self, world: World, meeting: Chat, box: BallotBox
    ) -> None:
        told, tally = await self.vote(world, meeting, box, Device.PHONE, twice=0.5, wavering=0.5)

        assert tally == {"ja": 10, "nein": 10, "enthaltung": 10}
        assert box.presses == 30 + told.twice + told.wavered
        assert told.twice > 5
        assert told.wavered > 5

    @pytest.mark.parametrize("faults", [Faults(doubled=0.3, lost=0.3, late=0.2, late_seconds=0.01)])
    async def test_with_faulty_deliveries(
        self, world: World, meeting: Chat, box: BallotBox, faults: Faults, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(world.client, "_speed", 100.0)

        _, tally = await self.vote(world, meeting, box, Device.DESKTOP, wavering=0.2)

        assert tally == {"ja": 10, "nein": 10, "enthaltung": 10}
        assert world.client.delivery.counted["doubled"] > 0

    async def test_who_gets_an_error_presses_again(
        self, world: World, meeting: Chat, box: BallotBox, member: Person
    ) -> None:
        box.deaf = 2
        ballot = meeting.send(message_with(card_with(*CHOICES)))

        told = await bench(world, meeting).vote(ballot, {member: "Nein"})

        assert told.again == 2
        assert box.votes[member.mri] == "nein"

    async def test_a_vote_that_is_never_confirmed_is_an_alarm(
        self, world: World, meeting: Chat, box: BallotBox, member: Person
    ) -> None:
        box.deaf = 100
        ballot = meeting.send(message_with(card_with(*CHOICES)))

        with pytest.raises(NotCounted, match="Jörg Öztürk wollte „Ja“"):
            await bench(world, meeting).vote(ballot, {member: "Ja"})

    async def test_an_old_device_without_a_receipt_presses_again_and_then_complains(
        self, world: World, meeting: Chat, member: Person, bot: Any
    ) -> None:
        from dataclasses import replace

        ballot = meeting.send(message_with(card_with(*CHOICES)))
        old = replace(member, device=Device.OLD)
        hasty = Bench(world.client, meeting, habits=Habits(seconds=0.001), patience=0.05)

        with pytest.raises(NotCounted):
            await hasty.vote(ballot, {old: "Ja"})
        assert len(bot.activities) > 1


class TestAdmission:
    """The clerk presses beside the right name, and waits for who is not on a card yet."""

    def card(self, *names: str) -> dict[str, Any]:
        body: list[dict[str, Any]] = []
        for number, name in enumerate(names):
            action = {"type": "Action.Execute", "title": "Zulassen", "verb": "admission.admit"}
            body += [
                {"type": "TextBlock", "text": name, "separator": True},
                {"type": "ActionSet", "actions": [{**action, "data": {"case": f"{number}:{name}"}}]},
            ]
        return {"type": "AdaptiveCard", "version": "1.4", "body": body}

    async def test_each_button_belongs_to_the_name_above_it(
        self, world: World, meeting: Chat, box: BallotBox, chair: Person
    ) -> None:
        office = world.tenant.group("Büro", chair)
        everybody = people(3)
        office.send(message_with(self.card(*(one.name for one in everybody))))

        await bench(world, meeting).admit(chair, office, list(reversed(everybody)))

        assert box.admitted == ["2:P 2", "1:P 1", "0:P 0"]

    async def test_a_settled_name_lends_its_neighbours_button_to_nobody(
        self, world: World, meeting: Chat, box: BallotBox, chair: Person
    ) -> None:
        office = world.tenant.group("Büro", chair)
        card = self.card("P 0", "P 1")
        del card["body"][1]
        message = office.send(message_with(card))

        assert not has_button(message.seen_by(chair), "Zulassen", "P 0")
        assert has_button(message.seen_by(chair), "Zulassen", "P 1")

    async def test_without_a_card_the_clerk_types_the_name(
        self, world: World, meeting: Chat, chair: Person, member: Person
    ) -> None:
        office = world.tenant.group("Büro", chair)
        typed: list[str] = []

        async def take(request: web.Request) -> web.Response:
            typed.append((await request.json())["text"])
            office.send({"type": "message", "text": "Erledigt."})
            return web.Response(status=200)

        app = web.Application()
        app.router.add_post("/api/messages", take)
        server = await serve(app)
        world.client.delivery.endpoint = f"{server.address}/api/messages"

        await bench(world, meeting).admit(chair, office, [member], within=0.05)
        await server.stop()

        assert typed == ["<at>Ratssaal</at> zulassen Jörg Öztürk"]


class TestReadingTheRoom:
    """contract.md 5.5 and 5.9: numbers and counts stand in fixed words."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "Dafür 31, dagegen 21, Enthaltungen 8: beschlossen",
                Counts(yes=31, no=21, abstain=8, verdict="beschlossen"),
            ),
            ("Dafür 0, dagegen 0, Enthaltungen 0 – vorläufig", Counts(yes=0, no=0, abstain=0)),
            ("58 von 62 haben abgestimmt", None),
        ],
    )
    def test_counts(self, meeting: Chat, text: str, expected: Counts | None) -> None:
        assert counts_of(meeting.send(message_with(card_with(text=text)))) == expected

    def test_a_ballot_has_a_number_and_buttons(self, meeting: Chat) -> None:
        ballot = meeting.send(message_with(card_with("Ja", text="Bitte abstimmen · TOP 3 · Abstimmung 23")))
        closed = meeting.send(message_with(card_with(text="Abstimmung 23 geschlossen")))

        assert number_of(ballot) == 23
        assert is_ballot(ballot)
        assert not is_ballot(closed)

    def test_a_result_is_a_message_of_its_own(self, meeting: Chat) -> None:
        words = "Dafür 3, dagegen 2, Enthaltungen 1: abgelehnt"
        result = meeting.send(message_with(card_with(text=words)))
        edited = meeting.send(message_with(card_with("Ja")))
        meeting.edit(edited, message_with(card_with(text=words)))

        assert is_result(result)
        assert not is_result(edited)

    @pytest.mark.parametrize("status", [400, 500])
    def test_what_did_not_arrive_is_not_counted(self, status: int) -> None:
        from rehearsal.delivery import Answer

        body = {"value": "Ihre Stimme: Ja – Beleg 1"}
        assert is_counted(Answer(status=200, body=body), "Ja")
        assert not is_counted(Answer(status=200, body=body), "Nein")
        assert not is_counted(Answer(status=status, body=body), "Ja")


class TestEvening:
    """A line is typed, and the step is done when the room shows it."""

    def evening(self, world: World, meeting: Chat, chair: Person, member: Person) -> Evening:
        rooms = Rooms(meeting=meeting, office=world.tenant.group("Büro", member))
        return Evening(world.client, rooms, chair, member, patience=0.2)

    async def test_what_does_not_come_is_said_with_what_the_person_read(
        self, world: World, meeting: Chat, chair: Person, member: Person
    ) -> None:
        async def refuse(request: web.Request) -> web.Response:
            world.tenant.one_to_one(chair).send({"type": "message", "text": "Noch nicht eröffnet."})
            return web.Response(status=200)

        app = web.Application()
        app.router.add_post("/api/messages", refuse)
        server = await serve(app)
        world.client.delivery.endpoint = f"{server.address}/api/messages"

        with pytest.raises(NotSeenInTime, match="Noch nicht eröffnet"):
            await self.evening(world, meeting, chair, member).open_ballot("abstimmung 3")
        await server.stop()

    async def test_a_lost_message_is_made_up_by_a_private_answer_to_the_second_try(
        self, world: World, meeting: Chat, chair: Person, member: Person
    ) -> None:
        heard: list[str] = []

        async def take(request: web.Request) -> web.Response:
            heard.append((await request.json())["text"])
            if len(heard) == 2:
                text = "Die Sitzung ist bereits eröffnet."
                world.tenant.one_to_one(chair).send({"type": "message", "text": text})
            return web.Response(status=200)

        app = web.Application()
        app.router.add_post("/api/messages", take)
        server = await serve(app)
        world.client.delivery.endpoint = f"{server.address}/api/messages"

        told = await self.evening(world, meeting, chair, member).open()
        await server.stop()

        assert "bereits eröffnet" in told.text
        assert heard == ["<at>Ratssaal</at> sitzung eröffnen"] * 2

    async def test_a_bot_that_fails_is_said(
        self, world: World, meeting: Chat, chair: Person, member: Person
    ) -> None:
        world.client.delivery.endpoint = "http://127.0.0.1:9/api/messages"

        with pytest.raises(NotTaken, match="sitzung eröffnen"):
            await self.evening(world, meeting, chair, member).open()
