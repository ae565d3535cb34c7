"""An evening of ballots as the outbox sees it: what is owed when, and when it was seen.

What a sitting owes is as ``bot.stage`` owes it: the control card and the office's board at each vote and
each step, the ballot's card and the result in the meeting's chat, the ballot in the chair's own chat too.
"""

import asyncio
import random
import statistics
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.outbox import Outbox, Owed, Trouble, Urgency
from tests.bot.paced_teams import CALM, Asked, PacedTeams, Weather
from tests.bot.teams import MemoryRegistry

MEETING, CHAIR, OFFICE = "meeting", "chair", "office"
CALLED, OPEN, CLOSED = 0, 1, 2
BEFORE = 8.0
"""For so many seconds a fault may be felt before something is to be seen."""
State = tuple[int, int, int]
"""Ballot, phase, and how many have voted; later states are greater."""


@dataclass(slots=True)
class Seen:
    """How long it took until each state stood on the control card, and each closing on its ballots.

    ``ages_of_one`` are those of states that met one fault at most.
    """

    ages: list[float] = field(default_factory=list)
    ages_of_one: list[float] = field(default_factory=list)
    closings: list[float] = field(default_factory=list)
    progress_before_closing: int = 0
    requests: int = 0
    beyond: int = 0
    in_silence: int = 0
    unshown: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """The age that one state in a hundred exceeds."""
        return statistics.quantiles(self.ages, n=100)[98]

    def __str__(self) -> str:
        return (
            f"{self.requests} requests, {self.beyond} beyond a limit; {len(self.ages)} states, "
            f"p50 {statistics.median(self.ages):.2f} s, p99 {self.p99:.2f} s, "
            f"at most {max(self.ages):.2f} s; "
            f"closed after at most {max(self.closings):.2f} s"
        )


class Evening:
    """Members who vote in their own time, and an outbox that tells of it."""

    def __init__(
        self, weather: Weather = CALM, *, members: int = 71, seed: int = 1, between: float = 3.0
    ) -> None:
        """``between`` two steps the chair takes so many seconds."""
        self.teams = PacedTeams(weather, seed)
        self.teams.watch = self._seen
        self.teams.watch_tries = self._note_try
        self.clock = self.teams.clock
        self.seen = Seen()
        self.state: State = (0, CLOSED, 0)
        self._members = members
        self._between = between
        self._dice = random.Random(seed)
        self._unseen: deque[tuple[float, State]] = deque()
        self._unclosed: dict[tuple[str, int], float] = {}
        self._untried: set[tuple[str, int]] = set()
        registry = MemoryRegistry()
        for chat in (MEETING, CHAIR, OFFICE):
            registry.tables["chats"][chat] = self.teams.ref(chat).document()
        self.outbox = Outbox(
            connector=self.teams,
            registry=registry,
            on_trouble=self.seen.troubles.append,
            clock=self.clock,
            jitter=self._dice.random,
        )

    async def held(self, ballots: int) -> Seen:
        """Hold so many ballots and tell what was seen."""
        await self.outbox.start()
        for number in range(1, ballots + 1):
            await self._ballot(number)
        await self.outbox.idle()
        await self.outbox.stop()
        seen = self.seen
        seen.requests, seen.beyond = len(self.teams.asked), self.teams.beyond
        seen.in_silence, seen.unshown = self.teams.spoken_to_in_silence, len(self._unseen)
        return seen

    async def _ballot(self, number: int) -> None:
        self._step((number, CALLED, 0))
        self._owe(f"item:{number}", MEETING, Urgency.NORMAL, lambda: {"item": number})
        await asyncio.sleep(self._between)
        self._step((number, OPEN, 0))
        self._owe_ballot(number)
        await asyncio.gather(*(self._vote(number) for _ in range(self._members)))
        await asyncio.sleep(self._dice.uniform(0, 3))
        self._step((number, CLOSED, 0))
        for chat in (MEETING, CHAIR):
            self._unclosed[chat, number] = self.clock()
            self._untried.add((chat, number))
        self._owe_ballot(number)
        await asyncio.sleep(self._between)
        self._owe(f"result:{number}", MEETING, Urgency.RESULT, lambda: {"result": number})

    async def _vote(self, number: int) -> None:
        await asyncio.sleep(min(self._dice.lognormvariate(0, 0.6) * 8, 40))
        self._now((number, OPEN, self.state[2] + 1), Urgency.PROGRESS)

    def _step(self, state: State) -> None:
        self._now(state, Urgency.NORMAL)

    def _now(self, state: State, urgency: Urgency) -> None:
        """Something has happened and was acknowledged: control card and board have to tell it."""
        self.state = state
        self._unseen.append((self.clock(), state))
        number = state[0]
        self._owe(f"control:{number}", CHAIR, urgency, lambda: self._control(number))
        if urgency is Urgency.NORMAL and number > 1:
            self._owe(f"control:{number - 1}", CHAIR, Urgency.PROGRESS, lambda: {"over": number - 1})
        self._owe("board", OFFICE, urgency, lambda: {"board": self.state})

    def _control(self, number: int) -> dict[str, object]:
        return {"control": self.state} if self.state[0] == number else {"over": number}

    def _owe_ballot(self, number: int) -> None:
        for chat in (MEETING, CHAIR):
            self._owe(f"ballot:{number}@{chat}", chat, Urgency.BALLOT, lambda: self._card(number))

    def _card(self, number: int) -> dict[str, object]:
        return {"ballot": number, "closed": self.state >= (number, CLOSED, 0)}

    def _owe(self, slot: str, chat: str, urgency: Urgency, render: Callable[[], dict[str, object]]) -> None:
        owed = Owed(sitting="s", slot=slot, chat=chat, urgency=urgency, repeatable=True, render=render)
        self.outbox.owe(owed)

    def _seen(self, asked: Asked) -> None:
        """Note what stands in a chat from now on."""
        said = asked.activity
        if "control" in said:
            while self._unseen and self._unseen[0][1] <= said["control"]:
                since = self._unseen.popleft()[0]
                self.seen.ages.append(asked.at - since)
                if self.teams.struck_between(CHAIR, since - BEFORE, asked.at) <= 1:
                    self.seen.ages_of_one.append(asked.at - since)
        if said.get("closed"):
            owed = self._unclosed.pop((asked.chat, said["ballot"]), None)
            if owed is not None:
                self.seen.closings.append(asked.at - owed)

    def _note_try(self, chat: str, said: Mapping[str, Any]) -> None:
        """Note that something sets out for a chat: progress although a closing was not even tried there?"""
        if said.get("closed"):
            self._untried.discard((chat, said["ballot"]))
        elif "ballot" not in said and any(chat == whose for whose, _ in self._untried):
            self.seen.progress_before_closing += 1
