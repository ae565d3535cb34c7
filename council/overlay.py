"""A town's own rules of procedure laid over a rule set.

The law leaves some values to the town (``open = true``); only these may be replaced. The overlay
is TOML with the tables of a rule set, each with value, norm and source::

    [overlay]
    title = "Geschäftsordnung des Stadtrates vom 14.12.2022"

    [roll_call.requested_by]
    value = "ein Fünftel der Mitglieder"
    norm = "Nr. 17 der Geschäftsordnung"
    source = "Geschäftsordnung vom 14.12.2022"
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from council.rule_reading import SCHEMA, UNSETTLED, RulesBroken, line_of, parsed, rulebook_of
from council.rulebook import VALUES, Certainty, Rule, RuleBook

KEYS = ("value", "norm", "source", "certainty", "valid_from")
"""What a table of an overlay may say; ``certainty`` and ``valid_from`` may be left out."""

TITLE = "Geschäftsordnung"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """One table that replaces the one of the rule set."""

    path: str
    value: Any
    norm: str
    source: str
    certainty: str
    valid_from: date

    def lines(self, title: str) -> list[str]:
        """The table as it stands in the merged text."""
        return [
            f"# {title}",
            f"[{self.path}]",
            f"value = {_toml(self.value)}",
            f"norm = {_toml(self.norm)}",
            f"source = {_toml(self.source)}",
            f"certainty = {_toml(self.certainty)}",
            f"valid_from = {self.valid_from.isoformat()}",
            "open = true",
        ]


def lay_over(base: str, overlay: str) -> str:
    """The rule set *base* with the tables of *overlay* in place of its own, as TOML.

    Raises :class:`RulesBroken` with the line in the overlay where a value is not the town's to
    decide, is not known, is missing or cannot be meant.
    """
    book, data = rulebook_of(base), parsed(overlay)
    read = _Reader(overlay, data)
    title = read.title()
    lines = base.splitlines()
    for path, table in read.tables():
        laid = read.laid(path, table, _open_rule(read, book, path))
        at = line_of("\n".join(lines), path) - 1
        lines[at : _end(lines, at)] = laid.lines(title)
    return "\n".join(lines) + "\n"


def _open_rule(read: "_Reader", book: RuleBook, path: str) -> Rule[Any]:
    """The rule that an overlay wants to replace; refused where the law does not leave it open."""
    if path not in VALUES:
        raise read.broken(path, "", "unknown")
    rule: Rule[Any] = book.rules[path]
    if not rule.open:
        raise read.broken(path, "", "fixed", norm=rule.norm)
    return rule


def _end(lines: list[str], at: int) -> int:
    """Where the table that begins at *at* ends: before a blank line, a comment or the next table."""
    ends = (n for n in range(at + 1, len(lines)) if re.match(r"\s*($|#|\[)", lines[n]))
    return next(ends, len(lines))


class _Reader:
    """Reads the tables of an overlay and says where one is wrong."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text
        self._data = data

    def broken(self, path: str, key: str, reason: str, *, norm: str = "", given: object = "") -> RulesBroken:
        line = line_of(self._text, path, key) or self._bare(path)
        return RulesBroken(f"[{path}] {key}".strip(), reason, line=line, norm=norm, given=str(given))

    def _bare(self, path: str) -> int:
        """The line of a table or key written without a header of its own."""
        name = re.escape(path.partition(".")[0])
        found = (
            n for n, line in enumerate(self._text.splitlines(), 1) if re.match(rf"\s*\[?\s*{name}\b", line)
        )
        return next(found, 0)

    def title(self) -> str:
        """What the overlay is called, in one line."""
        head = self._data.get("overlay", {})
        if not isinstance(head, Mapping):
            raise self.broken("overlay", "", "value", given=head)
        for key in head.keys() - {"title"}:
            raise self.broken("overlay", key, "unknown")
        title = head.get("title", TITLE)
        if not isinstance(title, str) or not title.strip():
            raise self.broken("overlay", "title", "value", given=title)
        return "".join(sign for sign in " ".join(title.split()) if sign.isprintable())

    def tables(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every table with its path, in the order of the overlay."""
        if self._data.get("schema", SCHEMA) != SCHEMA:
            raise self.broken("schema", "", "value", given=self._data["schema"])
        for section, inside in self._data.items():
            if section in ("overlay", "schema"):
                continue
            if not isinstance(inside, Mapping) or not inside:
                raise self.broken(section, "", "unknown")
            for name, table in inside.items():
                path = f"{section}.{name}"
                if not isinstance(table, Mapping):
                    raise self.broken(section, name, "unknown")
                yield path, table

    def laid(self, path: str, table: Mapping[str, Any], rule: Rule[Any]) -> _Laid:
        """The table of one path, checked like one of a rule set."""
        for key in table.keys() - set(KEYS):
            raise self.broken(path, key, "unknown")
        value = table.get("value")
        if value is None:
            raise self.broken(path, "value", "missing")
        certainty = table.get("certainty", Certainty.READ.value)
        start = table.get("valid_from", rule.valid_from)
        if certainty not in {each.value for each in Certainty}:
            raise self.broken(path, "certainty", "value", given=certainty)
        if type(start) is not date:
            raise self.broken(path, "valid_from", "value", given=start)
        try:
            VALUES[path].convert("" if value == UNSETTLED else value)
        except (ValueError, ZeroDivisionError) as error:
            raise self.broken(path, "value", "value", given=value) from error
        return _Laid(
            path=path,
            value=value,
            norm=self._words(path, table, "norm"),
            source=self._words(path, table, "source"),
            certainty=certainty,
            valid_from=start,
        )

    def _words(self, path: str, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.broken(path, key, "missing" if value in (None, "") else "value", given=value or "")
        return value


def _toml(value: object) -> str:
    """A value as TOML writes it; its strings are those of JSON."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
