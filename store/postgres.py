"""What is said to PostgreSQL for the journal: one statement after the other, no waiting, no repeating.

The columns are those of the embedded journal, and so are the rows byte for byte. A turn is one
transaction that holds the advisory lock of its sitting from its first statement to its end.
"""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from council.ids import SittingId
from council.record import Row
from desk.ports import EMPTY, Head, JournalDamaged

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 14
"""The oldest release of PostgreSQL that is still kept up by its makers."""

SILENT_SECONDS = 5.0
"""For how long a server may say nothing before its connection counts as lost; Teams waits ten for a press.

It is no less than a turn waits for the lock of its sitting.
"""

_UNLESS_SAID = {
    "application_name": "ratssaal",
    "client_encoding": "UTF8",
    "connect_timeout": "3",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "target_session_attrs": "read-write",
}
_SETTINGS = """
SET lock_timeout = '5s';
SET idle_in_transaction_session_timeout = '10s';
SET statement_timeout = 0;
SET default_transaction_isolation = 'read committed';
SELECT set_config(
    'synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
    false
)
"""
_COLUMNS = "seq, at, type, data, salt, digest, prev, hash"
_INSERT = f"""
INSERT INTO events (sitting, {_COLUMNS})
SELECT %s, * FROM unnest(
    %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
)
"""  # noqa: S608


class Unanswered(Exception):
    """A commit was sent and nobody has said that it holds: it may have reached the disk or not."""


def address(url: str) -> str:
    """The address with what it does not say itself: how long to wait, and for what kind of server."""
    said = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    return make_conninfo("", **{**_UNLESS_SAID, **said})


def connect(url: str, kind: type[Connection] = psycopg.Connection) -> Connection:
    """Open a connection that commits durably and waits for nothing for ever. Raises psycopg.Error.

    ``kind`` is a port for faults.
    """
    connection = kind.connect(address(url), autocommit=True)
    watch = threading.Timer(SILENT_SECONDS, cut, (connection,))
    watch.start()
    try:
        connection.execute(_SETTINGS)
    except BaseException:
        connection.close()
        raise
    finally:
        watch.cancel()
    return connection


def cut(connection: Connection) -> None:
    """Break a connection's line: whoever waits for an answer on it learns that it is lost.

    A server that is stopped still takes what is sent; neither it nor the network ends the waiting then.
    """
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def number_of(name: str) -> int:
    """The number of an advisory lock with a name; two names that share one only wait for each other."""
    digest = hashlib.sha256(f"ratssaal:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


TRY_TO_LEAD = "SELECT pg_try_advisory_lock(%s # hashtextextended(current_schema(), 0)), pg_backend_pid()"
"""Asks, by its :func:`number_of`, for the lead among those who share the tables; the connection holds it.

The second value is the server's own number of that connection, for :func:`holds_lead`.
"""
_HOLDS_LEAD = """
SELECT EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND pid = %s AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = (%s # hashtextextended(current_schema(), 0))
)
"""


def begin(connection: Connection, sitting: SittingId) -> None:
    """Begin a turn: from here on nobody else writes to this sitting until it ends.

    What was committed before the lock was free is seen by every statement after this one.
    """
    connection.execute("BEGIN")
    connection.execute(
        "SELECT pg_advisory_xact_lock(%s # hashtextextended(current_schema(), 0))", (number_of(sitting),)
    )


def holds_lead(connection: Connection, session: int) -> bool:
    """Say whether the connection of this number has the lead now, by the server's own list of locks."""
    return connection.execute(_HOLDS_LEAD, (session, number_of("lead"))).fetchone() == (True,)


def head(connection: Connection, sitting: SittingId) -> Head:
    """Return where a sitting's record ends."""
    found = connection.execute(
        "SELECT seq, hash FROM events WHERE sitting = %s ORDER BY seq DESC LIMIT 1", (sitting,)
    ).fetchone()
    return Head(*found) if found is not None else EMPTY


def sittings(connection: Connection) -> tuple[SittingId, ...]:
    """Return the ids of all sittings that have a record: each has a first entry."""
    found = connection.execute("SELECT sitting FROM events WHERE seq = 1 ORDER BY sitting").fetchall()
    return tuple(SittingId(sitting) for (sitting,) in found)


def heads(connection: Connection, wanted: Sequence[SittingId]) -> dict[SittingId, int]:
    """Return the number of the last entry of each of these sittings."""
    found = connection.execute(
        "SELECT s, (SELECT max(seq) FROM events WHERE sitting = s) FROM unnest(%s::text[]) AS s",
        (list(wanted),),
    ).fetchall()
    return {SittingId(sitting): seq or 0 for sitting, seq in found}


def rows(connection: Connection, sitting: SittingId, after: int = 0) -> tuple[Row, ...]:
    """Return a sitting's rows in order, those after an entry."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM events WHERE sitting = %s AND seq > %s ORDER BY seq",  # noqa: S608
        (sitting, after),
    ).fetchall()
    try:
        return tuple(_row(values) for values in found)
    except TypeError as fault:
        raise JournalDamaged(sitting, str(fault)) from fault


def has(connection: Connection, sitting: SittingId, entry: Head) -> bool:
    """Say whether a sitting's record has this very entry; an empty one has the empty head."""
    if entry == EMPTY:
        return True
    found = connection.execute(
        "SELECT hash FROM events WHERE sitting = %s AND seq = %s", (sitting, entry.seq)
    ).fetchone()
    return found == (entry.hash,)


def insert(connection: Connection, sitting: SittingId, new: Sequence[Row]) -> None:
    """Add rows inside the open transaction, all with one statement."""
    columns = [[getattr(row, name) for row in new] for name in _COLUMNS.split(", ")]
    connection.execute(_INSERT, (sitting, *columns))


def commit(connection: Connection) -> None:
    """End the transaction durably; anything but a plain "COMMIT" raises Unanswered.

    A warning is one too: a server that was told to stop waiting for its synchronous standby
    commits all the same, says so in a warning, and loses the commit when the standby takes over.
    """
    warnings: list[str] = []

    def note(said: psycopg.errors.Diagnostic) -> None:
        if (said.severity_nonlocalized or "").upper() == "WARNING":
            warnings.append(said.message_primary or "warning")

    connection.add_notice_handler(note)
    try:
        answer = connection.execute("COMMIT").statusmessage
    except psycopg.Error as fault:
        raise Unanswered(_plain(fault)) from fault
    finally:
        connection.remove_notice_handler(note)
    if warnings or answer != "COMMIT":
        raise Unanswered(warnings[0] if warnings else f"the server said {answer}")


def rollback(connection: Connection) -> None:
    """Leave the transaction, whatever state it is in."""
    with suppress(psycopg.Error):
        connection.execute("ROLLBACK")


def undone(connection: Connection) -> None:
    """Leave whatever transaction is open on a connection that may be lost."""
    if not connection.closed and connection.info.transaction_status is not TransactionStatus.IDLE:
        rollback(connection)


def channel(connection: Connection) -> str:
    """The name of the channel on which the instances that share these tables wake one another."""
    found = connection.execute("SELECT current_schema()").fetchone()
    return f"ratssaal_{hashlib.sha256(str(found).encode()).hexdigest()[:16]}"


def _plain(fault: psycopg.Error) -> str:
    """What the server or the library said, on one line."""
    return " ".join(str(fault).split())[:200] or type(fault).__name__


def reason_of(fault: Exception) -> str:
    """What went wrong, on one line, for logs and sentences; an address with a password is not in it."""
    return _plain(fault) if isinstance(fault, psycopg.Error) else str(fault)


def _row(values: tuple[Any, ...]) -> Row:
    names = _COLUMNS.split(", ")
    fields = dict(zip(names, values, strict=True))
    if not all(isinstance(fields[n], str) for n in ("at", "type", "digest", "prev", "hash")):
        raise TypeError("column of another kind")
    return Row(**fields)
