"""The chair's control card in the personal chat: read it, and press its steps one after the other."""

from __future__ import annotations

import asyncio

from rehearsal.chats import BOT, Chat, Message, NotSeenInTime
from rehearsal.client import Client
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import buttons, has_button, words

HEADING = "Sitzungsleitung"
READING_SECONDS = 2.0
"""How long a chair looks at the card before the next press (at speed 1)."""

TYPED = {
    "Sitzung eröffnen": ("sitzung eröffnen",),
    "Weiter": ("weiter",),
    "Abstimmung eröffnen": ("abstimmung",),
    "Schließen": ("abstimmung schließen",),
    "Feststellen und weiter": ("feststellen", "weiter"),
    "Feststellen": ("feststellen",),
    "Kenntnis": ("kenntnis",),
    "Vertagen": ("vertagen",),
    "Fortsetzen": ("fortsetzen",),
    "Nichtöffentlich": ("nichtöffentlich",),
    "Sitzung schließen": ("sitzung schließen",),
}
"""What a chair types where the card has not come."""


class Control:
    """Whoever holds the chair, before their control card."""

    def __init__(self, client: Client, chair: Person, *, speed: float = 1.0, patience: float = 8.0) -> None:
        """Look at this person's own chat; patience (seconds) is not divided by the speed."""
        self.chair = chair
        self._client = client
        self._speed = speed
        self._patience = patience

    @property
    def chat(self) -> Chat:
        """The chair's own chat with the bot."""
        return self._client.tenant.one_to_one(self.chair)

    @property
    def card(self) -> Message | None:
        """The lowest control card; older ones belong to items before."""
        return self.chat.newest(is_control)

    @property
    def steps(self) -> tuple[str, ...]:
        """The titles of the buttons that the chair sees now."""
        card = self.card
        return tuple(button.title for button in buttons(card.seen_by(self.chair))) if card else ()

    async def shows(self, title: str, about: str = "") -> Message:
        """Wait until the control card offers this step (and mentions these words)."""

        def offered(_: Message) -> bool:
            card = self.card
            seen = card.seen_by(self.chair) if card else None
            return has_button(seen, title) and about in words(seen)

        card = self.card
        if card is None or not offered(card):
            what = f"Die Sitzungsleitungskarte mit „{title}“ {about}; zu sehen: {', '.join(self.steps)}"
            mark = self.chat.mark()
            await self.chat.wait_for(offered, after=mark, within=self._patience, what=what)
        card = self.card
        assert card is not None, "it has just been seen"
        return card

    async def press(self, title: str, about: str = "") -> Answer:
        """Press a step once the card offers it, after the time that reading takes.

        A card that does not come (Teams may lose it) is no hindrance: the step is typed then.
        """
        try:
            await self.shows(title, about)
        except NotSeenInTime:
            return await self._type(title)
        await asyncio.sleep(READING_SECONDS / self._speed)
        card = await self.shows(title, about)
        return await self._client.press(self.chair, self.chat, title, message=card)

    async def _type(self, title: str) -> Answer:
        answer = Answer(status=0)
        for line in TYPED[title]:
            answer = await self._client.tell(self.chair, line)
        return answer

    async def tap_twice(self, title: str, about: str = "") -> tuple[Answer, Answer]:
        """Press a step twice in a row, the second time on what the first press has left to see."""
        await self.shows(title, about)
        await asyncio.sleep(READING_SECONDS / self._speed)
        card = await self.shows(title, about)
        message, button = self._client.find(self.chair, self.chat, title, message=card)
        first, second = await asyncio.gather(
            self._client.press_button(self.chair, self.chat, message, button),
            self._client.press_button(self.chair, self.chat, message, button),
        )
        return first, second


def is_control(message: Message) -> bool:
    """Whether a message is a control card."""
    return message.by == BOT and message.text.startswith(HEADING)
