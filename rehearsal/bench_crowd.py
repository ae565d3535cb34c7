"""A crowd that presses at the same moment: several hundred people in one sitting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.bench_hall import SEATING_SPEED, seat
from rehearsal.bench_journal import written
from rehearsal.bench_load import Burst, Load
from rehearsal.bench_servers import stock
from rehearsal.world import World

CROWDS = (350, 1000)
SHARE = 0.25
"""How much of the stock bot's 99th percentile the largest crowd may take at its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowds:
    """The bursts of each size, of ours and of the stock bot; ``counted`` are the votes they made."""

    ours: Mapping[int, Sequence[Burst]]
    stock: Mapping[int, Sequence[Burst]]
    counted: int

    @property
    def pressed(self) -> int:
        """All presses at our bot."""
        return sum(len(burst.late) for bursts in self.ours.values() for burst in bursts)

    @property
    def goals(self) -> tuple[tuple[str, bool], ...]:
        """Each goal in words, and whether it holds."""
        most = max(self.ours)
        ours, limit = p99(self.ours[most]), SHARE * p99(self.stock[most])
        bad = sum(burst.bad for bursts in self.ours.values() for burst in bursts)
        quick = f"{most} auf einmal, p99 {ours * 1000:.0f} ms, erlaubt {limit * 1000:.0f} ms"
        told = f"bis {most} auf einmal: {bad} nicht bestätigt, {self.counted} von {self.pressed} gezählt"
        return (quick, ours <= limit), (told, bad == 0 and self.counted == self.pressed)


def p99(bursts: Sequence[Burst]) -> float:
    """The median of the bursts' 99th percentiles, in seconds."""
    late = sorted(burst.percentile(0.99) for burst in bursts)
    return late[len(late) // 2]


def burst_lines(peer: str, bursts: Sequence[Burst]) -> Iterator[str]:
    """What the report says of the bursts of one size."""
    middle = sorted(burst.median for burst in bursts)[len(bursts) // 2]
    most = max(max(burst.late) for burst in bursts)
    yield (
        f"{len(bursts[0].late)} auf einmal, {peer}: p50 {middle * 1000:.0f} ms, "
        f"p99 {p99(bursts) * 1000:.0f} ms, höchstens {most * 1000:.0f} ms, "
        f"{sum(burst.bad for burst in bursts)} nicht bestätigt"
    )


async def measure_crowds(folder: Path, rounds: int, crowds: Sequence[int] = CROWDS) -> Crowds:
    """Seat as many as the largest crowd has, and let crowds press at ours and at the stock bot in turn."""
    async with World(folder, speed=SEATING_SPEED) as world:
        await world.start_bot(LOG_LEVEL="WARNING")
        hall = await seat(world, max(crowds))
        await world.bot.stop()
        bot = await world.start_bot(LOG_LEVEL="WARNING", OUTBOX_SPEED="1")
        data, presses = Path(world.environment()["DATA_DIR"]), hall.templates()
        load = Load(folder, [world.entra.sign_channel(world.teams.service_url, jti="menge")], presses, None)
        ours: dict[int, list[Burst]] = {crowd: [] for crowd in crowds}
        stocks: dict[int, list[Burst]] = {crowd: [] for crowd in crowds}
        async with stock(world) as other:
            load.use(presses=presses[: min(crowds)])
            await load.burst(other, 0)
            await load.burst(bot.endpoint, written(data).most)  # to warm up
            before = written(data).votes
            for _ in range(rounds):
                for crowd in crowds:
                    load.use(presses=presses[:crowd])
                    stocks[crowd].append(await load.burst(other, 0))
                    ours[crowd].append(await load.burst(bot.endpoint, written(data).most))
        return Crowds(ours=ours, stock=stocks, counted=written(data).votes - before)
