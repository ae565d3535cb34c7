"""Decisions on members for whom the office is asked at each ballot, since their device cannot vote."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import person, require_not_ended, require_role, stamp
from council.errors import NotAMember, NotForOneself
from council.roster import Member, Role
from council.sitting import Sitting

Events = tuple[ev.Event, ...]


def decide_vote_by_office(sitting: Sitting, command: cmd.VoteByOffice, now: datetime, nonce: str) -> Events:
    """The office is asked for the member's vote from the next ballot on, and for the open one."""
    member = _meant(sitting, command)
    if sitting.office_way(member.id) is not None:
        return ()
    number = sitting.office_ways + 1
    return (ev.OfficeWayBegan(**stamp(command, now), member=member.id, number=number),)


def decide_vote_themselves(
    sitting: Sitting, command: cmd.VoteThemselves, now: datetime, nonce: str
) -> Events:
    """The office is asked no longer; what it has entered stands."""
    member = _meant(sitting, command)
    if sitting.office_way(member.id) is None:
        return ()
    return (ev.OfficeWayEnded(**stamp(command, now), member=member.id),)


def _meant(sitting: Sitting, command: cmd.VoteByOffice | cmd.VoteThemselves) -> Member:
    """The member, who has a vote and is not whoever asks."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    member = person(sitting, command.member)
    if member.id == command.by:
        raise NotForOneself
    if not member.entitled:
        raise NotAMember(member=str(member.id))
    return member
