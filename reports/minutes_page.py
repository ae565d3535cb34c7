"""The page on which the minutes are printed: A4, a town hall's type, running head and foot."""

from __future__ import annotations

from docx.document import Document as Page
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
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


def lay_out(page: Page) -> None:
    """Give an empty document its measures, its styles, and what runs on every page."""
    _layout(page)
    for name, look in _STYLES.items():
        _style(page, name, look)
    _margins(page)


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
    borders.append(border(side))
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001  (no borders either)


def border(side: str, colour: str = "999999") -> OxmlElement:  # type: ignore[valid-type]
    """Return a thin line for one side of a paragraph or table."""
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "3"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line
