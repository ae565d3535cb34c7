"""Events as canonical JSON and back, strict in both directions.

What a dataclass says about its fields is the whole format: text, integers, booleans, None, dates,
moments in UTC, ``StrEnum`` values, tuples, and nested dataclasses. Every field is written, also one
that has its default; on reading, a field with a default may be missing, for old journals lack it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from council.events import EVENTS, Event
from council.record import NotCanonical, Row, read_canonical
from store.shapes import Misfit, Shape, moment_text, object_shape, read_moment


class NotAnEvent(ValueError):
    """A stored entry, or an object given for storing, is not an event of this release."""

    def __init__(self, tag: str, reason: str) -> None:
        super().__init__(f"{tag}: {reason}")
        self.tag = tag
        self.reason = reason


class Encoded(NamedTuple):
    """An event as it goes into a row: its tag, its moment, and the rest as canonical JSON."""

    type: str
    at: str
    data: str


class Codec:
    """Knows how a fixed set of events is written; each has a tag of its own."""

    def __init__(self, events: Sequence[type[Any]]) -> None:
        self._classes = {event.TYPE: event for event in events}
        if len(self._classes) != len(events):
            raise TypeError("two events share a tag")
        self._shapes: dict[str, Shape] = {
            tag: object_shape(event, without=("at",)) for tag, event in self._classes.items()
        }

    def encode(self, event: Event) -> Encoded:
        """Return the event as text; anything that is not exactly such an event is refused."""
        tag = getattr(type(event), "TYPE", type(event).__name__)
        if self._classes.get(tag) is not type(event):
            raise NotAnEvent(tag, "not an event that this release knows")
        try:
            return Encoded(tag, moment_text(event.at), self._shapes[tag].text(event))
        except (Misfit, NotCanonical) as fault:
            raise NotAnEvent(tag, str(fault)) from fault

    def decode(self, tag: str, at: str, data: str) -> Event:
        """Return the event that was written; any other text than ``encode`` gives is refused."""
        shape = self._shapes.get(tag)
        if shape is None:
            raise NotAnEvent(tag, "not an event that this release knows")
        try:
            values = shape.fields_of(read_canonical(data))
            return cast("Event", self._classes[tag](at=read_moment(at), **values))
        except (Misfit, NotCanonical) as fault:
            raise NotAnEvent(tag, str(fault)) from fault

    def event_of(self, row: Row) -> Event:
        """Return the event that a row holds; one whose content was removed is refused."""
        if row.data is None:
            raise NotAnEvent(row.type, "content was removed")
        return self.decode(row.type, row.at, row.data)


@cache
def standard() -> Codec:
    """Return the codec for all events of the council."""
    return Codec(EVENTS)
