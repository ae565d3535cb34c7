"""The template of the minutes, built with python-docx: a town hall's page, filled by docxtpl."""

from __future__ import annotations

import io
from functools import cache
from typing import cast

from docx import Document
from docx.document import Document as Page
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Arial"
_GREY = RGBColor(0x55, 0x55, 0x55)
_WIDTH = Cm(16.5)

# name: (size, bold, italic, space before, space after, left indent in cm, keep with next)
_STYLES: dict[str, tuple[float, bool, bool, float, float, float, bool]] = {
    "Titel": (20, True, False, 0, 2, 0, True),
    "Untertitel": (12, False, False, 0, 10, 0, True),
    "Entwurf": (9, False, True, 0, 12, 0, False),
    "Abschnitt": (13, True, False, 16, 6, 0, True),
    "Gruppe": (10.5, True, False, 8, 2, 0, True),
    "TOP": (11.5, True, False, 16, 2, 0, True),
    "Fließtext": (10.5, False, False, 0, 4, 0, False),
    "Angabe": (10.5, False, False, 0, 4, 0, True),
    "Klein": (9, False, False, 0, 6, 0, True),
    "Ereignis": (10.5, False, True, 4, 4, 0, False),
    "Wortlaut": (10.5, False, False, 0, 4, 0.8, False),
    "Abstimmung": (10.5, True, False, 10, 3, 0, True),
    "Ergebnis": (10.5, True, False, 4, 3, 0, True),
    "Feststellung": (10.5, False, False, 0, 4, 0, False),
    "Namen": (9.5, False, False, 0, 3, 0.8, False),
    "Zelle": (10, False, False, 1, 1, 0, False),
    "Kopfzelle": (9, True, False, 1, 1, 0, True),
    "Bezeichnung": (10, True, False, 1, 1, 0, False),
    "Kopf": (8.5, False, False, 0, 0, 0, False),
}
_FORMS = {
    "text": "Fließtext", "detail": "Angabe", "small": "Klein", "event": "Ereignis", "wording": "Wortlaut",
    "ballot": "Abstimmung", "result": "Ergebnis", "verdict": "Feststellung", "names": "Namen",
}  # fmt: skip
"""Which style each kind of line has."""


@cache
def template() -> bytes:
    """Return the template as a .docx file."""
    page = Document()
    _layout(page)
    for name, look in _STYLES.items():
        _style(page, name, look)
    _margins(page)
    _opening(page)
    _people(page)
    _agenda(page)
    _account(page)
    _signatures(page)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def _layout(page: Page) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.7), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.3), Cm(1.1)
    normal = page.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  (part of every python-docx document)
    normal.font.name, normal.font.size = FONT, Pt(10.5)


def _style(page: Page, name: str, look: tuple[float, bool, bool, float, float, float, bool]) -> None:
    size, bold, italic, before, after, indent, keep = look
    style = page.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101  (just added as one)
    style.base_style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.left_indent, form.keep_with_next = Cm(indent), keep
    form.line_spacing, form.widow_control = 1.12, True
    if name in {"Klein", "Kopf", "Entwurf"}:
        style.font.color.rgb = _GREY
    if name == "TOP":
        _outline(style, 1)
    if name == "Abschnitt":
        _outline(style, 0)


def _outline(style: ParagraphStyle, level: int) -> None:
    """Let headings be headings for navigation and for readers of screens."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(mark)


def _margins(page: Page) -> None:
    """Running header and footer: what, draft, head of the record, page of pages."""
    section = page.sections[0]
    top, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (top, foot):
        line.style = page.styles["Kopf"]
        line.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    top.add_run("{{ running }}\t")
    top.add_run("{{ draft_word }}").bold = True
    _rule(top, "bottom")
    foot.add_run("{{ head_line }}\t{{ page_word }} ")
    _field(foot, "PAGE")
    foot.add_run(" {{ of_word }} ")
    _field(foot, "NUMPAGES")
    _rule(foot, "top")


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  (python-docx has no fields)


def _rule(paragraph: Paragraph, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_border(side))
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001  (no borders either)


def _border(side: str, colour: str = "999999") -> OxmlElement:  # type: ignore[valid-type]
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "3"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


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
    _rows(page, "row in group.rows", cells, (6.6, 6.6, 3.3))
    _line(page, "{%p endfor %}")
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
        borders.append(_border(side, "CCCCCC"))
    table._tbl.tblPr.append(borders)  # noqa: SLF001  (no such property)


def _text(cell: _Cell, text: str, style: str) -> Paragraph:
    paragraph = cell.paragraphs[0]
    paragraph.text = text
    paragraph.style = style
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return cast(Paragraph, paragraph)


def _mark(cell: _Cell, tag: str) -> None:
    cell.paragraphs[0].text = tag
