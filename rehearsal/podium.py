"""The control card ("Sitzungsleitung") before whoever presses on it: the chair, or a clerk for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rehearsal.chats import BOT, Chat, Message
from rehearsal.client import Client
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import buttons, has_button, words

HEADING = "Sitzungsleitung"
READING_SECONDS = 2.0
"""How long somebody looks at the card before they press (at speed 1)."""


class Podium:
    """Somebody at the control card in a chat: their own, or the office's mirror of it."""

    def __init__(self, client: Client, who: Person, chat: Chat, *, speed: float, patience: float) -> None:
        """Sit down; the patience (seconds) is not divided by the speed."""
        self.who = who
        self.chat = chat
        self._client = client
        self._speed = speed
        self._patience = patience

    async def press(self, title: str, about: str = "") -> Answer:
        """Press a step once the card offers it, after the time that reading takes."""
        card = await self._read(title, about)
        return await self._client.press(self.who, self.chat, title, message=card)

    async def tap_twice(self, title: str) -> None:
        """Press the same button twice at once, before anything of the first press is to be seen."""
        card = await self._read(title, "")
        message, button = self._client.find(self.who, self.chat, title, message=card)
        press = self._client.press_button
        await asyncio.gather(*(press(self.who, self.chat, message, button) for _ in range(2)))

    async def _read(self, title: str, about: str) -> Message:
        await self.shows(title, about)
        await asyncio.sleep(READING_SECONDS / self._speed)
        return await self.shows(title, about)

    async def shows(self, title: str, about: str) -> Message:
        """Wait until the lowest control card offers this step and mentions these words."""
        offers = self._offers(title, about)
        card = self.card
        if card is None or not offers(card):
            seen = ", ".join(button.title for button in buttons(card.seen_by(self.who))) if card else "keine"
            what = f"Die Sitzungsleitungskarte mit „{title}“ {about} (Schaltflächen jetzt: {seen})"
            await self.chat.wait_for(
                lambda _: self.card is not None and offers(self.card),
                after=self.chat.mark(),
                within=self._patience,
                what=what,
            )
        card = self.card
        assert card is not None, "it has just been seen"
        return card

    def _offers(self, title: str, about: str) -> Callable[[Message], bool]:
        def offers(card: Message) -> bool:
            seen = card.seen_by(self.who)
            return has_button(seen, title) and about in words(seen)

        return offers

    @property
    def card(self) -> Message | None:
        """The lowest control card; older ones belong to items before."""
        return self.chat.newest(lambda one: one.by == BOT and one.text.startswith(HEADING))
