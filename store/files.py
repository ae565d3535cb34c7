"""What the store asks of the file system."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_ROOM = 64 * 1024
"""Bytes that a full turn and a registry take at most, generously."""


def open_private(path: Path, flags: int) -> int:
    """Open a file and make it, for its owner only, if it is not there; return the handle.

    What an administrator makes belongs to the owner of the folder, or the bot could not go on.
    """
    handle = os.open(path, flags | os.O_CREAT, 0o600)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


def create_private(path: Path) -> None:
    """Make an empty file if it is not there; durable before returning."""
    if path.exists():
        return
    os.close(open_private(path, os.O_WRONLY))
    sync_folder(path.parent)


def require_folder(folder: Path) -> None:
    """Make a data folder for its owner only if it is not there; durable before returning."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system knows how."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, text: bytes) -> None:
    """Write a file and wait until the disk has its content."""
    with os.fdopen(open_private(path, os.O_WRONLY | os.O_TRUNC), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def require_room(folder: Path) -> None:
    """Raise OSError where a folder takes no more: full, read-only, or gone."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(_ROOM))
        file.flush()
