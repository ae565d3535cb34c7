"""The one zip that a package's files make. Part of ``verify.py``.

Written here and not by a library, so that every Python writes the same bytes for ever. Nothing is
compressed: compressed data has many spellings, and each release of zlib has its own.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_OLDEST = struct.pack("<2H", 0, 0x21)
"""Time and day of every file: the first moment that a zip can name."""
_MODE = 0o644 << 16


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip, in their order: the same files are the same bytes (APPNOTE 6.3, § 4.3)."""
    entries, directory = b"", b""
    for name, content in files.items():
        own = name.encode()
        about = struct.pack("<3H", 20, 0, 0) + _OLDEST
        about += struct.pack("<3I2H", zlib.crc32(content), len(content), len(content), len(own), 0)
        place = struct.pack("<3H2I", 0, 0, 0, _MODE, len(entries))
        directory += b"PK\x01\x02" + struct.pack("<2B", 20, 3) + about + place + own
        entries += b"PK\x03\x04" + about + own + content
    counts = struct.pack("<4H2IH", 0, 0, len(files), len(files), len(directory), len(entries), 0)
    return entries + directory + b"PK\x05\x06" + counts
