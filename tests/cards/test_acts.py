"""The acts of the sitting in the meeting chat."""

from datetime import timedelta

import pytest

import cards
from cards.check import closed_check_card
from council import events as ev
from council.agenda import AgendaItem
from tests import cast
from tests.cards.reading import buttons, lines, rows, whole

LATER = cast.START + timedelta(hours=5)


class TestOpening:
    """Council practice § 6: the house's sentence with time, numbers and quorum."""

    def test_is_the_sentence_of_the_minutes(self) -> None:
        assert lines(cards.opening_card(cast.opened())) == [
            "Sitzung eröffnet: Ratsversammlung",
            "Dr. Petra Vogt eröffnet die Sitzung um 14:00 Uhr und stellt fest, dass 8 von 9 "
            "stimmberechtigten Mitgliedern anwesend sind. Die Beschlussfähigkeit ist gegeben.",
            "Erforderlich: 5 (§ 39 Abs. 2 SächsGemO)",
        ]

    def test_says_that_there_is_no_quorum(self) -> None:
        few = cast.opened(cast.admitted(cast.prepared(), cast.CHAIR))

        assert "Die Beschlussfähigkeit ist nicht gegeben." in whole(cards.opening_card(few))


class TestItem:
    """Contract § 5 rule 8: one card per called item."""

    def test_names_number_title_paper_and_mover(self) -> None:
        sitting = cast.called(cast.opened(), "5")
        item = sitting.called
        assert item is not None

        assert lines(cards.item_card(sitting, item)) == [
            "TOP 5 · Neubau der Kita Lindenhof",
            "Aufgerufen um 14:05 Uhr",
            "Vorlage: VIII-DS-0142",
            "Eingereicht von: Dezernat Jugend",
            "Art: Beschluss",
        ]

    def test_links_to_its_paper(self) -> None:
        sitting = cast.opened()

        (button,) = buttons(cards.item_card(sitting, cast.AGENDA[2]))

        assert (button["type"], button["url"]) == ("Action.OpenUrl", "https://ratsinfo.example/vo/142")

    def test_links_to_nothing_that_could_run(self) -> None:
        item = AgendaItem(number="9", title="Falle", link="javascript:alert(1)")

        assert rows(cards.item_card(cast.opened(), item)) == []

    @pytest.mark.parametrize(
        ("event", "line"),
        [
            (ev.ItemNoted(at=LATER, item="5"), "Zur Kenntnis genommen."),
            (ev.ItemPassed(at=LATER, item="5"), "Ohne Widerspruch festgestellt."),
            (ev.ItemPostponed(at=LATER, item="5"), "Vertagt."),
            (
                ev.ItemRemoved(at=LATER, item="5", reason="Klärung"),
                "Von der Tagesordnung abgesetzt. Grund: Klärung",
            ),
        ],
        ids=["noted", "passed", "postponed", "removed"],
    )
    def test_says_what_became_of_it(self, event: ev.Event, line: str) -> None:
        sitting = cast.after(cast.opened(), event)

        assert line in lines(cards.item_card(sitting, cast.AGENDA[2]))

    def test_the_preview_of_a_closed_item_names_nothing(self) -> None:
        card = cards.item_card(cast.opened(), cast.AGENDA[-1])

        assert card["fallbackText"] == "Nichtöffentlicher Teil"


class TestBreaksAndParts:
    """Break, resumption, closed and public part, end."""

    def test_a_break_says_until_when(self) -> None:
        sitting = cast.after(cast.opened(), ev.BreakStarted(at=LATER, until=LATER + timedelta(minutes=20)))

        assert lines(cards.break_card(sitting)) == [
            "Sitzung unterbrochen",
            "Unterbrochen um 19:00 Uhr.",
            "Es geht weiter um 19:20 Uhr.",
            "Bitte bestätigen Sie mit „Anwesend“, dass Sie wieder da sind.",
        ]

    def test_a_break_ends_with_a_new_sign_in(self) -> None:
        paused = cast.after(cast.opened(), ev.BreakStarted(at=LATER))
        resumed = ev.SittingResumed(at=LATER + timedelta(minutes=20), quorum=paused.quorum())
        over = cast.after(paused, resumed)
        ended = cast.after(over, ev.SittingEnded(at=LATER + timedelta(hours=1)))

        assert rows(cards.break_card(paused)) == rows(cards.resumed_card(over)) == [["Anwesend", "Hilfe"]]
        assert rows(cards.resumed_card(ended)) == []

    def test_an_open_break_says_so(self) -> None:
        sitting = cast.after(cast.opened(), ev.BreakStarted(at=LATER))

        assert "Die Fortsetzung wird angesagt." in lines(cards.break_card(sitting))

    def test_resumption_finds_the_quorum_afresh(self) -> None:
        sitting = cast.after(cast.opened(), ev.BreakStarted(at=LATER))
        resumed = ev.SittingResumed(at=LATER + timedelta(minutes=20), quorum=sitting.quorum())

        assert lines(cards.resumed_card(cast.after(sitting, resumed))) == [
            "Sitzung fortgesetzt",
            "Fortgesetzt um 19:20 Uhr.",
            "Beschlussfähig: 8 von 9 anwesend. 3 Personen dürfen noch gehen.",
            "Bitte bestätigen Sie mit „Anwesend“, dass Sie wieder da sind.",
        ]

    def test_the_closed_part_tells_nothing_of_its_items(self) -> None:
        sitting = cast.after(cast.opened(), ev.ClosedPartStarted(at=LATER))

        assert lines(cards.closed_part_card(sitting)) == [
            "Nichtöffentlicher Teil",
            "Die Öffentlichkeit ist ausgeschlossen. Gäste und Zuschauende verlassen bitte die Besprechung.",
            "Abstimmungen erscheinen jetzt im persönlichen Chat der Stimmberechtigten.",
        ]

    def test_the_check_before_it_names_the_guests_and_has_one_button(self) -> None:
        sitting = cast.opened(cast.admitted(cast.prepared(), *cast.VOTERS, cast.GUEST))

        card = closed_check_card(sitting)

        assert "Gerda Gast" in whole(card)
        (button,) = buttons(card)
        assert button["data"]["step"] == "closed_part"
        assert button["data"]["checked"] is True

    def test_the_end_carries_the_check_word_of_the_record(self) -> None:
        sitting = cast.after(cast.opened(), ev.SittingEnded(at=LATER))

        text = lines(cards.end_card(sitting, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

        assert text[1] == "Die Sitzung wurde um 19:00 Uhr geschlossen."
        assert text[-2:] == ["Prüfwert der Sitzung", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


class TestQuorum:
    """Contract § 4, `beschlussfähigkeit`: rule, numbers, how many may still leave."""

    def test_shows_rule_numbers_and_norm(self) -> None:
        assert lines(cards.quorum_card(cast.opened())) == [
            "Beschlussfähigkeit",
            "Beschlussfähig: 8 von 9 anwesend. 3 Personen dürfen noch gehen.",
            "Die Beschlussfähigkeit entfällt, wenn 4 weitere Personen gehen.",
            "Anwesend und stimmberechtigt: 8",
            "Erforderlich: 5",
            "Mitglieder insgesamt: 9",
            "Regel: mindestens die Hälfte aller Mitglieder anwesend und stimmberechtigt",
            "Vorschrift: § 39 Abs. 2 SächsGemO",
        ]

    @pytest.mark.parametrize(
        ("leaving", "line"),
        [
            (2, "Beschlussfähig: 6 von 9 anwesend. 1 Person darf noch gehen."),
            (3, "Beschlussfähig: 5 von 9 anwesend. Niemand darf mehr gehen."),
            (4, "Nicht beschlussfähig: 4 von 9 anwesend. 1 Person fehlt."),
            (5, "Nicht beschlussfähig: 3 von 9 anwesend. 2 Personen fehlen."),
        ],
    )
    def test_counts_down_to_the_limit(self, leaving: int, line: str) -> None:
        gone = (ev.LeavingReported(at=LATER, member=m) for m in cast.VOTERS[:leaving])

        assert lines(cards.quorum_card(cast.after(cast.opened(), *gone)))[1] == line

    def test_uses_the_rule_for_many_recusals(self) -> None:
        recusals = (ev.RecusalDeclared(at=LATER, member=m, item="5") for m in cast.VOTERS[:5])
        sitting = cast.after(cast.called(cast.opened(), "5"), *recusals)

        text = whole(cards.quorum_card(sitting))

        assert "mindestens ein Viertel aller Mitglieder" in text
        assert "Befangen: 5" in text
