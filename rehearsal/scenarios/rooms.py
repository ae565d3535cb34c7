"""A sitting in more than one online meeting: gone on elsewhere, and a room for its closed part."""

from __future__ import annotations

import asyncio
import io

from docx import Document

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Chat, Message
from rehearsal.comparing_minutes import minutes
from rehearsal.held import Span, now
from rehearsal.members import Bench
from rehearsal.reading import content_text, has_button
from rehearsal.roster import Seat
from rehearsal.scenarios.acts import holds, refuses
from rehearsal.scenarios.hall import by_card, meeting_of
from rehearsal.scenarios.plan import Scenario, resolution
from rehearsal.script_beginning import sees_sign_in
from rehearsal.script_end import MINUTES, exclude_public, taken_files
from rehearsal.seen import is_ballot, number_of
from rehearsal.voting import begin, count, deal, require

MISSING = 2
"""So many members do not come on the second day."""

SILENT = 3
"""So many members do not say that they are alone."""

ALONE = "Ich bin allein im Raum"
ELSEWHERE = "geht in einer anderen Besprechung weiter"
LOOKS = 40


# --- two days ---------------------------------------------------------------------------


async def two_days(chamber: Chamber) -> None:
    """One ballot on each day; in between the sitting is interrupted, and bound to another meeting."""
    await holds(chamber, "1", {"Ja": 9, "Nein": 5, "Enthaltung": 1}, verdict="beschlossen")
    await _interrupted(chamber)
    first = chamber.rooms.meeting
    await _bound_elsewhere(chamber)
    await refuses(chamber, chamber.chair, "fortsetzen", ELSEWHERE, place=first)
    late = chamber.council.councillors[1]
    await refuses(chamber, late, "anwesend", ELSEWHERE, place=first)
    await by_card(chamber, chamber.council.members[:-MISSING])
    mark, here = chamber.rooms.meeting.mark(), len(chamber.ledger.here())
    await chamber.types(chamber.chair, "fortsetzen", chamber.rooms.meeting)
    await chamber.reads(chamber.rooms.meeting, f"{here} von {chamber.ledger.seats}", mark)
    await holds(chamber, "2", {"Ja": 6, "Nein": 7}, verdict="abgelehnt")
    require(
        not any(number_of(one) == 2 for one in first.bot_messages()), "Abstimmung 2 steht auch am alten Ort"
    )


async def _interrupted(chamber: Chamber) -> None:
    """Break until tomorrow; whoever is there then is taken to have left at this moment."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.types(chamber.chair, "unterbrechen bis morgen 9:00", chamber.rooms.meeting)
    await chamber.reads(chamber.rooms.meeting, "Es geht weiter um", mark)
    span = Span.since(begun)
    for who in chamber.ledger.here():
        chamber.ledger.went(who, span)


async def _bound_elsewhere(chamber: Chamber) -> None:
    """Bind a new meeting to the sitting; its chat gets a sign-in card."""
    second = await meeting_of(chamber.world, chamber.council, "Zweiter Tag")
    clerk = chamber.council.clerks[0]
    await chamber.client.end_meeting(chamber.rooms.meeting)
    await chamber.client.start_meeting(second)
    mark = second.mark()
    await chamber.types(clerk, f"vorbereiten {chamber.sitting}", second)
    await sees_sign_in(chamber, second, mark)
    chamber.move(second)


async def one_set_of_minutes(chamber: Chamber) -> None:
    """One file holds both days: every ballot, everybody's two stays, and the break."""
    content = (await taken_files(chamber, MINUTES))["niederschrift.docx"]
    found = minutes(chamber, content).differences
    require(not found, "; ".join(found[:4]))
    lines = [line.text for line in Document(io.BytesIO(content)).paragraphs]
    require(any("Unterbrechung" in line for line in lines), "Die Unterbrechung fehlt in der Niederschrift")


# --- a room of its own --------------------------------------------------------------------


async def in_its_own_room(chamber: Chamber) -> None:
    """A public ballot; then the closed part in a second meeting, in which there is a guest too many."""
    await holds(chamber, "1", {"Ja": 9, "Nein": 5, "Enthaltung": 1}, verdict="beschlossen")
    chamber.room = room = await _room(chamber)
    guest = chamber.council.guests[0]
    await chamber.client.join(guest.person, room)
    await _names_on_the_check(chamber, guest)
    mark = chamber.rooms.meeting.mark()
    await exclude_public(chamber)
    await chamber.reads(chamber.rooms.meeting, "Nichtöffentlicher Teil", mark)
    await asyncio.gather(*(chamber.client.join(seat.person, room) for seat in chamber.council.members))
    await _alone(chamber, room)
    await _closed_ballot(chamber, room)
    mark = chamber.rooms.meeting.mark()
    await chamber.types(chamber.chair, "öffentlich", room)
    await chamber.reads(chamber.rooms.meeting, "wieder öffentlich", mark)
    require(guest.person in _inside(room), "Der Gast wurde hinausgeworfen; das entscheidet der Vorsitz")


def _inside(room: Chat) -> tuple[object, ...]:
    assert room.meeting is not None, "the room is a meeting"
    return tuple(room.meeting.inside())


async def _room(chamber: Chamber) -> Chat:
    """Bind a second meeting as the room of the closed part."""
    room = await meeting_of(chamber.world, chamber.council, "Nichtöffentlicher Raum")
    clerk = chamber.council.clerks[0]
    own = chamber.own(clerk)
    mark = own.mark()
    await chamber.types(clerk, f"vorbereiten {chamber.sitting} nichtöffentlich", room)
    await chamber.sees(own, lambda one: "Raum für den nichtöffentlichen Teil" in one.text, mark, "Der Raum")
    return room


async def _names_on_the_check(chamber: Chamber, guest: Seat) -> None:
    """Ask for the check until it names who is there and should not be: the bot looks now and then."""
    own, shown = chamber.own(chamber.chair), ""
    for _ in range(LOOKS):
        mark = own.mark()
        await chamber.types(chamber.chair, "nichtöffentlich")
        card = await chamber.reads(own, "Übertragung", mark)
        shown = card.text if card is not None else shown
        if guest.name in shown and "laut Teams in der Besprechung" in shown:
            return
        await asyncio.sleep(0.2)
    raise NotAsExpected(f"Auf der Prüfkarte fehlt {guest.name}: {shown[:300]}")


async def _alone(chamber: Chamber, room: Chat) -> None:
    """All but a few say that they are alone; the chair reads how many, and who is missing."""
    card = await chamber.sees(room, lambda one: has_button(one.card, ALONE), 0, "Die Frage", sure=True)
    assert card is not None, "what must be seen is waited for"
    members = chamber.council.members
    for seat in members[:-SILENT]:
        answer = await chamber.client.press(seat.person, room, ALONE, message=card)
        if seat.person.device.name != "OLD":
            require("Bestätigt um" in answer.text, f"{seat.name} las: {answer.text[:200]}")
    said = f"{len(members) - SILENT} von {len(members)} haben bestätigt, dass sie allein im Raum sind"
    own = chamber.own(chamber.chair)

    def told(one: Message) -> bool:
        return said in one.text and all(seat.name in one.text for seat in members[-SILENT:])

    await chamber.sees(own, told, 0, f"„{said}“ auf der Sitzungsleitung", sure=True)


async def _closed_ballot(chamber: Chamber, room: Chat) -> None:
    """The closed item's ballot, votes and result, all in the room."""
    mark, begun = room.mark(), now()
    await chamber.types(chamber.chair, "abstimmung 2", room)
    begin(chamber, "2", begun)
    chamber.ledger.items.append("2")
    held = chamber.ledger.last

    def shown(one: Message) -> bool:
        return is_ballot(one) and number_of(one) == held.number

    card = await chamber.sees(room, shown, mark, "Die Abstimmung im Raum", sure=True)
    assert card is not None, "what must be seen is waited for"
    wishes, begun = deal(chamber, "2", no=3, abstain=1), now()
    told = await Bench(chamber.client, room, speed=chamber.world.speed).vote(
        card, {seat.person: wish for seat, wish in wishes.items()}
    )
    for seat, wish in wishes.items():
        count(chamber, seat, wish, "karte", Span.since(begun), told.answers[seat.id])
    begun = now()
    await chamber.types(chamber.chair, "schließen", room)
    held.chair = chamber.chair.name
    chamber.ledger.close(Span.since(begun))
    mark, begun = room.mark(), now()
    await chamber.types(chamber.chair, "feststellen", room)
    verdict = f"{held.counts()}: {held.verdict(chamber.ledger.seats)}"
    await chamber.sees(room, lambda one: one.text.startswith(verdict), mark, "Das Ergebnis", sure=True)
    held.declared = Span.since(begun)


async def nothing_outside(chamber: Chamber) -> None:
    """The public copy and the public meeting know nothing of who confirmed what, nor of the ballot."""
    folder = chamber.world.folder / f"öffentlich-{chamber.sitting}"
    await chamber.world.bot.run("sitting", "export", chamber.sitting, str(folder), "--public")
    files = {file.name: file.read_bytes() for file in (folder / chamber.sitting).glob("*")}
    lines = files["journal.jsonl"].decode().splitlines()
    kept = [line for line in lines if '"alone_confirmed.v1"' in line and '"data":null' not in line]
    require(not any('"member":' in line for line in kept), f"Öffentliche Fassung: {kept[:1]}")
    title = chamber.items["2"].title
    require(not any(title in text.decode("utf-8", "replace") for text in files.values()), f"„{title}“")
    said = [content_text(entry.version.activity) for entry in chamber.rooms.meeting.history]
    require(not any("allein im Raum" in text for text in said), "Die Frage steht in der Besprechung")
    content = (await taken_files(chamber, MINUTES))["niederschrift.docx"]
    silent = chamber.council.members[-1].name
    sentences = [line.text for line in Document(io.BytesIO(content)).paragraphs]
    told = [line for line in sentences if "allein im Raum" in line]
    require(all(silent not in line for line in told), "In der öffentlichen Niederschrift steht, wer fehlt")


SCENARIOS = (
    Scenario(
        name="zwei-tage",
        line="zwei Tage in zwei Besprechungen: ein Journal, eine Niederschrift, zwei Anwesenheiten",
        play=two_days,
        after=one_set_of_minutes,
        items=(resolution("1", "Neubau der Schule"), resolution("2", "Abriss der Halle")),
    ),
    Scenario(
        name="nichtoeffentlicher-raum",
        line="nichtöffentlich im eigenen Raum: ein Gast fällt auf, wer allein ist, nichts dringt hinaus",
        play=in_its_own_room,
        after=nothing_outside,
        items=(
            resolution("1", "Neubau der Schule"),
            resolution("2", "Grundstück Geheimgasse", public=False),  # type: ignore[arg-type]
        ),
    ),
)
