"""Zip archives of which the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MOMENT = (1980, 1, 1, 0, 0, 0)
"""What an archive says about the age of its files."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip, in their order; nothing tells when and where it was made."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_MOMENT)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return raw.getvalue()


def rezipped(raw: bytes) -> bytes:
    """Return another program's archive without its moments."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
