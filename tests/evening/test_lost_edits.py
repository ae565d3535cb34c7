"""Edits that Teams loses: a card is replaced, an old one accepts nothing that does not count."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.ballots import Tally
from council.ids import BallotId
from rehearsal.chats import BOT
from rehearsal.faults import Faults
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, Hall, open_hall


@pytest.fixture
async def lossy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A council whose every edit Teams answers with 404 although the message stands."""
    faults = Faults(lost_edit=1.0)
    async with open_hall(tmp_path, monkeypatch, faults=faults, PERSONAL_AFTER="3600") as opened:
        await opened.opened(*MEMBERS)
        yield opened


class TestALostEdit:
    """teams.md 6.3 d: an edit that Teams does not find (404) is replaced by a new card."""

    async def test_closing_puts_a_new_card_there_with_the_counts(self, lossy: Hall) -> None:
        hall = lossy
        await hall.say("vogt", "abstimmung 4")
        old = await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await hall.say("vogt", "schließen")
        new = await hall.seen("Dafür 1, dagegen 0, Enthaltungen 0 – vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 1, dagegen 0, Enthaltungen 0: beschlossen")
        await hall.world_idle()

        assert new is not old
        assert has_button(old.card, "Ja")
        assert buttons(new.card) == ()

    async def test_the_old_card_accepts_nothing_and_shows_its_closed_form(self, lossy: Hall) -> None:
        hall = lossy
        await hall.say("vogt", "abstimmung 4")
        old = await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        late = await hall.world.client.press(hall.person("busch"), hall.meeting, "Nein", message=old)
        again = await hall.world.client.press(hall.person("celik"), hall.meeting, "Nein", message=old)

        assert "Ihre Stimme" not in late.text + again.text
        assert buttons(late.card) == ()
        assert hall.sitting.ballots[BallotId(1)].tally == Tally(yes=1)

    async def test_in_ones_own_chat_it_is_replaced_too(self, lossy: Hall) -> None:
        hall = lossy
        await hall.told("busch", "karten persönlich immer", "immer auch hierher")
        await hall.say("vogt", "abstimmung 4")
        old = await hall.offered("Nein", hall.own("busch"))
        await hall.say("vogt", "schließen")
        new = await hall.seen("vorläufig", hall.own("busch"))

        assert new is not old
        assert buttons(new.card) == ()


class TestACardThatIsGone:
    """contract § 5.8: between a ballot's card and its result the bot posts nothing in the meeting's chat."""

    async def test_is_not_replaced_between_another_ballot_and_its_result(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        card = await hall.seen("Bitte abstimmen")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.world_idle()
        hall.meeting.delete(card)
        await hall.say("vogt", "wiederholen Zweifel")
        await hall.seen("Bitte abstimmen · TOP 4 · Abstimmung 2")
        mark = hall.meeting.mark()
        await hall.press("abel", "Ja")
        await hall.world_idle()
        between = [entry for entry in hall.meeting.since(mark) if entry.message.by == BOT]
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        replaced = await hall.meeting.wait_for(
            lambda m: m is not card and "Abstimmung 1" in m.text and "vorläufig" in m.text, within=10
        )
        await hall.world_idle()

        assert between == []
        assert buttons(replaced.card) == ()

    async def test_an_items_card_is_replaced_after_the_result(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "top 3")
        card = await hall.seen("Bericht des Bürgermeisters")
        await hall.say("vogt", "kenntnis")
        await hall.world_idle()
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        hall.meeting.delete(card)
        mark = hall.meeting.mark()
        await hall.say("amt", "wiederaufnehmen 3", hall.office)
        await hall.world_idle()
        between = [entry for entry in hall.meeting.since(mark) if entry.message.by == BOT]
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        replaced = await hall.seen("Bericht des Bürgermeisters", after=mark)
        await hall.world_idle()
        texts = [m.text for m in hall.meeting.bot_messages()]

        assert between == []
        assert replaced is not card
        assert len([text for text in texts if "Bericht des Bürgermeisters" in text]) == 1

    async def test_is_replaced_before_the_next_item_where_it_can_be(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        card = await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        hall.meeting.delete(card)
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Enthaltungen 0: beschlossen")
        await hall.say("vogt", "top 5")
        await hall.seen("Radweg an der Parthe")
        await hall.world_idle()
        texts = [m.text for m in hall.meeting.bot_messages()]

        assert len([text for text in texts if "vorläufig" in text]) == 1
        assert "Radweg an der Parthe" in texts[-1]
