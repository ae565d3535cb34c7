"""Locks between processes: one serves a data folder, one at a time writes its registry.

The system lets go of them when a process ends, however it ends; the files stay and mean nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from store.files import open_private

PATIENCE = 10.0
"""Seconds to wait for another process that is writing the registry."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class AlreadyServed(Exception):
    """Another process serves this data folder; two would write two truths."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process serves {folder}")
        self.folder = folder


class RegistryBusy(Exception):
    """Another process has been writing the registry for longer than anybody waits."""


class ServingLock:
    """Held by the one process that serves a data folder, until it is closed or the process ends."""

    def __init__(self, folder: Path) -> None:
        self._handle = open_private(folder / "serving.lock", os.O_RDWR)
        if not _try_lock(self._handle):
            os.close(self._handle)
            raise AlreadyServed(folder)

    def close(self) -> None:
        """Let another process serve the folder; a second time does nothing."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def registry_lock(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the registry of a data folder for the moment of a write; RegistryBusy if it is not free.

    The registry takes it by itself at each write; it is not to be taken around those.
    """
    handle = open_private(folder / "registry.lock", os.O_RDWR)
    try:
        until = time.monotonic() + patience
        while not _try_lock(handle):
            if time.monotonic() >= until:
                raise RegistryBusy(f"another process is writing the registry in {folder}")
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)
