"""A turn larger than one statement is written whole, in order, in one transaction."""

from pathlib import Path

import pytest

from council.record import check
from desk.ports import EMPTY
from store.journal import SqliteJournal
from tests.store.samples import CODEC, SITTING, notes


class TestLargeTurns:
    """architecture.md, "Keeping": one transaction per turn, whatever its size."""

    @pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
    async def test_every_event_is_there_in_its_order(self, tmp_path: Path, count: int) -> None:
        journal = await SqliteJournal.open(tmp_path / "journal.db", codec=CODEC)
        head = await journal.append(SITTING, EMPTY, notes(count))
        rows = await journal.read(SITTING)
        await journal.close()

        assert head == (count, rows[-1].hash)
        assert [CODEC.event_of(row) for row in rows] == notes(count)
        assert check(SITTING, rows, head).sound
