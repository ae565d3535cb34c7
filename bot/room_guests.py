"""Who else is in the closed part's online meeting: looked up beside everything, told to the chair."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.hub import Hub
from bot.inquiry import Inquiry
from bot.replies import NotSent, Refused, Unclear
from bot.strangers import account_of
from council.roster import Member, Role
from council.sitting import Sitting

log = structlog.get_logger(__name__)

ALLOWED = (Role.OFFICE, Role.MINUTES, Role.ADVISORY)
"""Whose work is in the closed part beside those with a vote; the chair decides about everybody else."""


class RoomGuests:
    """Keeps the names of those in a closed room who have no vote and no work there."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._inquiry = Inquiry(hub.settings.outbox_speed)

    async def look(self, sitting: Sitting) -> None:
        """Look at everybody of the room's chat who has no business there; failures are logged."""
        conversation, meeting = self._hub.bindings.room_of(sitting.id)
        chat = self._hub.outbox.chats.find(sitting.closed_meeting) if conversation else None
        if chat is None:
            return
        asked = self._hub.now()
        try:
            accounts = await self._hub.connector.members(chat)
        except (Refused, Unclear, NotSent) as failure:
            log.warning("room.lookup_failed", reason=str(failure))
            return
        found = []
        for told in accounts:
            name = self._unwanted(sitting, told)
            if name and await self._there(chat.service_url, meeting, told, chat.tenant):
                found.append(name)
        self._hub.room_guests[sitting.id] = (tuple(found), asked)

    def _unwanted(self, sitting: Sitting, told: Mapping[str, Any]) -> str:
        """The name of somebody who has no vote and no work in the closed part, "" for all others."""
        account = account_of(told, self._hub.settings.app_tenantid)
        member = sitting.roster.by_entra_id(account.entra_id) if account.entra_id else None
        return "" if member is not None and _belongs(member) else account.name

    async def _there(self, service_url: str, meeting: str, told: Mapping[str, Any], tenant: str) -> bool:
        """Whether somebody is in the room; whoever cannot be asked about is taken to be."""
        person = account_of(told, tenant).entra_id
        if not person or not meeting:
            return True
        pace = self._hub.outbox.tenant_pace(tenant)
        found = await self._inquiry.inside(
            lambda: self._hub.connector.participant(service_url, meeting, person, tenant), pace
        )
        return found is not False


def _belongs(member: Member) -> bool:
    return member.entitled or member.has(*ALLOWED)
