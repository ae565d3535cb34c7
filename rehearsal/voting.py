"""How the demo holds a ballot: opened, voted by everybody as dealt, closed, declared."""

from __future__ import annotations

import re
from datetime import datetime

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.ledger import Given, Held, Span, Tally, now
from rehearsal.members import is_counted
from rehearsal.roster import Seat
from rehearsal.seen import counts_of, is_ballot, is_result, number_of

_RECEIPT = re.compile(r"Beleg ([0-9A-Z]+-[0-9A-Z]+)")
Wishes = dict[Seat, str]


def deal(chamber: Chamber, number: str, *, no: int = 0, abstain: int = 0, silent: int = 0) -> Wishes:
    """Deal votes on an item: so many against, abstaining and not voting, all others for."""
    seats = [chamber.seat(who) for who in chamber.ledger.entitled(number)]
    turn = (len(chamber.ledger.ballots) + 1) * 7 % len(seats)
    order = [*seats[turn:], *seats[:turn]]
    dealt = ["Nein"] * no + ["Enthaltung"] * abstain + [""] * silent
    dealt += ["Ja"] * (len(order) - len(dealt))
    return {seat: wish for seat, wish in zip(order, dealt, strict=True) if wish}


def share(chamber: Chamber, number: str, part: float) -> int:
    """Return how many that part of those entitled is, at least one."""
    return max(1, int(len(chamber.ledger.entitled(number)) * part))


async def open_by_card(chamber: Chamber, number: str) -> Message:
    """Press `Abstimmung eröffnen` on the control card."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.step("Abstimmung eröffnen", f"abstimmung {number}", about=f"TOP {number}")
    begin(chamber, number, begun)
    return await stands(chamber, mark)


async def open_by_line(
    chamber: Chamber,
    number: str,
    line: str,
    *,
    subject: str = "",
    procedural: bool = False,
    again: bool = False,
) -> Message:
    """Type a line in the meeting chat that opens a ballot."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.types(chamber.chair, line, chamber.rooms.meeting)
    begin(chamber, number, begun, subject=subject, procedural=procedural, again=again)
    return await stands(chamber, mark)


def begin(
    chamber: Chamber,
    number: str,
    begun: datetime,
    *,
    subject: str = "",
    procedural: bool = False,
    again: bool = False,
) -> None:
    """Begin the page of a new ballot in the ledger; one that repeats the last one supersedes it."""
    ledger, item = chamber.ledger, chamber.items[number]
    count = len(ledger.ballots) + 1
    if again:
        ledger.last.superseded_by = count
    ledger.ballots.append(
        Held(
            number=count,
            item=item,
            object=subject or item.object or item.title,
            electorate=ledger.entitled(number),
            biased=ledger.biased_on(number),
            opened=Span.since(begun),
            round=ledger.last.round + 1 if again else 1,
            procedural=procedural,
            present_at_opening=len(ledger.entitled(number)),
        )
    )


async def stands(chamber: Chamber, mark: int) -> Message:
    """See the newest ballot's card in the meeting chat."""
    number = chamber.ledger.last.number
    card = await chamber.sees(
        chamber.rooms.meeting,
        lambda one: is_ballot(one) and number_of(one) == number,
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
        count(chamber, seat, wish, "karte", span, told.answers[seat.id])


def count(chamber: Chamber, seat: Seat, wish: str, way: str, span: Span, answer: Answer) -> None:
    """Note a vote of which the voter has read that it counts, with its receipt."""
    if not is_counted(answer, wish):
        raise NotAsExpected(f"{seat.name} wollte „{wish}“ und las: {answer.status} {answer.text[:300]}")
    receipt = _RECEIPT.search(answer.text)
    chamber.ledger.last.votes[seat.id] = Given(
        choice=wish, way=way, at=span, receipt=receipt[1] if receipt else ""
    )


async def close(chamber: Chamber, card: Message) -> Tally:
    """Press `Schließen` and see the counts on the ballot's card, as provisional ones."""
    meeting, begun = chamber.rooms.meeting, now()
    mark = meeting.mark()
    await chamber.step("Schließen", "abstimmung schließen")
    held = chamber.ledger.close(Span.since(begun))
    await chamber.sees(
        meeting, lambda one: one is card and counts_of(one) is not None, mark, "Die Auszählung", sure=True
    )
    held.closed = Span.since(begun)
    tally = held.tally
    assert tally is not None, "it has just been closed"
    require(f"{tally} – vorläufig" in card.text, f"Abstimmung {held.number}: auf der Karte {card.text!r}")
    return tally


async def declare(chamber: Chamber, title: str = "Feststellen und weiter") -> str:
    """Press a declaring step, see the result message, and return the verdict."""
    meeting, begun = chamber.rooms.meeting, now()
    held, mark = chamber.ledger.last, meeting.mark()
    held.chair = chamber.chair.name
    lines = ("feststellen", "weiter") if title.endswith("weiter") else ("feststellen",)
    await chamber.step(title, *lines)
    shown = await chamber.sees(
        meeting,
        lambda one: is_result(one) and number_of(one) == held.number,
        mark,
        f"Das Ergebnis von Abstimmung {held.number}",
        sure=True,
    )
    assert shown is not None, "what must be seen is waited for"
    held.declared = Span.since(begun)
    verdict = held.verdict(chamber.ledger.seats)
    require(shown.text.startswith(f"{held.tally}: {verdict}"), f"Das Ergebnis lautet {shown.text[:120]!r}")
    carried = verdict != "abgelehnt"
    chamber.telling.result(f"Abstimmung {held.number}: {held.tally}: {verdict}", carried=carried)
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
