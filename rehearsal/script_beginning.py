"""The demo's evening, first part: preparation, admission, opening, formal items."""

from __future__ import annotations

import asyncio

from rehearsal.chamber import Chamber
from rehearsal.chats import Chat, Message
from rehearsal.evening import can_sign_in
from rehearsal.held import Span, now
from rehearsal.reading import has_button
from rehearsal.roster import Seat
from rehearsal.seen import admitted_by, admitted_names

SIGN_IN = "Anwesend"
LOOKING = 10.0
"""Seconds that a clerk reads a list before pressing."""


async def preparation(chamber: Chamber, sitting: str) -> None:
    """The chats are claimed, the meeting is bound to the planned sitting; admission begins by itself."""
    clerk, technician = chamber.council.clerks[0], chamber.council.technicians[0]
    rooms, telling = chamber.rooms, chamber.telling
    telling.part("Vorbereitung")
    await chamber.types(clerk, "büro hier", rooms.office)
    assert rooms.support is not None, "the demo has technicians"
    await chamber.types(technician, "technik hier", rooms.support)
    await chamber.client.start_meeting(rooms.meeting)
    own, mark, here = chamber.own(clerk), chamber.own(clerk).mark(), rooms.meeting.mark()
    await chamber.types(clerk, f"vorbereiten {sitting}", rooms.meeting)
    await chamber.reads(own, "Checkliste", mark)
    telling.act(f"{clerk.name} verbindet die Besprechung mit der Sitzung und erhält die Checkliste.")
    await sees_sign_in(chamber, rooms.meeting, here)
    minute_taker = chamber.council.clerks[2]
    await chamber.tells(clerk, f"schriftführung {minute_taker.name}")
    first, second = chamber.council.councillors[1:3]
    await chamber.tells(clerk, f"mitunterzeichnung {first.name}; {second.name}")
    telling.act(f"Schriftführung: {minute_taker.name}; es unterzeichnen mit: {first.name}, {second.name}.")


async def sees_sign_in(chamber: Chamber, meeting: Chat, mark: int) -> None:
    """See the card to sign in; where Teams has lost it, a clerk asks for it once more."""
    if await chamber.sees(meeting, can_sign_in, mark, "Die Anmeldekarte") is None:
        await chamber.types(chamber.council.clerks[0], "anmeldung", meeting)
        await chamber.sees(meeting, can_sign_in, mark, "Die Anmeldekarte", sure=True)


async def admission(chamber: Chamber) -> None:
    """Who is who: members sign in by card or word, clerks admit them, strangers stay outside."""
    parts, council, telling = chamber.parts, chamber.council, chamber.telling
    telling.part("Einlass")
    for seat in parts.excused:
        await chamber.tells(council.clerks[1], f"entschuldigt {seat.name} Dienstreise")
        chamber.ledger.excused.add(seat.id)
    by_word = (parts.typist, council.members[2])
    by_card = [seat for seat in council.members if seat not in {*parts.absent, *by_word}]
    await asyncio.gather(
        chamber.bench.sign_in([seat.person for seat in by_card]),
        *(_by_word(chamber, seat) for seat in by_word),
    )
    seats = [*by_card, *by_word]
    presses = await let_all_in(chamber, seats, council.clerks[0], council.clerks[1])
    telling.act(
        f"{len(by_card)} Mitglieder melden sich auf der Karte an, {len(by_word)} tippen „anwesend“; "
        f"das Büro lässt alle zu und drückt dafür {presses}-mal."
    )
    await _strangers(chamber)
    await _a_clerk(chamber)


async def _by_word(chamber: Chamber, seat: Seat) -> None:
    await chamber.client.join(seat.person, chamber.rooms.meeting)
    await chamber.tells(seat, "anwesend")


async def let_in(chamber: Chamber, seat: Seat, clerk: Seat) -> None:
    """Let somebody join, sign in by card, and be admitted by a clerk."""
    await chamber.bench.sign_in([seat.person])
    await let_all_in(chamber, [seat], clerk)


async def let_all_in(chamber: Chamber, seats: list[Seat], *clerks: Seat, mark: int = 0) -> int:
    """Let clerks in turn press `Zulassen` on the lists until all of these are in; return the presses."""
    outside, presses, begun = {seat.name: seat for seat in seats}, 0, now()
    while outside:
        seat, clerk = next(iter(outside.values())), clerks[presses % len(clerks)]
        card = await _case(chamber, seat, clerk, mark=mark)
        await asyncio.sleep(LOOKING / chamber.world.speed)  # the list grows while the clerk reads it
        if card is not None and not has_button(card.seen_by(clerk.person), "Zulassen", seat.name):
            continue  # a colleague was faster, and the card has just come to say so
        presses += 1
        names, by = await _admitted(chamber, seat, clerk, card)
        span = Span.since(begun)
        for name in names:
            came = outside.pop(name, None)
            if came is not None:
                evidence = "Büro" if came.unlisted else "Anmeldung"
                chamber.ledger.came(came.id, span, by or clerk.name, evidence=evidence)
    return presses


async def _admitted(
    chamber: Chamber, seat: Seat, clerk: Seat, card: Message | None
) -> tuple[frozenset[str], str]:
    """Admit everybody on the list on which this person stands, or them by name; return who, and by whom.

    A card that Teams has lost may still offer what a colleague did before; the answer says so.
    """
    if card is None:
        await chamber.types(clerk, f"zulassen {seat.name}")
        return frozenset({seat.name}), clerk.name
    office = chamber.rooms.office
    answer = await chamber.client.press(clerk.person, office, "Zulassen", near=seat.name, message=card)
    listed = admitted_names(answer.text) or frozenset({seat.name})  # a doubt's own card names one person
    return listed, admitted_by(answer.text)


async def _case(
    chamber: Chamber, seat: Seat, clerk: Seat, title: str = "Zulassen", *, mark: int = 0
) -> Message | None:
    """See the card on which this person waits, as this clerk sees it."""
    return await chamber.sees(
        chamber.rooms.office,
        lambda one: has_button(one.seen_by(clerk.person), title, seat.name),
        mark,
        f"Die Einlasskarte für {seat.name}",
    )


async def _strangers(chamber: Chamber) -> None:
    """Somebody with a councillor's name and a strange account; a guest whom the office refuses."""
    council, client, meeting = chamber.council, chamber.client, chamber.rooms.meeting
    stranger, guest = council.intruder, council.guests[0]
    assert stranger is not None, "the demo has an intruder"
    await client.join(stranger, meeting)
    answer = await client.press(stranger, meeting, SIGN_IN)
    await chamber.refused(answer, "die fremde Person", "Mitgliederliste")
    chamber.telling.act(
        f"Eine fremde Person nennt sich „{stranger.name}“: kein Zutritt, das Konto steht nicht auf der Liste."
    )
    await chamber.bench.sign_in([guest.person])
    await chamber.tells(council.clerks[0], f"ablehnen {guest.name} Zuschauerin")
    chamber.ledger.refusals += 1
    chamber.telling.act(f"{guest.name} ist Gast und wird vom Büro abgelehnt.")


async def _a_clerk(chamber: Chamber) -> None:
    """A clerk may not admit herself; her colleague does."""
    clerk, colleague = chamber.council.clerks[:2]
    await chamber.bench.sign_in([clerk.person])
    card = await _case(chamber, clerk, clerk)
    if card is not None:
        office = chamber.rooms.office
        answer = await chamber.client.press(clerk.person, office, "Zulassen", near=clerk.name, message=card)
        await chamber.refused(answer, clerk.name, "selbst")
        chamber.telling.act(f"{clerk.name} kann sich nicht selbst zulassen; das tut {colleague.name}.")
    await let_all_in(chamber, [clerk], colleague)


async def opening(chamber: Chamber) -> None:
    """The mayor opens on the control card; presence and quorum stand in the house's sentence."""
    chamber.telling.part("Öffentlicher Teil")
    ledger, meeting = chamber.ledger, chamber.rooms.meeting
    here, mark, begun = len(ledger.here()), meeting.mark(), now()
    await chamber.step("Sitzung eröffnen", "sitzung eröffnen")
    ledger.opened, ledger.present_at_opening = Span.since(begun), here
    await chamber.reads(meeting, f"{here} von {ledger.seats} ", mark)
    chamber.telling.act(
        f"{chamber.chair.name} eröffnet die Sitzung: {here} von {ledger.seats} anwesend, "
        f"{ledger.quorum} nötig, beschlussfähig."
    )


async def formalities(chamber: Chamber) -> None:
    """Items without a ballot: called, found without objection, by card, word and double tap."""
    meeting, chair = chamber.rooms.meeting, chamber.chair
    await chamber.calls("1")
    await chamber.calls("2")
    mark = meeting.mark()
    await chamber.types(chair, "beschlussfähigkeit", meeting)
    spare = len(chamber.ledger.here()) - chamber.ledger.quorum
    await chamber.reads(meeting, f"eschlussfähig: {len(chamber.ledger.here())} von", mark)
    chamber.telling.act(f"Beschlussfähig; {spare} dürften noch gehen.")
    await _passes(chamber, "3")
    await _double_tap(chamber, "4")
    await chamber.calls("5")
    await _passes(chamber, "5.1")


async def _passes(chamber: Chamber, number: str) -> None:
    """Call an item, and find by a typed line that nobody objects."""
    await chamber.calls(number)
    mark = chamber.rooms.meeting.mark()
    await chamber.types(chamber.chair, "ohne widerspruch", chamber.rooms.meeting)
    await chamber.becomes(number, "Ohne Widerspruch", mark)
    chamber.telling.act("Ohne Widerspruch festgestellt.")


async def _double_tap(chamber: Chamber, number: str) -> None:
    """A nervous finger: pressed twice in a row, and yet only one item further."""
    mark = chamber.rooms.meeting.mark()
    if chamber.rough:
        await chamber.step("Weiter", "weiter")
    else:
        await chamber.control.tap_twice("Weiter")
        chamber.ledger.presses += 1
    await chamber.sees_item(number, mark)
    chamber.telling.act("„Weiter“ wurde zweimal gedrückt: ein Schritt, nicht zwei.")


async def urgent_decisions(chamber: Chamber) -> None:
    """An urgent decision is taken note of; then the committees are called."""
    await chamber.notes("6.1")
    await chamber.calls("7")


async def reports(chamber: Chamber) -> None:
    """Questions of residents, an interim report: taken note of."""
    for number in ("8.1", "8.2"):
        await chamber.notes(number)
    for number in ("8.3", "9"):
        mark = chamber.rooms.meeting.mark()
        await chamber.types(chamber.chair, f"kenntnis {number}")
        await chamber.sees_item(number, mark)
        await chamber.becomes(number, "Kenntnis genommen", mark)
    chamber.telling.act("Vier Vorlagen sind zur Kenntnis genommen.")
    await chamber.calls("10")
