"""A data folder opened to serve it, and beside the one that serves it."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.events import PreparationWithdrawn
from desk.ports import EMPTY, JournalDamaged
from store import (
    JOURNAL_FILE,
    REGISTRY_FILE,
    AlreadyServed,
    RegistryUnreadable,
    open_beside,
    open_store,
    standard,
)
from tests.store.samples import SITTING, names

EVENT = PreparationWithdrawn(at=datetime(2026, 12, 9, tzinfo=UTC), cause="f:1")


def owners_in(folder: Path) -> dict[str, tuple[int, int]]:
    return {file.name: (file.stat().st_uid, file.stat().st_gid) for file in folder.iterdir()}


class TestServing:
    """architecture.md, "Keeping": one serving process per data folder."""

    async def test_makes_the_folder_for_its_owner_only(self, tmp_path: Path) -> None:
        folder = tmp_path / "deep" / "data"

        store = await open_store(folder)
        await store.close()

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert names(folder) == {JOURNAL_FILE, "serving.lock"}

    async def test_what_was_kept_is_there_again(self, tmp_path: Path) -> None:
        store = await open_store(tmp_path)
        head = await store.journal.append(SITTING, EMPTY, [EVENT])
        await store.registry.put("heads", SITTING, {"seq": head.seq, "hash": head.hash})
        await store.close()

        again = await open_store(tmp_path)
        (row,) = await again.journal.read(SITTING)
        document = await again.registry.get("heads", SITTING)
        await again.close()

        assert standard().event_of(row) == EVENT
        assert document == head._asdict()

    async def test_a_second_one_is_refused_and_does_no_harm(self, tmp_path: Path) -> None:
        store = await open_store(tmp_path)
        with pytest.raises(AlreadyServed):
            await open_store(tmp_path)

        head = await store.journal.append(SITTING, EMPTY, [EVENT])
        await store.close()

        assert head.seq == 1

    async def test_a_folder_that_could_not_be_opened_is_not_held(self, tmp_path: Path) -> None:
        (tmp_path / JOURNAL_FILE).write_bytes(b"no journal at all" * 100)
        with pytest.raises(JournalDamaged):
            await open_store(tmp_path)
        (tmp_path / JOURNAL_FILE).unlink()

        store = await open_store(tmp_path)
        found = await store.journal.sittings()
        await store.close()

        assert found == ()

    async def test_an_unreadable_registry_stops_the_start(self, tmp_path: Path) -> None:
        (tmp_path / REGISTRY_FILE).write_bytes(b"{")

        with pytest.raises(RegistryUnreadable):
            await open_store(tmp_path)

        assert (tmp_path / REGISTRY_FILE).read_bytes() == b"{"


class TestAdministrator:
    """A technician imports a roster as root; the bot's own account must be able to go on."""

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
    async def test_what_root_makes_belongs_to_the_owner_of_the_folder(self, tmp_path: Path) -> None:
        os.chown(tmp_path, 12345, 12346)
        beside = await open_beside(tmp_path)
        await beside.registry.put("roster", "m-1", {})
        await beside.registry.put("roster", "m-2", {})
        await beside.close()
        store = await open_store(tmp_path)
        await store.journal.append(SITTING, EMPTY, [EVENT])
        owners = owners_in(tmp_path)
        await store.close()

        assert len(owners) == 7
        assert set(owners.values()) == {(12345, 12346)}


class TestBeside:
    """contract.md § 1: list, export, verify and import work beside a running bot."""

    async def test_reads_the_journal_and_writes_the_registry(self, tmp_path: Path) -> None:
        store = await open_store(tmp_path)
        head = await store.journal.append(SITTING, EMPTY, [EVENT])
        beside = await open_beside(tmp_path)

        await beside.registry.put("roster", "m-1", {"name": "Änne"})
        found = await beside.journal.head(SITTING)
        await beside.close()
        seen = await store.registry.get("roster", "m-1")
        await store.close()

        assert found == head
        assert seen == {"name": "Änne"}

    async def test_needs_no_bot(self, tmp_path: Path) -> None:
        beside = await open_beside(tmp_path / "data")
        await beside.registry.put("roster", "m-1", {})
        found = await beside.journal.sittings()
        await beside.close()

        assert found == ()
        assert names(tmp_path / "data") == {REGISTRY_FILE, "registry.lock"}
