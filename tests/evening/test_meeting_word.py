"""The word typed with mention in the meeting's chat: whose counts, who is told where to vote instead."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.ballots import Tally, Way
from council.ids import BallotId
from rehearsal.chats import BOT, Entry
from rehearsal.reading import buttons
from rehearsal.refusals import Refused
from tests.evening.hall import MEMBERS, Hall, open_hall

RECEIPT = "Im Chat geschrieben und gezählt"


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Nine in their meeting, of whom Abel has no chat of her own with the bot."""
    async with open_hall(tmp_path, monkeypatch, without=("abel",)) as opened:
        await opened.opened(*MEMBERS)
        await opened.world_idle()
        yield opened


def said(hall: Hall, since: int) -> list[str]:
    """What the bot has posted in the meeting's chat from a mark on."""
    return [entry.message.text for entry in hall.meeting.since(since) if entry.message.by == BOT]


class TestWhoHasNoOtherChat:
    """contract § 4: the word counts from those without a reachable personal chat."""

    async def test_votes_by_the_word_and_nothing_is_posted_between_card_and_result(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        mark = hall.meeting.mark()
        await hall.say("abel", "Ja")
        await hall.say("abel", "Nein.")
        await hall.world_idle()
        vote = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("abel"))

        assert vote is not None
        assert (vote.choice, vote.way, vote.rev) == ("nein", Way.MEETING, 2)
        assert said(hall, mark) == []

    async def test_stands_on_the_offices_board_with_the_way_of_the_vote(self, hall: Hall) -> None:
        board = await hall.seen("Einlass und Anwesenheit", hall.office)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("abel", "ja")
        await hall.press("busch", "Nein")
        await hall.world_idle()

        assert "Kein persönlicher Chat 1: Anna Abel" in board.text
        assert "auf der Karte 1, im Chat der Besprechung 1" in board.text

    async def test_finds_time_and_receipt_on_the_closed_card_and_never_the_choice(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await hall.seen("Bitte abstimmen")
        await hall.say("abel", "enthaltung")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        vote = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("abel"))
        assert vote is not None
        line = next(line for line in card.text.splitlines() if RECEIPT in line)

        assert "Anna Abel" in line
        assert vote.receipt in line
        assert "nthaltung" not in line

    async def test_votes_in_a_roll_call_too(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 5")
        await hall.seen("Bitte abstimmen")
        await hall.say("abel", "ja")

        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1)

    async def test_what_does_not_count_is_told_to_the_office(self, hall: Hall) -> None:
        await hall.say("vogt", "befangen Abel 4")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        mark = hall.meeting.mark()
        await hall.say("abel", "ja")
        told = await hall.seen("persönlich nicht erreichbar", hall.office)

        assert "Abel" in told.text
        assert "Ja" not in told.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally()
        assert said(hall, mark) == []

    async def test_no_conversation_is_opened_while_the_ballot_is_open(self, hall: Hall) -> None:
        before = len(hall.world.tenant.asked_to_open)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("abel", "hilfe")
        await hall.say("abel", "ja")
        await hall.say("amt", "karte", hall.office)
        await hall.world_idle()

        assert len(hall.world.tenant.asked_to_open) == before
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1)


class TestEverybodyElse:
    """contract § 4: others are told privately where, and nothing is counted."""

    async def test_is_told_privately_and_nothing_counts(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        mark = hall.meeting.mark()
        await hall.say("busch", "ja")
        told = await hall.seen("nicht gezählt", hall.own("busch"))

        assert "Ihre Stimme" not in told.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally()
        assert said(hall, mark) == []

    async def test_who_can_be_reached_no_longer_is_counted_after_all(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        hall.own("busch").installed = False
        await hall.say("busch", "nein")
        await hall.until(lambda: hall.sitting.ballots[BallotId(1)].count() == Tally(no=1))
        await hall.say("busch", "ja")
        await hall.until(lambda: hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1))

        assert [v.way for v in hall.sitting.ballots[BallotId(1)].votes[hall.id("busch")]] == [Way.MEETING] * 2

    async def test_where_the_note_may_not_have_arrived_the_office_hears_of_it(self, hall: Hall) -> None:
        def drops(entry: Entry) -> None:
            raise Refused(502, "BadGateway", "The gateway got no answer.")

        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        hall.own("busch").watchers.append(drops)
        await hall.say("busch", "nein")
        told = await hall.seen("nicht angekommen", hall.office)

        assert "Bernd Busch" in told.text
        assert "Nein" not in told.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally()

    async def test_a_vote_that_came_meanwhile_is_the_later_one(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        own = hall.own("busch")
        own.busy = True  # Teams answers 412 until the other change of this chat is over
        await hall.say("busch", "ja")
        await hall.press("busch", "Nein")
        own.installed, own.busy = False, False
        await hall.until(lambda: not hall.outbox.reach.reaches(hall.person("busch").entra))
        await hall.world_idle()

        assert hall.sitting.ballots[BallotId(1)].count() == Tally(no=1)
        assert hall.sitting.ballots[BallotId(1)].rev_of(hall.id("busch")) == 1

    async def test_of_two_words_that_could_not_be_answered_the_later_counts(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        own, ballot = hall.own("busch"), BallotId(1)
        own.busy = True
        await hall.say("busch", "ja")
        await hall.say("busch", "nein")

        def holds_the_second(account: str) -> None:
            own.installed, own.busy = True, True

        hall.outbox.reach.listen(holds_the_second)
        own.installed, own.busy = False, False
        await hall.until(lambda: hall.sitting.ballots[ballot].count() == Tally(yes=1))
        own.installed, own.busy = False, False
        await hall.until(lambda: hall.sitting.ballots[ballot].count() == Tally(no=1))

        assert [v.choice for v in hall.sitting.ballots[ballot].votes[hall.id("busch")]] == ["ja", "nein"]

    async def test_who_writes_in_their_own_chat_can_be_reached_again(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        hall.own("busch").installed = False
        await hall.say("busch", "nein")
        await hall.until(lambda: hall.sitting.ballots[BallotId(1)].count() == Tally(no=1))
        hall.own("busch").installed = True
        await hall.tell("busch", "ja")
        await hall.say("busch", "nein")
        await hall.seen("nicht gezählt", hall.own("busch"))

        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=1)

    async def test_strangers_and_guests_count_for_nothing(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.world.client.say(hall.stranger, hall.meeting, "ja")
        await hall.say("gast", "ja")
        await hall.world_idle()

        assert hall.sitting.ballots[BallotId(1)].count() == Tally()

    async def test_in_the_office_chat_it_is_no_vote(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        mark = hall.office.mark()
        await hall.say("amt", "ja", hall.office)

        assert (await hall.seen("nichts gezählt", hall.office, after=mark)).text


class TestASuggestedWord:
    """contract § 5.3: no answer to an uncounted press names the pressed word as the person's vote."""

    async def test_pressed_again_after_another_vote_says_what_counts(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.tell("busch", "jaa")
        client, busch, own = hall.world.client, hall.person("busch"), hall.own("busch")
        message, button = client.find(busch, own, "ja")
        first = await client.delivery.post(client.build.press(busch, own, message, button))
        await hall.tell("busch", "nein")
        again = await client.delivery.post(client.build.press(busch, own, message, button))

        assert "Ihre Stimme: Ja" in first.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(no=1)
        assert "Ihre Stimme: Ja" not in again.text
        assert "Nein" in again.text.splitlines()[-1]

    async def test_pressed_again_after_the_end_shows_the_closed_ballot(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.tell("busch", "jaa")
        client, busch, own = hall.world.client, hall.person("busch"), hall.own("busch")
        message, button = client.find(busch, own, "ja")
        await client.delivery.post(client.build.press(busch, own, message, button))
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        again = await client.delivery.post(client.build.press(busch, own, message, button))

        assert "vorläufig" in again.text
        assert "Enthaltung" not in [b.title for b in buttons(again.card)]
