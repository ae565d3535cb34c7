"""Who an account is, is asked once, however many want to know at the same time."""

import asyncio
from typing import Any

import pytest

from bot import lookups
from bot.chats import ChatRef
from bot.lookups import Lookups
from bot.replies import NotSent

CHAT = ChatRef(
    service_url="https://teams.example/", conversation="19:a", tenant="t", bot_id="b", kind="meeting"
)
OTHER = ChatRef(
    service_url="https://teams.example/", conversation="19:b", tenant="t", bot_id="b", kind="meeting"
)
ABEL = {"id": "29:abel", "name": "Anna Abel"}


class Asked:
    """Answers like the connector, when it is let."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []
        self.open = asyncio.Event()

    async def member(self, chat: ChatRef, person: str) -> Any:
        self.asked.append((chat.conversation, person))
        await self.open.wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def looking(asked: Asked) -> Lookups:
    asked.open.set()
    return Lookups(asked)  # type: ignore[arg-type]


class TestOnce:
    """No account is looked up twice, at once or one after the other."""

    async def test_those_who_ask_together_share_one_answer(self) -> None:
        asked = Asked(ABEL)
        found = Lookups(asked)  # type: ignore[arg-type]
        many = [asyncio.create_task(found.person(CHAT, "29:abel")) for _ in range(5)]
        await asyncio.sleep(0)
        asked.open.set()

        assert await asyncio.gather(*many) == [ABEL] * 5
        assert asked.asked == [("19:a", "29:abel")]

    async def test_one_who_gives_up_takes_nobody_the_answer(self) -> None:
        asked = Asked(ABEL)
        found = Lookups(asked)  # type: ignore[arg-type]
        first = asyncio.create_task(found.person(CHAT, "29:abel"))
        second = asyncio.create_task(found.person(CHAT, "29:abel"))
        await asyncio.sleep(0)
        first.cancel()
        asked.open.set()

        assert await second == ABEL

    async def test_an_answer_is_kept_for_its_chat(self) -> None:
        asked = Asked(ABEL, ABEL)
        found = looking(asked)
        for chat in (CHAT, CHAT, OTHER):
            await found.person(chat, "29:abel")

        assert [chat for chat, _ in asked.asked] == ["19:a", "19:b"]

    async def test_a_failure_and_an_absence_are_asked_again(self) -> None:
        asked = Asked(NotSent("away"), None, ABEL)
        found = looking(asked)
        with pytest.raises(NotSent):
            await found.person(CHAT, "29:abel")

        assert await found.person(CHAT, "29:abel") is None
        assert await found.person(CHAT, "29:abel") == ABEL

    async def test_an_old_answer_is_asked_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = Asked(ABEL, {**ABEL, "name": "Anna Busch"})
        found = looking(asked)
        await found.person(CHAT, "29:abel")
        monkeypatch.setattr(lookups, "KEPT_SECONDS", 0.0)

        assert await found.person(CHAT, "29:abel") == {**ABEL, "name": "Anna Busch"}

    async def test_the_oldest_make_room(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lookups, "MOST_KEPT", 2)
        asked = Asked(*[ABEL] * 4)
        found = looking(asked)
        for name in ("a", "b", "c", "a"):
            await found.person(CHAT, name)

        assert [name for _, name in asked.asked] == ["a", "b", "c", "a"]
