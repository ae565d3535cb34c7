"""Sheets of a workbook as an office prints them: head, filter, frozen first row, plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.tables import printable

LONGEST = 32_767
"""As many characters as a cell may hold."""
MOMENT = "dd.mm.yyyy hh:mm"
NUMBER = "#,##0"
_HEAD = PatternFill("solid", fgColor="FFE7E6E6")
_LINE = Border(bottom=Side("thin", color="FFBFBFBF"))
_FONT = "Arial"

Value = str | int | datetime | None


def fill(sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write head and rows; everything that was typed is text, whatever it begins with."""
    numeric: set[int] = set()
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            put(sheet, number, column, value)
            if isinstance(value, int):
                numeric.add(column)
    for column, title in enumerate(header, start=1):
        cell = put(sheet, 1, column, title)
        cell.font, cell.fill = Font(name=_FONT, size=10, bold=True), _HEAD
        side = "right" if column in numeric else "left"
        indent = 1 if side == "right" else 0
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side, indent=indent)


def put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Put a value into a cell: numbers and moments as such, any text as text."""
    cell = cast(Cell, sheet.cell(row, column))
    cell.font, cell.border = Font(name=_FONT, size=10), _LINE
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    if isinstance(value, str):
        text = printable(value).replace("\r", " ")[:LONGEST]
        cell.value = text
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
        return cell
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = MOMENT
        cell.alignment = Alignment(vertical="top", horizontal="left")
    elif value is not None:
        cell.number_format = NUMBER
        cell.alignment = Alignment(vertical="top", horizontal="right", indent=1)
    return cell


def formula(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Put one of our own formulas into a cell."""
    cell = put(sheet, row, column, 0)
    cell.value = text
    return cell


def _lines(value: object, width: float) -> int:
    """How many lines a text takes in a column of this width; a rough reckoning."""
    text = value if isinstance(value, str) else ""
    return max(1, sum(-(-len(line) // max(1, int(width) - 1)) for line in text.split("\n")))


def emphasise(sheet: Worksheet, row: int, columns: int) -> None:
    """Make a row of sums stand out."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row, column)
        cell.font = Font(name=_FONT, size=10, bold=True)
        cell.border = Border(top=Side("thin", color="FF7F7F7F"))


def dress(
    sheet: Worksheet, widths: Sequence[float], *, title: str, as_of: str, footer: str, rows: int
) -> None:
    """Set up the sheet for screen and paper: A4 across, the head on every page."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.iter_rows(max_row=rows + 1, max_col=len(widths)), start=1):
        lines = max(_lines(cell.value, width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = 13.5 * lines + 1.5
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(rows, 1) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    print_on(sheet.oddHeader, title.replace("&", "&&"))
    print_on(sheet.oddFooter, as_of.replace("&", "&&"), footer)


def print_on(item: HeaderFooterItem | None, left: str, right: str = "") -> None:
    """Put texts into the running head or foot of a printed sheet."""
    if item is not None:
        item.left.text, item.right.text = left, right
