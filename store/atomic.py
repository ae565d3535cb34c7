"""A storage for TinyDB that loses nothing: whole new file, synced, then put in the old one's place.

TinyDB's own storage overwrites its only copy; a full disk or a power cut leaves neither the old nor
the new version. Here the main file always is one of the two, and ``.bak`` is the one before.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from store.files import sync_folder, write_synced

Tables = dict[str, dict[str, Any]]

_json = json.JSONEncoder(ensure_ascii=False).encode
_BETWEEN = ",\n"


class RegistryUnreadable(Exception):
    """Neither the registry's file nor its previous generation can be read."""


class AtomicStorage(Storage):
    """Keeps all tables in one JSON file, remembers what it read, and notices a changed file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.backup = path.with_name(f"{path.name}.bak")
        self.recovered: Path | None = None
        """Where the damaged file was put aside, if the previous generation had to step in."""
        self._known: Tables | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._texts: dict[tuple[str, str], tuple[object, str]] = {}

    def read(self) -> Tables | None:
        """Return all tables, None if nothing was ever written.

        The file is read again only when it has changed. A damaged file is put aside and its
        previous generation takes its place; without one, RegistryUnreadable.
        """
        stamp = self._stamp_now()
        if self._known is None or stamp != self._stamp:
            self._known = self._load()
            self._stamp = stamp  # one that is replaced while it is read is read again
        return self._known

    def write(self, data: Tables) -> None:
        """Replace the file, durably; an OSError leaves the old version or the new one, whole."""
        self._known = None
        text = self._text(data)
        try:
            write_synced(self._temporary, text)
            self._keep_generation()
            self._temporary.replace(self.path)
        except BaseException:
            with suppress(OSError):
                self._temporary.unlink()
            raise
        sync_folder(self.path.parent)
        self._known, self._stamp = data, self._stamp_now()

    def _text(self, data: Tables) -> bytes:
        """Return the file's text; only documents that are not the object they were cost time."""
        fresh: dict[tuple[str, str], tuple[object, str]] = {}
        tables: list[str] = []
        for name, table in data.items():
            lines: list[str] = []
            for key, document in table.items():
                known = self._texts.get((name, key))
                if known is None or known[0] is not document:
                    known = (document, f"{_json(key)}:{_json(document)}")
                fresh[name, key] = known
                lines.append(known[1])
            tables.append(f"{_json(name)}:{{\n{_BETWEEN.join(lines)}\n}}")
        self._texts = fresh
        return f"{{{_BETWEEN.join(tables)}}}\n".encode()

    @property
    def _temporary(self) -> Path:
        return self.path.with_name(f"{self.path.name}.tmp")

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _keep_generation(self) -> None:
        if not self.path.exists():
            return
        step = self.path.with_name(f"{self.path.name}.old")
        with suppress(FileNotFoundError):
            step.unlink()
        try:
            os.link(self.path, step)
        except (OSError, NotImplementedError):  # a file system without hard links
            shutil.copyfile(self.path, step)
        step.replace(self.backup)

    def _load(self) -> Tables | None:
        try:
            return _parsed(self.path)
        except FileNotFoundError:
            if not self.backup.exists():
                return None
            fault = "missing"
        except ValueError as damaged:
            fault = str(damaged)
        return self._previous(fault)

    def _previous(self, fault: str) -> Tables:
        try:
            tables = _parsed(self.backup)
        except (FileNotFoundError, ValueError) as second:
            raise RegistryUnreadable(
                f"{self.path} cannot be read ({fault}), nor can {self.backup.name} ({second})"
            ) from second
        aside = self.path.with_name(f"{self.path.name}.damaged")
        with suppress(FileNotFoundError):
            self.path.replace(aside)
        again = self.path.with_name(f"{self.path.name}.again")
        write_synced(again, self.backup.read_bytes())
        again.replace(self.path)
        sync_folder(self.path.parent)
        self.recovered = aside
        return tables


def _parsed(path: Path) -> Tables:
    tables = json.loads(path.read_bytes())
    if not isinstance(tables, dict):
        raise ValueError("not an object")
    for name, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(d, dict) for d in table.values()):
            raise ValueError(f"table {name} holds something else than documents")
    return tables
