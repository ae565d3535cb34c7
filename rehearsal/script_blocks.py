"""The demo's evening, between its parts: a ballot en bloc, and a disturbance in the midst of a ballot."""

from __future__ import annotations

from collections.abc import Sequence

from rehearsal.chamber import Chamber
from rehearsal.chats import Message, NotSeenInTime
from rehearsal.held import Asked, now
from rehearsal.roster import Seat
from rehearsal.voting import (
    Wishes,
    ballot,
    begin,
    close,
    deal,
    declare,
    open_by_line,
    require,
    share,
    stands,
    types_step,
    vote,
)

BLOCK = ("7.1", "7.2", "7.3", "7.4")
OUT = "7.3"
QUESTION = ("Warten", "Ohne weiter", "Abbrechen")


async def block(chamber: Chamber) -> None:
    """Four items in one ballot; a member wants one of them out, the chair takes it out."""
    telling, wisher = chamber.telling, chamber.parts.doubler
    mark = chamber.rooms.meeting.mark()
    await open_block(chamber, BLOCK)
    await chamber.sees_item(BLOCK[0], mark)
    telling.act(f"{len(BLOCK)} Umbesetzungen in einer Abstimmung (en bloc).")
    await wishes_out(chamber, wisher, OUT)
    telling.act(f"{wisher.name} möchte TOP {OUT} einzeln abstimmen: Die Leitung sieht es auf ihrer Karte.")
    card = await pull_out(chamber, OUT)
    telling.act(f"{chamber.chair.name} nimmt TOP {OUT} heraus; über die anderen wird neu abgestimmt.")
    await vote(chamber, card, deal(chamber, BLOCK[0], no=1, abstain=share(chamber, BLOCK[0], 0.1)))
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    chamber.ledger.items += [number for number in BLOCK[1:] if number != OUT]
    await chamber.calls(OUT)
    await ballot(chamber, OUT, deal(chamber, OUT, no=share(chamber, OUT, 0.3)))


async def open_block(chamber: Chamber, numbers: Sequence[str]) -> Message:
    """Open one ballot on a range of items."""
    line = f"en bloc {numbers[0]}-{numbers[-1]}"
    return await open_by_line(chamber, numbers[0], line, block_of(chamber, numbers))


def block_of(chamber: Chamber, numbers: Sequence[str]) -> Asked:
    """Return what a ballot on several items asks: all their titles."""
    titles = "; ".join(f"{number} {chamber.items[number].title}" for number in numbers)
    return Asked(block=tuple(numbers), object=titles)


async def wishes_out(chamber: Chamber, wisher: Seat, number: str) -> None:
    """Let a member ask for an item to be taken out; the chair's card says so."""
    await chamber.tells(wisher, f"einzeln {number}")

    def seen(_: Message) -> bool:
        card = chamber.control.card
        return card is not None and number in card.text and wisher.name in card.text

    own = chamber.own(chamber.chair)
    if chamber.control.card is None or not seen(chamber.control.card):
        await chamber.sees(own, seen, own.mark(), f"Der Wunsch von {wisher.name}")


async def pull_out(chamber: Chamber, number: str) -> Message:
    """Let the chair take an item out of the open block, and return the card of the new ballot."""
    left = [one for one in chamber.ledger.last.asked.block if one != number]
    mark, begun = chamber.rooms.meeting.mark(), now()
    await types_step(chamber, f"einzeln {number}")
    begin(chamber, left[0], begun, block_of(chamber, left), again=True)
    return await stands(chamber, mark)


async def with_disturbances(chamber: Chamber, card: Message, wishes: Wishes) -> None:
    """Two are disturbed in the midst of a ballot: the chair waits for one, and goes on without the other."""
    telling, back, gone = chamber.telling, chamber.parts.voiced, chamber.parts.disturbed
    others = {seat: wish for seat, wish in wishes.items() if seat not in (back, gone)}
    await vote(chamber, card, others)
    await disturb(chamber, back, "Bild steht")
    await chamber.step("Warten")
    telling.act(f"{back.name} ist gestört und hat noch nicht abgestimmt: {chamber.chair.name} wartet.")
    await undisturb(chamber, back)
    await vote(chamber, card, {back: "Ja"})
    await disturb(chamber, gone, "Verbindung weg")
    await chamber.step("Ohne weiter")
    chamber.ledger.last.struck.add(gone.id)
    telling.act(f"{back.name} ist zurück und stimmt ab; ohne {gone.name}, jetzt gestört, geht es weiter.")


async def disturb(chamber: Chamber, seat: Seat, reason: str) -> None:
    """Let a clerk note that somebody is disturbed; the control card asks how it goes on."""
    await chamber.tells(chamber.council.clerks[0], f"störung {seat.name} {reason}")
    chamber.ledger.disturbed.add(seat.id)
    for title in QUESTION:
        try:
            await chamber.control.shows(title, seat.name)
        except NotSeenInTime:
            require(chamber.rough, f"Die Leitung wird nicht gefragt, wie es ohne {seat.name} weitergeht")


async def undisturb(chamber: Chamber, seat: Seat) -> None:
    """Let a clerk note that a disturbance is over."""
    await chamber.tells(chamber.council.clerks[0], f"behoben {seat.name}")
    chamber.ledger.disturbed.discard(seat.id)
