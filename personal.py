"""What is stored about one person: handed out, and erased from sittings that have ended."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from beside import beside
from config import Settings
from console import Refused, sentence
from council import events as ev
from council.erasing import names, reduced, without_person
from council.ids import SittingId
from council.names import fold
from council.record import Row
from retaining import Removal, carried_out, ended, plain
from store.devices import CURRENT as EVERYBODY
from store.devices import TABLE as DEVICES
from store.files import write_synced
from store.folder import StoreBeside
from store.links import LINKS
from store.planned import CURRENT, ROSTER

BY_ACCOUNT = ("chats", "wishes", "unreached")
"""The bot's tables whose keys are, or end with, somebody's account."""

Records = Mapping[SittingId, Sequence[Row]]
EVERY = "all"


def export_person(settings: Settings, asked: str, out: Path) -> str:
    """Write all that is stored about a person as JSON and return where it is."""

    async def work(store: StoreBeside) -> dict[str, Any]:
        records = await _records(store)
        listed = (await store.registry.get(ROSTER, CURRENT) or {}).get("members", [])
        member = _identified(settings, [*listed, *_enrolled(records)], asked)
        return await _about(store, records, listed, member)

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
    """Remove what was noted of a person in one sitting, or all, that has ended; the chain stays."""

    async def work(store: StoreBeside) -> Removal:
        return _removal(settings, await _records(store), member, which)

    removal = carried_out(settings, work)
    lines = [sentence("retention.refused", settings.language, id=name) for name in removal.refused]
    lines += [f"{name}  {count}" for name, _, count in removal.table]
    total = sum(count for _, _, count in removal.table)
    return "\n".join([*lines, sentence("person.erased", settings.language, n=total, person=member)])


def _removal(settings: Settings, records: Records, member: str, which: str) -> Removal:
    _identified(settings, _enrolled(records), member, by_name=False)
    if which != EVERY and which not in records:
        raise Refused(sentence("sitting.not_stored", settings.language, id=which))
    chosen = records if which == EVERY else {SittingId(which): records[SittingId(which)]}
    over = {name: rows for name, rows in chosen.items() if ended(rows) is not None}
    if which != EVERY and not over:
        raise Refused(sentence("person.not_ended", settings.language, id=which))
    removal = Removal()
    for name, rows in over.items():
        if count := removal.take(name, rows, without_person(rows, member)):
            removal.table.append((name, member, count))
    return removal


async def _records(store: StoreBeside) -> Records:
    return {name: await store.journal.read(name) for name in await store.journal.sittings()}


def _enrolled(records: Records) -> list[dict[str, Any]]:
    """Everybody who stands on the roster of any sitting."""
    rows = (row for record in records.values() for row in record)
    tag = ev.MemberEnrolled.TYPE
    return [plain(row)["member"] for row in rows if row.type == tag and row.data is not None]


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


async def _about(
    store: StoreBeside, records: Records, listed: Sequence[Mapping[str, Any]], member: str
) -> dict[str, Any]:
    link = await store.registry.get(LINKS, member)
    sittings = {name: _entries(rows, member) for name, rows in records.items()}
    accounts = _accounts(records, listed, link, member)
    devices = (await store.registry.get(DEVICES, EVERYBODY) or {}).get("devices", [])
    tables = {table: await store.registry.all(table) for table in BY_ACCOUNT}
    return {
        "person": member,
        "roster": [one for one in listed if one["id"] == member],
        "account_link": link,
        "accounts": sorted(accounts),
        "devices": [d for d in devices if d.get("account") in accounts or d.get("member") == member],
        **{table: _of_accounts(documents, accounts) for table, documents in tables.items()},
        "sittings": {name: entries for name, entries in sittings.items() if entries},
    }


def _of_accounts(documents: Mapping[str, Any], accounts: set[str]) -> dict[str, Any]:
    return {
        key: doc for key, doc in documents.items() if key.rpartition("|")[2].rpartition(":")[2] in accounts
    }


def _entries(rows: Sequence[Row], member: str) -> list[dict[str, Any]]:
    """The entries of a record that name a person, without what they say of others in lists."""
    found = [(row, plain(row)) for row in rows if row.data is not None]
    return [
        {"seq": row.seq, "at": row.at, "type": row.type, "data": reduced(data, (member,))}
        for row, data in found
        if names(data, (member,))
    ]


def _accounts(
    records: Records, listed: Sequence[Mapping[str, Any]], link: Mapping[str, Any] | None, member: str
) -> set[str]:
    """Every account that was ever noted as this person's."""
    found = {str(one["contact"]["entra_id"]) for one in listed if one["id"] == member}
    found |= {str(link["account"])} if link else set()
    tags = {ev.ContactRecorded.TYPE, ev.AccountLinked.TYPE}
    for row in (row for record in records.values() for row in record if row.type in tags):
        data = plain(row)
        if data is not None and data["member"] == member:
            found.add(str(data.get("entra_id") or data.get("contact", {}).get("entra_id", "")))
    return found - {""}
