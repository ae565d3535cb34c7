"""How the process itself is doing: whether it keeps up, room on the disk, the clock."""

import asyncio
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import SimpleNamespace

import aiohttp
from aiohttp import hdrs

from bot.metrics import FREE, LAG_SECONDS, SKEW
from bot.signals import Signals

BEAT_SECONDS = 1.0
LOOK_SECONDS = 30.0
LEAST_FREE = 500_000_000
"""Bytes that the data folder has to have left; a sitting takes about a million."""
MOST_SKEW = 60.0
"""Seconds by which the clocks may differ before sign-ins of Teams are refused (``bot.tokens``)."""


class Vitals:
    """Measures once a second how late the process is, and looks at disk and clock twice a minute."""

    def __init__(
        self,
        folder: Path,
        signals: Signals,
        *,
        beat: float = BEAT_SECONDS,
        look: float = LOOK_SECONDS,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._signals = signals
        self._beat, self._look = beat, look
        self._free = free
        self._now = now
        self._skew: float | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to measure."""
        self._tasks = [
            asyncio.create_task(self._measure_lag(), name="lag"),
            asyncio.create_task(self._look_for_ever(), name="vitals"),
        ]

    async def stop(self) -> None:
        """Measure no more."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def listening(self) -> aiohttp.TraceConfig:
        """What makes an HTTP client tell the time that others say in their answers."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._answered)
        return trace

    async def _answered(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, told: aiohttp.TraceRequestEndParams
    ) -> None:
        self.heard(told.response.headers.get(hdrs.DATE, ""), told.response.headers.get(hdrs.AGE, ""))

    def heard(self, date: str, age: str = "") -> None:
        """Compare this machine's clock with the date of an answer, which may have been kept for a while."""
        with suppress(ValueError, TypeError):
            said = parsedate_to_datetime(date)
            self._skew = (self._now() - said).total_seconds() - float(age or 0)
            SKEW.set(self._skew)

    async def look(self) -> None:
        """Say what is wrong with disk and clock, or that nothing is."""
        with suppress(OSError):  # a folder that is gone is told of by the next write
            free = await asyncio.to_thread(self._free, self._folder)
            FREE.set(free)
            self._signals.room_left(free, enough=free >= LEAST_FREE)
        if self._skew is not None:
            self._signals.clock_told(self._skew, right=abs(self._skew) <= MOST_SKEW)

    async def _look_for_ever(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(self._look)

    async def _measure_lag(self) -> None:
        """Sleep, and see how much later than wished the process goes on."""
        while True:
            wanted = time.monotonic() + self._beat
            await asyncio.sleep(self._beat)
            LAG_SECONDS.observe(max(0.0, time.monotonic() - wanted))
