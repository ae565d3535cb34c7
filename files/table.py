"""From a CSV file or a sheet to rows whose cells are known by their column."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from council.names import fold
from files.letters import decode
from files.lines import Line, csv_lines
from files.problems import Findings, refusal
from files.sheet import is_sheet, sheet_lines

_MOST_ROWS = 5_000
_MOST_CELLS = 200
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Row(NamedTuple):
    """One line with its cells by column; empty cells are ""."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns that a kind of file may have.

    ``needed`` have to be there; ``aliases`` are other headings for a column.
    """

    known: tuple[str, ...]
    needed: tuple[str, ...]
    aliases: Mapping[str, str]

    def by_heading(self) -> dict[str, str]:
        """Every heading that is understood, folded, with its column."""
        own = {_heading(column): column for column in self.known}
        return own | {_heading(alias): column for alias, column in self.aliases.items()}


def read_table(data: bytes, columns: Columns, findings: Findings) -> tuple[Row, ...]:
    """Read the rows below the headings; wrong headings refuse the file."""
    if data.startswith(_OLD_EXCEL):
        raise refusal("problem.old_excel")
    lines = _filled(sheet_lines(data) if is_sheet(data) else csv_lines(decode(data)))
    head = next(lines, None)
    if head is None:
        raise refusal("problem.empty_file")
    places = _places(head, columns, findings)
    findings.refuse()
    rows = tuple(_row(line, places, findings) for line in lines)
    if not rows:
        raise refusal("problem.no_rows")
    return rows


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one, "" if none does."""
    by_fold = {_heading(candidate): candidate for candidate in known}
    alike = difflib.get_close_matches(_heading(word)[:60], by_fold, n=1, cutoff=0.6)
    return by_fold[alike[0]] if alike else ""


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    for count, line in enumerate(line for line in lines if any(c.strip() for c in line.cells)):
        if count > _MOST_ROWS:
            raise refusal("problem.too_many_rows", line.number, most=str(_MOST_ROWS))
        if len(line.cells) > _MOST_CELLS and sum(1 for c in line.cells if c.strip()) > _MOST_CELLS:
            raise refusal("problem.too_many_cells", line.number, most=str(_MOST_CELLS))
        yield line


def _places(head: Line, columns: Columns, findings: Findings) -> dict[int, str]:
    """Find which column stands where."""
    known = columns.by_heading()
    places: dict[int, str] = {}
    for place, written in enumerate(head.cells):
        if not written.strip():
            continue
        column = known.get(_heading(written))
        if column is None:
            findings.add(
                head.number,
                written.strip(),
                "problem.unknown_column",
                nearest=nearest(written, columns.known),
            )
        elif column in places.values():
            findings.add(head.number, column, "problem.doubled_column")
        else:
            places[place] = column
    for column in columns.needed:
        if column not in places.values():
            findings.add(head.number, column, "problem.missing_column")
    return places


def _row(line: Line, places: Mapping[int, str], findings: Findings) -> Row:
    cells = dict.fromkeys(places.values(), "")
    for place, content in enumerate(line.cells):
        if place in places:
            cells[places[place]] = content
        elif content.strip():
            findings.add(line.number, "", "problem.cell_without_column", value=content.strip())
    return Row(line.number, cells)


def _heading(written: str) -> str:
    return fold(written).replace(" ", "")
