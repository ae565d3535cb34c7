"""The second way to one vote: the ballot in one's own chat (contract § 2, PERSONAL_AFTER)."""

from pathlib import Path

import pytest

from council.ballots import Way
from council.ids import BallotId
from rehearsal.reading import has_button
from tests.evening.hall import MEMBERS, open_hall


class TestWhoHasNotVotedForAWhile:
    """contract § 2: after so many seconds without a vote the ballot also comes to the personal chat."""

    async def test_finds_the_ballot_in_their_own_chat_and_can_vote_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="10") as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            await hall.press("abel", "Ja")
            card = await hall.own("busch").wait_for(lambda m: has_button(m.card, "Nein"), within=10)
            answer = await hall.press("busch", "Nein", hall.own("busch"))
            await hall.say("vogt", "schließen")
            await hall.seen("Dafür 1, dagegen 1, Enthaltungen 0 – vorläufig")
            await hall.world_idle()

            assert "Ihre Stimme: Nein" in answer.text
            vote = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("busch"))
            assert vote is not None
            assert vote.way is Way.PERSONAL
            assert not has_button(card.card, "Nein")
            assert not any(has_button(m.card, "Ja") for m in hall.own("abel").bot_messages())

    async def test_asks_for_it_at_once_where_no_card_is_seen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            await hall.tell("celik", "hilfe")
            await hall.press("celik", "Keine Karte", hall.own("celik"))
            await hall.own("celik").wait_for(lambda m: has_button(m.card, "Enthaltung"), within=10)

            assert (
                "Ihre Stimme: Enthaltung" in (await hall.press("celik", "Enthaltung", hall.own("celik"))).text
            )
