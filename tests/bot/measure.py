"""Measures how many messages the instance that leads sends: ``python -m tests.bot.measure [sittings]``.

Each sitting is a town of its own whose control card says something else whenever it has been sent; Teams is
a process beside it that takes everything. Prints messages a second, and how much of a core they took.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from aiohttp import web

from bot.chats import ChatRef
from bot.connector import Connector
from bot.hosts import TrustedHosts
from bot.outbox import Outbox, Owed, Urgency
from cards.control import control_card
from council import commands as cmd
from council.ballots import Choice
from council.sitting import Sitting
from tests.bot.post_office import Bearer
from tests.bot.teams import MemoryRegistry
from tests.cards import stages

SECONDS = 10.0
MEMBERS = 40


def taking(ready: Connection) -> None:
    """Take every request, as a Teams would that never limits; says its port."""

    async def served() -> None:
        numbers = itertools.count(1)

        async def taken(request: web.Request) -> web.Response:
            await request.read()
            return web.json_response({"id": str(next(numbers))})

        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{rest:.*}", taken)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        ready.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(served())


class Town:
    """One sitting whose control card is owed anew as soon as it has been drawn."""

    def __init__(self, number: int, outbox: Outbox, states: tuple[Sitting, Sitting]) -> None:
        self.name = f"2026-12-08-rat-{number}"
        self.drawn = 0
        self._outbox = outbox
        self._states = states

    def owe(self) -> None:
        """Owe the card as it is now."""
        self._outbox.owe(
            Owed(
                sitting=self.name,
                slot="control",
                chat=self.name,
                urgency=Urgency.NORMAL,
                repeatable=False,
                render=self._card,
            )
        )

    def _card(self) -> dict[str, Any]:
        self.drawn += 1
        asyncio.get_running_loop().call_later(0.5, self.owe)
        card = control_card(self._states[self.drawn % 2])
        return {"type": "message", "attachments": [{"content": card}]}


async def measured(port: int, number: int) -> tuple[float, float]:
    """Messages a second, and the share of a core that the sending process took."""
    asked = stages.do(stages.hall(), cmd.OpenBallot, item="1")
    states = (asked, stages.voting(asked, Choice.YES, Choice.NO))
    registry = MemoryRegistry()
    for town in range(number):
        where = ChatRef(
            service_url=f"http://127.0.0.1:{port}/",
            conversation=f"19:{town}@thread.v2",
            tenant=f"tenant-{town}",
            bot_id="28:bot",
            kind="meeting",
        )
        registry.tables["chats"][f"2026-12-08-rat-{town}"] = where.document()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        outbox = Outbox(
            connector=Connector(session=session, bearer=Bearer(), hosts=TrustedHosts(("127.0.0.1",))),
            registry=registry,
            on_trouble=lambda trouble: print(trouble, file=sys.stderr),
        )
        await outbox.start()
        towns = [Town(town, outbox, states) for town in range(number)]
        for one in towns:
            one.owe()
        await asyncio.sleep(5)
        before, began, worked = sum(one.drawn for one in towns), time.perf_counter(), time.process_time()
        await asyncio.sleep(SECONDS)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        sent = sum(one.drawn for one in towns) - before
        await outbox.stop()
    return sent / took, worked / took


def main(numbers: list[int]) -> None:
    """Print a line for each number of sittings."""
    mine, its = multiprocessing.Pipe()
    teams = multiprocessing.Process(target=taking, args=(its,), daemon=True)
    teams.start()
    port = mine.recv()
    for number in numbers:
        rate, share = asyncio.run(measured(port, number))
        print(f"{number:6} sittings: {rate:6.0f} messages/s, {share:4.0%} of a core")
    teams.terminate()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [50, 200, 1000])
