"""What is known of the device from which an account takes part. No part of the record of any sitting."""

from dataclasses import dataclass
from datetime import datetime

from council.ids import NOBODY, MemberId

ANDROID = "android"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """An account's device: as Teams names it, and what came of the device check.

    ``platform``, ``locale`` and ``country`` are Teams' own words, "" where it says nothing;
    ``pressed_at`` is when the person last pressed a button that counts nothing, ``pressed_on`` on which
    platform, ``by_message`` whether the press came as an old client sends it. ``camera`` and
    ``microphone`` are the person's own word. ``guest`` says that the account is a guest of the tenant
    or of another one, ``told_at`` when its holder was told how to vote without a card.
    """

    account: str
    member: MemberId = NOBODY
    platform: str = ""
    locale: str = ""
    country: str = ""
    seen_at: datetime | None = None
    pressed_at: datetime | None = None
    pressed_on: str = ""
    by_message: bool = False
    camera: bool | None = None
    microphone: bool | None = None
    guest: bool = False
    told_at: datetime | None = None

    @property
    def android(self) -> bool:
        """Whether Teams names Android."""
        return self.platform.casefold() == ANDROID

    @property
    def cannot_press(self) -> bool:
        """Whether cards are known to fail there: a guest on Android who has never pressed one."""
        return self.guest and self.android and self.pressed_at is None

    @property
    def checked(self) -> bool:
        """Whether anything came of the device check."""
        return self.pressed_at is not None or self.camera is not None or self.microphone is not None
