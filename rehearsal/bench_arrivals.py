"""A whole council comes within half a minute, at Teams' own pace: how soon the board has them all."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearsal.agenda import Item, agenda_csv
from rehearsal.bench_load import NoResult
from rehearsal.chats import Chat, Message, NotSeenInTime
from rehearsal.evening import Evening, Rooms
from rehearsal.roster import Council, Seat, demo_council, roster_csv
from rehearsal.world import World

WITHIN = 30.0
"""Seconds in which everybody comes."""
LIMIT = 5.0
"""Seconds after the last one within which the board has everybody."""
UNLISTED = 5
MOST_DOUBTFUL = 15
BOARD = "Einlass und Anwesenheit"
SIGN_IN = "Anwesend"
SEED = 11
PATIENCE = 60.0
_SIGNED = re.compile(r"Angemeldet, wartet auf Einlass\D+(\d+)")
_DOUBTS = re.compile(r"Zweifelsfälle\D+(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What came of it, when they came within so many seconds.

    ``most_lookups`` is how often the one who was looked up most was.
    """

    people: int
    within: float
    seconds: float
    doubtful: int
    throttled: int
    lookups: int
    most_lookups: int

    @property
    def goal(self) -> tuple[str, bool]:
        """The goal in words, and whether it holds."""
        words = (
            f"{self.people} Personen in {self.within:.0f} s: "
            f"{self.seconds:.1f} s nach der letzten auf der Übersicht, "
            f"erlaubt {LIMIT:.0f} s; {self.doubtful} zweifelhaft, zu schnell gefragt {self.throttled}-mal, "
            f"niemand öfter als {self.most_lookups}-mal nachgeschlagen"
        )
        fine = self.doubtful <= MOST_DOUBTFUL and self.throttled == 0 and self.most_lookups <= 1
        return words, fine and self.seconds <= LIMIT

    def lines(self) -> Iterator[str]:
        """What the report says of it."""
        yield (
            f"Ankunft von {self.people}: Übersicht nach {self.seconds:.2f} s vollständig, "
            f"{self.doubtful} zweifelhaft, {self.lookups} nachgeschlagen"
        )


async def measure_arrivals(folder: Path, members: int = 71, within: float = WITHIN) -> Arrivals:
    """Let everybody come, in a world of its own that has Teams' own pace. Raises NoResult."""
    async with World(folder, speed=1.0) as world:
        council = _council(members)
        world.tenant.add(*council.people)
        await world.start_bot(LOG_LEVEL="WARNING")
        rooms = await _prepared(world, council)
        before = world.teams.throttled
        last = await _come(world, council, rooms.meeting, within)
        doubtful = await _complete(rooms.office, members, last + PATIENCE)
        took = time.monotonic() - last
        asked = world.teams.roll.looked_up
        return Arrivals(
            people=members,
            within=within,
            seconds=max(0.0, took),
            doubtful=doubtful,
            throttled=world.teams.throttled - before,
            lookups=sum(asked.values()),
            most_lookups=max(asked.values(), default=0),
        )


def _council(members: int) -> Council:
    """A council of whose last few the roster does not know the accounts."""
    whole = demo_council(members)
    few = min(UNLISTED, members // 3)
    unlisted = (replace(seat, unlisted=True) for seat in whole.members[members - few :])
    return replace(whole, members=(*whole.members[: members - few], *unlisted))


async def _prepared(world: World, council: Council) -> Rooms:
    """A sitting in half an hour, whose admission has begun."""
    people: Sequence[Seat] = tuple(council)
    await _run(world, "mitglieder.csv", roster_csv(council), "roster", "import")
    start = datetime.now(UTC) + timedelta(minutes=30)
    agenda = agenda_csv([Item(number="1", title="Ankunft", kind="beschluss")])
    line = ("sitting", "plan"), ("--title", "Ankunft", "--start", f"{start:%Y-%m-%dT%H:%M}+00:00")
    sitting = (await _run(world, "tagesordnung.csv", agenda, *line[0], more=line[1])).split()[-1]
    now, clerk = datetime.now(UTC), council.clerks[0].person
    accounts = [seat.person for seat in people]
    meeting = world.tenant.schedule("Ankunft", clerk, now, now + timedelta(hours=2), *accounts)
    rooms = Rooms(meeting=meeting, office=world.tenant.group("Büro", *(c.person for c in council.clerks)))
    for chat in (rooms.office, rooms.meeting):
        await world.client.install_in(clerk, chat)
    await Evening(world.client, rooms, council.chair.person, clerk).bind(sitting)
    return rooms


async def _run(world: World, name: str, text: str, *command: str, more: Sequence[str] = ()) -> str:
    file = world.folder / name
    await asyncio.to_thread(file.write_text, text, encoding="utf-8-sig")
    return await world.bot.run(*command, str(file), *more)


async def _come(world: World, council: Council, meeting: Chat, within: float) -> float:
    """Everybody joins and signs in at a moment of their own; return when the last one has."""
    dice = random.Random(SEED)

    async def comes(seat: Seat) -> None:
        await asyncio.sleep(dice.uniform(0.0, within))
        await world.client.join(seat.person, meeting)
        await world.client.press(seat.person, meeting, SIGN_IN)

    await asyncio.gather(*(comes(seat) for seat in council.members))
    return time.monotonic()


async def _complete(office: Chat, members: int, until: float) -> int:
    """Wait until the board has everybody, signed in or doubtful; return how many are doubtful."""

    def complete(one: Message) -> bool:
        return BOARD in one.text and sum(_counts(one.text)) == members

    try:
        shown = await office.wait_for(
            complete, within=max(1.0, until - time.monotonic()), what="Die ganze Übersicht"
        )
    except NotSeenInTime as missing:
        boards = [one.text for one in office.bot_messages() if BOARD in one.text]
        raise NoResult(f"{missing}: {boards[-1:]}") from None
    return _counts(shown.text)[1]


def _counts(text: str) -> tuple[int, int]:
    signed, doubts = _SIGNED.search(text), _DOUBTS.search(text)
    return (int(signed[1]) if signed else 0, int(doubts[1]) if doubts else 0)
