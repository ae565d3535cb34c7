"""The power goes while the registry is written: what was acknowledged is there; reliability.md § 6, G15.

Each opening, sync, link, renaming and removal is recorded. A file holds after the cut what it held at
its last sync, else any beginning of it; a name is where it was when the folder was last synced, or where
any later step, taken in order but each perhaps missing, has put it.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from store import atomic
from store.atomic import AtomicStorage, RegistryUnreadable
from tests.tallying import Experiment

Version = dict[str, dict[str, Any]]


def version(number: int) -> Version:
    """A registry of that many writes, each longer or shorter than the one before."""
    return {"roster": {"m-1": {"name": "x" * (number * 997 % 3000)}, "m-2": {"number": number}}}


@dataclass(slots=True)
class Inode:
    """What a file held when it was last synced, and what it was given after that."""

    synced: bytes | None = None
    written: bytes = b""


@dataclass(slots=True)
class Disk:
    """Names and files as they were synced, the steps since then, and every state so far."""

    names: dict[str, Inode] = field(default_factory=dict)
    live: dict[str, Inode] = field(default_factory=dict)
    steps: list[tuple[str, str, str, Inode | None]] = field(default_factory=list)
    said: int = 0
    moments: list[tuple[dict[str, Inode], list[Any], dict[int, Inode], int]] = field(default_factory=list)

    def step(self, what: str, name: str, to: str = "") -> None:
        self.steps.append((what, name, to, self.live.get(name)))
        _take(self.live, self.steps[-1])
        self.moment()

    def moment(self) -> None:
        """Keep what a cut now would meet."""
        every = [*self.names.values(), *(one for *_, one in self.steps if one)]
        frozen = {id(inode): Inode(inode.synced, inode.written) for inode in every}
        self.moments.append((dict(self.names), list(self.steps), frozen, self.said))


def _take(names: dict[str, Inode], step: tuple[str, str, str, Inode | None]) -> None:
    what, name, to, inode = step
    if what == "make" and inode is not None:
        names[name] = inode
    elif what == "unlink":
        names.pop(name, None)
    elif name in names:
        names[to] = names[name] if what == "link" else names.pop(name)


def watch(patch: pytest.MonkeyPatch, disk: Disk) -> None:
    """Let the calls of the storage go to the disk and be noted."""
    real = {name: getattr(os, name) for name in ("open", "fsync", "link", "replace", "unlink")}

    def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        handle: int = real["open"](path, flags, *rest, **named)
        name = Path(path).name
        if flags & os.O_CREAT and name not in disk.live:
            disk.live[name] = Inode()
            disk.step("make", name)
        return handle

    def synced(handle: int) -> None:
        real["fsync"](handle)
        found = Path(f"/proc/self/fd/{handle}").readlink()
        if found.is_dir():
            disk.names, disk.steps = dict(disk.live), []
        else:
            disk.live[found.name].synced = found.read_bytes()
        disk.moment()

    def moved(what: str) -> Callable[..., None]:
        def step(path: Any, *to: Any, **named: Any) -> None:
            if what == "replace":
                inode = disk.live.get(Path(path).name)
                if inode is not None:
                    inode.written = Path(path).read_bytes()
            real[what](path, *to, **named)
            disk.step(what, Path(path).name, Path(to[0]).name if to else "")

        return step

    patch.setattr(os, "open", opened)
    patch.setattr(os, "fsync", synced)
    for name in ("link", "replace", "unlink"):
        patch.setattr(os, name, moved(name))


def cut(disk: Disk, folder: Path, dice: random.Random) -> int:
    """Write a state that a cut at a random moment may leave; the version said to be kept by then."""
    names, steps, frozen, said = dice.choice(disk.moments)
    for step in steps:
        if dice.random() < 0.7:
            _take(names := dict(names), step)
    for name, inode in names.items():
        kept = frozen[id(inode)]
        content = kept.synced
        if content is None:
            content = kept.written[: dice.randrange(len(kept.written) + 1)]
        (folder / name).write_bytes(content)
    return said


def after_cuts(folder: Path, count: int) -> tuple[int, int]:
    """Write a registry under watch, cut so many times; what was acknowledged, and what of that is gone."""
    data, disk, dice = folder / "data", Disk(), random.Random(count)
    data.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        watch(patch, disk)
        storage = AtomicStorage(data / "registry.json")
        for number in range(1, 9):
            storage.write(version(number))
            disk.said = number
            disk.moment()
    acknowledged = lost = 0
    for number in range(count):
        place = folder / f"cut{number}"
        place.mkdir()
        said = cut(disk, place, dice)
        acknowledged += said
        try:
            found = AtomicStorage(place / "registry.json").read()
        except RegistryUnreadable:
            lost += 1
            continue
        lost += found not in [version(said), version(said + 1)] if said else found not in [None, version(1)]
    return acknowledged, lost


def nothing(*_: Any) -> None:
    """Sync nothing."""


def unsynced(path: Path, text: bytes) -> None:
    """Write and believe."""
    with path.open("wb") as file:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
        file.write(text)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="file names of handles")
class TestPowerCut:
    """The newest acknowledged version is there, or the one that was just being written, whole."""

    @pytest.mark.parametrize(
        "count", [pytest.param(300, id="short"), pytest.param(20_000, id="long", marks=pytest.mark.slow)]
    )
    def test_no_acknowledged_document_is_lost(
        self, tmp_path: Path, count: int, experiment: Callable[[str], Experiment]
    ) -> None:
        acknowledged, lost = after_cuts(tmp_path, count)

        experiment("power cut, registry").tally(runs=count, acknowledged=acknowledged, lost=lost)
        assert lost == 0
        assert acknowledged > count

    @pytest.mark.experiment
    @pytest.mark.parametrize(
        ("name", "instead"), [("sync_folder", nothing), ("write_synced", unsynced)], ids=["folder", "file"]
    )
    def test_without_the_sync_documents_are_lost(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        instead: Callable[..., None],
        experiment: Callable[[str], Experiment],
    ) -> None:
        monkeypatch.setattr(atomic, name, instead)

        acknowledged, lost = after_cuts(tmp_path, 100)

        line = experiment("on purpose: the registry without its syncs (must lose)")
        line.tally(runs=100, acknowledged=acknowledged, lost=lost)
        assert lost > 10
