"""Folds of the online meetings in which a sitting is held."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from council import events as ev
from council.sitting import Sitting


def _moved(sitting: Sitting, event: ev.MeetingMoved) -> Sitting:
    former = tuple(meeting for meeting in sitting.meetings if meeting != event.meeting)
    return replace(sitting, meeting=event.meeting, meetings=(*former, event.former))


def _room(sitting: Sitting, event: ev.ClosedRoomBound) -> Sitting:
    return replace(sitting, closed_meeting=event.meeting)


def _alone(sitting: Sitting, event: ev.AloneConfirmed) -> Sitting:
    return replace(sitting, alone=(*sitting.alone, event.member))


ROOM_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.MeetingMoved: _moved,
    ev.ClosedRoomBound: _room,
    ev.AloneConfirmed: _alone,
}
