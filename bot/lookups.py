"""Who an account is, by Teams: asked once for each, however many want to know at the same time."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from bot.chats import ChatRef
from bot.connector import Connector
from bot.member_pace import MemberPace

KEPT_SECONDS = 3600.0
MOST_KEPT = 5000

Told = Mapping[str, Any]


class Lookups:
    """Asks for a person of a chat, and keeps what was told for an hour; failures are asked again."""

    def __init__(self, connector: Connector, pace: MemberPace | None = None) -> None:
        self._connector = connector
        self._pace = pace or MemberPace()
        self._kept: dict[tuple[str, str], tuple[float, Told]] = {}
        self._asking: dict[tuple[str, str], asyncio.Future[dict[str, Any] | None]] = {}

    async def person(self, chat: ChatRef, account: str) -> Told | None:
        """What Teams says of the account in this chat, None where it is not in it.

        Raises what the connector raises, to everybody who has asked meanwhile.
        """
        key = (chat.conversation, account)
        known = self._kept.get(key)
        if known is not None and time.monotonic() - known[0] < KEPT_SECONDS:
            return known[1]
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.ensure_future(self._pace.asked(lambda: self._connector.member(chat, account)))
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(asking)

    def _done(self, key: tuple[str, str], asked: "asyncio.Future[dict[str, Any] | None]") -> None:
        self._asking.pop(key, None)
        told = None if asked.cancelled() or asked.exception() is not None else asked.result()
        if told:
            self._kept.pop(key, None)
            self._kept[key] = (time.monotonic(), told)
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
