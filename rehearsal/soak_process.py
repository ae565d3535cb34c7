"""What the system says of the bot's process, and what stands in its journal, read from outside."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import aiohttp

from rehearsal.bench_journal import FILE
from rehearsal.process import BotProcess

PATIENCE = 30.0
_CLOSED = "SELECT data FROM events WHERE sitting = ? AND type = 'ballot_closed.v1' AND data IS NOT NULL"
_WAITING = re.compile(r"^ratssaal_outbox_waiting (\S+)$", re.MULTILINE)


def open_files(pid: int) -> int | None:
    """How many files and connections a process has open, None where this system does not say."""
    folder = Path(f"/proc/{pid}/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else None


def counted(data: Path, sitting: str) -> int:
    """How many votes the closed ballots of a sitting have counted, by the journal beside the running bot."""
    address = f"{(data / FILE).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        tallies = [json.loads(row[0])["tally"] for row in connection.execute(_CLOSED, (sitting,))]
    return sum(tally[name] for tally in tallies for name in ("yes", "no", "abstain"))


async def owed(bot: BotProcess, within: float = PATIENCE) -> int:
    """How many messages still wait in the bot's outbox, once it has had the time to send them."""
    until = time.monotonic() + within
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        while True:
            async with session.get(f"{bot.address}/metrics") as answer:
                found = _WAITING.search(await answer.text())
            waiting = round(float(found[1])) if found else 0
            if not waiting or time.monotonic() > until:
                return waiting
            await asyncio.sleep(0.1)
