"""Empty workbooks for roster and agenda: the columns, what belongs into them, lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from council.agenda import BallotKind, ItemKind
from council.roster import Role
from reports.workbook import dress, fill
from wording.voice import Voice

ROSTER = (
    *("kennung", "anrede", "titel", "vorname", "nachname", "fraktion", "gremium", "rolle"),
    *("stimmrecht", "email", "upn", "entra_id", "telefon", "vertritt", "von", "bis"),
)
AGENDA = (
    *("nummer", "titel", "vorlage", "einreicher", "art", "öffentlich", "mehrheit"),
    *("abstimmung", "gegenstand", "beschlussvorschlag", "link"),
)
_CHOICES = {
    "rolle": tuple(role.value for role in Role),
    "stimmrecht": ("ja", "nein"),
    "art": tuple(kind.value for kind in ItemKind),
    "öffentlich": ("ja", "nein"),
    "abstimmung": tuple(kind.value for kind in BallotKind),
}
_NEEDED = frozenset({"vorname", "nachname", "rolle", "nummer"})
_ONE_OF = frozenset({"kennung", "email", "upn", "entra_id"})
"""Of these, one has to be there for each person."""
_TEXT = "@"
_ROWS = 500
_WIDE = frozenset({"titel", "gegenstand", "beschlussvorschlag", "link", "email", "upn", "entra_id"})


def template_xlsx(kind: str, voice: Voice) -> bytes:
    """The empty workbook for ``roster`` or ``agenda``: one sheet to fill in, one that explains."""
    columns = ROSTER if kind == "roster" else AGENDA
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = voice.say(f"template.{kind}")
    fill(sheet, columns, ())
    title = voice.say(f"template.{kind}")
    dress(sheet, _widths(columns), title=title, as_of="", footer="", rows=0)
    for number, name in enumerate(columns, start=1):
        _as_text(sheet, number)
        if name in _CHOICES:
            _choose(sheet, number, _CHOICES[name])
    _explained(book, kind, columns, voice)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(columns: Sequence[str]) -> list[float]:
    return [34.0 if name in _WIDE else 16.0 for name in columns]


def _as_text(sheet: Worksheet, column: int) -> None:
    """Have Excel keep what is typed: no date of "1.12", no "341" of "0341"."""
    sheet.column_dimensions[get_column_letter(column)].number_format = _TEXT


def _choose(sheet: Worksheet, column: int, words: Sequence[str]) -> None:
    """Offer words to choose from; others may still be typed, for roles can be combined."""
    letter = get_column_letter(column)
    offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offered.showErrorMessage = False
    offered.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(offered)


def _explained(book: Workbook, kind: str, columns: Sequence[str], voice: Voice) -> None:
    """The second sheet: for each column what belongs into it, whether it must be there, which words."""
    sheet = book.create_sheet(voice.say("template.help"))
    head = [voice.say(f"template.{name}") for name in ("column", "needed", "meaning", "words")]
    rows = [
        (
            name,
            voice.say(f"template.{_need(kind, name)}"),
            voice.say(f"template.{kind}.{_key(name)}"),
            ", ".join(_CHOICES.get(name, ())),
        )
        for name in columns
    ]
    fill(sheet, head, rows)
    title = voice.say(f"template.{kind}")
    dress(sheet, [22.0, 22.0, 70.0, 60.0], title=title, as_of="", footer="", rows=len(rows))


def _need(kind: str, column: str) -> str:
    """Whether a column must be filled: ``must``, ``one_of`` several, or ``may``."""
    if column in _NEEDED or (kind == "agenda" and column == "titel"):
        return "must"
    return "one_of" if kind == "roster" and column in _ONE_OF else "may"


def _key(column: str) -> str:
    return column.replace("ö", "oe")
