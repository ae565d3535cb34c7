"""Folds of the online meetings in which a sitting is held."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from council import events as ev
from council.sitting import Sitting


def _moved(sitting: Sitting, event: ev.MeetingMoved) -> Sitting:
    before = tuple(meeting for meeting in sitting.meetings if meeting != event.meeting)
    undone = tuple(meeting for meeting in sitting.undone if meeting != event.meeting)
    if event.back:
        return replace(sitting, meeting=event.meeting, meetings=before, undone=(*undone, event.former))
    return replace(sitting, meeting=event.meeting, meetings=(*before, event.former), undone=undone)


def _room(sitting: Sitting, event: ev.ClosedRoomBound) -> Sitting:
    return with_room_used(replace(sitting, closed_meeting=event.meeting))


def with_room_used(sitting: Sitting) -> Sitting:
    """The sitting, with its closed room noted as one once the closed part has been held there."""
    room = sitting.closed_meeting
    if sitting.public or not room or room in sitting.closed_rooms:
        return sitting
    return replace(sitting, closed_rooms=(*sitting.closed_rooms, room))


def _alone(sitting: Sitting, event: ev.AloneConfirmed) -> Sitting:
    return replace(sitting, alone=(*sitting.alone, event.member))


ROOM_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.MeetingMoved: _moved,
    ev.ClosedRoomBound: _room,
    ev.AloneConfirmed: _alone,
}
