"""Several items at once, and the agenda as it changes in the sitting, over signed HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.agenda import ItemStatus
from council.ballots import Outcome, Phase, Tally
from council.ids import BallotId
from rehearsal.agenda import Item
from tests.evening.hall import MEMBERS, Hall, Plan, open_hall

AGENDA = (
    Item(number="1", title="Eröffnung", kind="formalie"),
    Item(number="5", title="Radweg an der Parthe"),
    Item(number="6", title="Haushaltssatzung", kind="haushalt"),
    Item(number="7", title="Spielplatz am Anger"),
    Item(number="8", title="Beschlüsse der Ausschüsse", kind="formalie"),
    Item(number="8.1", title="Gehweg Lindenstraße"),
    Item(number="8.2", title="Brunnen am Markt"),
    Item(number="8.3", title="Bänke im Park"),
    Item(number="8.4", title="Beleuchtung am Wehr"),
    Item(number="8.6", title="Fahrradständer am Bahnhof"),
    Item(number="9", title="Geschäftsordnung", majority="mitglieder"),
)
PLAN = Plan(agenda=AGENDA)


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council with several alike items, open."""
    async with open_hall(tmp_path, monkeypatch, plans=PLAN) as opened:
        await opened.opened(*MEMBERS)
        await opened.world_idle()
        yield opened


def status(hall: Hall, *numbers: str) -> list[ItemStatus]:
    """What has become of these items."""
    found = [hall.sitting.agenda.get(number) for number in numbers]
    return [item.status for item in found if item is not None]


def order(hall: Hall) -> list[str]:
    """The numbers of the agenda in their order."""
    return [item.number for item in hall.sitting.agenda]


class TestEnBloc:
    """contract § 4: ``en bloc 8.1-8.4 8.6``, with pull-out of single items."""

    async def test_one_ballot_decides_all_of_its_items(self, hall: Hall) -> None:
        await hall.say("vogt", "en bloc 8.1-8.4 8.6 außer 8.3")
        card = await hall.seen("Abstimmung 1")
        assert all(title in card.text for title in ("Gehweg", "Brunnen", "Beleuchtung", "Fahrradständer"))
        assert "Bänke" not in card.text
        for key in ("abel", "busch", "celik"):
            assert "Ihre Stimme: Ja" in (await hall.press(key, "Ja")).text
        await hall.say("vogt", "schließen")
        await hall.seen("Dafür 3, dagegen 0, Enthaltungen 0 – vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 3, dagegen 0, Enthaltungen 0: beschlossen")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert ballot.block == ("8.1", "8.2", "8.4", "8.6")
        assert status(hall, *ballot.block) == [ItemStatus.DEALT] * 4
        assert status(hall, "8.3") == [ItemStatus.PENDING]

    async def test_a_member_wishes_and_the_chair_takes_the_item_out(self, hall: Hall) -> None:
        await hall.say("vogt", "en bloc 8.1-8.4")
        await hall.seen("Abstimmung 1")
        await hall.press("abel", "Ja")

        said = await hall.tell("celik", "einzeln 8.2")
        await hall.seen("8.2", hall.own("vogt"))
        wished = hall.sitting.ballots[BallotId(1)].phase
        await hall.say("vogt", "einzeln 8.2")
        await hall.seen("Abstimmung 2")

        assert "Ihr Wunsch" in said.text
        assert wished is Phase.OPEN
        assert hall.sitting.ballots[BallotId(1)].phase is Phase.SUPERSEDED
        assert hall.sitting.ballots[BallotId(2)].block == ("8.1", "8.3", "8.4")
        assert hall.sitting.ballots[BallotId(2)].votes == {}

    async def test_nothing_is_posted_between_the_block_and_its_result(self, hall: Hall) -> None:
        await hall.say("vogt", "en bloc 8.1 8.2")
        await hall.seen("Abstimmung 1")
        await hall.world_idle()
        posted = len(hall.meeting.bot_messages())
        await hall.say("amt", "absetzen 8.4", hall.office)
        await hall.press("abel", "Ja")
        await hall.world_idle()
        between = len(hall.meeting.bot_messages())
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.seen(": beschlossen")
        await hall.seen("Beleuchtung am Wehr")

        assert between == posted

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            pytest.param("en bloc 8.1-8.5", "8.5", id="unknown-end"),
            pytest.param("en bloc 8.4-8.1", "8.4–8.1", id="backwards"),
            pytest.param("en bloc 5-8.1", "5–8.1", id="two-levels"),
            pytest.param("en bloc 8.1", "zwei", id="one-alone"),
            pytest.param("en bloc 8.1 8.2 außer 5", "5", id="left-out-of-nothing"),
            pytest.param("en bloc 8.1 9", "9", id="another-majority"),
        ],
    )
    async def test_what_cannot_be_meant_is_refused_with_a_sentence(
        self, hall: Hall, line: str, why: str
    ) -> None:
        await hall.told("vogt", line, why)

        assert not hall.sitting.ballots


class TestAgendaInMotion:
    """contract § 4: ``gemeinsam``, ``verschieben``, ``verweisen``, ``zurückgezogen``, ``wiederaufnehmen``."""

    async def test_items_leave_and_are_taken_up_again(self, hall: Hall) -> None:
        await hall.say("vogt", "verweisen 5 Bauausschuss")
        referred = await hall.seen("Radweg an der Parthe")
        await hall.say("amt", "zurückgezogen 7 vom Antragsteller", hall.office)
        withdrawn = await hall.seen("Spielplatz am Anger")
        left = status(hall, "5", "7")
        assert "Bauausschuss" in referred.text
        assert "vom Antragsteller" in withdrawn.text
        await hall.say("vogt", "wiederaufnehmen 5")
        await hall.until(lambda: status(hall, "5") == [ItemStatus.PENDING])
        await hall.world_idle()

        assert left == [ItemStatus.REFERRED, ItemStatus.WITHDRAWN]
        assert "Bauausschuss" not in referred.text
        await hall.told("vogt", "wiederaufnehmen 9", "9")

    async def test_items_are_moved_with_what_stands_under_them(self, hall: Hall) -> None:
        await hall.say("vogt", "verschieben 8 vor 5")
        await hall.until(lambda: order(hall)[1] == "8")
        first = order(hall)
        await hall.say("amt", "verschieben TOP 9 nach TOP 1", hall.office)
        await hall.until(lambda: order(hall)[1] == "9")

        assert first == ["1", "8", "8.1", "8.2", "8.3", "8.4", "8.6", "5", "6", "7", "9"]
        await hall.say("vogt", "top 1")
        await hall.say("vogt", "weiter")
        await hall.seen("TOP 9")

    async def test_items_dealt_with_together_are_voted_on_singly(self, hall: Hall) -> None:
        await hall.say("vogt", "gemeinsam 5 und 7")
        await hall.until(lambda: len(hall.sitting.agenda.together("5")) == 2)
        await hall.say("vogt", "top 5")
        card = await hall.seen("Radweg an der Parthe")
        await hall.say("vogt", "abstimmung 7")
        await hall.seen("Abstimmung 1")

        assert "TOP 7" in card.text
        assert hall.sitting.ballots[BallotId(1)].item == "7"

    async def test_a_member_changes_no_agenda(self, hall: Hall) -> None:
        for line in ("verweisen 5", "zurückgezogen 5", "verschieben 5 nach 7", "gemeinsam 5 7"):
            await hall.tell("abel", line)

        assert status(hall, "5", "7") == [ItemStatus.PENDING] * 2
        assert order(hall)[:4] == ["1", "5", "6", "7"]

    async def test_the_budget_statute_is_refused_in_a_digital_sitting(self, hall: Hall) -> None:
        await hall.told("vogt", "abstimmung 6", "§ 36a")

        assert not hall.sitting.ballots


class TestMajorities:
    """contract § 4: majorities typed, each of what it is reckoned from."""

    @pytest.mark.parametrize(
        ("words", "outcome"),
        [
            pytest.param("einfach", Outcome.CARRIED, id="simple"),
            pytest.param("anwesende", Outcome.REJECTED, id="of-those-present"),
            pytest.param("2/3 der abgegebenen Stimmen", Outcome.CARRIED, id="two-thirds-of-votes"),
            pytest.param("3/5 mitglieder", Outcome.REJECTED, id="three-fifths-of-members"),
        ],
    )
    async def test_the_majority_that_was_typed_decides(
        self, hall: Hall, words: str, outcome: Outcome
    ) -> None:
        await hall.say("vogt", f"abstimmung 5 {words}")
        await hall.seen("Abstimmung 1")
        for key, title in (("abel", "Ja"), ("busch", "Ja"), ("celik", "Ja"), ("frei", "Nein")):
            await hall.press(key, title)
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("Dafür 3, dagegen 1, Enthaltungen 0: ")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert (ballot.tally, ballot.outcome) == (Tally(yes=3, no=1), outcome)

    async def test_a_majority_nobody_can_reach_is_refused(self, hall: Hall) -> None:
        await hall.told("vogt", "abstimmung 5 5/3 mitglieder", "5/3")

        assert not hall.sitting.ballots
