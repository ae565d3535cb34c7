"""The emergency sheet comes by itself: offered with the preparation; where that fails, it is said."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from bot.bindings import OFFICE
from bot.hub import Hub
from bot.owed import Urgency
from bot.replies_out import Answer, say_text
from cards.build import activity_of, notice_card
from council.ids import MemberId, SittingId
from council.roster import Member
from council.sitting import Sitting
from wording.voice import voice_of

KIND = "sheet.pdf"

log = structlog.get_logger(__name__)

Tell = Callable[[str, str], Awaitable[None]]
"""Says a sentence to the office, or in the own chat of the account named first if there is no office chat."""


class Offers(Protocol):
    """What offers files in people's own chats."""

    async def offer(self, sitting: Sitting, member: Member, kind: str, account: str = "") -> Answer:
        """Offer a report; the answer says where it went."""

    async def stands(self, sitting: SittingId, member: MemberId, kind: str) -> bool:
        """Whether an offer of it waits in the person's own chat."""


class Sheets:
    """Offers the emergency sheet. A sheet that cannot be made stops nothing."""

    def __init__(self, offers: Offers, tell: Tell) -> None:
        self._offers = offers
        self._tell = tell

    async def with_preparation(self, sitting: Sitting, clerk: Member, account: str) -> None:
        """Offer it to the clerk who prepared; not again while the first offer waits for an answer."""
        if await self._offers.stands(sitting.id, clerk.id, KIND):
            return
        if await self._offered(sitting, clerk, account) is None:
            await self._tell(account, voice_of(sitting).say("sheet.failed"))

    async def wanted(self, sitting: Sitting, clerk: Member, account: str) -> Answer:
        """Offer it to a clerk who asks for it."""
        answer = await self._offered(sitting, clerk, account)
        return answer if answer is not None else say_text(voice_of(sitting).say("sheet.failed"))

    async def _offered(self, sitting: Sitting, clerk: Member, account: str) -> Answer | None:
        """The answer to the offer; None where the sheet could not be made, which is logged."""
        try:
            return await self._offers.offer(sitting, clerk, KIND, account)
        except Exception:
            log.exception("sheet.failed", sitting=sitting.id)
            return None


def teller(hub: Hub) -> Tell:
    """Says it in the office's chat; before there is one, to the clerk alone."""

    async def tell(account: str, words: str) -> None:
        chat = OFFICE if hub.outbox.chats.find(OFFICE) is not None else f"person:{account}"
        await hub.outbox.post(chat, activity_of(notice_card(words)), Urgency.NORMAL)

    return tell
