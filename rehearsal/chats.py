"""A chat as Teams keeps it: each message with its edits, and what each person sees of it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.reading import Json, card_of, content_text, words_of

BOT = "bot"
SMALL_MESSAGE = 28 * 1024

_ids = itertools.count(int(time.time() * 1000))


class Kind(StrEnum):
    """What a chat is; a meeting's chat is a group chat with a meeting."""

    PERSONAL = "personal"
    GROUP = "groupChat"


class Deed(StrEnum):
    """What happened to a message."""

    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"


class NotSeenInTime(TimeoutError):
    """What somebody waited for did not appear in the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A message's content from one moment on."""

    at: datetime
    deed: Deed
    activity: Json


@dataclass(slots=True, kw_only=True)
class Message:
    """One message: its versions, and the cards that single persons got as answers to a press."""

    id: str
    by: str
    versions: list[Version]
    views: dict[str, Json] = field(default_factory=dict)
    lost: bool = False
    """Whether Teams does not find it any more, though everybody still sees it."""

    @property
    def activity(self) -> Json:
        """What the message says now."""
        return self.versions[-1].activity

    @property
    def deleted(self) -> bool:
        """Whether the message has been taken away."""
        return self.versions[-1].deed is Deed.DELETED

    @property
    def card(self) -> Json | None:
        """The card that somebody sees who has not pressed anything."""
        return card_of(self.activity)

    @property
    def text(self) -> str:
        """Everything that can be read in it, without anybody's own view."""
        return words_of(self.activity)

    def seen_by(self, person: Person) -> Json | None:
        """The card as this person's client shows it."""
        if self.deleted:
            return None
        return self.views.get(person.mri, self.card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a chat's history."""

    at: datetime
    deed: Deed
    message: Message
    version: Version


Test = Callable[[Message], bool]
Watcher = Callable[[Entry], None]


@dataclass(slots=True, kw_only=True)
class Chat:
    """A conversation between people and, where it is installed, the bot."""

    id: str
    kind: Kind
    tenant: str
    name: str = ""
    meeting: OnlineMeeting | None = None
    installed: bool = True
    members: dict[str, Person] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    busy: bool = False
    watchers: list[Watcher] = field(default_factory=list)
    _waiting: list[tuple[Test, asyncio.Future[Message]]] = field(default_factory=list)

    def add(self, *people: Person) -> None:
        """Let people into the chat."""
        self.members.update((person.mri, person) for person in people)

    def send(self, activity: Json, by: str = BOT) -> Message:
        """Keep a new message and wake whoever waits for it."""
        identifier = str(next(_ids))
        message = Message(id=identifier, by=by, versions=[])
        self.messages[identifier] = message
        self._weigh(message, activity)
        self._note(message, Deed.SENT, activity)
        return message

    def edit(self, message: Message, activity: Json) -> None:
        """Replace a message's content; every client then shows the new card."""
        message.views.clear()
        self._weigh(message, activity)
        self._note(message, Deed.EDITED, activity)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        message.views.clear()
        self._note(message, Deed.DELETED, {})

    def mark(self) -> int:
        """Return the place in the history behind which something is new."""
        return len(self.history)

    def since(self, mark: int) -> tuple[Entry, ...]:
        """Return what happened behind a mark."""
        return tuple(self.history[mark:])

    def bot_messages(self) -> tuple[Message, ...]:
        """Return the bot's messages that still stand, oldest first."""
        return tuple(
            message for message in self.messages.values() if message.by == BOT and not message.deleted
        )

    def newest(self, test: Test) -> Message | None:
        """Return the lowest standing message that passes the test."""
        return next((message for message in self._upwards() if test(message)), None)

    async def wait_for(self, test: Test, *, after: int = 0, within: float = 20.0, what: str = "") -> Message:
        """Return the first message sent or edited behind the mark that passes, now or later."""
        for entry in self.history[after:]:
            if not entry.message.deleted and test(entry.message):
                return entry.message
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        waiter = (test, future)
        self._waiting.append(waiter)
        try:
            return await asyncio.wait_for(future, within)
        except TimeoutError:
            last = "; ".join(message.text[:80].replace("\n", " · ") for message in self.bot_messages()[-3:])
            raise NotSeenInTime(
                f"{what or 'Die Nachricht'} kam nicht in „{self.name}“; zuletzt: {last}"
            ) from None
        finally:
            self._waiting.remove(waiter)

    def _upwards(self) -> Iterator[Message]:
        for identifier in reversed(self.messages):
            message = self.messages[identifier]
            if not message.deleted:
                yield message

    def _weigh(self, message: Message, activity: Json) -> None:
        if len(content_text(activity).encode()) > SMALL_MESSAGE:
            self.large.append(message.id)

    def _note(self, message: Message, deed: Deed, activity: Json) -> None:
        version = Version(at=datetime.now(UTC), deed=deed, activity=activity)
        message.versions.append(version)
        entry = Entry(at=version.at, deed=deed, message=message, version=version)
        self.history.append(entry)
        for watcher in tuple(self.watchers):
            watcher(entry)
        if deed is Deed.DELETED:
            return
        for test, future in self._waiting:
            if not future.done() and test(message):
                future.set_result(message)


@dataclass(frozen=True, slots=True)
class Seeing:
    """What somebody looks for: where, and behind which mark."""

    chat: Chat
    test: Test
    after: int = 0


async def first_seen(*looking: Seeing, within: float = 20.0, what: str = "") -> Message:
    """Return the message that is seen first, in whichever chat."""
    tasks = [
        asyncio.create_task(one.chat.wait_for(one.test, after=one.after, within=within, what=what))
        for one in looking
    ]
    missing: NotSeenInTime | None = None
    try:
        for next_one in asyncio.as_completed(tasks):
            try:
                return await next_one
            except NotSeenInTime as late:
                missing = missing or late
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert missing is not None, "somebody looked for something"
    raise missing
