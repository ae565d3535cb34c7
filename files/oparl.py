"""Saved OParl 1.0 and 1.1: which objects a JSON file holds, wherever they are embedded.

Specification: https://oparl.org. A file may be one object, a list, a page of a list
(``data`` with ``links``), or several of these in a list.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from files.letters import decode
from files.problems import Findings, refusal

_MOST_OBJECTS = 50_000
_BY_PLACE = {
    "person": "Person",
    "membership": "Membership",
    "organization": "Organization",
    "agendaItem": "AgendaItem",
    "consultation": "Consultation",
    "paper": "Paper",
    "meeting": "Meeting",
    "onBehalfOf": "Organization",
    "originatorPerson": "Person",
    "originatorOrganization": "Organization",
}
_TYPES = frozenset({*_BY_PLACE.values(), "Body", "System"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One OParl object: its type, its number among its kind from 1, and in what it stood."""

    kind: str
    number: int
    value: Mapping[str, Any]
    inside: "Found | None" = None

    @property
    def id(self) -> str:
        """The object's address, "" where it has none."""
        return text_of(self.value.get("id"))

    def text(self, key: str) -> str:
        """A text of the object; the first one of a list."""
        return text_of(self.value.get(key))

    def refers(self, key: str) -> str:
        """The address of the object under *key*, or of the object around this one."""
        own = address_of(self.value.get(key))
        if not own and self.inside and self.inside.kind.lower() == key.lower():
            return self.inside.id
        return own

    @property
    def deleted(self) -> bool:
        """Whether the system keeps the object only to say that it is gone."""
        return self.value.get("deleted") is True


class Objects:
    """All objects of a file in the order in which they stand there, each once."""

    def __init__(self) -> None:
        self._kinds: dict[str, list[Found]] = {}
        self._by_id: dict[str, Found] = {}

    def all(self, kind: str, notes: Findings | None = None) -> list[Found]:
        """The objects of one type; deleted ones are left out and noted."""
        found = self._kinds.get(kind, [])
        for gone in (each for each in found if each.deleted and notes):
            if notes:
                notes.add(gone.number, "", "note.oparl_deleted", id=gone.id)
        return [each for each in found if not each.deleted]

    def get(self, address: str) -> Found | None:
        """The object with this address, None if the file does not hold it."""
        return self._by_id.get(address) if address else None

    def keep(self, kind: str, value: Mapping[str, Any], inside: Found | None) -> Found:
        """Take an object in; one that is there already stays as it is."""
        known = self._by_id.get(text_of(value.get("id")))
        if known is not None:
            return known
        of_kind = self._kinds.setdefault(kind, [])
        found = Found(kind=kind, number=len(of_kind) + 1, value=value, inside=inside)
        of_kind.append(found)
        if found.id:
            self._by_id[found.id] = found
        return found


def is_json(data: bytes, filename: str = "") -> bool:
    """Tell JSON by its first sign or by the file's name."""
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start in (b"{", b"[") or filename.lower().endswith(".json")


def load(data: bytes) -> Objects:
    """Read every OParl object of a JSON file."""
    try:
        content = json.loads(decode(data))
    except json.JSONDecodeError as failure:
        raise refusal("problem.broken_json", failure.lineno) from failure
    except (RecursionError, ValueError) as failure:
        raise refusal("problem.broken_json", 1) from failure
    objects = Objects()
    for count, _ in enumerate(_walk(content, objects)):
        if count >= _MOST_OBJECTS:
            raise refusal("problem.too_many_rows", most=str(_MOST_OBJECTS))
    return objects


def text_of(value: object) -> str:
    """A text, a number as text, or the first of a list of these; "" for anything else."""
    if isinstance(value, list):
        return text_of(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def texts_of(value: object) -> str:
    """All texts of a list behind one another, or a text."""
    return " ".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def address_of(value: object) -> str:
    """The address of an object that is embedded or only named; the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    return text_of(value.get("id")) if isinstance(value, Mapping) else text_of(value)


def kind_of(value: Mapping[str, Any], place: str) -> str:
    """The type of an object by its ``type``, or else by the place where it stands."""
    named = text_of(value.get("type")).rstrip("/").rpartition("/")[2]
    return named if named in _TYPES else _BY_PLACE.get(place, "")


def _walk(content: object, objects: Objects) -> Iterator[Found]:
    """Take in everything in the order of the file, without recursion."""
    waiting: list[tuple[object, str, Found | None]] = [(content, "", None)]
    while waiting:
        value, place, inside = waiting.pop()
        if isinstance(value, list):
            waiting.extend((each, place, inside) for each in reversed(value))
        elif isinstance(value, Mapping):
            if kind := kind_of(value, place):
                inside = objects.keep(kind, value, inside)
                yield inside
            parts = [(part, key, inside) for key, part in value.items()]
            waiting.extend(reversed(parts))
