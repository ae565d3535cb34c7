"""How the demo holds a ballot: opened, voted by everybody as dealt, closed, declared."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rehearsal.agenda import Item
from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import BOT, Message
from rehearsal.ledger import Given, Held, Span, Tally, now
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
    await chamber.step("Abstimmung eröffnen", f"abstimmung {number}", f"TOP {number}")
    return await opened(chamber, chamber.items[number], mark, begun)


async def open_by_line(
    chamber: Chamber, number: str, line: str, *, subject: str = "", procedural: bool = False
) -> Message:
    """Type a line in the meeting chat that opens a ballot."""
    mark, begun = chamber.rooms.meeting.mark(), now()
    await chamber.types(chamber.chair, line, chamber.rooms.meeting)
    item = chamber.items[number]
    return await opened(chamber, item, mark, begun, subject=subject, procedural=procedural)


async def opened(
    chamber: Chamber,
    item: Item,
    mark: int,
    begun: object,
    *,
    subject: str = "",
    procedural: bool = False,
    again: bool = False,
) -> Message:
    """See the card of a new ballot and begin its page in the ledger."""
    number = len(chamber.ledger.ballots) + 1
    note(chamber, item, Span.since(begun), subject=subject, procedural=procedural, again=again)  # type: ignore[arg-type]
    card = await chamber.sees(
        chamber.rooms.meeting,
        lambda one: is_ballot(one) and number_of(one) == number,
        mark,
        f"Die Karte von Abstimmung {number}",
        sure=True,
    )
    assert card is not None, "what must be seen is waited for"
    chamber.ledger.last.opened = Span.since(begun)  # type: ignore[arg-type]
    return card
