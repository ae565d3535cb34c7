"""Evenings put into a data folder, as a process of its own: `python -m evenings FOLDER < wish.json`.

For the benchmark, which knows nothing of the program; no bot may serve the folder meanwhile. A copy
holds the same entries, each sealed anew in its own chain, so that it is as sound as the one it is made
from.

In: ``{"from": id, "evenings": [{"ids": […], "bodies": […], "days": 0, "apart": 0}, …]}``: the sitting is
written once more under every id, the first one so many days back and each further one so much more, of the
bodies in turn (none: of its own). Of an evening that has ended everything goes along that a registry
keeps of one that rests: plan, chat, bindings, and the list of its messages. Of another nothing does, and its
meeting's chat is one that nobody knows, so that nothing is posted. Out: ``{"entries": {id: …}}``.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.ledger import PACKED, PACKED_TABLE, packed
from bot.ledger import TABLE as OUTBOX
from council.events import SittingPrepared
from council.ids import SittingId
from council.record import Row, seal
from desk.heads import TABLE as HEADS
from desk.ports import EMPTY, Head
from store import open_store, sqlite, standard
from store.codec import Codec
from store.folder import JOURNAL_FILE, REGISTRY_FILE, Store
from store.planned import SITTINGS
from store.shapes import moment_text

Documents = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Under which id an evening is written once more, of which body, and how much earlier."""

    name: SittingId
    body: str
    earlier: timedelta

    @property
    def chat(self) -> str:
        """The id of the meeting's chat, which Teams does not know."""
        return f"copy:{self.name}"

    def back(self, moment: str) -> str:
        """A moment of the evening as it was in the copy."""
        return moment_text(datetime.fromisoformat(moment) - self.earlier) if self.earlier else moment


async def keep(folder: Path, wish: Mapping[str, Any]) -> dict[str, int]:
    """Put the evenings that are wished for into the folder; returns how many entries each has."""
    source = SittingId(str(wish["from"]))
    store = await open_store(folder)
    try:
        rows = await store.journal.read(source)
        if not rows:
            raise SystemExit(f"{source}: no such sitting")
        prepared = cast(SittingPrepared, standard().event_of(rows[0]))
        copies = tuple(one for evening in wish["evenings"] for one in _copies(evening, prepared.body))
        heads = _copied(store.folder / JOURNAL_FILE, rows, prepared, copies)
        await _along(store, prepared, copies, heads)
    finally:
        await store.close()
    return {str(name): head.seq for name, head in heads.items()}


def _copies(evening: Mapping[str, Any], own: str) -> Iterator[Copy]:
    bodies = evening.get("bodies") or [own]
    for place, name in enumerate(evening["ids"]):
        days = float(evening.get("days", 0)) + place * float(evening.get("apart", 0))
        body = str(bodies[place % len(bodies)])
        yield Copy(name=SittingId(str(name)), body=body, earlier=timedelta(days=days))


def _copied(
    path: Path, rows: Sequence[Row], prepared: SittingPrepared, copies: Iterable[Copy]
) -> dict[SittingId, Head]:
    """Write the rows once more for each copy, all in one transaction; returns where each ends."""
    codec, heads = standard(), {}
    with closing(sqlite.connect(path)) as connection:
        sqlite.prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        for copy in copies:
            new = tuple(_sealed(copy, rows, prepared, codec))
            sqlite.insert(connection, copy.name, new)
            heads[copy.name] = Head(new[-1].seq, new[-1].hash)
        connection.execute("COMMIT")
    return heads


def _sealed(copy: Copy, rows: Sequence[Row], prepared: SittingPrepared, codec: Codec) -> Iterator[Row]:
    """The rows in the copy's own chain; the first event names it, its body and its chat."""
    chat = prepared.meeting.replace(_chat(prepared), copy.chat)
    first = replace(prepared, sitting=copy.name, body=copy.body, meeting=chat)
    prev = EMPTY.hash
    for row in rows:
        data = codec.encode(first).data if row.seq == 1 else row.data or ""
        sealed = seal(copy.name, row.seq, copy.back(row.at), row.type, data, secrets.token_hex(16), prev)
        prev = sealed.hash
        yield sealed


async def _along(
    store: Store, prepared: SittingPrepared, copies: Sequence[Copy], heads: Mapping[SittingId, Head]
) -> None:
    """Write down beside the records where they end, and what else is kept of an evening that has ended."""
    noted = await store.registry.get(HEADS, prepared.sitting) or {}
    ended = noted.get("ended")
    documents: Documents = {}
    for copy in copies:
        head = heads[copy.name]
        over = copy.back(ended) if ended else None
        documents[copy.name] = {"seq": head.seq, "hash": head.hash, "ended": over, "body": copy.body}
    await store.registry.put_all(HEADS, documents)
    if not ended:
        return
    for table in await asyncio.to_thread(_tables, store.folder):
        own = _of(await store.registry.all(table), prepared)
        if own and table not in (HEADS, OUTBOX):
            await store.registry.put_all(table, _renamed(table, own, prepared, copies))
    slots = (await store.registry.get(OUTBOX, prepared.sitting) or {}).get("slots", {})
    if slots:
        resting = {str(copy.name): {PACKED: packed(_meant(slots, prepared, copy))} for copy in copies}
        await store.registry.put_all(PACKED_TABLE, resting)


def _tables(folder: Path) -> list[str]:
    """The names of the registry's tables."""
    return list(json.loads((folder / REGISTRY_FILE).read_text(encoding="utf-8")))


def _of(documents: Documents, prepared: SittingPrepared) -> Documents:
    """The documents that are about this sitting: it, or its chat, is their key or stands in them."""
    about = json.dumps(prepared.sitting), _chat(prepared)
    texts = {key: json.dumps({key: one}) for key, one in documents.items()}
    return {key: one for key, one in documents.items() if any(name in texts[key] for name in about)}


def _renamed(table: str, own: Documents, prepared: SittingPrepared, copies: Sequence[Copy]) -> Documents:
    """The documents of a table once more for each copy, each under a key of its own."""
    found: Documents = {}
    for copy in copies:
        for key, one in _meant(own, prepared, copy).items():
            if table == SITTINGS:  # as it is once its sitting rests
                one.update(body=copy.body, starts=copy.back(one["starts"]), items=[])
            found[key if key not in own else f"{key}-{copy.name}"] = one
    return found


def _meant(documents: Mapping[str, Any], prepared: SittingPrepared, copy: Copy) -> dict[str, Any]:
    """Documents in which the copy and its chat stand where the sitting and its chat did."""
    text = json.dumps(documents).replace(json.dumps(prepared.sitting), json.dumps(copy.name))
    meant: dict[str, Any] = json.loads(text.replace(_chat(prepared), copy.chat))
    return meant


def _chat(prepared: SittingPrepared) -> str:
    """The id that Teams gave the meeting's chat."""
    return prepared.meeting.removeprefix("meeting:")


if __name__ == "__main__":
    json.dump({"entries": asyncio.run(keep(Path(sys.argv[1]), json.load(sys.stdin)))}, sys.stdout)
