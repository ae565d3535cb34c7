"""Both judges of a package: ``verify.py`` as the file that it is, and ``sitting verify``."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

from reports.checking import verify_package
from reports.reading import JOURNAL
from reports.standalone import verify_source
from tests.reports.packages import DECODE, put

Change = tuple[str, str, bytes | None]
"""What was done, to which file, and what that file holds now (None: it is gone)."""


def standalone() -> types.ModuleType:
    """``verify.py`` as a module of its own, put together and run as its text.

    A signature over the same bytes is judged once only: it is the slow part, and pure.
    """
    file = types.ModuleType("verify_of_a_release")
    sys.modules[file.__name__] = file
    exec(compile(verify_source(), "verify.py", "exec"), file.__dict__)
    file.__dict__["verify"] = functools.cache(file.verify)
    return file


def by_the_file(files: dict[str, bytes]) -> Callable[[Change], bool]:
    """Whether ``verify.py`` rejects the package with a change."""
    file = standalone()

    def rejected(change: Change) -> bool:
        found = _with(files, change)
        remarks = file._missing(found)
        package = file.Package(name="x", files=found, remarks=remarks, bare=False)
        return bool(file.status_of([file.examine(package)]) == 1)

    return rejected


def by_the_product(files: dict[str, bytes], folder: Path) -> Callable[[Change], bool]:
    """Whether ``sitting verify`` rejects the package with a change, from the disk."""
    put(files, folder)

    def rejected(change: Change) -> bool:
        _, name, raw = change
        place = folder / name
        if raw is None:
            place.unlink()
        else:
            place.write_bytes(raw)
        try:
            return verify_package(folder, decode=DECODE)[0] == 1
        finally:
            place.write_bytes(files[name])

    return rejected


def _with(files: dict[str, bytes], change: Change) -> dict[str, bytes]:
    _, name, raw = change
    others = {one: content for one, content in files.items() if one != name}
    return others if raw is None else {**others, name: raw}


def of_bytes(files: dict[str, bytes], step: int) -> Iterator[Change]:
    """At every so many places of every file: a bit turned over, a byte dropped, one put in."""
    for name, raw in files.items():
        for place in range(0, len(raw), step):
            before, own, after = raw[:place], raw[place], raw[place + 1 :]
            yield f"bit at {place}", name, before + bytes([own ^ 1 << place % 8]) + after
            yield f"drop {place}", name, before + after
            yield f"put {place}", name, before + bytes([own, own]) + after
        yield "put at the end", name, raw + b"\n"
        yield "emptied", name, b""
        yield "missing", name, None


def of_rows(files: dict[str, bytes], step: int) -> Iterator[Change]:
    """At every so many rows of every file: left out, doubled, and changed with its neighbour."""
    for name, raw in files.items():
        rows = raw.splitlines(keepends=True)
        for place in range(0, len(rows), 1 if name == JOURNAL or name.endswith(".csv") else step):
            before, own, after = rows[:place], rows[place], rows[place + 1 :]
            yield f"row {place} out", name, b"".join([*before, *after])
            yield f"row {place} twice", name, b"".join([*before, own, own, *after])
            if after and after[0] != own:
                yield f"rows {place} swapped", name, b"".join([*before, after[0], own, *after[1:]])
