"""Accounts that no line of the roster names: looked up once, recognised, or shown to the office."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.accounts import Accounts, account_of
from bot.chats import ChatRef
from bot.heard import Heard
from bot.hub import Hub
from bot.likeness import NameBook
from bot.replies import NotSent, Refused, Unclear
from council import commands as cmd
from council.doubts import DoubtRuling
from council.errors import Refusal
from council.ids import SittingId
from council.recognition import Account, Recognition
from council.roster import Member, Roster
from council.sitting import CaseKind, Sitting
from desk.desk import SittingLocked
from desk.ports import JournalBroken, NotConfirmed
from wording.voice import voice_of

log = structlog.get_logger(__name__)


class Strangers:
    """Finds out who somebody is; a name alone gives nobody a seat."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._books: dict[SittingId, tuple[Roster, NameBook]] = {}

    async def came(
        self, sitting: Sitting, chat: ChatRef, user: Mapping[str, Any], *, wants_in: bool = False
    ) -> Member | None:
        """The person of the roster whose account this turns out to be, or None.

        Somebody doubtful is shown to the office: where a seat may be meant, and always where they
        asked to be let in (*wants_in*).
        """
        account = await self._account(chat, user)
        newest = self._hub.desk.sitting(sitting.id) or sitting
        found = self._accounts.recognised(newest, account, self._book(newest))
        if found.certain:
            return await self._certain(newest, account, found)
        if account.key and (found.seats or wants_in):
            await self._doubt(newest, account, found)
        return None

    async def signing_in(self, sitting: Sitting, heard: Heard) -> Member | str:
        """The person who wants to sign in, or what they are told while the office looks at it."""
        user = {"id": heard.mri, "name": heard.name, "aadObjectId": heard.entra_id}
        if self.turned_away(sitting, heard.entra_id or heard.mri):
            return voice_of(sitting).say("sign_in.refused")
        member = await self.came(sitting, heard.chat, user, wants_in=True)
        return member if member is not None else voice_of(sitting).say("sign_in.unknown_account")

    def turned_away(self, sitting: Sitting, key: str) -> bool:
        """Whether a clerk has decided that this account is not let in."""
        return any(
            case.kind is CaseKind.DOUBT and case.account == key and case.ruling is DoubtRuling.REFUSED
            for case in sitting.cases.values()
        )

    async def _certain(self, sitting: Sitting, account: Account, found: Recognition) -> Member | None:
        known = sitting.roster.by_entra_id(account.entra_id)
        if known is None:
            await self._accounts.record(sitting, found.certain, account.entra_id, "address")
            newest = self._hub.desk.sitting(sitting.id) or sitting
            known = newest.roster.by_entra_id(account.entra_id)
        return known

    async def _doubt(self, sitting: Sitting, account: Account, found: Recognition) -> None:
        if found.doubt is None:
            return
        first = found.matches[0] if found.matches else None
        command = cmd.RaiseDoubt(
            sitting=sitting.id,
            doubt=found.doubt,
            account=account.key,
            name=account.name[:120],
            member=found.likely,
            seats=found.seats,
            score=first.score if first is not None else 0,
        )
        try:
            await self._hub.desk.turn(command)
        except (Refusal, NotConfirmed, JournalBroken, SittingLocked) as reason:
            log.warning("doubt.not_raised", kind=found.doubt.value, reason=str(reason))

    async def _account(self, chat: ChatRef, user: Mapping[str, Any]) -> Account:
        """What Teams knows of an account, and what the event itself says where Teams does not answer."""
        name, told = str(user.get("id") or ""), None
        try:
            told = await self._hub.lookups.person(chat, name) if name else None
        except (Refused, Unclear, NotSent) as failure:
            log.warning("account.lookup_failed", reason=str(failure))
        return account_of({**user, **(told or {})}, self._hub.settings.app_tenantid)

    def _book(self, sitting: Sitting) -> NameBook:
        roster, book = self._books.get(sitting.id, (None, None))
        if book is None or roster is not sitting.roster:
            book = NameBook(sitting.roster)
            self._books[sitting.id] = (sitting.roster, book)
        return book
