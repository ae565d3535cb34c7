"""Trying again for hours, on a clock that is moved by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.patience import MOMENTS, Patience

ENDED = datetime(2026, 12, 9, 19, 0, tzinfo=UTC)
HOUR = 60


class Clock:
    """Time passes only while somebody waits."""

    def __init__(self, now: datetime = ENDED) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.at += timedelta(seconds=seconds)

    def patience(self, speed: float = 1.0) -> Patience:
        return Patience(self.now, speed=speed, sleep=self.sleep)


async def tries(clock: Clock, most: int = 99, speed: float = 1.0) -> list[float]:
    """At what minutes after the end it is tried."""
    found: list[float] = []
    async for _ in clock.patience(speed).attempts(ENDED):
        found.append((clock.at - ENDED).total_seconds() / 60)
        if len(found) == most:
            break
    return found


class TestPatience:
    """teams.md § 4.2: a report appears only after its session has ended, sometime."""

    async def test_tries_often_at_first_and_hourly_for_twelve_hours(self) -> None:
        assert await tries(Clock()) == [1, 2, 5, 10, 20, 40, *range(HOUR, 12 * HOUR + 1, HOUR)]

    async def test_whoever_has_succeeded_asks_for_no_more(self) -> None:
        assert await tries(Clock(), most=3) == [1, 2, 5]

    async def test_says_which_try_is_the_last(self) -> None:
        last = [attempt.last async for attempt in Clock().patience().attempts(ENDED)]

        assert last == [False] * (len(MOMENTS) - 1) + [True]

    @pytest.mark.parametrize(
        ("minutes", "expected"),
        [
            pytest.param(0.5, [1, 2, 5], id="at-once"),
            pytest.param(7, [7, 10, 20], id="between"),
            pytest.param(200, [200, 240, 300], id="hours-later"),
        ],
    )
    async def test_a_restart_tries_at_once_and_keeps_the_moments(
        self, minutes: float, expected: list[float]
    ) -> None:
        clock = Clock(ENDED + timedelta(minutes=minutes))

        assert await tries(clock, most=3) == expected

    async def test_after_the_last_moment_there_is_one_more_try(self) -> None:
        clock = Clock(ENDED + timedelta(days=3))

        assert [attempt.last async for attempt in clock.patience().attempts(ENDED)] == [True]

    async def test_a_try_that_takes_long_moves_no_other(self) -> None:
        clock, found = Clock(), []
        async for attempt in clock.patience().attempts(ENDED):
            found.append((clock.at - ENDED).total_seconds() / 60)
            clock.at += timedelta(minutes=2)
            if attempt.minutes == 10:
                break

        assert found == [1, 3, 5, 10]

    async def test_a_faster_bot_divides_all_times(self) -> None:
        assert await tries(Clock(), most=4, speed=20) == pytest.approx([0.05, 0.1, 0.25, 0.5])
