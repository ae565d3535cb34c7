"""The store: keeps the record of every sitting (journal) and small documents (registry)."""

from store.atomic import RegistryUnreadable
from store.codec import Codec, NotAnEvent, standard
from store.folder import JOURNAL_FILE, REGISTRY_FILE, Store, StoreBeside, open_beside, open_store
from store.journal import SqliteJournal, SqliteReader
from store.lock import AlreadyServed, RegistryBusy, registry_lock
from store.registry import TinyDbRegistry
from store.sqlite import OtherLayout
from store.verify import verify_journal_file

__all__ = [
    "JOURNAL_FILE",
    "REGISTRY_FILE",
    "AlreadyServed",
    "Codec",
    "NotAnEvent",
    "OtherLayout",
    "RegistryBusy",
    "RegistryUnreadable",
    "SqliteJournal",
    "SqliteReader",
    "Store",
    "StoreBeside",
    "TinyDbRegistry",
    "open_beside",
    "open_store",
    "registry_lock",
    "standard",
    "verify_journal_file",
]
