"""The store: keeps the record of every sitting (journal) and small documents (registry)."""

from pathlib import Path

from store.atomic import RegistryUnreadable
from store.codec import Codec, NotAnEvent, standard
from store.database import DatabaseStore, open_database, open_database_beside
from store.folder import JOURNAL_FILE, REGISTRY_FILE, Store, StoreBeside, open_beside, open_store
from store.journal import SqliteJournal, SqliteReader
from store.lock import AlreadyServed, RegistryBusy, registry_lock
from store.registry import TinyDbRegistry
from store.sqlite import OtherLayout
from store.tables import DatabaseUnfit
from store.verify import verify_journal_file

AnyStore = Store | DatabaseStore
"""What a process serves from: a data folder of its own, or a database that it shares."""


async def open_any(data_dir: Path, database_url: str = "") -> AnyStore:
    """Open a database where one is named, else the data folder, to serve it."""
    return await open_database(database_url, data_dir) if database_url else await open_store(data_dir)


async def open_any_beside(data_dir: Path, database_url: str = "") -> StoreBeside:
    """Open the same beside whoever serves it."""
    return await open_database_beside(database_url) if database_url else await open_beside(data_dir)


__all__ = [
    "JOURNAL_FILE",
    "REGISTRY_FILE",
    "AlreadyServed",
    "AnyStore",
    "Codec",
    "DatabaseStore",
    "DatabaseUnfit",
    "NotAnEvent",
    "OtherLayout",
    "RegistryBusy",
    "RegistryUnreadable",
    "SqliteJournal",
    "SqliteReader",
    "Store",
    "StoreBeside",
    "TinyDbRegistry",
    "open_any",
    "open_any_beside",
    "open_beside",
    "open_database",
    "open_store",
    "registry_lock",
    "standard",
    "verify_journal_file",
]
