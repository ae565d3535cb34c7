"""What Graph knows of the online meeting of a sitting: asked beside it, never waited for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.bindings import OFFICE, meeting_chat
from bot.chats import ChatRef
from bot.comparing import MeetingReports
from bot.hub import Hub
from bot.meeting_lines import lines_of, troubles_of
from bot.meeting_setup import MeetingSetup
from bot.owed import Urgency
from bot.replies import NotSent, Refused, Unclear
from cards.build import Card, activity_of
from cards.online import MeetingLines, meeting_card
from council.ids import SittingId
from council.sitting import Sitting
from graph import AttendanceReport, ChatPerson, Directory, GraphUnavailable, MeetingSettings
from wording.voice import Voice, voice_of

MOST_NAMES = 10

log = structlog.get_logger(__name__)


class Online:
    """Asks Graph about a sitting's online meeting and tells the office what it ought to know."""

    def __init__(self, hub: Hub, directory: Directory, accounts: Accounts) -> None:
        self._hub = hub
        self._directory = directory
        self._accounts = accounts
        self._setup = MeetingSetup(hub.registry, hub.settings.app_id, hub.has_chat, directory)

    async def look(self, sitting: Sitting, chat: ChatRef) -> None:
        """After the preparation: link accounts by Graph too, set the meeting up, say what is left to do."""
        voice, lines = voice_of(sitting), MeetingLines()
        try:
            await self._link(sitting, chat)
            newest = self._hub.desk.sitting(sitting.id) or sitting
            prepared = await self._setup.prepare(newest, await self.meeting(newest, chat))
            lines = lines_of(prepared, newest, self._hub.settings.app_id)
        except GraphUnavailable as unavailable:
            lines = MeetingLines(hints=(*troubles_of((unavailable,), "", self._hub.settings.app_id, voice),))
        newest = self._hub.desk.sitting(sitting.id) or sitting
        lines = replace(lines, hints=(*lines.hints, *_unlinked(newest, voice)))
        if (lines.done or lines.hints) and not newest.withdrawn:
            await self._tell(meeting_card(newest, lines))

    async def undo(self, sitting: SittingId) -> None:
        """Put back what was set in the meeting of a sitting whose preparation was lifted."""
        await self._setup.undo(sitting)

    async def meeting(self, sitting: Sitting, chat: ChatRef) -> MeetingSettings:
        """The sitting's online meeting as Graph knows it. Raises GraphUnavailable."""
        return await self._meeting(chat, self._hub.bindings.meeting_of(sitting.id))

    async def reports(self, sitting: Sitting) -> tuple[MeetingReports, ...]:
        """The attendance reports of all online meetings in which a sitting was held.

        One meeting that cannot be asked about does not hide the others. Raises GraphUnavailable
        where none can.
        """
        found: list[MeetingReports] = []
        failures: list[GraphUnavailable] = []
        for conversation, wanted, closed in await self._held_in(sitting):
            try:
                told = await self._reports_of(conversation, wanted)
            except GraphUnavailable as unavailable:
                failures.append(unavailable)
            else:
                found.append(MeetingReports(reports=told, closed=closed))
        if failures and not found:
            raise failures[0]
        return tuple(found)

    async def _meeting(self, chat: ChatRef, wanted: str) -> MeetingSettings:
        """An online meeting by its id. Raises GraphUnavailable."""
        try:
            found = await self._hub.connector.meeting(chat.service_url, wanted) if wanted else {}
        except (Refused, Unclear, NotSent) as failure:
            log.warning("meeting.lookup_failed", reason=str(failure))
            raise GraphUnavailable("meeting_unknown") from None
        details, organizer = _part(found, "details"), _part(found, "organizer")
        join_url, account = str(details.get("joinUrl") or ""), str(organizer.get("aadObjectId") or "")
        if not join_url or not account:
            raise GraphUnavailable("meeting_unknown")
        try:
            return await self._directory.online_meeting(account, join_url)
        except GraphUnavailable as failure:
            failure.organizer = account
            raise

    async def _link(self, sitting: Sitting, chat: ChatRef) -> None:
        """Match addresses against the chat's members, where the connector's list left somebody out."""
        newest = self._hub.desk.sitting(sitting.id) or sitting
        if not any(not m.contact.entra_id for m in newest.roster):
            return
        people = await self._directory.chat_members(chat.conversation.partition(";")[0])
        await self._accounts.link(newest, [account_of(person) for person in people])

    async def _held_in(self, sitting: Sitting) -> list[tuple[str, str, bool]]:
        """Chat and id of every online meeting of a sitting; True marks the closed part's room."""
        bindings = self._hub.bindings
        held = await bindings.held_in(sitting.id)
        main = held or ((sitting.meeting.removeprefix("meeting:"), bindings.meeting_of(sitting.id)),)
        room = bindings.room_of(sitting.id)
        return [*((chat, meeting, False) for chat, meeting in main), *([(*room, True)] if room[0] else [])]

    async def _reports_of(self, conversation: str, wanted: str) -> tuple[AttendanceReport, ...]:
        chat = self._hub.outbox.chats.find(meeting_chat(conversation))
        if chat is None:
            raise GraphUnavailable("meeting_unknown")
        meeting = await self._meeting(chat, wanted)
        return await self._directory.attendance_reports(meeting.organizer, meeting.id)

    async def _tell(self, card: Card) -> None:
        """Put a card into the office's chat, if there is one."""
        if self._hub.outbox.chats.find(OFFICE) is not None:
            await self._hub.outbox.post(OFFICE, activity_of(card), Urgency.NORMAL)


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, Mapping) else {}


def account_of(person: ChatPerson) -> dict[str, str]:
    """A chat's member in the form in which the connector would tell of them."""
    return {
        "aadObjectId": person.entra_id,
        "userPrincipalName": person.email,
        "email": person.email,
        "tenantId": person.tenant,
        "userRole": person.kind.value,
    }


def _unlinked(sitting: Sitting, voice: Voice) -> list[str]:
    """Who of the roster has no account yet and could therefore not vote by card."""
    names = [m.name for m in sitting.roster if not m.contact.entra_id]
    if not names:
        return []
    listed = voice.listing(names) if len(names) <= MOST_NAMES else ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        listed = voice.say("graph.unlinked.more", names=listed)
    return [voice.say("graph.unlinked", n=len(names), names=listed)]
