"""The evidence package of a sitting: its record with everything needed to check and read it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from council.headfile import HeadFile, digests, signed_bytes, write_head_file
from council.record import Row, short_head, write_jsonl
from council.sitting import Sitting
from reports.attendance import attendance_csv
from reports.elections import elections_csv
from reports.lists import agenda_csv, members_csv
from reports.packing import packed
from reports.publishing import Decode, public_rows, restored
from reports.reading import ELECTIONS_FILE, FILES, HEAD_FILE, JOURNAL
from reports.results import results_csv, votes_csv
from reports.signing import Signer
from reports.standalone import verify_source
from wording import LANGUAGES, say

_ID = re.compile(r"[a-z0-9-]{1,100}\Z")


class NothingToExport(ValueError):
    """There is no record under this id from which a package could be made."""


def write_package(
    sitting: str, rows: Sequence[Row], out: Path, *, decode: Decode, signer: Signer, public: bool = False
) -> Path:
    """Write ``<id>.zip`` and the same unpacked in ``<id>/``, and return the zip's path.

    Either both are there whole, in the place of older ones, or nothing has changed. ``public``
    makes the copy that anybody may have. NothingToExport where there is no such record.
    """
    if not rows or not _ID.match(sitting):
        raise NothingToExport(sitting)
    files = package_files(sitting, rows, decode=decode, signer=signer, public=public)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{sitting}-", dir=out) as scratch:
        folder, archive = Path(scratch) / "new", Path(scratch) / "new.zip"
        folder.mkdir()
        for name, content in files.items():
            _write(folder / name, content)
        _write(archive, packed(files))
        if (out / sitting).exists():
            (out / sitting).rename(Path(scratch) / "old")
        folder.rename(out / sitting)
        return archive.replace(out / f"{sitting}.zip")


def package_files(
    sitting: str, rows: Sequence[Row], *, decode: Decode, signer: Signer, public: bool = False
) -> dict[str, bytes]:
    """Return all files of a package by name, in the order in which they are packed."""
    kept = tuple(public_rows(rows, decode)) if public else tuple(rows)
    state = restored(kept, decode)
    if state is None:
        raise NothingToExport(sitting)
    last = kept[-1].hash
    beside = {
        **tables(state, datetime.fromisoformat(kept[-1].at)),
        "verify.py": verify_source().encode(),
        "LIESMICH.txt": _readme(sitting, last, signer.public_key, public=public, probe=state.probe),
    }
    head = _head(sitting, len(kept), last, signer, beside)
    files = {JOURNAL: write_jsonl(sitting, kept), HEAD_FILE: write_head_file(head), **beside}
    return {name: files[name] for name in FILES if name in files}


def _head(sitting: str, count: int, last: str, signer: Signer, beside: Mapping[str, bytes]) -> HeadFile:
    """The signed head of a record and of the files beside it."""
    files = digests(beside)
    return HeadFile(
        sitting=sitting, count=count, hash=last, public_key=signer.public_key,
        signature=signer.sign(signed_bytes(sitting, count, last, files)), files=files,
    )  # fmt: skip


def tables(sitting: Sitting, until: datetime) -> dict[str, bytes]:
    """Return what a package says a second time for readers, drawn from the state alone.

    ``wahlen.csv`` is among it only where there were elections or choices among alternatives.
    """
    elections = elections_csv(sitting)
    return {
        "mitglieder.csv": members_csv(sitting),
        "tagesordnung.csv": agenda_csv(sitting),
        "ergebnisse.csv": results_csv(sitting),
        "stimmen.csv": votes_csv(sitting),
        **({} if elections is None else {ELECTIONS_FILE: elections}),
        "anwesenheit.csv": attendance_csv(sitting, until),
        "regelwerk.toml": sitting.rules.text.encode(),
    }


def _readme(sitting: str, last: str, key: str, *, public: bool, probe: bool) -> bytes:
    keys = ("report.readme", "report.readme.public") if public else ("report.readme",)
    values = {"sitting": sitting, "head": short_head(last), "key": key}
    parts = ["".join(say(part, language, **values) for part in keys) for language in LANGUAGES]
    if probe:
        marks = (say("report.minutes.probe", language) for language in LANGUAGES)
        parts = [f"{mark}\n\n{part}" for mark, part in zip(marks, parts, strict=True)]
    return f"\n{'-' * 88}\n\n".join(parts).encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
