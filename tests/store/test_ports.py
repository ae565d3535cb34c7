"""The store's adapters are what the desk asks for; the type checker reads this file too."""

import inspect
from pathlib import Path

import pytest

from desk.ports import EMPTY, Head, HeadMoved, Journal, NotConfirmed, Registry
from store import SqliteJournal, TinyDbRegistry
from tests.store.memory import MemoryJournal, MemoryRegistry
from tests.store.samples import CODEC, SITTING


def methods(port: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(port, inspect.isfunction) if not name.startswith("_")]


class TestPorts:
    """architecture.md, "Rooms": adapters satisfy ``desk.ports`` structurally."""

    async def test_every_journal_has_what_the_port_names(self, tmp_path: Path) -> None:
        journals: list[Journal] = [SqliteJournal(tmp_path / "ratssaal.db"), MemoryJournal(CODEC)]

        missing = [name for name in methods(Journal) for one in journals if not hasattr(one, name)]
        for journal in journals:
            await journal.close()

        assert methods(Journal) == ["append", "close", "head", "read", "sittings"]
        assert missing == []

    async def test_every_registry_has_what_the_port_names(self, tmp_path: Path) -> None:
        registries: list[Registry] = [TinyDbRegistry(tmp_path / "registry.json"), MemoryRegistry()]

        missing = [name for name in methods(Registry) for one in registries if not hasattr(one, name)]

        assert {"get", "put", "remove", "all"} <= set(methods(Registry))
        assert missing == []

    def test_a_head_is_compared_by_number_and_hash(self) -> None:
        assert Head(0, "0" * 64) == EMPTY
        assert Head(1, "a" * 64) != Head(1, "b" * 64)

    def test_a_moved_head_says_where_the_record_stands(self) -> None:
        moved = HeadMoved(SITTING, EMPTY, Head(3, "a" * 64))

        assert (moved.sitting, moved.found.seq) == (SITTING, 3)
        assert "expected the record to end at 0, found 3" in str(moved)

    @pytest.mark.parametrize("head", [None, EMPTY, Head(3, "a" * 64)])
    def test_what_is_not_confirmed_tells_where_the_record_stands_if_there_is_one(
        self, head: Head | None
    ) -> None:
        assert NotConfirmed("disk I/O error", head).head == head
