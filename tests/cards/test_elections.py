"""Elections and choices on the card: the question, the numbers, the receipt, the result and what follows."""

from functools import cache

import pytest

import cards
from cards.build import MOST_BYTES
from cards.lint import findings
from cards.size import weight
from council import commands as cmd
from council.ballots import Choice
from council.sitting import Sitting
from tests import cast
from tests.cards import stages
from tests.cards.reading import buttons, lines, rows, titles, whole

LANGUAGES = ("de", "en")


@cache
def rounds() -> dict[str, Sitting]:
    """The elections of the stages, made once."""
    return stages.rounds()


def shown(name: str) -> list[str]:
    """The lines of the ballot card of a stage."""
    return lines(cards.ballot_view(stages.last(rounds()[name]), rounds()[name]))


def result(name: str) -> list[str]:
    """The lines of the result message of a stage."""
    return lines(cards.result_card(stages.last(rounds()[name]), rounds()[name]))


class TestQuestion:
    """Issue § 4: election of one from up to six numbered candidates; Contract § 5 rule 5: the order."""

    def test_lists_the_candidates_with_their_numbers(self) -> None:
        assert shown("pair") == [
            "Bitte abstimmen · TOP 9 · Abstimmung 1",
            "Wahl der Vertretung im Zweckverband",
            "1: Anna Alt",
            "2: Bernd Berg",
            "Offene Wahl · erster Wahlgang · Mehrheit der anwesenden Stimmberechtigten",
        ]

    def test_of_one_candidate_is_yes_or_no(self) -> None:
        card = cards.ballot_view(stages.last(rounds()["single"]), rounds()["single"])

        assert "Ja heißt: Wahl von Anna Alt." in lines(card)
        assert titles(card) == ["Ja", "Nein", "Enthaltung"]
        assert rows(card) == []

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("runoff", "Offene Wahl · Stichwahl · die meisten Stimmen"),
            ("second", "Offene Wahl · zweiter Wahlgang · mehr Stimmen dafür als dagegen"),
            ("choice", "Offene Abstimmung · mehr als die Hälfte der Stimmen"),
        ],
    )
    def test_says_which_round_it_is_and_what_decides_it(self, name: str, line: str) -> None:
        assert line in shown(name)

    def test_on_paper_has_the_names_and_no_button(self) -> None:
        card = cards.ballot_view(stages.last(rounds()["paper"]), rounds()["paper"])

        assert lines(card)[0] == "Wahl mit Stimmzetteln · TOP 9 · Abstimmung 1"
        assert "Geheime Wahl · erster Wahlgang · 2 Sitze" in whole(card)
        assert "eine zweite Person bestätigt sie" in lines(card)[-1]
        assert buttons(card) == []

    def test_proposals_of_any_length_fit(self) -> None:
        texts = tuple(f"{n} {'Vorschlag ' * 200}" for n in range(6))
        sitting = stages.do(stages.hall(), cmd.OpenAlternatives, item="8.1", options=texts)
        card = cards.ballot_card(stages.last(sitting), sitting)

        assert weight(card) < MOST_BYTES
        assert findings(card) == []


class TestNumbers:
    """Design: buttons 1 to 6 in rows of three in the body, the abstention alone below them."""

    @pytest.mark.parametrize(
        ("candidates", "wanted"),
        [
            (2, [["1", "2"], ["Enthaltung"]]),
            (3, [["1", "2", "3"], ["Enthaltung"]]),
            (4, [["1", "2", "3"], ["4"], ["Enthaltung"]]),
            (6, [["1", "2", "3"], ["4", "5", "6"], ["Enthaltung"]]),
        ],
    )
    def test_stand_in_rows_of_three(self, candidates: int, wanted: list[list[str]]) -> None:
        sitting = stages.electing(stages.hall(), *(f"Name {n}" for n in range(candidates)))
        card = cards.ballot_card(stages.last(sitting), sitting)

        assert rows(card) == wanted
        assert titles(card) == []

    def test_have_no_abstention_where_the_law_allows_none(self) -> None:
        forbidden = stages.hall(instead=("bleibt außer Betracht", "nicht zugelassen"))
        sitting = stages.electing(forbidden, *stages.PAIR)

        assert rows(cards.ballot_card(stages.last(sitting), sitting)) == [["1", "2"]]

    def test_carry_what_every_vote_carries(self) -> None:
        sitting = rounds()["pair"]

        data = [button["data"] for button in buttons(cards.ballot_card(stages.last(sitting), sitting))]

        assert data == [
            {"sitting": cast.SITTING, "ballot": 1, "round": 1, "choice": choice, "rev": 0}
            for choice in ("1", "2", "enthaltung")
        ]

    def test_carry_the_pressers_own_number_after_a_vote(self) -> None:
        sitting = rounds()["pair-voted"]
        one = stages.last(sitting).electorate[0]
        card = cards.ballot_card(stages.last(sitting), sitting, one)

        assert {button["data"]["rev"] for button in buttons(card)} == {1}

    def test_the_receipt_names_number_and_name_above_the_numbers(self) -> None:
        sitting = rounds()["pair-voted"]
        other = stages.last(sitting).electorate[1]
        card = cards.ballot_card(stages.last(sitting), sitting, other)

        assert lines(card)[-1] == (
            "✓ Ihre Stimme: 2 (Bernd Berg) – gezählt um 14:42:17 Uhr, Beleg 4K7P-91. "
            "Bis zum Schließen können Sie sie ändern."
        )
        kinds = [block["type"] for block in card["body"]]
        assert kinds.index("ActionSet") == len(kinds) - 2

    def test_other_candidates_make_another_card(self) -> None:
        first, second = (
            stages.electing(stages.hall(), *names) for names in (stages.PAIR, ("Clara Cohn", "Dirk Dorn"))
        )
        drawn = [whole(cards.ballot_card(stages.last(s), s)) for s in (first, second)]

        assert "Anna Alt" in drawn[0]
        assert "Clara Cohn" in drawn[1]


class TestClosed:
    """Contract § 5 rules 4 and 9: provisional counts, one's own vote, no word that looks like a result."""

    def test_shows_the_votes_by_name_as_provisional(self) -> None:
        sitting = stages.do(rounds()["pair-voted"], cmd.CloseBallot)
        one = stages.last(sitting).electorate[0]

        shown_ = lines(cards.ballot_view(stages.last(sitting), sitting, one))

        assert "Anna Alt 1, Bernd Berg 1, Enthaltungen 0 – vorläufig" in shown_
        assert shown_[-1] == "Für Sie gezählt: 1 (Anna Alt), um 14:42:17 Uhr, Beleg 4K7P-91."
        assert "gewählt ist" not in "\n".join(shown_)

    def test_declared_names_who_is_elected(self) -> None:
        assert shown("elected")[-1] == "Festgestellt um 14:03 Uhr: gewählt: Anna Alt"
        assert shown("undecided")[-1] == "Festgestellt um 14:03 Uhr: ohne Entscheidung"


class TestResult:
    """Issue § 4: first round, run-off, lot, second round for a single candidate, paper count."""

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("elected", "Anna Alt 5, Bernd Berg 2, Enthaltungen 1: gewählt ist Anna Alt"),
            (
                "undecided",
                "Anna Alt 3, Bernd Berg 2, Clara Cohn 1, Enthaltungen 1: "
                "niemand ist gewählt, die Wahl geht weiter",
            ),
            ("lot", "Anna Alt 3, Bernd Berg 3, Enthaltungen 0: gewählt ist Bernd Berg (durch Los)"),
            ("second-lost", "Für Anna Alt 1, dagegen 2, Enthaltungen 0: niemand ist gewählt"),
            (
                "paper-declared",
                "Anna Alt 6, Bernd Berg 5, Clara Cohn 2, Dirk Dorn 1, Enthaltungen 0, ungültig 1: "
                "gewählt sind Anna Alt und Bernd Berg",
            ),
            (
                "choice-made",
                "„Standort Nord“ 3, „Standort Süd am Anger“ 1, Enthaltungen 0: "
                "beschlossen ist „Standort Nord“",
            ),
            (
                "choice-tied",
                "„Standort Nord“ 1, „Standort Süd am Anger“ 1, Enthaltungen 0: noch ohne Entscheidung",
            ),
        ],
    )
    def test_begins_with_the_votes_and_who_is_elected(self, name: str, line: str) -> None:
        assert result(name)[0] == line

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("elected", "Nötig waren 5 von 8 anwesenden Stimmberechtigten (§ 39 Abs. 7 SächsGemO)."),
            ("undecided", "Es folgt die Stichwahl zwischen Anna Alt und Bernd Berg."),
            ("tie", "Stimmengleichheit in der Stichwahl, 3 zu 3 (§ 39 Abs. 7 SächsGemO)."),
            ("tie", "Bei Stimmengleichheit entscheidet das Los zwischen Anna Alt und Bernd Berg."),
            (
                "tied-for-runoff",
                "Bei Stimmengleichheit entscheidet das Los, wer in die Stichwahl kommt: "
                "Bernd Berg und Clara Cohn.",
            ),
            (
                "lot",
                "Los, gezogen um 14:07 Uhr durch Dr. Petra Vogt, bezeugt von Anna Abel: Bernd Berg.",
            ),
            ("single-again", "Es folgt ein zweiter Wahlgang über Anna Alt."),
            (
                "second-lost",
                "Im zweiten Wahlgang genügen mehr Stimmen dafür als dagegen: 1 zu 2 (§ 39 Abs. 7 SächsGemO).",
            ),
            ("second-lost", "Die Wahl ist neu anzusetzen; neue Vorschläge sind möglich."),
            (
                "paper-declared",
                "Auf Papier gewählt; Auszählung eingetragen von Karla Amt, bestätigt von Bernd Rat.",
            ),
            (
                "choice-tied",
                "Es folgt eine zweite Abstimmung zwischen „Standort Nord“ und „Standort Süd am Anger“.",
            ),
        ],
    )
    def test_says_why_and_what_follows(self, name: str, line: str) -> None:
        assert line in result(name)

    def test_of_very_many_candidates_keeps_its_verdict_in_the_first_line(self) -> None:
        names = tuple(f"Kandidatin Nummer {n} mit einem recht langen Namen" for n in range(1, 61))
        sitting = stages.electing(stages.hall(), *names, places=3)
        counts = (8, 7, 6, *[0] * 57)
        sitting = stages.on_paper(sitting, yes=0, no=0, abstain=0, options=counts)
        closed = cards.ballot_view(stages.last(sitting), sitting)
        sitting = stages.do(sitting, cmd.DeclareBallot)
        card = cards.result_card(stages.last(sitting), sitting)

        assert "50 weitere" in lines(card)[0]
        assert "gewählt sind Kandidatin Nummer 1 " in lines(card)[0]
        assert all(f"{name}: " in whole(card) for name in names)
        assert max(weight(card), weight(closed)) < MOST_BYTES

    def test_names_sort_by_candidate(self) -> None:
        state = rounds()["elected"]

        assert "1 Anna Alt: Jan Stein, Anna Abel, Dora Frei" in whole(
            cards.names_card(stages.last(state), state)
        )

    def test_names_of_a_paper_election_are_none(self) -> None:
        state = rounds()["paper-declared"]

        assert "Auf Papier gewählt, ohne Namen: Anna Alt 6" in whole(
            cards.names_card(stages.last(state), state)
        )


class TestControl:
    """Contract § 5 rule 7: the one next step; an election that waits says what to type."""

    @pytest.mark.parametrize(
        ("name", "button"),
        [
            ("undecided", "Stichwahl eröffnen"),
            ("single-again", "Zweiter Wahlgang"),
            ("choice-tied", "Zweite Abstimmung"),
        ],
    )
    def test_offers_the_round_that_waits_first(self, name: str, button: str) -> None:
        assert rows(cards.control_card(rounds()[name]))[0] == [button]

    @pytest.mark.parametrize("name", ["tie", "tied-for-runoff"])
    def test_waits_for_the_lot_with_the_words_to_type(self, name: str) -> None:
        card = cards.control_card(rounds()[name])

        assert "Nach der Ziehung schreiben Sie „los Name zeuge Name“." in whole(card)
        assert "Ich bitte eine zweite Person, die Ziehung zu bezeugen." in whole(card)
        assert not any("Stichwahl" in title for some in rows(card) for title in some)

    def test_goes_on_once_somebody_is_elected(self) -> None:
        assert rows(cards.control_card(rounds()["lot"]))[0] == ["Weiter"]

    def test_says_how_an_election_is_typed_and_asks_for_objections(self) -> None:
        card = whole(cards.control_card(cast.called(stages.hall(), "9")))

        assert "„wahl 9 Name; Name“" in card
        assert "Ich schlage vor, offen zu wählen. Widerspricht jemand?" in card

    def test_says_what_a_paper_count_waits_for(self) -> None:
        assert "Die Auszählung fehlt noch: „auszählung“" in whole(cards.control_card(rounds()["paper"]))
        pending = whole(cards.control_card(rounds()["paper-pending"]))
        assert "Die Auszählung wartet auf die Bestätigung durch eine zweite Person." in pending

    @pytest.mark.parametrize(
        ("votes", "sentence"),
        [
            (
                (stages.A,) * 5 + (stages.B,),
                "Die Stimmen: Anna Alt 5, Bernd Berg 1, Enthaltungen 0. "
                "Gewählt ist Anna Alt. Nehmen Sie die Wahl an?",
            ),
            (
                (stages.A, stages.A, stages.B, stages.NONE),
                "Die Stimmen: Anna Alt 2, Bernd Berg 1, Enthaltungen 1. Nötig waren 5 Stimmen. "
                "Es folgt die Stichwahl zwischen Anna Alt und Bernd Berg.",
            ),
        ],
        ids=["elected", "runoff"],
    )
    def test_the_chair_reads_out_the_votes_and_what_they_mean(
        self, votes: tuple[Choice, ...], sentence: str
    ) -> None:
        closed = stages.do(stages.voting(rounds()["pair"], *votes), cmd.CloseBallot)

        assert cards.sentence_aloud(closed) == sentence

    @pytest.mark.parametrize(("votes", "step"), [(5, "declare_next"), (3, "declare")])
    def test_calls_the_next_item_only_once_the_election_is_over(self, votes: int, step: str) -> None:
        closed = stages.do(stages.voting(rounds()["pair"], *[stages.A] * votes, stages.B), cmd.CloseBallot)

        assert cards.next_step(closed) == step


class TestOwnVotes:
    """Contract § 4, `meine stimmen`; § 5 rule 3: numbers with their names."""

    def test_name_number_and_candidate(self) -> None:
        sitting = rounds()["pair-voted"]
        one = stages.last(sitting).electorate[0]

        assert "1 (Anna Alt), um 14:42:17 Uhr, Beleg 4K7P-91" in whole(cards.my_votes_card(sitting, one))
        helped = cards.help_card(stages.voice(), sitting=sitting, member=one)
        assert "Für Sie gezählt: 1 (Anna Alt), Beleg 4K7P-91." in whole(helped)

    def test_the_office_confirms_a_paper_count_by_name(self) -> None:
        sitting = rounds()["paper-pending"]

        card = cards.confirm_card(sitting, sitting.waiting_cases[-1])

        assert lines(card)[:2] == [
            "Auszählung bestätigen",
            "Anna Alt 6, Bernd Berg 5, Clara Cohn 2, Dirk Dorn 1, Enthaltungen 0 – vorläufig",
        ]
        assert rows(card) == [["Bestätigen", "Verwerfen"]]
