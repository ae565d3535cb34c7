"""The registry in PostgreSQL: small JSON documents, each written in a transaction of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import psycopg

from desk.ports import NotConfirmed
from store import postgres
from store.connections import Away, Connections
from store.postgres import Connection, reason_of

_T = TypeVar("_T")

_PUT = """
INSERT INTO documents (kind, key, document) VALUES (%s, %s, %s)
ON CONFLICT (kind, key) DO UPDATE SET document = EXCLUDED.document
"""
_PUT_FIRST = "INSERT INTO documents (kind, key, document) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
"""Waits for whoever is just writing the same document, and then leaves it as it is."""
LED = frozenset({"outbox", "outbox_resting"})
"""Tables that only the instance with the lead writes: what stands in the chats."""
LONGEST_KEY = 1000
"""A longer key is not named to the others, who then read the whole table."""


class PostgresRegistry:
    """Small JSON documents by table and key; each write is committed durably before it returns.

    Documents are text, not PostgreSQL's own JSON, which does not take every string. ``channel`` is
    where the other instances hear which document has changed, and from whom (``me``); they hear of
    no write that was undone. ``session`` tells which connection has the lead: without it the tables of
    ``LED`` are not written, however sure of the lead this process is.
    """

    def __init__(
        self,
        connections: Connections,
        channel: str = "",
        me: str = "",
        session: Callable[[], int | None] | None = None,
    ) -> None:
        self._connections = connections
        self._channel = channel
        self._me = me
        self._session = session

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return the document, None if there is none."""
        found = await self._run(lambda c: _texts(c, "kind = %s AND key = %s", (table, key)))
        return found.get(key)

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return all documents of a table by key."""
        return await self._run(lambda c: _texts(c, "kind = %s", (table,)))

    async def tables(self) -> tuple[str, ...]:
        """Return the names of all tables that hold a document."""
        return await self._run(_tables)

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Write the document in place of the one under this key; NotConfirmed if it failed.

        A document that JSON cannot hold is a TypeError or ValueError and changes nothing.
        """
        await self.put_all(table, {key: document})

    async def put_all(self, table: str, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Write several documents of one table, all of them or none."""
        texts = {key: _text(document) for key, document in documents.items()}

        def change(connection: Connection) -> None:
            for key, text in texts.items():
                connection.execute(_PUT, (table, key, text))

        await self._write(change, table, tuple(texts))

    async def put_first(self, table: str, key: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Write the document unless one is under this key, and return the one that is now."""
        text = _text(document)

        def change(connection: Connection) -> dict[str, Any]:
            connection.execute(_PUT_FIRST, (table, key, text))
            return _texts(connection, "kind = %s AND key = %s", (table, key))[key]

        return await self._write(change, table, (key,))

    async def remove(self, table: str, key: str) -> None:
        """Forget the document; one that is not there is no fault."""
        statement = "DELETE FROM documents WHERE kind = %s AND key = %s"
        await self._write(lambda c: c.execute(statement, (table, key)), table, (key,))

    async def close(self) -> None:
        """Finish what is being written."""
        await self._connections.close()

    async def _write(self, change: Callable[[Connection], _T], table: str, keys: tuple[str, ...]) -> _T:
        def take(connection: Connection) -> _T:
            connection.execute("BEGIN")
            if table in LED:
                self._require_lead(connection)
            answer = change(connection)
            for key in keys if self._channel else ():
                connection.execute("SELECT pg_notify(%s, %s)", (self._channel, self._word(table, key)))
            postgres.commit(connection)
            return answer

        return await self._run(take)

    def _require_lead(self, connection: Connection) -> None:
        """Refuse where another instance may have the lead by now: it knows better what stands."""
        if self._session is None:
            return
        session = self._session()
        if session is None or not postgres.holds_lead(connection, session):
            raise NotConfirmed("registry: another instance leads")

    def _word(self, table: str, key: str) -> str:
        """What the others hear of a document: its table and its key, unless that is very long."""
        return json.dumps({"by": self._me, "table": table, "key": key if len(key) <= LONGEST_KEY else None})

    async def _run(self, work: Callable[[Connection], _T]) -> _T:
        try:
            return await self._connections.safely(work)
        except psycopg.DataError as fault:
            raise ValueError(reason_of(fault)) from fault
        except (Away, postgres.Unanswered, psycopg.Error) as fault:
            raise NotConfirmed(f"registry: {reason_of(fault)}") from fault


def _text(document: Mapping[str, Any]) -> str:
    text = json.dumps(dict(document), ensure_ascii=False, allow_nan=False)
    text.encode()
    return text


def _tables(connection: Connection) -> tuple[str, ...]:
    found = connection.execute("SELECT DISTINCT kind FROM documents").fetchall()
    return tuple(sorted(str(kind) for (kind,) in found))


def _texts(connection: Connection, where: str, values: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    found = connection.execute(
        f"SELECT key, document FROM documents WHERE {where} ORDER BY key".encode(),  # noqa: S608
        values,
    ).fetchall()
    return {str(key): cast("dict[str, Any]", json.loads(text)) for key, text in found}
