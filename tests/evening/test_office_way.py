"""Members whose device cannot vote: the office is asked at each ballot, and a second clerk confirms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.ballots import Tally, Way
from council.ids import BallotId
from rehearsal.chats import Entry, Message
from rehearsal.reading import buttons, content_text, has_button
from rehearsal.refusals import Refused
from tests.evening.hall import MEMBERS, Hall, open_hall

CARD = "Über das Büro · Abstimmung"


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Nine in their meeting, of whom Zander votes through the office."""
    async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as opened:
        await opened.opened(*MEMBERS)
        await opened.say("amt", "über büro Zander", opened.office)
        await opened.seen("stimmt von jetzt an über das Büro ab", opened.office)
        yield opened


async def offered(hall: Hall, number: int = 1) -> Message:
    """The office's card of a ballot, with its buttons."""
    return await hall.seen(f"{CARD} {number}", hall.office)


class TestAtEachBallot:
    """contract § 4, `über büro`: a card in the office chat at every opening of a ballot."""

    async def test_a_press_waits_for_a_second_person_and_then_counts(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await offered(hall)
        shown = [button.title for button in buttons(card.card)]
        answer = await hall.press("amt", "Nein", hall.office)
        before = hall.sitting.ballots[BallotId(1)].count()
        await hall.offered("Bestätigen", hall.office)
        alone = await hall.press("amt", "Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.world_idle()
        vote = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("zander"))

        assert shown == ["Ja", "Nein", "Enthaltung"]
        assert "wartet auf eine zweite Person" in answer.text
        assert "zweite Person" in alone.text
        assert before == Tally()
        assert vote is not None
        assert (vote.way, vote.choice, vote.by) == (Way.OFFICE, "nein", "rat")
        assert "Gezählt: Nein" in card.text
        assert vote.receipt in card.text

    async def test_no_button_of_it_stands_in_the_meeting(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await offered(hall)
        await hall.world_idle()

        assert not any(CARD in m.text for m in hall.meeting.bot_messages())

    async def test_a_later_press_of_the_member_replaces_it(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await offered(hall)
        await hall.press("amt", "Nein", hall.office)
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.seen("Bitte abstimmen")
        await hall.press("zander", "Nein")
        await hall.world_idle()
        ballot = hall.sitting.ballots[BallotId(1)]

        assert [v.way for v in ballot.votes[hall.id("zander")]] == [Way.OFFICE, Way.CARD]
        assert ballot.count() == Tally(no=1)
        assert "Hat selbst abgestimmt: auf der Karte" in card.text
        assert buttons(card.card) == ()

    async def test_nothing_is_entered_for_whoever_has_pressed(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await offered(hall)
        client, clerk = hall.world.client, hall.person("amt")
        message, button = client.find(clerk, hall.office, "Ja")
        old = client.build.press(clerk, hall.office, message, button)
        await hall.seen("Bitte abstimmen")
        await hall.press("zander", "Nein")
        answer = await client.delivery.post(old)

        assert message is card
        assert "bereits" in answer.text or "selbst" in answer.text
        assert hall.sitting.waiting_cases == ()

    async def test_the_next_ballot_has_its_own_card_and_the_old_one_no_button(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        first = await offered(hall)
        client, clerk = hall.world.client, hall.person("amt")
        message, button = client.find(clerk, hall.office, "Ja")
        old = client.build.press(clerk, hall.office, message, button)
        for line in ("schließen", "feststellen", "abstimmung 5"):
            await hall.say("vogt", line)
        await offered(hall, 2)
        await hall.world_idle()
        answer = await client.delivery.post(old)

        assert buttons(first.card) == ()
        assert answer.status == 200
        assert hall.sitting.waiting_cases == ()

    async def test_the_card_comes_although_teams_did_not_say_whether_it_took_it(self, hall: Hall) -> None:
        lost: list[str] = []

        def drops_the_first(entry: Entry) -> None:
            if CARD in content_text(entry.version.activity) and not lost:
                lost.append(entry.message.id)
                del hall.office.messages[entry.message.id]
                raise Refused(502, "BadGateway", "The gateway got no answer.")

        hall.office.watchers.append(drops_the_first)
        await hall.say("vogt", "abstimmung 4")
        card = await hall.office.wait_for(
            lambda m: CARD in m.text and m.id not in lost and m.id in hall.office.messages, within=10
        )

        assert lost
        assert has_button(card.card, "Nein")

    async def test_altered_button_data_is_refused(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await offered(hall)
        client, clerk = hall.world.client, hall.person("amt")
        message, button = client.find(clerk, hall.office, "Ja")
        good = client.build.press(clerk, hall.office, message, button)
        action = good["value"]["action"]
        for name, value in (("case", 9), ("case", "1"), ("case", True), ("ballot", None), ("choice", "x")):
            data = {**action["data"], name: value}
            bad = {**good, "id": f"x{name}{value}", "value": {"action": {**action, "data": data}}}
            answer = await client.delivery.post(bad)
            assert answer.status == 200, (name, value)

        assert hall.sitting.waiting_cases == ()
        assert "zander" not in str(action["data"])

    async def test_members_cannot_press_it(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await offered(hall)
        client = hall.world.client
        _, button = client.find(hall.person("amt"), hall.office, "Ja")
        await client.press_button(hall.person("busch"), hall.office, card, button)

        assert hall.sitting.waiting_cases == ()


class TestFromWhenToWhen:
    """contract § 4: `über büro` and `selbst`, for the office alone and never in the meeting's chat."""

    async def test_in_the_midst_of_a_ballot_it_begins_with_that_one(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        card = await offered(hall)
        await hall.say("amt", "über büro Busch", hall.office)
        await card_with(card, hall, "Bernd Busch")
        await hall.say("amt", "selbst Zander", hall.office)
        await hall.until(lambda: hall.sitting.office_way(hall.id("zander")) is None)
        await hall.world_idle()

        assert "Bernd Busch" in card.text
        assert "Zander" not in card.text

    async def test_nobody_is_asked_for_once_it_has_ended(self, hall: Hall) -> None:
        await hall.say("amt", "selbst Zander", hall.office)
        await hall.seen("stimmt wieder selbst ab", hall.office)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.world_idle()

        assert not any(CARD in m.text for m in hall.office.bot_messages())

    async def test_in_the_meetings_chat_it_does_nothing(self, hall: Hall) -> None:
        await hall.say("amt", "über büro Busch")
        await hall.seen("wirkt hier nicht", hall.own("amt"))

        assert hall.sitting.office_way(hall.id("busch")) is None

    async def test_it_stands_on_the_board(self, hall: Hall) -> None:
        await hall.world_idle()
        board = await hall.seen("Einlass und Anwesenheit", hall.office)

        assert "Über das Büro 1: Zoe Zander" in board.text


async def card_with(card: Message, hall: Hall, words: str) -> None:
    """Wait until a card of the office says something."""
    await hall.office.wait_for(lambda m: m is card and words in m.text, within=10)
