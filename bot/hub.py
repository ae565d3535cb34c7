"""Everything the bot's hands need, in one place: built once, passed around, never global."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.bindings import OFFICE, Bindings
from bot.connector import Connector
from bot.devices import DeviceBook
from bot.heard import Heard
from bot.leading import Leading
from bot.lookups import Lookups
from bot.member_pace import MemberPace
from bot.outbox import Outbox
from bot.owed import Urgency
from bot.wishes import Wishes
from cards.build import activity_of, notice_card
from cards.check import outsiders_hint
from config import Settings
from council.ids import NOBODY, MemberId, SittingId
from council.room_check import Outsider
from council.roster import Member
from council.sitting import Sitting
from desk.desk import Desk
from desk.ports import Clock, Registry
from wording.voice import Voice, voice_of

if TYPE_CHECKING:
    from bot.practice import Practice

TROUBLE = timedelta(minutes=10)
"""How long whoever presides reads that a message was given up."""
STRANGER_SECONDS = 10
"""How often somebody without a role is answered who types or presses in the meeting's chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """The bot's surroundings: settings, desk, outbox, connector, registry, clock.

    ``later`` starts work that nobody waits for; its failure is logged, never raised. ``disputed`` are
    the accounts that claim one seat between them, and that therefore a clerk has to look at. ``words``
    are the words for a ballot typed in the meeting's chat whose way is still open, oldest first.
    """

    settings: Settings
    desk: Desk
    outbox: Outbox
    connector: Connector
    registry: Registry
    clock: Clock
    bindings: Bindings
    later: Callable[[Any, str], None]
    lookups: Lookups
    member_pace: MemberPace
    wishes: Wishes
    leading: Leading = field(default_factory=Leading)
    heads: dict[SittingId, str] = field(default_factory=dict)
    spoken: dict[str, datetime] = field(default_factory=dict)
    troubles: dict[SittingId, datetime] = field(default_factory=dict)
    disputed: dict[SittingId, set[str]] = field(default_factory=dict)
    practices: dict[SittingId, "Practice"] = field(default_factory=dict)
    devices: DeviceBook = field(default_factory=DeviceBook)
    words: dict[tuple[SittingId, MemberId], list[str]] = field(default_factory=dict)
    room_guests: dict[SittingId, tuple[tuple[Outsider, ...], datetime]] = field(default_factory=dict)

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.clock.now()

    @property
    def guard(self) -> timedelta:
        """How long a chair's next press on a step is taken for a double tap."""
        return timedelta(seconds=1.5 / self.settings.outbox_speed)

    @property
    def voice(self) -> Voice:
        """The voice of the installation, for people who are in no sitting."""
        return Voice(self.settings.language, self.settings.timezone)

    def sitting(self, sitting: SittingId) -> Sitting | None:
        """A sitting as it was last written down."""
        return self.desk.sitting(sitting)

    def has_chat(self, account: str) -> bool:
        """Whether the account with this Entra object id has a chat with the bot."""
        return self.outbox.chats.find(f"person:{account}") is not None

    def reaches(self, account: str) -> bool:
        """Whether that account has a chat with the bot that Teams takes messages for, as far as is known."""
        return bool(account) and self.outbox.reach.reaches(account)

    def may_speak(self, sitting: SittingId | str, about: str, *, seconds: float) -> bool:
        """Whether the bot has not spoken about this in the meeting's chat for a while."""
        key = f"{sitting}:{about}"
        last = self.spoken.get(key)
        if last is not None and self.now() - last < timedelta(seconds=seconds):
            return False
        self.spoken[key] = self.now()
        return True

    def hints(self, sitting: Sitting) -> tuple[str, ...]:
        """What the chair ought to know and nothing blocks: no office chat, faults of Teams."""
        voice = voice_of(sitting)
        lacking = () if self.outbox.chats.find(OFFICE) else (voice.say("hint.no_office"),)
        chair = sitting.member(sitting.chair)
        if chair is not None and not chair.contact.entra_id:
            lacking = (*lacking, voice.say("hint.chair_unlinked", name=chair.name))
        given_up = self.troubles.get(sitting.id)
        recent = given_up is not None and self.now() - given_up < TROUBLE / self.settings.outbox_speed
        guests = self.room_guests.get(sitting.id)
        inside = (outsiders_hint(sitting, *guests),) if guests and guests[0] and not sitting.public else ()
        return (*lacking, *inside, *((voice.say("hint.trouble"),) if recent else ()))

    async def tell(self, heard: Heard, activity: Mapping[str, Any]) -> None:
        """Send *activity* to the sender's own chat; where that cannot be reached, say only that here.

        Whoever has no role in the sitting of this chat is answered now and then only.
        """
        bound = self.bindings.bound(heard.chat.conversation)
        sitting = self.desk.sitting(bound) if bound is not None else None
        known = sitting is None or member_of(sitting, heard) is not None
        if known or self.may_speak("", f"stranger:{heard.entra_id}", seconds=STRANGER_SECONDS):
            self.later(self._tell(heard, activity, sitting if known else None), "tell")

    async def _tell(self, heard: Heard, activity: Mapping[str, Any], sitting: Sitting | None) -> None:
        if heard.own_chat and await self.outbox.post(heard.own_chat, activity, Urgency.NORMAL) is not None:
            return
        newest = self.desk.sitting(sitting.id) if sitting is not None else None
        if sitting is None or newest is None or newest.ballot is not None:
            return  # no word for people without a role, and none between a ballot and its result
        if self.may_speak(sitting.id, "no_own_chat", seconds=60):
            words = voice_of(sitting).say("act.no_own_chat")
            await self.outbox.answer(heard.chat, activity_of(notice_card(words)))

    async def answer(self, heard: Heard, activity: Mapping[str, Any]) -> None:
        """Send *activity* to the chat in which something was heard, at that chat's pace."""
        self.later(self.outbox.answer(heard.chat, activity), "answer")


def member_of(sitting: Sitting | None, heard: Heard) -> Member | None:
    """The person of the sitting's roster who sent this, by Entra object id alone."""
    return sitting.roster.by_entra_id(heard.entra_id) if sitting is not None else None


def id_of(member: Member | None) -> MemberId:
    """The person's id, or nobody's."""
    return member.id if member is not None else NOBODY
