"""The check of a stored journal, as `sitting verify` does it without any settings."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.commands import AdmitMember, Command, OpenSitting
from council.decide import decide
from council.events import Event
from council.fold import evolve
from council.ids import MemberId
from council.sitting import Sitting
from desk.ports import EMPTY
from exporting import verify_path
from store import JOURNAL_FILE, open_store
from tests.desk.council import MEMBERS, SITTING, prepare

NOW = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)


async def _kept(folder: Path) -> Path:
    """A data folder with one opened sitting and its noted head."""
    store = await open_store(folder)
    state: Sitting | None = None
    events: list[Event] = []
    clerk = MemberId("clerk")
    admitted = [AdmitMember(sitting=SITTING, by=clerk, member=m) for m in MEMBERS]
    commands: list[Command] = [prepare(), *admitted, OpenSitting(sitting=SITTING, by=MEMBERS[0])]
    for command in commands:
        for event in decide(state, command, NOW, "n"):
            state = evolve(state, event)
            events.append(event)
    head = await store.journal.append(SITTING, EMPTY, events)
    await store.registry.put("heads", SITTING, {"seq": head.seq, "hash": head.hash, "ended": None})
    await store.close()
    return folder / JOURNAL_FILE


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The journal file of a data folder."""
    return asyncio.run(_kept(tmp_path / "data"))


class TestAStoredJournal:
    """contract § 1: PATH may be a bare journal; 0 sound, 1 any damage, 2 none of these."""

    def test_an_untouched_one_is_sound(self, journal: Path) -> None:
        status, told = verify_path(journal, None, "de")

        assert status == 0
        assert SITTING in told

    def test_a_changed_entry_is_found(self, journal: Path) -> None:
        with sqlite3.connect(journal) as connection:
            connection.execute("UPDATE events SET data = replace(data, 'Mitglied', 'Mitglieb') WHERE seq = 2")
        connection.close()

        assert verify_path(journal, None, "de")[0] == 1

    def test_a_cut_off_end_is_found_by_the_noted_head(self, journal: Path) -> None:
        with sqlite3.connect(journal) as connection:
            connection.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
        connection.close()

        assert verify_path(journal, None, "de")[0] == 1

    def test_a_file_that_is_no_database_any_more_is_damage(self, journal: Path) -> None:
        journal.write_bytes(b"\0" * 4096)

        assert verify_path(journal, None, "en")[0] == 1

    def test_another_head_than_any_of_its_own_is_damage(self, journal: Path) -> None:
        assert verify_path(journal, "A" * 26, "de")[0] == 1

    def test_something_else_is_neither(self, tmp_path: Path) -> None:
        (tmp_path / "brief.txt").write_text("Guten Tag")

        assert verify_path(tmp_path / "brief.txt", None, "de")[0] in (1, 2)
        assert verify_path(tmp_path / "nichts", None, "de")[0] == 2
