"""Which online meeting belongs to which sitting, and which chat is the office's."""

from bot.chats import ChatBook, ChatRef
from bot.heard import Heard, Place
from council.ids import SittingId
from council.roster import Role
from council.sitting import Sitting, Stage
from desk.desk import Desk
from desk.ports import Registry

TABLE = "bindings"
HELD = "meetings_held"
OFFICE = "office"
SUPPORT = "technicians"


def meeting_chat(conversation: str) -> str:
    """The key under which a meeting's chat is kept."""
    return f"meeting:{conversation}"


class Bindings:
    """Knows for every chat what it is, and for every person which sitting they mean."""

    def __init__(self, registry: Registry, desk: Desk, chats: ChatBook) -> None:
        self._registry = registry
        self._desk = desk
        self._chats = chats
        self._bound: dict[str, SittingId] = {}
        self._meetings: dict[SittingId, str] = {}
        self._rooms: dict[SittingId, tuple[str, str]] = {}

    async def load(self) -> None:
        """Read what is bound, in the place of what was known of it."""
        documents = await self._registry.all(TABLE)
        self._bound, self._meetings, self._rooms = {}, {}, {}
        for conversation, doc in documents.items():
            sitting, meeting = SittingId(str(doc["sitting"])), str(doc.get("meeting", ""))
            self._keep(conversation, sitting, meeting, closed=bool(doc.get("closed")))

    async def bind(self, conversation: str, sitting: SittingId, meeting: str) -> None:
        """Bind a meeting's chat to a sitting; another chat of the same sitting is released."""
        room = self._rooms.get(sitting, ("", ""))[0]
        for other in [c for c, s in self._bound.items() if s == sitting and c not in (conversation, room)]:
            await self.release(other)
        await self._registry.put(TABLE, conversation, {"sitting": sitting, "meeting": meeting})
        await self._remember(sitting, conversation, meeting)
        self._keep(conversation, sitting, meeting)

    async def bind_room(self, conversation: str, sitting: SittingId, meeting: str) -> None:
        """Bind a meeting's chat as the closed part's room; an earlier one is released."""
        before = self._rooms.get(sitting, ("", ""))[0]
        if before and before != conversation:
            await self.release(before)
        doc = {"sitting": sitting, "meeting": meeting, "closed": True}
        await self._registry.put(TABLE, conversation, doc)
        self._keep(conversation, sitting, meeting, closed=True)

    async def _remember(self, sitting: SittingId, conversation: str, meeting: str) -> None:
        """Note every online meeting in which a sitting was held, for the reports about them."""
        doc = await self._registry.get(HELD, sitting) or {"meetings": []}
        held = [one for one in doc["meetings"] if one["conversation"] != conversation]
        await self._registry.put(
            HELD, sitting, {"meetings": [*held, {"conversation": conversation, "meeting": meeting}]}
        )

    async def forget(self, sitting: SittingId, conversation: str) -> None:
        """Take a meeting out of those in which a sitting was held: it was bound by mistake."""
        doc = await self._registry.get(HELD, sitting) or {"meetings": []}
        held = [one for one in doc["meetings"] if one["conversation"] != conversation]
        await self._registry.put(HELD, sitting, {"meetings": held})

    async def held_in(self, sitting: SittingId) -> tuple[tuple[str, str], ...]:
        """The chats and ids of all online meetings in which a sitting was held, in order."""
        doc = await self._registry.get(HELD, sitting) or {"meetings": []}
        return tuple((str(one["conversation"]), str(one["meeting"])) for one in doc["meetings"])

    async def release(self, conversation: str) -> None:
        """Lift the binding of a meeting's chat."""
        await self._registry.remove(TABLE, conversation)
        self._bound.pop(conversation, None)
        self._rooms = {s: room for s, room in self._rooms.items() if room[0] != conversation}

    def _keep(self, conversation: str, sitting: SittingId, meeting: str, *, closed: bool = False) -> None:
        self._bound[conversation] = sitting
        if closed:
            self._rooms[sitting] = (conversation, meeting)
        elif meeting:
            self._meetings[sitting] = meeting

    def meeting_of(self, sitting: SittingId) -> str:
        """The online meeting's id of a sitting, "" where none is known."""
        return self._meetings.get(sitting, "")

    def room_of(self, sitting: SittingId) -> tuple[str, str]:
        """Chat and id of the closed part's online meeting, "" where there is none."""
        return self._rooms.get(sitting, ("", ""))

    def bound(self, conversation: str) -> SittingId | None:
        """The sitting that is bound to a chat, or None."""
        return self._bound.get(conversation)

    def left(self, conversation: str) -> Sitting | None:
        """The sitting that met in this chat once and goes on elsewhere, while the chat is free."""
        if conversation in self._bound:
            return None
        key = meeting_chat(conversation)
        once = (s for s in self._desk.sittings() if not s.withdrawn and key in s.left)
        return min(once, key=_nearness, default=None)

    async def meetings_of(self, sitting: SittingId) -> tuple[str, ...]:
        """The ids of all online meetings in which a sitting was held, in order."""
        return tuple(meeting for _, meeting in await self.held_in(sitting) if meeting)

    def place(self, chat: ChatRef) -> Place:
        """What kind of chat this is."""
        if chat.kind == "personal":
            return Place.PERSONAL
        office = self._chats.find(OFFICE)
        if office is not None and office.conversation == chat.conversation:
            return Place.OFFICE
        if chat.conversation in self._bound or chat.kind == "meeting":
            return Place.MEETING
        return Place.GROUP

    def meant(self, heard: Heard) -> tuple[Sitting, ...]:
        """The sittings that may be meant: one as a rule, several where the person is busy in several.

        In the chat of a meeting it is the one held there, whoever speaks.
        """
        nearest = self.sitting_for(heard)
        if nearest is None or self._bound.get(heard.chat.conversation) is not None:
            return (nearest,) if nearest is not None else ()
        busy = [sitting for sitting in self._desk.sittings() if _takes_part(sitting, heard.entra_id)]
        return tuple(sorted(busy, key=_nearness)) or (nearest,)

    def sitting_for(self, heard: Heard) -> Sitting | None:
        """The sitting that is meant: the chat's own, else the one nearest to now.

        Outside the meeting's chat an open sitting goes before a prepared one, and that
        before one that has ended; only sittings with the person on their roster count.
        """
        bound = self._bound.get(heard.chat.conversation)
        if bound is not None:
            found = self._desk.sitting(bound)
            return found if found is not None and not found.withdrawn else None
        mine = [
            sitting
            for sitting in self._desk.sittings()
            if not sitting.withdrawn and sitting.roster.by_entra_id(heard.entra_id) is not None
        ]
        return min(mine, key=_nearness, default=None)


def _takes_part(sitting: Sitting, entra_id: str) -> bool:
    """Whether a person has something to do in a sitting that is under way or lets people in."""
    member = sitting.roster.by_entra_id(entra_id)
    live = sitting.admission if sitting.stage is Stage.PREPARED else sitting.stage is not Stage.ENDED
    if member is None or sitting.withdrawn or not live:
        return False
    leads = member.id in (sitting.chair, sitting.operator) or member.has(Role.OFFICE)
    presence = sitting.presence(member.id)
    return leads or presence.waiting or bool(presence.spells)


_ORDER = {Stage.OPEN: 0, Stage.BREAK: 0, Stage.PREPARED: 1, Stage.ENDED: 2}


def _nearness(sitting: Sitting) -> tuple[int, float]:
    ended = sitting.ended_at.timestamp() if sitting.ended_at else 0.0
    start = sitting.starts.timestamp()
    return (_ORDER[sitting.stage], -ended if sitting.stage is Stage.ENDED else start)
