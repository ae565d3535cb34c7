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
    """Make a folder for its owner only if it is not there, with those above it; durable before returning."""
    missing = [folder] if not folder.is_dir() else []
    missing += [above for above in folder.parents if missing and not above.is_dir()]
    for one in reversed(missing):
        one.mkdir(mode=0o700 if one == folder else 0o777, exist_ok=True)
        sync_folder(one.parent)


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
    """Write a file, which may take several calls, and wait until the disk has its content."""
    file = open_private(path, os.O_WRONLY | os.O_TRUNC)
    try:
        rest = memoryview(text)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def require_room(folder: Path) -> None:
    """Raise OSError where a folder takes no more: full, read-only, or gone."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(_ROOM))
        file.flush()
