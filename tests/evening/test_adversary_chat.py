"""What must not be seen in the meeting's chat, and who gets no word there, over signed HTTP."""

import asyncio
from pathlib import Path

import pytest

from council.ids import BallotId
from rehearsal.chats import BOT
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, Hall, answered, is_answer, open_hall, running


class TestPeopleWithoutARole:
    """architecture: people without a role get no message in the meeting chat, nor its pace."""

    async def test_two_hundred_mentions_leave_nothing_in_the_meetings_chat(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        before = len(hall.meeting.bot_messages())
        for place in range(200):
            line = ("beschlussfähigkeit", "hilfe", "quatsch", "abstimmung 4")[place % 4]
            await hall.world.client.say(hall.stranger, hall.meeting, line)
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau der Grundschule")
        await hall.world_idle()

        assert len(hall.meeting.bot_messages()) == before + 1
        assert len(hall.world.tenant.one_to_one(hall.stranger).bot_messages()) <= 20

    async def test_a_stranger_presses_nothing_of_the_chairs(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 4")
        await hall.offered("Abstimmung eröffnen", hall.own("vogt"))
        client = hall.world.client
        message, button = client.find(hall.person("vogt"), hall.own("vogt"), "Abstimmung eröffnen")

        answer = await client.press_button(hall.stranger, hall.meeting, message, button)

        assert answer.text
        assert hall.sitting.ballot is None


class TestNothingBetweenBallotAndResult:
    """contract § 5.8: between a ballot card and its result the bot posts nothing in the meeting chat."""

    @pytest.mark.parametrize("phase", ["open", "closed"])
    async def test_whatever_is_typed(self, hall: Hall, phase: str) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        if phase == "closed":
            await hall.say("vogt", "schließen")
            await hall.seen("vorläufig")
        await hall.world_idle()
        before = len(hall.meeting.bot_messages())
        for key, line in (
            ("amt", "anmeldung"),
            ("abel", "beschlussfähigkeit"),
            ("abel", "hilfe"),
            ("vogt", "neu 9 Nachtrag"),
            ("vogt", "absetzen 5"),
            ("amt", "vertagen 7"),
            ("amt", "einlass zu"),
            ("amt", "einlass"),
            ("vogt", "ergebnis"),
            ("abel", "ja"),
            ("abel", "gibtsnicht"),
            ("amt", "gegangen Zander"),
            ("amt", "zurück Zander"),
        ):
            await hall.say(key, line)
        await hall.world_idle()
        during = len(hall.meeting.bot_messages())
        if phase == "open":
            await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 0")
        await hall.world_idle()

        assert during == before
        said = [m.text for m in hall.meeting.bot_messages()[before:]]
        assert said[0].startswith("Dafür 0")
        assert any("Radweg" in text for text in said[1:])


class TestOpenBallotCardsAreNotEdited:
    """contract § 5.4: the ballot card in the meeting chat is not edited while the ballot is open."""

    async def test_not_by_recusal_card_again_admission_restart_or_votes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*(k for k in MEMBERS if k != "zander"))
            await hall.say("vogt", "abstimmung 4")
            card = await hall.seen("Bitte abstimmen")
            await hall.press("abel", "Ja")
            await hall.say("vogt", "befangen Abel")
            await hall.until(lambda: hall.sitting.ballots[BallotId(1)].lost(hall.id("abel")))
            await hall.say("vogt", "karte")
            await hall.world_idle()
            again = hall.meeting.bot_messages()[-1]
            await hall.admitted("zander")
            await hall.say("amt", "gegangen Frei")
            await hall.world_idle()
            await hall.stopped()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await hall.press("busch", "Nein")
                await hall.world_idle()
                edits = (len(card.versions), len(again.versions))
                late = await hall.press("zander", "Ja")
                await hall.say("vogt", "schließen")
                await hall.seen("vorläufig")
                await hall.world_idle()

                assert edits == (1, 1)
                assert again is not card
                assert "Bitte abstimmen" in str(again.versions[0])
                assert "Beleg" not in late.text
                assert not has_button(card.card, "Ja")
                assert not has_button(again.card, "Ja")
                assert "vorläufig" in card.text
                assert "vorläufig" in again.text

    async def test_late_joiners_vote_in_the_next_ballot(self, hall: Hall) -> None:
        await hall.opened(*(k for k in MEMBERS if k != "zander"))
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.admitted("zander")
        refused = await hall.press("zander", "Ja")
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.say("vogt", "abstimmung 5")
        await hall.seen("Abstimmung 2")
        counted = await hall.press("zander", "Ja")

        assert "Beleg" not in refused.text
        assert "Ihre Stimme: Ja" in counted.text


class TestTheBudgetOfMessages:
    """contract § 5.8: an evening of i items and b ballots leaves at most i + 2b + 10 messages."""

    async def test_questions_for_the_quorum_do_not_pile_up(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        for _ in range(3):
            await hall.say("abel", "beschlussfähigkeit")
            await hall.world_idle()
            await asyncio.sleep(60 / 20 + 0.1)
        for _ in range(15):
            await hall.say("amt", "anmeldung")
            await hall.world_idle()

        standing = [m for m in hall.meeting.bot_messages() if not m.deleted]
        assert len([m for m in standing if "eschlussfähig" in m.text and "eröffnet" not in m.text]) == 1
        assert len([m for m in standing if has_button(m.card, "Anwesend")]) == 2


class TestPlacesOfAnswers:
    """contract § 4, "Where.": questions, refusals and receipts go to the person's own chat."""

    async def test_a_private_command_in_the_meeting_does_nothing_and_says_so(self, hall: Hall) -> None:
        await hall.opened("busch", "celik", "frei", "stein")
        version, before = hall.sitting.version, len(hall.meeting.bot_messages())
        for line in (
            "entschuldigt Abel",
            "störung Abel",
            "stimme Abel ja Grund",
            "anwesenheit",
            "niederschrift",
        ):
            assert "wirkt hier nicht" in await answered(hall, "amt", line), line

        assert hall.sitting.version == version
        assert len(hall.meeting.bot_messages()) == before

    async def test_what_the_office_notes_in_the_meeting_is_receipted_privately(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        before = len(hall.meeting.bot_messages())

        said = await answered(hall, "amt", "gegangen Abel")

        assert "Erledigt" in said
        assert len(hall.meeting.bot_messages()) == before

    async def test_a_clerks_slip_before_preparation_is_answered_with_a_button(self, hall: Hall) -> None:
        own = hall.own("amt")
        mark = own.mark()
        await hall.say("amt", "vorbereitn")

        shown = await own.wait_for(is_answer, after=mark, within=10)

        assert any(b.title == "vorbereiten" for b in buttons(shown.card))

    async def test_where_the_own_chat_is_out_of_reach_one_neutral_line(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        before = len(hall.meeting.bot_messages())
        hall.world.tenant.personal.discard(hall.person("abel").mri)
        hall.own("abel").installed = False
        for _ in range(3):
            await hall.say("abel", "top 4")
        await hall.seen("persönlich")
        await hall.world_idle()

        new = hall.meeting.bot_messages()[before:]
        assert len(new) == 1
        assert "Abel" not in new[0].text

    async def test_anybody_in_the_meeting_may_ask_for_the_quorum(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        before = len(hall.meeting.bot_messages())
        own = hall.world.tenant.one_to_one(hall.stranger)
        hall.world.tenant.personal.add(hall.stranger.mri)
        own.installed = True
        await hall.world.client.say(hall.stranger, hall.meeting, "beschlussfähigkeit")

        shown = await own.wait_for(lambda m: m.by == BOT, within=10)

        assert "eschlussfähig" in shown.text
        assert len(hall.meeting.bot_messages()) == before
