"""Cells of a sheet as a person sees them."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from files.agenda import read_agenda
from files.problems import BadFile
from files.roster import read_roster
from files.sheet import is_sheet, sheet_lines

BERLIN = ZoneInfo("Europe/Berlin")


def sheet(*rows: Sequence[object], shapes: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(list(row))
    for cell, shape in (shapes or {}).items():
        page[cell].number_format = shape
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only_cell(value: object, shape: str = "General") -> str:
    (line,) = sheet_lines(sheet([value], shapes={"A1": shape}))
    return line.cells[0]


class TestCells:
    """Contract § 6: XLSX has the same columns."""

    @pytest.mark.parametrize(
        ("value", "shape", "seen"),
        [
            pytest.param("Text", "General", "Text", id="text"),
            pytest.param(5, "General", "5", id="whole"),
            pytest.param(5.0, "0.00", "5", id="whole-with-decimals"),
            pytest.param(5.1, "General", "5.1", id="decimal"),
            pytest.param(5.1, "0.00", "5.10", id="two-decimals-seen"),
            pytest.param(True, "General", "ja", id="true"),
            pytest.param(False, "General", "nein", id="false"),
            pytest.param(date(2026, 12, 9), "dd.mm.yyyy", "2026-12-09", id="day"),
            pytest.param(
                datetime.combine(date(2026, 12, 9), time(17, 5)),
                "dd.mm.yyyy hh:mm",
                "2026-12-09 17:05",
                id="moment",
            ),
            pytest.param(time(17, 5), "hh:mm", "17:05", id="time"),
            pytest.param("=1+1", "General", "", id="formula-without-value"),
            pytest.param("#REF!", "General", "#REF!", id="error"),
        ],
    )
    def test_a_cell_is_read_as_it_is_seen(self, value: object, shape: str, seen: str) -> None:
        assert only_cell(value, shape) == seen

    def test_a_sheet_is_told_by_its_first_bytes(self) -> None:
        assert is_sheet(sheet(["x"]))
        assert not is_sheet(b"nummer;titel")

    def test_dates_of_a_sheet_bound_a_mandate(self) -> None:
        data = sheet(
            ["vorname", "nachname", "rolle", "kennung", "von", "bis"],
            ["Anna", "Meyer", "mitglied", 17, date(2024, 9, 1), date(2029, 8, 31)],
        )

        (meyer,) = read_roster(data, "liste.xlsx").roster

        assert (meyer.id, meyer.since) == ("17", datetime(2024, 9, 1, tzinfo=BERLIN))
        assert meyer.until == datetime(2029, 9, 1, tzinfo=BERLIN)

    def test_a_number_that_became_a_date_is_named(self) -> None:
        data = sheet(["nummer", "titel"], ["5.9", "A"], [datetime.combine(date(2026, 10, 5), time(0)), "B"])

        with pytest.raises(BadFile) as failure:
            read_agenda(data, "tagesordnung.xlsx")

        assert [(p.line, p.key) for p in failure.value.problems] == [(3, "problem.number_is_date")]

    def test_numbers_that_became_equal_are_named(self) -> None:
        data = sheet(["nummer", "titel"], [5.1, "A"], [5.10, "B"])

        with pytest.raises(BadFile) as failure:
            read_agenda(data)

        assert [(p.line, p.key) for p in failure.value.problems] == [(3, "problem.doubled_number")]

    def test_empty_formatted_rows_do_not_count(self) -> None:
        data = sheet(["nummer", "titel"], [1, "A"], *[[None, ""]] * 6_000)

        assert len(read_agenda(data).agenda) == 1
