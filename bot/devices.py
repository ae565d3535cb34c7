"""The devices that people take part from, as their activities tell: noted in memory, written down later.

Nothing here waits for anything: a press only leaves its trace.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.chats import ChatRef
from bot.presses import is_submit
from council.devices import Device

MOST = 5000
"""As many accounts are remembered; whoever comes beyond that is not."""
SEEN_AGAIN = timedelta(minutes=10)
"""How long the time at which a device was seen need not be written down anew."""
_LONGEST = 40


class DeviceBook:
    """Everybody's device by Entra object id."""

    def __init__(self) -> None:
        self._known: dict[str, Device] = {}
        self._places: dict[str, tuple[ChatRef, str]] = {}
        self._submits: set[str] = set()
        self.changed = False

    def by_message(self, account: str) -> bool:
        """Whether the account's last activity was a press as an old client sends it: as a message."""
        return account in self._submits

    def load(self, devices: Mapping[str, Device]) -> None:
        """Take what was written down before; what was seen since goes before it."""
        self._known = {**devices, **self._known}

    def learn(self, devices: Mapping[str, Device]) -> None:
        """Take in what another instance has written down: of each account what was heard last."""
        for account, device in devices.items():
            own = self._known.get(account)
            self._known[account] = device if own is None else _newer(own, device)

    def of(self, account: str) -> Device | None:
        """The device of an account, None while nothing was heard from it."""
        return self._known.get(account.lower()) if account else None

    def all(self) -> tuple[Device, ...]:
        """Everything known."""
        return tuple(self._known.values())

    def saw(self, activity: Mapping[str, Any], now: datetime) -> None:
        """Note from which device an activity came."""
        sender = activity.get("from")
        if not isinstance(sender, Mapping) or (client := _client_in(activity)) is None:
            return
        account = str(sender.get("aadObjectId") or "").lower()
        before = self._known.get(account)
        if not account or (before is None and len(self._known) >= MOST):
            return
        (self._submits.add if is_submit(activity) else self._submits.discard)(account)
        device = before or Device(account=account)
        same = client == (device.platform, device.locale, device.country)
        if same and device.seen_at is not None and now - device.seen_at < SEEN_AGAIN:
            return
        platform, locale, country = client
        device = self.note(account, platform=platform, locale=locale, country=country, seen_at=now)
        if device.android:
            with suppress(KeyError, TypeError, AttributeError):
                self._places[account] = (ChatRef.heard_in(activity), str(sender.get("id") or ""))

    def note(self, account: str, **changes: Any) -> Device:
        """Note something of an account's device."""
        device = replace(self._known.get(account) or Device(account=account), **changes)
        self._known[account] = device
        self.changed = True
        return device

    def androids(self) -> dict[str, tuple[ChatRef, str]]:
        """The accounts newly seen on Android, each with a chat of theirs and their name in Teams; once."""
        found, self._places = self._places, {}
        return found


def _newer(own: Device, other: Device) -> Device:
    """Of two instances' knowledge the later, and of what only happens once whatever either knows."""
    later, earlier = (other, own) if _moment(other.seen_at) > _moment(own.seen_at) else (own, other)
    pressed = later if _moment(later.pressed_at) >= _moment(earlier.pressed_at) else earlier
    return replace(
        later,
        pressed_at=pressed.pressed_at,
        pressed_on=pressed.pressed_on,
        by_message=pressed.by_message,
        camera=earlier.camera if later.camera is None else later.camera,
        microphone=earlier.microphone if later.microphone is None else later.microphone,
        guest=later.guest or earlier.guest,
        told_at=later.told_at or earlier.told_at,
    )


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0


def _told(entity: Mapping[str, Any], name: str) -> str:
    return str(entity.get(name) or "")[:_LONGEST]


def _client_in(activity: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Platform, locale and country as Teams names them, None where it says nothing of the client."""
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        if isinstance(entity, Mapping) and entity.get("type") == "clientInfo":
            return _told(entity, "platform"), _told(entity, "locale"), _told(entity, "country")
    return None
