"""The device check in one's own chat, and the office's table of who has pressed with what."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.accounts import Accounts
from bot.asking import Asked
from bot.files_out import FilesOut
from bot.heard import Heard
from bot.hub import Hub
from bot.replies_out import Answer, say_card, say_text
from cards.devices import device_check_card, devices_card, pressed_line
from council.devices import Device
from council.errors import NotInRoster
from council.ids import SittingId
from council.roster import Member, Role
from store.planned import Plans
from wording.refusals import refusal_text
from wording.voice import Voice, voice_of

VERBS = frozenset({"device.press", "device.camera", "device.microphone"})
"""Presses of the device check; they belong to no sitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWork:
    """Carries out ``gerätetest`` and ``geräte``; ``require`` says who may ask for the table."""

    hub: Hub
    accounts: Accounts
    files: FilesOut
    require: Callable[..., Awaitable[Member]]

    def acts(self) -> Mapping[str, Callable[[Asked], Awaitable[Answer | None]]]:
        """The acts by the name of their command."""
        return {"device_check": self._check, "devices": self._table}

    async def _check(self, asked: Asked) -> Answer | None:
        """Show the check; what was pressed before stands on it."""
        heard = asked.heard
        if asked.member is None and await self._person(heard) is None:
            raise NotInRoster
        voice = voice_of(asked.sitting) if asked.sitting is not None else self.hub.voice
        sitting = str(asked.sitting.id) if asked.sitting is not None else ""
        return say_card(device_check_card(voice, self.hub.devices.of(heard.entra_id), sitting=sitting))

    async def press(self, heard: Heard) -> Answer:
        """Note a press of the check; the answer is the check with what came of it."""
        sitting = self.hub.desk.sitting(SittingId(str(heard.value.get("sitting", ""))))
        voice = voice_of(sitting) if sitting is not None else self.hub.voice
        if await self._person(heard) is None:
            return say_text(refusal_text(NotInRoster(), sitting, voice.language))
        device = note_press(self.hub, heard) if heard.verb == "device.press" else self._word(heard)
        if self.hub.settings.receipt == "message" and heard.verb == "device.press":
            return say_text(pressed_line(device, voice))
        shown = str(sitting.id) if sitting is not None else ""
        return say_card(device_check_card(voice, device, sitting=shown))

    def _word(self, heard: Heard) -> Device:
        """What somebody says themselves about camera or microphone."""
        part = heard.verb.removeprefix("device.")
        return self.hub.devices.note(heard.entra_id, **{part: heard.value.get("works") is True})

    async def _person(self, heard: Heard) -> Member | None:
        """Who it is, by any sitting at the desk or by the roster imported last."""
        for sitting in self.hub.desk.sittings():
            member = sitting.roster.by_entra_id(heard.entra_id)
            if member is not None and not sitting.withdrawn:
                return member
        return await self.accounts.person(await Plans(self.hub.registry).roster(), heard)

    async def _table(self, asked: Asked) -> Answer | None:
        """Everybody with a vote: of the sitting, or before any of the roster imported last."""
        member = await self.require(asked, Role.OFFICE)
        if asked.args.format != "card":
            return await self.files.offer(asked.held, member, f"devices.{asked.args.format}")
        sitting = asked.sitting
        roster = sitting.roster if sitting is not None else await Plans(self.hub.registry).roster()
        voice: Voice = voice_of(sitting) if sitting is not None else self.hub.voice
        probe = sitting is not None and sitting.probe
        return say_card(devices_card(roster.entitled(), known(self.hub), voice, probe=probe))


def known(hub: Hub) -> dict[str, Device]:
    """Everybody's device by account."""
    return {device.account: device for device in hub.devices.all()}


def note_press(hub: Hub, heard: Heard) -> Device:
    """Note that somebody has pressed a button that counts nothing: their device can vote."""
    seen = hub.devices.of(heard.entra_id)
    return hub.devices.note(
        heard.entra_id,
        pressed_at=hub.now(),
        pressed_on=seen.platform if seen is not None else "",
        by_message=hub.devices.by_message(heard.entra_id),
    )
