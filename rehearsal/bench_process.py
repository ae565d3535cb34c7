"""What a running bot uses, from outside: its memory, its own counters, its readings and writings."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from rehearsal.soak_judging import MEBIBYTE

_ENTRIES = re.compile(r'^ratssaal_entries\{what="(\w+)"\} ([0-9.e+]+)$', re.MULTILINE)
_IO = ("rchar", "wchar")
_RSS = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Entries read, folded and written, and bytes read and written by the process, since its start."""

    read: int
    folded: int
    written: int
    bytes_in: int
    bytes_out: int

    def since(self, before: Used) -> Used:
        """What was used between two moments."""
        return Used(
            read=self.read - before.read,
            folded=self.folded - before.folded,
            written=self.written - before.written,
            bytes_in=self.bytes_in - before.bytes_in,
            bytes_out=self.bytes_out - before.bytes_out,
        )


async def used(address: str, pid: int) -> Used:
    """Ask the bot what it has counted, and the system what the process has read and written."""
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
        counted = {what: round(float(value)) for what, value in _ENTRIES.findall(await answer.text())}
    bytes_in, bytes_out = moved(pid)
    return Used(
        read=counted.get("read", 0),
        folded=counted.get("folded", 0),
        written=counted.get("written", 0),
        bytes_in=bytes_in,
        bytes_out=bytes_out,
    )


async def memory(pid: int) -> float:
    """How many megabytes of the machine's memory a process holds."""
    return await resident(pid) / MEBIBYTE


async def resident(pid: int) -> int:
    """How many bytes of the machine's memory a process holds; 0 where there is none such."""
    if (found := _RSS.search(_status(pid))) is not None:
        return int(found[1]) * 1024
    asked = ("ps", "-o", "rss=", "-p", str(pid))
    process = await asyncio.create_subprocess_exec(*asked, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return int(out or 0) * 1024


def _status(pid: int) -> str:
    """What Linux says of a process; elsewhere nothing."""
    file = Path(f"/proc/{pid}/status")
    return file.read_text(encoding="ascii", errors="replace") if file.exists() else ""


def moved(pid: int) -> tuple[int, int]:
    """Bytes that a process has read and written; 0 where the system does not tell."""
    counters = Path(f"/proc/{pid}/io")
    if not counters.exists():
        return 0, 0
    pairs = dict(line.split(": ") for line in counters.read_text(encoding="ascii").splitlines())
    return int(pairs[_IO[0]]), int(pairs[_IO[1]])
