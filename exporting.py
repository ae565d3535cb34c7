"""Evidence packages: written from the data folder, and checked wherever they are."""

import asyncio
import sqlite3
from pathlib import Path

from beside import beside
from config import Settings
from console import Language, Refused, sentence
from council.ids import SittingId
from council.record import Row
from desk.ports import JournalDamaged
from reports.checking import verify_package, verify_records
from reports.package import write_package
from reports.signing import Signer, new_identity, signer_of
from store.codec import standard
from store.folder import JOURNAL_FILE, REGISTRY_FILE, StoreBeside
from store.journal import SqliteJournal
from store.registry import TinyDbRegistry
from store.sqlite import OtherLayout
from store.verify import verify_journal_file
from wording import say

IDENTITY, OWN = "identity", "own"
SQLITE = b"SQLite format 3\0"


def export_sitting(settings: Settings, name: str, out: Path, *, public: bool = False) -> str:
    """Write the evidence package of a sitting and return where it is."""

    async def work(store: StoreBeside) -> str:
        sitting = SittingId(name)
        rows = await store.journal.read(sitting)
        if not rows:
            raise Refused(sentence("sitting.not_stored", settings.language, id=name))
        signer = await _signer(store)
        decode = standard().event_of
        return str(write_package(name, rows, out, decode=decode, signer=signer, public=public))

    return beside(settings, work)


async def _signer(store: StoreBeside) -> Signer:
    """Return the installation's key pair, made at the first export."""
    document = await store.registry.get(IDENTITY, OWN)
    if document is None:
        document = new_identity()
        await store.registry.put(IDENTITY, OWN, document)
    return signer_of(document)


def verify_path(path: Path, head: str | None, language: Language) -> tuple[int, str]:
    """Check a package or journal; it needs no settings, for it is done anywhere.

    A journal may be the file of a data folder as well: then every sitting in it is checked,
    against the heads that stand in the registry beside it.
    """
    if _is_stored(path):
        return _verify_stored(path, head, language)
    status, lines = verify_package(path, head, decode=standard().event_of, language=language)
    return status, "\n".join(lines)


def _is_stored(path: Path) -> bool:
    """Whether a file is the journal of a data folder, by its first bytes or its name."""
    if not path.is_file() or path.suffix == ".zip":
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE or path.name == JOURNAL_FILE


def _verify_stored(path: Path, head: str | None, language: Language) -> tuple[int, str]:
    heads = asyncio.run(_heads_beside(path))
    damages = [d for finding in verify_journal_file(path, heads) for d in finding.damages]
    told = [say(f"report.verify.damage.{d.kind}", language, seq=d.seq, detail=d.detail) for d in damages]
    try:
        records = asyncio.run(_records(path))
    except (JournalDamaged, OtherLayout, sqlite3.Error):
        return 1, "\n".join(dict.fromkeys(told))
    status, lines = verify_records(path, records, head, decode=standard().event_of, language=language)
    return (1 if damages and status == 0 else status), "\n".join(dict.fromkeys([*lines, *told]))


async def _records(path: Path) -> dict[str, tuple[Row, ...]]:
    journal = SqliteJournal.open_reader(path)
    try:
        return {sitting: await journal.read(sitting) for sitting in await journal.sittings()}
    finally:
        await journal.close()


async def _heads_beside(path: Path) -> dict[str, tuple[int, str]]:
    """The heads noted in the registry of the same folder; none where there is no registry."""
    if path.name != JOURNAL_FILE or not (path.parent / REGISTRY_FILE).is_file():
        return {}
    registry = await TinyDbRegistry.open(path.parent / REGISTRY_FILE)
    try:
        heads = await registry.all("heads")
    finally:
        await registry.close()
    return {sitting: (int(doc["seq"]), str(doc["hash"])) for sitting, doc in heads.items()}
