"""The template of the minutes, built with python-docx: a town hall's page, filled by docxtpl."""

from __future__ import annotations

import io
from functools import cache
from typing import cast

from docx import Document
from docx.document import Document as Page
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.minutes_page import border, lay_out

_FORMS = {
    "text": "Fließtext", "detail": "Angabe", "small": "Klein", "event": "Ereignis", "wording": "Wortlaut",
    "ballot": "Abstimmung", "result": "Ergebnis", "verdict": "Feststellung", "names": "Namen",
}  # fmt: skip
"""Which style each kind of line has."""


@cache
def template() -> bytes:
    """Return the template as a .docx file."""
    page = Document()
    lay_out(page)
    _opening(page)
    _people(page)
    _agenda(page)
    _account(page)
    _signatures(page)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def _opening(page: Page) -> None:
    _line(page, "{{ title }}", "Titel")
    _line(page, "{{ subtitle }}", "Untertitel")
    _line(page, "{{ draft_note }}", "Entwurf")
    _line(page, "{%p if probe %}")
    _line(page, "{{ probe }}", "Abschnitt")
    _line(page, "{%p endif %}")
    _rows(page, "row in particulars", ("{{ row[0] }}", "{{ row[1] }}"), (4.2, 12.3), lined=False)


def _people(page: Page) -> None:
    _line(page, "{{ words.people }}", "Abschnitt")
    _line(page, "{%p for group in groups %}")
    _line(page, "{{ group.title }}", "Gruppe")
    cells = ("{{ row[0] }}", "{{ row[1] }}", "{{ row[2] }}")
    _rows(page, "row in group.rows", cells, (5.2, 6.9, 4.4))
    _line(page, "{%p endfor %}")
    _line(page, "{{ sums }}", "Fließtext")
    _line(page, "{%p if absent %}")
    _line(page, "{{ words.absent }}", "Gruppe")
    _lines(page, "absent")
    _line(page, "{%p endif %}")
    _line(page, "{{ words.quorum }}", "Abschnitt")
    _line(page, "{{ quorum }}", "Fließtext")


def _agenda(page: Page) -> None:
    _line(page, "{{ words.agenda }}", "Abschnitt")
    head = ("{{ words.item }}", "{{ words.subject }}", "{{ words.fate }}")
    cells = ("{{ row[0] }}", "{{ row[1] }}", "{{ row[2] }}")
    _rows(page, "row in agenda", cells, (1.7, 9.3, 5.5), head=head)
    _line(page, "{%p if agenda_note %}")
    _line(page, "{{ agenda_note }}", "Klein")
    _line(page, "{%p endif %}")


def _account(page: Page) -> None:
    _line(page, "{{ words.account }}", "Abschnitt")
    _line(page, "{%p for section in sections %}")
    _line(page, "{{ section.title }}", "TOP")
    _lines(page, "section.lines")
    _line(page, "{%p endfor %}")
    _line(page, "{{ closing }}", "Ereignis")


def _lines(page: Page, name: str) -> None:
    """A loop over lines, each in the style of its kind."""
    _line(page, f"{{%p for line in {name} %}}")
    for place, (kind, style) in enumerate(_FORMS.items()):
        _line(page, f"{{%p {'el' * bool(place)}if line.kind == '{kind}' %}}")
        _line(page, "{{ line.shown }}", style)
    _line(page, "{%p endif %}")
    _line(page, "{%p endfor %}")


def _signatures(page: Page) -> None:
    _line(page, "{{ words.signatures }}", "Abschnitt")
    _line(page, "{{ signature_note }}", "Klein")
    table = _table(page, 4, (8.25, 8.25))
    _mark(table.rows[0].cells[0], "{%tr for pair in signatures %}")
    for cell, number in zip(table.rows[1].cells, (0, 1), strict=True):
        paragraph = _text(cell, f"{{{{ pair[{number}].line }}}}", "Zelle")
        paragraph.paragraph_format.space_before = Pt(34)
        paragraph.paragraph_format.keep_with_next = True
    for cell, number in zip(table.rows[2].cells, (0, 1), strict=True):
        _text(cell, f"{{{{ pair[{number}].name }}}}", "Klein")
    _mark(table.rows[3].cells[0], "{%tr endfor %}")


def _line(page: Page, text: str, style: str = "Fließtext") -> Paragraph:
    return page.add_paragraph(text, style=style)


def _rows(
    page: Page,
    loop: str,
    cells: tuple[str, ...],
    widths: tuple[float, ...],
    *,
    head: tuple[str, ...] = (),
    lined: bool = True,
) -> None:
    """A table whose one row is repeated; the head is repeated on every page."""
    table = _table(page, 3 + bool(head), widths)
    if head:
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            _text(cell, text, "Kopfzelle")
        repeat = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  (no such property)
    first = 1 if head else 0
    _mark(table.rows[first].cells[0], f"{{%tr for {loop} %}}")
    for place, (cell, text) in enumerate(zip(table.rows[first + 1].cells, cells, strict=True)):
        _text(cell, text, "Zelle" if lined or place else "Bezeichnung")
    _mark(table.rows[first + 2].cells[0], "{%tr endfor %}")
    if lined:
        _ruled(table)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _table(page: Page, rows: int, widths: tuple[float, ...]) -> Table:
    table = page.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("left", "0"), ("right", "140")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twips)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001  (no such property)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return cast(Table, table)


def _ruled(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(border(side, "CCCCCC"))
    table._tbl.tblPr.append(borders)  # noqa: SLF001  (no such property)


def _text(cell: _Cell, text: str, style: str) -> Paragraph:
    paragraph = cell.paragraphs[0]
    paragraph.text = text
    paragraph.style = style
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return cast(Paragraph, paragraph)


def _mark(cell: _Cell, tag: str) -> None:
    cell.paragraphs[0].text = tag
