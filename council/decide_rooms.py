"""Decisions on the online meetings of a sitting: another one on another day, one for the closed part."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import Stamp, asking, require_not_ended, require_role, stamp
from council.errors import NotInBreak, NotInClosedPart, RoomTaken
from council.presence import Evidence
from council.roster import Role
from council.sitting import Sitting, Stage

Events = tuple[ev.Event, ...]


def decide_move_meeting(sitting: Sitting, command: cmd.MoveMeeting, now: datetime, nonce: str) -> Events:
    """An interrupted sitting goes on elsewhere: whoever was present left when the break began.

    In the new meeting everybody signs in and is admitted anew; it is one sitting with one record.
    """
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    if sitting.stage is not Stage.BREAK:
        raise NotInBreak
    if command.meeting == sitting.meeting:
        return ()
    if command.meeting == sitting.closed_meeting:
        raise RoomTaken
    head = stamp(command, now)
    later: Stamp = {**head, "cause": ""}
    begun = sitting.breaks[-1][0]
    left = [
        ev.MemberLeft(
            **later,
            member=member,
            since=max(begun, presence.spells[-1].since),
            evidence=Evidence.SITTING,
        )
        for member, presence in sitting.presences.items()
        if presence.here
    ]
    opened = () if sitting.admission else (ev.AdmissionOpened(**later),)
    return (ev.MeetingMoved(**head, meeting=command.meeting, former=sitting.meeting), *left, *opened)


def decide_bind_closed_room(
    sitting: Sitting, command: cmd.BindClosedRoom, now: datetime, nonce: str
) -> Events:
    """The office names the closed part's room; not the meeting that everybody can join."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    if command.meeting and command.meeting == sitting.meeting:
        raise RoomTaken
    if command.meeting == sitting.closed_meeting:
        return ()
    return (ev.ClosedRoomBound(**stamp(command, now), meeting=command.meeting),)


def decide_confirm_alone(sitting: Sitting, command: cmd.ConfirmAlone, now: datetime, nonce: str) -> Events:
    """A person says it for themselves, once in each closed part."""
    require_not_ended(sitting)
    member = asking(sitting, command)
    if sitting.public:
        raise NotInClosedPart
    if member.id in sitting.alone:
        return ()
    return (ev.AloneConfirmed(**stamp(command, now), member=member.id),)
