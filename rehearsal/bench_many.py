"""Several sittings at once in one process: presses a second, all together."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rehearsal.bench_copies import Copies, meant_for, put
from rehearsal.bench_counted import Counted
from rehearsal.bench_journal import Written, settled, written
from rehearsal.bench_load import Load, Rate
from rehearsal.world import World

SITTINGS = (1, 4, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What so many sittings at once brought in each run, and what of all presses the record has."""

    rates: Mapping[int, Sequence[Rate]]
    counted: Counted

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        bad = sum(rate.bad for runs in self.rates.values() for rate in runs)
        all_counted, holds = self.counted.goal(f"bis {max(self.rates)} Sitzungen zugleich")
        return f"{all_counted}; {bad} ohne Antwort 200", holds and bad == 0

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        for number, runs in self.rates.items():
            speeds = [rate.per_second for rate in runs]
            each = "  ".join(f"{speed:.0f}" for speed in speeds)
            yield (
                f"Sitzungen zugleich, Drücke je Sekunde zusammen: {number}: "
                f"{statistics.median(speeds):.0f}  {each}"
            )


async def measure_together(
    world: World,
    data: Path,
    source: str,
    presses: Sequence[str],
    *,
    wrk: str | None,
    seconds: float,
    rounds: int,
    sittings: Sequence[int] = SITTINGS,
) -> Together:
    """Let members press in so many sittings at once, each number in turn; no bot may be running."""
    names = {number: [f"saal-{number}-{place}" for place in range(number)] for number in sittings}
    await put(data, source, *(Copies(ids=ids) for ids in names.values()))
    bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATA_DIR=str(data))
    token = world.entra.sign_channel(world.teams.service_url, jti="saal")
    folder = data.with_name(f"{data.name}-fragen")
    folder.mkdir()
    load = Load(folder, [token], presses, wrk)
    rates: dict[int, list[Rate]] = {number: [] for number in sittings}
    counted = Counted()
    for _ in range(rounds):
        for number, ids in names.items():
            load.use(presses=[press for name in ids for press in meant_for(presses, source, name)])
            count = partial(_written, data, f"saal-{number}-*")
            before = await count()
            rate = await load.rate(bot.endpoint, before.most, seconds)
            after = await settled(count, before.votes + rate.sent)
            good, votes = rate.requests - rate.bad, after.votes - before.votes
            counted.add(pressed=rate.sent, acknowledged=good, votes=votes)
            rates[number].append(rate)
    await bot.stop()
    return Together(rates=rates, counted=counted)


async def _written(data: Path, sittings: str) -> Written:
    return written(data, sittings)
