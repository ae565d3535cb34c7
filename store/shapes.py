"""How a value of a given type looks in JSON: one pair of functions for each type of field."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from council.record import canonical

_T = TypeVar("_T")


class Misfit(ValueError):
    """A value is not of the kind that its field is declared to hold."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Writes values of one type as plain JSON values and reads them back.

    Both raise Misfit. ``text`` is the canonical text of what ``write`` gives, and raises NotCanonical as
    well; ``fields_of`` reads an object's fields without building the object.
    """

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    text: Callable[[Any], str]
    fields_of: Callable[[Any], dict[str, Any]] = dict

    @classmethod
    def of(cls, write: Callable[[Any], Any], read: Callable[[Any], Any]) -> Shape:
        """The shape of values whose text is made from what is written."""
        return cls(write, read, lambda value: canonical(write(value)))


def moment_text(moment: object) -> str:
    """Return a moment in UTC with microseconds: ``2026-12-09T13:00:00.000000+00:00``."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise Misfit("moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(text: Any) -> datetime:
    """Return the moment that ``moment_text`` wrote; any other spelling is refused."""
    moment = _parsed(datetime.fromisoformat, text)
    if moment.tzinfo is None or moment_text(moment) != text:
        raise Misfit("moment in another spelling")
    return moment.astimezone(UTC)


def shape_of(hint: Any) -> Shape:
    """Return the shape for a type hint; one that has no place in an event is a TypeError."""
    while isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    shape = _single(hint) if isinstance(hint, type) else _composed(hint)
    if shape is None:
        raise TypeError(f"{hint!r} has no place in an event")
    return shape


def object_shape(cls: type[Any], without: Sequence[str] = ()) -> Shape:
    """Return the shape of a dataclass: an object with all its fields but those named."""
    hints = typing.get_type_hints(cls)
    fields = [field for field in dataclasses.fields(cls) if field.name not in without]
    shapes = {field.name: shape_of(hints[field.name]) for field in fields}
    required = {field.name for field in fields if _has_no_default(field)}

    def write(value: Any) -> dict[str, Any]:
        if type(value) is not cls:
            raise Misfit(f"{type(value).__name__} is not a {cls.__name__}")
        return {name: _named(name, shape.write, getattr(value, name)) for name, shape in shapes.items()}

    def fields_of(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Misfit(f"{cls.__name__} is not an object")
        if unknown := value.keys() - shapes.keys():
            raise Misfit(f"unknown field {min(unknown)}")
        if missing := required - value.keys():
            raise Misfit(f"field {min(missing)} is missing")
        return {name: _named(name, shapes[name].read, item) for name, item in value.items()}

    return Shape(write, lambda value: cls(**fields_of(value)), _object_text(cls, shapes), fields_of)


def _object_text(cls: type[Any], shapes: Mapping[str, Shape]) -> Callable[[Any], str]:
    """Writes an object's fields one after another in their canonical order, with no object in between."""
    parts = [(name, f"{canonical(name)}:", shape.text) for name, shape in sorted(shapes.items())]

    def text(value: Any) -> str:
        if type(value) is not cls:
            raise Misfit(f"{type(value).__name__} is not a {cls.__name__}")
        fields = [head + _named(name, write, getattr(value, name)) for name, head, write in parts]
        return f"{{{','.join(fields)}}}"

    return text


def _single(kind: type[Any]) -> Shape | None:
    if kind in (str, int, bool):
        return _exactly(kind)
    if kind is datetime:
        return Shape.of(moment_text, read_moment)
    if kind is date:
        return Shape.of(_date_text, _read_date)
    if issubclass(kind, StrEnum):
        return _word_of(kind)
    return object_shape(kind) if dataclasses.is_dataclass(kind) else None


def _composed(hint: Any) -> Shape | None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return _many(shape_of(arguments[0]))
    if origin in (types.UnionType, typing.Union):
        others = [one for one in arguments if one is not types.NoneType]
        if len(others) == 1 and len(arguments) == 2:
            return _or_none(shape_of(others[0]))
    return None


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _named(name: str, convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return convert(value)
    except Misfit as fault:
        raise Misfit(f"{name}: {fault}") from fault


def _exactly(kind: type[Any]) -> Shape:
    def same(value: Any) -> Any:
        if type(value) is not kind:
            raise Misfit(f"{type(value).__name__} is not {kind.__name__}")
        return value

    return Shape.of(same, same)


def _word_of(words: type[StrEnum]) -> Shape:
    def write(value: Any) -> str:
        if type(value) is not words:
            raise Misfit(f"{type(value).__name__} is not {words.__name__}")
        return str(value.value)

    def read(value: Any) -> StrEnum:
        try:
            return words(value)
        except ValueError as fault:
            raise Misfit(f"not a word of {words.__name__}") from fault

    texts = {word.value: canonical(word.value) for word in words}
    return Shape(write, read, lambda value: texts[write(value)])


def _many(one: Shape) -> Shape:
    def write(value: Any) -> list[Any]:
        if type(value) is not tuple:
            raise Misfit(f"{type(value).__name__} is not a tuple")
        return [one.write(item) for item in value]

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Misfit("not a list")
        return tuple(one.read(item) for item in value)

    def text(value: Any) -> str:
        if type(value) is not tuple:
            raise Misfit(f"{type(value).__name__} is not a tuple")
        return f"[{','.join([one.text(item) for item in value])}]"

    return Shape(write, read, text)


def _or_none(one: Shape) -> Shape:
    return Shape(
        lambda value: None if value is None else one.write(value),
        lambda value: None if value is None else one.read(value),
        lambda value: "null" if value is None else one.text(value),
    )


def _date_text(value: Any) -> str:
    if type(value) is not date:
        raise Misfit(f"{type(value).__name__} is not a date")
    return value.isoformat()


def _read_date(text: Any) -> date:
    day = _parsed(date.fromisoformat, text)
    if day.isoformat() != text:
        raise Misfit("date in another spelling")
    return day


def _parsed(parse: Callable[[str], _T], text: Any) -> _T:
    try:
        return parse(text)
    except (ValueError, TypeError) as fault:
        raise Misfit("neither date nor moment") from fault
