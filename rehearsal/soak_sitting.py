"""A city's sittings one after the other, each held from its planning to its end by the same people."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.console import Console

from rehearsal.agenda import Item, agenda_csv
from rehearsal.chamber import Chamber
from rehearsal.chats import Chat
from rehearsal.evening import Rooms
from rehearsal.roster import BODY, Council, roster_csv
from rehearsal.scenarios.hall import by_card, meeting_of, open_sitting, prepared
from rehearsal.scenarios.plan import resolution
from rehearsal.script_end import end
from rehearsal.telling import Telling
from rehearsal.towns import Town, write_towns
from rehearsal.voting import ballot, deal_out
from rehearsal.world import World

BODIES = (BODY, "Bauausschuss", "Finanzausschuss", "Kulturausschuss")
MOODS = ((0.7, 0.2), (0.4, 0.4), (0.3, 0.5), (1.0, 0.0))
"""The shares of yes and no; the rest abstains."""


Looking = Callable[[Chamber], None]


@dataclass(slots=True, kw_only=True)
class City:
    """The council whose bodies meet, its one office chat, and the bot before them."""

    world: World
    council: Council
    office: Chat

    async def hold(
        self, number: int, ballots: int, *, rough: bool = False, looking: Looking = lambda _: None
    ) -> Chamber:
        """Hold a sitting with so many ballots and return who sat in it, with what they did.

        ``rough``: messages may get lost. ``looking`` is shown the chamber before anybody comes.
        """
        body = BODIES[number % len(BODIES)]
        items = _agenda(number, ballots)
        sitting = await self._planned(f"{body}, {number + 1}. Sitzung", body, items)
        rooms = Rooms(
            meeting=await meeting_of(self.world, self.council, f"{body} {number + 1}"), office=self.office
        )
        telling = Telling(Console(file=io.StringIO()))
        chamber = Chamber(self.world, self.council, rooms, items, telling, rough=rough)
        chamber.sitting = sitting
        looking(chamber)
        await prepared(chamber, sitting)
        await by_card(chamber, self.council.members)
        await open_sitting(chamber)
        await chamber.calls(items[0].number)
        for place, item in enumerate(items[:-1]):
            await ballot(chamber, item.number, deal_out(chamber, item.number, self._mood(number + place)))
        await end(chamber)
        return chamber

    async def _planned(self, title: str, body: str, items: Sequence[Item]) -> str:
        """Plan the sitting with the command line and return its id."""
        file = self.world.folder / "tagesordnung.csv"
        file.write_text(agenda_csv(items), encoding="utf-8-sig")
        start = (datetime.now().astimezone() + timedelta(minutes=10)).isoformat(timespec="minutes")
        line = ("sitting", "plan", str(file), "--title", title, "--body", body, "--start", start)
        more = ("--format", "digital", "--reason", "Hochwasser", "--public-room", "Rathaus, Saal 1")
        return (await self.world.bot.run(*line, *more)).split()[-1]

    def _mood(self, turn: int) -> dict[str, int]:
        """How many vote for what; everybody does."""
        whole, (for_it, against) = len(self.council.members), MOODS[turn % len(MOODS)]
        yes, no = round(whole * for_it), round(whole * against)
        return {"Ja": yes, "Nein": no, "Enthaltung": whole - yes - no}


async def settle(world: World, council: Council) -> City:
    """Start the bot for the city's bodies, import the roster, and install the app for everybody."""
    world.tenant.add(*council.people)
    towns = write_towns(world.folder, {body: Town() for body in BODIES})
    await world.start_bot(LOG_LEVEL="WARNING", TOWN_FILE=str(towns))
    file = world.folder / "mitglieder.csv"
    file.write_text(roster_csv(council), encoding="utf-8-sig")
    await world.bot.run("roster", "import", str(file))
    for seat in council:
        await world.client.install(seat.person)
    clerks = [seat.person for seat in council.clerks]
    office = world.tenant.group("Büro für Ratsangelegenheiten", *clerks)
    await world.client.install_in(clerks[0], office)
    return City(world=world, council=council, office=office)


def _agenda(number: int, ballots: int) -> tuple[Item, ...]:
    """As many resolutions as ballots, every fifth one by roll call, and at the end an item without one."""
    way = ("offen", "offen", "offen", "offen", "namentlich")
    voted = (
        resolution(str(place), f"Vorlage {number + 1}.{place}", ballot=way[place % len(way)])
        for place in range(1, ballots + 1)
    )
    return (*voted, Item(number=str(ballots + 1), title="Verschiedenes", kind="formalie"))
