"""A log or database file that is cut short or has a bit turned over: noticed, never taken for the whole.

The files are those of a journal that is being written, as a copy or a dead machine's disk has them:
the log beside the database holds the last turns. Every byte of a journal at rest: test_verify.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from council.record import check
from desk.ports import EMPTY, Head, JournalDamaged
from store import SqliteJournal
from store.sqlite import OtherLayout
from tests.store.samples import CODEC, SITTING, notes
from tests.tallying import Experiment

FILES = ("ratssaal.db", "ratssaal.db-wal")


@pytest.fixture
async def taken(tmp_path: Path) -> tuple[Path, Head]:
    """The two files in the middle of an evening, and the head that was noted outside of them."""
    live, copy = tmp_path / "live", tmp_path / "copy"
    live.mkdir()
    copy.mkdir()
    journal = await SqliteJournal.open(live / FILES[0], codec=CODEC)
    head = await journal.append(SITTING, EMPTY, notes(60))
    await journal._run(lambda: journal._open().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    for length in (1, 1, 7, 1):
        head = await journal.append(SITTING, head, notes(length, start=head.seq + 1))
    for name in FILES:
        shutil.copyfile(live / name, copy / name)
    await journal.close()
    return copy, head


def turned(raw: bytearray, dice: random.Random) -> None:
    """Turn one bit over."""
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)


def cut(raw: bytearray, dice: random.Random) -> None:
    """Keep the beginning only."""
    del raw[dice.randrange(len(raw)) :]


def zeroed(raw: bytearray, dice: random.Random) -> None:
    """Lose one sector, as a torn write does."""
    at = dice.randrange(0, len(raw), 512)
    raw[at : at + 512] = bytes(len(raw[at : at + 512]))


async def found(path: Path, head: Head) -> str:
    """Open the journal as the bot does; ``refused``, ``noticed``, ``whole`` or ``unnoticed``."""
    journal = SqliteJournal(path, codec=CODEC)
    try:
        await journal._run(journal._start)
        rows = await journal.read(SITTING)
    except (sqlite3.Error, JournalDamaged, OtherLayout):
        return "refused"
    finally:
        await journal.close()
    if not check(SITTING, rows, head).sound:
        return "noticed"
    return "whole" if [CODEC.event_of(row) for row in rows] == notes(head.seq) else "unnoticed"


class TestDamagedFiles:
    """reliability.md § 3.4: a cut-off end looks like a power cut; the head outside tells them apart."""

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("damage", [turned, cut, zeroed])
    @pytest.mark.parametrize(
        "count",
        [pytest.param(12, id="short"), pytest.param(300, id="long", marks=pytest.mark.slow)],
    )
    async def test_what_is_taken_for_sound_is_the_whole_record(
        self,
        tmp_path: Path,
        taken: tuple[Path, Head],
        name: str,
        damage: Callable[[bytearray, random.Random], None],
        count: int,
        experiment: Callable[[str], Experiment],
    ) -> None:
        copy, head = taken
        dice = random.Random(count)
        results = []
        for number in range(count):
            place = tmp_path / f"damaged{number}"
            shutil.copytree(copy, place)
            raw = bytearray((place / name).read_bytes())
            damage(raw, dice)
            (place / name).write_bytes(raw)
            results.append(await found(place / FILES[0], head))
            shutil.rmtree(place)

        unnoticed = results.count("unnoticed")
        experiment("damaged files (lost: not noticed)").tally(runs=count, lost=unnoticed)
        assert (len(results), unnoticed) == (count, 0)
        assert {"refused", "noticed"} & set(results)
