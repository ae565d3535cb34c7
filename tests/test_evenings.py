"""Evenings copied for the benchmark are as sound as the one they come from, and leave as much behind."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import evenings
from bot.ledger import PACKED, PACKED_TABLE, unpacked
from council import commands as cmd
from council.events import SittingPrepared
from council.fold import replay
from council.ids import SittingId
from council.record import check
from council.sitting import Sitting, Stage
from desk.heads import TABLE
from desk.ports import EMPTY
from rehearsal.process import ROOT
from store import open_store, standard
from store.journal import SqliteJournal
from tests.desk.council import MEMBERS, SITTING
from tests.desk.test_desk import Room

STARTS = "2026-12-09T13:00:00.000000+00:00"
CHAT = "19:meeting_a@thread.v2"
SLOTS = {
    "ballot:1": {"chat": f"meeting:{CHAT}", "ids": [["77", "abc"]]},
    "board": {"chat": "office", "ids": []},
}


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A data folder with one sitting whose first ballot is open."""
    return await made(tmp_path, await Room().with_ballot())


@pytest.fixture
async def over(tmp_path: Path) -> Path:
    """A data folder with one sitting that has ended."""
    room = await Room().with_ballot()
    await room.desk.turn(cmd.CloseBallot(sitting=SITTING, by=MEMBERS[0]))
    await room.desk.turn(cmd.DeclareBallot(sitting=SITTING, by=MEMBERS[0]))
    await room.desk.turn(cmd.EndSitting(sitting=SITTING, by=MEMBERS[0]))
    return await made(tmp_path, room)


async def made(folder: Path, room: Room) -> Path:
    """Keep a room's sitting with what a bot keeps of it."""
    store = await open_store(folder)
    prepared, *others = await room.desk.events(SITTING)
    assert isinstance(prepared, SittingPrepared)
    events = (replace(prepared, meeting=f"meeting:{CHAT}"), *others)
    head = await store.journal.append(SITTING, EMPTY, events)
    ended = room.sitting.ended_at.isoformat() if room.sitting.ended_at else None
    plan = {"id": SITTING, "body": "Stadtrat", "starts": STARTS, "items": [{"number": "1"}]}
    documents: dict[str, dict[str, dict[str, Any]]] = {
        TABLE: {SITTING: {"seq": head.seq, "hash": head.hash, "ended": ended, "body": "Stadtrat"}},
        "sittings": {SITTING: plan, "another": {"id": "another"}},
        "offers": {"f00": {"sitting": SITTING, "kind": "sheet.pdf"}},
        "bindings": {CHAT: {"sitting": SITTING, "meeting": "m"}},
        "chats": {f"meeting:{CHAT}": {"conversation": CHAT}},
        "outbox": {SITTING: {"slots": SLOTS}},
    }
    for table, docs in documents.items():
        await store.registry.put_all(table, docs)
    await store.close()
    return folder


async def kept(folder: Path, **evening: object) -> dict[str, int]:
    return await evenings.keep(folder, {"from": SITTING, "evenings": [evening]})


async def replayed(folder: Path, name: str) -> Sitting:
    journal = SqliteJournal.open_reader(folder / "ratssaal.db")
    found = replay(standard().event_of(row) for row in await journal.read(SittingId(name)))
    await journal.close()
    assert found is not None
    return found


def registry(folder: Path) -> dict[str, Any]:
    """All documents by table."""
    return {
        table: documents
        for file in ("registry.json", "resting.json")
        if (folder / file).exists()
        for table, documents in json.loads((folder / file).read_text(encoding="utf-8")).items()
    }


class TestCopies:
    """performance.md: what is measured is a real journal with a valid chain."""

    async def test_every_copy_is_a_sound_record_under_its_own_name(self, folder: Path) -> None:
        entries = await kept(folder, ids=["a", "b", "c"])
        journal = SqliteJournal.open_reader(folder / "ratssaal.db")

        for name in ("a", "b", "c"):
            rows = await journal.read(SittingId(name))
            assert check(name, rows, (entries[name], rows[-1].hash)).sound
            state = standard().event_of(rows[0])
            assert (getattr(state, "sitting", ""), len(rows)) == (name, entries[name])
        await journal.close()

    async def test_an_open_sitting_goes_on_in_its_copy_and_nothing_is_kept_of_its_chat(
        self, folder: Path
    ) -> None:
        await kept(folder, ids=["b"])
        found = await replayed(folder, "b")
        documents = registry(folder)

        assert found.stage is Stage.OPEN
        assert found.ballot is not None
        assert documents[TABLE]["b"]["ended"] is None
        assert PACKED_TABLE not in documents
        for table in ("sittings", "bindings", "chats", "outbox", "offers"):
            assert "copy" not in json.dumps(documents[table])
            assert '"b"' not in json.dumps(documents[table])

    def test_the_process_says_what_is_missing(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "evenings", str(tmp_path)],
            cwd=ROOT,
            input='{"from": "none", "evenings": [{"ids": ["a"]}]}',
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode != 0
        assert "no such sitting" in done.stderr


class TestEnded:
    """ADR 26: what an evening that rests leaves behind, its copies leave as well."""

    async def test_each_lies_as_far_back_as_wished_and_is_noted_as_ended(self, over: Path) -> None:
        await kept(over, ids=["alt", "alt-2"], days=60, apart=0.75)
        found, noted = await replayed(over, "alt-2"), registry(over)[TABLE]

        assert found.stage is Stage.ENDED
        assert found.ended_at is not None
        assert noted["alt-2"]["ended"].replace("T", " ")[:19] == str(found.ended_at)[:19]
        ends = [datetime.fromisoformat(noted[name]["ended"]) for name in (SITTING, "alt", "alt-2")]
        assert ends[0] - ends[1] == timedelta(days=60)
        assert ends[1] - ends[2] == timedelta(hours=18)

    async def test_they_are_of_the_bodies_in_turn(self, over: Path) -> None:
        await kept(over, ids=["a", "b", "c"], bodies=["Bauausschuss", "Finanzausschuss"])
        documents = registry(over)

        for table in (TABLE, "sittings"):
            bodies = [documents[table][name]["body"] for name in ("a", "b", "c")]
            assert bodies == ["Bauausschuss", "Finanzausschuss", "Bauausschuss"]
        assert (await replayed(over, "b")).body == "Finanzausschuss"

    async def test_the_registry_holds_of_each_what_it_holds_of_one_that_rests(self, over: Path) -> None:
        await kept(over, ids=["a", "b"], days=1)
        documents = registry(over)

        plan = documents["sittings"]["b"]
        assert (plan["id"], plan["items"], plan["starts"][:10]) == ("b", [], "2026-12-08")
        assert documents["bindings"]["copy:b"]["sitting"] == "b"
        assert documents["chats"]["meeting:copy:b"] == {"conversation": "copy:b"}
        assert [one["sitting"] for one in documents["offers"].values()] == [SITTING, "a", "b"]
        assert set(documents["outbox"]) == {SITTING}
        assert set(documents[PACKED_TABLE]) == {"a", "b"}
        slots = unpacked(documents[PACKED_TABLE]["b"][PACKED])
        assert slots == SLOTS | {"ballot:1": {"chat": "meeting:copy:b", "ids": [["77", "abc"]]}}
        assert len(documents["sittings"]) == 4
