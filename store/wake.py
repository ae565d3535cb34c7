"""The word between instances: who is told that another has written, and which of them pays Teams.

One connection of its own listens. The same connection tries to hold the lead's lock: it is the
server that lets go of it when the connection ends, so that never two hold it. Whoever has not heard
from the server for a while does not rely on holding it: a process may have been stopped meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Awaitable
from contextlib import suppress

import psycopg
import structlog
from psycopg import sql

from council.ids import SittingId
from desk.ports import NotConfirmed
from store.postgres import TRY_TO_LEAD, address, number_of, reason_of
from store.woken import Woken

LOOK_SECONDS = 1.0
"""How often the connection is looked at, the lead is tried for, and missed words are made up for."""
LOST_SECONDS = 3.0
"""How long an answer to that look may take before the connection counts as lost."""
SURE_SECONDS = 10.0
"""How long after the server's last answer the lead is relied on: less than the server needs to end it."""

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
        self._session: int | None = None
        self._answered = 0.0
        self._passed_by = False
        self._hears = False
        self._tried = asyncio.Event()

    @property
    def leads(self) -> bool:
        """Whether this instance is the one that pays what is owed to Teams, and has just been sure of it."""
        return self._session is not None and time.monotonic() - self._answered < SURE_SECONDS

    def session(self) -> int | None:
        """The server's number of the connection that has the lead; None without it."""
        return self._session

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
            except (psycopg.Error, TimeoutError, OSError, NotConfirmed) as fault:
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
            async with asyncio.timeout(LOST_SECONDS):
                await connection.execute(_SETTINGS)
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
            self._hears = afresh = True
            while True:
                await self._try_to_lead(connection, woken)
                self._tried.set()
                await self._beside(connection, woken.look(afresh))
                afresh = False
                async for word in connection.notifies(timeout=LOOK_SECONDS):
                    await self._pass_on(word.payload, woken)
        finally:
            with suppress(psycopg.Error):
                await connection.close()

    async def _try_to_lead(self, connection: psycopg.AsyncConnection, woken: Woken) -> None:
        """Take the lead where it is free; where it is held, see that the connection still lives."""
        if self._session is not None:
            await self._sure(connection)
            if self._passed_by:
                log.warning("lead.late")
                await woken.lead(False)
                await self._begun(connection, woken)
            return
        asked = time.monotonic()
        async with asyncio.timeout(LOST_SECONDS):
            found = await connection.execute(TRY_TO_LEAD, (number_of("lead"),))
            gained, session = await found.fetchone() or (False, 0)
        if gained:
            self._session, self._answered = session, asked
            log.info("lead.gained")
            await self._begun(connection, woken)

    async def _begun(self, connection: psycopg.AsyncConnection, woken: Woken) -> None:
        self._passed_by = False
        await self._beside(connection, woken.lead(True))

    async def _sure(self, connection: psycopg.AsyncConnection) -> None:
        """Hear from the server that the session lives: then it has held the lead all the time.

        Where that took so long that the lead was not relied on, things may have been passed by.
        """
        asked = time.monotonic()
        async with asyncio.timeout(LOST_SECONDS):
            await connection.execute("SELECT 1")
        self._passed_by = self._passed_by or not self.leads
        self._answered = asked

    async def _beside(self, connection: psycopg.AsyncConnection, work: Awaitable[None]) -> None:
        """Do what may take long, and hear from the server meanwhile."""
        done = asyncio.Event()
        beating = asyncio.create_task(self._beat(connection, done), name="wake:beat")
        try:
            await work
        finally:
            done.set()
            await beating

    async def _beat(self, connection: psycopg.AsyncConnection, done: asyncio.Event) -> None:
        """Hear from the server until the work is done; a lost connection ends the lead at once.

        What else that calls for is done by whoever uses the connection next.
        """
        while not done.is_set() and not connection.closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await done.wait()
            if self._session is None or done.is_set():
                continue
            try:
                await self._sure(connection)
            except TimeoutError:
                log.warning("lead.unsure")
            except (psycopg.Error, OSError):
                self._answered = -math.inf

    async def _let_go(self, woken: Woken) -> None:
        if self._session is not None:
            self._session = None
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
