"""Folds of calls for help."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from council import events as ev
from council.helping import HelpCall
from council.sitting import Sitting


def _requested(sitting: Sitting, event: ev.HelpRequested) -> Sitting:
    if any(call.number == event.help for call in sitting.helps):
        return _changed(sitting, event.help, lambda call: replace(call, wishes=(*call.wishes, event.wish)))
    call = HelpCall(number=event.help, member=event.member, wishes=(event.wish,), at=event.at)
    return replace(sitting, helps=(*sitting.helps, call))


def _taken(sitting: Sitting, event: ev.HelpTaken) -> Sitting:
    return _changed(sitting, event.help, lambda call: replace(call, taken_by=event.by, taken_at=event.at))


def _done(sitting: Sitting, event: ev.HelpDone) -> Sitting:
    return _changed(sitting, event.help, lambda call: replace(call, done_by=event.by, done_at=event.at))


def _changed(sitting: Sitting, number: int, change: Callable[[HelpCall], HelpCall]) -> Sitting:
    calls = tuple(change(call) if call.number == number else call for call in sitting.helps)
    return replace(sitting, helps=calls)


HELP_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.HelpRequested: _requested,
    ev.HelpTaken: _taken,
    ev.HelpDone: _done,
}
