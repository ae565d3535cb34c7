"""A ballot from its opening to its declared result, over signed HTTP."""

import asyncio

from council.ballots import Choice, Outcome, Phase, Tally, Way
from council.ids import BallotId, MemberId
from rehearsal.people import Device
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, Hall


class TestThreePresses:
    """contract § 5.7: an item that is voted on takes three presses of the chair."""

    async def test_an_item_is_opened_voted_and_declared(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau der Grundschule")

        await hall.control("Abstimmung eröffnen")
        card = await hall.seen("Bitte abstimmen · TOP 4 · Abstimmung 1")
        for key, title in (("abel", "Ja"), ("busch", "Ja"), ("celik", "Nein"), ("frei", "Enthaltung")):
            assert "Ihre Stimme: " + title in (await hall.press(key, title)).text
        edits = len(card.versions)
        await hall.control("Schließen")
        await hall.seen("Dafür 2, dagegen 1, Enthaltungen 1 – vorläufig")
        await hall.control("Feststellen und weiter")
        await hall.seen("Dafür 2, dagegen 1, Enthaltungen 1: beschlossen")

        assert edits == 1
        ballot = hall.sitting.ballots[BallotId(1)]
        assert (ballot.tally, ballot.outcome) == (Tally(yes=2, no=1, abstain=1), Outcome.CARRIED)
        assert hall.sitting.item == "5"
        await hall.seen("Radweg an der Parthe")

    async def test_a_double_tap_performs_one_step(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        own = hall.own("vogt")
        await own.wait_for(lambda m: has_button(m.card, "Abstimmung eröffnen"), within=10)
        _, button = hall.world.client.find(hall.person("vogt"), own, "Abstimmung eröffnen")
        message, _ = hall.world.client.find(hall.person("vogt"), own, "Abstimmung eröffnen")

        await asyncio.sleep(0.1)
        await asyncio.gather(
            *(hall.world.client.press_button(hall.person("vogt"), own, message, button) for _ in range(2))
        )

        assert hall.sitting.ballot is not None
        assert hall.sitting.ballot.phase is Phase.OPEN
        assert len(hall.sitting.ballots) == 1

    async def test_typed_commands_do_the_same(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "Abstimmung 4")
        await hall.seen("Bitte abstimmen · TOP 4")
        await hall.press("abel", "Nein")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.say("vogt", "FESTSTELLEN.")

        shown = await hall.seen("Dafür 0, dagegen 1, Enthaltungen 0: abgelehnt")

        assert "§ 39 Abs. 6 SächsGemO" in shown.text


class TestPresses:
    """architecture, "A vote's way": what counts, what does not, and what the presser reads."""

    async def test_the_same_press_twice_is_one_vote_with_one_receipt(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        first = await hall.press("abel", "Ja")
        second = await hall.press("abel", "Ja")

        assert "Beleg" in first.text
        assert second.text == first.text
        assert len(hall.sitting.ballots[BallotId(1)].votes[MemberId("abel")]) == 1

    async def test_an_older_press_delivered_again_changes_nothing(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        card = await hall.seen("Bitte abstimmen")
        client, abel = hall.world.client, hall.person("abel")
        message, yes = client.find(abel, hall.meeting, "Ja")
        old = client.build.press(abel, hall.meeting, message, yes)
        await client.delivery.post(old)
        await hall.press("abel", "Ja")
        await hall.press("abel", "Nein")
        again = await client.repeat(old)

        assert card is message
        assert "Ihre Stimme: Ja" not in again.text
        assert "Nein" in again.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(no=1)
        assert has_button(again.card, "Ja")

    async def test_yes_no_yes_pressed_on_the_answers_is_yes(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        for title in ("Ja", "Nein", "Ja"):
            await hall.press("abel", title)

        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1)

    async def test_a_press_after_closing_turns_the_card_into_its_closed_form(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        client, abel = hall.world.client, hall.person("abel")
        message, yes = client.find(abel, hall.meeting, "Ja")
        await hall.press("abel", "Nein")
        late = client.build.press(hall.person("busch"), hall.meeting, message, yes)
        own = client.build.press(abel, hall.meeting, message, yes)
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")

        answer, mine = await client.delivery.post(late), await client.delivery.post(own)

        assert buttons(answer.card) == ()
        assert "Ihre Stimme: Ja" not in answer.text + mine.text
        assert "Nein" in mine.text
        assert hall.sitting.ballots[BallotId(1)].tally == Tally(no=1)

    async def test_strangers_guests_and_people_outside_are_refused_with_a_sentence(self, hall: Hall) -> None:
        await hall.opened("abel", "busch", "celik", "frei")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        client = hall.world.client
        message, yes = client.find(hall.person("abel"), hall.meeting, "Ja")

        answers = [
            await client.press_button(who, hall.meeting, message, yes)
            for who in (hall.stranger, hall.person("gast"), hall.person("zander"))
        ]

        assert all(answer.status == 200 and answer.text for answer in answers)
        assert not any("Ihre Stimme" in answer.text or "Beleg" in answer.text for answer in answers)
        assert hall.sitting.ballots[BallotId(1)].votes == {}

    async def test_altered_button_data_is_refused(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        client, abel = hall.world.client, hall.person("abel")
        message, yes = client.find(abel, hall.meeting, "Ja")
        good = client.build.press(abel, hall.meeting, message, yes)
        for name, value in [
            ("ballot", 99),
            ("ballot", "1"),
            ("ballot", True),
            ("round", 2),
            ("round", None),
            ("choice", "vielleicht"),
            ("choice", ["ja"]),
            ("rev", -1),
            ("rev", "0"),
            ("sitting", "2020-01-01-andere"),
            ("sitting", {"a": 1}),
        ]:
            action = good["value"]["action"]
            data = {**action["data"], name: value}
            bad = {**good, "id": f"x{name}{value}", "value": {"action": {**action, "data": data}}}
            answer = await client.delivery.post(bad)
            assert answer.status == 200, (name, value)
            assert "Beleg" not in answer.text, (name, value)

        assert hall.sitting.ballots[BallotId(1)].votes == {}

    async def test_an_old_client_submits_and_is_answered_in_its_own_chat(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        client, abel = hall.world.client, hall.person("abel")
        message, yes = client.find(abel, hall.meeting, "Ja")
        await client.delivery.post(client.build.submit(abel, hall.meeting, message, yes))

        shown = await hall.seen("Ihre Stimme: Ja", hall.own("abel"))

        assert "Beleg" in shown.text
        assert hall.person("abel").device is not Device.OLD

    async def test_a_word_typed_in_ones_own_chat_is_a_vote(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")

        shown = await hall.tell("celik", "Enthaltung")

        assert "Ihre Stimme: Enthaltung" in shown.text
        vote = hall.sitting.ballots[BallotId(1)].vote_of(MemberId("celik"))
        assert vote is not None
        assert (vote.choice, vote.way) == (Choice.ABSTAIN, Way.TYPED)


class TestHandsAndClerks:
    """contract § 4: votes on a member's word and ballots by hand need a second person."""

    async def test_a_vote_on_a_members_word_counts_once_confirmed(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("amt", "stimme Zander ja Mikrofon geht, Karte nicht", hall.office)
        await hall.offered("Bestätigen", hall.office)
        before = hall.sitting.ballots[BallotId(1)].count()

        refused = await hall.press("amt", "Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)

        assert before == Tally()
        assert "zweite Person" in refused.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1)
        await hall.office.wait_for(lambda m: "Erledigt" in m.text and "Zander" in m.text, within=10)

    async def test_a_ballot_by_raised_hands(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("amt", "handzeichen nein 2 enthaltung 1 Karten gestört", hall.office)
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.seen("Dafür 6, dagegen 2, Enthaltungen 1 – vorläufig")
        await hall.say("vogt", "feststellen")

        await hall.seen("Dafür 6, dagegen 2, Enthaltungen 1: beschlossen")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert ballot.hands is not None
        assert (ballot.hands.entered_by, ballot.hands.confirmed_by) == ("amt", "rat")
