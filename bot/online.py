"""What Graph knows of the online meeting of a sitting: asked beside it, never waited for."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.bindings import OFFICE
from bot.chats import ChatRef
from bot.comparing import concerned, covers, differences
from bot.hub import Hub
from bot.meeting_lines import lines_of, troubles_of
from bot.meeting_setup import MeetingSetup
from bot.owed import Urgency
from bot.replies import NotSent, Refused, Unclear
from cards.build import Card, activity_of
from cards.online import MeetingLines, compared_card, meeting_card, not_compared_card
from council import events as ev
from council.ids import SittingId
from council.sitting import Sitting, Stage
from desk.desk import Entry
from graph import AttendanceReport, ChatPerson, Directory, GraphUnavailable, MeetingSettings
from wording.voice import Voice, voice_of

TABLE = "attendance_checks"
WAITS = (30.0, 60.0, 120.0, 240.0, 480.0)
"""Seconds before each try: the report appears some minutes after the end only."""
MOST_NAMES = 10

log = structlog.get_logger(__name__)


class NoReportYet(Exception):
    """Teams has made no report of this sitting's time yet."""


class Online:
    """Asks Graph about a sitting's online meeting and tells the office what it ought to know."""

    def __init__(self, hub: Hub, directory: Directory, accounts: Accounts) -> None:
        self._hub = hub
        self._directory = directory
        self._accounts = accounts
        self._setup = MeetingSetup(hub, directory)

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

    async def compare(self, sitting: Sitting) -> None:
        """After the end: tell the office where record and report differ.

        Raises NoReportYet, GraphUnavailable.
        """
        reports = await self._reports(sitting)
        if not covers(sitting, reports):
            raise NoReportYet
        found = differences(sitting, reports)
        await self._tell(compared_card(sitting, found, len(concerned(sitting))))

    async def give_up(self, sitting: Sitting, reason: str) -> None:
        """Tell the office that there is no report."""
        await self._tell(not_compared_card(sitting, reason))

    async def meeting(self, sitting: Sitting, chat: ChatRef) -> MeetingSettings:
        """The sitting's online meeting as Graph knows it. Raises GraphUnavailable."""
        wanted = self._hub.bindings.meeting_of(sitting.id)
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

    async def _reports(self, sitting: Sitting) -> tuple[AttendanceReport, ...]:
        chat = self._hub.outbox.chats.find(sitting.meeting)
        if chat is None:
            raise GraphUnavailable("meeting_unknown")
        meeting = await self.meeting(sitting, chat)
        return await self._directory.attendance_reports(meeting.organizer, meeting.id)

    async def _tell(self, card: Card) -> None:
        """Put a card into the office's chat, if there is one."""
        if self._hub.outbox.chats.find(OFFICE) is not None:
            await self._hub.outbox.post(OFFICE, activity_of(card), Urgency.NORMAL)


class Comparisons:
    """Compares each ended sitting with Teams' report, patiently, also after a restart."""

    def __init__(self, hub: Hub, online: Online) -> None:
        self._hub = hub
        self._online = online
        self._under_way: dict[SittingId, asyncio.Task[None]] = {}

    def announce(self, entry: Entry) -> None:
        """Begin when a sitting ends; stop where the end is taken back."""
        for event in entry.events:
            if isinstance(event, ev.SittingEnded):
                self._begin(entry.sitting.id)
            elif isinstance(event, ev.EndTakenBack) and (task := self._under_way.get(entry.sitting.id)):
                task.cancel()

    async def recover(self) -> None:
        """Go on with the comparisons that a restart has interrupted."""
        for name in await self._hub.registry.all(TABLE):
            self._begin(SittingId(name))

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
        task = asyncio.create_task(self._compare(sitting), name=f"compare:{sitting}")
        self._under_way[sitting] = task
        task.add_done_callback(lambda done: self._done(sitting, done))

    def _done(self, sitting: SittingId, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(sitting) is task:
            del self._under_way[sitting]
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("comparison.failed", sitting=sitting, exc_info=failure)

    async def _compare(self, name: SittingId) -> None:
        """Try until there is a report; then, or at last, tell the office once."""
        await self._hub.registry.put(TABLE, name, {"sitting": name})
        sitting = await self._hub.desk.read(name)
        if sitting is not None and sitting.stage is Stage.ENDED and sitting.opened_at is not None:
            reason = await self._try(sitting)
            if reason:
                await self._online.give_up(sitting, reason)
        await self._hub.registry.remove(TABLE, name)

    async def _try(self, sitting: Sitting) -> str:
        """Compare as soon as that can be done; returns why it could not, "" where it was."""
        reason = ""
        for wait in WAITS:
            await asyncio.sleep(wait / self._hub.settings.outbox_speed)
            try:
                await self._online.compare(sitting)
            except NoReportYet:
                reason = voice_of(sitting).say("graph.compared.no_report")
            except GraphUnavailable as unavailable:
                reason = unavailable.reason
                if unavailable.refused:
                    break
            else:
                return ""
        return reason


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
