"""A clock that only moves when nobody has anything to do: seconds of Teams cost no seconds of a test.

For code that waits with asyncio's timers alone, without sockets and threads.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class NobodyMoves(AssertionError):
    """Everybody waits for somebody else."""


class _Jumping(selectors.SelectSelector):
    """Instead of waiting, lets the time pass at once."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events:
            if timeout is None:
                raise NobodyMoves
            self.now += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time is that of its timers, the same in every run."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._jumping.now


def in_virtual_time(doing: Coroutine[Any, Any, _T]) -> _T:
    """Run something to its end without waiting for anything."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(doing)
