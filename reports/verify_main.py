"""The command of ``verify.py``: check packages with nothing but Python, and say so twice.

German first, then English; ``SENTENCES`` is filled when the file is put together.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reports.examining import NO_PACKAGE, Examined, examine, status_of
from reports.reading import packages_at

SENTENCES: dict[str, tuple[str, str]] = {}
USAGE = "python verify.py [PATH] [--head HEAD]"


def main(arguments: list[str]) -> int:
    """Check what stands at the path: 0 sound, 1 damaged, 2 nothing to check."""
    read = _arguments(arguments)
    if read is None:
        print(USAGE, file=sys.stderr)  # noqa: T201
        return NO_PACKAGE
    path, head = read
    try:
        examined = [examine(package, head) for package in packages_at(path)]
    except OSError as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return NO_PACKAGE
    for language in (0, 1):
        print("\n".join(_lines(examined, path, language)), end="\n\n" if not language else "\n")  # noqa: T201
    return status_of(examined)


def _arguments(arguments: list[str]) -> tuple[Path, str | None] | None:
    paths, head = list(arguments), None
    if "--head" in paths:
        place = paths.index("--head")
        if place + 1 == len(paths):
            return None
        head = paths[place + 1]
        del paths[place : place + 2]
    if len(paths) > 1 or any(one.startswith("-") for one in paths):
        return None
    return Path(paths[0]) if paths else Path(__file__).resolve().parent, head


def _lines(examined: list[Examined], path: Path, language: int) -> list[str]:
    lines = [
        SENTENCES[remark.key][language].format_map(remark.values)
        for one in examined
        for remark in one.remarks
    ]
    last = ("sound", "damaged", "no_package")[status_of(examined)]
    limits = ["alone"] if examined else []
    return [*lines, *(SENTENCES[key][language].format_map({"path": path}) for key in (*limits, last))]
