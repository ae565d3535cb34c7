"""An outbox before a Teams on loopback, and how to owe things in one line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from bot.connector import Connector
from bot.hosts import TrustedHosts
from bot.outbox import Outbox, Owed, Trouble, Urgency
from tests.bot.teams import FakeTeams, MemoryRegistry

SITTING = "2026-12-09-rat"
CHAT = "meeting"
CONVERSATION = "19:meeting@thread.v2"


class Bearer:
    """A token that never changes."""

    async def token(self) -> str:
        return "t"

    def forget(self) -> None:
        pass


class Office:
    """An outbox with a Teams, and how to owe things in one line."""

    def __init__(self, teams: FakeTeams, session: aiohttp.ClientSession) -> None:
        self.teams = teams
        self.registry = MemoryRegistry()
        self.troubles: list[Trouble] = []
        self._session = session
        self.outbox = self.fresh()

    def fresh(self, speed: float = 20.0) -> Outbox:
        """Return an outbox as a new process would make it."""
        hosts = TrustedHosts(("127.0.0.1",))
        self.outbox = Outbox(
            connector=Connector(session=self._session, bearer=Bearer(), hosts=hosts, seconds=2),
            registry=self.registry,
            on_trouble=self.troubles.append,
            speed=speed,
            jitter=lambda: 0.0,
        )
        return self.outbox

    async def open(self, *chats: str, speed: float = 20.0) -> None:
        """Start, with these chats known."""
        for chat in chats or (CHAT,):
            where = self.teams.ref(CONVERSATION if chat == CHAT else f"19:{chat}")
            self.registry.tables["chats"][chat] = where.document()
        self.fresh(speed)
        await self.outbox.start()

    def owe(
        self,
        slot: str,
        text: str | None = None,
        *,
        chat: str = CHAT,
        urgency: Urgency = Urgency.NORMAL,
        repeatable: bool = False,
        anew: bool = True,
        render: Callable[[], Any] | None = None,
    ) -> None:
        """Owe a message that says this."""
        content = None if text is None else {"text": text}
        self.outbox.owe(
            Owed(
                sitting=SITTING,
                slot=slot,
                chat=chat,
                urgency=urgency,
                repeatable=repeatable,
                anew=anew,
                render=render or (lambda: content),
            )
        )

    async def settle(self) -> None:
        """Wait until all is paid."""
        async with asyncio.timeout(20):
            await self.outbox.idle()

    async def until(self, done: Callable[[], bool]) -> None:
        """Look every hundredth of a second whether something has come true."""
        async with asyncio.timeout(20):
            while not done():  # noqa: ASYNC110 - what is watched is on the other side
                await asyncio.sleep(0.01)

    @property
    def texts(self) -> list[str]:
        """What stands in the meeting chat."""
        return self.teams.chats[CONVERSATION].texts


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """An outbox before a Teams."""
    async with FakeTeams(speed=20) as teams, aiohttp.ClientSession() as session:
        office = Office(teams, session)
        yield office
        await office.outbox.stop()
