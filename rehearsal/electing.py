"""How elections, choices among alternatives and secret ballots are held: on cards, on paper, by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.held import SECRET, Asked, Given, Span, Tally, now
from rehearsal.reading import has_button
from rehearsal.reckoning import RUNOFF, SECOND
from rehearsal.roster import Seat
from rehearsal.seen import number_of, vote_buttons
from rehearsal.voting import (
    Wishes,
    close,
    confirm_counts,
    deal_out,
    declare,
    open_by_line,
    require,
    sees_counts,
    types_step,
    vote,
)


async def elect(chamber: Chamber, number: str, line: str, asked: Asked) -> Message:
    """Open an election or a choice; on a card its buttons are the numbers in rows, then `Enthaltung`."""
    card = await open_by_line(chamber, number, line, asked)
    numbers = tuple(str(n) for n in range(1, len(asked.options) + 1))
    wanted = numbers if len(numbers) > 1 else ("Ja", "Nein")
    shown = vote_buttons(card.card)
    require(
        shown == (() if asked.paper else (*wanted, "Enthaltung")), f"TOP {number}: die Schaltflächen {shown}"
    )
    missing = [name for name in asked.options if name not in card.text]
    require(not missing, f"TOP {number}: auf der Karte fehlt {missing}")
    return card


async def voted(chamber: Chamber, card: Message, counts: Mapping[str, int]) -> str:
    """Let everybody press as dealt, close, and declare with `Feststellen`; return the verdict."""
    number = chamber.ledger.last.item.number
    await vote(chamber, card, deal_out(chamber, number, counts))
    await close(chamber, card)
    return await declare(chamber, "Feststellen")


async def next_round(chamber: Chamber, line: str = "", *, paper: bool = False) -> Message:
    """Open the round that the last one calls for: by the control card's step, or by a typed line."""
    held = chamber.ledger.last
    result = held.round_result()
    stage = SECOND if len(held.asked.options) == 1 else RUNOFF
    asked = replace(held.asked, options=result.among, stage=stage, paper=paper)
    if paper:
        asked = replace(asked, way=SECRET)
    return await elect(chamber, held.item.number, line or "stichwahl", asked)


async def count_papers(chamber: Chamber, card: Message, tally: Tally) -> str:
    """Let one clerk enter what was counted, in vain confirm it herself, and her colleague confirm it."""
    first, second = chamber.council.clerks[:2]
    office, held = chamber.rooms.office, chamber.ledger.last
    mark, begun = office.mark(), now()
    await chamber.types(first, f"auszählung {_written(tally)}", office)
    shown = await chamber.sees(
        office, lambda one: has_button(one.card, "Bestätigen"), mark, "Die Auszählung im Büro-Chat"
    )
    if shown is not None:
        own = await chamber.client.press(first.person, office, "Bestätigen", message=shown)
        await chamber.refused(own, first.name, "")
    held.hands = tally
    here = chamber.rooms.meeting.mark()
    await confirm_counts(chamber, second, "", mark)
    chamber.ledger.close(Span.since(begun))
    counts = await sees_counts(chamber, card, here, begun)
    chamber.telling.act(f"{first.name} trägt die Auszählung ein, {second.name} bestätigt sie.")
    return counts


def _written(tally: Tally) -> str:
    """The counts as a clerk types them."""
    counts = "; ".join(str(votes) for votes in tally.options) or f"ja {tally.yes} nein {tally.no}"
    return f"{counts} enthaltung {tally.abstain} ungültig {tally.invalid}"


async def draw_lot(chamber: Chamber, name: str, witness: Seat) -> None:
    """Enter on whom the lot fell, and see it in the result message."""
    held, mark = chamber.ledger.last, chamber.rooms.meeting.mark()
    await types_step(chamber, f"los {name} zeuge {witness.name}")
    held.lot = name
    await chamber.sees(
        chamber.rooms.meeting,
        lambda one: number_of(one) == held.number and "durch Los" in one.text and witness.name in one.text,
        mark,
        "Das Los in der Ergebnisnachricht",
        sure=True,
    )
    chamber.telling.act(f"Das Los fällt auf {name}; {witness.name} hat es gesehen.")


async def hand_in(chamber: Chamber, card: Message, wishes: Wishes) -> bytes:
    """Let everybody hand in a secret slip; return what everybody was answered, byte for byte the same.

    An old app shows no answer to a press: there the same words come as a message.
    """
    begun = now()
    people = {seat.person: wish for seat, wish in wishes.items()}
    answers = await chamber.bench.hand_in(card, people)
    span = Span.since(begun)
    for seat, wish in wishes.items():
        chamber.ledger.last.votes[seat.id] = Given(choice=wish, way="karte", at=span)
    on_cards = {answer.raw for answer in answers.values() if answer.raw}
    in_words = {answer.text for answer in answers.values() if not answer.raw}
    require(len(on_cards) == 1, f"Die Antworten auf Stimmzettel sind verschieden: {on_cards}")
    require(len(in_words) <= 1, f"Die Nachrichten über Stimmzettel sind verschieden: {in_words}")
    require(not any("Beleg" in text for text in in_words), f"Ein Stimmzettel mit Beleg: {in_words}")
    return on_cards.pop()
