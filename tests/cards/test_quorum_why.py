"""„Warum 36?": the quorum card, and the answer that shows the arithmetic and the paragraph."""

from dataclasses import replace

import pytest

import cards
from cards.quorum import arithmetic_of_quorum
from council import commands as cmd
from council import events as ev
from council.quorum import quorum_rule
from council.sitting import Sitting
from tests import cast
from tests.cards import stages
from tests.cards.reading import buttons, lines, whole


def of(seats: int, recused: int = 0, *, land: str = "sachsen", second: bool = False) -> str:
    """The arithmetic in a council of so many members, so many of them recused."""
    sitting = stages.hall(land=land, second=second)
    rule = quorum_rule(sitting.rules, seats, recused, second=second)
    found = replace(
        sitting.quorum(), seats=seats, recused=recused, required=rule.required, path=rule.path, norm=rule.norm
    )
    return arithmetic_of_quorum(sitting, found)


class TestArithmetic:
    """Issue, "Shows": a clerk can find "why 36?" from the quorum card in two steps."""

    @pytest.mark.parametrize(
        ("sentence", "asked"),
        [
            ("36 = die Hälfte von 71 Mitgliedern, aufgerundet.", {"seats": 71}),
            ("36 = die Hälfte von 72 Mitgliedern.", {"seats": 72}),
            ("36 = mehr als die Hälfte von 70 Mitgliedern.", {"seats": 70, "land": "niedersachsen"}),
            (
                "18 = ein Viertel von 71 Mitgliedern, aufgerundet, weil 40 von 71 befangen sind.",
                {"seats": 71, "recused": 40},
            ),
            (
                "18 = ein Viertel von 72 Mitgliedern, weil 40 von 72 befangen sind.",
                {"seats": 72, "recused": 40},
            ),
            (
                "1 = eine beliebige Zahl genügt, weil 40 von 71 Mitgliedern befangen sind.",
                {"seats": 71, "recused": 40, "land": "niedersachsen"},
            ),
            (
                "3 = feste Zahl in einer zweiten Sitzung über dieselbe Sache.",
                {"seats": 71, "second": True},
            ),
        ],
    )
    def test_is_a_sentence(self, sentence: str, asked: dict[str, int]) -> None:
        assert of(**asked) == sentence  # type: ignore[arg-type]

    @pytest.mark.parametrize("land", ["saarland", "rheinland-pfalz", "hessen", "bayern", "thueringen"])
    @pytest.mark.parametrize("second", [False, True])
    @pytest.mark.parametrize("recused", [0, 40])
    def test_can_be_said_under_every_law(self, land: str, second: bool, recused: int) -> None:
        assert of(71, recused, land=land, second=second)[0].isdigit()


class TestCards:
    """Design: the button „Warum 36?" on the quorum card; the answer names norm, source, certainty, set."""

    def test_the_button_asks_for_the_number_shown(self) -> None:
        (button,) = buttons(cards.quorum_card(stages.hall()))

        assert (button["title"], button["verb"], button["data"]) == (
            "Warum 5?",
            "quorum.why",
            {"sitting": cast.SITTING},
        )

    def test_the_answer_has_all_that_a_clerk_needs(self) -> None:
        shown = lines(cards.quorum_why_card(stages.hall()))

        assert shown[:2] == ["Warum 5?", "5 = die Hälfte von 9 Mitgliedern, aufgerundet."]
        assert "Vorschrift: § 39 Abs. 2 SächsGemO" in shown
        assert "Sicherheit: aus zweiter Hand" in shown
        assert "Festgelegt: durch das Gesetz" in shown
        assert "Regelwerk: Sächsische Gemeindeordnung (sachsen 2022-02-20)" in shown
        assert any(line.startswith("Quelle: Bürgerliste") for line in shown)
        assert "docs/law" in shown[-1]

    def test_says_that_the_number_of_members_is_not_settled(self) -> None:
        assert "Rechtlich ungeklärt (§ 39 Abs. 2 SächsGemO)." in whole(cards.quorum_why_card(stages.hall()))

    def test_the_decisive_rule_stands_there_where_many_are_recused(self) -> None:
        text = whole(cards.quorum_why_card(stages.rules()["many-recused"]))

        assert "weil mehr als die Hälfte aller Mitglieder befangen ist: mindestens ein Viertel" in text

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("presumed", "Die Beschlussfähigkeit wird vermutet, bis jemand sie anzweifelt (§ 65 NKomVG)."),
            ("challenged", "Die Beschlussfähigkeit ist gerügt; vermutet wird sie nicht mehr (§ 65 NKomVG)."),
            ("second", "Zweite Sitzung über dieselbe Sache (§ 39 Abs. 3 SächsGemO)."),
            ("presumed", "Regel: mehr als die Hälfte aller Mitglieder anwesend und stimmberechtigt"),
            ("second", "Die Beschlussfähigkeit entfällt, wenn 6 weitere Personen gehen."),
        ],
    )
    def test_the_card_says_how_it_stands(self, name: str, line: str) -> None:
        assert line in lines(cards.quorum_card(stages.rules()[name]))

    def test_the_opening_says_that_the_quorum_is_presumed(self) -> None:
        assert "wird vermutet, bis jemand sie anzweifelt" in whole(
            cards.opening_card(stages.rules()["presumed"])
        )

    def test_a_result_says_that_the_quorum_was_presumed(self) -> None:
        few = [ev.LeavingReported(at=cast.START, member=m) for m in cast.VOTERS[1:6]]
        sitting: Sitting = stages.do(stages.hall(land="niedersachsen"), cmd.OpenBallot, item="8.1")
        declared = stages.told(stages.voting(cast.after(sitting, *few), stages.Y))

        text = whole(cards.result_card(stages.last(declared), declared))
        assert "Beschlussfähigkeit vermutet (§ 65 NKomVG)" in text
