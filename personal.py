"""What is stored about one person: handed out, and erased from sittings that have ended."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from beside import beside
from config import Settings
from console import Refused, sentence
from council.erasing import names, reduced, without_person
from council.ids import SittingId
from council.names import fold
from council.record import Row
from persons import (
    OF_A_PERSON,
    OF_A_SITTING,
    SETUPS,
    Change,
    Person,
    acting,
    enrolled,
    left_of,
    person_of,
    sitting_of,
    told_of,
)
from retaining import Removal, carried_out, ended, place, plain, under_way
from store.files import write_synced
from store.folder import StoreBeside
from store.links import LINKS
from store.planned import CURRENT, ROSTER, Plans

Records = Mapping[SittingId, Sequence[Row]]
EVERY = "all"


def export_person(settings: Settings, asked: str, out: Path) -> str:
    """Write all that is stored about a person as JSON and return where it is."""

    async def work(store: StoreBeside) -> dict[str, Any]:
        records = await _records(store)
        listed = await _listed(store)
        member = _identified(settings, [*listed, *_enrolled(records)], asked)
        person = await person_of(store.registry, records.values(), listed, member)
        return await _about(store, records, person)

    found = beside(settings, work)
    text = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True)
    fresh = out.with_name(f".{out.name}.new")
    try:
        write_synced(fresh, f"{text}\n".encode())
        fresh.replace(out)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return sentence("person.exported", settings.language, path=out, n=len(found["sittings"]))


def erase_person(settings: Settings, member: str, which: str) -> str:
    """Remove what was noted of a person in one sitting, or all, that has ended; the chain stays.

    With every sitting goes what the registry holds of them, unless they still act; what stays is told.
    """
    stays: list[str] = []

    async def work(store: StoreBeside) -> Removal:
        return await _removal(settings, store, member, which, stays)

    removal = carried_out(settings, work)
    language = settings.language
    lines = [sentence("retention.refused", language, id=name) for name in removal.refused]
    lines += [f"{name}  {count}" for name, _, count in removal.table]
    total = sum(count for _, _, count in removal.table)
    told = [sentence(key, language, person=member) for key in stays]
    return "\n".join([*lines, sentence("person.erased", language, n=total, person=member), *told])


async def _removal(
    settings: Settings, store: StoreBeside, member: str, which: str, stays: list[str]
) -> Removal:
    records, listed = await _records(store), await _listed(store)
    linked = [{"id": key} for key in await store.registry.all(LINKS)]
    _identified(settings, [*listed, *_enrolled(records), *linked], member, by_name=False)
    if which != EVERY and which not in records:
        raise Refused(sentence("sitting.not_stored", settings.language, id=which))
    chosen = records if which == EVERY else {SittingId(which): records[SittingId(which)]}
    over = {name: rows for name, rows in chosen.items() if ended(rows) is not None}
    if which != EVERY and not over:
        raise Refused(sentence("person.not_ended", settings.language, id=which))
    person = await person_of(store.registry, records.values(), listed, member)
    removal = Removal()
    for name, rows in over.items():
        if count := removal.take(name, rows, without_person(rows, member, person.accounts)):
            removal.table.append((name, member, count))
    everything = which == EVERY and not await _acts(settings, store, records, member)
    if not everything:
        stays.append("person.acts" if which == EVERY else "person.other")
    changes, count = await _left(store, person, over, everything=everything)
    removal.leave(place(settings), member, changes, count)
    if any(table == ROSTER for table, _, _ in changes):
        stays.append("person.off_the_roster")
    return removal


async def _acts(settings: Settings, store: StoreBeside, records: Records, member: str) -> bool:
    running = [rows for rows in records.values() if under_way(rows)]
    return member in acting(await Plans(store.registry).listed(), running, datetime.now(settings.zone))


async def _left(
    store: StoreBeside, person: Person, over: Records, *, everything: bool
) -> tuple[list[Change], int]:
    """What of the registry changes: what belongs to sittings that are over, or everything; and how much."""
    changes: list[Change] = []
    total = 0
    for table in sorted(OF_A_SITTING | OF_A_PERSON if everything else OF_A_SITTING):
        for key, document in (await store.registry.all(table)).items():
            is_over = sitting_of(table, key, document) in over
            if not is_over and (not everything or table == SETUPS):  # a meeting may yet be put back
                continue
            left, count = left_of(table, key, document, person)
            if count:
                changes.append((table, key, left))
                total += count
    return changes, total


async def _records(store: StoreBeside) -> Records:
    return {name: await store.journal.read(name) for name in await store.journal.sittings()}


def _enrolled(records: Records) -> list[dict[str, Any]]:
    """Everybody who stands on the roster of any sitting."""
    return [one for rows in records.values() for one in enrolled(rows)]


async def _listed(store: StoreBeside) -> list[dict[str, Any]]:
    """Everybody who stands on the town's own roster, as it is kept."""
    return list((await store.registry.get(ROSTER, CURRENT) or {}).get("members", []))


def _identified(
    settings: Settings, people: Sequence[Mapping[str, Any]], asked: str, *, by_name: bool = True
) -> str:
    """Return the id of the one person meant; refuses nobody and several."""
    if any(one["id"] == asked for one in people):
        return asked
    wanted = fold(asked)
    found = {str(one["id"]) for one in people if by_name and fold(f"{one['first']} {one['last']}") == wanted}
    if len(found) == 1:
        return found.pop()
    key = "person.several" if found else "person.unknown"
    raise Refused(sentence(key, settings.language, person=asked, ids=", ".join(sorted(found))))


async def _about(store: StoreBeside, records: Records, person: Person) -> dict[str, Any]:
    sittings = {name: _entries(rows, person) for name, rows in records.items()}
    return {
        "person": person.member,
        "accounts": sorted(person.accounts),
        "documents": await told_of(store.registry, person),
        "sittings": {name: entries for name, entries in sittings.items() if entries},
    }


def _entries(rows: Sequence[Row], person: Person) -> list[dict[str, Any]]:
    """The entries of a record that name a person, without what they say of others in lists."""
    found = [(row, plain(row)) for row in rows if row.data is not None]
    return [
        {"seq": row.seq, "at": row.at, "type": row.type, "data": reduced(data, person.words)}
        for row, data in found
        if names(data, person.words)
    ]
