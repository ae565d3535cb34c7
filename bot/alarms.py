"""Faults of the bot itself: told to the technicians, or to the office where there are none."""

from bot.bindings import OFFICE, SUPPORT
from bot.hub import Hub
from bot.owed import Trouble, Urgency
from cards.build import activity_of, notice_card
from council.ids import SittingId
from wording.voice import Voice, voice_of

PAUSE_SECONDS = 60
"""How often one sitting's undeliverable messages are told of."""


def tell_of_trouble(hub: Hub, trouble: Trouble) -> None:
    """Tell of a message of a sitting that Teams has not taken; one in a while, never of its own kind."""
    sitting = hub.sitting(SittingId(trouble.sitting)) if trouble.sitting else None
    if sitting is None or not hub.may_speak(sitting.id, "trouble", seconds=PAUSE_SECONDS):
        return
    reason = f"{trouble.status} {trouble.reason}".removeprefix("0 ")
    words = voice_of(sitting).say("alarm.trouble", title=sitting.title, slot=trouble.slot, reason=reason)
    _tell(hub, words, avoid=trouble.chat, title=voice_of(sitting).say("alarm.title"))


def tell_of_locks(hub: Hub) -> None:
    """Tell office and technicians of every sitting whose record is damaged or too short."""
    for sitting, reason in hub.desk.locked().items():
        tell_of_lock(hub, sitting, reason)


def tell_of_lock(hub: Hub, sitting: SittingId, reason: str) -> None:
    """Tell office and technicians of a sitting whose record is damaged or too short."""
    voice: Voice = hub.voice
    card = notice_card(
        voice.say("alarm.locked", sitting=sitting, reason=reason), title=voice.say("alarm.title")
    )
    for chat in (SUPPORT, OFFICE):
        if hub.outbox.chats.find(chat) is not None:
            hub.later(hub.outbox.post(chat, activity_of(card), Urgency.NORMAL), "alarm")


def _tell(hub: Hub, words: str, *, avoid: str, title: str) -> None:
    known = [chat for chat in (SUPPORT, OFFICE) if chat != avoid and hub.outbox.chats.find(chat) is not None]
    if known:
        activity = activity_of(notice_card(words, title=title))
        hub.later(hub.outbox.post(known[0], activity, Urgency.NORMAL), "alarm")
