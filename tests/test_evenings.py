"""Evenings copied for the benchmark are as sound as the one they come from, and go on by the rules."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import evenings
from council.ids import SittingId
from council.record import check
from council.sitting import Stage
from desk.heads import TABLE
from desk.ports import EMPTY
from rehearsal.process import ROOT
from store import open_store, standard
from store.journal import SqliteJournal
from tests.desk.council import SITTING
from tests.desk.test_desk import Room


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A data folder with one sitting whose first ballot is open."""
    room = await Room().with_ballot()
    store = await open_store(tmp_path)
    await store.journal.append(SITTING, EMPTY, await room.desk.events(SITTING))
    await store.close()
    return tmp_path


async def kept(folder: Path, **evening: object) -> dict[str, int]:
    return await evenings.keep(folder, {"from": SITTING, "evenings": [evening]})


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

    async def test_an_evening_goes_on_to_the_ballot_that_is_wished_for(self, folder: Path) -> None:
        await kept(folder, ids=["lang"], ballots=4)
        found = await evenings.read_back(folder, SittingId("lang"))

        assert len(found.ballots) == 4
        ballot = found.ballot
        assert ballot is not None
        assert (int(ballot.id), len(ballot.votes)) == (4, len(ballot.electorate))

    async def test_an_ended_evening_lies_as_far_back_as_wished_and_is_noted_as_ended(
        self, folder: Path
    ) -> None:
        await kept(folder, ids=["alt", "alt-2"], ended=True, days=60)
        found = await evenings.read_back(folder, SittingId("alt-2"))
        store = await open_store(folder)
        noted = await store.registry.all(TABLE)
        await store.close()

        assert found.stage is Stage.ENDED
        assert found.ended_at is not None
        assert noted["alt-2"]["ended"] == found.ended_at.isoformat()
        assert evenings.Clock(timedelta()).now() - found.ended_at > timedelta(days=59)

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
