"""Sets the demo's stage: council, chats, planned sitting, running bot."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from rehearsal.agenda import DEMO_AGENDA, agenda_csv
from rehearsal.evening import Evening, Rooms
from rehearsal.hall import Hall
from rehearsal.members import Bench
from rehearsal.roster import Council, demo_council, roster_csv
from rehearsal.world import World

TITLE = "Ratsversammlung"


async def set_stage(world: World, members: int) -> Hall:
    """Start the bot, import roster and agenda as the office would, and open the chats."""
    council = demo_council(members)
    assert council.intruder is not None, "the demo has one"
    world.tenant.add(*council.people)
    world.tenant.add(council.intruder, installed=False)
    await world.start_bot(LOG_LEVEL="WARNING", SUPPORT_PHONE="0300 555 01", OFFICE_PHONE="0300 555 02")
    roster, agenda = world.folder / "mitglieder.csv", world.folder / "tagesordnung.csv"
    _write(roster, roster_csv(council))
    _write(agenda, agenda_csv(DEMO_AGENDA))
    await world.bot.run("roster", "import", str(roster))
    start = datetime.now().astimezone().replace(second=0, microsecond=0)
    hall = await _hall(world, council, start)
    printed = await world.bot.run(
        *("sitting", "plan", str(agenda), "--title", TITLE, "--start", f"{start:%Y-%m-%dT%H:%M}"),
        *("--format", "digital", "--reason", "Hochwasserlage", "--public-room", "Rathaus, Saal 1"),
    )
    hall.sitting = printed.split()[-1]
    return hall


async def _hall(world: World, council: Council, start: datetime) -> Hall:
    clerks = [seat.person for seat in council.clerks]
    technicians = [seat.person for seat in council.technicians]
    rooms = Rooms(
        meeting=world.tenant.schedule(TITLE, clerks[0], start, start + timedelta(hours=6), *council.people),
        office=world.tenant.group("Büro", *clerks),
        support=world.tenant.group("Technik", *technicians),
    )
    for someone in council:
        await world.client.install(someone.person)
    for chat in (rooms.meeting, rooms.office):
        await world.client.install_in(clerks[0], chat)
    assert rooms.support is not None, "it has just been opened"
    await world.client.install_in(technicians[0], rooms.support)
    evening = Evening(world.client, rooms, council.chair.person, clerks[0])
    return Hall(world, council, evening, Bench(world.client, rooms.meeting, speed=world.speed))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8-sig")
