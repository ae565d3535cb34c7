"""What Teams reports of the online meeting: joins, leaves, who came into the chat.

A reported departure lowers the quorum shown at once, but takes nobody's vote before a
participant query has confirmed it; if that says otherwise, or fails, the office is told.
"""

from collections.abc import Awaitable, Mapping
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.bindings import OFFICE
from bot.heard import Heard
from bot.hub import Hub
from bot.inquiry import Inquiry
from bot.owed import Urgency
from cards.build import activity_of
from cards.presence import contradiction_card
from council import commands as cmd
from council.errors import Refusal
from council.presence import Evidence
from council.roster import Member
from council.sitting import Sitting

log = structlog.get_logger(__name__)

JOINED = "application/vnd.microsoft.meetingParticipantJoin"
LEFT = "application/vnd.microsoft.meetingParticipantLeave"


class Meetings:
    """Turns what Teams reports of a meeting into commands of its sitting."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._inquiry = Inquiry(hub.settings.outbox_speed)

    async def chat_changed(self, heard: Heard) -> None:
        """People came into the meeting's chat: accounts not known yet may be among them."""
        sitting = self._held_here(heard)
        if sitting is not None:
            self._hub.later(self._accounts.link_chat(sitting, heard.chat), "accounts.link")

    def _held_here(self, heard: Heard) -> Sitting | None:
        """The sitting that is held in this very meeting; what happens in others concerns none."""
        bound = self._hub.bindings.bound(heard.chat.conversation)
        sitting = self._hub.desk.sitting(bound) if bound is not None else None
        return None if sitting is None or sitting.withdrawn else sitting

    async def event(self, heard: Heard, name: str, value: Any) -> None:
        """Somebody joined or left the online meeting."""
        sitting = self._held_here(heard)
        if sitting is None or name not in (JOINED, LEFT) or not isinstance(value, Mapping):
            return
        people = value.get("members")
        for entry in people if isinstance(people, list) else ():
            user = entry.get("user") if isinstance(entry, Mapping) else None
            entra_id = str(user.get("aadObjectId") or "").lower() if isinstance(user, Mapping) else ""
            member = sitting.roster.by_entra_id(entra_id)
            if member is None:
                continue
            try:
                await (self._joined if name == JOINED else self._left)(heard, sitting, member)
            except Refusal as refusal:
                log.info("meeting.event_ignored", reason=refusal.key)

    async def _joined(self, heard: Heard, sitting: Sitting, member: Member) -> None:
        """Whoever Teams alone had reported as gone is back; nobody else comes in this way."""
        presence = sitting.presence(member.id)
        if presence.leaving is not None:
            await self._hub.desk.turn(cmd.RefuteLeaving(sitting=sitting.id, member=member.id))
        elif presence.spells and not presence.here and presence.spells[-1].left_by is Evidence.TEAMS:
            back = cmd.RecordReturn(sitting=sitting.id, member=member.id, evidence=Evidence.TEAMS)
            await self._hub.desk.turn(back)

    async def _left(self, heard: Heard, sitting: Sitting, member: Member) -> None:
        report = cmd.ReportLeaving(sitting=sitting.id, member=member.id, cause=heard.id + member.id)
        entry = await self._hub.desk.turn(report)
        if entry.events:
            self._hub.later(self._confirm(heard, sitting, member), "leaving.confirm")

    async def _confirm(self, heard: Heard, sitting: Sitting, member: Member) -> None:
        """Ask once whether the person really is gone."""
        inside = await self._in_meeting(heard, sitting, member)
        if inside is False:
            gone = cmd.RecordLeaving(sitting=sitting.id, member=member.id, evidence=Evidence.TEAMS)
            await self._hub.desk.turn(gone)
            return
        if inside is True:
            await self._hub.desk.turn(cmd.RefuteLeaving(sitting=sitting.id, member=member.id))
        newest = self._hub.desk.sitting(sitting.id) or sitting
        card = contradiction_card(newest, member.id, seen=inside is True)
        await self._hub.outbox.post(OFFICE, activity_of(card), Urgency.NORMAL)

    async def _in_meeting(self, heard: Heard, sitting: Sitting, member: Member) -> bool | None:
        """What the participant query says; None where it gives no answer."""
        meeting = heard.meeting or self._hub.bindings.meeting_of(sitting.id)

        def ask() -> Awaitable[Mapping[str, Any] | None]:
            where = heard.chat.service_url
            return self._hub.connector.participant(where, meeting, member.contact.entra_id, heard.tenant)

        return await self._inquiry.inside(ask)
