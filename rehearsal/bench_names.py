"""A thousand names against a thousand seats, beside what the standard library has for it (difflib)."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from typing import Any

from rehearsal.bench_load import NoResult
from rehearsal.names import FIRST, LAST
from rehearsal.process import ROOT

SEATS = 1000
PEERS_NAMES = 20
"""So many names the standard library is given, which takes its time."""
LIMIT = 1.0
"""Within how many seconds everybody has to be matched."""
SHARE_RIGHT = 0.95
SEED = 4

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who has a seat (key, first, last), and what each of them is called in Teams, in the same order."""

    seats: tuple[tuple[str, str, str], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What the runs came to: ``peer`` in seconds for one name, ``given`` the seats given by a name."""

    seconds: tuple[float, ...]
    peer: tuple[float, ...]
    names: int
    right: int
    given: int

    @property
    def median(self) -> float:
        """The median of the seconds for everybody."""
        return statistics.median(self.seconds)

    @property
    def times_peer(self) -> float:
        """How many times as many names a second as the standard library."""
        return statistics.median(self.peer) * self.names / self.median

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        words = (
            f"{self.names} Namen gegen {SEATS} Sitze in {self.median:.2f} s, erlaubt {LIMIT:.0f} s: "
            f"{self.right} richtig vorgeschlagen, {self.given} ohne Büro vergeben"
        )
        right = self.right >= SHARE_RIGHT * self.names
        return words, self.median <= LIMIT and right and self.given == 0

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        runs = "  ".join(f"{seconds:.2f}" for seconds in self.seconds)
        yield f"{self.names} Namen gegen {SEATS} Sitze: {self.median:.2f} s  {runs}"
        each = statistics.median(self.peer) * 1000
        yield f"difflib, {PEERS_NAMES} Namen: {each:.0f} ms je Name; Verhältnis: {self.times_peer:.0f}"


def crowd(seats: int = SEATS) -> Crowd:
    """The same people every time, each written in another of the ways that Teams shows."""
    dice = random.Random(SEED)
    chosen = dice.sample(list(product(FIRST, LAST)), seats)
    listed = tuple((f"m{number}", first, last) for number, (first, last) in enumerate(chosen))
    return Crowd(seats=listed, names=tuple(_written(n, one) for n, one in enumerate(chosen)))


def _written(number: int, person: tuple[str, str]) -> str:
    first, last = person
    ways = (
        f"{first} {last}",
        f"{last}, {first}",
        f"Dr. {first} {last}",
        f"{first} {last}".translate(_SPELLED),
        f"{first.upper()} {last.replace('-', ' ')}",
        f"{first} {last} (Gast)",
    )
    return ways[number % len(ways)]


async def measure_names(rounds: int, people: Crowd | None = None) -> Matching:
    """Let both have their turns; the product is asked in a process of its own."""
    people = people or crowd()
    answers: list[Mapping[str, Any]] = []
    peer: list[float] = []
    for _ in range(rounds):
        answers.append(await _asked(people))
        peer.append(await asyncio.to_thread(_difflib, people))
    first = answers[0]
    right = sum(found == [seat[0]] for found, seat in zip(first["proposed"], people.seats, strict=True))
    return Matching(
        seconds=tuple(float(answer["seconds"]) for answer in answers),
        peer=tuple(peer),
        names=len(people.names),
        right=right,
        given=int(first["given"]),
    )


async def _asked(people: Crowd) -> Mapping[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.matching",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    asked = json.dumps({"seats": people.seats, "names": people.names})
    out, err = await process.communicate(asked.encode())
    if process.returncode != 0:
        raise NoResult(err.decode(errors="replace")[-2000:])
    answer: Mapping[str, Any] = json.loads(out)
    return answer


def _difflib(people: Crowd) -> float:
    """The seconds the standard library takes to find the likeliest seat for one name."""
    seats = [f"{first} {last}".casefold() for _, first, last in people.seats]
    names: Sequence[str] = people.names[:PEERS_NAMES]
    began = time.perf_counter()
    for name in names:
        matcher = SequenceMatcher(b=name.casefold(), autojunk=False)
        max(seats, key=lambda seat: _ratio(matcher, seat))
    return (time.perf_counter() - began) / len(names)


def _ratio(matcher: SequenceMatcher[str], seat: str) -> float:
    matcher.set_seq1(seat)
    return matcher.ratio()
