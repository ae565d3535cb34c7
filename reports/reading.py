"""Evidence packages found at a path: a zip, its folder, the folder of both, a bare journal.

Part of ``verify.py``.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reports.counted import Remark
from reports.packing import packed

JOURNAL, HEAD_FILE = "journal.jsonl", "kopf.json"
ELECTIONS_FILE = "wahlen.csv"
"""Is there if, and only if, the sitting had elections or choices among alternatives."""
TABLES = (
    "mitglieder.csv", "tagesordnung.csv", "ergebnisse.csv", "stimmen.csv", ELECTIONS_FILE, "anwesenheit.csv",
)  # fmt: skip
FILES = (JOURNAL, HEAD_FILE, *TABLES, "regelwerk.toml", "verify.py", "LIESMICH.txt")
LARGEST = 512 * 1024 * 1024
"""No file of a package is larger than this; what says it is, is not read."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, ValueError, LookupError,
    OverflowError, OSError,
)  # fmt: skip
"""What reading a zip raises where something in it is not as it says."""
_FIRST = 64
"""Within so many bytes a package's zip names its first file."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ID = re.compile(r"[a-z0-9-]+\Z")
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What was found: its files by name, and what kept some of it from being read.

    ``bare`` is True for a journal without anything around it.
    """

    name: str
    files: dict[str, bytes]
    remarks: tuple[Remark, ...] = ()
    bare: bool = False


def packages_at(path: Path) -> list[Package]:
    """Return every package at *path*, none where it is none of these.

    Of a folder to which packages were exported both the zips and their folders are taken, and
    what lies open in it as well.
    """
    if path.is_dir():
        own = _folder(path)
        inner = [one for one in sorted(path.iterdir()) if not one.name.startswith(".")]
        found = [_folder(one) if one.is_dir() else _zip(one, inside=True) for one in inner]
        return [package for package in (own, *found) if package is not None]
    if not path.is_file():
        return []
    package = _zip(path) or _bare(path)
    return [] if package is None else [package]


def _folder(path: Path) -> Package | None:
    if not (path / JOURNAL).is_file() and not (path / HEAD_FILE).is_file():
        return None
    files = {name: (path / name).read_bytes() for name in FILES if (path / name).is_file()}
    beside = [one.name for one in sorted(path.iterdir()) if one.is_file()]
    return Package(name=str(path), files=files, remarks=(*_missing(files), *_beside(beside)))


def _zip(path: Path, inside: bool = False) -> Package | None:
    """The package in a zip; a broken zip is a broken package where its name is one's.

    Sound is only the zip that was written with it, to the byte. What another program has packed
    again is read, so that it can be said what it is.
    """
    named = path.suffix == ".zip" and (not inside or _ID.match(path.stem) is not None)
    broken = Package(name=str(path), files={}, remarks=(Remark(key="zip", damage=True),))
    with path.open("rb") as file:
        begins = file.read(_FIRST)
        ours = begins.startswith(b"PK\x03\x04") and JOURNAL.encode() in begins
        try:
            with zipfile.ZipFile(file) as archive:
                package = _unzipped(str(path), archive)
        except _BROKEN:
            return broken if named or ours else None
    if package is None:
        return broken if ours else None
    if any(remark.damage for remark in package.remarks) or _is_own(path, package.files):
        return package
    return replace(package, remarks=(Remark(key="repacked", damage=True), *package.remarks))


def _is_own(path: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a file is the very zip that these files make, in the order in which they are packed."""
    if sum(map(len, files.values())) > path.stat().st_size:
        return False
    return packed({name: files[name] for name in FILES if name in files}) == path.read_bytes()


def _unzipped(name: str, archive: zipfile.ZipFile) -> Package | None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    plain = [entry.filename.replace("\\", "/").rpartition("/")[2] for entry in entries]
    if JOURNAL not in plain and HEAD_FILE not in plain:
        return None
    files: dict[str, bytes] = {}
    remarks: list[Remark] = []
    for entry, known in zip(entries, plain):  # noqa: B905  (Python 3.9 has no strict)
        if known not in FILES:
            continue
        try:
            if known in files or entry.file_size > LARGEST or entry.compress_type not in _METHODS:
                raise zipfile.BadZipFile(known)
            files[known] = archive.read(entry)
        except _BROKEN:
            remarks.append(Remark(key="unreadable_file", values={"file": known}, damage=True))
            files.setdefault(known, b"")
    return Package(name=name, files=files, remarks=(*remarks, *_missing(files), *_beside(plain)))


def _missing(files: dict[str, bytes]) -> tuple[Remark, ...]:
    return tuple(
        Remark(key="missing_file", values={"file": name}, damage=True)
        for name in FILES
        if name not in files and name != ELECTIONS_FILE
    )


def _beside(names: list[str]) -> tuple[Remark, ...]:
    """Files that are no part of the package, named so that nobody takes them for checked."""
    others = ["".join(sign for sign in name if sign.isprintable()) for name in names if name not in FILES]
    shown = ", ".join([*others[:_MOST_NAMED], *("…" for _ in others[_MOST_NAMED : _MOST_NAMED + 1])])
    return (Remark(key="beside", values={"files": shown}),) if others else ()


def _bare(path: Path) -> Package | None:
    with path.open("rb") as file:
        begins = file.read(16)
    named = path.suffix == ".jsonl"
    if begins.startswith(b"SQLite format 3") or not (named or begins.startswith(b"{")):
        return None
    return Package(name=str(path), files={JOURNAL: path.read_bytes()}, bare=True)
