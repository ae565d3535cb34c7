"""The result message: its first line, its arithmetic, its names."""

import json
import re
from typing import Any

import pytest

import cards
from cards.build import MOST_BYTES
from cards.size import weight
from council import events as ev
from council.ballots import Outcome, Tally
from council.ids import BallotId
from council.sitting import Sitting
from tests import cast
from tests.cards.gallery import gallery
from tests.cards.reading import buttons, lines, whole

PATTERN = re.compile(r"Dafür \d+, dagegen \d+, Enthaltungen \d+: (beschlossen|angenommen|abgelehnt)")
ONE = BallotId(1)


def declared(item: str, yes: int, no: int, abstain: int, **more: Any) -> Sitting:
    sitting = cast.balloting(cast.opened(**more), item)
    return cast.declared(cast.closed(cast.all_voted(sitting, yes, no, abstain)))


class TestFirstLine:
    """Contract § 5 rule 9: begins `Dafür …, dagegen …, Enthaltungen …: beschlossen`."""

    @pytest.mark.parametrize(
        ("item", "votes", "line"),
        [
            pytest.param("5", (5, 2, 1), "Dafür 5, dagegen 2, Enthaltungen 1: beschlossen", id="paper"),
            pytest.param("5", (2, 5, 1), "Dafür 2, dagegen 5, Enthaltungen 1: abgelehnt", id="rejected"),
            pytest.param("5", (4, 4, 0), "Dafür 4, dagegen 4, Enthaltungen 0: abgelehnt", id="tie"),
            pytest.param("5.1", (5, 2, 1), "Dafür 5, dagegen 2, Enthaltungen 1: angenommen", id="amendment"),
            pytest.param("6", (4, 1, 3), "Dafür 4, dagegen 1, Enthaltungen 3: abgelehnt", id="too-few"),
        ],
    )
    def test_is_the_sentence_of_the_contract(self, item: str, votes: tuple[int, int, int], line: str) -> None:
        sitting = declared(item, *votes)

        assert lines(cards.result_card(sitting.ballots[ONE], sitting))[0] == line

    def test_a_procedural_motion_is_carried(self) -> None:
        sitting = cast.balloting(cast.opened(), procedural="Schluss der Debatte")
        sitting = cast.declared(cast.closed(cast.all_voted(sitting, 6, 1, 0)))

        card = cards.result_card(sitting.ballots[ONE], sitting)

        assert lines(card)[0] == "Dafür 6, dagegen 1, Enthaltungen 0: angenommen"
        assert lines(card)[1] == "GO-Antrag · Abstimmung 1: Schluss der Debatte"

    def test_does_not_exist_before_the_declaration(self) -> None:
        sitting = cast.closed(cast.all_voted(cast.balloting(cast.opened(), "5"), 5, 2, 1))

        with pytest.raises(ValueError, match="not declared"):
            cards.result_card(cast.running(sitting), sitting)

    def test_stands_on_no_other_card_than_results_and_names(self) -> None:
        drawn = {name: json.dumps(card, ensure_ascii=False) for name, card in gallery("de").items()}

        assert {n.split("-")[0] for n, text in drawn.items() if PATTERN.search(text)} == {"result", "names"}

    def test_stands_on_its_card_once(self) -> None:
        results = {n: c for n, c in gallery("de").items() if n.startswith(("result-", "names-"))}
        found = {n: len(PATTERN.findall(json.dumps(c, ensure_ascii=False))) for n, c in results.items()}

        assert found.pop("names-early") == 0
        assert set(found.values()) == {1}


class TestArithmetic:
    """Contract § 5 rule 9: then arithmetic and paragraph, by whom and when."""

    @pytest.mark.parametrize(
        ("item", "votes", "sentence"),
        [
            pytest.param("5", (5, 2, 1), "5 dafür sind mehr als 2 dagegen", id="more"),
            pytest.param("5", (2, 5, 1), "2 dafür sind weniger als 5 dagegen", id="fewer"),
            pytest.param("5", (4, 4, 0), "Stimmengleichheit, 4 zu 4: Damit ist abgelehnt", id="tie"),
            pytest.param("6", (6, 1, 1), "5 von 9 waren nötig, 6 stimmten dafür", id="of-members"),
        ],
    )
    def test_says_why(self, item: str, votes: tuple[int, int, int], sentence: str) -> None:
        sitting = declared(item, *votes)

        text = whole(cards.result_card(sitting.ballots[ONE], sitting))

        assert sentence in text
        assert "SächsGemO)" in text

    def test_names_the_chair_and_the_minute(self) -> None:
        sitting = declared("5", 5, 2, 1)

        text = whole(cards.result_card(sitting.ballots[ONE], sitting))

        assert "Festgestellt: um 14:44 Uhr durch Dr. Petra Vogt" in text

    def test_names_recused_and_counts_the_silent(self) -> None:
        state = cast.after(cast.opened(), ev.RecusalDeclared(at=cast.START, member=cast.RECUSED, item="5"))
        state = cast.all_voted(cast.balloting(state, "5"), 4, 1, 0)
        sitting = cast.declared(cast.closed(state))

        text = whole(cards.result_card(sitting.ballots[ONE], sitting))

        assert "Befangen: Dora Frei" in text
        assert "Nicht abgestimmt: 2" in text

    def test_says_that_the_chair_overrode_the_count(self) -> None:
        closed = cast.closed(cast.all_voted(cast.balloting(cast.opened(), "5"), 5, 2, 1))
        sitting = cast.declared(closed, outcome=Outcome.REJECTED, reason="Zweifel")

        card = cards.result_card(sitting.ballots[ONE], sitting)

        assert lines(card)[0].endswith(": abgelehnt")
        assert "Abweichend von der Berechnung so festgestellt. Grund: Zweifel" in whole(card)

    def test_says_who_counted_hands(self) -> None:
        hands = cast.balloting(cast.opened(), "5", by_hands=True)
        sitting = cast.declared(cast.by_hands(hands, Tally(yes=6, no=1, abstain=1), rest=True))

        text = whole(cards.result_card(sitting.ballots[ONE], sitting))

        assert "eingetragen von Karla Amt, bestätigt von Bernd Rat" in text
        assert "alle übrigen Stimmberechtigten gelten als dafür" in text

    def test_says_that_it_was_repeated(self) -> None:
        sitting = cast.repeated(declared("5", 5, 2, 1))

        card = cards.result_card(sitting.ballots[ONE], sitting)

        assert "als Abstimmung 2 wiederholt; ihr Ergebnis gilt nicht mehr" in whole(card)

    def test_of_a_closed_item_keeps_its_preview_silent(self) -> None:
        part = cast.after(cast.opened(), ev.ClosedPartStarted(at=cast.START, by=cast.CHAIR))
        sitting = cast.declared(cast.closed(cast.all_voted(cast.balloting(part, "20"), 5, 1, 0)))

        assert cards.result_card(sitting.ballots[ONE], sitting)["fallbackText"] == "Ergebnis · Abstimmung 1"


class TestNames:
    """Contract § 5 rule 8: `Namen` answers the presser with all names by group."""

    def test_has_its_button_on_the_result(self) -> None:
        sitting = declared("5", 5, 2, 1)

        (button,) = buttons(cards.result_card(sitting.ballots[ONE], sitting))

        assert (button["title"], button["verb"]) == ("Namen", "ballot.names")
        assert button["data"] == {"sitting": cast.SITTING, "ballot": 1}

    def test_sorts_the_names_by_group_and_side(self) -> None:
        sitting = declared("5", 5, 2, 1)

        shown = lines(cards.names_card(sitting.ballots[ONE], sitting))

        start = shown.index("Stimmen nach Namen")
        assert shown[start + 1 :] == [
            "Linden (3)",
            "Dafür: Jan Stein, Anna Abel, Dora Frei",
            "Eichen (2)",
            "Dafür: Carl Berg",
            "Dagegen: Emil Saal",
            "Buchen (2)",
            "Dagegen: Nora Weiß",
            "Enthalten: Ömer Yıldız",
            "ohne Fraktion (1)",
            "Dafür: Dr. Petra Vogt",
        ]

    def test_shows_nobody_before_the_declaration(self) -> None:
        sitting = cast.closed(cast.all_voted(cast.balloting(cast.opened(), "5"), 5, 2, 1))

        text = whole(cards.names_card(cast.running(sitting), sitting))

        assert text == "Die Namen stehen erst nach der Feststellung des Ergebnisses hier."

    def test_has_no_names_for_a_count_of_hands(self) -> None:
        hands = cast.balloting(cast.opened(), "5", by_hands=True)
        sitting = cast.declared(cast.by_hands(hands, Tally(yes=6, no=1, abstain=1)))

        text = whole(cards.names_card(sitting.ballots[ONE], sitting))

        assert "ohne Namen: Dafür 6, dagegen 1, Enthaltungen 1." in text

    @pytest.mark.parametrize("group", ["", "Fraktion"])
    def test_of_120_members_fit_into_a_card(self, group: str) -> None:
        people = tuple(cast.regrouped(m, group) for m in cast.crowd(120, name_length=60))
        voters = [m.id for m in people if m.entitled]
        sitting = cast.opened(cast.admitted(cast.prepared(people=people), *voters))
        state = cast.declared(cast.closed(cast.all_voted(cast.balloting(sitting, "5"), 50, 50, 10)))

        card = cards.names_card(state.ballots[ONE], state)

        assert weight(card) < MOST_BYTES
        assert all(member.name in whole(card) for member in people if member.entitled)
