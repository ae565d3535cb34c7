"""Decisions on calls for help: asked for, taken over, done. None of them touches quorum or electorate."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import asking, require_not_ended, require_role, stamp
from council.errors import HelpOver, HelpTakenOver, UnknownHelp
from council.helping import HelpCall, call_of
from council.roster import Role
from council.sitting import Sitting

Events = tuple[ev.Event, ...]


def decide_request_help(sitting: Sitting, command: cmd.RequestHelp, now: datetime, nonce: str) -> Events:
    """Anybody of the sitting asks for help; while their call is open a further wish joins it."""
    require_not_ended(sitting)
    member = asking(sitting, command)
    call = call_of(sitting.helps, member.id)
    if call is not None and command.wish in call.wishes:
        return ()
    number = call.number if call is not None else len(sitting.helps) + 1
    return (ev.HelpRequested(**stamp(command, now), help=number, member=member.id, wish=command.wish),)


def decide_take_help(sitting: Sitting, command: cmd.TakeHelp, now: datetime, nonce: str) -> Events:
    """A technician or a clerk takes a call over; whoever has it keeps it."""
    require_role(sitting, command, Role.SUPPORT, Role.OFFICE)
    call = _call(sitting, command.help)
    if call.open and call.taken_at is not None and call.taken_by == command.by:
        return ()
    if call.done_at is not None:
        raise HelpOver(by=str(call.done_by), at=call.done_at)
    if call.taken_at is not None:
        raise HelpTakenOver(by=str(call.taken_by), at=call.taken_at)
    return (ev.HelpTaken(**stamp(command, now), help=call.number),)


def decide_finish_help(sitting: Sitting, command: cmd.FinishHelp, now: datetime, nonce: str) -> Events:
    """A technician, a clerk, or whoever had asked says that it is done."""
    call = _call(sitting, command.help)
    if command.by != call.member:
        require_role(sitting, command, Role.SUPPORT, Role.OFFICE)
    return (ev.HelpDone(**stamp(command, now), help=call.number),) if call.open else ()


def _call(sitting: Sitting, number: int) -> HelpCall:
    found = next((call for call in sitting.helps if call.number == number), None)
    if found is None:
        raise UnknownHelp
    return found
