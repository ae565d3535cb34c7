"""The town's tenant: its people, chats and meetings, shared by the stand-ins."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from rehearsal.chats import Chat, Kind
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import TENANT_ID, Person

BOT_NAME = "Ratssaal"


class Tenant:
    """Everything Microsoft would hold for the town."""

    def __init__(self, app_id: str, tenant_id: str = TENANT_ID) -> None:
        """Start an empty tenant in which the bot of this app id is registered."""
        self.id = tenant_id
        self.app_id = app_id
        self.people: dict[str, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.personal: set[str] = set()
        self.asked_to_open: list[str] = []

    @property
    def bot_mri(self) -> str:
        """The bot's id in chats."""
        return f"28:{self.app_id}"

    def add(self, *people: Person, installed: bool = True) -> None:
        """Make people known; the app is installed for each of them unless told otherwise."""
        for person in people:
            self.people[person.mri] = person
            if installed and not person.anonymous:
                self.personal.add(person.mri)

    def by_entra(self, identifier: str) -> Person | None:
        """Return the person with this Entra object id or user principal name."""
        wanted = identifier.casefold()
        matching = (
            one for one in self.people.values() if wanted in {one.entra.casefold(), one.upn.casefold()}
        )
        return next((one for one in matching if not one.anonymous), None)

    def group(self, name: str, *people: Person) -> Chat:
        """Open a group chat in which the app is installed."""
        chat = Chat(id=f"19:{_digest(self.id + name)}@thread.v2", kind=Kind.GROUP, tenant=self.id, name=name)
        return self._keep(chat, people)

    def schedule(
        self, title: str, organizer: Person, start: datetime, end: datetime, *people: Person
    ) -> Chat:
        """Schedule an online meeting and return its chat."""
        identifier = (
            base64.urlsafe_b64encode(_digest(title + start.isoformat()).encode()).decode().rstrip("=")
        )
        chat_id = f"19:meeting_{identifier}@thread.v2"
        meeting = OnlineMeeting(chat_id=chat_id, title=title, organizer=organizer, start=start, end=end)
        chat = Chat(id=chat_id, kind=Kind.GROUP, tenant=self.id, name=title, meeting=meeting)
        return self._keep(chat, (organizer, *people))

    def one_to_one(self, person: Person) -> Chat:
        """Return the chat between a person and the bot, opened when it is first needed."""
        chat_id = f"a:1{base64.urlsafe_b64encode(hashlib.sha512(person.mri.encode()).digest()).decode()}"
        if chat_id in self.chats:
            return self.chats[chat_id]
        chat = Chat(id=chat_id, kind=Kind.PERSONAL, tenant=self.id, name=person.name)
        chat.installed = person.mri in self.personal
        return self._keep(chat, (person,))

    def meeting(self, identifier: str) -> OnlineMeeting | None:
        """Return the meeting that a bot knows under this id."""
        return next((one for one in self.meetings() if one.id == identifier), None)

    def meetings(self) -> tuple[OnlineMeeting, ...]:
        """Return all meetings."""
        return tuple(chat.meeting for chat in self.chats.values() if chat.meeting is not None)

    def _keep(self, chat: Chat, people: tuple[Person, ...]) -> Chat:
        for person in people:
            self.people.setdefault(person.mri, person)
        chat.add(*people)
        self.chats[chat.id] = chat
        return chat


def _digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
