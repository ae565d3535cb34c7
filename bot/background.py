"""Work beside everything else, for which nobody waits."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.second_way import PATIENT

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Background:
    """Work that nobody waits for: kept from being forgotten, its failures logged."""

    running: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        """Start *work* beside everything else."""
        task = asyncio.create_task(work, name=name)
        self.running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self.running.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("errand.failed", errand=task.get_name(), exc_info=failure)

    async def settle(self) -> None:
        """Wait for what is under way, a little while; not for what only waits itself."""
        for task in self.running:
            if task.get_name() == PATIENT:
                task.cancel()
        if self.running:
            await asyncio.wait(self.running, timeout=5)
