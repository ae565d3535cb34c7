"""A message of a sitting as it is owed: drawn when it is paid, from the newest state."""

from collections.abc import Callable
from dataclasses import replace

from bot.bindings import OFFICE
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from council.ids import MemberId, SittingId
from council.sitting import Sitting

Draw = Callable[[Sitting], Activity | None]


class Owing:
    """Makes what is owed of a slot, its chat and its drawing."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def in_meeting(self, sitting: Sitting, slot: str, draw: Draw) -> Owed:
        """Something for the meeting's chat; what got lost there stays lost while a ballot is under way."""
        return self.owed(sitting, slot, sitting.meeting, self.unless_in_the_way(slot, draw), Urgency.NORMAL)

    def unless_in_the_way(self, slot: str, draw: Draw) -> Draw:
        """The drawing of a message that nothing replaces between a ballot's card and its result."""

        def drawn(sitting: Sitting) -> Activity | None:
            known = self._hub.outbox.delivered(sitting.id, slot)
            lost = known.once and not known.stands
            return None if lost and sitting.ballot is not None else draw(sitting)

        return drawn

    def in_office(self, sitting: Sitting, slot: str, draw: Draw) -> Owed:
        """Something for the office's chat: it may stand there twice rather than not at all.

        Each button there names a case that is settled once, whichever of two cards it is pressed on.
        """
        return self.owed(sitting, slot, OFFICE, draw, Urgency.NORMAL, again=True)

    def shut(self, sitting: Sitting, slot: str, chat: str, draw: Draw) -> Owed:
        """What stands in a chat loses its buttons; where Teams has lost it, nothing takes its place."""
        return replace(self.owed(sitting, slot, chat, draw, Urgency.PROGRESS), anew=False)

    def owed(
        self, sitting: Sitting, slot: str, chat: str, draw: Draw, urgency: Urgency, *, again: bool = False
    ) -> Owed:
        """Something for any chat; ``again``: it may stand twice rather than not at all."""
        return Owed(
            sitting=sitting.id,
            slot=slot,
            chat=self._home(sitting, slot, chat),
            urgency=urgency,
            repeatable=again,
            render=self._drawn(sitting.id, draw),
        )

    def _home(self, sitting: Sitting, slot: str, chat: str) -> str:
        """Where a message of the meeting's chat stands: what was said in an earlier meeting stays there."""
        if not sitting.left or chat not in (sitting.meeting, sitting.closed_meeting):
            return chat
        standing = dict(self._hub.outbox.standing(sitting.id, slot))
        return standing[slot] if standing.get(slot) in sitting.left else chat

    def _drawn(self, sitting: SittingId, draw: Draw) -> Callable[[], Activity | None]:
        def render() -> Activity | None:
            newest = self._hub.desk.sitting(sitting)
            return draw(newest) if newest is not None else None

        return render


def own_chat(sitting: Sitting, member: MemberId) -> str:
    """The key of a person's own chat, "" where they have no account."""
    known = sitting.member(member)
    return f"person:{known.contact.entra_id}" if known is not None and known.contact.entra_id else ""
