"""The outbox in bad weather: whatever Teams does, what stands in the end is what was owed last."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.connector import Connector
from bot.hosts import TrustedHosts
from bot.outbox import Outbox, Owed, Trouble, Urgency
from tests.bot.teams import FakeTeams, MemoryRegistry, problem

CHATS = ("meeting", "office", "person")
SITTING = "sitting"


class Bearer:
    async def token(self) -> str:
        return "t"

    def forget(self) -> None:
        pass


class Evening:
    """Owes at random, to a Teams in a mood, and remembers what was owed last."""

    def __init__(self, seed: int, teams: FakeTeams, session: aiohttp.ClientSession) -> None:
        self.chance = random.Random(seed)
        self.teams = teams
        self.session = session
        self.registry = MemoryRegistry()
        self.troubles: list[Trouble] = []
        self.last: dict[str, Owed] = {}
        self.said: dict[str, str] = {}
        for chat in CHATS:
            self.registry.tables["chats"][chat] = teams.ref(f"19:{chat}").document()
        teams.fault = self.mood
        self.calm = False
        self.outbox = self.fresh()

    def fresh(self) -> Outbox:
        """Return an outbox as the next process makes it."""
        self.outbox = Outbox(
            connector=Connector(
                session=self.session,
                bearer=Bearer(),
                hosts=TrustedHosts(("127.0.0.1",)),
                seconds=2,
            ),
            registry=self.registry,
            on_trouble=self.troubles.append,
            speed=200.0,
        )
        return self.outbox

    def mood(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse | str | None:
        """Fail one request in four, in a way that leaves ordinary messages certain."""
        if self.calm or self.chance.random() > 0.25:
            return None
        sure: list[web.StreamResponse | str] = [
            problem(412, "x"),
            problem(503, "x"),
            problem(429, "x", **{"Retry-After": "0.02"}),
        ]
        if request.method == "PUT" and body.get("repeatable"):
            sure = [*sure, *[problem(404, "ActivityNotFoundInConversation")] * 3]
        if request.method == "PUT" or body.get("repeatable"):
            return self.chance.choice([*sure, "502", "drop", "lose", web.Response(status=500)])
        return self.chance.choice(sure)

    def owe(self, number: int) -> None:
        """Owe new content for one of a few slots."""
        slot = self.chance.choice(["ballot:1", "ballot:2", "item:1", "item:2", "board"])
        chat = self.chance.choice(CHATS) if slot == "board" else CHATS[len(slot) % 3]
        chat = self.last[slot].chat if slot in self.last else chat
        repeatable = slot.startswith("ballot")
        content = {"text": f"{slot} {number}", "repeatable": repeatable}
        owed = Owed(
            sitting=SITTING,
            slot=slot,
            chat=chat,
            urgency=self.chance.choice(list(Urgency)),
            repeatable=repeatable,
            render=lambda: content,
        )
        self.last[slot], self.said[slot] = owed, str(content["text"])
        self.outbox.owe(owed)

    async def settle(self) -> None:
        """Wait until all is paid."""
        async with asyncio.timeout(20):
            await self.outbox.idle()

    def standing(self, slot: str) -> list[str]:
        """Return what stands for a slot, in all chats."""
        texts = [text for chat in CHATS for text in self.teams.chats[f"19:{chat}"].texts]
        return [text for text in texts if text.startswith(slot)]


@pytest.fixture(params=range(8))
async def evening(request: pytest.FixtureRequest) -> AsyncIterator[Evening]:
    async with FakeTeams(speed=200) as teams, aiohttp.ClientSession() as session:
        evening = Evening(request.param, teams, session)
        yield evening
        await evening.outbox.stop()


class TestBadWeather:
    """Architecture, a vote's way, 5: repeats, replaced edits, ids remembered."""

    async def test_what_was_owed_last_stands_in_the_end(self, evening: Evening) -> None:
        await evening.outbox.start()
        for number in range(60):
            evening.owe(number)
            await asyncio.sleep(evening.chance.random() * 0.01)
        await evening.settle()

        assert not evening.troubles
        for slot, said in evening.said.items():
            assert said in evening.standing(slot)
            if not evening.last[slot].repeatable:
                assert evening.standing(slot) == [said]

    async def test_teams_never_sees_two_at_once_or_too_many(self, evening: Evening) -> None:
        await evening.outbox.start()
        for number in range(60):
            evening.owe(number)
        await evening.settle()

        together = [evening.teams.chats[f"19:{chat}"].together for chat in CHATS]
        assert max(together) == 1
        assert evening.teams.refused == 0

    async def test_restarts_in_between_lose_and_double_nothing(self, evening: Evening) -> None:
        await evening.outbox.start()
        for round_ in range(4):
            for number in range(10):
                evening.owe(100 * round_ + number)
                await asyncio.sleep(evening.chance.random() * 0.005)
            await evening.outbox.stop()
            evening.fresh()
            await evening.outbox.start()
            for owed in evening.last.values():
                evening.outbox.owe(owed)
        evening.calm = True
        await evening.settle()

        for slot, said in evening.said.items():
            assert said in evening.standing(slot)
        texts = Counter(text for slot in evening.said for text in evening.standing(slot))
        ordinary = [slot for slot in evening.said if not evening.last[slot].repeatable]
        assert all(len(evening.standing(slot)) == 1 for slot in ordinary), texts
