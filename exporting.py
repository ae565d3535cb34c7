"""Evidence packages: written from the data folder, and checked wherever they are."""

import asyncio
import sqlite3
from pathlib import Path

from beside import IDENTITY, OWN, beside
from config import Settings, load_settings
from console import Language, Refused, sentence
from council.ids import SittingId
from council.record import Damage, Row, check
from desk.ports import JournalDamaged
from reports.checking import verify_package, verify_records
from reports.package import write_package
from reports.signing import Signer, new_identity, signer_of
from store.codec import standard
from store.folder import HEADS_FILE, JOURNAL_FILE, REGISTRY_FILE, StoreBeside
from store.journal import SqliteJournal
from store.registry import TinyDbRegistry
from store.sqlite import OtherLayout
from store.verify import verify_journal_file
from wording import say

DATABASE = "DATABASE_URL"
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
        document = await store.registry.put_first(IDENTITY, OWN, new_identity())
    return signer_of(document)


def verify_path(path: Path, head: str | None, language: Language) -> tuple[int, str]:
    """Check a package or journal; it needs no settings, for it is done anywhere.

    A journal may be the file of a data folder as well: then every sitting in it is checked,
    against the heads that stand in the registry beside it. The word ``DATABASE_URL`` means the
    database of that setting, and the heads that this machine's data folder has noted.
    """
    if str(path) == DATABASE and not path.exists():
        return _verify_database(load_settings(serving=False), head)
    if _is_stored(path):
        return _verify_stored(path, head, language)
    status, lines = verify_package(path, head, decode=standard().event_of, language=language)
    return status, "\n".join(lines)


def _verify_database(settings: Settings, head: str | None) -> tuple[int, str]:
    """Check every sitting of the shared database; one that was known here and is gone is a finding."""
    if not settings.database:
        raise Refused(sentence("verify.no_database", settings.language))

    async def work(store: StoreBeside) -> dict[str, tuple[Row, ...]]:
        return {sitting: await store.journal.read(sitting) for sitting in await store.journal.sittings()}

    records = beside(settings, work)
    heads = _heads_in(settings.data_dir / HEADS_FILE)
    checked = [check(name, records.get(name, ()), heads.get(name)) for name in sorted({*records, *heads})]
    told = [
        f"{one.sitting}: {_damage(damage, settings.language)}" for one in checked for damage in one.damages
    ]
    where = Path(DATABASE)
    decode = standard().event_of
    status, lines = verify_records(where, records, head, decode=decode, language=settings.language)
    return (1 if told else status), "\n".join(dict.fromkeys([*lines, *told]))


def _damage(damage: Damage, language: Language) -> str:
    return say(f"report.verify.damage.{damage.kind}", language, seq=damage.seq, detail=damage.detail)


def _is_stored(path: Path) -> bool:
    """Whether a file is the journal of a data folder, by its first bytes or its name."""
    if not path.is_file() or path.suffix == ".zip":
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE or path.name == JOURNAL_FILE


def _verify_stored(path: Path, head: str | None, language: Language) -> tuple[int, str]:
    heads = _heads_beside(path)
    damages = [d for finding in verify_journal_file(path, heads) for d in finding.damages]
    told = [_damage(damage, language) for damage in damages]
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


def _heads_beside(path: Path) -> dict[str, tuple[int, str]]:
    """The heads noted in the registry of the same folder; none where there is no registry."""
    return _heads_in(path.parent / REGISTRY_FILE) if path.name == JOURNAL_FILE else {}


def _heads_in(file: Path) -> dict[str, tuple[int, str]]:
    """The heads noted in a registry's file; none where there is no file."""

    async def work() -> dict[str, tuple[int, str]]:
        registry = await TinyDbRegistry.open(file)
        try:
            heads = await registry.all("heads")
        finally:
            await registry.close()
        return {sitting: (int(doc["seq"]), str(doc["hash"])) for sitting, doc in heads.items()}

    return asyncio.run(work()) if file.is_file() else {}
