"""Elections in presence: on the card, on paper, by lot; and the choice among alternatives."""

from __future__ import annotations

from rehearsal.chamber import Chamber
from rehearsal.electing import count_papers, draw_lot, elect, next_round, voted
from rehearsal.held import SECRET, Asked, Tally
from rehearsal.scenarios.acts import called, refuses
from rehearsal.scenarios.plan import PRESENCE, Scenario, election, resolution
from rehearsal.voting import declare, require

THREE = ("Anna Abel", "Bernd Busch", "Clara Cohn")
SEVEN = (*THREE, "Dirk Damm", "Eva Engel", "Falk Fiedler", "Gerda Groß")


async def on_cards(chamber: Chamber) -> None:
    """No majority, a run-off that ends in a tie, and the lot; then one candidate in two rounds."""
    await called(chamber, "1")
    card = await elect(chamber, "1", f"wahl 1 {'; '.join(THREE)}", Asked(options=THREE))
    verdict = await voted(chamber, card, {"1": 6, "2": 6, "3": 2, "Enthaltung": 1})
    require(verdict == "ohne Entscheidung", f"Niemand hat die Mehrheit, und doch: {verdict}")
    card = await next_round(chamber)
    await voted(chamber, card, {"1": 7, "2": 7, "Enthaltung": 1})
    chair, witness = chamber.chair, chamber.council.councillors[0]
    lot = f"los {THREE[1]} zeuge"
    await refuses(chamber, chair, f"{lot} {chair.name}", "bezeugen", place=chamber.rooms.meeting)
    await draw_lot(chamber, THREE[1], witness)
    require(chamber.ledger.last.verdict(chamber.ledger.seats) == "gewählt", "Das Los entscheidet die Wahl")
    await called(chamber, "2")
    only = ("Gerda Groß",)
    card = await elect(chamber, "2", f"wahl 2 {only[0]}", Asked(options=only))
    require(f"Wahl von {only[0]}" in card.text, f"Was Ja heißt, fehlt: {card.text}")
    verdict = await voted(chamber, card, {"Ja": 7, "Nein": 4, "Enthaltung": 4})
    require(verdict == "ohne Entscheidung", f"7 von 15 genügen im ersten Wahlgang nicht: {verdict}")
    card = await next_round(chamber, "nächster wahlgang")
    verdict = await voted(chamber, card, {"Ja": 6, "Nein": 4, "Enthaltung": 5})
    require(verdict == "gewählt", f"Im zweiten Wahlgang genügen mehr Ja als Nein: {verdict}")


async def on_paper(chamber: Chamber) -> None:
    """Seven candidates, then two places: papers, counted by one clerk and confirmed by another."""
    await called(chamber, "1")
    asked = Asked(options=SEVEN, paper=True, way=SECRET)
    card = await elect(chamber, "1", f"wahl 1 {'; '.join(SEVEN)}", asked)
    await count_papers(chamber, card, Tally(options=(5, 4, 2, 1, 1, 0, 0), abstain=1, invalid=1))
    await declare(chamber, "Feststellen")
    card = await next_round(chamber, "stichwahl papier", paper=True)
    await count_papers(chamber, card, Tally(options=(8, 6), abstain=1))
    require(await declare(chamber, "Feststellen") == "gewählt", "In der Stichwahl entscheidet, wer mehr hat")
    await called(chamber, "2")
    asked = Asked(options=THREE, places=2, paper=True, way=SECRET)
    card = await elect(chamber, "2", f"wahl 2 {'; '.join(THREE)} sitze 2", asked)
    await count_papers(chamber, card, Tally(options=(9, 12, 5), invalid=1))
    require(await declare(chamber, "Feststellen") == "gewählt", "Zwei haben mehr als die Hälfte")
    await called(chamber, "3")
    asked = Asked(options=(SEVEN[6],), paper=True, way=SECRET)
    card = await elect(chamber, "3", f"wahl 3 {SEVEN[6]} papier", asked)
    await count_papers(chamber, card, Tally(yes=11, no=3, invalid=1))
    require(await declare(chamber, "Feststellen") == "gewählt", "11 von 15 sind mehr als die Hälfte")


TREES = ("Eiche", "Linde", "Ahorn")


async def alternatives(chamber: Chamber) -> None:
    """One of three has more than all others together; then none has, and two are left."""
    await called(chamber, "1")
    card = await elect(chamber, "1", f"auswahl 1 {'; '.join(TREES)}", Asked(options=TREES, choosing=True))
    verdict = await voted(chamber, card, {"1": 3, "2": 8, "3": 3, "Enthaltung": 1})
    require(verdict == "beschlossen", f"8 von 14 sind mehr als die anderen zusammen: {verdict}")
    await called(chamber, "2")
    card = await elect(chamber, "2", f"auswahl 2 {'; '.join(TREES)}", Asked(options=TREES, choosing=True))
    verdict = await voted(chamber, card, {"1": 6, "2": 3, "3": 5})
    require(verdict == "ohne Entscheidung", f"Keine hat mehr als die anderen zusammen: {verdict}")
    card = await next_round(chamber)
    verdict = await voted(chamber, card, {"1": 5, "2": 9, "Enthaltung": 1})
    require(verdict == "beschlossen", f"9 von 14 sind mehr als die Hälfte: {verdict}")


SCENARIOS = (
    Scenario(
        name="wahl",
        line="Wahl auf der Karte: Stichwahl, Los vor Zeugen; eine Bewerbung in zwei Wahlgängen",
        play=on_cards,
        form=PRESENCE,
        items=(
            election("1", "Wahl der Ersten Beigeordneten"),
            election("2", "Wahl der Schiedsperson"),
        ),
    ),
    Scenario(
        name="wahl-papier",
        line="Wahl auf Papier: sieben Bewerbungen, zwei Sitze, eine Bewerbung; zwei Personen zählen",
        play=on_paper,
        form=PRESENCE,
        items=(
            election("1", "Wahl der Vertretung im Zweckverband"),
            election("2", "Wahl von zwei Mitgliedern des Aufsichtsrats"),
            election("3", "Wahl der Ortsvorsteherin"),
        ),
    ),
    Scenario(
        name="auswahl",
        line="Auswahl unter drei Vorschlägen, mit zweiter Abstimmung über die beiden stärksten",
        play=alternatives,
        items=(
            resolution("1", "Baum des Jahres", object=""),
            resolution("2", "Baum für den Schulhof", object=""),
        ),
    ),
)
