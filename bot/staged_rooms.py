"""What a sitting in more than one online meeting owes Teams: a break between them, sign-in, who is alone."""

from collections.abc import Iterator

from bot import scenes
from bot.hub import Hub
from bot.owed import Owed, Urgency
from bot.owing import Draw, Owing, own_chat
from council import events as ev
from council.sitting import Sitting


class StagedRooms:
    """Turns moves, and the closed part's question, into what ought to stand in which chat."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)

    def owed(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The messages that *event* calls for; *sitting* is the state after it."""
        match event:
            case ev.MeetingMoved() if event.meeting == sitting.meeting:
                yield from self._moved(sitting, event)
            case ev.ClosedPartStarted():
                yield from self._alone(sitting, event)
            case ev.PublicPartStarted() | ev.SittingEnded():
                for slot, chat in self._hub.outbox.standing(sitting.id, "alone:"):
                    yield self._owing.shut(sitting, slot, chat, scenes.alone_over)
            case _:
                return

    def item_slot(self, sitting: Sitting, number: str, *, called: bool) -> str:
        """Where an item's card stands; called again in another meeting it gets a card of its own there."""
        slot = f"item:{number}"
        cards = dict(self._hub.outbox.standing(sitting.id, slot))
        later = f"{slot}/{len(sitting.meetings)}"
        return later if later in cards or (called and cards.get(slot) in sitting.left) else slot

    def pause(self, sitting: Sitting, number: int) -> Iterator[tuple[str, Draw]]:
        """A break where it was announced; where it goes on in another meeting, that is said there."""
        slot = f"break:{number}"
        if not self._moved_in(sitting, number):
            yield slot, scenes.pause(number)
            return
        yield slot, scenes.break_elsewhere
        if sitting.breaks[number - 1][1] is not None:
            yield f"resumed:{number}", scenes.pause(number)

    def _moved_in(self, sitting: Sitting, number: int) -> bool:
        """Whether the sitting went on elsewhere after this break, which stands in the meeting it left."""
        if sitting.moved_at is None or number > len(sitting.breaks):
            return False
        since, until = sitting.breaks[number - 1]
        stands = dict(self._hub.outbox.standing(sitting.id, f"break:{number}")).get(f"break:{number}")
        within = since <= sitting.moved_at and (until is None or sitting.moved_at <= until)
        return within and stands in sitting.left

    def _moved(self, sitting: Sitting, event: ev.MeetingMoved) -> Iterator[Owed]:
        """A sign-in card in the meeting in which it goes on; those elsewhere have no button any more."""
        for slot, chat in self._hub.outbox.standing(sitting.id, "sign-in:"):
            if chat in sitting.left:
                yield self._owing.shut(sitting, slot, chat, scenes.sign_in_elsewhere)
        for slot, draw in self.pause(sitting, len(sitting.breaks)):
            yield self._owing.in_meeting(sitting, slot, draw)
        slot, draw = f"sign-in:{event.at:%Y%m%d%H%M%S%f}", scenes.sign_in(self._hub)
        yield self._owing.owed(sitting, slot, event.meeting, draw, Urgency.NORMAL)

    def _alone(self, sitting: Sitting, event: ev.ClosedPartStarted) -> Iterator[Owed]:
        """The question whether somebody is alone: in the closed room, or in each one's own chat."""
        place = place_of(event)
        chats = {f"alone:{place}": sitting.closed_meeting} if sitting.closed_meeting else {}
        if not chats:
            own = (own_chat(sitting, member) for member in sitting.not_alone_yet)
            chats = {f"alone:{place}@{chat}": chat for chat in own if chat}
        for slot, chat in chats.items():
            yield self._owing.owed(sitting, slot, chat, scenes.alone(event.at), Urgency.NORMAL)


def place_of(event: ev.Event) -> str:
    """A name for something that happens now and then in a sitting."""
    return event.at.strftime("%H%M%S")
