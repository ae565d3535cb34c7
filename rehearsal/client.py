"""Teams on the people's side: what they do goes to the bot, what it answers is what they see."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime

from rehearsal.activities import Activities
from rehearsal.chats import Chat, Kind, Message
from rehearsal.delivery import Answer, Delivery
from rehearsal.faults import CALM, Chance, Faults
from rehearsal.files import Files, Upload
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Device, Person
from rehearsal.reading import Button, Json, NoSuchButton, consent_of, file_of, find_button
from rehearsal.tenant import Tenant


class Client:
    """Does what people do in Teams, and keeps what every person then sees."""

    def __init__(
        self,
        tenant: Tenant,
        files: Files,
        delivery: Delivery,
        build: Activities,
        *,
        faults: Faults = CALM,
        speed: float = 1.0,
        seed: int = 2,
    ) -> None:
        """Act in this tenant over this delivery."""
        self.tenant = tenant
        self.delivery = delivery
        self.build = build
        self._files = files
        self._faults = faults
        self._speed = speed
        self._chance = Chance(seed)
        self.dead: set[str] = set()
        """Who presses without anything leaving their device."""

    async def say(self, person: Person, chat: Chat, text: str, *, mention: bool | None = None) -> Answer:
        """Type a message; in a group chat the bot is mentioned unless told otherwise."""
        mentioned = chat.kind is Kind.GROUP if mention is None else mention
        activity = self.build.message(person, chat, text, mention=mentioned)
        chat.send(activity, by=person.mri)
        if chat.kind is Kind.GROUP and not mentioned:
            return Answer(status=200)  # the bot does not see it
        return await self.delivery.post(activity)

    async def tell(self, person: Person, text: str) -> Answer:
        """Type a message in one's own chat with the bot."""
        return await self.say(person, self.tenant.one_to_one(person), text)

    async def send_file(
        self, person: Person, name: str, content: bytes, text: str = "", *, chat: Chat | None = None
    ) -> Answer:
        """Send a file with a word beside it, in one's own chat unless another is named."""
        return await self.send_attachment(person, self._files.keep(person, name, content), text, chat=chat)

    async def send_attachment(
        self, person: Person, attachment: Json, text: str = "", *, chat: Chat | None = None
    ) -> Answer:
        """Send a message that carries this attachment."""
        place = chat or self.tenant.one_to_one(person)
        activity = self.build.message(person, place, text, mention=place.kind is Kind.GROUP)
        activity["attachments"] = [attachment, *activity["attachments"]]
        place.send(activity, by=person.mri)
        return await self.delivery.post(activity)

    async def press(
        self,
        person: Person,
        chat: Chat,
        title: str,
        *,
        near: str | None = None,
        message: Message | None = None,
        filled: Json | None = None,
    ) -> Answer:
        """Press the lowest button with this title that the person sees."""
        message, button = self.find(person, chat, title, near=near, message=message)
        return await self.press_button(person, chat, message, button, filled)

    def find(
        self,
        person: Person,
        chat: Chat,
        title: str,
        *,
        near: str | None = None,
        message: Message | None = None,
    ) -> tuple[Message, Button]:
        """Return the lowest button with this title that the person sees, and its message."""
        if message is not None:
            return message, find_button(message.seen_by(person), title, near)
        for candidate in reversed(chat.messages.values()):
            try:
                return candidate, find_button(candidate.seen_by(person), title, near)
            except NoSuchButton:
                continue
        raise NoSuchButton(f"In „{chat.name}“ sieht {person.name} keinen Knopf „{title}“")

    async def press_button(
        self,
        person: Person,
        chat: Chat,
        message: Message,
        button: Button,
        filled: Json | None = None,
    ) -> Answer:
        """Press a button that was found before; the answer replaces the card for this person."""
        if person.mri in self.dead:
            self.delivery.counted["dead"] += 1
            return Answer(status=0)
        if person.device is Device.OLD or button.action.get("type") == "Action.Submit":
            return await self._deliver_press(self.build.submit(person, chat, message, button, filled))
        activity = self.build.press(person, chat, message, button, filled)
        versions = len(message.versions)
        answer = await self._deliver_press(activity)
        if answer.card is not None and len(message.versions) == versions:
            message.views[person.mri] = answer.card
        return answer

    async def repeat(self, activity: Json) -> Answer:
        """Deliver an activity again, as Teams does after a slow answer: under a new id."""
        return await self.delivery.post({**activity, "id": f"f:{uuid.uuid4()}"})

    async def _deliver_press(self, activity: Json) -> Answer:
        while self._chance.strikes(self._faults.lost):
            self.delivery.counted["lost"] += 1
            await self._pause(1.0)
        if self._chance.strikes(self._faults.late):
            self.delivery.counted["late"] += 1
            await self._pause(self._faults.late_seconds)
        answer = await self.delivery.post(activity)
        if self._chance.strikes(self._faults.doubled):
            self.delivery.counted["doubled"] += 1
            return await self.repeat(activity)
        return answer

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    async def install(self, person: Person) -> Answer:
        """Add the app to a person's own chat, as an administrator's policy does for everybody."""
        self.tenant.personal.add(person.mri)
        return await self.install_in(person, self.tenant.one_to_one(person))

    async def install_in(self, by: Person, chat: Chat) -> Answer:
        """Add the app to a chat."""
        chat.installed = True
        await self.delivery.post(self.build.members_added(by, chat))
        return await self.delivery.post(self.build.installed(by, chat))

    async def join(self, person: Person, chat: Chat, *, told: bool = True) -> None:
        """Join the online meeting of a chat; who is new to the chat is added to it."""
        meeting = _meeting_of(chat)
        if person.mri not in chat.members:
            chat.add(person)
            await self.delivery.post(self.build.members_added(person, chat, person))
        if meeting.join(person, datetime.now(UTC)) and told:
            await self.delivery.post(self.build.participants(person, chat, meeting, "Join"))

    async def leave(self, person: Person, chat: Chat, *, told: bool = True) -> None:
        """Leave the online meeting."""
        meeting = _meeting_of(chat)
        if meeting.leave(person, datetime.now(UTC)) and told:
            await self.delivery.post(self.build.participants(person, chat, meeting, "Leave"))

    async def start_meeting(self, chat: Chat) -> None:
        """Start the online meeting."""
        meeting = _meeting_of(chat)
        await self.delivery.post(self.build.meeting(meeting.organizer, chat, meeting, "Start"))

    async def end_meeting(self, chat: Chat) -> None:
        """End the online meeting for everybody; its attendance report comes into being."""
        meeting = _meeting_of(chat)
        for person in meeting.inside():
            await self.leave(person, chat)
        meeting.finish(datetime.now(UTC))
        await self.delivery.post(self.build.meeting(meeting.organizer, chat, meeting, "End"))

    async def accept_file(self, person: Person, message: Message, within: float = 20.0) -> Upload:
        """Accept a file in one's own chat and return it when its file card has come."""
        chat = self.tenant.one_to_one(person)
        consent = consent_of(message.activity)
        if consent is None:
            raise NoSuchButton(f"Die Nachricht bietet {person.name} keine Datei an")
        mark = chat.mark()
        upload = self._files.offer(person, str(consent.get("name")))
        answer = self.build.file_answer(person, chat, message, consent, upload)
        await self.delivery.post(answer)
        shown = await chat.wait_for(
            lambda one: file_of(one.activity) is not None,
            after=mark,
            within=within,
            what="Die Dateikarte",
        )
        content = (file_of(shown.activity) or {}).get("content") or {}
        file = self._files.by_unique_id(str(content.get("uniqueId")))
        if file is None:
            raise NoSuchButton("Die Dateikarte zeigt auf keine hochgeladene Datei")
        return file

    async def decline_file(self, person: Person, message: Message) -> Answer:
        """Decline a file."""
        consent = consent_of(message.activity) or {}
        chat = self.tenant.one_to_one(person)
        activity = self.build.file_answer(person, chat, message, consent, None)
        return await self.delivery.post(activity)


def _meeting_of(chat: Chat) -> OnlineMeeting:
    if chat.meeting is None:
        raise ValueError(f"„{chat.name}“ is no meeting's chat")
    return chat.meeting
