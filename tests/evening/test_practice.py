"""`probe`: a practice ballot in the meeting's chat that counts nothing and leaves nothing live."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from rehearsal.chats import Message
from rehearsal.reading import buttons, has_button, words
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running

BUTTONS = ["Ja", "Nein", "Enthaltung"]
SAID = "Probe: Ihr Gerät kann abstimmen. Nichts wurde gezählt."


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council, its meeting bound to the sitting, nobody there yet."""
    async with open_hall(tmp_path, monkeypatch) as opened:
        await opened.prepared()
        yield opened


def practices(hall: Hall) -> list[Message]:
    """The practice ballots that stand in the meeting's chat, oldest first."""
    return [m for m in hall.meeting.bot_messages() if words(m.card).startswith("PROBE – zählt nicht")]


async def begun(hall: Hall, line: str = "probe", key: str = "amt") -> Message:
    """A practice ballot begun by the office."""
    mark = hall.meeting.mark()
    await hall.say(key, line)
    return await hall.meeting.wait_for(lambda m: has_button(m.card, "Enthaltung"), after=mark, within=10)


async def over(message: Message, hall: Hall) -> None:
    """Wait until a practice ballot has no buttons any more."""
    await hall.until(lambda: not buttons(message.card))


def live(hall: Hall) -> list[str]:
    """The texts of the messages in the meeting's chat that still have a button to vote with."""
    return [m.text for m in hall.meeting.bot_messages() if has_button(m.card, "Enthaltung")]


class TestTheCard:
    """contract § 5.9: it says PROBE in its first line, and looks as a ballot does."""

    async def test_looks_like_a_ballot_and_says_that_it_is_none(self, hall: Hall) -> None:
        card = (await begun(hall)).card

        assert words(card).splitlines()[0] == "PROBE – zählt nicht"
        assert [button.title for button in buttons(card)] == BUTTONS
        assert [a["verb"] for a in (card or {})["actions"]] == ["practice.cast"] * 3

    async def test_asks_what_was_typed(self, hall: Hall) -> None:
        card = (await begun(hall, "probe Hören Sie mich?")).card

        assert "Hören Sie mich?" in words(card)

    async def test_is_put_there_from_the_office_and_the_caller_hears_so(self, hall: Hall) -> None:
        await hall.say("amt", "probe", hall.office)
        told = await hall.seen("Probeabstimmung steht", hall.office)
        await hall.offered("Enthaltung", hall.meeting)

        assert "geräte" in told.text

    async def test_is_for_chair_and_office_only(self, hall: Hall) -> None:
        refused = await hall.tell("abel", "probe")

        assert "Sitzungsleitung" in refused.text or "Vogt" in refused.text
        assert practices(hall) == []

    async def test_is_also_the_chairs(self, hall: Hall) -> None:
        await begun(hall, key="vogt")

        assert len(practices(hall)) == 1


class TestAPress:
    """Answered like a receipt; nothing is counted, and no pressed word is called a vote."""

    @pytest.mark.parametrize("title", BUTTONS)
    async def test_says_that_the_device_can_vote_and_nothing_was_counted(
        self, hall: Hall, title: str
    ) -> None:
        await begun(hall)
        before = await hall.desk.rows(SITTING)
        answer = await hall.press("abel", title)

        assert SAID in answer.text
        assert "Ihre Stimme" not in answer.text
        assert "Beleg" not in answer.text
        assert await hall.desk.rows(SITTING) == before

    async def test_as_a_message_where_receipts_come_as_messages(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, RECEIPT="message") as hall:
            await hall.prepared()
            await begun(hall)
            answer = await hall.press("abel", "Nein")

            assert SAID in answer.text
            assert answer.card is None

    async def test_of_somebody_who_is_not_on_the_roster_is_refused(self, hall: Hall) -> None:
        await begun(hall)
        answer = await hall.world.client.press(hall.stranger, hall.meeting, "Ja")

        assert SAID not in answer.text

    async def test_on_a_practice_that_is_over_points_to_the_open_ballot(self, hall: Hall) -> None:
        card = await begun(hall)
        client = hall.world.client
        message, button = client.find(hall.person("abel"), hall.meeting, "Ja")
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await over(card, hall)
        late = await client.press_button(hall.person("abel"), hall.meeting, message, button)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        later = await client.press_button(hall.person("abel"), hall.meeting, message, button)

        assert "Die Probe ist beendet" in late.text
        assert "Jetzt läuft Abstimmung 1" in later.text
        assert hall.sitting.ballot is not None
        assert hall.sitting.ballot.count().cast == 0

    @pytest.mark.parametrize("number", [None, "1", True, 99, -1])
    async def test_with_altered_data_counts_nothing_and_is_over(self, hall: Hall, number: object) -> None:
        await begun(hall)
        client = hall.world.client
        message, button = client.find(hall.person("abel"), hall.meeting, "Ja")
        button.action["data"] = {"sitting": str(SITTING), "practice": number}
        answer = await client.press_button(hall.person("abel"), hall.meeting, message, button)

        assert "Die Probe ist beendet" in answer.text


class TestItsEnd:
    """Over with a second one, with the opening, with a called item, with a ballot; no card stays live."""

    async def test_a_second_one_ends_the_first(self, hall: Hall) -> None:
        first = await begun(hall)
        second = await begun(hall, "probe Und jetzt?")
        await over(first, hall)

        assert has_button(second.card, "Ja")
        assert len(live(hall)) == 1

    async def test_a_third_takes_the_first_away(self, hall: Hall) -> None:
        for _ in range(4):
            await begun(hall)
        await hall.until(lambda: len(practices(hall)) == 2)

        assert len(live(hall)) == 1

    async def test_the_opening_ends_it(self, hall: Hall) -> None:
        card = await begun(hall)
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await over(card, hall)

        assert "Die Probe ist beendet" in words(card.card)

    @pytest.mark.parametrize("line", ["top 4", "abstimmung 4"])
    async def test_an_item_or_a_ballot_ends_it(self, hall: Hall, line: str) -> None:
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        card = await begun(hall)
        await hall.say("vogt", line)
        await over(card, hall)

        assert hall.sitting.item == "4"

    async def test_it_is_refused_between_a_ballot_and_its_result(self, hall: Hall) -> None:
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        during = await hall.tell("amt", "probe")
        await hall.press("abel", "Ja")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        after = await hall.tell("amt", "probe")
        await hall.say("vogt", "feststellen")
        await hall.seen("beschlossen")

        assert practices(hall) == []
        for refused in (during, after):
            assert "Abstimmung 1" in refused.text
        await begun(hall)

    async def test_after_a_whole_evening_nothing_is_live_and_few_messages_stand(self, hall: Hall) -> None:
        await begun(hall)
        await begun(hall)
        await hall.admitted("vogt", *MEMBERS)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await begun(hall)
        for item in ("4", "5"):
            await hall.say("vogt", f"abstimmung {item}")
            await hall.until(lambda: hall.sitting.ballot is not None)
            await hall.say("vogt", "schließen")
            await hall.until(lambda: getattr(hall.sitting.ballot, "tally", None) is not None)
            await hall.say("vogt", "feststellen")
            await hall.until(lambda: hall.sitting.ballot is None)
        await begun(hall)
        await hall.say("vogt", "ende")
        await hall.seen("geschlossen")
        await hall.until(lambda: not live(hall))
        await hall.world_idle()

        items, ballots = len({number for _, number in hall.sitting.calls}), len(hall.sitting.ballots)
        assert len(hall.meeting.bot_messages()) <= items + 2 * ballots + 10

    async def test_it_is_refused_after_the_end(self, hall: Hall) -> None:
        await hall.admitted("vogt")
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")
        await hall.say("vogt", "ende")
        await hall.seen("geschlossen")
        await hall.tell("amt", "probe")

        assert practices(hall) == []


class TestAfterARestart:
    """The bot comes back: the practice goes on, and still ends by itself."""

    async def test_can_be_pressed_and_ends(
        self, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        card = await begun(hall, "probe Noch da?")
        await hall.world_idle()
        await hall.stopped()
        async with AsyncExitStack() as stack:
            _, hall.desk, hall.outbox = await stack.enter_async_context(running(hall.world, monkeypatch, {}))
            answer = await hall.press("abel", "Ja")
            await hall.admitted("vogt", *MEMBERS)
            await hall.say("vogt", "sitzung eröffnen")
            await over(card, hall)

            assert SAID in answer.text
            assert "Noch da?" in answer.text
