"""An instance beside others: it hears what they write, and leads where nobody else does."""

from typing import TYPE_CHECKING

import structlog

from bot.bindings import TABLE as BINDINGS
from bot.chats import TABLE as CHATS
from bot.errands import TABLE as OWED
from bot.errands import Errands
from bot.hub import Hub
from bot.ledger import TABLE as OUTBOX
from bot.practice import TABLE as PRACTICES
from bot.practice import learn_practices
from bot.wishes import TABLE as WISHES
from council.ids import SittingId
from desk.ports import JournalDamaged, NotConfirmed
from desk.shared import SharedDesk
from store.devices import TABLE as DEVICES
from store.devices import DeviceRecords
from store.woken import Woken

if TYPE_CHECKING:
    from store.wake import Wake

EVERYTHING_EVERY = 30
"""In which of the looks, one a second, also what is not under way here is looked at."""

log = structlog.get_logger(__name__)


class Following:
    """Passes the words of other instances on to the desk, and to what is remembered of the registry."""

    def __init__(self, hub: Hub, desk: SharedDesk, errands: Errands) -> None:
        self._hub = hub
        self._desk = desk
        self._errands = errands
        self._looks = 0

    async def start(self, wake: "Wake") -> None:
        """Listen from here on, and pay while this instance has the lead."""
        self._hub.leading.only_while(lambda: wake.leads)
        await wake.start(
            Woken(sitting=self._sitting, document=self._document, look=self._look, lead=self._lead)
        )

    async def _sitting(self, sitting: SittingId) -> None:
        try:
            await self._desk.follow(sitting)
        except NotConfirmed as away:
            log.warning("following.away", sitting=sitting, reason=away.reason)

    async def _document(self, table: str, key: str | None) -> None:
        try:
            await self._remember(table, key)
        except NotConfirmed as away:
            log.warning("following.away", table=table, reason=away.reason)

    async def _remember(self, table: str, key: str | None) -> None:
        outbox = self._hub.outbox
        if table == CHATS and key is not None:
            await outbox.heard_of_chat(key)
        elif table == BINDINGS:
            await self._hub.bindings.load()
        elif table == OUTBOX:
            await outbox.heard_of_slots(key)
        elif table == WISHES:
            await (self._hub.wishes.look_up(key) if key is not None else self._hub.wishes.load())
        elif table == PRACTICES:
            await learn_practices(self._hub)
        elif table == DEVICES:
            await self._learn_devices()
        elif table == OWED and self._hub.leading.pays:
            await self._errands.take()

    async def _learn_devices(self) -> None:
        self._hub.devices.learn(await DeviceRecords(self._hub.registry).all())

    async def _look(self, afresh: bool) -> None:
        """Make up for words that were missed; after a new connection for all of them."""
        try:
            if afresh:
                await self._hub.outbox.chats.load()
                await self._hub.bindings.load()
                await self._hub.wishes.load()
                await self._learn_devices()
                await self._hub.outbox.heard_of_slots(None)
            self._looks += 1
            await self._desk.look(everything=afresh or self._looks % EVERYTHING_EVERY == 0)
        except (NotConfirmed, JournalDamaged) as away:
            log.warning("following.away", reason=str(away))

    async def _lead(self, leads: bool) -> None:
        """Begin to pay once it is known what stands in the chats, or end. Raises NotConfirmed: not begun."""
        if leads:
            await self._look(afresh=True)
            await self._hub.outbox.heard_of_slots(None)
            await self._hub.leading.begin()
        else:
            await self._hub.leading.end()
