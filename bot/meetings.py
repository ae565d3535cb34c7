"""What Teams reports of the online meeting: joins, leaves, who came into the chat."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.accounts import Accounts
from bot.bindings import meeting_chat
from bot.heard import Heard
from bot.hub import Hub
from bot.sightings import Sightings, Told
from bot.strangers import Strangers
from council.presence import Source
from council.roster import Member
from council.sitting import Sitting

log = structlog.get_logger(__name__)

JOINED = "application/vnd.microsoft.meetingParticipantJoin"
LEFT = "application/vnd.microsoft.meetingParticipantLeave"


class Meetings:
    """Turns what Teams reports of a meeting into commands of its sitting."""

    def __init__(self, hub: Hub, accounts: Accounts, sightings: Sightings, strangers: Strangers) -> None:
        self._hub = hub
        self._accounts = accounts
        self._sightings = sightings
        self._strangers = strangers

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
        if sitting.room != meeting_chat(heard.chat.conversation):
            return  # in the closed part its own room counts, and nowhere else
        people = value.get("members")
        for entry in people if isinstance(people, list) else ():
            user = entry.get("user") if isinstance(entry, Mapping) else None
            if isinstance(user, Mapping):
                await self._seen(heard, sitting, user, inside=name == JOINED)

    async def _seen(self, heard: Heard, sitting: Sitting, user: Mapping[str, Any], *, inside: bool) -> None:
        """One person of the event; an account that nobody knows is looked up beside it."""
        entra_id = str(user.get("aadObjectId") or "").lower()
        member = sitting.roster.by_entra_id(entra_id) if entra_id else None
        if member is not None:
            await self._tell(heard, sitting, member, inside=inside)
        elif inside:
            self._hub.later(self._unknown(heard, sitting, user), "stranger.came")

    async def _tell(self, heard: Heard, sitting: Sitting, member: Member, *, inside: bool) -> None:
        cause = f"{heard.id}:{member.id}" if heard.id else ""
        word = Told(source=Source.EVENT, inside=inside, at=heard.sent_at, cause=cause)
        await self._sightings.told(sitting, member, word)

    async def _unknown(self, heard: Heard, sitting: Sitting, user: Mapping[str, Any]) -> None:
        found = await self._strangers.came(sitting, heard.chat, user)
        if found is not None:
            await self._tell(heard, sitting, found, inside=True)
