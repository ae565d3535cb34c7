"""Evenings put into a data folder, as a process of its own: `python -m evenings FOLDER < wish.json`.

For the benchmark, which knows nothing of the program; no bot may serve the folder meanwhile. A copy
holds the same entries, each sealed anew in its own chain, so that it is as sound as the one it is made
from.

In: ``{"from": id, "evenings": [{"ids": […], "ballots": 124, "ended": false, "days": 0}, …]}``. Each evening
is the sitting it comes from, whose first ballot is open, and goes on through the desk until so many
ballots have been opened, or to its end; then it is written once more under every id. Out:
``{"entries": {id: …}}``.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from council import commands as cmd
from council.agenda import BallotKind
from council.ballots import Choice
from council.events import Event, SittingPrepared
from council.ids import MemberId, SittingId
from council.record import Row, seal
from council.sitting import Sitting
from desk.desk import Desk
from desk.heads import TABLE
from desk.ports import EMPTY, Head
from store import open_store, sqlite, standard
from store.codec import Codec
from store.folder import JOURNAL_FILE, Store
from store.shapes import moment_text


class Clock:
    """The machine's clock, put back by so much."""

    def __init__(self, earlier: timedelta) -> None:
        self._earlier = earlier

    def now(self) -> datetime:
        """The moment that is taken for the present one."""
        return datetime.now(UTC) - self._earlier


async def keep(folder: Path, wish: Mapping[str, Any]) -> dict[str, int]:
    """Put the evenings that are wished for into the folder; returns how many entries each has."""
    store = await open_store(folder)
    entries: dict[str, int] = {}
    try:
        source = await store.journal.read(SittingId(str(wish["from"])))
        for evening in wish["evenings"]:
            entries |= await _kept(store, source, evening)
    finally:
        await store.close()
    return entries


async def _kept(store: Store, source: Sequence[Row], evening: Mapping[str, Any]) -> dict[str, int]:
    """One evening, held once and written under every id."""
    first, *others = (SittingId(str(name)) for name in evening["ids"])
    path = store.folder / JOURNAL_FILE
    earlier = timedelta(days=int(evening.get("days", 0)))
    _copied(path, source, [first], earlier)
    state = await _gone_on(store, first, evening, earlier)
    rows = await store.journal.read(first)
    heads = _copied(path, rows, others)
    heads[first] = await store.journal.head(first)
    ended = state.ended_at.isoformat() if state.ended_at else None
    documents = {
        str(name): {"seq": head.seq, "hash": head.hash, "ended": ended, "body": state.body}
        for name, head in heads.items()
    }
    await store.registry.put_all(TABLE, documents)
    return {str(name): head.seq for name, head in heads.items()}


def _renamed(event: Event, name: SittingId) -> Event:
    """The first event of a copy; its meeting's chat is one that nobody knows, so that nothing is posted."""
    prepared = cast(SittingPrepared, event)
    return replace(prepared, sitting=name, meeting=f"copy:{name}")


def _copied(
    path: Path, rows: Sequence[Row], names: Iterable[SittingId], earlier: timedelta = timedelta()
) -> dict[SittingId, Head]:
    """Write the rows once more for each name, all in one transaction; returns where each copy ends.

    ``earlier`` is by how much all moments go back.
    """
    codec, heads = standard(), {}
    with closing(sqlite.connect(path)) as connection:
        sqlite.prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        for name in names:
            new = tuple(_sealed(name, rows, codec, earlier))
            sqlite.insert(connection, name, new)
            heads[name] = Head(new[-1].seq, new[-1].hash) if new else EMPTY
        connection.execute("COMMIT")
    return heads


def _sealed(name: SittingId, rows: Sequence[Row], codec: Codec, earlier: timedelta) -> Iterator[Row]:
    prev = EMPTY.hash
    for row in rows:
        data = row.data or ""
        if row.seq == 1:
            data = codec.encode(_renamed(codec.event_of(row), name)).data
        at = moment_text(datetime.fromisoformat(row.at) - earlier) if earlier else row.at
        sealed = seal(name, row.seq, at, row.type, data, secrets.token_hex(16), prev)
        prev = sealed.hash
        yield sealed


async def read_back(folder: Path, name: SittingId) -> Sitting:
    """A sitting of the folder, read as the bot would."""
    store = await open_store(folder)
    try:
        return await _known(_desk(store, timedelta()), name)
    finally:
        await store.close()


async def _gone_on(store: Store, name: SittingId, evening: Mapping[str, Any], earlier: timedelta) -> Sitting:
    """Let the evening go on through the desk, everybody voting in every ballot."""
    desk = _desk(store, earlier)
    try:
        sitting = await _known(desk, name)
        for number in range(2, int(evening.get("ballots", 1)) + 1):
            await _settled(desk, sitting)
            await desk.turn(_next(sitting, number))
        await _voted(desk, await _known(desk, name))
        if evening.get("ended"):
            await _settled(desk, sitting)
            await desk.turn(cmd.EndSitting(sitting=name, by=sitting.chair))
        return await _known(desk, name)
    finally:
        await desk.stop()


def _desk(store: Store, earlier: timedelta) -> Desk:
    return Desk(
        journal=store.journal,
        registry=store.heads,
        clock=Clock(earlier),
        decode=standard().event_of,
        nonce=lambda: secrets.token_hex(16),
        broken=_broken,
    )


def _next(sitting: Sitting, number: int) -> cmd.Command:
    return cmd.OpenBallot(
        sitting=sitting.id,
        by=sitting.chair,
        item=sitting.item,
        kind=BallotKind.ROLL_CALL,
        object=f"Frage {number}",
    )


async def _settled(desk: Desk, sitting: Sitting) -> None:
    """Everybody votes, the ballot is closed, the result declared."""
    await _voted(desk, await _known(desk, sitting.id))
    await desk.turn(cmd.CloseBallot(sitting=sitting.id, by=sitting.chair))
    await desk.turn(cmd.DeclareBallot(sitting=sitting.id, by=sitting.chair))


async def _voted(desk: Desk, sitting: Sitting) -> None:
    ballot = sitting.ballot
    if ballot is None:
        return

    async def votes(member: MemberId) -> None:
        if ballot.vote_of(member) is None:
            vote = cmd.CastVote(
                sitting=sitting.id, by=member, ballot=ballot.id, round=ballot.round, choice=Choice.YES
            )
            await desk.turn(vote)

    await asyncio.gather(*map(votes, ballot.electorate))


async def _known(desk: Desk, name: SittingId) -> Sitting:
    sitting = await desk.read(name)
    if sitting is None:
        raise SystemExit(f"{name}: {desk.locked().get(name, 'no such sitting')}")
    return sitting


def _broken(reason: str) -> None:
    raise SystemExit(reason)


if __name__ == "__main__":
    json.dump({"entries": asyncio.run(keep(Path(sys.argv[1]), json.load(sys.stdin)))}, sys.stdout)
