"""The sample council at its windows: the stand-in, the bot, a Playground for each person who has one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rehearsal.chats import Chat
from rehearsal.playground import sample
from rehearsal.playground.company import Company
from rehearsal.playground.relay import Relay
from rehearsal.playground.window import Window, config, port_near
from rehearsal.roster import BODY, Seat
from rehearsal.world import World

PHONES = {"SUPPORT_PHONE": "0300 555 01", "OFFICE_PHONE": "0300 555 02"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """What is running: the world with its bot, the windows, the others, and the planned sitting."""

    world: World
    relay: Relay
    company: Company
    windows: tuple[Window, ...]
    meeting: Chat
    sitting: str

    def window(self, key: str) -> Window:
        """The window of the person with this key."""
        return next(one for one in self.windows if one.person.key == key)


@asynccontextmanager
async def hosted(
    folder: Path,
    seated: Sequence[Seat],
    played: Sequence[Seat] = (),
    *,
    speed: float = 1.0,
    first_port: int = 0,
    installed: bool = False,
    **settings: str,
) -> AsyncIterator[Hosted]:
    """Start everything for these people's windows, play others, and end it again.

    They all are in the online meeting, which a Playground does not have. With a first port the windows
    take it and the following ones, where these are free. The app is installed for each person when the
    window is opened, or, as an administrator's policy does it, for everybody before.
    """
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(World(folder / "lauf", speed=speed))
        meeting, office = sample.meet(world.tenant)
        await world.start_bot(LOG_LEVEL="WARNING", BODY=BODY, **PHONES, **settings)
        sitting = await sample.plan(world.bot, folder)
        relay = Relay(world, meeting)
        await relay.start()
        stack.push_async_callback(relay.stop)
        company = Company(world, meeting, office, played)
        stack.push_async_callback(company.stop)
        windows = [_window(world, meeting, one, folder, first_port + n if first_port else 0)
                   for n, one in enumerate(seated)]  # fmt: skip
        for window in windows:
            stack.push_async_callback(window.stop)
            relay.join(window)
        service = world.teams.service_url
        starting = (window.start(relay.endpoint(window.person), service) for window in windows)
        for failure in await asyncio.gather(*starting, return_exceptions=True):
            if failure is not None:
                raise failure
        await company.come()
        for one in seated if installed else ():
            await world.client.install(one.person)
        for one in (*seated, *played):
            await world.client.join(one.person, meeting, told=False)
        yield Hosted(
            world=world,
            relay=relay,
            company=company,
            windows=tuple(windows),
            meeting=meeting,
            sitting=sitting,
        )


def _window(world: World, meeting: Chat, seat: Seat, folder: Path, port: int) -> Window:
    others = [one.person for one in sample.SEATS if one != seat]
    settings = config(world.tenant, seat.person, others, meeting)
    return Window(seat.person, folder / "fenster" / seat.id, settings, port_near(port))
