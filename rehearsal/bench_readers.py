"""Presses while two thousand people read the public page, against presses while nobody does.

Each reader has a connection of their own and loads the page every ten seconds, as the page asks
browsers to; what they have they name by its mark (``If-None-Match``), so that what did not change is
not sent again. They are a process of their own; bursts with them and without them take turns.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rehearsal.bench_journal import written
from rehearsal.bench_load import Load, NoResult
from rehearsal.process import ROOT
from rehearsal.reader import Reader

READERS = 2000
PERIOD = 10.0
"""Every so many seconds a browser loads the page again."""
BURSTS = 12
"""So many times in a round everybody presses at once, with readers and without."""
PAUSE = 0.4
"""Seconds between two bursts, in which readers go on reading."""
ALLOWED = 2.0
"""How many times as long the 99th percentile may be with readers."""
SEED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the readers got: whole pages, "not changed", anything else; and how long they waited at most."""

    pages: int = 0
    unchanged: int = 0
    bad: int = 0
    most: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of it: the seconds that presses took, their votes in the record, what was read meanwhile."""

    readers: int
    alone: tuple[float, ...]
    beside: tuple[float, ...]
    bad: int
    votes: int
    read: Read

    @property
    def ratio(self) -> float:
        """How many times as long the 99th percentile is with readers."""
        return _p99(self.beside) / max(_p99(self.alone), 1e-9)

    @property
    def pressed(self) -> int:
        """All presses."""
        return len(self.alone) + len(self.beside)

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        words = (
            f"{self.readers} lesen die öffentliche Seite: Drücken p99 {self.ratio:.2f}-mal, "
            f"erlaubt {ALLOWED:.0f}-mal; {self.votes} von {self.pressed} im Journal"
        )
        fine = self.bad == 0 and self.read.bad == 0 and self.votes == self.pressed
        return words, fine and self.ratio <= ALLOWED

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        for words, late in (("ohne Leser", self.alone), (f"bei {self.readers} Lesern", self.beside)):
            middle = statistics.median(late) * 1000
            yield f"Drücken {words}: p50 {middle:.0f} ms, p99 {_p99(late) * 1000:.0f} ms ({len(late)})"
        yield (
            f"Gelesen: {self.read.pages} Seiten, {self.read.unchanged}-mal unverändert, "
            f"{self.read.bad} Fehler, höchstens {self.read.most * 1000:.0f} ms"
        )


def _p99(late: Sequence[float]) -> float:
    ordered = sorted(late)
    return ordered[min(len(ordered) - 1, round(0.99 * len(ordered) + 0.5) - 1)]


async def measure_readers(
    load: Load, data: Path, press: str, page: str, *, readers: int, rounds: int, bursts: int = BURSTS
) -> Reading:
    """Let everybody press with readers and without, in turn. Raises NoResult."""
    alone: list[float] = []
    beside: list[float] = []
    bad, read, before = 0, Read(), written(data).votes
    for _ in range(rounds):
        bad += await _bursts(load, data, press, alone, bursts)
        async with _reading(page, readers) as got:
            bad += await _bursts(load, data, press, beside, bursts)
        read = _sum(read, got[0])
    votes = written(data).votes - before
    return Reading(readers=readers, alone=tuple(alone), beside=tuple(beside), bad=bad, votes=votes, read=read)


async def _bursts(load: Load, data: Path, press: str, late: list[float], bursts: int) -> int:
    bad = 0
    for _ in range(bursts):
        burst = await load.burst(press, written(data).most)
        late += burst.late
        bad += burst.bad
        await asyncio.sleep(PAUSE)
    return bad


@asynccontextmanager
async def _reading(page: str, readers: int) -> AsyncIterator[list[Read]]:
    """So many readers from here on; what they got stands in the list once they have gone."""
    line = (sys.executable, "-m", "rehearsal.bench_readers", page, str(readers), str(PERIOD))
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(*line, cwd=ROOT, **pipes)  # type: ignore[arg-type]
    assert process.stdin is not None
    assert process.stdout is not None
    got: list[Read] = []
    try:
        if not await process.stdout.readline():
            raise NoResult("Die Leser kamen nicht an die Seite.")
        yield got
    finally:
        process.stdin.close()
        said = await process.stdout.read()
        await process.wait()
    got.append(Read(**json.loads(said)))


def _sum(one: Read, other: Read) -> Read:
    return Read(
        pages=one.pages + other.pages,
        unchanged=one.unchanged + other.unchanged,
        bad=one.bad + other.bad,
        most=max(one.most, other.most),
    )


async def read_on(page: str, readers: int, period: float) -> Read:
    """Let so many people read until nobody listens to this process any more."""
    place = urlsplit(page)
    everybody = [Reader(place.hostname or "", place.port or 80, place.path) for _ in range(readers)]
    for some in range(0, readers, 50):
        await asyncio.gather(*(reader.load() for reader in everybody[some : some + 50]))
    print("da", flush=True)
    dice, ending = random.Random(SEED), asyncio.Event()
    going = [asyncio.create_task(_again(r, dice.uniform(0, period), period, ending)) for r in everybody]
    await asyncio.to_thread(sys.stdin.read)
    ending.set()
    await asyncio.gather(*going)
    return Read(
        pages=sum(reader.pages for reader in everybody),
        unchanged=sum(reader.unchanged for reader in everybody),
        bad=sum(reader.bad for reader in everybody),
        most=max((reader.most for reader in everybody), default=0.0),
    )


async def _again(reader: Reader, first: float, period: float, ending: asyncio.Event) -> None:
    wait = first
    while not await _over(ending, wait):
        began = time.monotonic()
        await reader.load()
        wait = max(0.0, period - (time.monotonic() - began))
    reader.close()


async def _over(ending: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await ending.wait()
    except TimeoutError:
        return False


def main(arguments: Sequence[str]) -> int:
    """Read as the arguments say (address, readers, seconds between two looks)."""
    page, readers, period = arguments
    print(json.dumps(asdict(asyncio.run(read_on(page, int(readers), float(period))))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
