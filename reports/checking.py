"""The check of a package by the whole product: everything ``verify.py`` sees, and every table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from council.record import Copy
from reports.examining import Examined, examine, status_of
from reports.package import tables
from reports.publishing import Decode, restored
from reports.reading import Package, packages_at
from reports.recount import Remark
from reports.standalone import PREFIX, verify_source
from wording import say

_LAST = ("sound", "damaged", "no_package")


def verify_package(
    path: Path, head: str | None = None, *, decode: Decode, language: str = "de"
) -> tuple[int, tuple[str, ...]]:
    """Check what stands at *path* and return the exit status with the sentences that say why.

    0: sound, 1: any damage, 2: nothing there that could be checked. *path* is a zip, its folder,
    the folder of both, or a bare journal; ``head`` is a published head, short or full.
    """
    examined = [_whole(package, head, decode) for package in packages_at(path)]
    status = status_of(examined)
    remarks = [remark for one in examined for remark in one.remarks]
    lines = [say(PREFIX + remark.key, language, **remark.values) for remark in remarks]
    return status, (*lines, say(PREFIX + _LAST[status], language, path=path))


def _whole(package: Package, head: str | None, decode: Decode) -> Examined:
    examined = examine(package, head)
    if examined.copy is None or examined.damaged:
        return examined
    return Examined(copy=examined.copy, remarks=(*examined.remarks, *_tables(package, examined.copy, decode)))


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
    if package.bare:
        return
    drawn = tables(state, datetime.fromisoformat(copy.rows[-1].at))
    other = [name for name, content in drawn.items() if package.files.get(name) != content]
    yield from (Remark(key="table", values={"file": name}, damage=True) for name in other)
    if not other:
        yield Remark(key="tables")
    if package.files.get("verify.py") != verify_source().encode():
        yield Remark(key="other_verifier")
