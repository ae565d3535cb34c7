"""Whoever hung up and still presses: nothing counts, the office is told, and lets them back in at once."""

from __future__ import annotations

from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.held import Span, now
from rehearsal.roster import Seat
from rehearsal.scenarios.acts import holds, opens
from rehearsal.scenarios.plan import Scenario, resolution
from rehearsal.voting import close, count, deal_out, declare, require, vote

NOT_COUNTED = "nicht gezählt"
MOST_PRESSES = 12
COUNTS = {"Ja": 8, "Nein": 5, "Enthaltung": 2}


async def hung_up(chamber: Chamber) -> None:
    """A member hangs up during a ballot and presses: refused, let back in by `Ist da`, counted."""
    await holds(chamber, "1", {"Ja": 9, "Nein": 5, "Enthaltung": 1}, verdict="beschlossen")
    card = await opens(chamber, "2")
    wishes = deal_out(chamber, "2", COUNTS)
    gone = next(seat for seat in wishes if seat.person.device.name != "OLD" and seat is not chamber.chair)
    here = len(chamber.ledger.here())
    begun = now()
    await chamber.client.leave(gone.person, chamber.rooms.meeting)
    await chamber.counts_as_here(here - 1)
    chamber.ledger.went(gone.id, Span.since(begun))
    mark = chamber.rooms.office.mark()
    await _presses_in_vain(chamber, gone, card, wishes[gone])
    await _let_back_in(chamber, gone, mark)
    await vote(chamber, card, {seat: wish for seat, wish in wishes.items() if seat is not gone})
    begun = now()
    answer = await chamber.client.press(gone.person, chamber.rooms.meeting, wishes[gone], message=card)
    count(chamber, gone, wishes[gone], "karte", Span.since(begun), answer)
    await close(chamber, card)
    verdict = await declare(chamber, "Feststellen")
    require(verdict == "beschlossen", f"Abstimmung 2: {verdict}")


async def _presses_in_vain(chamber: Chamber, gone: Seat, card: Message, wish: str) -> None:
    answer = await chamber.client.press(gone.person, chamber.rooms.meeting, wish, message=card)
    await chamber.refused(answer, gone.name, NOT_COUNTED)


async def _let_back_in(chamber: Chamber, gone: Seat, mark: int) -> None:
    """A clerk presses `Ist da` on the card about this person; they join the meeting again as well."""
    clerk, office = chamber.council.clerks[0], chamber.rooms.office
    words = f"Gegangen oder da? {gone.name}"
    card = await chamber.sees(office, lambda one: words in one.text, mark, f"„{words}“", sure=True)
    assert card is not None, "what must be seen is waited for"
    begun = now()
    await chamber.client.press(clerk.person, office, "Ist da", message=card)
    chamber.ledger.came(gone.id, Span.since(begun), clerk.name, evidence="Büro")
    await chamber.client.join(gone.person, chamber.rooms.meeting)


async def let_in(chamber: Chamber) -> None:
    """Everybody is in; the clerk has pressed a few times only. Whoever was doubtful votes like the others."""
    presses, members = chamber.let_in_with, len(chamber.council.members)
    require(len(chamber.ledger.here()) == members, f"Es sind nur {len(chamber.ledger.here())} da")
    require(presses <= MOST_PRESSES, f"{presses} Drucke für {members} Personen, höchstens {MOST_PRESSES}")
    doubtful = sum(seat.unlisted for seat in chamber.council.members)
    require(presses >= doubtful + 1, f"{presses} Drucke sind zu wenige für {doubtful} eigene Karten")
    chamber.telling.act(f"{members} Personen zugelassen mit {presses} Drucken.")
    await holds(chamber, "1", {"Ja": 50, "Nein": 20, "Enthaltung": 1}, verdict="beschlossen")


SCENARIOS = (
    Scenario(
        name="aufgelegt",
        line="aufgelegt und trotzdem gedrückt: nicht gezählt, dem Büro gesagt, mit „Ist da“ sofort dabei",
        play=hung_up,
        items=(resolution("1", "Neubau der Schule"), resolution("2", "Abriss der Halle")),
    ),
    Scenario(
        name="einlass",
        line="Einlass: 71 Personen, davon 5 zweifelhaft, mit höchstens 12 Drucken einer Person aus dem Büro",
        play=let_in,
        alone=True,
        members=71,
        unlisted=5,
        items=(resolution("1", "Neubau der Schule"),),
    ),
)
