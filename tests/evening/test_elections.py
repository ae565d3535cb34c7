"""Elections by card and on paper, run-off and lot, over signed HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.ballots import Following, Outcome, Phase, Round, Tally
from council.ids import BallotId
from council.rulebook import Format
from rehearsal.agenda import Item
from rehearsal.reading import buttons
from tests.evening.hall import MEMBERS, Hall, Plan, open_hall

AGENDA = (
    Item(number="1", title="Eröffnung", kind="formalie"),
    Item(number="5", title="Standort der Kita"),
    Item(number="9", title="Wahl der Schriftführung", kind="wahl"),
    Item(number="10", title="Wahl des Beirats", kind="wahl"),
)
PLAN = Plan(agenda=AGENDA, held=Format.PRESENCE)
ALL = ("vogt", *MEMBERS)


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Nine with a vote in a sitting in presence, open."""
    async with open_hall(tmp_path, monkeypatch, plans=PLAN) as opened:
        await opened.opened_in_the_hall(*MEMBERS)
        await opened.world_idle()
        yield opened


async def vote(hall: Hall, titles: str) -> None:
    """Let everybody press, in the order of the roster: one sign each, "-" for nobody."""
    for key, title in zip(ALL, titles.split(), strict=False):
        if title != "-":
            answer = await hall.press(key, title)
            assert "Ihre Stimme: " in answer.text


async def counted(hall: Hall, words: str) -> None:
    """Close and declare the open round."""
    await hall.say("vogt", "schließen")
    await hall.seen("vorläufig")
    await hall.say("vogt", "feststellen")
    await hall.seen(words)


class TestByCard:
    """SächsGemO § 39 Abs. 7: more than half of those present and entitled, run-off, lot."""

    async def test_a_majority_of_those_present_elects(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg; Carla Clar offen")
        card = await hall.seen("Abstimmung 1")
        assert [b.title for b in buttons(card.card)] == ["1", "2", "3", "Enthaltung"]
        assert all(name in card.text for name in ("Anna Alt", "Bernd Berg", "Carla Clar"))
        await vote(hall, "2 2 2 2 2 1 1 3 Enthaltung")
        await counted(hall, "Bernd Berg")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert ballot.tally == Tally(options=(2, 5, 1), abstain=1)
        assert (ballot.outcome, ballot.elected) == (Outcome.ELECTED, (2,))

    async def test_nobody_with_a_majority_then_run_off_then_lot(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg; Carla Clar")
        await hall.seen("Abstimmung 1")
        await vote(hall, "1 1 1 2 2 2 3 3 -")
        await counted(hall, "Stichwahl")
        await hall.told("vogt", "los Anna Alt zeuge Abel", "Los")

        await hall.say("vogt", "stichwahl")
        second = await hall.seen("Abstimmung 2")
        assert "Carla Clar" not in second.text
        await vote(hall, "1 1 1 1 2 2 2 2 -")
        await counted(hall, "Los")
        await hall.told("vogt", "los Carla zeuge Abel", "Carla")
        await hall.told("vogt", "los Alt zeuge Vogt", "bezeugen")
        await hall.say("vogt", "los alt zeuge Abel")
        await hall.until(lambda: hall.sitting.ballots[BallotId(2)].elected == (1,))
        await hall.world_idle()

        ballot = hall.sitting.ballots[BallotId(2)]
        assert ballot.stage is Round.RUNOFF
        assert (ballot.outcome, ballot.lots[0].witness) == (Outcome.ELECTED, "abel")
        results = [m for m in hall.meeting.bot_messages() if "Los" in m.text and "Anna Alt" in m.text]
        assert results
        assert len([m for m in hall.meeting.bot_messages() if "Abstimmung 2" in m.text]) == 2

    async def test_one_candidate_needs_yes_and_has_a_second_round(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt")
        card = await hall.seen("Abstimmung 1")
        assert "Ja heißt: " in card.text
        assert "Anna Alt" in card.text
        await vote(hall, "Ja Ja Ja Ja Nein Nein - - -")
        await counted(hall, "zweiter Wahlgang")
        await hall.say("vogt", "nächster wahlgang")
        await hall.seen("Abstimmung 2")
        await vote(hall, "Ja Ja Ja Nein - - - - -")
        await counted(hall, "gewählt")

        first, second = hall.sitting.ballots.values()
        assert (first.following, second.stage) == (Following.SECOND, Round.SECOND)
        assert second.outcome is Outcome.ELECTED

    async def test_the_next_round_is_one_press(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg; Carla Clar")
        await hall.seen("Abstimmung 1")
        await vote(hall, "1 1 1 2 2 2 3 3 -")
        await counted(hall, "Stichwahl")
        await hall.world_idle()
        await hall.control("Stichwahl eröffnen")

        await hall.seen("Abstimmung 2")

        assert hall.sitting.ballots[BallotId(2)].stage is Round.RUNOFF

    async def test_a_vote_by_word_names_the_number(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg")
        await hall.seen("Abstimmung 1")
        await hall.say("amt", "stimme Zander 2 Karte gestört", hall.office)
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)

        assert hall.sitting.ballots[BallotId(1)].count() == Tally(options=(0, 1))

    async def test_a_typed_yes_brings_the_card_with_the_numbers(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg")
        await hall.seen("Abstimmung 1")
        await hall.told("celik", "ja", "Nummern")
        own = hall.own("celik")
        await hall.offered("2", own)
        answer = await hall.press("celik", "2", own)

        assert "Ihre Stimme: 2" in answer.text
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(options=(0, 1))

    async def test_a_choice_among_proposals(self, hall: Hall) -> None:
        await hall.say("vogt", "auswahl 5 Standort Nord; Standort Süd")
        card = await hall.seen("Abstimmung 1")
        assert "Standort Süd" in card.text
        await vote(hall, "2 2 2 1 - - - - -")
        await counted(hall, "Standort Süd")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert (ballot.outcome, ballot.elected) == (Outcome.CARRIED, (2,))

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            pytest.param("wahl 9 Anna Alt; anna  alt", "zweimal", id="the-same-name-twice"),
            pytest.param("wahl 9", "nötig", id="nobody-stands"),
            pytest.param("auswahl 5 nur eins", "mindestens 2", id="one-proposal"),
            pytest.param("abstimmung 9", "wahl", id="an-election-by-yes-and-no"),
            pytest.param("stichwahl", "Wahlgang", id="no-round-waits"),
        ],
    )
    async def test_what_is_no_election_is_refused(self, hall: Hall, line: str, why: str) -> None:
        await hall.told("vogt", line, why)

        assert not hall.sitting.ballots


class TestOnPaper:
    """contract § 4: more candidates or seats on paper, counts entered by two people."""

    async def test_counts_hold_once_a_second_person_confirms(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg papier")
        card = await hall.seen("Abstimmung 1")
        assert buttons(card.card) == ()
        said = await hall.say("amt", "auszählung 5; 3 ungültig 1", hall.office)
        await hall.seen("Anna Alt 5", hall.office)
        await hall.offered("Bestätigen", hall.office)
        refused = await hall.press("amt", "Bestätigen", hall.office)
        before = hall.sitting.ballots[BallotId(1)].phase
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("gewählt")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert said.status == 200
        assert "zweite Person" in refused.text
        assert before is Phase.OPEN
        assert ballot.tally == Tally(options=(5, 3), invalid=1)
        assert (ballot.outcome, ballot.elected) == (Outcome.ELECTED, (1,))

    async def test_several_seats_are_always_on_paper(self, hall: Hall) -> None:
        await hall.say("vogt", "wahl 10 Anna Alt; Bernd Berg; Carla Clar sitze 2")
        await hall.seen("Abstimmung 1")
        await hall.say("amt", "auszählung 8; 6; 2", hall.office)
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        await hall.seen("vorläufig")
        await hall.say("vogt", "feststellen")
        await hall.seen("gewählt")

        ballot = hall.sitting.ballots[BallotId(1)]
        assert (ballot.by_paper, ballot.places, ballot.elected) == (True, 2, (1, 2))

    @pytest.mark.parametrize(
        "line", ["auszählung 5", "auszählung 5; 3; 1", "auszählung 9; 9", "auszählung ja 5 nein 3"]
    )
    async def test_counts_that_cannot_be_true_are_refused(self, hall: Hall, line: str) -> None:
        await hall.say("vogt", "wahl 9 Anna Alt; Bernd Berg papier")
        await hall.seen("Abstimmung 1")
        said = await hall.tell("amt", line)

        assert said.text
        assert hall.sitting.ballots[BallotId(1)].hands is None


class TestWhereItIsBarred:
    """SächsGemO § 36a: no elections in a digital sitting."""

    async def test_the_refusal_names_the_paragraph(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, plans=Plan(agenda=AGENDA)) as hall:
            await hall.opened(*MEMBERS)
            await hall.world_idle()
            await hall.told("vogt", "wahl 9 Anna Alt; Bernd Berg papier", "§ 36a")

            assert not hall.sitting.ballots
