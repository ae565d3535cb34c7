"""Writes down now and then what is known of devices, and tells guests on Android how to vote without a card.

On Android, Teams lets guests of a tenant and people of another one press no card; on other devices it
does. Nobody's press or command waits for anything here.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.accounts import account_of
from bot.chats import ChatRef
from bot.hub import Hub
from bot.owed import Urgency
from bot.replies import NotSent, Refused, Unclear
from cards.build import activity_of, notice_card
from council.devices import Device
from council.ids import MemberId
from council.recognition import AccountKind
from desk.ports import NotConfirmed
from store.devices import DeviceRecords
from store.planned import Plans

log = structlog.get_logger(__name__)

SECONDS = 5
LOOKS_A_WRITE = 12
"""Once a minute is enough: the registry stands on the same disk as the votes."""
OUTSIDERS = (AccountKind.GUEST, AccountKind.FOREIGN)


class DeviceKeeper:
    """Looks after the book of devices for as long as the bot runs."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._records = DeviceRecords(hub.registry)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read what was written down before, and begin to look."""
        self._hub.devices.load(await self._records.all())
        self._task = asyncio.create_task(self._look_for_ever(), name="devices")

    async def stop(self) -> None:
        """Look no more, and write down what is not yet."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._write()

    async def _look_for_ever(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(SECONDS / self._hub.settings.outbox_speed)
            try:
                await self._look_at_androids()
                looks += 1
                if looks % LOOKS_A_WRITE == 0:
                    await self._write()
            except Exception:
                log.exception("devices.not_looked")

    async def _look_at_androids(self) -> None:
        found = self._hub.devices.androids()
        people = await self._people() if found else {}
        for account, (chat, name) in found.items():
            if account in people:
                self._hub.later(self._judge(account, chat, name), "device.judge")

    async def _write(self) -> None:
        """Keep the devices of people on a roster; of nobody else anything is written down."""
        book = self._hub.devices
        if not book.changed:
            return
        book.changed = False
        try:
            people = await self._people()
            book.learn(await self._records.all())  # another instance may have written meanwhile
            ours = [self._named(one, people) for one in book.all() if one.account in people]
            await self._records.keep(ours)
        except NotConfirmed as failure:
            book.changed = True
            log.warning("devices.not_noted", reason=failure.reason)

    def _named(self, device: Device, people: dict[str, MemberId]) -> Device:
        return replace(device, member=people[device.account])

    async def _people(self) -> dict[str, MemberId]:
        """Everybody of the roster imported last and of the sittings at the desk, by account."""
        listed = [*(await Plans(self._hub.registry).roster())]
        rosters = [sitting.roster for sitting in self._hub.desk.sittings() if not sitting.withdrawn]
        everybody = [*listed, *(member for roster in rosters for member in roster)]
        return {m.contact.entra_id.lower(): m.id for m in everybody if m.contact.entra_id}

    async def _judge(self, account: str, chat: ChatRef, name: str) -> None:
        """Find out whether an account on Android is a guest's, and tell them if cards will fail."""
        try:
            told = await self._hub.lookups.person(chat, name)
        except (Refused, Unclear, NotSent) as failure:
            log.warning("device.lookup_failed", reason=str(failure))
            return
        kind = account_of(told or {}, self._hub.settings.app_tenantid).kind
        if told and kind in OUTSIDERS:
            device = self._hub.devices.note(account, guest=True)
            if device.cannot_press and device.told_at is None:
                await self._tell(account)

    async def _tell(self, account: str) -> None:
        settings, voice = self._hub.settings, self._hub.voice
        words = [voice.say("device.guest_android")]
        phones = [number for number in (settings.support_phone, settings.office_phone) if number]
        if phones:
            words.append(voice.say("device.guest_android.phone", phones=voice.listing(phones)))
        activity = activity_of(notice_card(" ".join(words), title=voice.say("device.check.title")))
        if await self._hub.outbox.post(f"person:{account}", activity, Urgency.NORMAL) is not None:
            self._hub.devices.note(account, told_at=self._hub.now())
