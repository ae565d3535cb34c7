"""The hall that is measured: a whole council admitted, and a roll-call ballot open before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearsal.agenda import Item, agenda_csv
from rehearsal.chats import Chat, Message
from rehearsal.evening import Evening, Rooms
from rehearsal.members import HASTY, Bench
from rehearsal.people import Person
from rehearsal.reading import find_button
from rehearsal.roster import Council, demo_council, roster_csv
from rehearsal.world import World

SEATING_SPEED = 100.0
"""How many times as fast as people everything goes that is not measured."""
TITLE = "Messung"
ITEM = Item(number="1", title="Neubau der Grundschule", kind="beschluss", ballot="namentlich")
ID, CHOICE, REV = "@ID@", "@CHOICE@", "@REV@"
"""What a client puts into a template: the press's own id, the choice, and the card's ``rev``."""

_REV = 987654321


@dataclass(slots=True, kw_only=True)
class Hall:
    """The sitting with its open ballot, and the members who press."""

    world: World
    sitting: str
    evening: Evening
    members: tuple[Person, ...]
    ballot: Message
    ballots: int = 1

    @property
    def meeting(self) -> Chat:
        """The meeting's chat, in which the ballot stands."""
        return self.evening.rooms.meeting

    async def renew(self) -> None:
        """Close and declare the ballot and open another one: nobody changes their vote a thousand times."""
        await self.evening.close_ballot(self.ballot)
        await self.evening.declare()
        self.ballots += 1
        line = f"abstimmung {ITEM.number} namentlich : Frage {self.ballots}"
        self.ballot = await self.evening.open_ballot(line)

    def templates(self) -> list[str]:
        """One press for each member as it looks on the wire, with places for id, choice and rev."""
        return [self._template(member) for member in self.members]

    def _template(self, member: Person) -> str:
        button = find_button(self.ballot.card, "Ja")
        press = self.world.client.build.press(member, self.meeting, self.ballot, button)
        press["id"] = ID
        press["value"]["action"]["title"] = CHOICE
        press["value"]["action"]["data"] |= {"choice": CHOICE, "rev": _REV}
        text = json.dumps(press, ensure_ascii=False, separators=(",", ":"))
        return text.replace(str(_REV), REV)


async def seat(world: World, members: int = 71) -> Hall:
    """Hold the sitting up to its first roll call, every step as people would do it.

    The bot has to run already.
    """
    council = demo_council(members)
    world.tenant.add(*council.people)
    await _written(world, council)
    for someone in council.people:
        await world.client.install(someone)
    evening = Evening(world.client, _rooms(world, council), council.chair.person, council.clerks[0].person)
    sitting = await _plan(world)
    await _assembled(world, evening, council, sitting)
    ballot = await evening.open_ballot(f"abstimmung {ITEM.number} namentlich")
    people = tuple(member.person for member in council.members)
    return Hall(world=world, sitting=sitting, evening=evening, members=people, ballot=ballot)


async def _written(world: World, council: Council) -> None:
    file = _kept(world.folder / "mitglieder.csv", roster_csv(council))
    await world.bot.run("roster", "import", str(file))


async def _plan(world: World) -> str:
    file = _kept(world.folder / "tagesordnung.csv", agenda_csv([ITEM]))
    start = f"{datetime.now(UTC):%Y-%m-%dT%H:%M}"
    printed = await world.bot.run("sitting", "plan", str(file), "--title", TITLE, "--start", start)
    return printed.split()[-1]


def _kept(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8-sig")
    return file


def _rooms(world: World, council: Council) -> Rooms:
    now = datetime.now(UTC)
    people: Sequence[Person] = council.people
    meeting = world.tenant.schedule(TITLE, people[0], now, now + timedelta(hours=4), *people)
    office = world.tenant.group("Büro", *(clerk.person for clerk in council.clerks))
    return Rooms(meeting=meeting, office=office)


async def _assembled(world: World, evening: Evening, council: Council, sitting: str) -> None:
    for chat in (evening.rooms.office, evening.rooms.meeting):
        await world.client.install_in(evening.clerk, chat)
    await evening.bind(sitting)
    bench = Bench(world.client, evening.rooms.meeting, habits=HASTY, speed=world.speed)
    people = [member.person for member in council.members]
    await bench.sign_in(people)
    await bench.admit(evening.clerk, evening.rooms.office, people, within=60)
    await evening.open()
