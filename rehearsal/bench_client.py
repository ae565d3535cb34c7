"""A small client of presses in a process of its own: for machines without wrk, and for bursts.

Everything is encoded before the clock starts, so that it asks faster than any bot answers; how
fast that is, is measured against a bare server and printed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

CHOICES = ("ja", "nein", "enthaltung")
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(slots=True, kw_only=True)
class Score:
    """What a run brought; ``late`` are the seconds that each answer took."""

    requests: int = 0
    bad: int = 0
    seconds: float = 0.0
    late: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to send, where: tokens and templates are taken in turn.

    ``before`` is how many votes each member has had, so that each press is a change.
    """

    url: str
    tokens: Sequence[str]
    presses: Sequence[str]
    run: str
    before: int

    def requests(self) -> Iterator[bytes]:
        """All requests without end, encoded as HTTP."""
        place = urlsplit(self.url)
        head = f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        head += "Content-Type: application/json; charset=utf-8\r\n"
        count = 0
        while True:
            turn = self.before + count // len(self.presses)
            body = self.presses[count % len(self.presses)].replace("@ID@", f"f:{self.run}-{count}")
            body = body.replace("@CHOICE@", CHOICES[turn % 3]).replace("@REV@", str(turn))
            raw = body.encode()
            token = self.tokens[count % len(self.tokens)]
            yield f"{head}Authorization: Bearer {token}\r\nContent-Length: {len(raw)}\r\n\r\n".encode() + raw
            count += 1


class Connection(asyncio.Protocol):
    """One connection that waits for the answer to each request."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._raw = b""
        self._answer: asyncio.Future[bool] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Gather an answer; it is done with the last byte that its head announces."""
        self._raw += data
        head, found, body = self._raw.partition(_END_OF_HEAD)
        if found and len(body) >= _length(head):
            self._raw = b""
            self._finish(good=b" 200 " in head[:16])

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that does not come any more is a bad one."""
        self._finish(good=False)

    async def ask(self, request: bytes) -> bool:
        """Send one request; true when its answer is 200."""
        assert self._transport is not None, "it is made by create_connection"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def _finish(self, *, good: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(good)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    return 0


async def load(plan: Plan, connections: int, seconds: float) -> Score:
    """Keep so many connections busy for so long, one for each member at most (see ``bench_load``)."""
    score = Score()
    source = plan.requests()
    open_ones = await connected(plan.url, min(connections, len(plan.presses)))
    until = time.perf_counter() + seconds

    async def one(connection: Connection) -> None:
        while (began := time.perf_counter()) < until:
            good = await connection.ask(next(source))
            _note(score, began, good=good)
            if not good:
                return

    began = time.perf_counter()
    await asyncio.gather(*(one(connection) for connection in open_ones))
    score.seconds = time.perf_counter() - began
    hang_up(open_ones)
    return score


async def burst(plan: Plan) -> Score:
    """Let every member press once, all at the same moment, each over a connection that is open."""
    score = Score()
    source = plan.requests()
    open_ones = await connected(plan.url, len(plan.presses))
    wanted = [next(source) for _ in open_ones]
    start = time.perf_counter()

    async def one(connection: Connection, request: bytes) -> None:
        _note(score, start, good=await connection.ask(request))

    await asyncio.gather(*(one(*pair) for pair in zip(open_ones, wanted, strict=True)))
    score.seconds = time.perf_counter() - start
    hang_up(open_ones)
    return score


def _note(score: Score, began: float, *, good: bool) -> None:
    score.requests += 1
    score.bad += not good
    score.late.append(time.perf_counter() - began)


async def connected(url: str, count: int) -> list[Connection]:
    """Open so many connections to the server of an address."""
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    address = place.hostname or "", place.port or 80
    made = [await loop.create_connection(Connection, *address) for _ in range(count)]
    return [connection for _, connection in made]


def hang_up(connections: Sequence[Connection]) -> None:
    """Close every connection."""
    for connection in connections:
        connection.close()


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments say (folder, address, run, votes before, connections, seconds)."""
    folder, url, run, before, connections, seconds = arguments
    tokens, presses = (
        (Path(folder) / name).read_text(encoding="utf-8").splitlines()
        for name in ("tokens.txt", "presses.txt")
    )
    plan = Plan(url=url, tokens=tokens, presses=presses, run=run, before=int(before))
    wish = load(plan, int(connections), float(seconds)) if float(seconds) else burst(plan)
    print(json.dumps(asdict(asyncio.run(wish))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
