"""The word between instances: who is told that another has written, and which of them pays Teams.

One connection of its own listens. The same connection tries to hold the lead's lock: it is the
server that lets go of it when the connection ends, so that never two hold it.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import psycopg
import structlog
from psycopg import sql

from council.ids import SittingId
from store.postgres import TRY_TO_LEAD, address, number_of, reason_of
from store.woken import Woken

LOOK_SECONDS = 1.0
"""How often the connection is looked at, the lead is tried for, and missed words are made up for."""
LOST_SECONDS = 3.0
"""How long an answer to that look may take before the connection counts as lost."""

_SETTINGS = "SET idle_session_timeout = '15s'"
"""An instance that hangs says nothing any more: then the server ends its lead, and another one pays."""

log = structlog.get_logger(__name__)


class Wake:
    """Listens to the other instances and holds the lead where nobody else does."""

    def __init__(self, url: str, channel: str, me: str) -> None:
        self._url = url
        self._channel = channel
        self._me = me
        self._task: asyncio.Task[None] | None = None
        self._leads = False
        self._hears = False
        self._tried = asyncio.Event()

    @property
    def leads(self) -> bool:
        """Whether this instance is the one that pays what is owed to Teams."""
        return self._leads

    @property
    def hears(self) -> bool:
        """Whether what others write is heard of at once."""
        return self._hears

    async def start(self, woken: Woken) -> None:
        """Begin to listen; returns when the lead has been tried for once, or the database is away."""
        self._task = asyncio.create_task(self._for_ever(woken), name="wake")
        await self._tried.wait()

    async def stop(self) -> None:
        """Listen no more, and let another lead."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _for_ever(self, woken: Woken) -> None:
        while True:
            try:
                await self._listen(woken)
            except (psycopg.Error, TimeoutError, OSError) as fault:
                log.warning("wake.lost", reason=reason_of(fault))
            except Exception:
                log.exception("wake.failed")
            finally:
                self._hears = False
                await self._let_go(woken)
                self._tried.set()
            await asyncio.sleep(LOOK_SECONDS)

    async def _listen(self, woken: Woken) -> None:
        connection = await psycopg.AsyncConnection.connect(address(self._url), autocommit=True)
        try:
            await connection.execute(_SETTINGS)
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            self._hears = afresh = True
            while True:
                await self._try_to_lead(connection, woken)
                self._tried.set()
                await woken.look(afresh)
                afresh = False
                async for word in connection.notifies(timeout=LOOK_SECONDS):
                    await self._pass_on(word.payload, woken)
        finally:
            with suppress(psycopg.Error):
                await connection.close()

    async def _try_to_lead(self, connection: psycopg.AsyncConnection, woken: Woken) -> None:
        """Take the lead where it is free; where it is held, see that the connection still lives."""
        async with asyncio.timeout(LOST_SECONDS):
            if self._leads:
                await connection.execute("SELECT 1")
                return
            found = await connection.execute(TRY_TO_LEAD, (number_of("lead"),))
            gained = await found.fetchone() == (True,)
        if gained:
            self._leads = True
            log.info("lead.gained")
            await woken.lead(True)

    async def _let_go(self, woken: Woken) -> None:
        if self._leads:
            self._leads = False
            log.warning("lead.lost")
            await woken.lead(False)

    async def _pass_on(self, payload: str, woken: Woken) -> None:
        """Tell whom a word concerns; one's own is no news, and one that nobody knows is none."""
        try:
            word = json.loads(payload)
        except ValueError:
            return
        if not isinstance(word, dict) or word.get("by") == self._me:
            return
        if "sitting" in word:
            await woken.sitting(SittingId(str(word["sitting"])))
        elif "table" in word:
            key = word.get("key")
            await woken.document(str(word["table"]), None if key is None else str(key))
