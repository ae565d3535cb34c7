"""Secret ballots whose box went with the process that held it: void, and everybody is told so.

What nobody has counted cannot be brought back (``docs/adr/0011``). The ballot is repeated at
once; its old card says so, the new one asks again.
"""

import structlog

from bot.hub import Hub
from council import commands as cmd
from council.errors import Refusal
from council.sitting import Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.voice import voice_of

log = structlog.get_logger(__name__)


async def void_lost_boxes(hub: Hub) -> None:
    """Repeat every open secret ballot whose box this process does not hold."""
    for sitting in hub.desk.sittings():
        try:
            await _void(hub, sitting)
        except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as failure:
            log.warning("secret.not_voided", sitting=sitting.id, reason=str(failure))


async def _void(hub: Hub, sitting: Sitting) -> None:
    ballot = sitting.ballot
    if ballot is None or not ballot.boxed or ballot.closed_at is not None:
        return
    if hub.desk.has_box(sitting.id, ballot.id):
        return
    reason = voice_of(sitting).say("secret.void_reason")
    await hub.desk.turn(cmd.VoidSecretBallot(sitting=sitting.id, ballot=ballot.id, reason=reason))
    log.warning("secret.voided", sitting=sitting.id, ballot=ballot.id)
