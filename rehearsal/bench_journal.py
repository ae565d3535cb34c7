"""What the measured presses wrote, read from the journal beside the running bot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_VOTES = "SELECT count(*), max(json_extract(data, '$.rev')) FROM events WHERE type = 'vote_cast.v1'"
FILE = "ratssaal.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many votes stand in the journal, and how many one member has had at most."""

    votes: int
    most: int


def written(data: Path) -> Written:
    """Count the votes in the journal of a data folder."""
    address = f"{(data / FILE).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        votes, most = connection.execute(_VOTES).fetchone()
    return Written(votes=votes, most=most or 0)
