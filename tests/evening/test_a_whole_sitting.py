"""What the office, the chair and the public see of a sitting, over signed HTTP."""

from datetime import timedelta

from council.agenda import ItemStatus
from council.presence import Evidence
from council.sitting import Stage
from rehearsal.chats import BOT
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, SITTING, Hall


class TestAdmission:
    """contract § 4: a named sign-in makes a case; a clerk admits; nobody admits themselves."""

    async def test_a_sign_in_waits_until_a_clerk_admits(self, hall: Hall) -> None:
        await hall.prepared()
        answer = await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        waiting = hall.sitting.presence(hall.id("abel"))
        await hall.press("amt", "Zulassen", hall.office, near="Anna Abel")

        assert "Büro" in answer.text
        assert not waiting.here
        assert hall.sitting.presence(hall.id("abel")).spells[0].admitted_by == "amt"

    async def test_a_guest_account_with_a_councillors_name_is_nobody(self, hall: Hall) -> None:
        await hall.prepared()
        client = hall.world.client
        message, button = client.find(hall.stranger, hall.meeting, "Anwesend")

        answer = await client.press_button(hall.stranger, hall.meeting, message, button)

        assert answer.status == 200
        assert answer.text
        assert hall.sitting.presences == {}

    async def test_a_clerk_cannot_admit_herself(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("amt", "Anwesend")
        await hall.offered("Zulassen", hall.office)

        answer = await hall.press("amt", "Zulassen", hall.office, near="Karla Amt")

        assert "selbst" in answer.text
        assert not hall.sitting.presence(hall.id("amt")).here

    async def test_a_refused_person_is_told_and_not_present(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("gast", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        await hall.tell("amt", "ablehnen Gerda Gast kein Mitglied")

        assert hall.sitting.presence(hall.id("gast")).refused == "kein Mitglied"
        assert not hall.sitting.presence(hall.id("gast")).here

    async def test_a_member_presses_nothing_of_the_clerks(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        client = hall.world.client
        message, button = client.find(hall.person("amt"), hall.office, "Zulassen")

        answer = await client.press_button(hall.person("busch"), hall.office, message, button)

        assert "Büro" in answer.text
        assert not hall.sitting.presence(hall.id("abel")).here


class TestRoles:
    """contract § 4: who may use a command is decided by Entra object id, at every command."""

    async def test_only_the_chair_opens_and_only_the_office_prepares(self, hall: Hall) -> None:
        refused = await _private(hall, "abel", "vorbereiten")
        await hall.prepared()
        also_refused = await _private(hall, "abel", "sitzung eröffnen")

        assert "Büro" in refused
        assert "Sitzungsleitung" in also_refused or "Vorsitz" in also_refused
        assert hall.sitting.stage is Stage.PREPARED

    async def test_an_operator_acts_on_the_chairs_word(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "bedienung büro")
        await hall.say("amt", "top 4")
        await hall.seen("Neubau der Grundschule")
        await hall.say("vogt", "bedienung aus")
        await _private(hall, "amt", "top 5")

        assert hall.sitting.item == "4"

    async def test_the_chair_hands_over_and_the_card_follows(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "leitung Stein")
        await hall.own("stein").wait_for(lambda m: "Sitzungsleitung" in m.text, within=10)
        await _private(hall, "vogt", "top 4")
        await hall.say("stein", "top 5")
        await hall.seen("Radweg an der Parthe")

        assert hall.sitting.item == "5"

    async def test_a_name_that_fits_two_people_is_asked_about(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau")
        mark = hall.own("vogt").mark()
        await hall.say("vogt", "befangen Meyer")
        own = hall.own("vogt")
        asked = await own.wait_for(lambda m: "Meyer" in m.text and m.by == BOT, after=mark, within=10)
        wanted = next(b for b in buttons(asked.card) if "Moritz" in b.title)
        await hall.world.client.press_button(hall.person("vogt"), own, asked, wanted)

        assert hall.sitting.recused("4") == ("meyer2",)

    async def test_an_unknown_line_suggests_the_nearest_command_and_does_nothing(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)

        shown = await hall.tell("vogt", "abstimung schliesen")

        assert any("schließen" in b.title.lower() for b in buttons(shown.card))


class TestTheChat:
    """contract § 5.8: order and silence in the meeting's chat; closed items leave no word there."""

    async def test_closed_items_are_voted_in_personal_chats(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "nichtöffentlich")
        await hall.control("Nichtöffentlich")
        await hall.seen("Nichtöffentlicher Teil")
        await hall.own("vogt").wait_for(lambda m: has_button(m.card, "Weiter"), within=10)
        await hall.tell_only("vogt", "top 8")
        await hall.tell_only("vogt", "abstimmung")
        await hall.own("abel").wait_for(lambda m: has_button(m.card, "Ja"), within=10)
        answer = await hall.press("abel", "Ja", hall.own("abel"))
        await hall.tell_only("vogt", "schließen")
        await hall.tell_only("vogt", "feststellen")
        await hall.world_idle()

        assert "Ihre Stimme: Ja" in answer.text
        said = " ".join(message.text for message in hall.meeting.bot_messages())
        assert "Geheimgasse" not in said
        assert "Dafür" not in said

    async def test_an_evening_leaves_few_messages_and_no_live_button(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        for number in ("4", "5", "7"):
            await hall.say("vogt", f"abstimmung {number}")
            await hall.seen(f"Bitte abstimmen · TOP {number}")
            await hall.press("abel", "Ja")
            await hall.say("vogt", "schließen")
            await hall.say("vogt", "feststellen")
        await hall.say("vogt", "sitzung schließen")
        await hall.seen("geschlossen")
        await hall.world_idle()

        messages = hall.meeting.bot_messages()
        assert len(messages) <= 3 + 2 * 3 + 10
        assert not any(has_button(message.card, "Ja") for message in messages)

    async def test_a_budget_is_not_voted_in_a_digital_sitting(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)

        refused = await _private(hall, "vogt", "abstimmung 6")
        await hall.say("vogt", "vertagen 6")
        await hall.seen("Vertagt")

        assert "36a" in refused
        found = hall.sitting.agenda.get("6")
        assert found is not None
        assert found.status is ItemStatus.POSTPONED

    async def test_the_end_carries_the_head_and_brings_the_attendance(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "sitzung schließen")
        end = await hall.seen("geschlossen")
        attendance = await hall.office.wait_for(
            lambda m: m.by == BOT and m.text.startswith("Anwesenheit") and "Abel" in m.text, within=10
        )

        assert any(len(word) == 26 and word.isupper() for word in end.text.replace(".", " ").split())
        assert "Celik" in attendance.text or "Çelik" in attendance.text


class TestLeaving:
    """contract § 4, States: a leave event lowers the quorum at once, the query decides on the vote."""

    async def test_a_confirmed_departure_ends_presence(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world.client.join(hall.person("zander"), hall.meeting)
        await hall.world.client.leave(hall.person("zander"), hall.meeting)
        await hall.until(lambda: not hall.sitting.presence(hall.id("zander")).here)

        assert hall.sitting.presence(hall.id("zander")).spells[-1].left_by is Evidence.TEAMS

    async def test_a_member_says_so_and_comes_back(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.tell("abel", "verlasse")
        gone = hall.sitting.quorum().present
        await hall.tell("abel", "zurück")

        assert (gone, hall.sitting.quorum().present) == (8, 9)


class TestBeforeAndAfter:
    """contract § 4: states of a sitting and what cannot be done in them."""

    async def test_no_ballot_before_the_opening(self, hall: Hall) -> None:
        await hall.prepared()

        assert "noch nicht eröffnet" in await _private(hall, "vogt", "abstimmung 4")

    async def test_nothing_else_while_a_ballot_is_undeclared(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        answers = [
            await _private(hall, "vogt", line, "Abstimmung 1")
            for line in ("top 5", "unterbrechen 10", "ende")
        ]

        assert all("Abstimmung 1" in answer for answer in answers)
        assert hall.sitting.stage is Stage.OPEN

    async def test_a_break_says_until_when_and_next_goes_on(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "unterbrechen 10")
        await hall.seen("unterbrochen")
        until = hall.sitting.break_until
        await hall.say("vogt", "weiter")
        await hall.until(lambda: hall.sitting.stage is Stage.OPEN)

        assert until is not None
        assert hall.sitting.opened_at is not None
        assert until - hall.sitting.opened_at > timedelta(minutes=9)
        assert hall.sitting.id == SITTING


async def _private(hall: Hall, key: str, line: str, words: str = "") -> str:
    """Type a line in the meeting's chat and return the bot's private answer (with these words)."""
    own = hall.own(key)
    mark = own.mark()
    await hall.say(key, line)
    shown = await own.wait_for(
        lambda m: (
            m.by == BOT
            and words in m.text
            and not m.text.startswith(("Sitzungsleitung", "Bitte abstimmen", "Diese Karte"))
        ),
        after=mark,
        within=10,
    )
    return str(shown.text)
