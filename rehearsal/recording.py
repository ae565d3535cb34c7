"""Replays recorded sittings through the bot, vote by vote, and compares every tally."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearsal.agenda import Item, agenda_csv
from rehearsal.evening import Evening, Rooms
from rehearsal.members import HASTY, Bench, Habits
from rehearsal.people import Person
from rehearsal.roster import Seat, roster_csv, seat
from rehearsal.seen import Counts
from rehearsal.tapes import AMENDMENT, RecordedBallot, RecordedSitting, Recording
from rehearsal.world import World

BRISK = Habits(seconds=0.5, twice=0.01, wavering=0.01)
Progress = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What was recorded, what the room read, and what the exported results say."""

    ballots: int = 0
    equal: int = 0
    votes: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Comparison) -> None:
        """Add what another sitting brought."""
        self.ballots += other.ballots
        self.equal += other.equal
        self.votes += other.votes
        self.differences += other.differences


class Replay:
    """All people of a recording in one world, with the bot already running."""

    def __init__(self, world: World, recording: Recording, out: Path, *, faults: bool = False) -> None:
        """Invent a chair and two clerks; they are not in the recording."""
        self._world = world
        self._out = out
        self._habits = BRISK if faults else HASTY
        self._chair = seat("vorsitz", "Vera", "Vorsitz", "vorsitz", votes=False)
        self._clerks = (
            seat("buero1", "Berta", "Amtmann", "büro"),
            seat("buero2", "Bodo", "Schreiber", "büro"),
        )
        self._members = {
            key: seat(key, "Mitglied", key, "mitglied", group) for key, group in recording.members.items()
        }

    @property
    def _seats(self) -> tuple[Seat, ...]:
        return self._chair, *self._clerks, *self._members.values()

    async def run(self, sittings: Sequence[RecordedSitting], report: Progress) -> Comparison:
        """Replay these sittings one after the other, each in chats of its own."""
        await self._arrive()
        whole = Comparison()
        started = time.monotonic()
        for sitting in sittings:
            whole.add(await self._replay(sitting, report))
        whole.seconds = time.monotonic() - started
        return whole

    async def _arrive(self) -> None:
        """Import the roster and install the app for everybody."""
        self._world.tenant.add(*(seat.person for seat in self._seats))
        file = self._world.folder / "mitglieder.csv"
        file.write_text(roster_csv(self._seats), encoding="utf-8-sig")
        await self._world.bot.run("roster", "import", str(file))
        for someone in self._seats:
            await self._world.client.install(someone.person)

    async def _replay(self, sitting: RecordedSitting, report: Progress) -> Comparison:
        identifier = await self._plan(sitting)
        rooms = self._rooms(sitting)
        people = {key: self._members[key].person for key in sitting.members}
        evening = Evening(self._world.client, rooms, self._chair.person, self._clerks[0].person)
        bench = Bench(self._world.client, rooms.meeting, habits=self._habits, speed=self._world.speed)
        await self._assemble(evening, bench, identifier, people)
        seen = []
        for number, ballot in enumerate(sitting.ballots, 1):
            seen.append(await self._hold(evening, bench, ballot, people))
            report(f"{sitting.date}: Abstimmung {number} von {len(sitting.ballots)}")
        await evening.end()
        return compare(sitting, seen, await self._exported(identifier))

    async def _plan(self, sitting: RecordedSitting) -> str:
        file = self._world.folder / f"tagesordnung-{sitting.date}.csv"
        file.write_text(agenda_csv(agenda_of(sitting)), encoding="utf-8-sig")
        start = f"{sitting.date}T14:00"
        printed = await self._world.bot.run(
            "sitting", "plan", str(file), "--title", sitting.title, "--start", start
        )
        return printed.split()[-1]

    def _rooms(self, sitting: RecordedSitting) -> Rooms:
        people = [self._members[key].person for key in sitting.members]
        clerks = [clerk.person for clerk in self._clerks]
        start = datetime.fromisoformat(sitting.date).replace(hour=13, tzinfo=UTC)
        name = f"{sitting.title} {sitting.date}"
        meeting = self._world.tenant.schedule(
            name, clerks[0], start, start + timedelta(hours=8), self._chair.person, *clerks, *people
        )
        return Rooms(meeting=meeting, office=self._world.tenant.group(f"Büro {name}", *clerks))

    async def _assemble(
        self, evening: Evening, bench: Bench, identifier: str, people: Mapping[str, Person]
    ) -> None:
        client = self._world.client
        for chat in (evening.rooms.office, evening.rooms.meeting):
            await client.install_in(evening.clerk, chat)
        await client.start_meeting(evening.rooms.meeting)
        await evening.bind(identifier)
        present = list(people.values())
        await bench.sign_in([*present, self._chair.person])
        await bench.admit(evening.clerk, evening.rooms.office, [*present, self._chair.person])
        await evening.open()

    async def _hold(
        self, evening: Evening, bench: Bench, ballot: RecordedBallot, people: Mapping[str, Person]
    ) -> Counts:
        card = await evening.open_ballot(line_of(ballot))
        await bench.vote(card, {people[key]: wish for key, wish in ballot.votes.items()})
        await evening.close_ballot(card)
        return await evening.declare()

    async def _exported(self, identifier: str) -> list[dict[str, str]]:
        folder = self._out / "nachweise"
        await self._world.bot.run("sitting", "export", identifier, str(folder))
        with (folder / identifier / "ergebnisse.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))


def line_of(ballot: RecordedBallot) -> str:
    """Return what the chair types to open this ballot."""
    if ballot.procedural:
        return f"go {ballot.title}"
    return f"abstimmung {ballot.item} namentlich: {ballot.object}"


def agenda_of(sitting: RecordedSitting) -> list[Item]:
    """Return the agenda: every number once, in the order of the evening, with its first title."""
    items: dict[str, Item] = {}
    for ballot in sitting.ballots:
        kind = "änderung" if ballot.type == AMENDMENT else "beschluss"
        items.setdefault(
            ballot.item, Item(number=ballot.item, title=ballot.title, kind=kind, ballot="namentlich")
        )
    return list(items.values())


def compare(
    sitting: RecordedSitting, seen: Sequence[Counts], exported: Sequence[Mapping[str, str]]
) -> Comparison:
    """Hold the recording against the result messages and against the exported results."""
    result = Comparison(ballots=len(sitting.ballots))
    rows = [tuple(int(row[name]) for name in ("ja", "nein", "enthaltung")) for row in exported]
    for number, ballot in enumerate(sitting.ballots):
        result.votes += len(ballot.votes)
        written = rows[number] if number < len(rows) else None
        if seen[number].tally == ballot.tally == written:
            result.equal += 1
            continue
        said = f"{sitting.date}, Abstimmung {number + 1} (TOP {ballot.item})"
        read = seen[number].tally
        result.differences.append(
            f"{said}: aufgezeichnet {ballot.tally}, gelesen {read}, ausgegeben {written}"
        )
    if len(rows) != len(sitting.ballots):
        result.differences.append(
            f"{sitting.date}: {len(rows)} Zeilen für {len(sitting.ballots)} Abstimmungen"
        )
    return result
