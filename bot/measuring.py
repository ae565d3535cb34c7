"""What was carried out and what was refused, told to whoever runs the bot: one log line, and numbers.

A vote leaves no line: nobody learns from a log who voted when. A refusal says why, never what was wished.
"""

from functools import partial

import structlog

from bot.heard import Heard
from bot.metrics import COMMANDS_REFUSED, ENTRIES, PRESENT, REQUIRED
from council.commands import CastVote
from council.errors import Refusal
from council.sitting import Sitting, Stage
from desk.desk import Desk, Entry

log = structlog.get_logger(__name__)

LONGEST = 120
"""As many characters of an activity's id stand in a log line."""


class CarriedOut:
    """Logs each command that was carried out, and keeps the numbers of presence."""

    def __init__(self, desk: Desk) -> None:
        for what in desk.work:
            ENTRIES.labels(what=what).set_function(partial(desk.work.__getitem__, what))
        for sitting in desk.sittings():
            _measure(sitting)

    def announce(self, entry: Entry) -> None:
        """Say what was done, in which sitting, for which activity; of votes nothing."""
        command = entry.command
        if isinstance(command, CastVote):
            return
        if command is not None:
            log.info(
                "command.done",
                command=type(command).__name__,
                sitting=entry.sitting.id,
                cause=command.cause[:LONGEST],
                seq=entry.seq,
            )
        _measure(entry.sitting)


def note_refusal(event: str, refusal: Refusal, sitting: Sitting | None, heard: Heard, **more: str) -> None:
    """Log and count that somebody was told why nothing was done."""
    COMMANDS_REFUSED.labels(reason=refusal.key).inc()
    where = sitting.id if sitting is not None else ""
    log.info(event, reason=refusal.key, sitting=where, cause=heard.id[:LONGEST], **more)


def _measure(sitting: Sitting) -> None:
    """Keep the numbers of a sitting while it is under way, and forget them at its end."""
    if sitting.stage in (Stage.OPEN, Stage.BREAK):
        quorum = sitting.quorum()
        PRESENT.labels(sitting=sitting.id).set(len(quorum.names))
        REQUIRED.labels(sitting=sitting.id).set(quorum.required)
    elif sitting.stage is Stage.ENDED:
        for gauge in (PRESENT, REQUIRED):
            gauge.remove_by_labels({"sitting": sitting.id})
