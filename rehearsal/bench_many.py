"""Several sittings at once in one process: presses a second, all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_copies import Copies, meant_for, put
from rehearsal.bench_journal import written
from rehearsal.bench_load import Load, Rate
from rehearsal.world import World

SITTINGS = (1, 4, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What so many sittings at once brought; ``counted`` are the votes in the journal, of all presses."""

    rates: Mapping[int, Rate]
    counted: int

    @property
    def pressed(self) -> int:
        """All presses."""
        return sum(rate.requests for rate in self.rates.values())

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        bad = sum(rate.bad for rate in self.rates.values())
        words = (
            f"bis {max(self.rates)} Sitzungen zugleich: {bad} ohne Antwort 200, "
            f"{self.counted} von {self.pressed} Drücken gezählt"
        )
        return words, bad == 0 and self.counted >= 0.9 * self.pressed

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        each = "  ".join(f"{number}: {rate.per_second:.0f}" for number, rate in self.rates.items())
        yield f"Sitzungen zugleich, Drücke je Sekunde zusammen: {each}"


async def measure_together(
    world: World,
    data: Path,
    source: str,
    presses: Sequence[str],
    *,
    wrk: str | None,
    seconds: float,
    sittings: Sequence[int] = SITTINGS,
) -> Together:
    """Let members press in so many sittings at once; no bot may be running."""
    names = [f"saal-{number}" for number in range(max(sittings))]
    await put(data, source, Copies(ids=names))
    bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1", DATA_DIR=str(data))
    everywhere = [press for name in names for press in meant_for(presses, source, name)]
    token = world.entra.sign_channel(world.teams.service_url, jti="saal")
    folder = data.with_name(f"{data.name}-fragen")
    folder.mkdir()
    load = Load(folder, [token], everywhere, wrk)
    before, rates = written(data), {}
    for number in sittings:
        load.use(presses=everywhere[: number * len(presses)])
        rates[number] = await load.rate(bot.endpoint, written(data).most + 1, seconds)
    counted = written(data).votes - before.votes
    await bot.stop()
    return Together(rates=rates, counted=counted)
