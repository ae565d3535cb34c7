"""What a disk may hold after the power went: all that was synced, and of the rest anything.

Of each file what was written since its last sync may have arrived or not, sector by sector and in any
order. A name that was removed may stand there again until the next write to it. That is more than an
ordinary disk does and never less.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.store.vfs import Call, Said

SECTOR = 512


@dataclass(slots=True)
class File:
    """The synced content of one file, and the calls since then."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)
    named: bool = False
    removed: bool = False


@dataclass(slots=True)
class Disk:
    """A disk that goes through a log of calls and can be looked at after each of them."""

    files: dict[str, File] = field(default_factory=dict)
    said: int = 0
    main: str = ""
    """The file whose name was made durable before SQLite came."""

    def hears(self, entry: Call | Said) -> None:
        """Take the next entry of the log."""
        if isinstance(entry, Said):
            self.said = entry.entries
            return
        if entry.what == "folder":
            self._names_are_kept()
            return
        file = self.files.setdefault(entry.file, File())
        if entry.what == "delete":
            file.removed = True
        elif file.removed:
            self.files[entry.file] = file = File()
        if entry.what == "sync":
            for call in file.since:
                _apply(file.synced, call)
            file.since.clear()
        elif entry.what == "dropped":
            file.since.clear()
        elif entry.what != "delete":
            file.since.append(entry)

    def _names_are_kept(self) -> None:
        for name, file in list(self.files.items()):
            file.named = True
            if file.removed:
                del self.files[name]

    def after_a_cut(self, folder: Path, dice: random.Random) -> None:
        """Write one of the states that a power cut at this moment may leave."""
        share = dice.choice([0.0, 0.1, 0.5, 0.9, 1.0])
        for name, file in self.files.items():
            uncertain = file.removed or (not file.named and name != self.main)
            if uncertain and dice.random() < 0.5:
                continue
            content = bytearray(file.synced)
            sectors = [part for call in file.since for part in _sectors(call)]
            for part in sectors:
                if dice.random() < share:
                    _apply(content, part)
            (folder / name).write_bytes(content)


def _sectors(call: Call) -> Iterator[Call]:
    if call.what != "write":
        yield call
        return
    at, rest = call.at, call.data
    while rest:
        room = SECTOR - at % SECTOR
        yield Call("write", call.file, at, rest[:room])
        at, rest = at + room, rest[room:]


def _apply(content: bytearray, call: Call) -> None:
    if call.what == "truncate":
        del content[call.at :]
        return
    if len(content) < call.at:
        content.extend(bytes(call.at - len(content)))
    content[call.at : call.at + len(call.data)] = call.data


def states(
    log: Sequence[Call | Said], count: int, main: str, folder: Path, seed: int = 1
) -> Iterator[tuple[Path, int]]:
    """Yield so many states after a cut at a random moment, with how many entries were said to be kept."""
    dice = random.Random(seed)
    moments = sorted(dice.randrange(len(log) + 1) for _ in range(count))
    disk, done = Disk(main=main), 0
    for number, moment in enumerate(moments):
        for entry in log[done:moment]:
            disk.hears(entry)
        done = moment
        place = folder / f"cut{number}"
        place.mkdir()
        disk.after_a_cut(place, dice)
        yield place, disk.said
