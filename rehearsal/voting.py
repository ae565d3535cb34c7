"""How the demo holds a ballot: opened, voted by everybody as dealt, closed, declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.held import PLAIN, Asked, Given, Held, Span, now
from rehearsal.members import is_counted
from rehearsal.reading import has_button
from rehearsal.roster import Seat
from rehearsal.seen import PROVISIONAL, is_ballot, number_of

_RECEIPT = re.compile(r"Beleg ([0-9A-Z]+-[0-9A-Z]+)")
Wishes = dict[Seat, str]


def deal(chamber: Chamber, number: str, *, no: int = 0, abstain: int = 0, silent: int = 0) -> Wishes:
    """Deal votes on an item: so many against, abstaining and not voting, all others for."""
    yes = len(chamber.ledger.entitled(number)) - no - abstain - silent
    return deal_out(chamber, number, {"Nein": no, "Enthaltung": abstain, "": silent, "Ja": yes})


def deal_out(chamber: Chamber, number: str, counts: Mapping[str, int]) -> Wishes:
    """Deal votes on an item: so many for each choice, and nothing to whoever is left over."""
    seats = [chamber.seat(who) for who in chamber.ledger.entitled(number)]
    turn = (len(chamber.ledger.ballots) + 1) * 7 % len(seats)
    order = [*seats[turn:], *seats[:turn]]
    dealt = [choice for choice, count in counts.items() for _ in range(count)]
    if len(dealt) > len(order):
        raise NotAsExpected(f"TOP {number}: {len(dealt)} Stimmen für {len(order)} Stimmberechtigte")
    return {seat: wish for seat, wish in zip(order, dealt, strict=False) if wish}


def share(chamber: Chamber, number: str, part: float) -> int:
    """Return how many that part of those entitled is, at least one."""
    return max(1, int(len(chamber.ledger.entitled(number)) * part))


async def open_by_card(chamber: Chamber, number: str, asked: Asked = PLAIN) -> Message:
    """Press `Abstimmung eröffnen` on the control card."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.step("Abstimmung eröffnen", f"abstimmung {number}", about=f"TOP {number}")
    begin(chamber, number, begun, asked)
    return await stands(chamber, mark)


async def open_by_line(
    chamber: Chamber, number: str, line: str, asked: Asked = PLAIN, *, again: bool = False
) -> Message:
    """Type a line in the meeting chat that opens a ballot."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.types(chamber.chair, line, chamber.rooms.meeting)
    begin(chamber, number, begun, asked, again=again)
    return await stands(chamber, mark)


async def types_step(chamber: Chamber, line: str) -> None:
    """Type a line in the meeting chat that moves the sitting on, and see the control card drawn anew."""
    chat = chamber.control.chat
    mark = chat.mark()
    await chamber.types(chamber.chair, line, chamber.rooms.meeting)
    await chamber.sees(chat, lambda one: one is chamber.control.card, mark, f"Die Karte nach „{line}“")


def begin(
    chamber: Chamber, number: str, begun: datetime, asked: Asked = PLAIN, *, again: bool = False
) -> None:
    """Begin the page of a new ballot in the ledger; one that repeats the last one supersedes it."""
    ledger, item = chamber.ledger, chamber.items[number]
    earlier = ledger.last.round if again else 0
    if again:
        ledger.supersede()
    ledger.ballots.append(
        Held(
            number=len(ledger.ballots) + 1,
            item=item,
            object=asked.object or item.object or item.title,
            asked=asked,
            electorate=ledger.entitled(number),
            biased=ledger.biased_on(number),
            opened=Span.since(begun),
            round=earlier + 1,
            present_at_opening=len(ledger.entitled(number)),
        )
    )


async def stands(chamber: Chamber, mark: int) -> Message:
    """See the newest ballot's card in the meeting chat."""
    number, paper = chamber.ledger.last.number, chamber.ledger.last.asked.paper
    card = await chamber.sees(
        chamber.rooms.meeting,
        lambda one: number_of(one) == number and (paper or is_ballot(one)),
        mark,
        f"Die Karte von Abstimmung {number}",
        sure=True,
    )
    assert card is not None, "what must be seen is waited for"
    return card


async def vote(chamber: Chamber, card: Message, wishes: Wishes) -> None:
    """Let everybody press as dealt; some press twice, some change their mind."""
    begun = now()
    told = await chamber.bench.vote(card, {seat.person: wish for seat, wish in wishes.items()})
    span = Span.since(begun)
    for seat, wish in wishes.items():
        count(chamber, seat, wish, told.ways.get(seat.id, "karte"), span, told.answers[seat.id])


def count(chamber: Chamber, seat: Seat, wish: str, way: str, span: Span, answer: Answer) -> None:
    """Note a vote of which the voter has read that it counts, with its receipt."""
    if not is_counted(answer, wish):
        raise NotAsExpected(f"{seat.name} wollte „{wish}“ und las: {answer.status} {answer.text[:300]}")
    receipt = _RECEIPT.search(answer.text)
    chamber.ledger.last.votes[seat.id] = Given(
        choice=wish, way=way, at=span, receipt=receipt[1] if receipt else ""
    )


async def close(chamber: Chamber, card: Message) -> str:
    """Press `Schließen`, see the counts on the ballot's card as provisional ones, and return them."""
    begun = now()
    mark = chamber.rooms.meeting.mark()
    await chamber.step("Schließen", "abstimmung schließen")
    chamber.ledger.close(Span.since(begun))
    return await sees_counts(chamber, card, mark, begun)


async def sees_counts(chamber: Chamber, card: Message, mark: int, begun: datetime) -> str:
    """See the counts of the ballot that has just been closed on its card, and return them."""
    held = chamber.ledger.last
    shown = await chamber.sees(
        chamber.rooms.meeting,
        lambda one: (one is card or _in_its_place(one, card)) and PROVISIONAL in one.text,
        mark,
        "Die Auszählung",
        sure=True,
    )
    assert shown is not None, "what must be seen is waited for"
    held.closed = Span.since(begun)
    counts = held.counts()
    require(f"{counts}{PROVISIONAL}" in shown.text, f"Abstimmung {held.number}: auf der Karte {shown.text!r}")
    return counts


def _in_its_place(message: Message, card: Message) -> bool:
    """Whether a message is the same ballot's card anew, after Teams has lost the first one."""
    return card.lost and number_of(message) == number_of(card)


async def confirm_counts(chamber: Chamber, second: Seat, words: str, mark: int) -> None:
    """Let a second clerk confirm counts that were entered; where the card got lost, the chair does it."""
    try:
        await chamber.confirms(second, words, mark)
    except NotAsExpected:
        if not chamber.rough:
            raise
        own = chamber.own(chamber.chair)
        shown = await own.wait_for(lambda one: has_button(one.card, "Bestätigen"), what="Die Bestätigung")
        await chamber.client.press(chamber.chair.person, own, "Bestätigen", message=shown)


async def declare(chamber: Chamber, title: str = "Feststellen und weiter") -> str:
    """Press a declaring step, see the result message, and return the verdict."""
    begun = now()
    held, mark = chamber.ledger.last, chamber.rooms.meeting.mark()
    held.chair = chamber.chair.name
    lines = ("feststellen", "weiter") if title.endswith("weiter") else ("feststellen",)
    await chamber.step(title, *lines)
    shown = await chamber.sees(
        chamber.rooms.meeting,
        lambda one: (
            len(one.versions) == 1
            and number_of(one) == held.number
            and not is_ballot(one)
            and PROVISIONAL not in one.text
        ),
        mark,
        f"Das Ergebnis von Abstimmung {held.number}",
        sure=True,
    )
    assert shown is not None, "what must be seen is waited for"
    held.declared = Span.since(begun)
    verdict = held.verdict(chamber.ledger.seats)
    told = f"{held.counts()}: {verdict}" if not held.asked.options else held.counts()
    require(shown.text.startswith(told), f"Das Ergebnis lautet {shown.text[:160]!r}, richtig ist {told!r}")
    carried = verdict not in {"abgelehnt", "ohne Entscheidung"}
    chamber.telling.result(f"Abstimmung {held.number}: {held.counts()}: {verdict}", carried=carried)
    return verdict


async def ballot(chamber: Chamber, number: str, wishes: Wishes, remark: str = "") -> str:
    """Hold a ballot with the chair's three presses; the third calls the next item as well."""
    card = await open_by_card(chamber, number)
    await vote(chamber, card, wishes)
    await close(chamber, card)
    return await declare_and_go_on(chamber, remark)


async def declare_and_go_on(chamber: Chamber, remark: str = "", *, back_to: str = "") -> str:
    """Press `Feststellen und weiter` and see the next item called, or that it goes on with an earlier one."""
    mark = chamber.rooms.meeting.mark()
    verdict = await declare(chamber)
    if remark:
        chamber.telling.act(remark)
    if back_to:
        chamber.telling.item(back_to, chamber.items[back_to].title)
    else:
        await chamber.sees_item(_next(chamber, chamber.ledger.last.item.number), mark)
    return verdict


def _next(chamber: Chamber, number: str) -> str:
    numbers = list(chamber.items)
    after = numbers[numbers.index(number) + 1 :]
    return next(one for one in after if one not in chamber.ledger.items)


def require(holds: bool, otherwise: str) -> None:
    """Stop the evening where something is not as it has to be."""
    if not holds:
        raise NotAsExpected(otherwise)
