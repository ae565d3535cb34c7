"""Plays scenarios one after the other, each in chats of its own, and compares what comes out of each."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from rehearsal.chamber import Chamber
from rehearsal.comparing import compared_tables
from rehearsal.comparing_chats import pace
from rehearsal.faults import EVENING
from rehearsal.packaging import Papers, verified_alone
from rehearsal.process import CommandFailed
from rehearsal.roster import Council, roster_csv
from rehearsal.scenarios.hall import opened, planned
from rehearsal.scenarios.plan import Scenario
from rehearsal.script_end import end
from rehearsal.telling import Check, Telling
from rehearsal.towns import write_towns
from rehearsal.troubles import TROUBLES
from rehearsal.world import World

SHOWN = 6
"""So many lines are shown of what a command of the command line said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a scenario came out: what differs, or why it could not be played to its end."""

    scenario: Scenario
    seconds: float
    ballots: int = 0
    votes: int = 0
    checks: tuple[Check, ...] = ()
    trouble: str = ""

    @property
    def sound(self) -> bool:
        """Whether everything that came out is as it was done."""
        return not self.trouble and all(check.sound for check in self.checks)

    def told(self) -> Check:
        """Say it in one line, with what differs under it."""
        found = [difference for check in self.checks for difference in check.differences]
        found += [self.trouble] if self.trouble else []
        done = f"{self.ballots} Abstimmungen, {self.votes} Stimmen, {self.seconds:.0f} s"
        return Check(f"{self.scenario.name}: {self.scenario.line} ({done})", tuple(found))


@dataclass(slots=True, kw_only=True)
class Evening:
    """Scenarios that share a world: one bot, one council, one data folder."""

    world: World
    council: Council
    out: Path
    report: Telling
    verbose: bool = False
    comparing: list[asyncio.Task[Outcome]] = field(default_factory=list)

    async def arrive(self, scenarios: Sequence[Scenario]) -> None:
        """Start the bot under the towns' rules, import the roster, install the app for everybody."""
        world = self.world
        world.tenant.add(*self.council.people)
        towns = write_towns(world.folder, {one.body: one.town for one in scenarios})
        await world.start_bot(LOG_LEVEL="DEBUG", TOWN_FILE=str(towns), SUPPORT_PHONE="0300 555 01")
        file = world.folder / "mitglieder.csv"
        file.write_text(roster_csv(self.council), encoding="utf-8-sig")
        await world.bot.run("roster", "import", str(file))
        for seat in self.council:
            await world.client.install(seat.person)

    async def play(self, scenarios: Sequence[Scenario]) -> int:
        """Play them until one cannot be played to its end; return how many were begun.

        The next one is planned, and the last one compared, while one is played.
        """
        planning = asyncio.create_task(planned(self.world, scenarios[0]))
        for place, scenario in enumerate(scenarios, 1):
            sitting = await planning
            if place < len(scenarios):
                planning = asyncio.create_task(planned(self.world, scenarios[place]))
            begun = time.monotonic()
            try:
                chamber = await self._hold(scenario, sitting)
            except TROUBLES as trouble:
                failed = Outcome(scenario=scenario, seconds=time.monotonic() - begun, trouble=str(trouble))
                self.comparing.append(asyncio.create_task(_known(failed)))
                if place < len(scenarios):
                    await asyncio.gather(planning, return_exceptions=True)
                return place
            took = time.monotonic() - begun
            self.comparing.append(asyncio.create_task(self._compared(chamber, scenario, sitting, took)))
        return len(scenarios)

    async def _hold(self, scenario: Scenario, sitting: str) -> Chamber:
        quiet = self.report if self.verbose else Telling(Console(file=io.StringIO()))
        chamber = await opened(self.world, self.council, scenario, sitting, quiet)
        await scenario.play(chamber)
        await end(chamber)
        if scenario.after is not None:
            await scenario.after(chamber)
        return chamber

    async def _compared(self, chamber: Chamber, scenario: Scenario, sitting: str, took: float) -> Outcome:
        """Export the package, have it verified, and hold it against the ledger."""
        folder, trouble = self.out / scenario.name, ""
        try:
            await self.world.bot.run("sitting", "export", sitting, str(folder))
        except CommandFailed as failed:
            return Outcome(scenario=scenario, seconds=took, trouble=str(failed))
        status, said = await verified_alone(folder / sitting)
        if status:
            trouble = "\n".join([f"verify.py endete mit {status}", *said.splitlines()[:SHOWN]])
        files = {file.name: file.read_bytes() for file in (folder / sitting).glob("*")}
        outcome = Outcome(
            scenario=scenario,
            seconds=took,
            ballots=len(chamber.ledger.ballots),
            votes=sum(len(held.votes) for held in chamber.ledger.ballots),
            checks=(*compared_tables(chamber, Papers(files=files)), pace(chamber)),
            trouble=trouble,
        )
        self.report.check(outcome.told())
        return outcome


async def _known(outcome: Outcome) -> Outcome:
    return outcome


async def run(
    console: Console, scenarios: Sequence[Scenario], *, speed: float, out: Path, verbose: bool = False
) -> list[Outcome]:
    """Play scenarios; those that want a bot of their own, and those behind one that failed, get it."""
    report, outcomes = Telling(console), []
    together = [one for one in scenarios if not one.alone]
    waiting = [together, *([one] for one in scenarios if one.alone)]
    for number, some in enumerate(waiting):
        left = list(some)
        while left:
            folder = out / "lauf" / f"{number}-{left[0].name}"
            async with World(folder, speed=speed, faults=EVENING) as world:
                evening = Evening(
                    world=world, council=left[0].council, out=out, report=report, verbose=verbose
                )
                await evening.arrive(left)
                begun = await evening.play(left)
                found = await asyncio.gather(*evening.comparing)
            for outcome in found:
                if not outcome.checks:
                    report.check(outcome.told())
            outcomes += found
            left = left[begun:]
    return outcomes
