"""Who is in the online meeting, by everything that Teams says: events, roster, the bot's own questions.

A reported departure lowers the quorum shown at once, but takes nobody's vote before a participant
query has confirmed it. People who joined before the bot, and whose events were lost, are found by
asking now and then.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.chats import ChatRef
from bot.hub import Hub
from bot.inquiry import Inquiry
from bot.second_way import PATIENT
from council import commands as cmd
from council import events as ev
from council.doubts import DoubtKind
from council.errors import Refusal
from council.presence import Mode, Source
from council.roster import Member
from council.sitting import Sitting, Stage
from council.whereabouts import taking_part
from desk.desk import Entry, SittingLocked
from desk.ports import JournalBroken, NotConfirmed

log = structlog.get_logger(__name__)

MOST_MISSED = 5
"""So many people whom the query misses in one round may have left unnoticed; of more it is wrong itself."""

EVERY = timedelta(minutes=5)
"""How often everybody is asked about of whom no other source has spoken meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One source's word about one person."""

    source: Source
    inside: bool
    at: datetime | None = None
    cause: str = ""


_ASKED_AT = ev.AdmissionOpened | ev.SittingResumed | ev.ClosedPartStarted | ev.PublicPartStarted


class Sightings:
    """Turns the words of all sources into the one account of each member."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._inquiry = Inquiry(hub.settings.outbox_speed, hub.member_pace)
        self._round: dict[str, datetime] = {}
        self._asking: set[str] = set()

    async def told(self, sitting: Sitting, member: Member, word: Told) -> None:
        """Record one word; a departure that somebody else reports is asked about at once."""
        command = cmd.ReportSighting(
            sitting=sitting.id,
            member=member.id,
            inside=word.inside,
            source=word.source,
            seen_at=word.at,
            cause=word.cause,
        )
        try:
            entry = await self._hub.desk.turn(command)
        except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
            log.info("sighting.ignored", source=word.source.value, reason=str(reason))
            return
        reported = any(isinstance(event, ev.LeavingReported) for event in entry.events)
        if reported and word.source is not Source.QUERY:
            self._hub.later(self._confirm(entry.sitting, member), "leaving.confirm")

    async def _confirm(self, sitting: Sitting, member: Member) -> None:
        """Ask once whether the person really is gone; where that fails, a clerk has to know."""
        asked = self._hub.now()
        inside = await self._in_meeting(sitting, member)
        if inside is not False:
            await self.doubt(sitting, DoubtKind.CONTRADICTION, member)
        if inside is not None:
            await self.told(sitting, member, Told(source=Source.QUERY, inside=inside, at=asked))

    async def doubt(self, sitting: Sitting, kind: DoubtKind, member: Member) -> None:
        """Let the office know of a doubt about a member; failures are logged."""
        command = cmd.RaiseDoubt(
            sitting=sitting.id,
            doubt=kind,
            account=member.contact.entra_id,
            name=member.name,
            member=member.id,
        )
        try:
            await self._hub.desk.turn(command)
        except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
            log.warning("doubt.not_raised", kind=kind.value, reason=str(reason))

    # --- asking now and then -----------------------------------------------------------

    def announce(self, entry: Entry) -> None:
        """Ask about everybody when admission begins, when a sitting goes on, and in another room."""
        if any(isinstance(event, _ASKED_AT) for event in entry.events):
            self._hub.later(self.ask_around(entry.sitting, again=True), PATIENT)

    async def ask_around(self, sitting: Sitting, *, again: bool = False) -> None:
        """Ask about everybody of whom no source has spoken lately; one round at a time, none too soon."""
        now = self._hub.now()
        rest = EVERY / self._hub.settings.outbox_speed
        last = self._round.get(sitting.id)
        soon = last is not None and now - last < rest
        if not self._wanted(sitting) or sitting.id in self._asking or (soon and not again):
            return
        self._round[sitting.id] = now
        self._asking.add(sitting.id)
        try:
            await self._round_of(sitting, self._to_ask(sitting, now - rest))
        finally:
            self._asking.discard(sitting.id)

    def _wanted(self, sitting: Sitting) -> bool:
        admits = sitting.admission and sitting.stage is not Stage.ENDED
        return admits and not sitting.withdrawn and self._chat(sitting) is not None

    def _to_ask(self, sitting: Sitting, since: datetime) -> list[Member]:
        """Who takes part, is not in the hall, and was not spoken of since a moment; each once."""
        found = []
        for member in taking_part(sitting):
            presence = sitting.presence(member.id)
            in_hall = presence.here and presence.spells[-1].mode is Mode.ROOM
            fresh = bool(presence.sightings) and presence.sightings[-1].told_at >= since
            signed = presence.waiting and presence.inside is None
            if member.contact.entra_id and not in_hall and (signed or not fresh):
                found.append(member)
        return found

    async def _round_of(self, sitting: Sitting, members: list[Member]) -> None:
        """Ask about each; a service that misses many at once is not believed in any of them."""
        missed: list[tuple[Member, datetime]] = []
        for member in members:
            newest = self._hub.desk.sitting(sitting.id)
            if newest is None or not self._wanted(newest):
                return
            asked = self._hub.now()
            inside = await self._in_meeting(newest, member)
            presence = newest.presence(member.id)
            if inside:
                await self.told(newest, member, Told(source=Source.QUERY, inside=True, at=asked))
            elif inside is False and (presence.here or presence.inside or presence.waiting):
                missed.append((member, asked))
        if len(missed) > max(MOST_MISSED, len(members) // 5):
            log.warning("sightings.implausible", sitting=sitting.id, missed=len(missed), asked=len(members))
            return
        for member, asked in missed:
            await self.told(sitting, member, Told(source=Source.QUERY, inside=False, at=asked))

    def _chat(self, sitting: Sitting) -> ChatRef | None:
        return self._hub.outbox.chats.find(sitting.meeting)

    async def _in_meeting(self, sitting: Sitting, member: Member) -> bool | None:
        """What the participant query says; None where it gives no answer."""
        chat = self._hub.outbox.chats.find(sitting.room)
        meeting = self._hub.bindings.meeting_of(sitting.id)
        if sitting.room == sitting.closed_meeting and sitting.closed_meeting:
            meeting = self._hub.bindings.room_of(sitting.id)[1]
        account = member.contact.entra_id
        if chat is None or not meeting or not account:
            return None

        def ask() -> Awaitable[Mapping[str, Any] | None]:
            return self._hub.connector.participant(chat.service_url, meeting, account, chat.tenant)

        return await self._inquiry.inside(ask, self._hub.outbox.tenant_pace(chat.tenant))
