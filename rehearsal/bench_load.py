"""Who presses in the measurement: wrk where it is installed, otherwise the small client."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearsal.process import ROOT

SCRIPT = Path(__file__).with_name("bench_press.lua")
CONNECTIONS = 64


class NoResult(RuntimeError):
    """A run ended without saying what it measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one run under load brought: answers in a second, and those that were no answer.

    ``sent`` are all presses, also those that were still under way when their asker went.
    """

    requests: int
    seconds: float
    bad: int
    sent: int

    @property
    def per_second(self) -> float:
        """Good answers in a second."""
        return (self.requests - self.bad) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """How long everybody waited who pressed at the same moment, in seconds."""

    late: tuple[float, ...]
    bad: int

    def percentile(self, share: float) -> float:
        """The time within which this share of the answers had come."""
        ordered = sorted(self.late)
        return ordered[min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1)]

    @property
    def median(self) -> float:
        """The time of the answer in the middle."""
        return statistics.median(self.late)


class Load:
    """Presses of all members with all tokens, from files in one folder."""

    def __init__(self, folder: Path, tokens: Sequence[str], presses: Sequence[str], wrk: str | None) -> None:
        """Write the files; ``wrk`` is its path, None takes the small client."""
        self.wrk = wrk
        self._folder = folder
        self._run = 0
        self._people = 0
        self.use(tokens=tokens, presses=presses)

    def use(self, *, tokens: Sequence[str] = (), presses: Sequence[str] = ()) -> None:
        """Send these tokens from here on, or these presses."""
        for name, lines in (("tokens", tokens), ("presses", presses)):
            if lines:
                (self._folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._people = len(presses) or self._people

    async def rate(self, url: str, before: int, seconds: float) -> Rate:
        """Keep 64 connections busy, one for each member at most; ``before``: how many votes one has had.

        With more than one a member's presses would overtake each other, and repeat the choice before.
        """
        self._run += 1
        if self.wrk is None:
            score = await self._client(url, before, CONNECTIONS, seconds)
            return _rate(score)
        connections = min(CONNECTIONS, self._people)
        line = (self.wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s")
        script = ("-s", str(SCRIPT), url, "--", str(self._folder), f"w{self._run}", str(before))
        said = await _said(*line, *script)
        numbers = next((row.split()[1:] for row in said.splitlines() if row.startswith("RESULT")), None)
        if numbers is None:
            raise NoResult(said[-500:])
        requests, micros, refused, broken, sent = (int(number) for number in numbers)
        return Rate(requests=requests, seconds=micros / 1e6, bad=refused + broken, sent=sent)

    async def burst(self, url: str, before: int) -> Burst:
        """Let every member press once at the same moment."""
        self._run += 1
        score = await self._client(url, before, 0, 0)
        return Burst(late=tuple(score["late"]), bad=score["bad"])

    async def ceiling(self, url: str, seconds: float) -> Rate:
        """How fast our own client itself can be, against a server that only answers."""
        self._run += 1
        return _rate(await self._client(url, 0, CONNECTIONS, seconds))

    async def _client(self, url: str, before: int, connections: int, seconds: float) -> dict[str, Any]:
        values = (self._folder, url, f"c{self._run}", before, connections, seconds)
        said = await _said(sys.executable, "-m", "rehearsal.bench_client", *map(str, values))
        try:
            score: dict[str, Any] = json.loads(said)
        except ValueError:
            raise NoResult(said[-500:]) from None
        return score


def _rate(score: dict[str, Any]) -> Rate:
    """A run of our own client, which waits for the last answer."""
    requests = score["requests"]
    return Rate(requests=requests, seconds=score["seconds"], bad=score["bad"], sent=requests)


def installed() -> str | None:
    """Where wrk is, or None."""
    return shutil.which("wrk")


async def _said(*line: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *line, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await process.communicate()
    return out.decode(errors="replace")
