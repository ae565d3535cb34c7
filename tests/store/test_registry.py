"""The embedded registry: the contract, its file, damage, full disks and other processes."""
# ruff: noqa: ASYNC240  (a test waits for nobody else)

import asyncio
import json
import logging
import multiprocessing
import stat
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tinydb import TinyDB

from desk.ports import NotConfirmed
from store import RegistryUnreadable, TinyDbRegistry, registry_lock
from tests.store.contracts import RegistryContract
from tests.store.memory import MemoryRegistry
from tests.store.samples import names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.json"


@pytest.fixture
async def tiny(path: Path) -> AsyncIterator[TinyDbRegistry]:
    registry = await TinyDbRegistry.open(path)
    yield registry
    await registry.close()


class TestMemoryRegistry(RegistryContract):
    """The reference: if it failed, the contract would be wrong."""

    @pytest.fixture
    def registry(self) -> MemoryRegistry:
        return MemoryRegistry()


class TestTinyDbRegistry(RegistryContract):
    """The embedded registry keeps the contract."""

    @pytest.fixture
    def registry(self, tiny: TinyDbRegistry) -> TinyDbRegistry:
        return tiny


class TestFile:
    """architecture.md, "Keeping": TinyDB on a storage of our own."""

    async def test_documents_are_there_again_after_a_restart(self, path: Path) -> None:
        first = await TinyDbRegistry.open(path)
        await first.put("roster", "m-1", {"name": "Jörg"})
        await first.close()

        again = await TinyDbRegistry.open(path)
        found = await again.all("roster")
        await again.close()

        assert found == {"m-1": {"name": "Jörg"}}
        assert not again.recovered

    async def test_the_file_is_what_tinydb_itself_reads(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("roster", "1", {"name": "Jörg"})
        await tiny.put("chats", "2", {"id": "19:x"})

        with TinyDB(path) as stock:
            assert stock.tables() == {"roster", "chats"}
            assert stock.table("roster").get(doc_id=1) == {"name": "Jörg"}

    async def test_each_document_stands_on_a_line_of_its_own(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put_all("roster", {"m-1": {"name": "Jörg"}, "m-2": {"name": "Änne"}})

        assert path.read_text("utf-8").splitlines()[1] == '"m-1":{"name": "Jörg"},'

    async def test_only_its_owner_can_read_it(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("roster", "m-1", {})
        await tiny.put("roster", "m-2", {})

        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert names(path.parent) == {"registry.json", "registry.json.bak", "registry.lock"}

    async def test_what_rests_lies_in_a_file_of_its_own(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("outbox", "a", {"slots": {}})
        before = path.stat().st_mtime_ns
        await tiny.put("outbox_resting", "a", {"packed": "x" * 100})
        await tiny.put("outbox_resting", "b", {"packed": "y" * 100})
        await tiny.remove("outbox_resting", "b")
        again = await TinyDbRegistry.open(path)
        found = await again.all("outbox_resting"), await again.all("outbox")
        await again.close()

        assert found == ({"a": {"packed": "x" * 100}}, {"a": {"slots": {}}})
        assert path.stat().st_mtime_ns == before
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert names(path.parent) == {"registry.json", "resting.json", "resting.json.bak", "registry.lock"}

    async def test_damage_to_what_rests_is_noticed_at_the_start(
        self, path: Path, tiny: TinyDbRegistry
    ) -> None:
        await tiny.put("outbox_resting", "a", {"packed": "x"})
        path.with_name("resting.json").write_bytes(b"{")

        with pytest.raises(RegistryUnreadable):
            await TinyDbRegistry.open(path)

    async def test_reading_writes_nothing(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.all("roster")
        await tiny.remove("roster", "m-1")

        assert not path.exists()

    async def test_reading_reads_the_file_only_when_it_has_changed(
        self, path: Path, tiny: TinyDbRegistry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await tiny.put("roster", "m-1", {"a": 1})
        read: list[Path] = []
        original = Path.read_bytes

        def counting(self: Path) -> bytes:
            read.append(self)
            return original(self)

        monkeypatch.setattr(Path, "read_bytes", counting)
        for _ in range(5):
            await tiny.get("roster", "m-1")

        assert read == []


class TestDamage:
    """reliability.md § 6, G15: the embedded store never silently drops a document."""

    async def written_twice(self, path: Path, table: str = "roster") -> None:
        registry = await TinyDbRegistry.open(path)
        await registry.put(table, "m-1", {"a": 1})
        await registry.put(table, "m-2", {"a": 2})
        await registry.close()

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b'{"roster":{"m-1"', id="torn"),
            pytest.param(b"\x00" * 100, id="zeros"),
            pytest.param(b'{"roster":{}}{"x"', id="extra-data"),
            pytest.param(b"[]", id="a-list"),
            pytest.param(b'{"roster":[]}', id="table-as-list"),
            pytest.param(b'{"roster":{"m-1":1}}', id="document-as-number"),
            pytest.param(b'{"roster":{"m-1":{"a":"\xff"}}}', id="not-utf-8"),
        ],
    )
    async def test_the_previous_generation_steps_in_and_says_so(
        self, path: Path, content: bytes, caplog: pytest.LogCaptureFixture
    ) -> None:
        await self.written_twice(path)
        path.write_bytes(content)

        with caplog.at_level(logging.WARNING):
            registry = await TinyDbRegistry.open(path)
        found = await registry.all("roster")
        await registry.put("roster", "m-3", {"a": 3})
        await registry.close()

        assert found == {"m-1": {"a": 1}}
        aside = path.with_name("registry.json.damaged")
        assert registry.recovered == {aside}
        assert aside.read_bytes() == content
        assert ["previous generation" in record.message for record in caplog.records] == [True]
        assert json.loads(path.read_bytes())["roster"] == {"m-1": {"a": 1}, "m-3": {"a": 3}}

    async def test_a_file_that_is_gone_is_replaced_by_its_previous_generation(self, path: Path) -> None:
        await self.written_twice(path)
        path.unlink()

        registry = await TinyDbRegistry.open(path)
        found = await registry.all("roster")
        await registry.close()

        assert found == {"m-1": {"a": 1}}
        assert registry.recovered

    async def test_damage_while_serving_is_noticed_too(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("roster", "m-1", {"a": 1})
        await tiny.put("roster", "m-2", {"a": 2})
        path.write_bytes(b"{")

        assert await tiny.all("roster") == {"m-1": {"a": 1}}
        assert tiny.recovered

    async def test_of_both_files_is_told_of_both_once(
        self, path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        tables = ("roster", "outbox_resting")
        for table in tables:
            await self.written_twice(path, table)
        for name in ("registry.json", "resting.json"):
            path.with_name(name).write_bytes(b"{")

        with caplog.at_level(logging.WARNING):
            registry = await TinyDbRegistry.open(path)
        found = [await registry.all(table) for table in tables]
        await registry.close()

        assert found == [{"m-1": {"a": 1}}] * 2
        told = sorted(record.message.rpartition("/")[2] for record in caplog.records)
        assert told == ["registry.json.damaged", "resting.json.damaged"]

    async def test_without_a_readable_generation_it_refuses_and_touches_nothing(self, path: Path) -> None:
        await self.written_twice(path)
        path.write_bytes(b"{")
        path.with_name("registry.json.bak").write_bytes(b"[")

        with pytest.raises(RegistryUnreadable, match="nor can"):
            await TinyDbRegistry.open(path)

        assert (path.read_bytes(), path.with_name("registry.json.bak").read_bytes()) == (b"{", b"[")


class TestFullDisk:
    """reliability.md § 2: TinyDB's own storage lost every document here."""

    async def test_loses_no_document_that_was_confirmed(self, small_disk: Path) -> None:
        registry = await TinyDbRegistry.open(small_disk / "registry.json")
        confirmed: dict[str, Any] = {}
        with pytest.raises(NotConfirmed):  # noqa: PT012  (how often it succeeds before is not known)
            for number in range(1000):
                await registry.put("outbox", str(number), {"text": "x" * 1000})
                confirmed[str(number)] = {"text": "x" * 1000}
        during = await registry.all("outbox")
        await registry.close()

        again = await TinyDbRegistry.open(small_disk / "registry.json")
        after = await again.all("outbox")
        await again.remove("outbox", "0")
        fewer = await again.all("outbox")
        await again.close()

        assert len(confirmed) > 10
        assert during == after == confirmed
        assert len(fewer) == len(confirmed) - 1
        assert not again.recovered


def write_many(path: str, writer: int, count: int) -> None:
    async def run() -> None:
        registry = await TinyDbRegistry.open(Path(path))
        for number in range(count):
            await registry.put("outbox", f"{writer}-{number}", {"n": number})
        await registry.close()

    asyncio.run(run())


class TestOtherProcesses:
    """contract.md § 1: ``roster import`` and ``sitting plan`` write beside a running bot."""

    async def test_what_another_one_wrote_is_seen_at_once(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("roster", "m-1", {"a": 1})
        other = await TinyDbRegistry.open(path)
        await other.put("roster", "m-2", {"a": 2})
        await other.close()

        assert await tiny.all("roster") == {"m-1": {"a": 1}, "m-2": {"a": 2}}

    async def test_what_another_one_wrote_is_not_overwritten(self, path: Path, tiny: TinyDbRegistry) -> None:
        await tiny.put("roster", "m-1", {"a": 1})
        other = await TinyDbRegistry.open(path)
        await other.put("roster", "m-1", {"a": 2})
        await tiny.put("outbox", "1", {"b": 1})
        found = await other.all("roster")
        await other.close()

        assert found == {"m-1": {"a": 2}}

    async def test_processes_that_write_at_once_lose_nothing(self, path: Path) -> None:
        spawn = multiprocessing.get_context("spawn")
        writers = [spawn.Process(target=write_many, args=(str(path), number, 25)) for number in range(3)]
        for writer in writers:
            writer.start()
        for writer in writers:
            await asyncio.to_thread(writer.join, 60)

        registry = await TinyDbRegistry.open(path)
        found = await registry.all("outbox")
        await registry.close()

        assert [writer.exitcode for writer in writers] == [0, 0, 0]
        assert set(found) == {f"{writer}-{number}" for writer in range(3) for number in range(25)}

    async def test_a_write_waits_for_another_process_and_then_counts(
        self, path: Path, tiny: TinyDbRegistry
    ) -> None:
        with registry_lock(path.parent):
            writing = asyncio.create_task(tiny.put("roster", "m-1", {"a": 1}))
            await asyncio.sleep(0.1)
            waited = not writing.done()
        await writing

        assert waited
        assert await tiny.get("roster", "m-1") == {"a": 1}

    async def test_a_write_that_waited_too_long_is_not_confirmed(
        self, path: Path, tiny: TinyDbRegistry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await tiny.put("roster", "m-1", {"a": 1})
        monkeypatch.setattr(time, "monotonic", iter(range(0, 1000, 20)).__next__)

        with registry_lock(path.parent), pytest.raises(NotConfirmed, match="another process"):
            await tiny.put("roster", "m-1", {"a": 2})

        assert await tiny.get("roster", "m-1") == {"a": 1}


keys = st.sampled_from(["m-1", "m-2", "19:x", ""])
documents = st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=5), max_size=3)


class RegistryMachine(RuleBasedStateMachine):
    """Whatever is done in whatever order, two processes see what a dictionary would hold."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.registries = [self.opened(), self.opened()]
        self.model: dict[str, Any] = {}

    def opened(self) -> TinyDbRegistry:
        return self.runner.run(TinyDbRegistry.open(Path(self.folder.name) / "registry.json"))

    @rule(who=st.integers(0, 1), key=keys, document=documents)
    def put(self, who: int, key: str, document: dict[str, Any]) -> None:
        self.runner.run(self.registries[who].put("roster", key, document))
        self.model[key] = document

    @rule(who=st.integers(0, 1), key=keys)
    def remove(self, who: int, key: str) -> None:
        self.runner.run(self.registries[who].remove("roster", key))
        self.model.pop(key, None)

    @rule(who=st.integers(0, 1))
    def restart(self, who: int) -> None:
        self.runner.run(self.registries[who].close())
        self.registries[who] = self.opened()

    @invariant()
    def both_see_the_same(self) -> None:
        for registry in getattr(self, "registries", []):
            assert self.runner.run(registry.all("roster")) == self.model

    def teardown(self) -> None:
        if hasattr(self, "registries"):
            for registry in self.registries:
                self.runner.run(registry.close())
            self.runner.close()
            self.folder.cleanup()


RegistryMachine.TestCase.settings = settings(max_examples=8, stateful_step_count=12, deadline=None)
TestAnyOrder = RegistryMachine.TestCase


class TestPace:
    """The outbox writes one small document for each message it sends."""

    @pytest.mark.slow
    async def test_a_small_document_among_200_kb_is_written_in_a_few_milliseconds(
        self, tiny: TinyDbRegistry
    ) -> None:
        await tiny.put_all("roster", {f"m-{n}": {"text": "x" * 900} for n in range(110)})
        await tiny.put_all("outbox", {f"{n}": {"text": "x" * 150} for n in range(600)})
        times: list[float] = []
        for number in range(100):
            before = time.perf_counter()
            await tiny.put("outbox", f"new-{number}", {"chat": "19:x", "id": str(number)})
            times.append(time.perf_counter() - before)

        assert statistics.median(times) < 0.010
