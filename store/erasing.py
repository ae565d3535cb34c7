"""Content removed from a data folder that nobody serves: from the journal's file, not only from its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from council.ids import SittingId
from desk.ports import NotConfirmed
from store import sqlite
from store.files import sync_folder, write_synced
from store.lock import registry_lock


def erase_rows(path: Path, rows: Mapping[SittingId, Sequence[int]]) -> None:
    """Remove content and salt of these rows in one transaction, then every trace of them in the file.

    The caller holds the folder's serving lock. Without any rows only traces go. Raises NotConfirmed where
    a row is not there, or the disk does not take it; done again, it ends what was cut off.
    """
    try:
        _erase(path, rows)
    except sqlite3.Error as fault:
        raise NotConfirmed(f"{path.name}: {fault}") from fault


def _erase(path: Path, rows: Mapping[SittingId, Sequence[int]]) -> None:
    with closing(sqlite.connect(path)) as connection:
        sqlite.prepare(connection)
        connection.execute("PRAGMA secure_delete=ON").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for sitting, seqs in rows.items():
            for seq in seqs:
                done = connection.execute(
                    "UPDATE events SET data = NULL, salt = NULL WHERE sitting = ? AND seq = ?", (sitting, seq)
                )
                if done.rowcount != 1:
                    connection.execute("ROLLBACK")
                    raise NotConfirmed(f"{sitting}: entry {seq} is not there")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def forget_generation(registry: Path) -> None:
    """Put the registry's present state in the place of its previous generation, which held more."""
    backup = registry.with_name(f"{registry.name}.bak")
    with registry_lock(registry.parent):
        if not registry.exists():
            return
        fresh = registry.with_name(f"{registry.name}.fresh")
        write_synced(fresh, registry.read_bytes())
        fresh.replace(backup)
        sync_folder(registry.parent)
