"""Which account is which person: by Entra object id, or found by address and then linked.

An address counts only where Teams vouches for it: a user of the town's own tenant, never a
guest, never an anonymous caller, whose name and mail are their own invention.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.chats import ChatRef
from bot.heard import Heard
from bot.hub import Hub, member_of
from bot.replies import NotSent, Refused, Unclear
from council import commands as cmd
from council.ids import MemberId
from council.roster import Member, Roster
from council.sitting import Sitting

log = structlog.get_logger(__name__)

ASKED_AGAIN_AFTER = timedelta(seconds=30)
"""How long an account that belongs to nobody is not looked up again: it may press as it likes."""


class Accounts:
    """Finds people of the roster behind accounts of the town's own tenant."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._strangers: dict[str, datetime] = {}

    async def member(self, sitting: Sitting, heard: Heard) -> Member | None:
        """The person who sent this; an account not known yet is looked up once and linked."""
        known = member_of(sitting, heard)
        if known is not None or not heard.entra_id or not _unlinked(sitting.roster):
            return known
        key = f"{sitting.id} {heard.entra_id}"
        asked = self._strangers.get(key)
        if asked is not None and self._hub.now() - asked < ASKED_AGAIN_AFTER:
            return None
        account = await self._account(heard)
        if account is not None:
            await self.link(sitting, [account])
        found = member_of(self._hub.desk.sitting(sitting.id) or sitting, heard)
        if found is None:
            self._strangers[key] = self._hub.now()
        return found

    async def person(self, roster: Roster, heard: Heard) -> Member | None:
        """The person of a roster that no sitting has frozen yet."""
        known = roster.by_entra_id(heard.entra_id)
        if known is not None or not heard.entra_id or not _unlinked(roster):
            return known
        account = await self._account(heard)
        return matched(roster, account, self._hub.settings.app_tenantid) if account else None

    async def _account(self, heard: Heard) -> Mapping[str, Any] | None:
        try:
            return await self._hub.connector.member(heard.chat, heard.mri)
        except (Refused, Unclear, NotSent) as failure:
            log.warning("account.lookup_failed", reason=str(failure))
            return None

    async def link_chat(self, sitting: Sitting, chat: ChatRef) -> None:
        """Link whoever of a chat's people is on the roster by an address of the own tenant."""
        if not _unlinked(sitting.roster):
            return
        try:
            found = await self._hub.connector.members(chat)
        except (Refused, Unclear, NotSent) as failure:
            log.warning("accounts.lookup_failed", reason=str(failure))
            return
        await self.link(sitting, found)

    async def link(self, sitting: Sitting, accounts: "list[Any] | tuple[Any, ...]") -> None:
        """Record each account that belongs to exactly one person without an account."""
        for account in accounts:
            newest = self._hub.desk.sitting(sitting.id) or sitting
            member = matched(newest.roster, account, self._hub.settings.app_tenantid)
            entra_id = object_id(account)
            if member is None or member.contact.entra_id or not entra_id:
                continue
            await self.record(sitting, member.id, entra_id, "address")

    async def record(self, sitting: Sitting, member: MemberId, entra_id: str, reason: str) -> None:
        """Record that an account speaks for a person who had none."""
        command = cmd.LinkAccount(sitting=sitting.id, member=member, entra_id=entra_id, reason=reason)
        await self._hub.desk.turn(command)


def matched(roster: Roster, account: Mapping[str, Any], tenant: str) -> Member | None:
    """The one person whose address this account has; None for guests and for two at once.

    Several lines of one person, who belongs to several bodies, are that one person.
    """
    if str(account.get("userRole", "user")).lower() != "user":
        return None
    if tenant and str(account.get("tenantId", tenant)).lower() != tenant.lower():
        return None
    addresses = (str(account.get("userPrincipalName") or ""), str(account.get("email") or ""))
    found = roster.by_address(*addresses)
    return found[0] if len({member.id for member in found}) == 1 else None


def object_id(account: Mapping[str, Any]) -> str:
    """The Entra object id of a member of a chat, whichever of its two names it has."""
    return str(account.get("aadObjectId") or account.get("objectId") or "").lower()


def _unlinked(roster: Roster) -> bool:
    """Whether anybody of the roster has no account yet."""
    return any(not m.contact.entra_id and (m.contact.upn or m.contact.email) for m in roster)
