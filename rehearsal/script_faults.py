"""What goes wrong with presence in an evening with faults, and how the clerks put it right by name.

The ledger knows who really was in the meeting. Whatever the office has to press or type, so that the
account says so too, is counted.
"""

from __future__ import annotations

import asyncio

from rehearsal.chamber import Chamber
from rehearsal.chats import Message, NotSeenInTime
from rehearsal.held import Span, now
from rehearsal.reading import has_button
from rehearsal.roster import Seat
from rehearsal.script_beginning import let_all_in

REJOINS = 3
ROUND = 1500.0
"""Seconds within which the bot has asked about everybody, whatever the pace that Teams allows."""
EARLY = 10
"""So many members are in the meeting before the bot is."""
LOOKS = 300
"""So often the office looks whether the bot has found out by asking around."""
DEAD = 80.0
"""Seconds for which Graph does not answer after the end."""


def dead_cards(chamber: Chamber) -> None:
    """Some members' cards cannot be pressed, the whole evening long."""
    seats = chamber.parts.unpressable
    chamber.unpressable(seats)
    assert chamber.besides is not None, "it has just been dealt"
    named = ", ".join(f"{seat.name} ({chamber.besides.ways[seat.id]})" for seat in seats)
    chamber.telling.act(f"Bei {len(seats)} Mitgliedern lässt sich keine Karte drücken: {named}.")


async def before_the_bot(chamber: Chamber) -> None:
    """The bot is started late: some are in the meeting by then, and nobody tells it."""
    world, meeting = chamber.world, chamber.rooms.meeting
    await world.bot.kill()
    await chamber.client.start_meeting(meeting)
    early = _early(chamber)
    await asyncio.gather(*(chamber.client.join(seat.person, meeting) for seat in early))
    world.graph.down = True
    await world.bot.start()
    chamber.telling.act(
        f"Der Bot kommt zu spät: {len(early)} Personen sind schon in der Besprechung. "
        "Microsoft Graph antwortet nicht."
    )


async def unheard(chamber: Chamber) -> None:
    """Some join, and Teams' event about it is lost."""
    absent = set(chamber.parts.absent)
    some = [seat for seat in chamber.council.members[EARLY : 2 * EARLY] if seat not in absent]
    meeting = chamber.rooms.meeting
    await asyncio.gather(*(chamber.client.join(seat.person, meeting, told=False) for seat in some))
    chamber.telling.act(f"{len(some)} kommen, ohne dass Teams es meldet.")


async def presence(chamber: Chamber) -> None:
    """Rejoining three times, two devices, a departure of which nobody hears."""
    chamber.world.graph.down = False
    rejoiner, doubled, silent = _cast(chamber)
    await _rejoins(chamber, rejoiner)
    await _two_devices(chamber, doubled)
    await _goes_unheard(chamber, silent)
    done = len(chamber.ledger.corrections)
    chamber.telling.act(f"Das Büro hat die Anwesenheit bis hier {done}-mal berichtigt.")


async def dead_graph(chamber: Chamber) -> None:
    """Graph is dead when the sitting ends, and for a while after it."""
    chamber.world.graph.down = True
    chamber.telling.act("Microsoft Graph antwortet nicht, als die Sitzung endet.")


async def graph_again(chamber: Chamber) -> None:
    """Graph answers again; the report is asked for by itself."""
    await asyncio.sleep(DEAD / chamber.world.speed)
    chamber.world.graph.down = False


def _early(chamber: Chamber) -> list[Seat]:
    absent = set(chamber.parts.absent)
    return [seat for seat in chamber.council.members[:EARLY] if seat not in absent]


def _cast(chamber: Chamber) -> tuple[Seat, Seat, Seat]:
    """Three who are there and to whom nothing else happens; in a small council one of them thrice."""
    parts = chamber.parts
    busy = {
        *(parts.mayor, parts.deputy, parts.flickering, parts.returning, parts.disturbed, parts.biased),
        *(parts.shy, chamber.chair, *parts.unpressable),
    }
    here = [chamber.seat(who) for who in chamber.ledger.here()]
    free = [seat for seat in here if seat not in busy and seat in chamber.council.councillors]
    first, second, third = (*free[-3:], *free[-1:] * 3)[:3]
    return first, second, third


async def _rejoins(chamber: Chamber, seat: Seat) -> None:
    """Out and in again, three times; the second time Teams tells only of the leaving."""
    ledger, client, meeting = chamber.ledger, chamber.client, chamber.rooms.meeting
    for number in range(REJOINS):
        begun = now()
        await client.leave(seat.person, meeting)
        await chamber.counts_as_here(len(ledger.here()) - 1)
        ledger.went(seat.id, Span.since(begun))
        begun = now()
        await client.join(seat.person, meeting, told=number != 1)
        await chamber.counts_as_here(len(ledger.here()) + 1, LOOKS)
        ledger.came(seat.id, Span.since(begun), evidence="Teams")
    chamber.telling.act(
        f"{seat.name} fliegt {REJOINS}-mal hinaus und kommt wieder, einmal meldet Teams es nicht."
    )


async def _two_devices(chamber: Chamber, seat: Seat) -> None:
    """A second device comes and goes, and Teams reports both; asked, it says that the person is there."""
    meeting = chamber.rooms.meeting
    assert meeting.meeting is not None, "the sitting is held in an online meeting"
    for what in ("Join", "Leave"):
        event = chamber.client.build.participants(seat.person, meeting, meeting.meeting, what)
        await chamber.client.delivery.post(event)
    await chamber.counts_as_here(len(chamber.ledger.here()), LOOKS)
    chamber.telling.act(f"{seat.name} hat zwei Geräte, eines geht: Teams meldet es, und es bleibt bei „da“.")


async def _goes_unheard(chamber: Chamber, seat: Seat) -> None:
    """Somebody leaves unheard; the bot misses them when it asks, and a clerk says that they are gone."""
    ledger, client, meeting = chamber.ledger, chamber.client, chamber.rooms.meeting
    mark, begun = chamber.rooms.office.mark(), now()
    await client.leave(seat.person, meeting, told=False)
    await _ruled(chamber, seat, "Ist gegangen", "gegangen", mark)
    ledger.went(seat.id, Span.since(begun))
    await chamber.counts_as_here(len(ledger.here()))
    mark = chamber.rooms.office.mark()
    await client.join(seat.person, meeting)
    await let_all_in(chamber, [seat], chamber.council.clerks[0], mark=mark)
    ledger.stays[seat.id][-1].evidence = "Teams"  # seen, and not signed in anew
    chamber.telling.act(f"{seat.name} geht ungemeldet: Das Büro drückt „Ist gegangen“, lässt dann wieder zu.")


async def _asked(chamber: Chamber, seat: Seat, title: str, mark: int) -> Message | None:
    """The card that asks about a person; it may take until the bot has asked around, and may get lost."""
    clerk = chamber.council.clerks[1]

    def shown(one: Message) -> bool:
        return has_button(one.seen_by(clerk.person), title) and seat.name in one.text

    try:
        return await chamber.rooms.office.wait_for(shown, after=mark, within=ROUND / chamber.world.speed)
    except NotSeenInTime:
        return None


async def _ruled(chamber: Chamber, seat: Seat, title: str, line: str, mark: int) -> None:
    """See the card about a person and press; where the card got lost, type the same. One correction."""
    clerk, office = chamber.council.clerks[1], chamber.rooms.office
    card = await _asked(chamber, seat, title, mark)
    if card is None:
        await chamber.tells(clerk, f"{line} {seat.name}")
    else:
        answer = await chamber.client.press(clerk.person, office, title, message=card)
        if not answer.arrived:
            await chamber.tells(clerk, f"{line} {seat.name}")
    chamber.ledger.corrections.append(f"{seat.name}: {title}")
