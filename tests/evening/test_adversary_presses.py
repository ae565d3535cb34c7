"""Presses that were altered, doubled, late, or made by the wrong person, over signed HTTP."""

import asyncio
from typing import Any

from council.ballots import Tally
from council.ids import BallotId
from rehearsal.chats import BOT, Message
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, SITTING, Hall


async def forged(
    hall: Hall, who: Person, message: Message, verb: str, data: dict[str, Any], chat: Any = None
) -> Answer:
    """Deliver a press that no card offers."""
    client = hall.world.client
    button = buttons(message.card)[0]
    activity = client.build.press(who, chat or hall.meeting, message, button)
    activity["value"] = {"action": {"type": "Action.Execute", "verb": verb, "data": data}}
    return await client.delivery.post(activity)


class TestTheChairsCardIsTheChairs:
    """contract § 5.7: the control card shows the chair's own vote; nobody else is answered with it."""

    async def test_a_member_who_forges_a_step_reads_a_sentence(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        card = await hall.seen("Bitte abstimmen")
        await hall.press("vogt", "Nein")
        answers = [
            await forged(
                hall, hall.person(key), card, "control.step", {"sitting": SITTING, "step": step, **more}
            )
            for key in ("abel", "amt", "gast")
            for step, more in (
                ("close_ballot", {"state": hall.sitting.state}),
                ("close_ballot", {"state": "old"}),
                ("card_again", {}),
                ("closed_part", {}),
                ("fly", {}),
            )
        ]

        assert all(answer.status == 200 and answer.text for answer in answers)
        assert not any("Nein" in answer.text or buttons(answer.card) for answer in answers)
        assert hall.sitting.ballot is not None

    async def test_an_operator_never_reads_the_chairs_own_vote(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "bedienung büro")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        receipt = await hall.press("vogt", "Nein")
        await hall.offered("Schließen", hall.office)
        await asyncio.sleep(0.1)

        answer = await hall.press("amt", "Schließen", hall.office)

        number = receipt.text.split("Beleg ")[1][:7]
        assert number not in answer.text
        closed = hall.sitting.ballots[BallotId(1)]
        assert closed.tally == Tally(no=1)

    async def test_names_of_an_open_ballot_are_told_to_nobody(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 5")
        card = await hall.seen("Bitte abstimmen")
        await hall.press("celik", "Ja")

        data = {"sitting": SITTING, "ballot": 1}
        answer = await forged(hall, hall.person("abel"), card, "ballot.names", data)

        assert "elik" not in answer.text


class TestDoneOnce:
    """architecture: what Teams delivers twice has its effect once."""

    async def test_a_typed_command_delivered_again_is_done_once(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        client = hall.world.client
        for line in ("weiter", "neu 9 Nachtrag", "go Schluss der Debatte", "wiederholen", "abbrechen"):
            activity = client.build.message(hall.person("vogt"), hall.meeting, line, mention=True)
            before = hall.sitting.steps
            await client.delivery.post(activity)
            await hall.until(lambda then=before: hall.sitting.steps > then)  # type: ignore[misc]
            after = hall.sitting.steps
            await client.delivery.post(activity)
            await hall.world_idle()
            assert hall.sitting.steps == after, line

        assert hall.sitting.item == "1"
        assert len(hall.sitting.ballots) == 2

    async def test_a_step_pressed_and_delivered_again_under_a_new_id_moves_once(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        client, vogt, own = hall.world.client, hall.person("vogt"), hall.own("vogt")
        await hall.offered("Weiter", own)
        await asyncio.sleep(0.1)
        message, button = client.find(vogt, own, "Weiter")
        activity = client.build.press(vogt, own, message, button)
        await client.delivery.post(activity)
        await asyncio.sleep(0.2)
        again = await client.repeat(activity)

        assert hall.sitting.item == "1"
        assert "Sitzungsleitung" in again.text

    async def test_an_admission_delivered_again_admits_once(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        client, amt = hall.world.client, hall.person("amt")
        message, button = client.find(amt, hall.office, "Zulassen", near="Anna Abel")
        activity = client.build.press(amt, hall.office, message, button)
        await client.delivery.post(activity)
        again = await client.repeat(activity)

        assert again.status == 200
        assert len(hall.sitting.presence(hall.id("abel")).spells) == 1

    async def test_a_suggested_command_delivered_again_is_done_once(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        client, vogt, own = hall.world.client, hall.person("vogt"), hall.own("vogt")
        mark = own.mark()
        await hall.tell_only("vogt", "weiterr")
        shown = await own.wait_for(
            lambda m: m.by == BOT and any(b.title == "weiter" for b in buttons(m.card)), after=mark, within=10
        )
        button = next(b for b in buttons(shown.card) if b.title == "weiter")
        activity = client.build.press(vogt, own, shown, button)
        await asyncio.gather(client.delivery.post(activity), client.repeat(activity))
        await client.repeat(activity)

        assert hall.sitting.item == "1"


class TestReasonsAsButtons:
    """contract § 4: a ballot repeated after the next item needs a reason; reasons also as buttons."""

    async def test_a_repetition_after_the_next_item_is_asked_why(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.say("vogt", "top 5")
        await hall.seen("Radweg")
        own = hall.own("vogt")
        await hall.say("vogt", "wiederholen")
        asked = await own.wait_for(lambda m: m.by == BOT and "'reason'" in str(m.card), within=10)
        await asyncio.sleep(0.1)
        await hall.world.client.press_button(hall.person("vogt"), own, asked, buttons(asked.card)[0])

        assert len(hall.sitting.ballots) == 2
        assert hall.sitting.ballots[BallotId(1)].ended_reason == buttons(asked.card)[0].title
        assert hall.sitting.item == "4"


class TestSubmits:
    """contract § 5.2: the same press as Action.Submit is accepted too, for every verb."""

    async def test_sign_in_admission_steps_and_names(self, hall: Hall) -> None:
        await hall.prepared()
        client = hall.world.client

        async def submit(key: str, chat: Any, title: str, near: str | None = None) -> None:
            message, button = client.find(hall.person(key), chat, title, near=near)
            await client.delivery.post(client.build.submit(hall.person(key), chat, message, button))

        for key in ("vogt", *MEMBERS):
            await submit(key, hall.meeting, "Anwesend")
        for key in ("vogt", *MEMBERS):
            if hall.sitting.presence(hall.id(key)).here:
                continue
            name = hall.sitting.name(hall.id(key))
            await hall.office.wait_for(lambda m, n=name: has_button(m.card, "Zulassen", near=n), within=10)  # type: ignore[misc]
            await submit("amt", hall.office, "Zulassen", name)
        own = hall.own("vogt")
        await hall.offered("Sitzung eröffnen", own)
        await submit("vogt", own, "Sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await submit("abel", hall.meeting, "Ja")
        await hall.seen("Ihre Stimme: Ja", hall.own("abel"))
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.seen("beschlossen")
        await hall.offered("Namen", hall.meeting)
        await submit("busch", hall.meeting, "Namen")

        await hall.seen("Anna Abel", hall.own("busch"))
        assert hall.sitting.quorum().present == 9


class TestHelpIsNotFlooded:
    """contract § 4: a request for help reaches technicians or office once, however often it is pressed."""

    async def test_ten_presses_are_one_request(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.tell("abel", "hilfe")
        before = len([m for m in hall.office.bot_messages() if "bittet um einen Anruf" in m.text])
        for _ in range(10):
            await hall.press("abel", "Ruft mich an", hall.own("abel"))
        await hall.world_idle()

        after = [m for m in hall.office.bot_messages() if "bittet um einen Anruf" in m.text]
        assert len(after) - before == 1


class TestHandsAndLeaving:
    """contract § 4: hands without an open ballot; a leave event that the query contradicts."""

    async def test_hands_open_a_ballot_by_themselves(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau")
        await hall.say("amt", "handzeichen 5 3 1 Karten gestört", hall.office)
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.seen("Dafür 5, dagegen 3, Enthaltungen 1 – vorläufig")
        await hall.say("vogt", "feststellen")

        await hall.seen("Dafür 5, dagegen 3, Enthaltungen 1: beschlossen")
        assert not any(has_button(m.card, "Ja") for m in hall.meeting.bot_messages())

    async def test_a_contradicted_departure_keeps_the_vote(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world.client.join(hall.person("zander"), hall.meeting)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        meeting = hall.meeting.meeting
        assert meeting is not None
        told = hall.world.client.build.participants(hall.person("zander"), hall.meeting, meeting, "Leave")
        await hall.world.client.delivery.post(told)
        await hall.seen("Zander", hall.office, after=hall.office.mark() - 1)
        vote = await hall.press("zander", "Ja")

        assert "Ihre Stimme: Ja" in vote.text

    async def test_leaving_another_meeting_is_no_departure(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        client, zander = hall.world.client, hall.person("zander")
        elsewhere = hall.world.tenant.schedule(
            "Fraktion", zander, hall.sitting.starts, hall.sitting.starts, zander
        )
        await client.install_in(zander, elsewhere)
        await client.join(zander, hall.meeting)
        await client.join(zander, elsewhere)
        await client.leave(zander, elsewhere)
        await hall.world_idle()
        await asyncio.sleep(0.3)

        assert hall.sitting.presence(hall.id("zander")).counts
