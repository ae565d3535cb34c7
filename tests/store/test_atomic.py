"""The storage under the registry: at every moment the old version or the new one, whole."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store import atomic
from store.atomic import AtomicStorage
from tests.tallying import Tallies

OLDER: dict[str, dict[str, Any]] = {"roster": {"m-1": {"name": "Ä" * 50}}}
OLD: dict[str, dict[str, Any]] = {"roster": {"m-1": {"name": "Alt"}, "m-2": {}}}
NEW: dict[str, dict[str, Any]] = {"roster": {"m-1": {"name": "Neu"}}, "chats": {"x": {"id": "19:x"}}}

STEPS = ("open", "write", "fsync", "link", "replace", "unlink")
WHOLE, SHORT = 1 << 20, 40
"""Bytes that one call to write takes at most."""


class PowerCut(BaseException):
    """Nothing after this moment happened."""


class Watch:
    """Notes each call on the file system, and lets one of them fail."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, fail_at: int, fault: BaseException | None, most: int = WHOLE
    ) -> None:
        self.calls: list[str] = []
        self.most = most
        self.fail_at = fail_at
        self.fault = fault
        self.dead = False
        for name in STEPS:
            monkeypatch.setattr(os, name, self.watched(name, getattr(os, name)))

    def watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*values: Any, **named: Any) -> Any:
            if self.dead:
                raise PowerCut
            self.calls.append(f"{name} {self.subject(name, values)}")
            if len(self.calls) == self.fail_at and self.fault is not None:
                self.dead = isinstance(self.fault, PowerCut)
                raise self.fault
            if name == "write":
                return call(values[0], values[1][: self.most])
            return call(*values, **named)

        return watching

    @staticmethod
    def subject(name: str, values: tuple[Any, ...]) -> str:
        if name in ("fsync", "write"):
            found = Path(f"/proc/self/fd/{values[0]}")
            return found.readlink().name if found.exists() else "?"
        return " ".join(Path(value).name for value in values if isinstance(value, str | Path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "registry.json"


def prepared(path: Path) -> AtomicStorage:
    storage = AtomicStorage(path)
    storage.write(OLDER)
    storage.write(OLD)
    return storage


def number_of_steps(path: Path, monkeypatch: pytest.MonkeyPatch, most: int = WHOLE) -> int:
    storage = prepared(path)
    with monkeypatch.context() as patch:
        watch = Watch(patch, 0, None, most)
        storage.write(NEW)
    return len(watch.calls)


class TestOrder:
    """reliability.md § 2: temporary file, fsync, rename, fsync of the folder, ``.bak``."""

    @pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="file names of handles")
    def test_the_new_version_is_synced_before_it_takes_the_place_and_the_folder_after(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        storage = prepared(path)
        with monkeypatch.context() as patch:
            watch = Watch(patch, 0, None)
            storage.write(NEW)

        steps = [call for call in watch.calls if not call.startswith("unlink")]
        assert steps == [
            "open registry.json.tmp",
            "write registry.json.tmp",
            "fsync registry.json.tmp",
            "link registry.json registry.json.old",
            "replace registry.json.old registry.json.bak",
            "replace registry.json.tmp registry.json",
            "open data",
            "fsync data",
        ]

    def test_the_previous_generation_is_kept(self, path: Path) -> None:
        prepared(path).write(NEW)

        assert AtomicStorage(path).read() == NEW
        assert AtomicStorage(path.with_name("registry.json.bak")).read() == OLD

    def test_without_hard_links_the_previous_generation_is_copied(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        storage = prepared(path)

        def no_links(*_: Any, **__: Any) -> None:
            raise OSError(errno.EPERM, "no hard links here")

        monkeypatch.setattr(os, "link", no_links)
        storage.write(NEW)

        assert AtomicStorage(path).read() == NEW
        assert AtomicStorage(path.with_name("registry.json.bak")).read() == OLD


class TestInterruption:
    """reliability.md § 6, G15: old or new version, always readable."""

    @pytest.mark.parametrize("most", [WHOLE, SHORT], ids=["whole writes", "short writes"])
    def test_a_power_cut_at_any_step_leaves_one_of_the_two(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, most: int
    ) -> None:
        found: list[Any] = []
        for step in range(1, number_of_steps(path, monkeypatch, most) + 1):
            storage = prepared(path)
            with monkeypatch.context() as patch:
                Watch(patch, step, PowerCut(), most)
                with pytest.raises(PowerCut):
                    storage.write(NEW)
            again = AtomicStorage(path)
            found.append(again.read())
            assert again.recovered is None

        assert OLD in found
        assert NEW in found
        assert all(version in (OLD, NEW) for version in found)

    @pytest.mark.experiment
    @pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS])
    @pytest.mark.parametrize("most", [WHOLE, SHORT], ids=["whole writes", "short writes"])
    def test_a_fault_at_any_step_is_told_and_leaves_one_of_the_two(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, code: int, most: int, experiment: Tallies
    ) -> None:
        for step in range(1, number_of_steps(path, monkeypatch, most) + 1):
            storage = prepared(path)
            told = True
            with monkeypatch.context() as patch:
                watch = Watch(patch, step, OSError(code, "fault"), most)
                try:
                    storage.write(NEW)
                except OSError:
                    pass
                else:
                    told = False
            there = AtomicStorage(path).read()

            gone = int(there not in (OLD, NEW) or (not told and there != NEW))
            experiment("a fault at every call, registry").tally(runs=1, acknowledged=2 - told, lost=gone)
            assert storage.read() == there
            assert there in (OLD, NEW)
            assert told or there == NEW, watch.calls[-1]

    def test_a_disk_that_takes_a_part_at_each_call_gets_it_whole(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        steps = number_of_steps(path, monkeypatch, SHORT)

        assert steps > number_of_steps(path, monkeypatch, WHOLE)
        assert AtomicStorage(path).read() == NEW

    def test_after_a_fault_the_next_write_counts(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        storage = prepared(path)
        with monkeypatch.context() as patch:
            Watch(patch, 2, OSError(errno.EIO, "fault"))
            with pytest.raises(OSError, match="fault"):
                storage.write(NEW)

        storage.write(NEW)

        assert AtomicStorage(path).read() == NEW

    def test_a_half_written_file_of_a_dead_process_is_no_hindrance(self, path: Path) -> None:
        storage = prepared(path)
        path.with_name("registry.json.tmp").write_bytes(b'{"roster"')
        path.with_name("registry.json.old").write_bytes(b"{")

        storage.write(NEW)

        assert AtomicStorage(path).read() == NEW


class TestBesideAnother:
    """Another process may write as well: what it has written is never taken for what was there before."""

    def test_a_file_that_is_replaced_while_it_is_read_is_read_again(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        AtomicStorage(path).write(OLD)
        reading, parsed = AtomicStorage(path), atomic._parsed

        def replaced_meanwhile(file: Path) -> atomic.Tables:
            tables = parsed(file)
            monkeypatch.undo()
            AtomicStorage(path).write(NEW)
            return tables

        monkeypatch.setattr(atomic, "_parsed", replaced_meanwhile)
        reading.read()

        assert reading.read() == NEW


class TestEmpty:
    """A registry to which nothing was ever written."""

    def test_holds_nothing_and_makes_nothing(self, path: Path) -> None:
        assert AtomicStorage(path).read() is None
        assert list(path.parent.iterdir()) == []

    def test_the_first_version_has_no_previous_one(self, path: Path) -> None:
        AtomicStorage(path).write(OLD)

        assert [file.name for file in path.parent.iterdir()] == ["registry.json"]
