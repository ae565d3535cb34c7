"""What happens by the clock: admission begins an hour before, mandates change, people are asked about."""

import asyncio
from contextlib import suppress

import structlog

from bot.hub import Hub
from bot.office_acts import open_admission_when_due
from bot.putting_aside import put_aside
from bot.room_guests import RoomGuests
from bot.second_way import PATIENT
from bot.sightings import Sightings
from council import commands as cmd
from council.decide_members import mandates_due
from council.errors import Refusal
from council.sitting import Sitting, Stage
from desk.desk import SittingLocked
from desk.ports import NotConfirmed

log = structlog.get_logger(__name__)

SECONDS = 20


class Watch:
    """Looks at the clock now and then, for as long as the bot runs."""

    def __init__(self, hub: Hub, sightings: Sightings) -> None:
        self._hub = hub
        self._sightings = sightings
        self._guests = RoomGuests(hub)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._look_for_ever(), name="watch")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _look_for_ever(self) -> None:
        while True:
            if self._hub.leading.pays:
                await self._hub.leading.make_up()
                for sitting in self._hub.desk.sittings():
                    await self._look(sitting)
            put_aside(self._hub)
            await asyncio.sleep(SECONDS / self._hub.settings.outbox_speed)

    async def _look(self, sitting: Sitting) -> None:
        try:
            if await open_admission_when_due(self._hub, sitting):
                log.info("admission.opened", sitting=sitting.id)
            if await settle_mandates_when_due(self._hub, sitting):
                log.info("mandates.settled", sitting=sitting.id)
            self._hub.later(self._sightings.ask_around(sitting), PATIENT)
            if sitting.closed_meeting and sitting.stage is not Stage.ENDED:
                self._hub.later(self._guests.look(sitting), PATIENT)
        except (Refusal, NotConfirmed, SittingLocked) as reason:
            log.warning("watch.not_done", sitting=sitting.id, reason=str(reason))


async def settle_mandates_when_due(hub: Hub, sitting: Sitting) -> bool:
    """Let mandates end and begin whose minute has come; True if any did."""
    newest = hub.desk.sitting(sitting.id)
    if newest is None or newest.withdrawn or newest.stage is Stage.ENDED:
        return False
    if not mandates_due(newest, hub.now()):
        return False
    return bool((await hub.desk.turn(cmd.SettleMandates(sitting=newest.id))).events)
