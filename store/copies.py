"""Records written once more under other names, quickly: for measurements, never in a folder that serves.

A copy holds the same entries, each sealed anew in its own chain, so that it is as sound as the one
it is made from.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from council.events import Event
from council.ids import SittingId
from council.record import Row, seal
from desk.ports import EMPTY, Head
from store import sqlite
from store.codec import Codec, standard
from store.shapes import moment_text

Renamed = Callable[[Event, SittingId], Event]


def copy_records(
    path: Path,
    rows: Sequence[Row],
    names: Iterable[SittingId],
    *,
    renamed: Renamed,
    earlier: timedelta = timedelta(),
) -> dict[SittingId, Head]:
    """Write the rows once more for each name, all in one transaction; returns where each copy ends.

    ``renamed`` gives the first event its new sitting; ``earlier`` is by how much all moments go back.
    """
    codec, heads = standard(), {}
    with closing(sqlite.connect(path)) as connection:
        sqlite.prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        for name in names:
            new = tuple(_sealed(name, rows, codec, renamed, earlier))
            sqlite.insert(connection, name, new)
            heads[name] = Head(new[-1].seq, new[-1].hash) if new else EMPTY
        connection.execute("COMMIT")
    return heads


def _sealed(
    name: SittingId, rows: Sequence[Row], codec: Codec, renamed: Renamed, earlier: timedelta
) -> Iterator[Row]:
    prev = EMPTY.hash
    for row in rows:
        data = row.data or ""
        if row.seq == 1:
            data = codec.encode(renamed(codec.event_of(row), name)).data
        at = moment_text(datetime.fromisoformat(row.at) - earlier) if earlier else row.at
        sealed = seal(name, row.seq, at, row.type, data, secrets.token_hex(16), prev)
        prev = sealed.hash
        yield sealed
