"""One sitting as the people in it hold it: what they type and press, and what they then see."""

from __future__ import annotations

from dataclasses import dataclass

from rehearsal.chats import BOT, Chat, Message, NotSeenInTime, Seeing, Test, first_seen
from rehearsal.client import Client
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import has_button
from rehearsal.seen import Counts, counts_of, is_ballot, is_result, number_of


class NotTaken(AssertionError):
    """The bot did not take what somebody typed or pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The chats of a sitting: the meeting's, the office's, perhaps the technicians'."""

    meeting: Chat
    office: Chat
    support: Chat | None = None


class Evening:
    """What happens in a sitting, step by step; each step waits for what the room then sees."""

    def __init__(
        self, client: Client, rooms: Rooms, chair: Person, clerk: Person, *, patience: float = 8.0
    ) -> None:
        """Sit down with a chair and a clerk; nobody waits longer than their patience (seconds)."""
        self.client = client
        self.rooms = rooms
        self.chair = chair
        self.clerk = clerk
        self._patience = patience

    async def typed(self, person: Person, text: str, chat: Chat | None = None) -> Answer:
        """Type a line, in one's own chat with the bot unless another chat is named."""
        place = chat or self.client.tenant.one_to_one(person)
        answer = await self.client.say(person, place, text)
        if not answer.arrived:
            raise NotTaken(f"„{text}“ von {person.name}: {answer.status} {answer.text}")
        return answer

    async def say_and_see(
        self,
        person: Person,
        text: str,
        test: Test,
        *,
        said_in: Chat | None = None,
        seen_in: Chat | None = None,
        told: str = "",
    ) -> Message:
        """Type a line and wait until the bot shows what passes the test, in the meeting chat or another.

        Who sees nothing types it once more; being told privately that it is done already (`told`)
        is as good then, for Teams may have lost the message.
        """
        place = seen_in or self.rooms.meeting
        own = self.client.tenant.one_to_one(person)
        mark, before = place.mark(), own.mark()
        await self.typed(person, text, said_in)
        shown = Seeing(place, lambda one: one.by == BOT and test(one), mark)
        private = Seeing(own, lambda one: one.by == BOT and bool(told) and told in one.text, before)
        try:
            return await first_seen(shown, within=self._patience)
        except NotSeenInTime:
            await self.typed(person, text, said_in)
        try:
            return await first_seen(shown, private, within=self._patience)
        except NotSeenInTime as missing:
            said = " / ".join(entry.message.text for entry in own.since(before) if entry.message.by == BOT)
            raise NotSeenInTime(f"Nach „{text}“: {missing}. {person.name} las: {said[:500]}") from None

    async def bind(self, sitting: str) -> None:
        """Make the office chat the office's, and bind the meeting to the planned sitting."""
        meeting = self.rooms.meeting
        mark = meeting.mark()
        await self.typed(self.clerk, "büro hier", self.rooms.office)
        await self.typed(self.clerk, f"vorbereiten {sitting}", meeting)
        try:
            await meeting.wait_for(can_sign_in, after=mark, within=self._patience)
        except NotSeenInTime:
            await self.say_and_see(self.clerk, "anmeldung", can_sign_in, said_in=meeting)

    async def open(self) -> Message:
        """Open the sitting."""
        return await self.say_and_see(
            self.chair,
            "sitzung eröffnen",
            lambda one: "eröffnet" in one.text,
            said_in=self.rooms.meeting,
            told="bereits",
        )

    async def open_ballot(self, text: str) -> Message:
        """Open a ballot by a typed line and return its card."""
        return await self.say_and_see(self.chair, text, is_ballot, said_in=self.rooms.meeting)

    async def close_ballot(self, ballot: Message) -> Counts:
        """Close the open ballot and return the counts on its card."""
        number = number_of(ballot)
        shown = await self.say_and_see(
            self.chair,
            "abstimmung schließen",
            lambda one: number_of(one) == number and counts_of(one) is not None,
            said_in=self.rooms.meeting,
        )
        counts = counts_of(shown)
        assert counts is not None, "the test above has found them"
        return counts

    async def declare(self, line: str = "feststellen") -> Counts:
        """Declare the closed ballot and return what the result message says."""
        shown = await self.say_and_see(self.chair, line, is_result, said_in=self.rooms.meeting)
        counts = counts_of(shown)
        assert counts is not None, "the test above has found them"
        return counts

    async def end(self) -> Message:
        """End the sitting."""
        return await self.say_and_see(
            self.chair, "sitzung schließen", is_end, said_in=self.rooms.meeting, told="geschlossen"
        )


def can_sign_in(message: Message) -> bool:
    """Whether a message is the sign-in card."""
    return has_button(message.card, "Anwesend")


def is_end(message: Message) -> bool:
    """Whether a message says that the sitting is closed."""
    return "Sitzung geschlossen" in message.text
