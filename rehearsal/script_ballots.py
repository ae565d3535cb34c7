"""The demo's evening, second part: the first ballots, with everything that happens at a press."""

from __future__ import annotations

import asyncio

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.held import Asked, Span, now
from rehearsal.people import Device
from rehearsal.roster import Seat
from rehearsal.script_beginning import let_in
from rehearsal.voting import (
    ballot,
    close,
    count,
    deal,
    declare,
    declare_and_go_on,
    open_by_card,
    open_by_line,
    require,
    share,
    vote,
)


async def first_ballot(chamber: Chamber) -> None:
    """Three presses of the chair; pressed twice, changed, delivered late, typed, refused, too late."""
    await chamber.calls("5.2")
    card = await open_by_card(chamber, "5.2")
    parts, telling = chamber.parts, chamber.telling
    wishes = deal(chamber, "5.2", no=1, abstain=share(chamber, "5.2", 0.05))
    own = (parts.doubler, parts.replayer, parts.typist, parts.sleeper)
    late = _prepared(chamber, parts.sleeper, card, "Ja")
    rest = {seat: wish for seat, wish in wishes.items() if seat not in own}
    await asyncio.gather(
        vote(chamber, card, rest),
        _twice(chamber, card),
        _older_press_again(chamber, card),
        _typed(chamber),
    )
    await _guest(chamber, card)
    old = sum(seat.person.device is Device.OLD for seat in rest)
    telling.act(
        f"{len(rest)} stimmen auf der Karte ab, manche drücken doppelt oder ändern ihre Stimme; "
        f"{old} mit alter App lesen den Beleg im persönlichen Chat."
    )
    await close(chamber, card)
    answer = await chamber.client.delivery.post(late)
    require("Ihre Stimme:" not in answer.text and not _votable(answer), "Eine verspätete Stimme zählte")
    chamber.ledger.refusals += 1
    telling.act(
        f"{parts.sleeper.name} drückt erst nach dem Schließen: zählt nicht, die Karte ist geschlossen."
    )
    await declare_and_go_on(chamber)


def _prepared(chamber: Chamber, seat: Seat, card: Message, title: str) -> dict[str, object]:
    """Make a press that is not sent yet."""
    message, button = chamber.client.find(seat.person, chamber.rooms.meeting, title, message=card)
    return chamber.client.build.press(seat.person, chamber.rooms.meeting, message, button)


def _votable(answer: Answer) -> bool:
    return answer.card is not None and bool(answer.card.get("actions"))


async def press(chamber: Chamber, seat: Seat, card: Message, title: str) -> Answer:
    """Let somebody press a vote button of a ballot's card."""
    return await chamber.client.press(seat.person, chamber.rooms.meeting, title, message=card)


async def _twice(chamber: Chamber, card: Message) -> None:
    seat, begun = chamber.parts.doubler, now()
    first = await press(chamber, seat, card, "Ja")
    second = await press(chamber, seat, card, "Ja")
    count(chamber, seat, "Ja", "karte", Span.since(begun), second)
    require(first.text == second.text, f"{seat.name} las zwei verschiedene Belege")
    chamber.telling.act(f"{seat.name} drückt zweimal Ja: eine Stimme, derselbe Beleg.")


async def _older_press_again(chamber: Chamber, card: Message) -> None:
    """Yes, then No; then Teams delivers the first press once more."""
    seat, begun = chamber.parts.replayer, now()
    old = _prepared(chamber, seat, card, "Ja")
    await chamber.client.delivery.post(old)
    changed = await press(chamber, seat, card, "Nein")
    count(chamber, seat, "Nein", "karte", Span.since(begun), changed)
    again = await chamber.client.repeat(old)
    require("Ihre Stimme: Ja" not in again.text, f"Bei {seat.name} zählte der alte Druck")
    chamber.telling.act(
        f"{seat.name} drückt Ja, dann Nein; Teams stellt das alte Ja noch einmal zu: es bleibt bei Nein."
    )


async def _typed(chamber: Chamber) -> None:
    seat = chamber.parts.typist
    own, begun = chamber.own(seat), now()
    mark = own.mark()
    await chamber.types(seat, "nein")
    shown = await chamber.reads(own, "Ihre Stimme: Nein", mark)
    text = shown.text if shown is not None else "Ihre Stimme: Nein Beleg"
    answer = Answer(status=200, body={"value": text})
    count(chamber, seat, "Nein", "getippt", Span.since(begun), answer)
    chamber.telling.act(f"{seat.name} tippt „nein“ im persönlichen Chat und erhält den Beleg dort.")


async def _guest(chamber: Chamber, card: Message) -> None:
    guest = chamber.council.guests[0]
    answer = await press(chamber, guest, card, "Ja")
    await chamber.refused(answer, guest.name, "keine Stimme")
    chamber.telling.act(f"{guest.name} ist nicht zugelassen und drückt Ja: keine Stimme gezählt.")


async def tie(chamber: Chamber) -> None:
    """As many for it as against it."""
    await chamber.calls("10.1")
    entitled = len(chamber.ledger.entitled("10.1"))
    half = (entitled - 1) // 2
    wishes = deal(chamber, "10.1", no=half, abstain=entitled - 2 * half)
    remark = "Stimmengleichheit: damit ist der Antrag abgelehnt."
    verdict = await ballot(chamber, "10.1", wishes, remark)
    require(verdict == "abgelehnt", "Stimmengleichheit lehnt ab")


async def repetition(chamber: Chamber) -> None:
    """Somebody is late and votes only in the next ballot; the sound fails, the ballot is repeated."""
    late, telling = chamber.parts.late, chamber.telling
    card = await open_by_card(chamber, "10.2")
    await let_in(chamber, late, chamber.council.clerks[0])
    answer = await press(chamber, late, card, "Ja")
    await chamber.refused(answer, late.name, "keine Stimme")
    telling.act(f"{late.name} kommt während der Abstimmung: zugelassen, stimmt erst in der nächsten mit.")
    silent = share(chamber, "10.2", 0.2)
    electorate = chamber.ledger.last.electorate
    wishes = deal(chamber, "10.2", no=share(chamber, "10.2", 0.3), silent=silent)
    await vote(chamber, card, {seat: wish for seat, wish in wishes.items() if seat.id in electorate})
    tally = await close(chamber, card)
    telling.act(f"{tally} – aber der Ton war ausgefallen: Die Abstimmung wird wiederholt.")
    second = await open_by_line(chamber, "10.2", "wiederholen Tonausfall", again=True)
    await vote(chamber, second, deal(chamber, "10.2", no=share(chamber, "10.2", 0.3)))
    await close(chamber, second)
    await declare_and_go_on(chamber)


async def roll_call(chamber: Chamber) -> None:
    """A roll call; in the middle of it the bot's process is killed, as by a power cut."""
    card = await open_by_card(chamber, "10.3")
    wishes = list(deal(chamber, "10.3", no=share(chamber, "10.3", 0.35), abstain=1).items())
    half = len(wishes) // 2
    await vote(chamber, card, dict(wishes[:half]))
    await chamber.world.bot.kill()
    await chamber.world.bot.start()
    chamber.telling.act(
        f"Nach {half} Stimmen fällt der Rechner des Bots aus und startet neu: keine ging verloren."
    )
    await vote(chamber, card, dict(wishes[half:]))
    await close(chamber, card)
    await declare_and_go_on(chamber)


async def three_ballots(chamber: Chamber) -> None:
    """The deputy presides; three ballots on one item; a vote is taken by voice."""
    parts, telling, mayor = chamber.parts, chamber.telling, chamber.chair
    await chamber.types(mayor, f"leitung {parts.deputy.name}")
    chamber.preside(parts.deputy)
    telling.act(f"{mayor.name} gibt die Leitung an {parts.deputy.name} ab.")
    subjects = ("Punkt 1, Zahl der Plätze", "Punkt 2, Bericht", "Punkt 3, Finanzierung")
    for place, subject in enumerate(subjects):
        line = f"abstimmung 10.4: {subject}"
        card = await open_by_line(chamber, "10.4", line, Asked(object=subject))
        wishes = deal(chamber, "10.4", no=share(chamber, "10.4", (0.2, 0.6, 0.1)[place]))
        if place == 1:
            wishes.pop(parts.voiced, None)
            await _by_voice(chamber, card)
        await vote(chamber, card, wishes)
        await close(chamber, card)
        await declare_this(chamber)
    await chamber.types(mayor, "leitung übernehmen")
    chamber.preside(mayor)
    telling.act(f"{mayor.name} übernimmt die Leitung wieder.")


async def declare_this(chamber: Chamber) -> None:
    """Declare and stay with the item."""
    await declare(chamber, "Feststellen")


async def _by_voice(chamber: Chamber, card: Message) -> None:
    """A member's device fails: one clerk enters the vote, the other confirms it."""
    seat, (first, second) = chamber.parts.voiced, chamber.council.clerks[:2]
    office = chamber.rooms.office
    mark, begun = office.mark(), now()
    await chamber.types(first, f"stimme {seat.name} ja Gerät ausgefallen, Zuruf", office)
    try:
        await chamber.confirms(second, seat.name, mark)
    except NotAsExpected:
        if not chamber.rough:
            raise
        await vote(chamber, card, {seat: "Ja"})
        return
    receipt = Answer(status=200, body={"value": "Ihre Stimme: Ja, Beleg"})
    count(chamber, seat, "Ja", "büro", Span.since(begun), receipt)
    chamber.telling.act(f"{seat.name} stimmt durch Zuruf: {first.name} trägt ein, {second.name} bestätigt.")
