"""What the rule sets say of the same council: disturbances, presumed quorum, no abstention, the gate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rehearsal.agenda import Item
from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.roster import Seat
from rehearsal.scenarios.acts import called, holds, opens, refuses
from rehearsal.scenarios.hall import in_the_hall
from rehearsal.scenarios.plan import HYBRID, PRESENCE, Scenario, election, resolution
from rehearsal.script_blocks import disturb, undisturb
from rehearsal.seen import vote_buttons
from rehearsal.towns import Town
from rehearsal.voting import close, deal_out, declare, require, vote


async def disturbed(chamber: Chamber) -> None:
    """Somebody's picture stands still in the midst of a ballot; the chair waits, goes on, breaks off."""
    seat = chamber.council.councillors[4]
    card = await _interrupted(chamber, "1", seat)
    await chamber.step("Warten")
    await undisturb(chamber, seat)
    await vote(chamber, card, {seat: "Nein"})
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    card = await _interrupted(chamber, "2", seat)
    await chamber.step("Ohne weiter")
    chamber.ledger.last.struck.add(seat.id)
    await undisturb(chamber, seat)
    answer = await chamber.client.press(seat.person, chamber.rooms.meeting, "Nein", message=card)
    await chamber.refused(answer, seat.name, "ohne")
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    await _interrupted(chamber, "3", seat)
    mark = chamber.rooms.meeting.mark()
    await chamber.step("Abbrechen")
    chamber.ledger.cancel()
    await chamber.reads(chamber.rooms.meeting, "bgebrochen", mark)
    await undisturb(chamber, seat)
    await holds(chamber, "3", {"Ja": 12, "Nein": 3}, verdict="beschlossen")


async def _interrupted(chamber: Chamber, number: str, seat: Seat) -> Message:
    """All but one have voted when a clerk notes that this one is disturbed; the chair is asked."""
    card = await opens(chamber, number)
    wishes = deal_out(chamber, number, {"Ja": 10, "Nein": 5})
    wishes.pop(seat)
    await vote(chamber, card, wishes)
    await disturb(chamber, seat, "Bild steht")
    return card


async def doubted(chamber: Chamber) -> None:
    """Seven of fifteen count as quorate until one of them doubts it; with an eighth it goes on."""
    await holds(chamber, "1", {"Ja": 5, "Nein": 2}, verdict="beschlossen")
    member = chamber.council.councillors[1]
    await chamber.tells(member, "rüge", reply="7 von 15")
    await refuses(chamber, chamber.chair, "abstimmung 2", "§ 65", "7", "8", place=chamber.rooms.meeting)
    await in_the_hall(chamber, chamber.council.members[7:8])
    await holds(chamber, "2", {"Ja": 5, "Nein": 3}, verdict="beschlossen")


async def without_abstention(chamber: Chamber) -> None:
    """Bavaria: the card has two buttons, and no other way leads to an abstention."""
    member, clerk = chamber.council.councillors[0], chamber.council.clerks[0]
    card = await opens(chamber, "1")
    require(vote_buttons(card.card) == ("Ja", "Nein"), f"Die Schaltflächen: {vote_buttons(card.card)}")
    await refuses(chamber, member, "enthaltung", "nicht zugelassen", "Art. 48")
    await refuses(chamber, clerk, "handzeichen 10 4 1 Karten gestört", "nicht zugelassen", "Art. 48")
    await vote(chamber, card, deal_out(chamber, "1", {"Ja": 8, "Nein": 6}))
    await close(chamber, card)
    await declare(chamber, "Feststellen")


async def gate(chamber: Chamber) -> None:
    """A digital sitting: the checklist, no budget statute, no election, but another by-law."""
    chair, meeting = chamber.chair, chamber.rooms.meeting
    day = datetime.now(UTC).date() - timedelta(days=9)
    lacks = "Der Tag der Anzeige an die Rechtsaufsicht fehlt"
    require(lacks in await _checklist(chamber, ""), "Auf der Checkliste fehlt, dass die Anzeige fehlt")
    shown = await _checklist(chamber, f" angezeigt {day:%d.%m.%Y}")
    require(lacks not in shown, f"Die Anzeige ist eingetragen und fehlt doch: {shown}")
    require(f" {day.day}" in shown, f"Der Tag der Anzeige steht nicht auf der Checkliste: {shown}")
    await called(chamber, "1")
    await chamber.control.shows("Vertagen", "TOP 1")
    await refuses(chamber, chair, "abstimmung 1", "§ 36a", "vertagen 1", place=meeting)
    mark = meeting.mark()
    await chamber.step("Vertagen")
    await chamber.becomes("1", "Vertagt", mark)
    await refuses(chamber, chair, "wahl 2 Anna Abel; Bernd Busch", "§ 36a", place=meeting)
    await holds(chamber, "3", {"Ja": 9, "Nein": 5, "Enthaltung": 1}, verdict="beschlossen")


async def _checklist(chamber: Chamber, entry: str) -> str:
    """Type `checkliste`, perhaps with an entry, and return what the card says."""
    clerk = chamber.council.clerks[0]
    own = chamber.own(clerk)
    mark = own.mark()
    await chamber.types(clerk, f"checkliste{entry}")
    shown = await chamber.reads(own, "Checkliste", mark)
    return shown.text if shown is not None else ""


async def half_in_the_hall(chamber: Chamber) -> None:
    """Hybrid without an emergency: who is connected listens. With one they count, but not for the budget."""
    clerk, chair, meeting = chamber.council.clerks[0], chamber.chair, chamber.rooms.meeting
    listener = chamber.council.members[-1]
    card = await opens(chamber, "1")
    answer = await chamber.client.press(listener.person, meeting, "Ja", message=card)
    await chamber.refused(answer, listener.name, "keine Stimme")
    await vote(chamber, card, deal_out(chamber, "1", {"Ja": 5, "Nein": 4}))
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    await chamber.tells(clerk, "checkliste notlage Hochwasser")
    chamber.ledger.hall_only = False
    await holds(chamber, "2", {"Ja": 5, "Nein": 9, "Enthaltung": 1}, verdict="abgelehnt")
    await refuses(chamber, chair, "abstimmung 3", "§ 36a", place=meeting)


SCENARIOS = (
    Scenario(
        name="störung",
        line="Störung während der Abstimmung: warten, ohne weiter, abbrechen",
        play=disturbed,
        items=tuple(resolution(str(n), f"Vorlage {n}") for n in range(1, 4)),
    ),
    Scenario(
        name="rüge",
        line="Niedersachsen: beschlussfähig, bis jemand es bezweifelt",
        play=doubted,
        town=Town(ruleset="niedersachsen"),
        form=PRESENCE,
        away=8,
        majority_here=True,
        items=(resolution("1", "Straßenreinigung"), resolution("2", "Winterdienst")),
    ),
    Scenario(
        name="bayern",
        line="Bayern: zwei Schaltflächen, keine Enthaltung auf keinem Weg",
        play=without_abstention,
        town=Town(ruleset="bayern"),
        form=PRESENCE,
        majority_here=True,
        items=(resolution("1", "Neubau der Feuerwache"),),
    ),
    Scenario(
        name="gesetz",
        line="digital in Sachsen: Checkliste, keine Haushaltssatzung, keine Wahl, doch eine andere Satzung",
        play=gate,
        items=(
            Item(number="1", title="Haushaltssatzung 2027/2028", kind="haushalt"),
            election("2", "Wahl der Beigeordneten"),
            resolution("3", "Satzung über die Hundesteuer", kind="satzung"),
        ),
    ),
    Scenario(
        name="hybrid",
        line="hybrid in Sachsen: Zugeschaltete zählen nur in der Notlage, und nie beim Haushalt",
        play=half_in_the_hall,
        form=HYBRID,
        hall=9,
        items=(
            resolution("1", "Sanierung der Brücke"),
            resolution("2", "Abriss der Brücke"),
            Item(number="3", title="Haushaltssatzung 2027/2028", kind="haushalt"),
        ),
    ),
)
