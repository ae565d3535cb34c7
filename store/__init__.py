"""The store: keeps the record of every sitting (journal) and small documents (registry)."""

from store.atomic import RegistryUnreadable
from store.codec import Codec, NotAnEvent, standard
from store.folder import (
    JOURNAL_FILE,
    REGISTRY_FILE,
    AnyStore,
    Store,
    StoreBeside,
    open_any,
    open_any_beside,
    open_beside,
    open_store,
)
from store.journal import SqliteJournal, SqliteReader
from store.lock import AlreadyServed, RegistryBusy, registry_lock
from store.registry import TinyDbRegistry
from store.sqlite import OtherLayout
from store.verify import verify_journal_file
from store.woken import DatabaseUnfit

__all__ = [
    "JOURNAL_FILE",
    "REGISTRY_FILE",
    "AlreadyServed",
    "AnyStore",
    "Codec",
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
    "open_store",
    "registry_lock",
    "standard",
    "verify_journal_file",
]
