"""The demo's second sitting, in presence: an election, a secret ballot, papers, and the budget."""

from __future__ import annotations

from rehearsal.chamber import Chamber
from rehearsal.electing import count_papers, draw_lot, elect, hand_in, next_round, voted
from rehearsal.held import SECRET, Asked, Tally
from rehearsal.scenarios.hall import in_the_hall, open_sitting, prepared
from rehearsal.script_end import end
from rehearsal.voting import close, deal, declare, declare_and_go_on, open_by_card, require, share, vote

FOR_OFFICE = ("Jasmin Adler", "Pavel Brandt", "Rosa Conrad")
FOR_BOARD = ("Selma Dietz", "Timo Ernst", "Ulla Franke", "Veit Gerlach")


async def presence(chamber: Chamber, sitting: str) -> str:
    """Hold the whole sitting; return the word by which its record can be checked."""
    telling, council = chamber.telling, chamber.council
    telling.part("Zweite Sitzung, in Präsenz: was digital nicht ging")
    await prepared(chamber, sitting)
    there = [seat for seat in council.members if seat not in chamber.parts.excused]
    await in_the_hall(chamber, there)
    telling.act(f"{council.clerks[0].name} trägt {len(there)} Mitglieder als anwesend im Saal ein.")
    await open_sitting(chamber)
    telling.act(
        f"{chamber.chair.name} eröffnet die Sitzung: {len(there)} von {chamber.ledger.seats} im Saal."
    )
    await chamber.calls("1")
    await _election(chamber)
    await _secret(chamber)
    await _papers(chamber)
    await _budget(chamber)
    return await end(chamber)


async def _election(chamber: Chamber) -> None:
    """Three candidates on the card: nobody has the majority, the run-off is a tie, the lot decides."""
    telling = chamber.telling
    await chamber.calls("2")
    there = len(chamber.ledger.entitled("2"))
    asked = Asked(options=FOR_OFFICE)
    card = await elect(chamber, "2", f"wahl 2 {'; '.join(FOR_OFFICE)}", asked)
    telling.act(f"Niemand widerspricht offener Wahl; zur Wahl stehen {', '.join(FOR_OFFICE)}.")
    third = (there - 1) // 5
    second = (there - 1 - third) // 2
    first = there - 1 - third - second
    await voted(chamber, card, {"1": first, "2": second, "3": third, "Enthaltung": 1})
    telling.act(f"Nötig wären {there // 2 + 1} von {there} Anwesenden: Stichwahl.")
    card = await next_round(chamber)
    half = (there - 1) // 2
    await voted(chamber, card, {"1": half, "2": half, "Enthaltung": there - 2 * half})
    telling.act("Stimmengleichheit: Das Los wird von Hand gezogen.")
    await draw_lot(chamber, FOR_OFFICE[1], chamber.parts.typist)


async def _secret(chamber: Chamber) -> None:
    """A secret ballot on the card, switched on by the town: one answer for everybody."""
    await chamber.calls("3")
    card = await open_by_card(chamber, "3")
    require("nicht zertifiziert" in card.text, f"Auf der Karte fehlt „nicht zertifiziert“: {card.text}")
    wishes = deal(chamber, "3", no=share(chamber, "3", 0.4), abstain=share(chamber, "3", 0.1))
    await hand_in(chamber, card, wishes)
    chamber.telling.act(
        f"{len(wishes)} geben einen geheimen Stimmzettel ab; alle lesen Byte für Byte dieselbe Antwort."
    )
    await close(chamber, card)
    await declare_and_go_on(chamber, "Festgehalten sind nur die Summen.")


async def _papers(chamber: Chamber) -> None:
    """Two places on one paper: counted in the hall, entered by one and confirmed by another."""
    there = len(chamber.ledger.entitled("4"))
    asked = Asked(options=FOR_BOARD, places=2, paper=True, way=SECRET)
    card = await elect(chamber, "4", f"wahl 4 {'; '.join(FOR_BOARD)} sitze 2", asked)
    chamber.telling.act(f"Zwei Sitze, {len(FOR_BOARD)} Bewerbungen: Gewählt wird auf Papier.")
    counts = (there * 3 // 5, there // 4, there * 4 // 5, there // 8)
    await count_papers(chamber, card, Tally(options=counts, abstain=1, invalid=1))
    elected = " und ".join(chamber.ledger.last.round_result().elected)
    await declare_and_go_on(chamber, f"Gewählt sind {elected}, mit mehr als der Hälfte der Anwesenden.")


async def _budget(chamber: Chamber) -> None:
    """The budget statute, which the digital sitting had to put off."""
    card = await open_by_card(chamber, "5")
    await vote(chamber, card, deal(chamber, "5", no=share(chamber, "5", 0.35), abstain=1))
    await close(chamber, card)
    await declare(chamber, "Feststellen")
