"""Two meetings of one sitting, over HTTP: the next day in another one, and a room for the closed part."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.bindings import TABLE, Bindings
from council.ids import BallotId, SittingId
from rehearsal.chats import Chat, Message
from rehearsal.reading import has_button
from store.planned import Plans
from tests.evening.hall import MEMBERS, SITTING, Hall

OTHER = SittingId("2026-12-10-bauausschuss")


async def another(hall: Hall, name: str) -> Chat:
    """A further online meeting of the same people, with the app in it."""
    people = [seat.person for seat in hall.seats.values()]
    now = datetime.now(UTC)
    chat = hall.world.tenant.schedule(name, people[0], now, now + timedelta(hours=4), *people)
    await hall.world.client.install_in(hall.person("amt"), chat)
    return chat


async def away(hall: Hall) -> Chat:
    """An open sitting is interrupted until the next day and bound to another meeting."""
    await hall.say("vogt", "unterbrechen bis morgen 14:00")
    await hall.seen("Es geht weiter um")
    second = await another(hall, "Stadtrat, zweiter Tag")
    await hall.say("amt", f"vorbereiten {SITTING}", second)
    await hall.seen("Bild und Ton", second)
    return second


async def moved(hall: Hall) -> Chat:
    """A sitting of everybody goes on in another meeting."""
    await hall.opened(*MEMBERS)
    return await away(hall)


def _as_first_seen(message: Message) -> Message:
    """A message as somebody still sees it whose Teams has not shown its later versions."""
    return replace(message, versions=message.versions[:1], views={})


async def a_second_sitting(hall: Hall) -> None:
    """Another body's sitting is planned beside the first."""
    plans = Plans(hall.registry)
    (first,) = await plans.all()
    await plans.keep(replace(first, id=OTHER, title="Bauausschuss"))


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
        await hall.admitted("vogt", *MEMBERS, chat=second)
        await hall.say("vogt", "fortsetzen", second)
        await hall.seen("9 von 9 anwesend", second)
        await hall.seen("wurde unterbrochen und geht in einer anderen Besprechung weiter")
        await hall.say("vogt", "abstimmung 4", second)
        await hall.seen("Bitte abstimmen", second)
        answer = await hall.press("abel", "Ja", second)

        assert "Ihre Stimme: Ja" in answer.text
        assert [len(hall.sitting.presence(hall.id(key)).spells) for key in MEMBERS] == [2] * len(MEMBERS)
        assert not [m for m in hall.meeting.bot_messages() if "Bitte abstimmen" in m.text]

    async def test_an_item_called_again_has_a_card_in_the_new_meeting(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        await hall.seen("TOP 4")
        second = await away(hall)
        await hall.admitted("vogt", *MEMBERS, chat=second)
        await hall.say("vogt", "fortsetzen", second)
        await hall.seen("9 von 9 anwesend", second)
        await hall.say("vogt", "top 5", second)
        await hall.seen("TOP 5", second)
        await hall.say("vogt", "top 4", second)
        await hall.seen("TOP 4", second)
        await hall.say("vogt", "vertagen 4", second)
        shown = await hall.seen("Vertagt", second)

        assert shown.text.startswith("TOP 4")
        assert len([m for m in second.bot_messages() if m.text.startswith("TOP 4")]) == 1

    async def test_the_old_meeting_takes_no_command(self, hall: Hall) -> None:
        await moved(hall)
        await hall.say("vogt", "fortsetzen")
        await hall.seen("geht in einer anderen Besprechung weiter", hall.own("vogt"))

        assert hall.sitting.stage.value == "unterbrochen"

    async def test_a_sign_in_on_the_old_card_does_not_count(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        card = await hall.offered("Anwesend", hall.meeting)
        await away(hall)
        client, abel = hall.world.client, hall.person("abel")
        answer = await client.press(abel, hall.meeting, "Anwesend", message=_as_first_seen(card))

        assert "geht in einer anderen Besprechung weiter" in answer.text
        assert not hall.sitting.presence(hall.id("abel")).waiting

    async def test_the_old_sign_in_card_has_no_button_any_more(self, hall: Hall) -> None:
        await moved(hall)
        await hall.seen("Bitte melden Sie sich dort an")
        await hall.world_idle()
        cards = [m.card for m in hall.meeting.bot_messages() if m.text.startswith("Anmeldung")]

        assert not [card for card in cards if has_button(card, "Anwesend")]

    async def test_a_vote_on_an_old_card_does_not_count(self, hall: Hall) -> None:
        second = await moved(hall)
        await hall.admitted("vogt", *MEMBERS, chat=second)
        await hall.say("vogt", "fortsetzen", second)
        await hall.until(lambda: hall.sitting.stage.value == "eröffnet")
        await hall.say("vogt", "abstimmung 4", second)
        card = await second.wait_for(lambda m: has_button(m.card, "Ja"), within=10)
        answer = await hall.world.client.press(hall.person("abel"), hall.meeting, "Ja", message=card)

        assert "geht in einer anderen Besprechung weiter" in answer.text
        assert hall.sitting.ballots[BallotId(1)].vote_of(hall.id("abel")) is None

    async def test_is_taken_back(self, hall: Hall) -> None:
        second = await moved(hall)
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.until(lambda: hall.sitting.meeting == f"meeting:{hall.meeting.id}")

        await hall.say("vogt", "beschlussfähigkeit")
        await hall.seen("eschlussfähig")

    async def test_taking_it_back_twice_moves_it_nowhere_else(self, hall: Hall) -> None:
        second = await moved(hall)
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.seen("wieder mit der früheren Besprechung", hall.own("amt"))
        await hall.say("amt", "vorbereiten aufheben")
        await hall.seen("bereits", hall.own("amt"))

        assert hall.sitting.meeting == f"meeting:{hall.meeting.id}"

    async def test_after_taking_it_back_people_sign_in_where_it_was(self, hall: Hall) -> None:
        second = await moved(hall)
        mark = hall.meeting.mark()
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.seen("Bild und Ton", after=mark)
        await hall.press("abel", "Anwesend")

        assert hall.sitting.presence(hall.id("abel")).waiting

    async def test_is_not_taken_back_once_somebody_is_admitted(self, hall: Hall) -> None:
        second = await moved(hall)
        await hall.admitted("abel", chat=second)
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.seen("Hier ist schon eine Person zugelassen", hall.own("amt"))

        assert hall.sitting.meeting == f"meeting:{second.id}"

    async def test_keeps_all_its_meetings_for_the_reports(self, hall: Hall) -> None:
        second = await moved(hall)
        bindings = Bindings(hall.registry, hall.desk, hall.outbox.chats)
        first_id, second_id = await bindings.meetings_of(SITTING)

        assert hall.meeting.meeting is not None
        assert second.meeting is not None
        assert (first_id, second_id) == (hall.meeting.meeting.id, second.meeting.id)

    async def test_a_meeting_bound_by_mistake_is_not_among_them(self, hall: Hall) -> None:
        second = await moved(hall)
        await hall.say("amt", "vorbereiten aufheben", second)
        await hall.seen("wieder mit der früheren Besprechung", hall.own("amt"))
        bindings = Bindings(hall.registry, hall.desk, hall.outbox.chats)

        assert [chat for chat, _ in await bindings.held_in(SITTING)] == [hall.meeting.id]

    async def test_is_moved_on_a_day_that_is_named(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        day = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=3)
        await hall.say("vogt", f"unterbrechen bis {day:%d.%m.%Y} 14:00")
        await hall.until(lambda: hall.sitting.stage.value == "unterbrochen")

        assert hall.sitting.break_until is not None
        assert hall.sitting.break_until.date() == day.date()


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

        shown = "Gerda Gast (ohne Aufgabe im nichtöffentlichen Teil; laut Teams in der Besprechung)"
        await hall.seen(shown, hall.own("vogt"))

    async def test_is_told_the_quorum_where_it_was_asked(self, hall: Hall) -> None:
        room = await self.closed(hall)
        mark = hall.meeting.mark()
        await hall.say("vogt", "beschlussfähigkeit", room)
        await hall.seen("eschlussfähig: 9 von 9", room)
        await hall.world_idle()

        assert not [e for e in hall.meeting.since(mark) if "eschlussfähig: 9 von 9" in e.message.text]

    async def test_shows_the_open_ballot_once_more_in_its_room(self, hall: Hall) -> None:
        room = await self.closed(hall)
        await hall.say("vogt", "abstimmung 8", room)
        await hall.seen("Bitte abstimmen", room)
        mark = room.mark()
        await hall.say("amt", "karte", room)
        again = await hall.seen("Bitte abstimmen", room, after=mark)

        assert has_button(again.card, "Ja")


class TestChatsOfOthers:
    """A chat is one thing: a public meeting, a closed room, or another sitting's."""

    async def room(self, hall: Hall) -> Chat:
        room = await another(hall, "Nichtöffentlicher Teil")
        await hall.say("amt", f"vorbereiten {SITTING} nichtöffentlich", room)
        await hall.seen("Raum für den nichtöffentlichen Teil", hall.own("amt"))
        return room

    async def test_the_closed_room_never_becomes_the_public_meeting(self, hall: Hall) -> None:
        await hall.prepared()
        room = await self.room(hall)
        await hall.say("amt", f"vorbereiten {SITTING}", room)
        await hall.seen("gehört schon zu dieser Sitzung", hall.own("amt"))

        assert hall.sitting.meeting == f"meeting:{hall.meeting.id}"

    async def test_the_closed_room_stays_one_when_somebody_tries(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        room = await self.room(hall)
        await hall.say("vogt", "unterbrechen bis morgen 14:00")
        await hall.seen("Es geht weiter um")
        await hall.say("amt", f"vorbereiten {SITTING}", room)
        await hall.seen("gehört schon zu dieser Sitzung", hall.own("amt"))

        assert (await hall.registry.all(TABLE))[room.id]["closed"] is True

    async def test_a_room_that_was_bound_by_mistake_is_free_again(self, hall: Hall) -> None:
        await hall.say("amt", "büro hier", hall.office)
        await hall.prepared()
        room = await self.room(hall)
        await hall.say("amt", "vorbereiten aufheben", room)
        await hall.seen("nicht mehr der Raum", hall.own("amt"))
        await hall.say("amt", f"vorbereiten {SITTING}", room)
        await hall.until(lambda: hall.sitting.meeting == f"meeting:{room.id}")

        assert hall.sitting.closed_meeting == ""

    async def test_another_sittings_meeting_is_not_taken_for_the_closed_room(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        other = await another(hall, "Bauausschuss")
        await a_second_sitting(hall)
        await hall.say("amt", f"vorbereiten {OTHER}", other)
        await hall.seen("Bild und Ton", other)
        await hall.say("amt", f"vorbereiten {SITTING} nichtöffentlich", other)
        await hall.seen("Diese Besprechung gehört zu „Bauausschuss“", hall.own("amt"))

        assert hall.sitting.closed_meeting == ""
        assert (await hall.registry.all(TABLE))[other.id]["sitting"] == OTHER
