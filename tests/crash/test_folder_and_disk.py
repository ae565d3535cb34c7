"""Two processes on one folder, and a disk that is full; reliability.md § 6, G3 and G12."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from council.ids import BallotId, MemberId
from rehearsal.process import ROOT, BotProcess, free_port
from rehearsal.world import World
from tests.crash.voting import ballast, lost, record, voting
from tests.evening.hall import MEMBERS, Hall
from tests.tallying import Tallies

PLAINLY = "Nicht bestätigt"


@pytest.mark.experiment
class TestSecondProcess:
    """architecture.md, "Keeping": one serving process per data folder."""

    async def test_it_is_refused_with_one_sentence(self, tmp_path: Path, experiment: Tallies) -> None:
        async with World(tmp_path) as world:
            first = await world.start_bot()
            environment = first.environment | {"PORT": str(free_port())}
            second = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "app.py"),
                "serve",
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            _, said = await second.communicate()
            still_there = first.pid

        served = int(second.returncode != 1)
        experiment("two processes, one folder (lost: both serve)").tally(runs=1, lost=served)
        assert second.returncode == 1
        assert said.decode().splitlines() == [
            f"Der Datenordner {tmp_path / 'data'} wird schon von einem anderen Prozess bedient: "
            "bitte diesen beenden oder DATA_DIR ändern."
        ]
        assert still_there

    async def test_the_lock_of_a_killed_process_is_none(self, tmp_path: Path) -> None:
        async with World(tmp_path) as world:
            first = await world.start_bot()
            await first.kill()
            second = BotProcess(world.environment(), tmp_path)
            await second.start()
            status = await second.stop()

        assert status == 0


async def pages(hall: Hall, most: int) -> None:
    """Let the journal's file grow to so many pages and no further."""
    watched: Any = hall.desk._journal
    journal = watched.behind
    await journal._run(lambda: journal._open().execute(f"PRAGMA max_page_count = {most}").fetchall())


@pytest.mark.experiment
class TestDiskFull:
    """architecture.md, "Keeping": disk full is answered "nicht bestätigt", the next vote may count."""

    async def test_no_vote_counts_that_was_not_written_and_later_ones_do(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await pages(hall, 1)
        for word in ["Ja", "Nein"] * 400:
            refused = await hall.press("busch", word)
            if PLAINLY in refused.text:
                break
        before = hall.sitting.ballots[BallotId(1)].vote_of(MemberId("busch"))
        await pages(hall, 1_000_000)
        again = await hall.press("busch", word)
        after = hall.sitting.ballots[BallotId(1)].vote_of(MemberId("busch"))

        assert PLAINLY in refused.text
        assert "Ihre Stimme" not in refused.text
        assert f"Ihre Stimme: {word}" in again.text
        assert after is not None
        assert before is None or after.rev == before.rev + 1

    async def test_a_full_disk_of_the_real_process_loses_nothing(
        self, small_disk: Path, experiment: Tallies
    ) -> None:
        async with voting(small_disk, members=4) as votes:
            first = votes.voters[0]
            assert await votes.press(first, "Ja")
            with ballast(small_disk):
                for word in ["Nein", "Ja"] * 400:  # the journal may own a little room before it needs more
                    if not await votes.press(first, word):
                        break
                refused = votes.answered
            later = await votes.press(first, "Enthaltung")
            sitting = await record(votes.world, votes.hall.sitting)

        gone = len(lost(sitting, votes.receipts))
        experiment("a full disk").tally(runs=1, acknowledged=len(votes.receipts), lost=gone)
        assert PLAINLY in refused
        assert later
        assert lost(sitting, votes.receipts) == []
        assert votes.world.bot.pid == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or subprocess.run(line, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
