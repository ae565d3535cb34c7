"""Small files that only the bot may read, in a folder of their own; whole or not there at all."""

from __future__ import annotations

import re
from pathlib import Path

from store.files import require_folder, sync_folder, write_synced

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TMP = ".tmp"


class PrivateFiles:
    """Files for their owner only (0600, the folder 0700); made when the first one is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> dict[str, bytes]:
        """Every file by its name; what a broken write has left is none."""
        if not self._folder.is_dir():
            return {}
        found = sorted(path for path in self._folder.iterdir() if path.is_file() and path.suffix != _TMP)
        return {path.name: path.read_bytes() for path in found}

    def write(self, name: str, content: bytes) -> None:
        """Write a file; durable before returning. Raises OSError."""
        path = self._path(name)
        require_folder(self._folder)
        written = path.with_name(path.name + _TMP)
        written.unlink(missing_ok=True)  # its mode would be kept
        write_synced(written, content)
        written.replace(path)
        sync_folder(self._folder)

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no fault."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith(_TMP):
            raise ValueError("no name for a file")
        return self._folder / name
