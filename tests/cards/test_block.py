"""Ballots on motions that are unlike the usual one: en bloc, other majorities, abstention, casting vote."""

import pytest

import cards
from cards.build import MOST_BYTES
from cards.question import subject
from cards.size import weight
from council import commands as cmd
from council.agenda import AgendaItem, MajorityKind
from council.ballots import Choice, Ruling
from council.sitting import Sitting
from tests import cast
from tests.cards import stages
from tests.cards.reading import lines, rows, titles, whole
from wording.voice import voice_of

Y, N, NONE = stages.Y, stages.N, stages.NONE


def open_card(name: str) -> list[str]:
    """The lines of the open ballot of a stage."""
    sitting = stages.ballots()[name]
    return lines(cards.ballot_card(stages.last(sitting), sitting))


def told(name: str, *votes: Choice) -> list[str]:
    """The lines of the result of a stage after these votes."""
    sitting = stages.told(stages.voting(stages.ballots()[name], *votes))
    return lines(cards.result_card(stages.last(sitting), sitting))


class TestBlock:
    """Issue § 4: en bloc with pull-out of single items; the object of each ballot."""

    def test_names_all_its_items(self) -> None:
        assert open_card("block")[:6] == [
            "Bitte abstimmen · TOP 8.1, 8.2, 8.4 · Abstimmung 1",
            "En bloc: 3 Punkte in einer Abstimmung",
            "8.1: Straßenname „Am Anger“",
            "8.2: Straßenname „Zur Furt“",
            "8.4: Straßenname „Lindenblick“",
            "Ja heißt: Allen 3 Beschlussvorschlägen wird zugestimmt.",
        ]

    def test_says_which_items_it_decides(self) -> None:
        shown = told("block", Y, Y, Y, N)

        assert shown[0] == "Dafür 3, dagegen 1, Enthaltungen 0: beschlossen"
        assert "8.2: Straßenname „Zur Furt“" in shown
        assert "Entschieden sind damit alle 3 Punkte." in shown

    def test_the_chair_reads_out_its_numbers(self) -> None:
        sitting = stages.do(stages.voting(stages.block(stages.hall()), Y, Y, N), cmd.CloseBallot)

        assert cards.sentence_aloud(sitting) == (
            "Es stimmten 2 dafür und 1 dagegen, bei 0 Enthaltungen. "
            "Damit sind die Punkte 8.1, 8.2 und 8.4 beschlossen."
        )
        assert cards.next_step(sitting) == "declare_next"

    def test_a_members_wish_reaches_the_chair(self) -> None:
        sitting = stages.do(stages.block(stages.hall()), cmd.PullOut, by=cast.MEMBER, item="8.2")

        assert "Anna Abel möchte über TOP 8.2 einzeln abstimmen: „einzeln 8.2“" in whole(
            cards.control_card(sitting)
        )

    @pytest.mark.parametrize("items", [20, 100])
    def test_a_long_one_stays_readable_and_light(self, items: int) -> None:
        numbers = tuple(f"8.{n}" for n in range(1, items + 1))
        agenda = [AgendaItem(number=n, title=f"Satzungsbeschluss {n} {'Titel ' * 80}") for n in numbers]
        bound = cast.prepared(agenda=agenda)
        sitting = stages.do(cast.opened(cast.admitted(bound, *cast.VOTERS)), cmd.OpenBlock, items=numbers)
        ballot = stages.last(sitting)
        declared = stages.told(stages.voting(sitting, Y, Y))

        assert subject(ballot, voice_of(sitting)).endswith(f"und {items - 10} weitere")
        drawn = [
            cards.ballot_card(ballot, sitting),
            cards.control_card(sitting),
            cards.result_card(stages.last(declared), declared),
        ]
        assert max(map(weight, drawn)) < MOST_BYTES
        assert all(f"{number}: Satzungsbeschluss {number}" in whole(drawn[0]) for number in numbers)


class TestMajorities:
    """Issue § 3: of those present, of all members, thirds, quarters and free fractions, with their base."""

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("two-thirds", "Offene Abstimmung · Zweidrittelmehrheit aller Mitglieder"),
            ("share", "Offene Abstimmung · Mehrheit von 3/5 aller Mitglieder"),
            ("no-abstention", "Offene Abstimmung · einfache Mehrheit"),
        ],
    )
    def test_stand_on_the_card_with_their_base(self, name: str, line: str) -> None:
        assert line in open_card(name)

    def test_another_share_makes_another_card(self) -> None:
        start = stages.hall()
        drawn = [
            whole(cards.ballot_card(stages.last(s), s))
            for share in ("3/5", "4/5")
            for s in (stages.do(start, cmd.OpenBallot, item="10", majority=MajorityKind.SHARE, share=share),)
        ]

        assert "3/5" in drawn[0]
        assert "4/5" in drawn[1]

    def test_of_a_fraction_say_how_many_were_needed(self) -> None:
        shown = told("two-thirds", *[Y] * 6, N)

        assert shown[0].endswith(": beschlossen")
        assert any(
            line.startswith("Zweidrittelmehrheit aller Mitglieder: 6 von 9 waren nötig, 6 stimmten dafür (")
            for line in shown
        )


class TestAbstention:
    """Issue § 3: abstentions excluded, counted as no, or not allowed (then there is no third button)."""

    def test_that_is_not_allowed_has_no_button(self) -> None:
        sitting = stages.ballots()["no-abstention"]
        card = cards.ballot_card(stages.last(sitting), sitting)

        assert titles(card) == ["Ja", "Nein"]
        assert lines(card)[-1] == "Enthaltung ist nicht zugelassen."

    def test_that_is_not_allowed_is_not_read_out(self) -> None:
        sitting = stages.do(stages.voting(stages.ballots()["no-abstention"], Y, Y, N), cmd.CloseBallot)

        assert cards.sentence_aloud(sitting).startswith("Es stimmten 2 dafür und 1 dagegen. Damit ist")

    def test_that_counts_as_no_says_so_before_and_after(self) -> None:
        assert open_card("abstention-as-no")[-1] == "Eine Enthaltung zählt als Nein."
        shown = told("abstention-as-no", Y, Y, Y, N, NONE, NONE)
        assert shown[0] == "Dafür 3, dagegen 1, Enthaltungen 2: abgelehnt"
        assert any(
            line.startswith("3 dafür sind ebenso viele wie 1 dagegen und 2 Enthaltungen zusammen")
            for line in shown
        )


class TestCastingVote:
    """Issue § 3: tie rejected, or the chair's casting vote where a set has it."""

    def test_is_announced_on_the_card(self) -> None:
        assert (
            open_card("casting")[-1] == "Bei Stimmengleichheit gibt die Stimme des Vorsitzes den Ausschlag."
        )

    @pytest.mark.parametrize(
        ("votes", "word"), [((Y, Y, N, N), "beschlossen"), ((N, N, Y, Y), "abgelehnt")], ids=["yes", "no"]
    )
    def test_decides_a_tie_with_its_paragraph(self, votes: tuple[Choice, ...], word: str) -> None:
        closed = stages.do(stages.voting(stages.ballots()["casting"], *votes), cmd.CloseBallot)
        shown = told("casting", *votes)

        assert shown[0].endswith(f": {word}")
        assert any(
            f"Die Stimme des Vorsitzes gibt den Ausschlag; damit ist {word} (" in line for line in shown
        )
        assert "gibt meine Stimme den Ausschlag" in cards.sentence_aloud(closed)


class TestAmended:
    """Issue § 4: the main motion as amended; the object of each ballot."""

    def test_a_yes_means_the_motion_as_amended(self) -> None:
        assert (
            "Ja heißt: Der Neubau wird nach der Vorlage beschlossen. "
            "In der Fassung des angenommenen Änderungsantrags TOP 5.1." in open_card("amended")
        )

    def test_the_result_says_so_too(self) -> None:
        assert "In der Fassung des angenommenen Änderungsantrags TOP 5.1." in told("amended", Y, Y)


class TestDisturbance:
    """Issue § 5: an open ballot asks the chair: Warten, Ohne weiter, Abbrechen."""

    def test_asks_with_three_buttons_before_anything_else(self) -> None:
        sitting = stages.rules()["disturbed"]
        card = cards.control_card(sitting)

        assert "Störung bei Anna Abel, die Stimme fehlt noch. Warten, ohne diese Stimme weiter oder" in whole(
            card
        )
        assert rows(card)[:2] == [["Warten", "Ohne weiter"], ["Abbrechen"]]
        assert ["Schließen", "Karte erneut"] in rows(card)

    @pytest.mark.parametrize("answer", [Ruling.WAIT, Ruling.WITHOUT])
    def test_is_asked_once(self, answer: Ruling) -> None:
        sitting = stages.do(stages.rules()["disturbed"], cmd.RuleDisturbance, ruling=answer)

        assert rows(cards.control_card(sitting))[0] == ["Schließen"]

    def test_whom_the_chair_went_on_without_is_told(self) -> None:
        without = stages.do(stages.rules()["disturbed"], cmd.RuleDisturbance, ruling=Ruling.WITHOUT)
        closed = stages.do(stages.voting(without, Y), cmd.CloseBallot)
        own = whole(cards.ballot_view(stages.last(closed), closed, cast.MEMBER))
        declared = stages.do(closed, cmd.DeclareBallot)

        assert "während der Abstimmung entfallen" in own
        assert "Nicht mehr stimmberechtigt: Anna Abel" in whole(
            cards.result_card(stages.last(declared), declared)
        )
        assert "befangen" not in own


def test_an_item_shows_what_it_is_dealt_with_together_and_what_became_of_it() -> None:
    """Issue § 4: `gemeinsam`, `verweisen`, `zurückgezogen`."""
    sitting: Sitting = stages.do(stages.hall(), cmd.JoinItems, items=("8.1", "8.2", "8.4"))
    sitting = stages.do(sitting, cmd.ReferItem, item="8.4", reason="In den Bauausschuss")
    sitting = stages.do(sitting, cmd.WithdrawItem, item="10")
    shown = {i.number: whole(cards.item_card(sitting, i)) for i in sitting.agenda}

    assert "Gemeinsam mit: TOP 8.2 und TOP 8.4" in shown["8.1"]
    assert "Verwiesen. Grund: In den Bauausschuss" in shown["8.4"]
    assert shown["10"].endswith("Zurückgezogen.")
