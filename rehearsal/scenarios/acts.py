"""What the scenarios have in common: an item called, a whole ballot held, a refusal read."""

from __future__ import annotations

from collections.abc import Mapping

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Chat, Message
from rehearsal.held import PLAIN, Asked
from rehearsal.roster import Seat
from rehearsal.voting import close, deal_out, declare, open_by_line, vote


async def called(chamber: Chamber, number: str) -> None:
    """Call an item by its number and see its card."""
    mark = chamber.rooms.meeting.mark()
    await chamber.types(chamber.chair, f"top {number}", chamber.rooms.meeting)
    await chamber.sees_item(number, mark)


async def opens(chamber: Chamber, number: str, line: str = "", asked: Asked = PLAIN) -> Message:
    """Open a ballot by a typed line and return its card; an item that is not called is called by it."""
    mark = chamber.rooms.meeting.mark()
    new = number not in chamber.ledger.items and not asked.procedural
    card = await open_by_line(chamber, number, line or f"abstimmung {number}", asked)
    if new:
        await chamber.sees_item(number, mark)
    return card


async def holds(
    chamber: Chamber,
    number: str,
    counts: Mapping[str, int],
    line: str = "",
    asked: Asked = PLAIN,
    *,
    verdict: str = "",
) -> Message:
    """Hold a whole ballot, declared with `Feststellen`; its verdict has to be the one expected."""
    card = await opens(chamber, number, line, asked)
    await vote(chamber, card, deal_out(chamber, number, counts))
    await close(chamber, card)
    found = await declare(chamber, "Feststellen")
    if verdict and found != verdict:
        raise NotAsExpected(f"TOP {number}: {found}, richtig ist {verdict}")
    return card


async def refuses(chamber: Chamber, seat: Seat, line: str, *words: str, place: Chat | None = None) -> str:
    """Type a line that is refused; read in one's own chat why, with all these words."""
    own = chamber.own(seat)
    mark = own.mark()
    await chamber.types(seat, line, place)
    shown = await chamber.reads(own, words[0], mark)
    text = shown.text if shown is not None else ""
    missing = [word for word in words if word not in text]
    if missing:
        raise NotAsExpected(f"„{line}“ von {seat.name}: {text[:300]!r} ohne {missing}")
    chamber.ledger.refusals += 1
    return text
