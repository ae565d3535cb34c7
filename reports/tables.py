"""Tables as files: what everybody's spreadsheet reads, and nobody's executes."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from council.sitting import Sitting

BOM = b"\xef\xbb\xbf"
_STARTS_FORMULA = frozenset("=+-@")
_STARTS_LINE = ("\t", "\r", "\n")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    """Return a text without the signs that no document may hold (XML 1.0, § 2.2).

    Nor does it keep those that turn the direction of reading about, by which a name could be
    made to look like another.
    """
    return _UNPRINTABLE.sub("", text)


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet might take a text for a formula.

    Blanks and invisible signs before it make no difference, nor do full-width or small forms.
    """
    if text.startswith(_STARTS_LINE):
        return True
    for sign in text:
        if sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
            continue
        return unicodedata.normalize("NFKC", sign)[:1] in _STARTS_FORMULA
    return False


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not reckon: an apostrophe goes before it."""
    plain = printable(text)
    return f"'{plain}" if starts_formula(plain) else plain


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as a file: semicolons, UTF-8 with BOM, lines ended by CR LF.

    ``None`` is an empty cell; every other cell that begins like a formula is made harmless.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if cell is None else harmless(str(cell)) for cell in row])
    return BOM + text.getvalue().encode()


def local(sitting: Sitting, moment: datetime) -> datetime:
    """Return a moment by the clock on the wall of the sitting's place."""
    return moment.astimezone(ZoneInfo(sitting.timezone))


def iso(sitting: Sitting, moment: datetime | None) -> str:
    """Return a moment as files have it, ISO 8601 with the local offset; "" where there is none."""
    return local(sitting, moment).isoformat(timespec="seconds") if moment else ""


def clock(sitting: Sitting, moment: datetime) -> str:
    """Return a moment as minutes have it: hours and minutes of the sitting's place."""
    return f"{local(sitting, moment):%H:%M}"
