"""Opens XLSX and DOCX as a reader of them would see them, with the standard library alone."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET  # the files are the rehearsal's own

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LETTERS = re.compile(r"[A-Z]+")


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Return the sheets of an XLSX file by name, each as rows of texts."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [sheet.get("name", "") for sheet in _tree(book, "xl/workbook.xml").iter(f"{_SHEET}sheet")]
        shared = _shared(book)
        parts = sorted((name for name in book.namelist() if _is_sheet(name)), key=_sheet_number)
        return {name: _rows(_tree(book, part), shared) for name, part in zip(names, parts, strict=True)}


def paragraphs(content: bytes) -> list[str]:
    """Return the paragraphs of a DOCX file, those in tables as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        tree = _tree(book, "word/document.xml")
    texts = (
        "".join(
            node.text or "" if node.tag == f"{_WORD}t" else " " for node in paragraph.iter() if _is_word(node)
        )
        for paragraph in tree.iter(f"{_WORD}p")
    )
    return [text for text in texts if text.strip()]


def _is_word(node: ET.Element) -> bool:
    return node.tag in {f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"}


def _is_sheet(name: str) -> bool:
    return re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name) is not None


def _sheet_number(name: str) -> int:
    return int(re.sub(r"\D", "", name))


def _tree(book: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(book.read(part))  # noqa: S314  # written by the bot a moment ago


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [
        "".join(text.text or "" for text in entry.iter(f"{_SHEET}t"))
        for entry in _tree(book, "xl/sharedStrings.xml").iter(f"{_SHEET}si")
    ]


def _rows(tree: ET.Element, shared: list[str]) -> list[list[str]]:
    found = []
    for row in tree.iter(f"{_SHEET}row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{_SHEET}c"):
            cells[_column(cell.get("r", "A1"))] = _value(cell, shared)
        found.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
    return found


def _column(reference: str) -> int:
    letters = _LETTERS.match(reference)
    number = 0
    for letter in letters[0] if letters else "A":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ET.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_SHEET}t"))
    value = cell.find(f"{_SHEET}v")
    text = (value.text or "") if value is not None else ""
    return shared[int(text)] if cell.get("t") == "s" else text
