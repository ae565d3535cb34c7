"""Content removed from a database that no instance serves: from its tables, not only from their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg

from council.ids import SittingId
from desk.ports import NotConfirmed
from store import postgres
from store.connections import abandon
from store.postgres import TRY_TO_LEAD, Connection, Unanswered, connect, number_of, reason_of
from store.woken import DatabaseUnfit

_ERASE = "UPDATE events SET data = NULL, salt = NULL WHERE sitting = %s AND seq = ANY(%s::bigint[])"


@contextmanager
def led_by_nobody(url: str) -> Iterator[Connection]:
    """A connection that holds the lead meanwhile, so that no instance takes it.

    Raises DatabaseUnfit where an instance has it, NotConfirmed where the database does not take what is
    asked of it.
    """
    try:
        connection = connect(url)
    except psycopg.Error as fault:
        raise NotConfirmed(reason_of(fault)) from fault
    try:
        gained, _ = connection.execute(TRY_TO_LEAD, (number_of("lead"),)).fetchone() or (False, 0)
        if not gained:
            raise DatabaseUnfit("served")
        yield connection
    except psycopg.Error as fault:
        raise NotConfirmed(reason_of(fault)) from fault
    finally:
        abandon(connection)


def erase_rows(connection: Connection, rows: Mapping[SittingId, Sequence[int]]) -> None:
    """Remove content and salt of these rows in one transaction, then every trace of them in the tables.

    Without any rows only traces go. Raises NotConfirmed where a row is not there, or the server does not
    confirm it; done again, it ends what was cut off. The write-ahead log, its archive and copies of the
    database keep what was in them.
    """
    connection.execute("BEGIN")
    for sitting, seqs in rows.items():
        done = connection.execute(_ERASE, (sitting, list(seqs)))
        if done.rowcount != len(seqs):
            postgres.rollback(connection)
            raise NotConfirmed(f"{sitting}: an entry is not there")
    try:
        postgres.commit(connection)
    except Unanswered as lost:
        raise NotConfirmed(str(lost)) from lost
    for table in ("events", "documents"):
        _rewrite(connection, table)


def _rewrite(connection: Connection, table: str) -> None:
    """Write a table anew without what was removed from it; whoever may not is only warned by the server."""
    warnings: list[str] = []
    connection.add_notice_handler(lambda said: warnings.append(said.message_primary or "warning"))
    connection.execute("SET lock_timeout = '60s'")
    connection.execute(f"VACUUM (FULL) {table}".encode())
    if warnings:
        raise NotConfirmed(warnings[0])
