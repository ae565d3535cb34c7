"""Help at a press: the technicians' card, who takes care of it, and what stands on record (signed HTTP)."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.bindings import OFFICE, SUPPORT
from council import events as ev
from council.ballots import Choice
from council.helping import Wish, open_calls
from council.ids import BallotId
from rehearsal.chats import Chat, Message
from rehearsal.reading import has_button, words
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council in its digital sitting, open, item 4 called, no technicians' chat yet."""
    async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1", SUPPORT_PHONE="0341 2") as opened:
        await opened.opened(*MEMBERS)
        await opened.say("vogt", "top 4")
        await opened.seen("Neubau der Grundschule")
        yield opened


async def with_technicians(hall: Hall) -> Chat:
    """The technicians have a chat of their own."""
    room = hall.world.tenant.group("Technik", hall.person("kabel"), hall.person("amt"), hall.person("gast"))
    await hall.world.client.install_in(hall.person("kabel"), room)
    await hall.say("kabel", "technik hier", room)
    await hall.until(lambda: hall.outbox.chats.find(SUPPORT) is not None)
    return room


async def asks(hall: Hall, key: str, button: str = "Ruft mich an") -> str:
    """Somebody opens help in their own chat and presses a button there."""
    await hall.tell(key, "hilfe")
    return (await hall.press(key, button, hall.own(key))).text


def _waits(name: str, message: Message) -> bool:
    return name in message.text and has_button(message.card, "Erledigt")


class TestTheTechniciansCard:
    """Name, telephone, client as last seen, what failed, since when, „Abstimmung läuft“."""

    async def test_says_who_with_what_and_since_when(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        told = await asks(hall, "celik")
        card = await hall.offered("Übernehmen", room)

        assert "weitergegeben" in told
        for said in ("Can Çelik bittet um einen Anruf", "Windows", "Bitte um Anruf", "TOP 4"):
            assert said in card.text
        assert "nein, die Person zählt weiter mit" in card.text
        assert not any(has_button(m.card, "Übernehmen") for m in hall.office.bot_messages())

    async def test_says_that_a_ballot_is_open_and_the_vote_missing(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik", "Keine Karte")
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")
        await room.wait_for(lambda m: "Abstimmung 1 läuft, diese Stimme fehlt noch" in words(m.card))
        await hall.press("celik", "Ja")
        await room.wait_for(lambda m: "Abstimmung 1 läuft." in words(m.card))
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.world_idle()

        (card,) = [m for m in room.bot_messages() if "Can Çelik" in m.text]
        assert "läuft" not in words(card.card)
        assert hall.sitting.ballots[BallotId(1)].count().yes == 1

    async def test_is_one_card_for_all_that_one_person_asks_for(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik", "Keine Karte")
        await asks(hall, "celik", "Ruft mich an")
        await asks(hall, "celik", "Ruft mich an")
        await hall.world_idle()

        (card,) = [m for m in room.bot_messages() if "Can Çelik" in m.text]
        assert "keine Karte zu sehen und Bitte um Anruf" in words(card.card)
        assert [call.wishes for call in hall.sitting.helps] == [(Wish.NO_CARD, Wish.CALL_ME)]

    async def test_stands_in_the_office_where_there_are_no_technicians(self, hall: Hall) -> None:
        await asks(hall, "abel")

        assert "Anna Abel" in (await hall.offered("Übernehmen", hall.office)).text


class TestTakenOver:
    """`Übernehmen`, `Erledigt`: edited in place; the member hears who takes care of it."""

    async def test_everybody_sees_who_takes_care_of_it_and_when_it_is_done(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik")
        card = await hall.offered("Übernehmen", room)
        taken = await hall.press("kabel", "Übernehmen", room)
        heard = await hall.seen("Theo Kabel kümmert sich", hall.own("celik"))
        await hall.until(lambda: "kümmert sich seit" in words(card.card))

        assert "Theo Kabel kümmert sich seit" in taken.text
        assert not has_button(card.card, "Übernehmen")
        await hall.press("kabel", "Erledigt", room)
        await hall.until(lambda: "Erledigt um" in words(card.card))
        await hall.until(lambda: "erledigt vermerkt" in words(heard.card))
        assert not has_button(card.card, "Erledigt")

    async def test_times_and_people_stand_on_record_and_no_telephone_number(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik")
        await hall.offered("Übernehmen", room)
        await hall.press("kabel", "Übernehmen", room)
        await hall.press("amt", "Erledigt", room)
        events = await hall.desk.events(SITTING)
        found = [e for e in events if isinstance(e, ev.HelpRequested | ev.HelpTaken | ev.HelpDone)]
        rows = [row for row in await hall.desk.rows(SITTING) if row.type.startswith("help_")]

        assert [(type(e).__name__, e.by) for e in found] == [
            ("HelpRequested", hall.id("celik")),
            ("HelpTaken", hall.id("kabel")),
            ("HelpDone", hall.id("amt")),
        ]
        assert len(rows) == 3
        assert not any("phone" in str(row.data) or "0341" in str(row.data) for row in rows)

    async def test_is_refused_in_words_to_whoever_is_neither_technician_nor_office(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik")
        await hall.offered("Übernehmen", room)
        refused = await hall.press("gast", "Übernehmen", room)

        assert "Technik" in refused.text
        assert open_calls(hall.sitting.helps)[0].taken_at is None

    async def test_is_refused_to_a_second_technician_who_is_told_who_has_it(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik")
        await hall.offered("Übernehmen", room)
        client = hall.world.client
        message, button = client.find(hall.person("kabel"), room, "Übernehmen")
        await client.press_button(hall.person("kabel"), room, message, button)
        late = await client.press_button(hall.person("amt"), room, message, button)
        await hall.press("kabel", "Erledigt", room)
        later = await client.press_button(hall.person("amt"), room, message, button)

        assert "Theo Kabel kümmert sich schon seit" in late.text
        assert "schon erledigt" in later.text
        assert len(hall.sitting.helps) == 1

    async def test_a_member_who_asks_again_hears_who_is_at_it(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await asks(hall, "celik", "Keine Karte")
        await hall.offered("Übernehmen", room)
        await hall.press("kabel", "Übernehmen", room)

        assert "Theo Kabel kümmert sich bereits" in await asks(hall, "celik")


class TestTheChair:
    """The chair sees “1 Störung (Name)”, as long as it is open."""

    async def test_sees_who_waits_for_help(self, hall: Hall) -> None:
        await asks(hall, "celik")
        own = hall.own("vogt")
        card = await own.wait_for(lambda m: "1 Störung (Can Çelik)" in words(m.card))
        await asks(hall, "abel")
        await hall.until(lambda: "2 Störungen (Can Çelik, Anna Abel)" in words(card.card))
        for name in ("Can Çelik", "Anna Abel"):
            found = await hall.office.wait_for(partial(_waits, name))
            client = hall.world.client
            await client.press(hall.person("amt"), hall.office, "Erledigt", message=found)
        await hall.until(lambda: "Störung" not in words(card.card))

        assert open_calls(hall.sitting.helps) == ()


class TestHelpIsNoDisturbance:
    """A mere press on help changes no electorate; `störung` does, and both are shown."""

    async def test_whoever_asks_for_help_keeps_their_place_in_the_ballot(self, hall: Hall) -> None:
        before = hall.sitting.quorum().present
        await asks(hall, "celik")
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")

        assert hall.sitting.quorum().present == before
        assert hall.id("celik") in hall.sitting.ballots[BallotId(1)].electorate
        answer = await hall.press("celik", "Enthaltung")
        assert "Ihre Stimme: Enthaltung" in answer.text

    async def test_a_disturbance_takes_them_out_and_the_card_says_both(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await hall.tell("celik", "störung kein Ton")
        card = await hall.offered("Übernehmen", room)
        control = await hall.own("vogt").wait_for(lambda m: "1 Störung (Can Çelik)" in words(m.card))
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")

        assert "meldet eine technische Störung" in card.text
        assert "die Person zählt zurzeit nicht mit" in card.text
        assert "Störung bei Can Çelik" in words(control.card)
        assert hall.id("celik") not in hall.sitting.ballots[BallotId(1)].electorate

    async def test_what_was_asked_with_a_disturbance_is_done_with_it(self, hall: Hall) -> None:
        await hall.tell("celik", "störung")
        assert len(open_calls(hall.sitting.helps)) == 1
        await hall.tell("celik", "behoben")

        (call,) = hall.sitting.helps
        assert call.done_by == hall.id("celik")
        assert hall.sitting.presence(hall.id("celik")).disturbed is None

    async def test_a_clerks_word_that_it_is_over_leaves_a_call_for_a_telephone_call(self, hall: Hall) -> None:
        await hall.tell("celik", "störung")
        await asks(hall, "celik")
        await hall.say("amt", "behoben Çelik", hall.office)
        await hall.until(lambda: hall.sitting.presence(hall.id("celik")).disturbed is None)

        assert len(open_calls(hall.sitting.helps)) == 1


class TestOnTheSignInCard:
    """`Hilfe` on the sign-in card answers the presser alone and leaves them the way to sign in."""

    async def test_shows_the_numbers_first_and_the_sign_in_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1", SUPPORT_PHONE="0341 2") as hall:
            await hall.prepared()
            answer = await hall.press("abel", "Hilfe")
            shown = words(answer.card).splitlines()

            assert shown[1].endswith("0341 2")
            assert has_button(answer.card, "Ruft mich an")
            await hall.press("abel", "Anwesend")
            await hall.until(lambda: hall.sitting.presence(hall.id("abel")).waiting)

    async def test_reaches_the_office_before_any_sitting(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1") as hall:
            await hall.say("amt", "büro hier", hall.office)
            await hall.until(lambda: hall.outbox.chats.find(OFFICE) is not None)
            told = await asks(hall, "abel")
            card = await hall.seen("Anna Abel bittet um einen Anruf", hall.office)

            assert "weitergegeben" in told
            assert "Windows" in card.text
            assert hall.desk.sitting(SITTING) is None

    async def test_nobody_without_a_place_on_the_roster_calls_the_office_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1") as hall:
            await hall.say("amt", "büro hier", hall.office)
            await hall.until(lambda: hall.outbox.chats.find(OFFICE) is not None)
            client = hall.world.client
            await client.install(hall.stranger)
            await client.tell(hall.stranger, "hilfe")
            own = hall.world.tenant.one_to_one(hall.stranger)
            await own.wait_for(lambda m: has_button(m.card, "Ruft mich an"))
            answer = await client.press(hall.stranger, own, "Ruft mich an")
            await hall.world_idle()

            assert "Mitgliederliste" in answer.text or "Liste" in answer.text
            assert not any("bittet um einen Anruf" in m.text for m in hall.office.bot_messages())


class TestAfterARestart:
    """What was asked for stands on the same card, and can be taken over."""

    async def test_is_taken_over_on_the_card_that_stands(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await asks(hall, "celik")
        card = await hall.offered("Übernehmen", hall.office)
        await hall.world_idle()
        await hall.stopped()
        async with running(hall.world, monkeypatch, {}) as (_, hall.desk, hall.outbox):
            await hall.press("amt", "Übernehmen", hall.office)
            await hall.until(lambda: "Karla Amt kümmert sich seit" in words(card.card))
            await hall.world_idle()

            assert len([m for m in hall.office.bot_messages() if "Can Çelik bittet" in m.text]) == 1


class TestWhileNothingCanBeWritten:
    """Help never waits for the record: after the end it is passed on, on no record."""

    async def test_a_call_after_the_end_reaches_the_office(self, hall: Hall) -> None:
        await hall.say("vogt", "kenntnis")
        await hall.say("vogt", "vertagen 4")
        await hall.say("vogt", "ende")
        await hall.seen("geschlossen")
        told = await asks(hall, "celik")
        card = await hall.seen("Can Çelik bittet um einen Anruf", hall.office)

        assert "weitergegeben" in told
        assert not has_button(card.card, "Übernehmen")
        assert hall.sitting.helps == ()

    async def test_where_nobody_listens_the_numbers_are_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, SUPPORT_PHONE="0341 2") as hall:
            assert "0341 2" in await asks(hall, "abel")


class TestBesideTheVote:
    """Whoever asked for help votes as everybody does."""

    async def test_a_vote_typed_beside_it_counts(self, hall: Hall) -> None:
        await asks(hall, "celik", "Keine Karte")
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")
        await hall.told("celik", "nein", "Ihre Stimme: Nein")

        vote = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("celik"))
        assert vote is not None
        assert vote.choice is Choice.NO
