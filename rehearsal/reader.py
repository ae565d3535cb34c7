"""One reader of the public page: a browser's connection, which knows by its mark what it has."""

from __future__ import annotations

import asyncio
import re
import time

PATIENCE = 30.0
_MARK = re.compile(rb"^etag: *(\S+)\r$", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^content-length: *(\d+)\r$", re.IGNORECASE | re.MULTILINE)


class Reader:
    """Loads one page again and again over a connection that stays."""

    def __init__(self, host: str, port: int, path: str) -> None:
        """Know where to read; nothing is opened yet."""
        self.pages = 0
        self.unchanged = 0
        self.bad = 0
        self.most = 0.0
        self._where = (host, port)
        self._head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip, deflate\r\n"
        self._mark = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def load(self) -> None:
        """Load the page, or learn that it has not changed; whatever else comes is counted as bad."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status = await self._ask()
        except (OSError, EOFError, ValueError, TimeoutError):
            self.bad += 1
            self.close()
            return
        self.most = max(self.most, time.perf_counter() - began)
        self.pages += status == 200
        self.unchanged += status == 304
        self.bad += status not in (200, 304)

    def close(self) -> None:
        """Hang up; the next look opens another connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._where)
        reader, writer = self._streams
        known = f"If-None-Match: {self._mark}\r\n" if self._mark else ""
        writer.write(f"{self._head}{known}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if length := _LENGTH.search(head):
            await reader.readexactly(int(length[1]))
        if mark := _MARK.search(head):
            self._mark = mark[1].decode()
        return int(head.split(b" ", 2)[1])
