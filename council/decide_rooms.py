"""Decisions on the online meetings of a sitting: another one on another day, one for the closed part."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import (
    Stamp,
    asking,
    require_no_ballot,
    require_not_ended,
    require_role,
    stamp,
)
from council.errors import (
    MeetingInUse,
    NotInBreak,
    NotInClosedPart,
    NotMoved,
    NotPresent,
    RoleNeeded,
    RoomTaken,
)
from council.presence import Evidence
from council.roster import Role
from council.sitting import Sitting, Stage

Events = tuple[ev.Event, ...]


def decide_move_meeting(sitting: Sitting, command: cmd.MoveMeeting, now: datetime, nonce: str) -> Events:
    """An interrupted sitting goes on elsewhere: whoever was present left when the break began.

    In the new meeting everybody signs in and is admitted anew; it is one sitting with one record.
    What once was the closed part's room never becomes the meeting that everybody can join.
    """
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    if sitting.stage is not Stage.BREAK:
        raise NotInBreak
    if command.meeting == sitting.meeting:
        return ()
    if command.meeting in (sitting.closed_meeting, *sitting.closed_rooms):
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


def decide_move_back(sitting: Sitting, command: cmd.MoveBack, now: datetime, nonce: str) -> Events:
    """The last move is undone while nobody has been admitted in the other meeting."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    if not sitting.meetings:
        raise NotMoved
    if sitting.stage is not Stage.BREAK:
        raise NotInBreak
    here = [presence for presence in sitting.presences.values() if presence.here]
    if here:
        raise MeetingInUse(count=len(here))
    moved = ev.MeetingMoved(
        **stamp(command, now), meeting=sitting.meetings[-1], former=sitting.meeting, back=True
    )
    return (moved,)


def decide_bind_closed_room(
    sitting: Sitting, command: cmd.BindClosedRoom, now: datetime, nonce: str
) -> Events:
    """The office names the closed part's room; not a meeting that everybody can join or could.

    Not while a ballot is under way either: its card stands where it was opened.
    """
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    if command.meeting in (sitting.meeting, *sitting.meetings):
        raise RoomTaken
    if command.meeting == sitting.closed_meeting:
        return ()
    require_no_ballot(sitting)
    return (ev.ClosedRoomBound(**stamp(command, now), meeting=command.meeting),)


def decide_confirm_alone(sitting: Sitting, command: cmd.ConfirmAlone, now: datetime, nonce: str) -> Events:
    """Whoever takes part and is there says it for themselves, once in each closed part."""
    require_not_ended(sitting)
    member = asking(sitting, command)
    if not (member.entitled or member.has(Role.ADVISORY)):
        raise RoleNeeded(roles=(Role.MEMBER.value, Role.ADVISORY.value))
    if sitting.public:
        raise NotInClosedPart
    if member.id in sitting.alone:
        return ()
    if not sitting.presence(member.id).here:
        raise NotPresent(member=str(member.id))
    return (ev.AloneConfirmed(**stamp(command, now), member=member.id),)
