"""Which account is which person: by Entra object id, or found by address and then linked.

An address counts only where Teams vouches for it: a user of the town's own tenant, never a
guest, never an anonymous caller, whose name and mail are their own invention.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.chats import ChatRef
from bot.heard import Heard
from bot.hub import Hub, member_of
from bot.replies import NotSent, Refused, Unclear
from council import commands as cmd
from council.doubts import DoubtKind
from council.ids import MemberId
from council.recognition import Account, AccountKind, Likes, Recognition, disputed, recognise, recognise_all
from council.roster import Member, Roster
from council.sitting import Sitting

log = structlog.get_logger(__name__)

ASKED_AGAIN_AFTER = timedelta(seconds=30)
"""How long an account that belongs to nobody is not looked up again: it may press as it likes."""


def _nobody(name: str) -> Sequence[tuple[MemberId, int]]:
    """Names are not compared where nobody is asked about them."""
    return ()


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
            return await self._hub.lookups.person(heard.chat, heard.mri)
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
        """Record each account that is surely one person's; one that others dispute waits for a clerk."""
        newest = self._hub.desk.sitting(sitting.id) or sitting
        people = [account_of(told, self._hub.settings.app_tenantid) for told in accounts]
        for account, found in zip(people, recognise_all(people, newest.roster, _nobody), strict=True):
            if found.doubt is DoubtKind.TWO_PEOPLE:
                self._hub.disputed.setdefault(sitting.id, set()).add(account.entra_id)
            seat = self.recognised(newest, account).certain
            if seat and newest.roster.by_entra_id(account.entra_id) is None:
                await self.record(sitting, seat, account.entra_id, "address")

    def recognised(self, sitting: Sitting, account: Account, likes: Likes = _nobody) -> Recognition:
        """Which seat an account speaks for; not surely one that several accounts of the chat claim."""
        found = recognise(account, sitting.roster, likes)
        return disputed(found) if account.entra_id in self._hub.disputed.get(sitting.id, ()) else found

    async def record(self, sitting: Sitting, member: MemberId, entra_id: str, reason: str) -> None:
        """Record that an account speaks for a person who had none."""
        command = cmd.LinkAccount(sitting=sitting.id, member=member, entra_id=entra_id, reason=reason)
        await self._hub.desk.turn(command)


def matched(roster: Roster, told: Mapping[str, Any], tenant: str) -> Member | None:
    """The one person whose account this surely is; None for guests and for two at once."""
    return roster.get(recognise(account_of(told, tenant), roster, _nobody).certain)


def account_of(told: Mapping[str, Any], tenant: str) -> Account:
    """An account as a chat's roster or an event describes it; whoever has no object id is anonymous.

    An account that does not say its tenant is not taken for one of the own.
    """
    entra_id = str(told.get("aadObjectId") or told.get("objectId") or "").lower()
    role = str(told.get("userRole") or "").lower()
    own = not tenant or str(told.get("tenantId") or "").lower() == tenant.lower()
    if role == "anonymous" or not entra_id:
        kind = AccountKind.ANONYMOUS
    elif role == "guest":
        kind = AccountKind.GUEST
    else:
        user = role == "user" or not (role or tenant)  # the Playground names neither role nor tenant
        kind = AccountKind.OWN if own and user else AccountKind.FOREIGN
    return Account(
        kind=kind,
        entra_id="" if kind is AccountKind.ANONYMOUS else entra_id,
        mri=str(told.get("id") or ""),
        name=str(told.get("name") or ""),
        email=str(told.get("email") or ""),
        upn=str(told.get("userPrincipalName") or ""),
    )


def _unlinked(roster: Roster) -> bool:
    """Whether anybody of the roster has no account yet."""
    return any(not m.contact.entra_id and (m.contact.upn or m.contact.email) for m in roster)
