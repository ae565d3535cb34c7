"""The first ballot of an evening against the 124th: two sittings in one process, pressed in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_client import Connection, Plan, connected, hang_up
from rehearsal.bench_copies import Copies, meant_for, put
from rehearsal.bench_process import Used, used
from rehearsal.world import World

LAST = 124
PRESSES = 400
RATIO = 1.3
"""How many times the median of the first ballot's presses those of the last may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """Seconds of each press in the first and in the last ballot, and what as many presses used."""

    number: int
    first: Sequence[float]
    last: Sequence[float]
    used_first: Used
    used_last: Used
    bad: int

    @property
    def ratio(self) -> float:
        """The median of the last ballot's presses against that of the first."""
        return statistics.median(self.last) / statistics.median(self.first)

    @property
    def as_much(self) -> bool:
        """Whether both have read, folded and written as many entries."""
        one, other = self.used_first, self.used_last
        return (one.read, one.folded, one.written) == (other.read, other.folded, other.written)

    @property
    def goals(self) -> tuple[tuple[str, bool], ...]:
        """Each goal in words, and whether it holds."""
        ratio = (
            f"Abstimmung {self.number} gegen Abstimmung 1, abwechselnd: {self.ratio:.2f}-mal, "
            f"erlaubt {RATIO:.1f}-mal"
        )
        counts = (
            f"Abstimmung {self.number} liest, faltet und schreibt so viel wie die erste: "
            f"{_entries(self.used_last)} gegen {_entries(self.used_first)}; "
            f"{self.bad} Drücke nicht bestätigt"
        )
        return (ratio, self.ratio <= RATIO), (counts, self.as_much and not self.bad)

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        for number, taken, spent in (
            (1, self.first, self.used_first),
            (self.number, self.last, self.used_last),
        ):
            each = len(taken)
            yield (
                f"Abstimmung {number}: {statistics.median(taken) * 1000:.2f} ms im Median, je Drücken "
                f"{_entries(spent, each)} Einträge gelesen/gefaltet/geschrieben, "
                f"{spent.bytes_in / each / 1024:.1f} kB gelesen, "
                f"{spent.bytes_out / each / 1024:.1f} kB geschrieben"
            )


def _entries(spent: Used, each: int = 1) -> str:
    return "/".join(f"{count / each:g}" for count in (spent.read, spent.folded, spent.written))


async def measure_evening(
    world: World, data: Path, source: str, presses: Sequence[str], *, last: int = LAST, count: int = PRESSES
) -> Evening:
    """Press in turn in a sitting's first and in another's last ballot; no bot may be running."""
    await put(data, source, Copies(ids=["erste"]), Copies(ids=["letzte"], ballots=last))
    bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATA_DIR=str(data))
    token = (world.entra.sign_channel(world.teams.service_url, jti="abend"),)
    plans = [
        Plan(url=bot.endpoint, tokens=token, presses=meant_for(presses, source, *whom), run=whom[0], before=1)
        for whom in (("erste", 1), ("letzte", last))
    ]
    bench = _Bench(plans, await connected(bot.endpoint, 1))
    await bench.in_turn(max(20, count // 10))  # to warm up
    taken = await bench.in_turn(count)
    spent = [await bench.alone(which, count, bot.address, bot.pid) for which in (0, 1)]
    hang_up(bench.connections)
    await bot.stop()
    return Evening(
        number=last,
        first=taken[0],
        last=taken[1],
        used_first=spent[0],
        used_last=spent[1],
        bad=bench.bad,
    )


class _Bench:
    """One connection that presses now in this ballot, now in that."""

    def __init__(self, plans: Sequence[Plan], connections: Sequence[Connection]) -> None:
        self.connections = connections
        self.bad = 0
        self._sources = [plan.requests() for plan in plans]

    async def in_turn(self, count: int) -> tuple[list[float], ...]:
        """Press so often in each; returns the seconds of every press."""
        taken: tuple[list[float], ...] = tuple([] for _ in self._sources)
        for _ in range(count):
            for which in range(len(self._sources)):
                taken[which].append(await self._press(which))
        return taken

    async def alone(self, which: int, count: int, address: str, pid: int) -> Used:
        """Press so often in one of them; returns what that used."""
        before = await used(address, pid)
        for _ in range(count):
            await self._press(which)
        return (await used(address, pid)).since(before)

    async def _press(self, which: int) -> float:
        request = next(self._sources[which])
        began = time.perf_counter()
        good = await self.connections[0].ask(request)
        self.bad += not good
        return time.perf_counter() - began
