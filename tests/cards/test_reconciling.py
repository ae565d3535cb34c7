"""The comparison's cards: sums, both sides of each difference, who decided."""

import pytest

from cards.attendance import attendance_card
from cards.build import activity_of
from cards.lint import activity_findings, findings
from cards.reconciling import MOST_DIFFERENCES, compared_card, no_report_card, pages_of
from cards.size import weight
from council import events as ev
from council.reconciling import DifferenceRuling
from council.roster import Role
from council.sitting import Sitting
from tests import cast
from tests.cards.compared import END, corrected, ended, held_against, settled
from tests.cards.reading import buttons, lines
from wording.catalogue import keys

LATE = ((10.0, 95.0),)
KEEP, TAKE = DifferenceRuling.ACCOUNT, DifferenceRuling.REPORT


def words(sitting: Sitting, page: int = 0) -> str:
    return "\n".join(lines(compared_card(sitting, page)))


class TestSummary:
    """Abgleich: „68 von 71 stimmen überein“, ohne dass jemand fragt."""

    def test_counts_who_agrees(self) -> None:
        said = words(held_against(ended(), {cast.MEMBER: LATE}))

        assert "8 von 9 stimmen überein (bis auf 3 Minuten)." in said
        assert "1 Abweichung wartet auf eine Entscheidung." in said

    def test_says_when_all_is_decided(self) -> None:
        done = settled(held_against(ended(), {cast.MEMBER: LATE}), cast.MEMBER, KEEP)

        assert "Alle Abweichungen sind entschieden." in words(done)
        assert "8 von 9 stimmen überein" in words(done)

    def test_without_a_difference_it_is_one_short_card(self) -> None:
        card = compared_card(held_against(ended(), {}))

        assert "9 von 9 stimmen überein" in "\n".join(lines(card))
        assert list(buttons(card)) == []

    def test_names_the_time_of_which_no_report_tells(self) -> None:
        assert "15:00–15:30 Uhr" in words(held_against(ended(), {}, until=60))

    def test_names_whoever_is_only_in_the_report(self) -> None:
        said = words(held_against(ended(), {}, strangers=2))

        assert "2 Personen, die nicht auf der Mitgliederliste stehen" in said
        assert "Kai Unbekannt 0 (ohne Konto), Kai Unbekannt 1 (ohne Konto)" in said


class TestDifference:
    """Jede Abweichung mit beiden Zeiten und zwei Knöpfen; danach, wer entschieden hat."""

    def test_both_sides_stand_side_by_side(self) -> None:
        said = words(held_against(ended(), {cast.MEMBER: LATE}))

        assert "Anna Abel" in said
        assert "14:00–15:30 Uhr" in said
        assert "14:10–15:30 Uhr" in said

    def test_buttons_name_the_case_and_nobody(self) -> None:
        sitting = held_against(ended(), {cast.MEMBER: LATE})
        case = next(iter(sitting.differences))
        found = [(b["title"], b["verb"], b["data"]) for b in buttons(compared_card(sitting))]

        assert found == [
            ("Konto gilt", "attendance.account", {"sitting": sitting.id, "case": case}),
            ("Bericht gilt", "attendance.report", {"sitting": sitting.id, "case": case}),
        ]

    def test_a_vote_in_the_missing_time_is_pointed_out(self) -> None:
        away = ((0.0, 30.0), (60.0, 95.0))

        assert "hat in dieser Zeit abgestimmt (Abstimmung 1)" in words(
            held_against(ended(), {cast.MEMBER: away})
        )
        assert "abgestimmt" not in words(held_against(ended(), {cast.MEMBER: LATE}))

    @pytest.mark.parametrize(
        ("ruling", "said"),
        [
            pytest.param(KEEP, "Konto gilt: Karla Amt, 9. Dezember 2026, 15:40 Uhr", id="account"),
            pytest.param(TAKE, "Bericht gilt: Karla Amt, 9. Dezember 2026, 15:40 Uhr", id="report"),
        ],
    )
    def test_a_decided_one_says_by_whom_and_when(self, ruling: DifferenceRuling, said: str) -> None:
        card = compared_card(settled(held_against(ended(), {cast.MEMBER: LATE}), cast.MEMBER, ruling))

        assert said in lines(card)
        assert list(buttons(card)) == []

    def test_a_correction_by_word_settles_it_too(self) -> None:
        done = corrected(held_against(ended(), {cast.MEMBER: LATE}), cast.MEMBER, (5, 90))

        assert "Korrektur: Karla Amt, 9. Dezember 2026, 15:40 Uhr" in words(done)

    def test_one_that_a_later_report_explains_is_outdated(self) -> None:
        later = held_against(held_against(ended(), {cast.MEMBER: LATE}), {})

        assert "Durch einen späteren Bericht überholt" in words(later)

    def test_an_end_taken_back_leaves_nothing_to_press(self) -> None:
        again = cast.after(held_against(ended(), {cast.MEMBER: LATE}), ev.EndTakenBack(at=END, by=cast.CHAIR))

        assert "Diese Karte ist überholt." in words(again)
        assert list(buttons(compared_card(again))) == []


class TestPages:
    """Eine Kartenreihe; jede Karte bleibt unter 28 KB, auch mit 120 Abweichungen."""

    def crowd(self, language: str) -> Sitting:
        people = cast.crowd()
        there = cast.admitted(cast.prepared(people=people, language=language), *(m.id for m in people))
        over = cast.after(cast.opened(there), ev.SittingEnded(at=END, by=cast.CHAIR))
        flickering = tuple((float(n), n + 1.0) for n in range(0, 60, 2))
        return held_against(over, {m.id: flickering for m in people if not m.has(Role.OFFICE)}, strangers=80)

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_everybody_differs(self, language: str) -> None:
        sitting = self.crowd(language)
        pages = [compared_card(sitting, n) for n in range(pages_of(sitting))]

        assert len(pages) == -(-len(sitting.differences) // MOST_DIFFERENCES)
        assert max(map(weight, pages)) < 28 * 1024
        assert [findings(page) for page in pages] == [[]] * len(pages)
        assert [activity_findings(activity_of(page)) for page in pages] == [[]] * len(pages)

    def test_each_difference_stands_on_one_page(self) -> None:
        sitting = self.crowd("de")
        pressed = [
            button["data"]["case"]
            for n in range(pages_of(sitting))
            for button in buttons(compared_card(sitting, n))
        ]

        assert sorted(pressed) == sorted([*sitting.differences, *sitting.differences])


class TestNoReport:
    """Ohne Bericht gilt das Journal; die Karte sagt, warum es keinen gibt."""

    def test_says_why_and_that_the_record_stands(self) -> None:
        said = lines(no_report_card(ended(), ("Grund eins.", "Grund zwei.")))

        assert said[-3:] == ["Grund eins.", "Grund zwei.", said[-1]]
        assert "gilt unabhängig davon" in said[-1]


class TestAttendanceCard:
    """Die Anwesenheitskarte zeigt, was gilt, und sagt, wo berichtigt wurde."""

    def test_shows_corrected_times_as_such(self) -> None:
        said = lines(attendance_card(corrected(ended(), cast.MEMBER, (10, 50)), final=True))
        marked = [line for line in said if line.endswith("(berichtigt)")]

        assert len(marked) == 1
        assert "14:10–14:50 Uhr" in marked[0]

    def test_counts_whoever_came_by_a_correction(self) -> None:
        before, after = ended(), corrected(ended(), cast.LATE, (10, 50))

        assert "Eichen: 2 von 3" in "\n".join(lines(attendance_card(before)))
        assert "Eichen: 3 von 3" in "\n".join(lines(attendance_card(after)))


class TestWords:
    """style.md: the words of this room are complete and used."""

    def test_every_ruling_has_its_sentence(self) -> None:
        told = {key.rpartition(".")[2] for key in keys() if key.startswith("reconcile.ruled.")}

        assert told == {ruling.name.lower() for ruling in DifferenceRuling}
