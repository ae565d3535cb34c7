"""Motions: open, by roll call, en bloc, procedural, amended, under any majority."""

from __future__ import annotations

from rehearsal.agenda import Item
from rehearsal.chamber import Chamber
from rehearsal.held import ROLL_CALL, Asked
from rehearsal.reckoning import Need
from rehearsal.roster import Seat
from rehearsal.scenarios.acts import called, holds
from rehearsal.scenarios.plan import Scenario, resolution
from rehearsal.script_blocks import open_block, pull_out, wishes_out
from rehearsal.voting import (
    close,
    deal_out,
    declare,
    open_by_card,
    require,
    types_step,
    vote,
)


async def openly(chamber: Chamber) -> None:
    """Three presses for an item; a tie; who does not vote has not voted."""
    await chamber.calls("1")
    card = await open_by_card(chamber, "1")
    await vote(chamber, card, deal_out(chamber, "1", {"Ja": 9, "Nein": 4, "Enthaltung": 1}))
    await close(chamber, card)
    mark = chamber.rooms.meeting.mark()
    await declare(chamber)
    await chamber.sees_item("2", mark)
    await holds(chamber, "2", {"Ja": 6, "Nein": 6, "Enthaltung": 3}, verdict="abgelehnt")
    await holds(chamber, "3", {"Enthaltung": 15}, verdict="abgelehnt")


async def by_name(chamber: Chamber) -> None:
    """A roll call planned by the agenda, and one asked for; `Namen` shows everybody by name."""
    await holds(chamber, "1", {"Ja": 8, "Nein": 6, "Enthaltung": 1}, verdict="beschlossen")
    await _names(chamber, chamber.council.councillors[0])
    asked = Asked(way=ROLL_CALL)
    await holds(chamber, "2", {"Nein": 9, "Ja": 5}, "abstimmung 2 namentlich", asked, verdict="abgelehnt")


async def _names(chamber: Chamber, seat: Seat) -> None:
    """Press `Namen` under the result: everybody who voted stands there."""
    meeting, held = chamber.rooms.meeting, chamber.ledger.last
    answer = await chamber.client.press(seat.person, meeting, "Namen")
    missing = [who for who in held.votes if chamber.seat(who).name not in answer.text]
    require(not missing, f"Unter „Namen“ fehlen {missing}: {answer.text[:300]}")


async def en_bloc(chamber: Chamber) -> None:
    """One ballot on four items; a member wants one of them out, the chair takes it out."""
    await called(chamber, "1")
    numbers = ("2.1", "2.2", "2.3", "2.4")
    mark = chamber.rooms.meeting.mark()
    card = await open_block(chamber, numbers)
    await chamber.sees_item("2.1", mark)
    require(all(number in card.text for number in numbers), f"Auf der Karte fehlt ein TOP: {card.text}")
    await vote(chamber, card, deal_out(chamber, "2.1", {"Ja": 3}))
    await wishes_out(chamber, chamber.council.councillors[3], "2.3")
    card = await pull_out(chamber, "2.3")
    await vote(chamber, card, deal_out(chamber, "2.1", {"Ja": 12, "Nein": 2, "Enthaltung": 1}))
    await close(chamber, card)
    require(await declare(chamber, "Feststellen") == "beschlossen", "Der Block wurde nicht beschlossen")
    await holds(chamber, "2.3", {"Ja": 4, "Nein": 10}, verdict="abgelehnt")


async def procedural(chamber: Chamber) -> None:
    """Procedural motions go before the queue, belong to no item, and need no agenda."""
    await called(chamber, "1")
    for text, counts, verdict in (
        ("Schluss der Redeliste", {"Ja": 9, "Nein": 5, "Enthaltung": 1}, "angenommen"),
        ("Vertagung auf die nächste Sitzung", {"Ja": 5, "Nein": 10}, "abgelehnt"),
    ):
        asked = Asked(object=text, procedural=True)
        await holds(chamber, "1", counts, f"go {text}", asked, verdict=verdict)
    await holds(chamber, "1", {"Ja": 11, "Nein": 3}, verdict="beschlossen")


async def amended(chamber: Chamber) -> None:
    """The most far-reaching amendment first, one moved up by the chair, then the motion as amended."""
    await chamber.calls("1")
    await types_step(chamber, "verschieben 1.3 vor 1.1")
    carried, lost = {"Ja": 9, "Nein": 5}, {"Ja": 5, "Nein": 9}
    for number, counts in (("1.3", carried), ("1.1", lost), ("1.2", carried)):
        await chamber.calls(number)
        card = await open_by_card(chamber, number)
        await vote(chamber, card, deal_out(chamber, number, counts))
        await close(chamber, card)
        verdict = await declare(chamber, "Feststellen")
        require(verdict == ("angenommen" if counts is carried else "abgelehnt"), f"TOP {number}: {verdict}")
    await chamber.step("Weiter", "weiter")
    card = await open_by_card(chamber, "1")
    require("TOP 1.3" in card.text, f"Die Karte nennt die angenommene Änderung 1.3 nicht: {card.text}")
    require("TOP 1.2" in card.text, f"Die Karte nennt die angenommene Änderung 1.2 nicht: {card.text}")
    require("TOP 1.1" not in card.text, f"Die Karte nennt die abgelehnte Änderung: {card.text}")
    await vote(chamber, card, deal_out(chamber, "1", {"Ja": 10, "Nein": 4, "Enthaltung": 1}))
    await close(chamber, card)
    await declare(chamber, "Feststellen")


MAJORITIES = (
    ("1", "", None, 7, 3, "abgelehnt"),
    ("2", "mitglieder", Need("mitglieder"), 8, 5, "beschlossen"),
    ("3", "anwesende", Need("anwesende"), 7, 2, "abgelehnt"),
    ("4", "zweidrittel", Need("zweidrittel"), 9, 1, "abgelehnt"),
    ("5", "zweidrittel abgegebene", Need("zweidrittel", of="abgegebene"), 8, 4, "beschlossen"),
    ("6", "dreiviertel", Need("dreiviertel"), 12, 2, "beschlossen"),
    ("7", "3/5 anwesende", Need("anteil", share="3/5", of="anwesende"), 9, 5, "beschlossen"),
    ("8", "3/5 mitglieder", Need("anteil", share="3/5", of="mitglieder"), 8, 0, "abgelehnt"),
)
"""Item, words of the command, the majority, Yes, No (one is absent, 14 present of 15), verdict."""


async def majorities(chamber: Chamber) -> None:
    """Every majority at its limit: one vote more or less decides."""
    for number, words, need, yes, no, verdict in MAJORITIES:
        there = len(chamber.ledger.entitled(number))
        counts = {"Ja": yes, "Nein": no, "Enthaltung": there - yes - no}
        asked = Asked(need=need)
        await holds(chamber, number, counts, f"abstimmung {number} {words}".strip(), asked, verdict=verdict)


SCENARIOS = (
    Scenario(
        name="offen",
        line="offene Abstimmungen mit drei Tipps, Stimmengleichheit, lauter Enthaltungen",
        play=openly,
        items=(
            resolution("1", "Sanierung der Turnhalle"),
            resolution("2", "Neue Bänke im Stadtpark"),
            resolution("3", "Umbenennung des Marktplatzes"),
        ),
    ),
    Scenario(
        name="namentlich",
        line="namentlich nach der Tagesordnung und auf Zuruf, alle Namen unter dem Ergebnis",
        play=by_name,
        items=(
            resolution("1", "Radschnellweg zur Nachbarstadt", ballot="namentlich"),
            resolution("2", "Verzicht auf das Feuerwerk"),
        ),
    ),
    Scenario(
        name="en-bloc",
        line="vier Punkte in einer Abstimmung, einer wird herausgenommen",
        play=en_bloc,
        items=(
            Item(number="1", title="Eröffnung", kind="formalie"),
            *(resolution(f"2.{n}", f"Umbesetzung im Ausschuss {n}") for n in range(1, 5)),
        ),
    ),
    Scenario(
        name="go",
        line="GO-Anträge zwischendurch, angenommen und abgelehnt",
        play=procedural,
        items=(resolution("1", "Gebühren der Stadtbibliothek"),),
    ),
    Scenario(
        name="änderung",
        line="drei Änderungsanträge, umgestellt, dann der Antrag in geänderter Fassung",
        play=amended,
        items=(
            resolution("1", "Konzept für den Marktplatz"),
            *(
                resolution(
                    f"1.{n}", f"Änderungsantrag {n}", kind="änderung", object=f"Zusatz {n} kommt hinzu."
                )
                for n in range(1, 4)
            ),
        ),
    ),
    Scenario(
        name="mehrheiten",
        line="Mitglieder, Anwesende, zwei Drittel, drei Viertel, drei Fünftel, je an der Grenze",
        play=majorities,
        away=1,
        items=(
            resolution("1", "Hauptsatzung", majority="mitglieder"),
            *(resolution(str(n), f"Vorlage {n}") for n in range(2, 9)),
        ),
    ),
)
