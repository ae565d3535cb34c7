"""Two meetings of one sitting, over HTTP: the next day in another one, and a room for the closed part."""

import asyncio
from datetime import UTC, datetime, timedelta

from rehearsal.chats import Chat
from rehearsal.reading import has_button
from tests.evening.hall import MEMBERS, SITTING, Hall


async def another(hall: Hall, name: str) -> Chat:
    """A further online meeting of the same people, with the app in it."""
    people = [seat.person for seat in hall.seats.values()]
    now = datetime.now(UTC)
    chat = hall.world.tenant.schedule(name, people[0], now, now + timedelta(hours=4), *people)
    await hall.world.client.install_in(hall.person("amt"), chat)
    return chat


class TestAnotherDay:
    """A break to another day, `vorbereiten <Id>` in the new meeting, `fortsetzen`: one journal."""

    async def test_goes_on_in_the_new_meeting(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.seen("Es geht weiter um")
        second = await another(hall, "Stadtrat, zweiter Tag")
        await hall.say("amt", f"vorbereiten {SITTING}", second)
        await hall.seen("geht in dieser Besprechung weiter", hall.own("amt"))
        await hall.seen("Bild und Ton", second)
        for key in ("vogt", *MEMBERS):
            await hall.press(key, "Anwesend", second)
        await hall.let_in("vogt", *MEMBERS)
        await hall.say("vogt", "fortsetzen", second)
        await hall.until(lambda: hall.sitting.stage.value == "eröffnet")
        await hall.say("vogt", "abstimmung 4", second)
        await hall.seen("Bitte abstimmen", second)
        answer = await hall.press("abel", "Ja", second)

        assert "Ihre Stimme: Ja" in answer.text
        assert [len(hall.sitting.presence(hall.id(key)).spells) for key in MEMBERS] == [2] * len(MEMBERS)
        assert not [m for m in hall.meeting.bot_messages() if "Bitte abstimmen" in m.text]

    async def test_the_old_meeting_takes_nothing_any_more(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.seen("Es geht weiter um")
        second = await another(hall, "Stadtrat, zweiter Tag")
        await hall.say("amt", f"vorbereiten {SITTING}", second)
        await hall.seen("Bild und Ton", second)
        await hall.say("vogt", "fortsetzen")
        await hall.world_idle()

        assert hall.sitting.stage.value == "unterbrochen" or hall.sitting.meeting.endswith(second.id)

    async def test_is_taken_back(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.seen("Es geht weiter um")
        second = await another(hall, "Stadtrat, zweiter Tag")
        await hall.say("amt", f"vorbereiten {SITTING}", second)
        await hall.seen("Bild und Ton", second)
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.until(lambda: hall.sitting.meeting == f"meeting:{hall.meeting.id}")

        await hall.say("vogt", "beschlussfähigkeit")
        await hall.seen("eschlussfähig")


class TestClosedRoom:
    """Closed items, their ballots and results stand in the closed room, and nowhere public."""

    async def closed(self, hall: Hall) -> Chat:
        await hall.opened(*MEMBERS)
        room = await another(hall, "Nichtöffentlicher Teil")
        await hall.say("amt", f"vorbereiten {SITTING} nichtöffentlich", room)
        await hall.seen("Raum für den nichtöffentlichen Teil", hall.own("amt"))
        await hall.say("vogt", "nichtöffentlich")
        await hall.seen("Übertragung", hall.own("vogt"))
        await hall.control("Nichtöffentlich")
        await hall.until(lambda: not hall.sitting.public)
        return room

    async def test_holds_the_ballot_and_its_result(self, hall: Hall) -> None:
        room = await self.closed(hall)
        await hall.say("vogt", "abstimmung 8", room)
        await hall.seen("Bitte abstimmen", room)
        for key in ("vogt", *MEMBERS):
            assert "Ihre Stimme: Ja" in (await hall.press(key, "Ja", room)).text
        await hall.say("vogt", "schließen", room)
        await hall.say("vogt", "feststellen", room)
        await hall.seen("Dafür 9, dagegen 0, Enthaltungen 0: beschlossen", room)
        await hall.world_idle()

        assert not [m for m in hall.meeting.bot_messages() if "Geheimgasse" in m.text or "Dafür 9" in m.text]

    async def test_asks_everybody_whether_they_are_alone(self, hall: Hall) -> None:
        room = await self.closed(hall)
        await room.wait_for(lambda m: has_button(m.card, "Ich bin allein im Raum"), within=10)
        for key in MEMBERS:
            answer = await hall.press(key, "Ich bin allein im Raum", room)
        await hall.seen("8 von 9 haben bestätigt, dass sie allein im Raum sind", hall.own("vogt"))

        assert "Bestätigt um" in answer.text

    async def test_is_asked_in_the_own_chats_where_there_is_no_room(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "nichtöffentlich")
        await hall.seen("Übertragung", hall.own("vogt"))
        await hall.control("Nichtöffentlich")
        await hall.own("abel").wait_for(lambda m: has_button(m.card, "Ich bin allein im Raum"), within=10)
        await hall.press("abel", "Ich bin allein im Raum", hall.own("abel"))

        assert hall.sitting.alone == (hall.id("abel"),)

    async def test_moving_over_takes_nobody_out_of_the_sitting(self, hall: Hall) -> None:
        await hall.prepared()
        for key in ("vogt", *MEMBERS):
            await hall.world.client.join(hall.person(key), hall.meeting)
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        room = await another(hall, "Nichtöffentlicher Teil")
        await hall.say("amt", f"vorbereiten {SITTING} nichtöffentlich", room)
        await hall.seen("Raum für den nichtöffentlichen Teil", hall.own("amt"))
        await hall.say("vogt", "nichtöffentlich")
        await hall.seen("Übertragung", hall.own("vogt"))
        await hall.control("Nichtöffentlich")
        await hall.until(lambda: not hall.sitting.public)
        for key in ("vogt", *MEMBERS):
            await hall.world.client.leave(hall.person(key), hall.meeting)
            await hall.world.client.join(hall.person(key), room)
        await hall.world_idle()

        assert all(hall.sitting.presence(hall.id(key)).counts for key in ("vogt", *MEMBERS))

    async def test_shows_the_chair_who_else_is_there(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        room = await another(hall, "Nichtöffentlicher Teil")
        await hall.world.client.join(hall.person("gast"), room)
        await hall.say("amt", f"vorbereiten {SITTING} nichtöffentlich", room)
        await hall.seen("Raum für den nichtöffentlichen Teil", hall.own("amt"))

        for _ in range(8):  # the room is looked at now and then; the chair never waits for it
            await hall.say("vogt", "nichtöffentlich")
            await asyncio.sleep(0.5)

        await hall.seen("ist auch: Gerda Gast (Stand", hall.own("vogt"))
