"""Rule sets read from TOML, with the line at which one is wrong."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from council.rulebook import VALUES, Certainty, Rule, RuleBook, Value

UNSETTLED = "ungeklärt"
"""What stands as value where the law is not settled."""

SCHEMA = 2


class RulesBroken(ValueError):
    """The text of a rule set is not one.

    ``line`` counts from 1 (0: nowhere in particular), ``place`` is the table and key, ``reason``
    one of ``toml``, ``missing``, ``value``, ``unknown``, ``reckoned``, ``fixed``, ``overlap``, ``dates``.
    """

    def __init__(
        self, place: str, reason: str = "value", *, line: int = 0, norm: str = "", given: str = ""
    ) -> None:
        super().__init__(f"line {line}: {place} ({reason})" if line else f"{place} ({reason})")
        self.place = place
        self.reason = reason
        self.line = line
        self.norm = norm
        self.given = given


def rulebook_of(text: str) -> RuleBook:
    """Read a rule set from its TOML *text*, of this schema or of version 0.1.

    Raises :class:`RulesBroken` with the line, and the value that is missing or wrong.
    """
    data = parsed(text)
    read = _Reader(text, data)
    legacy = data.get("schema") is None
    if not legacy and data.get("schema") != SCHEMA:
        raise read.broken("schema", "", "value", data.get("schema"))
    if legacy:
        read = _Reader(text, _modern(data))
    else:
        read.require_known()
    rules = {path: read.rule(value) for path, value in VALUES.items()}
    start = read.day("valid_from") if not legacy else rules["quorum.share"].valid_from
    until = None if legacy else read.maybe_day("valid_until")
    if until is not None and until < start:
        raise read.broken("ruleset", "valid_until", "dates", until)
    return RuleBook(
        id=read.text("ruleset", "id"),
        title=read.text("ruleset", "title"),
        land=read.text("ruleset", "land"),
        text=text,
        rules=rules,
        valid_from=start,
        valid_until=until,
    )


def parsed(text: str) -> Mapping[str, Any]:
    """The tables of a TOML text; raises :class:`RulesBroken` with the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise RulesBroken(str(error), "toml", line=int(found[1]) if found else 0) from error


def line_of(text: str, path: str, key: str = "") -> int:
    """The line (from 1) at which a table, or a key in it, stands; 0 where it does not."""
    here = 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line)
        if header:
            if here and key:
                return here
            here = number if header[1].replace(" ", "") == path else 0
            if here and not key:
                return here
        elif here and key and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return here


def on_day(books: Iterable[RuleBook], day: date) -> RuleBook | None:
    """The book that holds on *day*, None where none does."""
    return next(
        (b for b in books if b.valid_from <= day and (b.valid_until is None or day <= b.valid_until)), None
    )


def require_no_overlap(books: Iterable[RuleBook]) -> None:
    """See that of the versions of one set only one holds on any day.

    Raises :class:`RulesBroken` with the line of the one that begins too early.
    """
    ordered = sorted(books, key=lambda b: b.valid_from)
    for before, after in pairwise(ordered):
        if before.valid_until is None or before.valid_until >= after.valid_from:
            line = line_of(after.text, "ruleset", "valid_from")
            ends = "" if before.valid_until is None else (before.valid_until + timedelta(days=1)).isoformat()
            raise RulesBroken("[ruleset] valid_from", "overlap", line=line, given=ends)


class _Reader:
    """Reads values out of parsed TOML and says where one is wrong."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text
        self._data = data

    def broken(self, path: str, key: str, reason: str, given: object = "") -> RulesBroken:
        place = f"[{path}] {key}".strip()
        return RulesBroken(place, reason, line=line_of(self._text, path, key), given=str(given))

    def table(self, path: str) -> Mapping[str, Any]:
        here: object = self._data
        for part in path.split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        if not isinstance(here, Mapping):
            raise self.broken(path, "", "missing")
        return here

    def text(self, path: str, key: str) -> str:
        value = self.table(path).get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.broken(path, key, "missing" if value is None or value == "" else "value", value)
        return value

    def day(self, key: str, path: str = "ruleset") -> date:
        value = self.table(path).get(key)
        if type(value) is not date:
            raise self.broken(path, key, "missing" if value is None else "value", value)
        return value

    def maybe_day(self, key: str) -> date | None:
        return self.day(key) if key in self.table("ruleset") else None

    def require_known(self) -> None:
        """See that no table is misspelt: what nobody reads would mislead."""
        for section, tables in self._data.items():
            if section in ("schema", "ruleset"):
                continue
            for name in tables if isinstance(tables, Mapping) else [""]:
                path = f"{section}.{name}" if name else section
                if path not in VALUES:
                    raise self.broken(path, "", "unknown")

    def rule(self, value: Value[Any]) -> Rule[Any]:
        path, table = value.path, self.table(value.path)
        for key in table.keys() - {"value", "reckoned", "norm", "source", "certainty", "valid_from", "open"}:
            raise self.broken(path, key, "unknown")
        try:
            certainty = Certainty(self.text(path, "certainty"))
        except ValueError as error:
            if isinstance(error, RulesBroken):
                raise
            raise self.broken(path, "certainty", "value", table.get("certainty")) from error
        given = table.get("value")
        if given is None:
            raise self.broken(path, "value", "missing")
        key = "value"
        if given == UNSETTLED:
            certainty, key, given = Certainty.UNSETTLED, "reckoned", table.get("reckoned")
        return Rule(
            value=self._converted(value, key, given),
            norm=self.text(path, "norm"),
            source=self.text(path, "source"),
            certainty=certainty,
            valid_from=self.day("valid_from", path),
            open=self._open(path, table.get("open", False)),
        )

    def _converted(self, value: Value[Any], key: str, given: object) -> Any:
        if given is None and key == "reckoned":
            if value.reckoned:
                raise self.broken(value.path, "value", "reckoned")
            return None
        try:
            return value.convert(given)
        except (ValueError, ZeroDivisionError) as error:
            raise self.broken(value.path, key, "value", given) from error

    def _open(self, path: str, given: object) -> bool:
        if not isinstance(given, bool):
            raise self.broken(path, "open", "value", given)
        return given


def _modern(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of a rule set of version 0.1 as this schema has them; what it left unsaid is filled in."""
    tables: dict[str, dict[str, Any]] = {}
    for section, inside in data.items():
        if isinstance(inside, Mapping):
            tables[section] = dict(inside)
    _rename(tables, "quorum", "recusal_share", "recusal")
    _rename(tables, "majority", "tie_rejects", "tie", {True: "abgelehnt", False: "abgelehnt"})
    for old, new in (("elections_excluded", "elections"), ("budget_excluded", "budget_statute")):
        excluded = tables.get("digital", {}).pop(old, None)
        if isinstance(excluded, Mapping):
            word = "gesperrt" if excluded.get("value") is True else "erlaubt"
            tables.setdefault("remote", {})[new] = {**excluded, "value": word}
    day = (tables.get("quorum", {}).get("share") or {}).get("valid_from")
    for path, value in VALUES.items():
        section, _, name = path.partition(".")
        if name not in tables.setdefault(section, {}) and (value.legacy is not None or not value.reckoned):
            tables[section][name] = {
                "value": UNSETTLED if value.legacy is None else value.legacy,
                "norm": "–",
                "source": "Regelwerk der Version 0.1",
                "certainty": "angenommen",
                "valid_from": day,
            }
    return tables


def _rename(
    tables: dict[str, dict[str, Any]],
    section: str,
    old: str,
    new: str,
    words: Mapping[Any, str] | None = None,
) -> None:
    table = tables.get(section, {}).pop(old, None)
    if isinstance(table, Mapping):
        value = table.get("value")
        known = words is not None and isinstance(value, bool)
        tables[section][new] = {**table, "value": words[value] if known and words is not None else value}
