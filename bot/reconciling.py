"""After the end: Teams' attendance reports are waited for, for hours, and put on record."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.comparing import MeetingReports, covered, reported
from bot.comparison_cards import page
from bot.hub import Hub
from bot.owed import Activity
from bot.owing import Owing
from bot.patience import Attempt, Patience
from cards.build import activity_of
from cards.reconciling import no_report_card
from council import events as ev
from council.account import complete
from council.errors import Refusal
from council.ids import SittingId
from council.reconciling import TOLERANCE
from council.rulebook import Format
from council.sitting import Sitting, Stage
from desk.desk import Entry, SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from graph import GraphUnavailable
from wording.voice import voice_of

TABLE = "attendance_checks"
SAID_AFTER = 40
"""Minutes after the end from which the office is told that there is no report yet."""

Reports = Callable[[Sitting], Awaitable[tuple[MeetingReports, ...]]]
"""Asks for the reports of all online meetings of a sitting. Raises GraphUnavailable."""

log = structlog.get_logger(__name__)


class Comparisons:
    """Compares each ended sitting with Teams' reports, patiently, also after a restart.

    A sitting in presence has none, and is left alone.
    """

    def __init__(self, hub: Hub, reports: Reports) -> None:
        self._hub = hub
        self._reports = reports
        self._owing = Owing(hub)
        self._patience = Patience(hub.now, speed=hub.settings.outbox_speed)
        self._tolerance = math.ceil(TOLERANCE / hub.settings.outbox_speed)
        self._under_way: dict[SittingId, asyncio.Task[None]] = {}

    def announce(self, entry: Entry) -> None:
        """Begin when a sitting ends; stop where the end is taken back."""
        for event in entry.events:
            if isinstance(event, ev.SittingEnded):
                self._begin(entry.sitting.id)
            elif isinstance(event, ev.EndTakenBack) and (task := self._under_way.get(entry.sitting.id)):
                task.cancel()

    async def recover(self) -> None:
        """Go on with what a restart has interrupted, and begin where a sitting ended while nobody led."""
        names = {SittingId(name) for name in await self._hub.registry.all(TABLE)}
        for name in names | {sitting.id for sitting in self._hub.desk.sittings() if self._missed(sitting)}:
            self._begin(name)

    def _missed(self, sitting: Sitting) -> bool:
        """Whether a report may still come of which nobody has taken anything yet."""
        ended = sitting.ended_at
        waits = ended is not None and self._hub.now() <= self._patience.until(ended)
        return waits and _has_reports(sitting) and sitting.comparison is None

    async def stop(self) -> None:
        """Leave what is under way for the next start."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def _begin(self, sitting: SittingId) -> None:
        if (before := self._under_way.get(sitting)) is not None:
            before.cancel()
        task = asyncio.create_task(self._follow(sitting), name=f"compare:{sitting}")
        self._under_way[sitting] = task
        task.add_done_callback(lambda done: self._done(sitting, done))

    def _done(self, sitting: SittingId, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(sitting) is task:
            del self._under_way[sitting]
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("comparison.failed", sitting=sitting, exc_info=failure)

    async def _follow(self, name: SittingId) -> None:
        """Ask until the reports cover the whole sitting, or for as long as patience lasts."""
        await self._hub.registry.put(TABLE, name, {"sitting": name})
        sitting = await self._hub.desk.read(name)
        if sitting is not None and _has_reports(sitting) and sitting.ended_at is not None:
            async for attempt in self._patience.attempts(sitting.ended_at):
                newest = await self._hub.desk.read(name) or sitting
                if not _has_reports(newest) or await self._try(newest, attempt):
                    break
        await self._hub.registry.remove(TABLE, name)

    async def _try(self, sitting: Sitting, attempt: Attempt) -> bool:
        """Take in what there is; whether nothing more is to be waited for."""
        voice = voice_of(sitting)
        try:
            meetings = await self._reports(sitting)
        except GraphUnavailable as unavailable:
            key = "reconcile.refused" if unavailable.refused else "reconcile.unreachable"
            said = voice.say(key, reason=unavailable.reason)
            self._tell(sitting, attempt, said, at_once=unavailable.refused)
            return False
        command = reported(sitting, meetings, self._tolerance)
        if command is None:
            self._tell(sitting, attempt, voice.say("reconcile.none_yet"))
            return False
        try:
            await self._hub.desk.turn(command)
        except Refusal as refusal:
            log.warning("comparison.refused", sitting=sitting.id, reason=refusal.key)
            return True
        except (NotConfirmed, JournalBroken, SittingLocked) as failure:
            log.warning("comparison.not_confirmed", sitting=sitting.id, reason=str(failure))
            return False
        return complete(sitting, covered(sitting, meetings), self._tolerance)

    def _tell(self, sitting: Sitting, attempt: Attempt, said: str, *, at_once: bool = False) -> None:
        """Let the office know why there is no comparison, once it is time to; a result replaces it."""
        if sitting.comparison is not None or sitting.ended_at is None:
            return
        late = attempt.last or self._patience.elapsed(sitting.ended_at) >= SAID_AFTER
        if not (late or at_once):
            return
        voice = voice_of(sitting)
        until = voice.clock(self._patience.until(sitting.ended_at))
        more = voice.say("reconcile.given_up") if attempt.last else voice.say("reconcile.until", time=until)

        def draw(newest: Sitting) -> Activity | None:
            if newest.comparison is not None or newest.stage is not Stage.ENDED:
                return page(0)(newest)
            return activity_of(no_report_card(newest, (said, more)))

        self._hub.outbox.owe(self._owing.in_office(sitting, "compared:0", draw))


def _has_reports(sitting: Sitting) -> bool:
    """Whether a sitting has ended of which Teams can report anything."""
    held = sitting.stage is Stage.ENDED and sitting.opened_at is not None
    return held and sitting.format is not Format.PRESENCE
