"""Teams behind the bot's connector, with its limits and its weather, in virtual time."""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.chats import ChatRef
from bot.connector import Connector, Refused, Unclear
from rehearsal.limits import Limits, Operation

BETWEEN_SILENCES = 30.0
"""A chat that was told to wait is not told so again for a while: the limit is not exceeded any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Shares of requests that go wrong, and the longest ``Retry-After``."""

    throttled: float = 0.0
    longest: int = 5
    conflict: float = 0.0
    bad_gateway: float = 0.0
    dropped: float = 0.0
    forgotten: float = 0.0


CALM = Weather()
STORM = Weather(throttled=0.02, conflict=0.02, bad_gateway=0.01, dropped=0.01, forgotten=0.02)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived: when, where, and what it says."""

    at: float
    chat: str
    activity: Mapping[str, Any]


class PacedTeams(Connector):
    """Takes 40 ms to be reached and 40 ms to answer; knows every message and what was forgotten."""

    def __init__(self, weather: Weather = CALM, seed: int = 1) -> None:
        self.clock = asyncio.get_running_loop().time
        self.limits = Limits(clock=self.clock)
        self.asked: list[Asked] = []
        self.spoken_to_in_silence = 0
        self.faults: Counter[str] = Counter()
        self.struck: list[tuple[float, str]] = []
        self.watch: Callable[[Asked], None] = lambda asked: None
        self.watch_tries: Callable[[str, Mapping[str, Any]], None] = lambda chat, activity: None
        self._weather = weather
        self._dice = random.Random(seed)
        self._ids = itertools.count(1)
        self._gone: set[str] = set()
        self._silent: dict[str, float] = {}

    @property
    def beyond(self) -> int:
        """How many requests came that a limit did not allow."""
        return sum(self.limits.exceeded.values())

    def ref(self, chat: str) -> ChatRef:
        """Where a chat is."""
        return ChatRef(
            service_url="http://127.0.0.1/", conversation=chat, tenant="t", bot_id="b", kind="meeting"
        )

    async def send(self, chat: ChatRef, activity: Mapping[str, Any]) -> str:
        """Post a message."""
        self.watch_tries(chat.conversation, activity)
        await self._arrive(chat.conversation)
        await self._done(chat.conversation, activity)
        return f"m{next(self._ids)}"

    async def edit(self, chat: ChatRef, activity_id: str, activity: Mapping[str, Any]) -> None:
        """Change a message, unless it was forgotten; of half of them nobody ever knows again."""
        self.watch_tries(chat.conversation, activity)
        await self._arrive(chat.conversation)
        if (
            self._strikes("forgotten", self._weather.forgotten, chat.conversation)
            and self._dice.random() < 0.5
        ):
            self._gone.add(activity_id)
            raise Refused(404, "ActivityNotFoundInConversation")
        if activity_id in self._gone:
            raise Refused(404, "ActivityNotFoundInConversation")
        await self._done(chat.conversation, activity)

    async def _arrive(self, chat: str) -> None:
        await asyncio.sleep(0.04)
        now, weather = self.clock(), self._weather
        for operation, key in ((Operation.TENANT, "t"), (Operation.SEND, chat)):
            if (wait := self.limits.take(operation, key)) > 0:
                raise Refused(429, "Throttled", wait)
        silent = self._silent.get(chat, -BETWEEN_SILENCES)
        self.spoken_to_in_silence += now < silent - 1e-6
        if now >= silent + BETWEEN_SILENCES and self._strikes("429", weather.throttled, chat):
            seconds = self._dice.randint(1, weather.longest)
            self._silent[chat] = now + seconds
            raise Refused(429, "Throttled", float(seconds))
        if self._strikes("412", weather.conflict, chat):
            raise Refused(412, "PreconditionFailed")
        if self._strikes("dropped", weather.dropped, chat):
            raise Unclear("ServerDisconnectedError")

    async def _done(self, chat: str, activity: Mapping[str, Any]) -> None:
        asked = Asked(self.clock(), chat, activity)
        self.asked.append(asked)
        self.watch(asked)
        await asyncio.sleep(0.04)
        if self._strikes("502", self._weather.bad_gateway, chat):
            raise Unclear("502")

    def _strikes(self, fault: str, share: float, chat: str) -> bool:
        struck = share > 0 and self._dice.random() < share
        self.faults[fault] += struck
        if struck:
            self.struck.append((self.clock(), chat))
        return struck

    def struck_between(self, chat: str, since: float, until: float) -> int:
        """How many faults a chat met in this time."""
        return sum(where == chat and since < at <= until for at, where in self.struck)
