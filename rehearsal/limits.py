"""Teams' published rate limits per chat and tenant: sliding windows, edits counted as sends."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Operation(StrEnum):
    """What is limited."""

    SEND = "send"
    CREATE = "create"
    MEMBERS = "members"
    ROSTER = "roster"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Window:
    """So many requests in so many seconds."""

    most: int
    seconds: float


WINDOWS: dict[Operation, tuple[Window, ...]] = {
    Operation.SEND: (Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600)),
    Operation.CREATE: (Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600)),
    Operation.MEMBERS: (Window(14, 1), Window(16, 2), Window(120, 30), Window(3600, 3600)),
    Operation.ROSTER: (Window(5, 60),),
    Operation.TENANT: (Window(50, 1),),
}


class Limits:
    """Counts requests by operation and key; with a speed, every window passes that much faster."""

    def __init__(self, speed: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with empty windows."""
        self.speed = speed
        self.exceeded: Counter[Operation] = Counter()
        self._clock = clock
        self._taken: dict[tuple[Operation, str], deque[float]] = {}

    def take(self, operation: Operation, key: str) -> float:
        """Count a request and return 0, or refuse it and return the seconds to wait."""
        now = self._clock()
        most = max(window.most for window in WINDOWS[operation])
        taken = self._taken.setdefault((operation, key), deque(maxlen=most))
        wait = max(self._wait(taken, window, now) for window in WINDOWS[operation])
        if wait > 0:
            self.exceeded[operation] += 1
            return wait
        taken.append(now)
        return 0.0

    def _wait(self, taken: deque[float], window: Window, now: float) -> float:
        if len(taken) < window.most:
            return 0.0
        return taken[-window.most] + window.seconds / self.speed - now
