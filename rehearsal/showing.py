"""The demo from an empty folder to the last comparison: the bot as its own process, and the council."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from rehearsal import (
    reporting,
    script_ballots,
    script_beginning,
    script_blocks,
    script_end,
    script_faults,
    script_motions,
    script_presence,
)
from rehearsal.agenda import DEMO_AGENDA, PRESENCE_AGENDA, Item, agenda_csv
from rehearsal.casting import cast_of, parts_of
from rehearsal.chamber import Chamber
from rehearsal.comparing import compared, compared_tables
from rehearsal.comparing_minutes import minutes
from rehearsal.evening import Rooms
from rehearsal.faults import EVENING, ROUGH
from rehearsal.other_ways import ways_told, without_a_chat
from rehearsal.packaging import Papers, packed
from rehearsal.roster import Council, Seat, roster_csv
from rehearsal.telling import Check, Telling
from rehearsal.towns import BY_CARD_TOO, Town, write_towns
from rehearsal.world import World

TITLE = "Ratsversammlung"
PRESENCE_TITLE = "Ratsversammlung in Präsenz"
PRESENCE = "praesenz"
SCENES = (
    script_beginning.admission,
    script_beginning.opening,
    script_beginning.formalities,
    script_ballots.first_ballot,
    script_beginning.urgent_decisions,
    script_blocks.block,
    script_beginning.reports,
    script_ballots.tie,
    script_ballots.repetition,
    script_ballots.roll_call,
    script_ballots.three_ballots,
    script_motions.amendment,
    script_motions.budget,
    script_motions.pause,
    script_motions.majority_of_members,
    script_motions.raised_hands,
    script_end.departures,
    script_end.closed_part,
)
SCENES_WITH_FAULTS = (
    script_faults.unheard,
    *SCENES[: SCENES.index(script_ballots.three_ballots) + 1],
    script_faults.presence,
    *SCENES[SCENES.index(script_ballots.three_ballots) + 1 :],
    script_faults.dead_graph,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Two sittings that were held: who did what, what came out, and how the two compare."""

    chamber: Chamber
    papers: Papers
    checks: tuple[Check, ...]
    presence: Chamber
    presence_checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """Whether everything that came out is as it was done."""
        return all(check.sound for check in (*self.checks, *self.presence_checks))


async def show(console: Console, members: int, *, faults: bool, speed: float, out: Path) -> int:
    """Hold the sitting, say how it compares, and return the exit status."""
    telling = Telling(console)
    shown = await held(telling, members, faults=faults, speed=speed, out=out)
    telling.part("Vergleich: was herauskam, und was die Mitglieder getan haben")
    for check in shown.checks:
        telling.check(check)
    telling.part("Vergleich: die Sitzung in Präsenz")
    for check in shown.presence_checks:
        telling.check(check)
    _sum_up(telling, shown, out)
    return 0 if shown.sound else 1


async def held(telling: Telling, members: int, *, faults: bool, speed: float, out: Path) -> Shown:
    """Hold both sittings from the roster to the packages, everything kept in the folder, and compare."""
    async with World(out / "lauf", speed=speed, faults=ROUGH if faults else EVENING) as world:
        chamber, sitting = await assembled(world, members, telling, rough=faults)
        if faults:
            script_faults.dead_cards(chamber)
            await script_faults.before_the_bot(chamber)
        await script_beginning.preparation(chamber, sitting)
        for scene in SCENES_WITH_FAULTS if faults else SCENES:
            await scene(chamber)
        head = await script_end.end(chamber, reporting.distort)
        if faults:
            await script_faults.graph_again(chamber)
        await reporting.reconcile(chamber)
        files = await script_end.office_files(chamber)
        second, planned = await _second(chamber, telling)
        packing = asyncio.create_task(packed(world, sitting, out, files, head))
        head = await script_presence.presence(second, planned)
        files = await script_end.taken_files(second, script_end.MINUTES)
        papers = await packing
        await world.bot.stop()
        more = await packed(world, planned, out / PRESENCE, files, head)
    return Shown(
        chamber=chamber,
        papers=papers,
        checks=(*compared(chamber, papers), *papers.checks),
        presence=second,
        presence_checks=(
            *compared_tables(second, more),
            minutes(second, more.files["niederschrift.docx"]),
            *more.checks,
        ),
    )


async def _second(first: Chamber, telling: Telling) -> tuple[Chamber, str]:
    """Plan the sitting in presence of the same council, in a meeting and with the same office."""
    world, council = first.world, first.council
    world.client.dead.clear()  # in the hall the town lends devices
    planned = await _planned(world, telling, PRESENCE_TITLE, PRESENCE_AGENDA, form="presence")
    begin = datetime.now(UTC)
    clerk, end = council.clerks[0].person, begin + timedelta(hours=3)
    meeting = world.tenant.schedule(PRESENCE_TITLE, clerk, begin, end, *council.people)
    await world.client.install_in(clerk, meeting)
    rooms = Rooms(meeting=meeting, office=first.rooms.office)
    chamber = Chamber(world, council, rooms, PRESENCE_AGENDA, telling, rough=first.rough)
    chamber.ledger.hall_only = True
    return chamber, planned


def _sum_up(telling: Telling, shown: Shown, out: Path) -> None:
    """Say how much was done, how long it took, and where everything is."""
    chamber, ledgers = shown.chamber, (shown.chamber.ledger, shown.presence.ledger)
    ballots = [ballot for ledger in ledgers for ballot in ledger.ballots]
    presses, refusals = sum(one.presses for one in ledgers), sum(one.refusals for one in ledgers)
    telling.part("Alles stimmt überein." if shown.sound else "Es gibt Abweichungen (✗).")
    telling.note(
        f"{len(ballots)} Abstimmungen, {sum(len(ballot.votes) for ballot in ballots)} Stimmen, "
        f"{presses} Tipps der Sitzungsleitung, {refusals} Abweisungen in {telling.seconds:.0f} Sekunden."
    )
    corrections = [line for ledger in ledgers for line in ledger.corrections]
    telling.note(
        f"Berichtigungen der Anwesenheit durch das Büro während der Sitzung: {len(corrections)}"
        + (f" ({'; '.join(corrections)})." if corrections else ".")
    )
    ways = Counter(vote.way for ballot in ballots for vote in ballot.votes.values())
    telling.note(f"Wege der Stimmen: {ways_told(ways)}.")
    if chamber.rough:
        telling.note(
            f"Mit Störungen: verlorene Nachrichten {chamber.unseen}, "
            f"deshalb getippte Schritte {chamber.typed_instead}."
        )
    here = Path.cwd()
    telling.note(f"Alle Dateien: {out.relative_to(here) if out.is_relative_to(here) else out}")


async def assembled(
    world: World, members: int, telling: Telling, *, rough: bool = False
) -> tuple[Chamber, str]:
    """Start the bot, import roster and agenda as the office does, install the app for everybody."""
    council = cast_of(members)
    assert council.intruder is not None, "the demo has one"
    world.tenant.add(*council.people)
    world.tenant.add(council.intruder, installed=False)
    phones = {"SUPPORT_PHONE": "0300 555 01", "OFFICE_PHONE": "0300 555 02"}
    towns = str(write_towns(world.folder, {TITLE: Town(overlay=BY_CARD_TOO)}))
    await world.start_bot(LOG_LEVEL="DEBUG", BODY=TITLE, TOWN_FILE=towns, **phones)
    telling.part(f"{TITLE}: eine digitale Sitzung mit {members} Mitgliedern")
    file = world.folder / "mitglieder.csv"
    _write(file, roster_csv(council))
    telling.act(_last(await world.bot.run("roster", "import", str(file))))
    sitting = await _planned(world, telling, TITLE, DEMO_AGENDA)
    rooms = await _rooms(world, council, without_a_chat(parts_of(council).unpressable) if rough else ())
    return Chamber(world, council, rooms, DEMO_AGENDA, telling, rough=rough), sitting


async def _planned(
    world: World, telling: Telling, title: str, items: Sequence[Item], form: str = "digital"
) -> str:
    file = world.folder / f"tagesordnung-{form}.csv"
    _write(file, agenda_csv(items))
    start = datetime.now().astimezone() + timedelta(minutes=10)
    day = f"{start - timedelta(days=14):%Y-%m-%d}"
    line = ["sitting", "plan", str(file), "--title", title, "--body", TITLE, "--convened", day]
    line += ["--start", f"{start.isoformat(timespec='minutes')}", "--format", form]
    if form == "digital":
        line += ["--reason", "Hochwasser", "--notified", day, "--public-room", "Rathaus, Saal 1"]
    printed = await world.bot.run(*line)
    telling.act(_last(printed))
    return printed.split()[-1]


async def _rooms(world: World, council: Council, without: tuple[Seat, ...] = ()) -> Rooms:
    """Schedule the meeting and install the app everywhere but with those without a chat of their own."""
    begin = datetime.now(UTC)
    clerks = [seat.person for seat in council.clerks]
    technicians = [seat.person for seat in council.technicians]
    meeting = world.tenant.schedule(TITLE, clerks[0], begin, begin + timedelta(hours=6), *council.people)
    office, support = world.tenant.group("Büro", *clerks), world.tenant.group("Technik", *technicians)
    for seat in council:
        if seat in without:
            world.tenant.personal.discard(seat.person.mri)
        else:
            await world.client.install(seat.person)
    for chat, by in ((meeting, clerks[0]), (office, clerks[0]), (support, technicians[0])):
        await world.client.install_in(by, chat)
    return Rooms(meeting=meeting, office=office, support=support)


def _last(printed: str) -> str:
    return printed.strip().splitlines()[-1]


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8-sig")
