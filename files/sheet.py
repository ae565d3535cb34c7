"""From an XLSX file to the lines of its first sheet."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from files.letters import check_size
from files.lines import Line
from files.parts import look_through
from files.problems import BadFile, Findings, refusal

_ZIP = b"PK\x03\x04"
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 2_000
_MOST_COLUMNS = 64
_MOST_SHEET_ROWS = 50_000
_PIECE = 64 * 1024


def is_sheet(data: bytes) -> bool:
    """Tell an XLSX file by its first bytes, whatever it is called."""
    return data.startswith(_ZIP)


def sheet_lines(data: bytes) -> Iterator[Line]:
    """Read the first sheet, values only: no macros run, no formulas are reckoned, no links followed.

    A formula counts with the value that its program has left there; one without is refused.
    """
    check_size(data)
    _check_parts(data)
    findings = Findings()
    try:
        formulas = _look_inside(data)
        rows = [[_written(cell) for cell in row] for row in _cells(data)]
        if formulas:
            _note_unreckoned(data, findings)
    except BadFile:
        raise
    except Exception as failure:  # whatever openpyxl makes of a file that is not what it says
        raise refusal("problem.broken_sheet") from failure
    findings.refuse()
    for number, cells in enumerate(rows, start=1):
        yield Line(number, cells)


def _check_parts(data: bytes) -> None:
    """Refuse what would unpack to more than 100 MB, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as failure:
        raise refusal("problem.broken_sheet") from failure
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise refusal("problem.unpacks_too_large", megabytes=str(_MOST_UNPACKED // 1024 // 1024))


def _look_inside(data: bytes) -> bool:
    """Look through every part before anything is built of it; tell whether there are formulas."""
    formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            formulas = look_through(_pieces(archive, part), name=part.filename) or formulas
    return formulas


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _note_unreckoned(data: bytes, findings: Findings) -> None:
    """Note every formula whose value the file does not hold: read as empty, it would go unseen.

    One that comes to an empty text has the type of a text.
    """
    pairs = zip(_cells(data), _cells(data, values=False), strict=False)
    for number, (seen, written) in enumerate(pairs, start=1):
        for column, (value, formula) in enumerate(zip(seen, written, strict=False), start=1):
            if formula.data_type == "f" and value.value is None and value.data_type != "str":
                findings.add(number, get_column_letter(column), "problem.formula_without_value")


def _cells(data: bytes, *, values: bool = True) -> Iterator[Sequence[Any]]:
    """The cells with their values, or with *values* off with the formulas that made them."""
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False, keep_vba=False
    )
    try:
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_MOST_SHEET_ROWS)
    finally:
        book.close()


def _written(cell: Any) -> str:
    """Write a cell as a person sees it in the sheet."""
    value = cell.value
    if isinstance(value, datetime):
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(" ", "minutes")
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _number(value: float, shape: str) -> str:
    """Write a number with the decimals that its format shows: 5.1 as "5.10" under "0.00"."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    decimals = _decimals(shape)
    return f"{value:.{decimals}f}" if decimals else repr(float(value))


def _decimals(shape: str) -> int:
    _, point, tail = shape.partition(".")
    return len(tail) - len(tail.lstrip("0")) if point else 0
