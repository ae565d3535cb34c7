"""A scenario's sitting from its planning to the call of its first item, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rehearsal.agenda import agenda_csv
from rehearsal.chamber import Chamber
from rehearsal.chats import Chat
from rehearsal.evening import Rooms
from rehearsal.held import Span, now
from rehearsal.ledger import HALL
from rehearsal.roster import Council, Seat
from rehearsal.scenarios.plan import DIGITAL, HYBRID, PRESENCE, Scenario
from rehearsal.script_beginning import let_all_in, sees_sign_in
from rehearsal.telling import Telling
from rehearsal.world import World


async def planned(world: World, scenario: Scenario) -> str:
    """Plan the sitting with the command line and return its id."""
    file = world.folder / f"tagesordnung-{scenario.name}.csv"
    file.write_text(agenda_csv(scenario.items), encoding="utf-8-sig")
    start = datetime.now().astimezone() + timedelta(minutes=10)
    line = ["sitting", "plan", str(file), "--title", scenario.title, "--body", scenario.body]
    line += ["--start", start.isoformat(timespec="minutes"), "--format", scenario.form]
    if scenario.form == DIGITAL:
        line += ["--reason", "Hochwasser", "--public-room", "Rathaus, Saal 1"]
    return (await world.bot.run(*line)).split()[-1]


async def rooms_of(world: World, council: Council, name: str) -> Rooms:
    """Open the chats of a sitting and install the app in them."""
    clerks = [seat.person for seat in council.clerks]
    office = world.tenant.group(f"Büro {name}", *clerks)
    await world.client.install_in(clerks[0], office)
    return Rooms(meeting=await meeting_of(world, council, name), office=office)


async def meeting_of(world: World, council: Council, name: str) -> Chat:
    """Schedule an online meeting of everybody and install the app in its chat."""
    begin, organizer = datetime.now(UTC), council.clerks[0].person
    end = begin + timedelta(hours=2)
    chat = world.tenant.schedule(name, organizer, begin, end, *council.people)
    await world.client.install_in(organizer, chat)
    return chat


async def opened(
    world: World, council: Council, scenario: Scenario, sitting: str, telling: Telling
) -> Chamber:
    """Prepare the sitting, let everybody in who is there, and open it."""
    chamber = Chamber(world, council, await rooms_of(world, council, scenario.title), scenario.items, telling)
    chamber.sitting = sitting
    chamber.ledger.majority_here = scenario.majority_here
    chamber.ledger.hall_only = scenario.form in {HYBRID, PRESENCE}
    await prepared(chamber, sitting)
    there = council.members[: len(council.members) - scenario.away]
    in_hall = len(there) if scenario.form == PRESENCE else scenario.hall
    if in_hall:
        await in_the_hall(chamber, there[:in_hall])
    await by_card(chamber, there[in_hall:])
    await open_sitting(chamber)
    return chamber


async def prepared(chamber: Chamber, sitting: str) -> None:
    """Claim the office's chat and bind the meeting to the sitting; admission begins."""
    clerk, rooms = chamber.council.clerks[0], chamber.rooms
    await chamber.types(clerk, "büro hier", rooms.office)
    await chamber.client.start_meeting(rooms.meeting)
    mark = rooms.meeting.mark()
    await chamber.types(clerk, f"vorbereiten {sitting}", rooms.meeting)
    await sees_sign_in(chamber, rooms.meeting, mark)


async def in_the_hall(chamber: Chamber, seats: tuple[Seat, ...] | list[Seat], most: int = 24) -> None:
    """Let a clerk note who is in the hall, so many in one line."""
    clerk = chamber.council.clerks[0]
    for place in range(0, len(seats), most):
        some = seats[place : place + most]
        span = await chamber.tells(clerk, "vor ort " + "; ".join(seat.name for seat in some))
        for seat in some:
            chamber.ledger.came(seat.id, span, clerk.name, evidence="Büro", mode=HALL)


async def by_card(chamber: Chamber, seats: tuple[Seat, ...]) -> None:
    """Let members sign in on the card and be admitted by a clerk."""
    mark = chamber.rooms.office.mark()
    await chamber.bench.sign_in([seat.person for seat in seats])
    chamber.let_in_with = await let_all_in(chamber, list(seats), chamber.council.clerks[0], mark=mark)


async def open_sitting(chamber: Chamber) -> None:
    """Open the sitting on the control card."""
    ledger, meeting = chamber.ledger, chamber.rooms.meeting
    mark, begun = meeting.mark(), now()
    await chamber.step("Sitzung eröffnen")
    ledger.opened, ledger.present_at_opening = Span.since(begun), len(ledger.counting())
    await chamber.reads(meeting, f"{len(ledger.counting())} von {ledger.seats} ", mark)
