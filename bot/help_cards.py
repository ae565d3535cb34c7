"""Calls for help owe their cards: the technicians' card, and a word to whoever had asked."""

from collections.abc import Iterator

from bot.bindings import OFFICE, SUPPORT
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.owing import Draw, Owing, own_chat
from cards.build import activity_of, notice_card
from cards.help_call import help_call_card
from council import events as ev
from council.helping import HelpCall, open_calls
from council.sitting import Sitting
from wording.voice import voice_of

_SHOWN = (
    ev.ItemCalled,
    ev.BallotOpened,
    ev.BallotClosed,
    ev.BallotDeclared,
    ev.BallotCancelled,
    ev.BallotSuperseded,
)
"""What every open call's card says something about."""
_OF_SOMEBODY = (ev.VoteCast, ev.DisturbanceReported, ev.DisturbanceEnded)


class HelpCards:
    """Turns calls for help into what stands in the technicians' chat and in people's own chats."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The messages that *event* calls for."""
        if isinstance(event, ev.HelpRequested | ev.HelpTaken | ev.HelpDone):
            for call in sitting.helps:
                if call.number == event.help:
                    yield self._card(sitting, call)
                    yield from self._word(sitting, call)
        elif isinstance(event, _SHOWN):
            yield from (self._card(sitting, call) for call in open_calls(sitting.helps))
        elif isinstance(event, _OF_SOMEBODY):
            calls = (call for call in open_calls(sitting.helps) if call.member == event.member)
            yield from (self._card(sitting, call) for call in calls)

    def _card(self, sitting: Sitting, call: HelpCall) -> Owed:
        """The call's card where it stands already, else with the technicians, else in the office."""
        slot = f"help:{call.number}"
        chats = self._hub.outbox.chats
        chat = SUPPORT if chats.find(SUPPORT) is not None else OFFICE
        chat = dict(self._hub.outbox.standing(sitting.id, slot)).get(slot, chat)
        return self._owing.owed(sitting, slot, chat, self._drawn(call.number), Urgency.NORMAL, again=True)

    def _drawn(self, number: int) -> Draw:
        def draw(sitting: Sitting) -> Activity | None:
            call = _call(sitting, number)
            if call is None:
                return None
            member = sitting.member(call.member)
            device = self._hub.devices.of(member.contact.entra_id) if member is not None else None
            return activity_of(help_call_card(sitting, call, device))

        return draw

    def _word(self, sitting: Sitting, call: HelpCall) -> Iterator[Owed]:
        """Whoever had asked hears who takes care of it, and when it is done."""
        chat = own_chat(sitting, call.member)
        if chat and (call.taken_at is not None or call.done_at is not None):
            slot = f"help-word:{call.number}"
            yield self._owing.owed(sitting, slot, chat, self._told(call.number), Urgency.NORMAL)

    def _told(self, number: int) -> Draw:
        def draw(sitting: Sitting) -> Activity | None:
            call = _call(sitting, number)
            if call is None:
                return None
            voice = voice_of(sitting)
            if call.done_at is not None:
                own = call.done_by == call.member
                if own and not self._hub.outbox.posted(sitting.id, f"help-word:{number}"):
                    return None
                return _notice(sitting, voice.say("help.told.done", time=voice.clock(call.done_at)))
            if call.taken_at is None:
                return None
            name = sitting.name(call.taken_by)
            return _notice(sitting, voice.say("help.told.taken", name=name, time=voice.clock(call.taken_at)))

        return draw


def _call(sitting: Sitting, number: int) -> HelpCall | None:
    return next((call for call in sitting.helps if call.number == number), None)


def _notice(sitting: Sitting, words: str) -> Activity:
    """A sentence; one of a practice sitting says that it is one."""
    mark = voice_of(sitting).say("probe.mark") if sitting.probe else ""
    return activity_of(notice_card(words, title=mark))
