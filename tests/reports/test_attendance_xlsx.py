"""The workbook that the office goes on working with."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from council.roster import Roster
from reports.attendance import attendance
from reports.attendance_xlsx import attendance_xlsx
from tests.council.evening import in_presence
from tests.reports.council_evening import BIASED, LEAVER, every_kind
from tests.reports.evening import opened, whole

EVENING = whole().sitting


def book() -> Workbook:
    """The evening's workbook as a spreadsheet program would open it."""
    return load_workbook(io.BytesIO(attendance_xlsx(EVENING)))


class TestSheets:
    """Issue 2, part 8: per member from–to, minutes, how admitted, mode, group; sums; quorum."""

    def test_are_three(self) -> None:
        assert book().sheetnames == ["Anwesenheit", "Summen", "Beschlussfähigkeit"]

    @pytest.mark.parametrize("name", ["Anwesenheit", "Summen", "Beschlussfähigkeit"])
    def test_are_ready_to_filter_and_to_print(self, name: str) -> None:
        sheet = book()[name]

        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert "Stadtrat Musterstadt" in str(sheet.oddHeader)

    def test_follow_the_language_of_the_sitting(self) -> None:
        raw = attendance_xlsx(replace(EVENING, language="en"))

        assert load_workbook(io.BytesIO(raw)).sheetnames == ["Attendance", "Totals", "Quorum"]

    def test_can_be_made_while_the_sitting_goes_on(self) -> None:
        sheet = load_workbook(io.BytesIO(attendance_xlsx(opened().sitting)))["Anwesenheit"]

        assert sheet["I2"].value is None


class TestPeople:
    """One row for each stretch, one for each absent member."""

    def test_hold_real_times_and_numbers(self) -> None:
        row = next(r for r in book()["Anwesenheit"].iter_rows(min_row=2) if r[0].value == "m06")

        assert row[7].value == datetime(2026, 12, 9, 14, 2)  # noqa: DTZ001  (a wall clock's)
        assert row[8].value == datetime(2026, 12, 9, 15, 40)  # noqa: DTZ001
        assert row[9].value == 98

    def test_tell_the_reason_of_an_absence_to_the_office(self) -> None:
        row = next(r for r in book()["Anwesenheit"].iter_rows(min_row=2) if r[0].value == "m11")

        assert (row[5].value, row[6].value) == ("entschuldigt", "Nierenkolik")

    def test_tell_when_somebody_was_away_in_between(self) -> None:
        rows = [r for r in book()["Anwesenheit"].iter_rows(min_row=2) if r[0].value == "m08"]

        assert book()["Anwesenheit"]["R1"].value == "Unterbrechungen"
        assert [row[17].value for row in rows] == ["15:41–15:50 Uhr"] * 2

    def test_tell_a_disturbance_by_its_times_alone(self) -> None:
        row = next(r for r in book()["Anwesenheit"].iter_rows(min_row=2) if r[0].value == "m04")
        cells = " ".join(str(cell.value) for row in book()["Anwesenheit"].iter_rows() for cell in row)

        assert row[13].value == "15:25–15:29 Uhr"
        assert "Ton fällt aus" not in cells

    def test_minutes_equal_the_account(self) -> None:
        sheet = book()["Anwesenheit"]
        cells = [row[9].value for row in sheet.iter_rows(min_row=2) if row[0].value]

        assert sum(value for value in cells if isinstance(value, int)) == attendance(EVENING).total.minutes


class TestTypedText:
    """Reliability § 4.2, row 20: xlsx as strings."""

    def test_a_name_that_is_a_formula_is_text(self) -> None:
        cell = next(r[1] for r in book()["Anwesenheit"].iter_rows(min_row=2) if r[0].value == "m07")

        assert cell.data_type == "s"
        assert cell.value == "=SUMME(A1:A9) O'Neil & Söhne <b>"
        assert cell.quotePrefix

    def test_nothing_in_it_turns_the_direction_of_reading(self) -> None:
        turned = "\u202egnal\u2067<b>=1+1"
        people = tuple(replace(member, last=member.last + turned) for member in EVENING.roster)
        sitting = replace(EVENING, roster=Roster(people), title=turned, body=turned)
        book = load_workbook(io.BytesIO(attendance_xlsx(sitting)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        texts = [str(cell.value) for cell in cells if cell.data_type != "f"]

        assert len([text for text in texts if "gnal<b>=1+1" in text]) >= len(people)
        assert [text for text in texts if re.search("[\u202a-\u202e\u2066-\u2069]", text)] == []
        assert [cell.value for cell in cells if cell.data_type == "f" and "gnal" in str(cell.value)] == []

    def test_the_only_formulas_are_our_sums(self) -> None:
        with zipfile.ZipFile(io.BytesIO(attendance_xlsx(EVENING))) as archive:
            sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
        formulas = [part.partition("</f>")[0] for text in sheets for part in text.split("<f>")[1:]]

        assert formulas
        assert all(formula.startswith("SUM(") for formula in formulas)


class TestSums:
    """The row of sums as counted, and the row that reckons them once more."""

    def test_as_counted_stand_beside_the_formulas(self) -> None:
        sheet = book()["Summen"]
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        groups = [row for row in rows if isinstance(row[1], int)]

        assert groups[-1][:4] == ("Gesamt", 13, 11, 2)
        assert rows[len(groups)][1] == "=SUM(B2:B5)"

    def test_tell_excused_unexcused_late_and_early(self) -> None:
        rows = list(book()["Summen"].iter_rows(values_only=True))
        total = next(row for row in rows if row[0] == "Gesamt")

        assert rows[0][7:] == ("entschuldigt", "ohne Entschuldigung", "verspätet", "vorzeitig gegangen")
        assert total[7:] == (1, 1, 1, 1)

    def test_equal_what_the_formulas_would_give(self) -> None:
        rows = list(book()["Summen"].iter_rows(min_row=2, values_only=True))
        groups = [row for row in rows if isinstance(row[1], int)]

        for column in range(1, 11):
            own = [row[column] for row in groups]
            assert sum(value for value in own[:-1] if isinstance(value, int)) == own[-1]


class TestQuorumSheet:
    """Quorum at the opening and at each ballot."""

    def test_tells_present_and_required(self) -> None:
        rows = list(book()["Beschlussfähigkeit"].iter_rows(min_row=2, values_only=True))

        assert rows[0][0] == "Eröffnung"
        assert rows[0][3:6] == (10, 7, 13)
        assert len(rows) == len(attendance(EVENING).quorums)


class TestKinds:
    """Issue 3: mandates, times of recusal, the items of a block, and what kind of quorum it was."""

    def sheet(self, name: str) -> list[dict[str, object]]:
        book = load_workbook(io.BytesIO(attendance_xlsx(every_kind().sitting)))
        head, *rows = book[name].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def row(self, name: str, column: str, value: str) -> dict[str, object]:
        return next(row for row in self.sheet(name) if row[column] == value)

    def test_a_mandate_that_ended_says_when(self) -> None:
        row = self.row("Anwesenheit", "Kennung", LEAVER)

        assert re.fullmatch(r"bis \d\d:\d\d Uhr", str(row["Mandat"]))
        assert row["Stimmrecht"] == "ja"

    def test_a_mandate_that_began_says_when(self) -> None:
        assert str(self.row("Anwesenheit", "Kennung", "g01")["Mandat"]).startswith("ab ")

    def test_a_recusal_says_from_when_to_when(self) -> None:
        row = self.row("Anwesenheit", "Kennung", BIASED)

        assert re.fullmatch(r"TOP 8: \d\d:\d\d–\d\d:\d\d Uhr", str(row["nicht mitgewirkt"]))

    def test_the_quorum_of_a_block_names_its_items(self) -> None:
        assert self.row("Beschlussfähigkeit", "Anlass", "Abstimmung 2: Schließen")["TOP"] == "6, 11.2"

    @pytest.mark.parametrize(
        ("rules", "words"),
        [
            ({"quorum_presumed": "true"}, "Beschlussfähigkeit vermutet"),
            ({}, None),
        ],
    )
    def test_the_quorum_says_if_it_was_presumed(self, rules: dict[str, str], words: str | None) -> None:
        sitting = in_presence(11, 11, **rules).sitting
        book = load_workbook(io.BytesIO(attendance_xlsx(sitting)))
        head, first, *_ = book["Beschlussfähigkeit"].iter_rows(values_only=True)

        assert dict(zip(head, first, strict=True))["Anmerkung"] == words
