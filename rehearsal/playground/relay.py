"""Teams between the bot and several people's Playgrounds, so that sign-in is on and all see one chat.

A Playground knows one person, signs nothing and no online meeting. What a window sends is signed here,
gets its meeting and the message ids of the service; what the bot sends or edits is shown in every window
that has the chat open. The rest of Teams (tokens, members, participants) is the stand-in's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from rehearsal.chats import BOT, Chat, Deed, Entry, Kind, Message
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import Json
from rehearsal.serving import Served, serve
from rehearsal.world import World

ARRIVALS = frozenset({"installationUpdate", "conversationUpdate"})


class Pane(Protocol):
    """What the relay needs of a window (`rehearsal.playground.window.Window`)."""

    @property
    def person(self) -> Person:
        """Who sits before it."""

    async def post(self, chat: Chat, activity: Json) -> str:
        """Show a message and return its id there, "" where it is not shown."""

    async def put(self, chat: Chat, identifier: str, activity: Json) -> None:
        """Show a message anew."""


@dataclass(slots=True)
class _Seat:
    """A person's window, the chats that are open in it, and what is still to be shown there."""

    window: Pane
    opened: set[str] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)
    """The service's message ids by those of the window."""
    waiting: asyncio.Queue[tuple[Chat, Message, Json]] = field(default_factory=asyncio.Queue)

    def there(self, message: Message) -> str:
        """The id under which the window shows a message, "" where it does not."""
        return next((mine for mine, theirs in self.shown.items() if theirs == message.id), "")


class Relay:
    """Takes what windows send on `/{person}/api/messages`, and carries back what the bot says."""

    def __init__(self, world: World, meeting: Chat) -> None:
        """Stand between the world's bot and the windows that will join."""
        self._world = world
        self._meeting = meeting
        self._seats: dict[str, _Seat] = {}
        self._told: set[tuple[str, str]] = set()
        self._work: list[asyncio.Task[None]] = []
        self._server: Served | None = None
        meeting.watchers.append(lambda entry: self._changed(meeting, entry))

    async def start(self) -> None:
        """Serve on a loopback port."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post("/{person}/api/messages", self._take)
        app.router.add_route("HEAD", "/{person}/api/messages", self._there)
        self._server = await serve(app)

    async def stop(self) -> None:
        """Stop serving and showing; the windows are not stopped."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        if self._server is not None:
            await self._server.stop()

    def endpoint(self, person: Person) -> str:
        """The address that a person's window takes for the bot's."""
        assert self._server is not None, "start() comes first"
        return f"{self._server.address}/{person.key}/api/messages"

    def join(self, window: Pane) -> None:
        """Let a window take part."""
        seat = _Seat(window)
        own = self._world.tenant.one_to_one(window.person)
        own.watchers.append(lambda entry: self._changed(own, entry))
        self._seats[window.person.key] = seat
        self._work.append(asyncio.create_task(self._show(seat), name=f"window.{window.person.key}"))

    async def shown(self) -> None:
        """Wait until everything the bot has said stands in the windows."""
        await asyncio.gather(*(seat.waiting.join() for seat in self._seats.values()))

    async def _there(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if request.match_info["person"] in self._seats else 404)

    async def _take(self, request: web.Request) -> web.Response:
        seat = self._seats.get(request.match_info["person"])
        activity: Json = await request.json()
        chat = self._world.tenant.chats.get(str((activity.get("conversation") or {}).get("id")))
        if seat is None or chat is None:
            raise web.HTTPNotFound(text="There is no such chat.")
        if activity.get("type") in ARRIVALS and not self._arrived(seat, chat, activity):
            return web.Response(status=200)
        answer = await self._deliver(seat, chat, activity)
        if answer.body is None:
            return web.Response(status=answer.status or 502)
        return web.Response(body=answer.raw, status=answer.status, content_type="application/json")

    def _arrived(self, seat: _Seat, chat: Chat, activity: Json) -> bool:
        """Install the app where a window opens a chat; say whether that is news to the bot.

        A window tells it at every opening and has forgotten what it showed: it gets the chat's history.
        """
        kind = str(activity["type"])
        if kind == "installationUpdate":
            chat.installed = True
            if chat.kind is Kind.PERSONAL:
                self._world.tenant.personal.add(seat.window.person.mri)
            seat.opened.add(chat.id)
            for message in chat.bot_messages():
                seat.shown.pop(seat.there(message), None)
                seat.waiting.put_nowait((chat, message, message.activity))
        news = (chat.id, kind) not in self._told
        self._told.add((chat.id, kind))
        return news

    async def _deliver(self, seat: _Seat, chat: Chat, activity: Json) -> Answer:
        """Send an activity on as Teams would: its meeting named, ids those of the service, signed."""
        if chat.meeting is not None:
            activity["channelData"] = (activity.get("channelData") or {}) | {
                "meeting": {"id": chat.meeting.id}
            }
        if (pressed := activity.get("replyToId")) and pressed not in seat.shown:
            await seat.waiting.join()  # seen and pressed before its id was noted
        message = chat.messages.get(seat.shown.get(str(pressed), ""))
        if message is not None:
            activity["replyToId"] = message.id
        elif activity.get("type") == "message":
            chat.send(activity, by=seat.window.person.mri)
        versions = len(message.versions) if message is not None else 0
        answer = await self._world.client.delivery.post(activity)
        if message is not None and answer.card is not None and len(message.versions) == versions:
            message.views[seat.window.person.mri] = answer.card
        return answer

    def _changed(self, chat: Chat, entry: Entry) -> None:
        """Note for every window that has the chat open what the bot has sent or edited."""
        if entry.message.by != BOT or entry.deed is Deed.DELETED:
            return
        for seat in self._looking(chat):
            seat.waiting.put_nowait((chat, entry.message, entry.version.activity))

    def _looking(self, chat: Chat) -> Iterator[_Seat]:
        return (seat for seat in self._seats.values() if chat.id in seat.opened)

    async def _show(self, seat: _Seat) -> None:
        """Show one thing after the other in a window, for as long as it takes part."""
        while True:
            chat, message, activity = await seat.waiting.get()
            if known := seat.there(message):
                await seat.window.put(chat, known, activity)
            elif identifier := await seat.window.post(chat, activity):
                seat.shown[identifier] = message.id
            seat.waiting.task_done()
