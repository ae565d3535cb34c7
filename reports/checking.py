"""The check of a package by the whole product: everything ``verify.py`` sees, and every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from council.record import Copy, Row, row_at
from reports.counted import Remark
from reports.examining import Examined, examine, examine_record, status_of
from reports.package import tables
from reports.publishing import Decode, restored
from reports.reading import TABLES, Package, packages_at
from reports.rejudging import misjudged
from reports.standalone import PREFIX, verify_source
from wording import say

RULES = "regelwerk.toml"
_LAST = ("sound", "damaged", "no_package")


def verify_package(
    path: Path, head: str | None = None, *, decode: Decode, language: str = "de"
) -> tuple[int, tuple[str, ...]]:
    """Check what stands at *path* and return the exit status with the sentences that say why.

    0: sound, 1: any damage, 2: nothing there that could be checked. *path* is a zip, its folder,
    the folder of both, or a bare journal; ``head`` is a published head, short or full.
    """
    examined = [_whole(package, head, decode) for package in packages_at(path)]
    return _told(path, examined, language)


def verify_records(
    path: Path,
    records: Mapping[str, Sequence[Row]],
    head: str | None = None,
    *,
    decode: Decode,
    language: str = "de",
) -> tuple[int, tuple[str, ...]]:
    """Check the records of a store, each by its sitting's id, as bare journals are checked.

    ``head`` must belong to one of them. Where there is no record at all, the status is 2.
    """
    named = {sitting: row_at(rows, head) is not None for sitting, rows in records.items() if head}
    astray = head is not None and not any(named.values())
    bare = Package(name=str(path), files={}, bare=True)
    examined = []
    for sitting, rows in records.items():
        own = head if astray or named.get(sitting) else None
        one = examine_record(f"{path} · {sitting}", Copy(sitting=sitting, rows=tuple(rows)), own)
        examined.append(_understood(bare, one, decode))
    return _told(path, examined, language)


def _told(path: Path, examined: list[Examined], language: str) -> tuple[int, tuple[str, ...]]:
    status = status_of(examined)
    remarks = [remark for one in examined for remark in one.remarks]
    lines = [say(PREFIX + remark.key, language, **remark.values) for remark in remarks]
    return status, (*lines, say(PREFIX + _LAST[status], language, path=path))


def _whole(package: Package, head: str | None, decode: Decode) -> Examined:
    return _understood(package, examine(package, head), decode)


def _understood(package: Package, examined: Examined, decode: Decode) -> Examined:
    """What was examined, and whether it makes up a sitting and that sitting's tables."""
    copy = examined.copy
    if copy is None or examined.damaged:
        return examined
    return Examined(copy=copy, remarks=(*examined.remarks, *_tables(package, copy, decode)))


def _tables(package: Package, copy: Copy, decode: Decode) -> Iterator[Remark]:
    """What the package says a second time, against what its record says."""
    try:
        state = restored(copy.rows, decode)
    except (ValueError, LookupError) as fault:
        yield Remark(key="meaning", values={"reason": fault}, damage=True)
        return
    if state is None:
        yield Remark(key="meaning", values={"reason": 0}, damage=True)
        return
    wrong = tuple(misjudged(copy.rows, decode))
    yield from (Remark(key="rejudged", values={"ballot": ballot}, damage=True) for ballot in wrong)
    if package.bare:
        return
    drawn = tables(state, datetime.fromisoformat(copy.rows[-1].at))
    other = [name for name in TABLES if package.files.get(name) != drawn.get(name)]
    other += [RULES] if package.files.get(RULES) != drawn[RULES] else []
    yield from (Remark(key="table", values={"file": name}, damage=True) for name in other)
    if not other:
        yield Remark(key="tables")
    if package.files.get("verify.py") != verify_source().encode():
        yield Remark(key="other_verifier")
