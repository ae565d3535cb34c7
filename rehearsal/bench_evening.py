"""The first ballot of an evening against the 124th: two sittings in one process, pressed in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rehearsal.bench_client import Connection, Plan, connected, hang_up
from rehearsal.bench_copies import Copies, put
from rehearsal.bench_hall import SEATING_SPEED, Hall, seat
from rehearsal.bench_held import UNHURRIED, go_on
from rehearsal.bench_journal import row_bytes
from rehearsal.bench_process import Used, moved, used
from rehearsal.world import World

LAST = 124
PRESSES = 400
RATIO = 1.3
"""How many times the median of the first ballot's presses those of the last may take."""
MORE_BYTES = 1.1
"""How many times as many bytes the last ballot may take, of its rows and in all: 124 is longer than 1."""
PUT_OFF = 0.05
"""The presses that wrote (or read) most are left out, for something that was put off fell into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the presses in one ballot used: all together, the bytes of their rows, and each its bytes.

    What a press makes the process write are one to nine pages of the journal. What is put off (heads, the
    list of messages, the journal's own tidying up) comes by the clock and not by the press, a file
    at once: it is in ``used`` alone.
    """

    used: Used
    rows: int
    reads: Sequence[int]
    writes: Sequence[int]

    @property
    def entries(self) -> tuple[int, int, int]:
        """Entries read, folded and written."""
        return self.used.read, self.used.folded, self.used.written

    @property
    def bytes(self) -> tuple[float, float, float]:
        """On the average of the presses: bytes of the row, bytes read, bytes written."""
        return self.rows / len(self.writes), _mean(self.reads), _mean(self.writes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """Seconds of each press in the first and in the last ballot, run by run, and what presses there used."""

    number: int
    first: Sequence[Sequence[float]]
    last: Sequence[Sequence[float]]
    spent_first: Spent
    spent_last: Spent
    bad: int

    @property
    def ratio(self) -> float:
        """The median of the last ballot's presses against that of the first; of the runs the one between."""
        runs = zip(self.first, self.last, strict=True)
        return statistics.median(statistics.median(last) / statistics.median(first) for first, last in runs)

    @property
    def as_much(self) -> bool:
        """Whether both have read, folded and written as many entries, and (nearly) as many bytes."""
        one, other = self.spent_first, self.spent_last
        bytes_too = all(
            last <= MORE_BYTES * first for first, last in zip(one.bytes, other.bytes, strict=True)
        )
        return one.entries == other.entries and bytes_too

    @property
    def goals(self) -> tuple[tuple[str, bool], ...]:
        """Each goal in words, and whether it holds."""
        ratio = (
            f"Abstimmung {self.number} gegen Abstimmung 1, abwechselnd: {self.ratio:.2f}-mal, "
            f"erlaubt {RATIO:.1f}-mal"
        )
        one, other = self.spent_first, self.spent_last
        counts = (
            f"Abstimmung {self.number} liest, faltet und schreibt so viel wie die erste: "
            f"{_entries(other.used)} gegen {_entries(one.used)} Einträge, "
            f"{_bytes(other)} gegen {_bytes(one)} Bytes, erlaubt {MORE_BYTES:.1f}-mal; "
            f"{self.bad} Drücke nicht bestätigt"
        )
        return (ratio, self.ratio <= RATIO), (counts, self.as_much and not self.bad)

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        for number, runs, spent in (
            (1, self.first, self.spent_first),
            (self.number, self.last, self.spent_last),
        ):
            each = len(spent.writes)
            middle = statistics.median(statistics.median(taken) for taken in runs)
            yield (
                f"Abstimmung {number}: {middle * 1000:.2f} ms im Median, je Drücken "
                f"{_entries(spent.used, each)} Einträge gelesen/gefaltet/geschrieben, "
                f"mit allem Aufgeschobenen {spent.used.bytes_in / each / 1024:.1f} kB gelesen, "
                f"{spent.used.bytes_out / each / 1024:.1f} kB geschrieben"
            )


def _bytes(spent: Spent) -> str:
    """Of one press: the row's bytes, those read and those written."""
    return "/".join(f"{each:.0f}" for each in spent.bytes)


def _mean(counts: Sequence[int]) -> float:
    """The average without what was put off."""
    return statistics.mean(sorted(counts)[: max(1, round(len(counts) * (1 - PUT_OFF)))])


def _entries(spent: Used, each: int = 1) -> str:
    return "/".join(f"{count / each:g}" for count in (spent.read, spent.folded, spent.written))


async def measure_evening(
    folder: Path, members: int, *, last: int = LAST, count: int = PRESSES, rounds: int = 1
) -> Evening:
    """Press in turn in a sitting's first and in another's last ballot, both of one bot and held like any.

    Raises NoResult.
    """
    async with World(folder, speed=SEATING_SPEED) as world:
        await world.start_bot(LOG_LEVEL="WARNING", PERSONAL_AFTER=UNHURRIED)
        halls = [await seat(world, members), await seat(world, members)]
        await go_on(halls[1], last)
        await world.bot.stop()
        # Whose record lies at the journal's end is written more easily: so a third one lies there.
        await put(Path(world.environment()["DATA_DIR"]), halls[0].sitting, Copies(ids=["zuletzt"]))
        bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1")
        bench = _Bench(world, halls, await connected(bot.endpoint, 1))
        await bench.in_turn(max(20, count // 10))  # to warm up
        taken = [await bench.in_turn(count) for _ in range(rounds)]
        spent = [await bench.alone(which, count * rounds) for which in (0, 1)]
        hang_up(bench.connections)
        return Evening(
            number=last,
            first=[first for first, _ in taken],
            last=[last for _, last in taken],
            spent_first=spent[0],
            spent_last=spent[1],
            bad=bench.bad,
        )


class _Bench:
    """One connection that presses now in this sitting, now in that."""

    def __init__(self, world: World, halls: Sequence[Hall], connections: Sequence[Connection]) -> None:
        self.connections = connections
        self.bad = 0
        self._bot = world.bot
        self._data = Path(world.environment()["DATA_DIR"])
        self._sittings = [hall.sitting for hall in halls]
        token = (world.entra.sign_channel(world.teams.service_url, jti="abend"),)
        url = world.bot.endpoint
        self._sources = [
            Plan(url=url, tokens=token, presses=hall.templates(), run=hall.sitting, before=0).requests()
            for hall in halls
        ]

    async def in_turn(self, count: int) -> tuple[list[float], list[float]]:
        """Press so often in each; returns the seconds of every press."""
        first: list[float] = []
        last: list[float] = []
        for _ in range(count):
            first.append(await self._press(0))
            last.append(await self._press(1))
        return first, last

    async def alone(self, which: int, count: int) -> Spent:
        """Press so often in one of them; returns what that used."""
        bot, sitting = self._bot, self._sittings[which]
        before, held = await used(bot.address, bot.pid), row_bytes(self._data, sitting)
        steps = [moved(bot.pid)]
        for _ in range(count):
            await self._press(which)
            steps.append(moved(bot.pid))
        spent = (await used(bot.address, bot.pid)).since(before)
        reads, writes = ([then - now for now, then in pairwise(ways)] for ways in zip(*steps, strict=True))
        rows = row_bytes(self._data, sitting) - held
        return Spent(used=spent, rows=rows, reads=reads, writes=writes)

    async def _press(self, which: int) -> float:
        request = next(self._sources[which])
        began = time.perf_counter()
        good = await self.connections[0].ask(request)
        self.bad += not good
        return time.perf_counter() - began
