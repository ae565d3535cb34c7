"""What has been kept long enough, by the town's own periods: told, and removed for good."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from beside import beside, refused_folder
from config import Settings
from console import Refused, sentence
from council.erasing import KINDS, erased, months_after, without_kinds
from council.ids import SittingId
from council.record import Row
from council.sitting import Sitting, Stage
from desk.desk import KEPT_AT_HAND
from persons import (
    LINK_CODES,
    OFFERS,
    UPLOADS,
    Change,
    Kept,
    acting,
    devices,
    kept_of_accounts,
    messages_of,
    noted,
)
from reports.checking import verify_records
from reports.publishing import public_rows, restored
from store.codec import standard
from store.devices import CURRENT as EVERYBODY
from store.devices import TABLE as DEVICES
from store.erasing import erase_rows, forget_generation
from store.folder import JOURNAL_FILE, REGISTRY_FILE, StoreBeside, open_any_beside
from store.lock import ServingLock
from store.planned import Plans
from store.registry import RESTING_FILE
from town import TownFileRefused, retention_of, town_sentence

DATED = (("link_codes", LINK_CODES, "until"), ("uploads", UPLOADS, "at"), ("offers", OFFERS, "at"))
"""Kinds of documents that have a time of their own: the kind, its table, and which time."""
UNOWNED = "unowned_since"
"""Under this name a document notes when it was first found to belong to nobody who still acts."""


@dataclass(slots=True, kw_only=True)
class Removal:
    """What goes: entries by sitting, documents by table; and what takes the place of others."""

    rows: dict[SittingId, tuple[int, ...]] = field(default_factory=dict)
    documents: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    table: list[tuple[str, str, int]] = field(default_factory=list)
    """What is told of it: where, which kind of data, how many."""
    refused: list[str] = field(default_factory=list)
    """Sittings whose record would not verify afterwards; nothing of them goes."""

    def take(self, sitting: SittingId, rows: Sequence[Row], left: Sequence[Row]) -> int:
        """Have a record become what is left of it, if it may; return how many entries lose their content."""
        seqs = erased(rows, left)
        if seqs and not allowed(sitting, left):
            self.refused.append(sitting)
            return 0
        if seqs:
            self.rows[sitting] = seqs
        return len(seqs)

    def leave(self, where: str, kind: str, changes: Iterable[Change], count: int) -> None:
        """Have documents become what is left of them, and tell of so many."""
        for table, key, document in changes:
            if document is None:
                self.documents.append((table, key))
            else:
                self.changed.append((table, key, document))
        if count:
            self.table.append((where, kind, count))


def apply_retention(settings: Settings, *, today: str = "", dry_run: bool = False) -> str:
    """Remove what the town's periods no longer keep, and return the table of it."""
    day = _today(settings, today)
    try:
        retention_of(settings)

        async def work(store: StoreBeside) -> Removal:
            return await _found(settings, store, day)

        if dry_run:
            return _told(settings, beside(settings, work), done=False)
        return _told(settings, carried_out(settings, work), done=True)
    except TownFileRefused as fault:
        raise Refused(town_sentence(settings, fault)) from None


def carried_out(settings: Settings, work: Callable[[StoreBeside], Awaitable[Removal]]) -> Removal:
    """Find out with *work* what goes, and remove it, with the folder or the database served by nobody."""

    async def held() -> Removal:
        store = await open_any_beside(settings.data_dir, settings.database)
        try:
            removal = await work(store)
            await _forget(store, removal)
        finally:
            await store.close()
        return removal

    with refused_folder(settings):
        if settings.database:
            return _in_database(settings.database, held)
        return _in_folder(settings.data_dir, held)


def _in_folder(folder: Path, held: Callable[[], Coroutine[Any, Any, Removal]]) -> Removal:
    if not folder.is_dir():
        return Removal()
    with ServingLock(folder):
        removal = asyncio.run(held())
        journal = folder / JOURNAL_FILE
        if journal.exists():  # with nothing to erase too: a run before may have been cut off
            erase_rows(journal, removal.rows)
        for kept in (REGISTRY_FILE, RESTING_FILE):
            forget_generation(folder / kept)
    return removal


def _in_database(url: str, held: Callable[[], Coroutine[Any, Any, Removal]]) -> Removal:
    from store import postgres_erasing  # noqa: PLC0415  a tenth of a second for those who need it
    from store.tables import prepare  # noqa: PLC0415

    prepare(url)
    with postgres_erasing.led_by_nobody(url) as connection:
        removal = asyncio.run(held())
        postgres_erasing.erase_rows(connection, removal.rows)
    return removal


def allowed(sitting: SittingId, rows: Sequence[Row]) -> bool:
    """Whether a record without this content is still sound, makes up a sitting, and can be published."""
    decode = standard().event_of
    try:
        restored(rows, decode)
        tuple(public_rows(rows, decode))
    except (ValueError, LookupError):
        return False
    return verify_records(Path(sitting), {sitting: tuple(rows)}, None, decode=decode, language="de")[0] == 0


def ended(rows: Sequence[Row]) -> Sitting | None:
    """The sitting that a record tells of, None where it has not ended or cannot be read."""
    state = _state(rows)
    return state if state is not None and state.stage is Stage.ENDED else None


def under_way(rows: Sequence[Row]) -> bool:
    """Whether a record's sitting is still to be held, or to be ended; also where nobody can tell."""
    state = _state(rows)
    return state is None or not (state.stage is Stage.ENDED or state.withdrawn)


def _state(rows: Sequence[Row]) -> Sitting | None:
    try:
        return restored(rows, standard().event_of)
    except (ValueError, LookupError):
        return None


def _today(settings: Settings, written: str) -> date:
    if not written:
        return datetime.now(settings.zone).date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(sentence("refused.day", settings.language, option="--today")) from None


async def _found(settings: Settings, store: StoreBeside, today: date) -> Removal:
    removal = Removal()
    over: dict[str, datetime] = {}
    running: list[Sequence[Row]] = []
    accounts: set[tuple[str, str]] = set()
    for name in await store.journal.sittings():
        rows = await store.journal.read(name)
        sitting = ended(rows)
        accounts.update(noted(rows))
        if sitting is not None and sitting.ended_at is not None:
            over[name] = sitting.ended_at
            _find_rows(settings, removal, sitting, rows, today)
        elif under_way(rows):
            running.append(rows)
    await _find_documents(settings, store, removal, today)
    now, periods = _limit(settings, today, 0), retention_of(settings)
    if "messages_days" in periods:
        limit = now - max(timedelta(days=periods["messages_days"]), KEPT_AT_HAND)
        old = {name for name, since in over.items() if since < limit}
        removal.leave(place(settings), "messages", *await messages_of(store.registry, old))
    if "accounts_days" in periods:
        members = acting(await Plans(store.registry).listed(), running, now)
        kept = await kept_of_accounts(store.registry, members, accounts)
        _find_accounts(settings, removal, kept, now, _limit(settings, today, periods["accounts_days"]))
    return removal


def _find_accounts(
    settings: Settings, removal: Removal, kept: Iterable[Kept], now: datetime, limit: datetime
) -> None:
    """What is kept of accounts of nobody who still acts: noted when it is found first, later it goes."""
    for one in kept:
        if one.owned and UNOWNED in one.document:
            plain_again = {name: value for name, value in one.document.items() if name != UNOWNED}
            removal.changed.append((one.table, one.key, plain_again))
        elif not one.owned and UNOWNED not in one.document:
            removal.changed.append((one.table, one.key, {**one.document, UNOWNED: now.isoformat()}))
    gone = [
        (one.table, one.key) for one in kept if not one.owned and _before(one.document, (UNOWNED,), limit)
    ]
    removal.leave(place(settings), "accounts", [(*where, None) for where in gone], len(gone))


def _find_rows(
    settings: Settings, removal: Removal, sitting: Sitting, rows: Sequence[Row], today: date
) -> None:
    if sitting.ended_at is None:
        return
    day, periods = sitting.ended_at.astimezone(settings.zone).date(), retention_of(settings, sitting.body)
    due = [
        kind
        for kind in KINDS
        if f"{kind}_months" in periods and months_after(day, periods[f"{kind}_months"]) <= today
    ]
    if removal.take(sitting.id, rows, without_kinds(rows, due)):
        counted = [(kind, len(erased(rows, without_kinds(rows, [kind])))) for kind in due]
        removal.table += [(sitting.id, kind, count) for kind, count in counted if count]


async def _find_documents(settings: Settings, store: StoreBeside, removal: Removal, today: date) -> None:
    periods, where = retention_of(settings), place(settings)
    for kind, table, key in DATED:
        if f"{kind}_days" in periods:
            limit = _limit(settings, today, periods[f"{kind}_days"])
            old = [k for k, doc in (await store.registry.all(table)).items() if _before(doc, (key,), limit)]
            removal.leave(where, kind, [(table, one, None) for one in old], len(old))
    if "devices_days" in periods:
        limit = _limit(settings, today, periods["devices_days"])
        known = await devices(store.registry)
        kept = [one for one in known if not _before(one, ("seen_at", "pressed_at", "told_at"), limit)]
        if len(kept) < len(known):
            removal.leave(where, "devices", [(DEVICES, EVERYBODY, {"devices": kept})], len(known) - len(kept))


def place(settings: Settings) -> str:
    """Where documents are kept, as the table of what goes says it."""
    return "documents" if settings.database else REGISTRY_FILE


async def _forget(store: StoreBeside, removal: Removal) -> None:
    for table, key in removal.documents:
        await store.registry.remove(table, key)
    for table, key, document in removal.changed:
        await store.registry.put(table, key, document)


def _limit(settings: Settings, today: date, days: int) -> datetime:
    return datetime.combine(today, time(), settings.zone) - timedelta(days=days)


def _before(document: Mapping[str, Any], keys: Sequence[str], limit: datetime) -> bool:
    """Whether the newest of a document's times is before the limit; one without any time is not."""
    times = [datetime.fromisoformat(str(document[key])) for key in keys if document.get(key)]
    aware = [one if one.tzinfo else one.replace(tzinfo=UTC) for one in times]
    return bool(aware) and max(aware) < limit


def _told(settings: Settings, removal: Removal, *, done: bool) -> str:
    language = settings.language
    lines = [sentence("retention.refused", language, id=name) for name in removal.refused]
    if not removal.table:
        return "\n".join([*lines, sentence("retention.nothing", language)])
    width = max(len(where) for where, _, _ in removal.table)
    for where, kind, count in removal.table:
        lines.append(f"{where:<{width}}  {sentence(f'retention.{kind}', language):<24} {count:>6}")
    total = sum(count for _, _, count in removal.table)
    return "\n".join([*lines, sentence("retention.done" if done else "retention.would", language, n=total)])


def plain(row: Row) -> Any:
    """The content of an entry as values, None where it was erased."""
    return None if row.data is None else json.loads(row.data)
