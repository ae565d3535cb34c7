"""A sitting in more than one online meeting: gone on elsewhere, or with a room for its closed part."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.asking import Asked
from bot.bindings import meeting_chat
from bot.chats import ChatRef
from bot.hub import Hub
from bot.replies_out import Answer, say_text
from council import commands as cmd
from council.errors import NotInRoster, RoomTaken, UnknownSitting
from council.ids import MemberId, SittingId
from council.room_rules import require_free
from council.roster import Member, Role
from council.sitting import Sitting, Stage
from wording.voice import voice_of


class Requires(Protocol):
    """Finds out who asks, and that they may."""

    def __call__(self, asked: Asked, *roles: Role) -> Awaitable[Member]:
        """The person who asks; raises a refusal where they hold none of *roles*."""
        ...


class Rooms:
    """Binds further meetings to a sitting, and lets go of them again."""

    def __init__(
        self, hub: Hub, require: Requires, after: Callable[[Sitting, ChatRef], Awaitable[None]]
    ) -> None:
        self._hub = hub
        self._require = require
        self._after = after

    async def prepare(self, asked: Asked) -> Answer | None:
        """``vorbereiten`` for another meeting of a sitting that is there already; None: it is not."""
        args = asked.args
        if args.sitting:
            await self._hub.desk.have_at_hand(SittingId(args.sitting))
        sitting = self._hub.desk.sitting(SittingId(args.sitting)) if args.sitting else None
        self._require_free(asked)
        if args.closed:
            if not args.sitting:
                return say_text(self._hub.voice.say("rooms.which"))
            if sitting is None or sitting.withdrawn:
                raise UnknownSitting(sitting=args.sitting)
            return await self._bind_room(asked, sitting)
        chat = meeting_chat(asked.heard.chat.conversation)
        moves = sitting is not None and not sitting.withdrawn and sitting.stage is Stage.BREAK
        if sitting is None or not moves or sitting.meeting == chat:
            return None
        if chat in (sitting.closed_meeting, *sitting.closed_rooms):
            raise RoomTaken
        return await self._move(asked, sitting)

    def _require_free(self, asked: Asked) -> None:
        """Let through where this chat may be what is asked for."""
        args, desk = asked.args, self._hub.desk
        bound = self._hub.bindings.bound(asked.heard.chat.conversation)
        if bound is None or bound == (args.sitting or bound):
            return
        named = desk.sitting(SittingId(args.sitting))
        chat = meeting_chat(asked.heard.chat.conversation)
        require_free(chat, desk.sitting(bound), named, closed=args.closed)

    async def undo(self, asked: Asked) -> Answer | None:
        """``vorbereiten aufheben`` in a closed room, or for the meeting to which a sitting has moved."""
        sitting, chat = asked.held, asked.heard.chat.conversation
        if sitting.closed_meeting and sitting.closed_meeting == meeting_chat(chat):
            await self._hub.desk.turn(cmd.BindClosedRoom(**asked.head(), meeting=""))
            await self._hub.bindings.release(chat)
            return say_text(voice_of(sitting).say("rooms.released"))
        if sitting.stage is not Stage.BREAK or not sitting.meetings:
            return None
        entry = await self._hub.desk.turn(cmd.MoveBack(**asked.head()))
        await self._bind_to(entry.sitting)
        await self._hub.bindings.forget(sitting.id, sitting.meeting.removeprefix("meeting:"))
        return say_text(voice_of(sitting).say("rooms.moved_back", title=sitting.title))

    async def _bind_room(self, asked: Asked, sitting: Sitting) -> Answer:
        clerk = await self._clerk(asked, sitting)
        key = await self._learned(asked)
        command = cmd.BindClosedRoom(sitting=sitting.id, by=clerk, cause=asked.heard.id, meeting=key)
        await self._hub.desk.turn(command)
        chat = asked.heard.chat.conversation
        await self._hub.bindings.bind_room(chat, sitting.id, asked.heard.meeting)
        return say_text(voice_of(sitting).say("rooms.bound", title=sitting.title))

    async def _move(self, asked: Asked, sitting: Sitting) -> Answer:
        clerk = await self._clerk(asked, sitting)
        key = await self._learned(asked)
        command = cmd.MoveMeeting(sitting=sitting.id, by=clerk, cause=asked.heard.id, meeting=key)
        # Bound before it is written down: what the record owes belongs into the new chat.
        await self._hub.bindings.bind(asked.heard.chat.conversation, sitting.id, asked.heard.meeting)
        try:
            entry = await self._hub.desk.turn(command)
        except BaseException:
            await self._bind_to(sitting)
            raise
        self._hub.later(self._after(entry.sitting, asked.heard.chat), "after_preparing")
        return say_text(voice_of(sitting).say("rooms.moved", title=sitting.title))

    async def _bind_to(self, sitting: Sitting) -> None:
        """Bind the meeting that the record names; any other of this sitting is released."""
        conversation = sitting.meeting.removeprefix("meeting:")
        held = dict(await self._hub.bindings.held_in(sitting.id))
        await self._hub.bindings.bind(conversation, sitting.id, held.get(conversation, ""))

    async def _clerk(self, asked: Asked, sitting: Sitting) -> MemberId:
        """The clerk who asks, as the sitting's own roster knows them."""
        member = await self._require(asked, Role.OFFICE)
        known = sitting.member(member.id)
        if known is None:
            raise NotInRoster
        return known.id

    async def _learned(self, asked: Asked) -> str:
        key = meeting_chat(asked.heard.chat.conversation)
        await self._hub.outbox.learned(key, as_meeting(asked.heard.chat))
        return key


def as_meeting(chat: ChatRef) -> ChatRef:
    """A chat that was heard, kept as the chat of an online meeting."""
    return ChatRef(
        service_url=chat.service_url,
        conversation=chat.conversation,
        tenant=chat.tenant,
        bot_id=chat.bot_id,
        kind="meeting",
    )
