"""Reading one row's cells; whatever does not fit is noted, never corrected."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from council.names import fold
from files.letters import printable
from files.problems import Findings
from files.table import Row, nearest

Value = TypeVar("Value")

_YES_NO = {"ja": True, "nein": False, "yes": True, "no": False, "1": True, "0": False, "x": True}
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)
_TIME = re.compile(r"(?:[ T,]+|\s+um\s+)(?P<h>\d{1,2})[:.](?P<min>\d{2})(?::\d{2}(?:\.\d+)?)?(?:\s*Uhr)?")
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:\d{2})$")
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?")


class Cells:
    """One row of a file; every reading method returns an empty value where it noted a problem."""

    def __init__(self, row: Row, findings: Findings) -> None:
        self.line = row.line
        self._row = row
        self._findings = findings

    def problem(self, column: str, key: str, **values: str) -> None:
        """Note what is wrong in a column of this row."""
        self._findings.add(self.line, column, key, **values)

    def is_empty(self, *columns: str) -> bool:
        """Tell whether nothing at all stands in these columns."""
        return not any(self._row.cells.get(column, "").strip() for column in columns)

    def text(self, column: str, longest: int) -> str:
        """Read free words of one line and limited length."""
        raw = self._row.cells.get(column, "")
        try:
            words = printable(raw)
        except ValueError as failure:
            self.problem(column, "problem.hidden_sign", sign=str(failure))
            return ""
        if len(words) > longest:
            self.problem(column, "problem.too_long", length=str(len(words)), longest=str(longest))
            return ""
        return words

    def needed(self, column: str, longest: int) -> str:
        """Read words that have to be there."""
        words = self.text(column, longest)
        if not words and self.is_empty(column):
            self.problem(column, "problem.missing_value")
        return words

    def choice(self, column: str, known: Mapping[str, Value], default: Value) -> Value:
        """Read one of the known words; an empty cell is the default."""
        written = self.text(column, 200)
        if not written:
            return default
        return self.known_word(column, written, known, "problem.unknown_value", default)

    def known_word(
        self, column: str, written: str, known: Mapping[str, Value], key: str, default: Value
    ) -> Value:
        """Look a word up, or note it with the nearest and all that would do."""
        by_fold = {fold(word): value for word, value in known.items()}
        if fold(written) in by_fold:
            return by_fold[fold(written)]
        allowed = ", ".join(known)
        self.problem(column, key, value=written, nearest=nearest(written, known), allowed=allowed)
        return default

    def yes_no(self, column: str) -> bool | None:
        """Read ja, nein, yes, no, 1, 0 or x; None where the cell is empty."""
        return self.choice(column, _YES_NO, None)

    def address(self, column: str) -> str:
        """Read an e-mail address or a user principal name."""
        written = self.text(column, 254)
        if written and not _ADDRESS.fullmatch(written):
            self.problem(column, "problem.bad_address", value=written)
            return ""
        return written

    def object_id(self, column: str) -> str:
        """Read an Entra object id, in small letters."""
        written = self.text(column, 100).lower()
        match = _GUID.fullmatch(written)
        if written and not match:
            self.problem(column, "problem.bad_object_id", value=written)
        return match[1] if match else ""

    def link(self, column: str) -> str:
        """Read an address on the web."""
        written = self.text(column, 2_000)
        if written and not _is_web_address(written):
            self.problem(column, "problem.bad_link", value=written)
            return ""
        return written

    def moment(self, column: str, zone: ZoneInfo, *, ends: bool = False) -> datetime | None:
        """Read a day or a day with a time; with ``ends`` a day is meant to its end."""
        written = self.text(column, 60)
        if not written:
            return None
        found = moment_of(written, zone, ends=ends)
        if found is None:
            self.problem(column, "problem.bad_date", value=written)
        return found


def moment_of(written: str, zone: ZoneInfo, *, ends: bool = False) -> datetime | None:
    """Read TT.MM.JJJJ or ISO 8601, with or without a time; None if it is neither."""
    if _OFFSET.search(written):
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            return None
    match = next((found for shape in _DAYS if (found := shape.match(written))), None)
    if match is None:
        return None
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        return _at_time(day, written[match.end() :], zone, ends=ends)
    except (ValueError, OverflowError):
        return None


def _at_time(day: date, rest: str, zone: ZoneInfo, *, ends: bool) -> datetime | None:
    if not rest:
        day = day + timedelta(days=1) if ends else day
        return datetime.combine(day, time(0), zone)
    match = _TIME.fullmatch(rest)
    if match is None:
        return None
    return datetime.combine(day, time(int(match["h"]), int(match["min"])), zone)


def _is_web_address(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and " " not in written
