"""Requests to Graph and its answers held against Microsoft's own metadata (OData CSDL)."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

METADATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "schemas" / "graph" / "v1.0.csdl"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OPTIONS = {"$filter", "$expand", "$select", "$top", "$skiptoken", "$skip", "$count", "$orderby"}


@dataclass(slots=True)
class Kind:
    """An entity or complex type with what it declares itself."""

    base: str = ""
    properties: dict[str, tuple[str, bool]] = field(default_factory=dict)
    navigation: dict[str, str] = field(default_factory=dict)


class Metadata:
    """All types of Graph v1.0, as far as checking needs them."""

    def __init__(self, path: Path) -> None:
        self.kinds: dict[str, Kind] = {}
        self.enums: dict[str, set[str]] = {}
        self.roots: dict[str, str] = {}
        for schema in ET.parse(path).getroot().iter(f"{EDM}Schema"):
            space = schema.get("Namespace", "").replace("microsoft.graph", "graph", 1)
            for node in schema:
                self._take(space, node)

    def _take(self, space: str, node: ET.Element) -> None:
        name = f"{space}.{node.get('Name', '')}"
        if node.tag == f"{EDM}EnumType":
            self.enums[name] = {member.get("Name", "") for member in node.iter(f"{EDM}Member")}
        elif node.tag in (f"{EDM}EntityType", f"{EDM}ComplexType"):
            kind = Kind(base=node.get("BaseType", ""))
            for part in node:
                told = part.get("Type", "")
                if part.tag == f"{EDM}Property":
                    kind.properties[part.get("Name", "")] = (told, part.get("Nullable") != "false")
                elif part.tag == f"{EDM}NavigationProperty":
                    kind.navigation[part.get("Name", "")] = told
            self.kinds[name] = kind
        elif node.tag == f"{EDM}EntityContainer":
            for part in node:
                if part.tag == f"{EDM}EntitySet":
                    self.roots[part.get("Name", "")] = f"Collection({_short(part.get('EntityType', ''))})"
                elif part.tag == f"{EDM}Singleton":
                    self.roots[part.get("Name", "")] = _short(part.get("Type", ""))

    def lineage(self, name: str) -> list[Kind]:
        """A type and everything it is derived from."""
        found = []
        while name in self.kinds:
            found.append(self.kinds[name])
            name = self.kinds[name].base
        return found

    def is_a(self, name: str, base: str) -> bool:
        """Whether a type is another one or derived from it."""
        while name and name != base:
            name = self.kinds[name].base if name in self.kinds else ""
        return name == base

    # --- addresses -----------------------------------------------------------------------

    def target(self, path: str) -> tuple[str, list[str]]:
        """The type to which an address leads, and what is wrong with the address."""
        told = ""
        for number, segment in enumerate(part for part in path.split("/") if part):
            if number == 0:
                if segment not in self.roots:
                    return "", [f"{path}: there is no {segment}"]
                told = self.roots[segment]
            elif told.startswith("Collection("):
                told = told[11:-1]  # the segment is a key
            else:
                step = self._step(told, segment)
                if not step:
                    return "", [f"{path}: {told} has no {segment}"]
                told = step
        return told, []

    def _step(self, told: str, segment: str) -> str:
        for kind in self.lineage(told):
            if segment in kind.navigation:
                return kind.navigation[segment]
            if segment in kind.properties:
                return kind.properties[segment][0]
        return ""

    # --- requests ------------------------------------------------------------------------

    def request(self, method: str, path_qs: str, body: Any) -> list[str]:
        """Everything that is wrong with a request: its address, its options, its body."""
        path, _, query = path_qs.partition("?")
        told, wrong = self.target(unquote(path))
        if wrong:
            return wrong
        item = told[11:-1] if told.startswith("Collection(") else told
        for name, value in parse_qsl(query):
            wrong += self._option(item, name, value)
        if method == "POST" and item == told:
            wrong.append(f"POST {path} goes to a single thing")
        if method in ("PATCH", "DELETE") and item != told:
            wrong.append(f"{method} {path} goes to a collection")
        if method in ("POST", "PATCH"):
            wrong += self.value(body, item, f"{method} {path}", partial=True)
        elif body is not None:
            wrong.append(f"{method} {path} carries a body")
        return wrong

    def _option(self, told: str, name: str, value: str) -> list[str]:
        if name not in _OPTIONS:
            return [f"there is no option {name}"]
        names: list[str] = []
        if name == "$filter":
            names = re.findall(r"(\w+) eq ", value)
            if not names:
                return [f"the filter cannot be read: {value}"]
        elif name in ("$expand", "$select"):
            names = value.split(",")
        known = {
            known.lower() for kind in self.lineage(told) for known in (*kind.properties, *kind.navigation)
        }
        return [f"{name} names {one}, which {told} has not" for one in names if one.lower() not in known]

    # --- answers -------------------------------------------------------------------------

    def answer(self, path_qs: str, status: int, body: Any) -> list[str]:
        """Everything that is wrong with an answer."""
        told, wrong = self.target(unquote(path_qs.partition("?")[0]))
        if wrong or (status in (201, 202, 204) and body is None):
            return wrong
        if status >= 400:
            error = body.get("error") if isinstance(body, dict) else None
            whole = isinstance(error, dict) and {"code", "message", "innerError"} <= set(error)
            return [] if whole else [f"{path_qs}: {body} is no error of Graph's"]
        if told.startswith("Collection("):
            if not isinstance(body, dict) or not isinstance(body.get("value"), list):
                return [f"{path_qs}: a collection has a list of values"]
            strange = [name for name in body if name != "value" and not name.startswith("@odata.")]
            wrong += [f"{path_qs}: {name} does not belong to a collection" for name in strange]
            for one in body["value"]:
                wrong += self.value(one, told[11:-1], path_qs)
            return wrong
        return self.value(body, told, path_qs)

    # --- values --------------------------------------------------------------------------

    def value(self, value: Any, told: str, where: str, *, partial: bool = False) -> list[str]:
        """What is wrong with one value of a type; *partial*: what must not be null may be absent."""
        if told.startswith("Collection("):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no list"]
            return [found for one in value for found in self.value(one, told[11:-1], where, partial=partial)]
        if told.startswith("Edm."):
            return [] if _primitive(value, told) else [f"{where}: {value!r} is no {told}"]
        if told in self.enums:
            return [] if value in self.enums[told] else [f"{where}: {value!r} is no {told}"]
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {told}"]
        return self._object(value, told, where, partial=partial)

    def _object(self, value: dict[str, Any], told: str, where: str, *, partial: bool) -> list[str]:
        wrong: list[str] = []
        named = _short(str(value.get("@odata.type", "")).removeprefix("#"))
        if named:
            if not self.is_a(named, told):
                return [f"{where}: {named} is no {told}"]
            told = named
        lineage = self.lineage(told)
        if not lineage:
            return [f"{where}: there is no {told}"]
        for name, one in value.items():
            wrong += self._member(lineage, told, name, one, where, partial)
        return wrong

    def _member(
        self, lineage: list[Kind], told: str, name: str, one: Any, where: str, partial: bool
    ) -> list[str]:
        place = f"{where}.{name}"
        own, _, note = name.partition("@")
        if note:
            known = not own or any(own in (*kind.properties, *kind.navigation) for kind in lineage)
            return [] if known else [f"{place}: {told} has no {own}"]
        for kind in lineage:
            if name in kind.properties:
                wanted, nullable = kind.properties[name]
                if one is None:
                    return [] if nullable else [f"{place} must not be null"]
                return self.value(one, wanted, place, partial=partial)
            if name in kind.navigation:
                return self.value(one, kind.navigation[name], place, partial=partial)
        return [f"{place}: {told} has no {name}"]  # also in open types: what is not declared is a slip


def _short(name: str) -> str:
    return name.replace("microsoft.graph", "graph", 1)


def _primitive(value: Any, told: str) -> bool:
    match told:
        case "Edm.String" | "Edm.Stream":
            return isinstance(value, str)
        case "Edm.Boolean":
            return isinstance(value, bool)
        case "Edm.Int32" | "Edm.Int64":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Edm.DateTimeOffset":
            return isinstance(value, str) and _MOMENT.fullmatch(value) is not None
        case "Edm.Guid":
            return isinstance(value, str) and _GUID.fullmatch(value) is not None
        case _:
            return True


@cache
def metadata() -> Metadata:
    """Graph v1.0, read once."""
    return Metadata(METADATA)
