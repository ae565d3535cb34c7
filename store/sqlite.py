"""The journal's table and what is done to it, in one thread: no waiting, no retries.

SQLite in WAL mode with ``synchronous=FULL``: a commit that returned has been synced to the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

from council.ids import SittingId
from council.record import Row
from desk.ports import EMPTY, Head, JournalDamaged

Connect = Callable[[Path], sqlite3.Connection]

APPLICATION = 0x52535341
"""Marks a database file as this product's journal (``RSSA``)."""

LAYOUT = 1
"""Which layout of the table this release reads and writes."""

_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    sitting TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    at      TEXT    NOT NULL,
    type    TEXT    NOT NULL,
    data    TEXT,
    salt    TEXT,
    digest  TEXT    NOT NULL,
    prev    TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    PRIMARY KEY (sitting, seq)
) STRICT, WITHOUT ROWID
"""
_EACH_SITTING = """
WITH RECURSIVE each(sitting) AS (
    SELECT min(sitting) FROM events
    UNION ALL
    SELECT (SELECT min(sitting) FROM events WHERE sitting > each.sitting)
    FROM each WHERE each.sitting IS NOT NULL
)
SELECT sitting FROM each WHERE sitting IS NOT NULL
"""
"""Steps from one sitting to the next by the key: DISTINCT would read every entry of every evening."""
_SETTINGS = (
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
_COLUMNS = "seq, at, type, data, salt, digest, prev, hash"
_TEXTS = ("at", "type", "digest", "prev", "hash")
_PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
AT_ONCE = 100
"""As many rows are added by one statement."""

_values = attrgetter(*_COLUMNS.split(", "))


class OtherLayout(Exception):
    """The file is not a journal, or one that a newer release has written."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file for writing, without any transaction that was not asked for."""
    return sqlite3.connect(path, timeout=5.0, isolation_level=None)


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Open the file for reading only, also beside a process that writes to it.

    Without a write-ahead log beside it nobody is writing; then nothing is created there either,
    so that evidence can be read from a folder that must not change.
    """
    idle = not path.with_name(f"{path.name}-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if idle else ''}"
    connection = sqlite3.connect(address, uri=True, timeout=5.0, isolation_level=None)
    try:
        require_layout(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Set the connection to sync every commit, and make the table if the file is new."""
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise OtherLayout("no write-ahead log is possible here; the data folder needs a local disk")
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    make_table(connection)
    require_layout(connection)


def write_back(connection: sqlite3.Connection) -> None:
    """Write into the file what the log holds, and wait until the disk has it.

    After a failed sync the system may show pages of the log that no disk has; nothing is built upon them.
    """
    _, held, written = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if held != written:
        raise sqlite3.OperationalError("the log could not be written back")


def make_table(connection: sqlite3.Connection) -> None:
    """Make the table where there is nothing yet."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not tables:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA application_id={APPLICATION}")
        connection.execute(f"PRAGMA user_version={LAYOUT}")
        connection.execute("COMMIT")


def require_layout(connection: sqlite3.Connection) -> None:
    """Refuse a file that is not a journal of this layout."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, layout) != (APPLICATION, LAYOUT):
        raise OtherLayout(f"not a journal of layout {LAYOUT} ({application:#x}, {layout})")


def head(connection: sqlite3.Connection, sitting: SittingId) -> Head:
    """Return where a sitting's record ends."""
    found = connection.execute(
        "SELECT seq, hash FROM events WHERE sitting = ? ORDER BY seq DESC LIMIT 1", (sitting,)
    ).fetchone()
    if found is None:
        return EMPTY
    seq, own = found
    if not isinstance(seq, int) or not isinstance(own, str):
        raise JournalDamaged(sitting, "column of another kind")
    return Head(seq, own)


def sittings(connection: sqlite3.Connection) -> tuple[SittingId, ...]:
    """Return the ids of all sittings that have a record."""
    found = connection.execute(_EACH_SITTING).fetchall()
    if not all(isinstance(sitting, str) for (sitting,) in found):
        raise JournalDamaged("", "column of another kind")
    return tuple(SittingId(sitting) for (sitting,) in found)


def rows(connection: sqlite3.Connection, sitting: SittingId) -> tuple[Row, ...]:
    """Return a sitting's rows in order; JournalDamaged where the file gives them no more."""
    try:
        found = connection.execute(
            f"SELECT {_COLUMNS} FROM events WHERE sitting = ? ORDER BY seq",  # noqa: S608
            (sitting,),
        ).fetchall()
        return tuple(_row(values) for values in found)
    except (sqlite3.DatabaseError, TypeError, UnicodeDecodeError) as fault:
        raise JournalDamaged(sitting, str(fault)) from fault


def add(connection: sqlite3.Connection, sitting: SittingId, after: Head, new: Sequence[Row]) -> bool:
    """Add at most AT_ONCE rows in a transaction of their own; False: the record does not end at *after*.

    One statement that judges, writes, and commits: after each statement this thread waits for its turn
    behind the one that answers requests. When it returns True the rows are on the disk.
    """
    end = (after.seq, after.hash) if after != EMPTY else (None, None)
    done = connection.execute(
        f"INSERT INTO events (sitting, {_COLUMNS}) SELECT * FROM (VALUES {_places(new)}) WHERE "  # noqa: S608
        "(SELECT seq, hash FROM events WHERE sitting = ? ORDER BY seq DESC LIMIT 1) IS (?, ?)",
        (*_bound(sitting, new), sitting, *end),
    )
    return done.rowcount == len(new)


def insert(connection: sqlite3.Connection, sitting: SittingId, new: Sequence[Row]) -> None:
    """Add any number of rows inside the open transaction, many in one statement."""
    for first in range(0, len(new), AT_ONCE):
        some = new[first : first + AT_ONCE]
        connection.execute(
            f"INSERT INTO events (sitting, {_COLUMNS}) VALUES {_places(some)}",  # noqa: S608
            _bound(sitting, some),
        )


def _places(new: Sequence[Row]) -> str:
    return ", ".join([_PLACES] * len(new))


def _bound(sitting: SittingId, new: Sequence[Row]) -> list[object]:
    return [value for row in new for value in (sitting, *_values(row))]


def is_harmless(fault: sqlite3.Error) -> bool:
    """Say whether SQLite gave up before it wrote: disk full, or a lock not free in time."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY)


def abandon(connection: sqlite3.Connection) -> None:
    """Close a connection that has failed, whatever it says to that."""
    with suppress(sqlite3.Error):
        connection.close()


def _row(values: tuple[object, ...]) -> Row:
    names = ("seq", "at", "type", "data", "salt", "digest", "prev", "hash")
    fields = dict(zip(names, values, strict=True))
    optional = all(isinstance(fields[name], str | None) for name in ("data", "salt"))
    if not optional or not all(isinstance(fields[name], str) for name in _TEXTS):
        raise TypeError("column of another kind")
    if not isinstance(fields["seq"], int):
        raise TypeError("column of another kind")
    return Row(**fields)  # type: ignore[arg-type]
