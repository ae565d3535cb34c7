"""A short sitting held at four windows: install, commands, a ballot, its edit, the result, own chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.playground.hosting import Hosted, hosted
from rehearsal.playground.sample import SEATS, TITLE
from tests.e2e.windows import PATIENCE, Seated, seated

TRIES = 3

WINDOWS = ("vogt", "abel", "amt", "busch")
VOTERS = ("vogt", "abel", "busch")
SPEED = 20.0


@dataclass(kw_only=True)
class Evening:
    """The people at their windows, and what they have read there."""

    town: Hosted
    people: dict[str, Seated]
    receipts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def chair(self) -> Seated:
        """Petra Vogt."""
        return self.people["vogt"]

    @property
    def clerk(self) -> Seated:
        """Karla Amt."""
        return self.people["amt"]

    async def says(self, text: str) -> None:
        """Let the chair type a command in the meeting's chat."""
        await self.chair.types(text, mention=True)

    async def all_see(self, *words: str) -> None:
        """Wait until a card with these words stands in the meeting's chat of every window."""
        for person in self.people.values():
            await person.sees(*words)

    async def installed(self) -> None:
        """Everybody opens the own chat and the meeting's: that installs the app there."""
        for person in self.people.values():
            await person.turns_to_meeting()
        for _ in range(TRIES):
            if await self._all_here():
                return
            for (
                person
            ) in self._missing():  # a window that has told nobody tells it again when it is loaded anew
                await person.page.reload()
                await person.turns_to_own()
                await person.turns_to_meeting()
        assert await self._all_here(), [one.window.person.name for one in self._missing()]

    async def _all_here(self) -> bool:
        """Whether everybody's window has told, within a while, that the app is there."""
        for _ in range(int(PATIENCE / 1000 / TRIES / 0.1)):
            if self.town.meeting.installed and not self._missing():
                return True
            await asyncio.sleep(0.1)
        return False

    def _missing(self) -> list[Seated]:
        personal = self.town.world.tenant.personal
        return [one for one in self.people.values() if one.window.person.mri not in personal]

    async def prepared(self) -> None:
        """The clerk makes the own chat the office's and binds the meeting; all see the sign-in card."""
        await self.clerk.turns_to_own()
        await self.clerk.types("büro hier")
        await self.clerk.sees("Dieser Chat ist jetzt der Büro-Chat")
        await self.clerk.turns_to_meeting()
        await self.clerk.types(f"vorbereiten {self.town.sitting}", mention=True)
        await self.all_see("Anmeldung zur Sitzung")

    async def admitted(self) -> None:
        """The voters sign in, and the clerk admits them with one press in the own chat."""
        for key in VOTERS:
            await self.people[key].presses("Anwesend", "Anmeldung zur Sitzung")
            await self.people[key].sees("Anmeldung zur Sitzung", "Bitte warten Sie")
        await self.clerk.turns_to_own()
        waiting = f"Einlass: {len(VOTERS)} Personen angemeldet"
        await self.clerk.presses_until("Zulassen", waiting, "Einlass", "zugelassen")
        await self.clerk.turns_to_meeting()

    async def opened(self) -> None:
        """The chair opens the sitting and calls an item."""
        await self.says("sitzung eröffnen")
        await self.all_see("Sitzung eröffnet", f"dass {len(VOTERS)} von 5 stimmberechtigten")
        await self.says("top 3")
        await self.all_see("TOP 3 · Trinkbrunnen")

    async def voted(self, key: str, word: str) -> None:
        """Somebody votes on the open ballot and keeps the number of the receipt."""
        number = await self.people[key].votes(word, "Abstimmung 1")
        self.receipts.setdefault(key, []).append(number)


@asynccontextmanager
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """The sample council with these windows open, nothing prepared yet."""
    before = [one for one in SEATS if one.id in WINDOWS]
    async with hosted(folder, before, speed=SPEED) as town, seated(town.windows, TITLE) as people:
        yield Evening(town=town, people=people)
