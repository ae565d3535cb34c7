"""What the call's roster says, as one more word on who is in the online meeting."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.call_roster import Seen
from bot.hub import Hub
from bot.sightings import Sightings, Told
from bot.strangers import Strangers
from council.ids import SittingId
from council.presence import Source
from council.sitting import Sitting

log = structlog.get_logger(__name__)


class RosterSightings:
    """Hands the roster's words to the account of each member; a gap in them is filled by asking."""

    def __init__(self, hub: Hub, sightings: Sightings, strangers: Strangers) -> None:
        self._hub = hub
        self._sightings = sightings
        self._strangers = strangers

    async def roster(
        self, sitting: SittingId, at: datetime, inside: Sequence[Seen], gone: Sequence[Seen]
    ) -> None:
        """Record who came and who went; whoever waits in Teams' lobby is not there yet."""
        log.info("roster.heard", sitting=sitting, at=at.isoformat(), inside=len(inside), gone=len(gone))
        for seen in gone:
            await self._told(sitting, at, seen, inside=False)
        for seen in inside:
            if not seen.lobby:
                await self._told(sitting, at, seen, inside=True)

    async def missed(self, sitting: SittingId) -> None:
        """Ask Teams about everybody of whom nothing was heard lately."""
        log.info("roster.missed", sitting=sitting)
        held = self._held(sitting)
        if held is not None:
            await self._sightings.ask_around(held, again=True)

    async def _told(self, name: SittingId, at: datetime, seen: Seen, *, inside: bool) -> None:
        """One person's word. Whoever has no account is known by Teams' own events alone, not twice."""
        sitting = self._held(name)
        if sitting is None or not seen.entra_id:
            return
        member = sitting.roster.by_entra_id(seen.entra_id)
        if member is not None:
            word = Told(source=Source.ROSTER, inside=inside, at=at)
            await self._sightings.told(sitting, member, word)
        elif inside:
            self._hub.later(self._unknown(sitting, at, seen), "stranger.came")

    async def _unknown(self, sitting: Sitting, at: datetime, seen: Seen) -> None:
        """An account that nobody knows is looked up beside it, as where Teams tells of it."""
        chat = self._hub.outbox.chats.find(sitting.meeting)
        if chat is None:
            return
        user = {"id": f"8:orgid:{seen.entra_id}", "name": seen.name, "aadObjectId": seen.entra_id}
        member = await self._strangers.came(sitting, chat, user)
        if member is not None:
            word = Told(source=Source.ROSTER, inside=True, at=at)
            await self._sightings.told(sitting, member, word)

    def _held(self, name: SittingId) -> Sitting | None:
        """The sitting, as long as this meeting counts: the closed part may be held in its own room."""
        sitting = self._hub.desk.sitting(name)
        if sitting is None or sitting.withdrawn or sitting.room != sitting.meeting:
            return None
        return sitting
