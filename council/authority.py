"""Who may do what: checked against the roster and the acting chair at every command."""

from datetime import datetime
from typing import TypedDict

from council.ballots import Phase
from council.commands import Command
from council.errors import (
    AlreadyOpened,
    BallotInTheWay,
    ChairNeeded,
    InBreak,
    NoChair,
    NotInRoster,
    NotOpened,
    NotPrepared,
    RoleNeeded,
    SittingIsOver,
    UnknownMember,
)
from council.ids import NOBODY, MemberId
from council.roster import Member, Role
from council.sitting import Sitting, Stage


class Stamp(TypedDict):
    """When, by whom, for whom and by which activity: the beginning of every event."""

    at: datetime
    by: MemberId
    behalf: MemberId
    cause: str


def stamp(command: Command, now: datetime, behalf: MemberId = NOBODY) -> Stamp:
    """The stamp of whatever *command* brings about at *now*."""
    return {"at": now, "by": command.by, "behalf": behalf, "cause": command.cause}


def person(sitting: Sitting, member: MemberId) -> Member:
    """The person of the roster with this id; raises :class:`UnknownMember`."""
    known = sitting.member(member)
    if known is None:
        raise UnknownMember(name=str(member))
    return known


def asking(sitting: Sitting, command: Command) -> Member:
    """The person who asks; raises :class:`NotInRoster` where the roster has nobody such."""
    known = sitting.member(command.by)
    if known is None:
        raise NotInRoster
    return known


def require_role(sitting: Sitting, command: Command, *roles: Role) -> None:
    """Let through whoever holds one of *roles*; the program itself always passes."""
    if command.by and not asking(sitting, command).has(*roles):
        raise RoleNeeded(roles=tuple(role.value for role in roles))


def operates(sitting: Sitting, member: MemberId) -> bool:
    """Whether *member* presses and types on the chair's word."""
    if not sitting.chair:
        return False
    known = sitting.member(member)
    by_office = sitting.operator_office and known is not None and known.has(Role.OFFICE)
    return by_office or (bool(member) and sitting.operator == member)


def presides(sitting: Sitting, member: MemberId) -> bool:
    """Whether *member* may act as the chair: holds it, or operates for whoever does."""
    return bool(member) and (sitting.chair == member or operates(sitting, member))


def as_chair(sitting: Sitting, command: Command, now: datetime) -> Stamp:
    """The stamp of an act of the chair; names the chair where an operator acts.

    Raises :class:`NoChair` or :class:`ChairNeeded`.
    """
    asking(sitting, command)
    if not sitting.chair:
        raise NoChair
    if sitting.chair == command.by:
        return stamp(command, now)
    if operates(sitting, command.by):
        return stamp(command, now, behalf=sitting.chair)
    raise ChairNeeded(chair=str(sitting.chair))


def as_chair_or_office(sitting: Sitting, command: Command, now: datetime) -> Stamp:
    """The stamp of an act that chair and office may both do."""
    if asking(sitting, command).has(Role.OFFICE) and not operates(sitting, command.by):
        return stamp(command, now)
    return as_chair(sitting, command, now)


def require_open(sitting: Sitting) -> None:
    """Let through while the sitting is open and not interrupted."""
    match sitting.stage:
        case Stage.PREPARED:
            raise NotOpened
        case Stage.BREAK:
            raise InBreak(until=sitting.break_until)
        case Stage.ENDED:
            raise SittingIsOver(at=sitting.ended_at)
        case Stage.OPEN:
            return


def require_not_ended(sitting: Sitting) -> None:
    """Let through until the sitting has ended."""
    if sitting.withdrawn:
        raise NotPrepared
    if sitting.stage is Stage.ENDED:
        raise SittingIsOver(at=sitting.ended_at)


def require_unopened(sitting: Sitting) -> None:
    """Let through before the opening."""
    require_not_ended(sitting)
    if sitting.stage is not Stage.PREPARED:
        raise AlreadyOpened(at=sitting.opened_at)


def require_no_ballot(sitting: Sitting) -> None:
    """Let through while no ballot is open or undeclared."""
    ballot = sitting.ballot
    if ballot is not None:
        step = "close" if ballot.phase is Phase.OPEN else "declare"
        raise BallotInTheWay(ballot=ballot.id, step=step)
