"""Who else is in the closed part's online meeting: looked up beside everything, told to the chair."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.accounts import account_of
from bot.hub import Hub
from bot.inquiry import Inquiry
from bot.replies import NotSent, Refused, Unclear
from council.room_check import Known, Outsider, Why, outside
from council.sitting import Sitting

log = structlog.get_logger(__name__)


class RoomGuests:
    """Keeps who is in a closed room and has no vote and no work there; nobody is ever put out."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._inquiry = Inquiry(hub.settings.outbox_speed, hub.member_pace)

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
            name, why = self._unwanted(sitting, told)
            known = await self._known(chat.service_url, meeting, told, chat.tenant) if why and name else None
            if why is not None and known is not None:
                found.append(Outsider(name=name, why=why, known=known))
        self._hub.room_guests[sitting.id] = (tuple(found), asked)

    def _unwanted(self, sitting: Sitting, told: Mapping[str, Any]) -> tuple[str, Why | None]:
        """Somebody's name, and why they do not belong into the closed part; None: they do."""
        account = account_of(told, self._hub.settings.app_tenantid)
        member = sitting.roster.by_entra_id(account.entra_id) if account.entra_id else None
        return (member.name if member is not None else account.name), outside(sitting, member)

    async def _known(
        self, service_url: str, meeting: str, told: Mapping[str, Any], tenant: str
    ) -> Known | None:
        """By what somebody is known to be there, None where they are not; the chat where Teams is silent."""
        person = account_of(told, tenant).entra_id
        if not person or not meeting:
            return Known.CHAT
        pace = self._hub.outbox.tenant_pace(tenant)
        found = await self._inquiry.inside(
            lambda: self._hub.connector.participant(service_url, meeting, person, tenant), pace
        )
        if found is False:
            return None
        return Known.INSIDE if found else Known.CHAT
