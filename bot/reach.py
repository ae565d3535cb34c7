"""Whose own chat can be reached: what Teams said to the last thing that was sent there.

A conversation that is known can be refused all the same: the app was removed, or the bot blocked.
What was refused last stays known over a restart, until something arrives there or comes from there.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.chats import PERSON, ChatBook
from desk.ports import Registry

TABLE = "unreached"
NO_WAY = frozenset({403, 404})
"""Refusals that speak of the chat and not of what was to be sent."""

log = structlog.get_logger(__name__)


class Reach:
    """Remembers for every personal chat with which status Teams refused the last request, if it did."""

    def __init__(self, registry: Registry, chats: ChatBook) -> None:
        self._registry = registry
        self._chats = chats
        self._refused: dict[str, int] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._listeners: list[Callable[[str], None]] = []

    async def load(self) -> None:
        """Read which chats were refused before."""
        for key, document in (await self._registry.all(TABLE)).items():
            self._refused[key] = int(document.get("status", 0))

    def listen(self, listener: Callable[[str], None]) -> None:
        """Let *listener* hear of every account whose chat can be reached from now on, or no longer."""
        self._listeners.append(listener)

    def reaches(self, account: str) -> bool:
        """Whether the account with this Entra object id has a chat that Teams takes messages for."""
        return self._chats.find(PERSON + account) is not None and not self.status(account)

    def status(self, account: str) -> int:
        """With which status Teams refused the last request for this account's chat, 0 where it did not."""
        return self._refused.get(self._key(PERSON + account), 0)

    def reached(self, chat: str, *, opening: bool = False) -> None:
        """Something was taken for a chat, or came from there; *opening*: the conversation has come about."""
        account = self._account(chat)
        if account is None:
            return
        over = [key for key in {chat, self._key(chat), PERSON + account} if self._refused.pop(key, 0)]
        for key in over:
            self._write(key)
        if over or opening:
            self._tell(account)

    def refused(self, chat: str, status: int, *, opening: bool) -> None:
        """Teams refused a request for good; *opening*: the conversation itself."""
        account = self._account(chat)
        key = self._key(chat)
        if account is None or self._refused.get(key) == status or not (opening or status in NO_WAY):
            return
        self._refused[key] = status
        self._write(key)
        self._tell(account)

    async def settled(self) -> None:
        """Wait until everything is written down, or has failed."""
        while self._writing:
            await asyncio.wait(list(self._writing.values()))

    def _account(self, chat: str) -> str | None:
        """Whose chat it is, "" where the chat is personal and nobody knows; None for all other chats."""
        if chat.startswith(PERSON):
            return chat.removeprefix(PERSON)
        ref = self._chats.find(chat)
        if ref is None or ref.kind != "personal":
            return None
        return self._chats.account_in(ref.conversation)

    def _key(self, chat: str) -> str:
        """What a chat is remembered by: its conversation, which is one under whatever key it is known."""
        ref = self._chats.find(chat)
        return ref.conversation if ref is not None else chat

    def _tell(self, account: str) -> None:
        for listener in self._listeners:
            listener(account)

    def _write(self, key: str) -> None:
        """Have a change written soon; never waits. One write at a time for each chat."""
        if key not in self._writing:
            self._writing[key] = asyncio.create_task(self._keep(key), name=f"reach {key}")

    async def _keep(self, key: str) -> None:
        try:
            written: int | None = None
            while written != self._refused.get(key, 0):
                written = self._refused.get(key, 0)
                if written:
                    await self._registry.put(TABLE, key, {"status": written})
                else:
                    await self._registry.remove(TABLE, key)
        except Exception:
            log.exception("reach.not_noted")
        finally:
            del self._writing[key]
