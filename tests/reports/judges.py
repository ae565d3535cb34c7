"""Both judges of a package: ``verify.py`` as the file that it is, and ``sitting verify``."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.checking import verify_package
from reports.reading import JOURNAL, Package, _missing
from reports.standalone import verify_source
from tests.reports.packages import DECODE, put

Change = tuple[str, str, bytes | None]
"""What was done, to which file, and what that file holds now (None: it is gone)."""
Judge = Callable[[Change], bool]
"""Whether a package with a change is rejected."""
_PURE = {
    "council.record": {"_parse": 256, "_require_form": 256, "_digest": 256, "_hash": 256},
    "council.headfile": {"verify": 2},
    "reports.examining": {"read_jsonl": 2, "check": 2, "Recount": 2},
}
"""What tells nothing but what is in the bytes that it is given, and how many answers are kept.

A change leaves nearly all of a package as it was; what was said of that is not worked out again.
"""


def standalone() -> types.ModuleType:
    """``verify.py`` as a module of its own, put together and run as its text; it prints nothing."""
    file = types.ModuleType("verify_of_a_release")
    sys.modules[file.__name__] = file
    exec(compile(verify_source(), "verify.py", "exec"), file.__dict__)
    file.__dict__["print"] = lambda *told, **how: None
    return file


def by_the_file(files: dict[str, bytes]) -> Judge:
    """Whether the command of ``verify.py`` ends with 1, the package being handed to it unread."""
    file = standalone()
    for names in _PURE.values():
        for name, most in names.items():
            file.__dict__[name] = functools.lru_cache(most)(file.__dict__[name])

    def rejected(change: Change) -> bool:
        found = _with(files, change)
        package = file.Package(name="x", files=found, remarks=file._missing(found), bare=False)
        file.__dict__["packages_at"] = lambda path: [package]
        return bool(file.main(["x"]) == 1)

    return rejected


def by_the_product(files: dict[str, bytes], patch: pytest.MonkeyPatch) -> Judge:
    """Whether ``sitting verify`` ends with 1, the package being handed to it unread."""
    for module, names in _PURE.items():
        for name, most in names.items():
            own: Any = getattr(sys.modules[module], name)
            patch.setattr(f"{module}.{name}", functools.lru_cache(most)(own))

    handed: list[Package] = []
    patch.setattr("reports.checking.packages_at", lambda path: handed)

    def rejected(change: Change) -> bool:
        found = _with(files, change)
        handed[:] = [Package(name="x", files=found, remarks=_missing(found))]
        return verify_package(Path("x"), decode=DECODE)[0] == 1

    return rejected


def by_both(place: Path) -> Callable[[], bool]:
    """Whether both reject what stands at a place on the disk, with nothing kept in mind."""
    file = standalone()
    return lambda: (file.main([str(place)]), verify_package(place, decode=DECODE)[0]) == (1, 1)


def by_both_in_a_folder(files: dict[str, bytes], folder: Path) -> Judge:
    """Whether both reject the package as a folder on the disk."""
    judged = by_both(put(files, folder))

    def rejected(change: Change) -> bool:
        _, name, raw = change
        if raw is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(raw)
        try:
            return judged()
        finally:
            (folder / name).write_bytes(files[name])

    return rejected


def _with(files: dict[str, bytes], change: Change) -> dict[str, bytes]:
    _, name, raw = change
    others = {one: content for one, content in files.items() if one != name}
    return others if raw is None else {**others, name: raw}


def of_bytes(files: dict[str, bytes], step: int) -> Iterator[Change]:
    """At every so many places of every file: a bit turned over, a byte dropped, put in, or swapped."""
    for name, raw in files.items():
        for place in range(0, len(raw), step):
            before, own, after = raw[:place], raw[place], raw[place + 1 :]
            yield f"bit at {place}", name, before + bytes([own ^ 1 << place % 8]) + after
            yield f"drop {place}", name, before + after
            yield f"put {place}", name, before + bytes([own, own]) + after
            if after and after[0] != own:
                yield f"swap {place}", name, before + bytes([after[0], own]) + after[1:]
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
