"""The call's roster, heard from Graph: a subscription for each prepared sitting, for as long as it lasts.

An enrichment like everything of Graph's: while it is away the sitting goes on, and what may have
been missed meanwhile is said, so that the people can be asked about in another way.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.call_roster import CallRoster, Seen
from bot.hub import Hub
from bot.roster_life import SubscriptionLife
from bot.second_way import PATIENT
from bot.subscribed import Subscribed
from council import events as ev
from council.ids import SittingId
from council.sitting import Sitting, Stage
from desk.desk import Entry
from desk.ports import NotConfirmed
from graph import CallEvent, GraphUnavailable

SECONDS = 20
FIRST_SECONDS = 2
PATIENCE = timedelta(minutes=1)
MOST_PATIENCE = timedelta(hours=1)
QUIET = timedelta(seconds=10)
"""So long after a word that something was missed the next one waits."""
OVERDUE = timedelta(hours=36)
"""So long after its planned start a sitting that nobody has opened is waited for no more."""

_CHANGES = ev.SittingPrepared | ev.PreparationWithdrawn | ev.SittingEnded | ev.EndTakenBack | ev.MeetingMoved

log = structlog.get_logger(__name__)


class RosterHeard(Protocol):
    """Hears who is in the call of a sitting's online meeting."""

    async def roster(
        self, sitting: SittingId, at: datetime, inside: Sequence[Seen], gone: Sequence[Seen]
    ) -> None:
        """Take note of who came or changed, and who went; nobody else is spoken of."""

    async def missed(self, sitting: SittingId) -> None:
        """Take note that somebody may have come or gone unheard: whoever must know has to ask."""


class KnowsLink(Protocol):
    """Knows the link of a sitting's online meeting."""

    async def join_url(self, sitting: Sitting) -> str:
        """The link, "" while it is not known. Raises GraphUnavailable."""


class RosterWatch:
    """Sees that every prepared sitting is subscribed to, and hands on what comes."""

    def __init__(
        self, hub: Hub, link: KnowsLink, life: SubscriptionLife, held: Subscribed, heard: RosterHeard
    ) -> None:
        self._hub = hub
        self._link = link
        self._life = life
        self._held = held
        self._heard = heard
        self._calls: dict[SittingId, CallRoster] = {}
        self._turns: dict[SittingId, asyncio.Lock] = {}
        self._failures: dict[SittingId, tuple[int, datetime]] = {}
        self._said: dict[SittingId, datetime] = {}
        self._unsaid: set[SittingId] = set()
        self._tidy = False
        self._task: asyncio.Task[None] | None = None

    # --- when ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to look after the subscriptions; those of an earlier run are adopted."""
        self._task = asyncio.create_task(self._look_for_ever(), name="roster")

    async def stop(self) -> None:
        """Look no more; the subscriptions stay for the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def announce(self, entry: Entry) -> None:
        """Look at once when a sitting is prepared, ends, moves or is given up."""
        if any(isinstance(event, _CHANGES) for event in entry.events):
            self._failures.pop(entry.sitting.id, None)
            self._hub.later(self.look(entry.sitting.id), "roster.look")

    async def _look_for_ever(self) -> None:
        speed = self._hub.settings.outbox_speed
        await asyncio.sleep(FIRST_SECONDS / speed)  # nobody can answer Graph before we listen
        while True:
            try:
                await self._round()
            except Exception:
                log.exception("roster.failed")
            await asyncio.sleep(max(0.05, SECONDS / speed))

    async def _round(self) -> None:
        """Look at every sitting once, and say what was held back."""
        await self._tidied()
        known = {sitting.id for sitting in self._hub.desk.sittings()}
        for sitting in known | {held.sitting for held in self._held.all()}:
            await self.look(sitting)
        for sitting in tuple(self._unsaid):
            self.missed(sitting)
        await self._life.prune()

    async def _tidied(self) -> None:
        if self._tidy:
            return
        try:
            await self._life.tidy()
            self._tidy = True
        except (GraphUnavailable, NotConfirmed, OSError) as failure:
            log.warning("roster.not_tidied", reason=str(failure))

    async def look(self, sitting: SittingId, *, again: bool = False) -> None:
        """Do for one sitting what is due; *again*: Graph has asked to be authorized anew.

        What Graph does not take is tried again later and later.
        """
        failures, not_before = self._failures.get(sitting, (0, self._hub.now()))
        if not again and self._hub.now() < not_before:
            return
        async with self._turns.setdefault(sitting, asyncio.Lock()):
            try:
                await self._settle(sitting, again=again)
                self._failures.pop(sitting, None)
            except (GraphUnavailable, NotConfirmed, OSError) as failure:
                refused = isinstance(failure, GraphUnavailable) and failure.refused
                wait = MOST_PATIENCE if refused else min(PATIENCE * 2**failures, MOST_PATIENCE)
                after = self._hub.now() + wait / self._hub.settings.outbox_speed
                self._failures[sitting] = (min(failures + 1, 10), after)
                log.warning("roster.not_settled", sitting=sitting, reason=str(failure))

    async def _settle(self, name: SittingId, *, again: bool) -> None:
        sitting, held = self._hub.desk.sitting(name), self._held.of(name)
        wanted = sitting is not None and self._wanted(sitting)
        if held is not None and not (
            wanted and sitting is not None and held.meeting == sitting.meeting and self._life.usable(held)
        ):
            await self._life.end(held)
            self._calls.pop(name, None)
            held = None
        if sitting is None or not wanted:
            return
        if held is not None and (again or await self._life.due(held)) and not await self._life.prolong(held):
            held = None
        if held is None:
            await self._begin(sitting)

    async def _begin(self, sitting: Sitting) -> None:
        """Subscribe; whoever came before that is not told by Graph, so that it has to be asked."""
        join_url = await self._link.join_url(sitting)
        if not join_url:
            return
        self._calls.pop(sitting.id, None)
        await self._life.begin(sitting, join_url)
        self.missed(sitting.id)

    def _wanted(self, sitting: Sitting) -> bool:
        """Whether the sitting is still to be held, or is being held."""
        if sitting.withdrawn or sitting.stage is Stage.ENDED:
            return False
        return sitting.stage is not Stage.PREPARED or self._hub.now() < sitting.starts + OVERDUE

    # --- what comes ----------------------------------------------------------------------

    async def take(self, name: SittingId, event: CallEvent) -> None:
        """Hand on what one event has changed; the roster of a meeting left behind counts no more."""
        sitting, held = self._hub.desk.sitting(name), self._held.of(name)
        if sitting is None or not self._wanted(sitting) or (held and held.meeting != sitting.meeting):
            return
        change = self._calls.setdefault(name, CallRoster()).take(event, self._hub.now())
        if not change:
            return
        try:
            await self._heard.roster(name, change.at, change.inside, change.gone)
        except Exception:
            log.exception("roster.not_heard", sitting=name)

    def missed(self, name: SittingId) -> None:
        """Say that something may have been missed: at once, then no more often than bearable.

        Whoever hears it may take their time over it: nothing here waits for them.
        """
        now, last = self._hub.now(), self._said.get(name)
        if last is not None and now - last < QUIET / self._hub.settings.outbox_speed:
            self._unsaid.add(name)
            return
        self._said[name] = now
        self._unsaid.discard(name)
        self._hub.later(self._heard.missed(name), PATIENT)

    def lifecycle(self, name: SittingId, happened: str) -> None:
        """Do what Graph asks for a subscription: authorize it anew, make another, ask for what was missed."""
        if happened == "missed":
            self.missed(name)
        elif happened == "reauthorizationRequired":
            self._hub.later(self.look(name, again=True), "roster.look")
        elif happened == "subscriptionRemoved":
            self._hub.later(self._removed(name), "roster.look")
        else:
            log.warning("roster.lifecycle_unknown", sitting=name)

    async def _removed(self, name: SittingId) -> None:
        """Make another one in the place of one that Graph has removed."""
        held = self._held.of(name)
        if held is not None:
            await self._life.lost(held)
        await self.look(name, again=True)
