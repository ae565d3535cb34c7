"""What the measured presses wrote, read from the journal beside the running bot."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_VOTES = """
SELECT count(*), max(json_extract(data, '$.rev')) FROM events WHERE type = 'vote_cast.v1' AND sitting GLOB ?
GROUP BY json_extract(data, '$.ballot') ORDER BY json_extract(data, '$.ballot')
"""
_BYTES = """
SELECT coalesce(sum(
    length(CAST(at || type || digest || prev || hash AS BLOB))
    + length(CAST(coalesce(data, '') || coalesce(salt, '') AS BLOB))
), 0) FROM events WHERE sitting = ?
"""
FILE = "ratssaal.db"
PATIENCE = 5.0
LOOK = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many votes stand in the journal, and how many one member has had at most in the newest ballot.

    Who begins a ballot with the first choice and goes on from there presses another one each time.
    """

    votes: int
    most: int

    @classmethod
    def of(cls, ballots: Sequence[Sequence[int]]) -> Written:
        """Out of the votes of each ballot with how many one member has had, the newest ballot last."""
        return cls(votes=sum(votes for votes, _ in ballots), most=ballots[-1][1] if ballots else 0)


def written(data: Path, sittings: str = "*") -> Written:
    """Count the votes in the journal of a data folder, of the sittings whose ids have this form."""
    return Written.of(_asked(data, _VOTES, sittings))


def row_bytes(data: Path, sitting: str) -> int:
    """How many bytes the rows of a sitting hold; the same rows always give the same."""
    ((size,),) = _asked(data, _BYTES, sitting)
    return size


async def settled(count: Callable[[], Awaitable[Written]], votes: int, within: float = PATIENCE) -> Written:
    """What is written once there are so many votes, or when so many seconds have passed without them.

    Presses may still be under way when their asker has gone.
    """
    for _ in range(round(within / LOOK)):
        if (found := await count()).votes >= votes:
            return found
        await asyncio.sleep(LOOK)
    return await count()


def _asked(data: Path, question: str, *values: str) -> list[tuple[int, ...]]:
    address = f"{(data / FILE).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        return connection.execute(question, values).fetchall()
