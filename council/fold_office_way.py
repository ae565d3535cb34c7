"""Folds of who votes through the office."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.sitting import Sitting


def _began(sitting: Sitting, event: ev.OfficeWayBegan) -> Sitting:
    asked = {**sitting.by_office, event.number: event.member}
    return replace(
        sitting, by_office=MappingProxyType(asked), office_ways=max(sitting.office_ways, event.number)
    )


def _ended(sitting: Sitting, event: ev.OfficeWayEnded) -> Sitting:
    left = {number: member for number, member in sitting.by_office.items() if member != event.member}
    return replace(sitting, by_office=MappingProxyType(left))


OFFICE_WAY_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.OfficeWayBegan: _began,
    ev.OfficeWayEnded: _ended,
}
