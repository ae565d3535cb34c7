"""Folds of the online meetings in which a sitting is held."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.presence import Evidence, Presence
from council.sitting import Sitting


def _moved(sitting: Sitting, event: ev.MeetingMoved) -> Sitting:
    before = tuple(meeting for meeting in sitting.meetings if meeting != event.meeting)
    undone = tuple(meeting for meeting in sitting.undone if meeting != event.meeting)
    if event.back:
        undone = (*undone, event.former)
    else:
        before = (*before, event.former)
    moved = replace(sitting, meeting=event.meeting, meetings=before, undone=undone, moved_at=event.at)
    known = {member: _elsewhere(sitting, presence) for member, presence in sitting.presences.items()}
    return replace(moved, presences=MappingProxyType(known))


def _elsewhere(sitting: Sitting, presence: Presence) -> Presence:
    """The presence once the sitting goes on elsewhere: seen nowhere, and gone with the break.

    Whoever only hung up during the break, as everybody does at the end of a day, left when it began.
    """
    unseen = replace(presence, sightings=())
    if not presence.spells or not sitting.breaks:
        return unseen
    last, begun = presence.spells[-1], sitting.breaks[-1][0]
    if last.left_by is not Evidence.TEAMS or last.until is None or not last.since <= begun < last.until:
        return unseen
    over = replace(last, until=begun, left_by=Evidence.SITTING)
    return replace(unseen, spells=(*presence.spells[:-1], over))


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
