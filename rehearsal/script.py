"""The demo's evening, scene by scene: a digital sitting with everything that goes wrong in one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rehearsal.book import agree
from rehearsal.control import is_control
from rehearsal.evening import is_end
from rehearsal.hall import Hall
from rehearsal.seen import Counts

Scene = Callable[[Hall], Awaitable[str]]


async def arrival(hall: Hall) -> str:
    """Das Büro bindet die Sitzung; Mitglieder melden sich an und werden zugelassen."""
    council, client, rooms = hall.council, hall.world.client, hall.evening.rooms
    assert council.intruder is not None
    await client.start_meeting(rooms.meeting)
    await hall.evening.bind(hall.sitting)
    excused, late = council.members[-1], council.members[-2]
    await hall.evening.typed(council.clerks[0].person, f"entschuldigt {excused.name} Dienstreise")
    hall.book.excused.add(excused.id)
    await hall.admit([seat for seat in council.members if seat not in {excused, late}])
    await client.join(council.intruder, rooms.meeting)
    answer = await client.press(council.intruder, rooms.meeting, "Anwesend")
    agree("Abweisung der fremden Person", "Mitgliederliste" in answer.text, True)
    hall.book.refused.append(answer.text)
    return f"{len(hall.present())} Mitglieder zugelassen, eine fremde Person abgewiesen, eines entschuldigt"


async def opening(hall: Hall) -> str:
    """Die Sitzung wird auf der Sitzungsleitungskarte eröffnet."""
    present, seats = len(hall.present()), len(hall.council.members)
    marks = hall.looks()
    await hall.control.press("Sitzung eröffnen")
    shown = await hall.sees(
        lambda one: "eröffnet die Sitzung um" in one.text,
        marks,
        told=f"{present} anwesend",
        what="Die Eröffnung",
    )
    if not is_control(shown):
        agree("Anwesende bei der Eröffnung", f"{present} von {seats}" in shown.text, True)
    return f"{present} von {seats} anwesend, beschlussfähig"


async def formalities(hall: Hall) -> str:
    """Tagesordnung und Niederschriften; ein doppelter Tipp ruft nur einen Punkt auf."""
    await hall.call("1")
    await hall.call("2")
    marks = hall.looks()
    await hall.control.tap_twice("Weiter")
    await hall.sees_item("3", marks)
    await hall.ballot("3", hall.wishes("3", abstain=1), "beschlossen")
    await hall.call("5")
    await hall.call("5.1")
    await hall.ballot("5.1", hall.wishes("5.1", abstain=3), "beschlossen")
    await hall.ballot("5.2", hall.wishes("5.2", no=1, abstain=4, missing=2), "beschlossen")
    return "drei Abstimmungen mit je drei Tipps der Sitzungsleitung"


async def reports(hall: Hall) -> str:
    """Kenntnisnahmen; ein Mitglied kommt verspätet und wird während der Sitzung zugelassen."""
    await hall.note("6.1")
    await hall.call("7")
    await hall.admit([hall.council.members[-2]], hall.council.clerks[1])
    await hall.call("8")
    for number in ("8.1", "8.2", "8.3", "9"):
        await hall.note(number)
    return f"fünf Punkte zur Kenntnis genommen, jetzt {len(hall.present())} anwesend"


async def tie(hall: Hall) -> str:
    """Stimmengleichheit: der Antrag ist abgelehnt."""
    await hall.call("10")
    await hall.call("10.1")
    half, odd = divmod(len(hall.present()) - 2, 2)
    counts = await hall.ballot("10.1", hall.wishes("10.1", no=half, abstain=2 + odd), "abgelehnt")
    return f"{counts.yes} zu {counts.no}"


async def repetition(hall: Hall) -> str:
    """Das Ergebnis wird angezweifelt, die Abstimmung wiederholt."""
    mark = hall.evening.rooms.meeting.mark()
    await hall.control.press("Abstimmung eröffnen", "TOP 10.2")
    first = await hall.opened("10.2", "", mark)
    await hall.vote(first, hall.wishes("10.2", no=20, abstain=5, missing=12))
    await hall.close(first)
    await hall.declare("beschlossen", "Feststellen")
    doubted = hall.book.last
    line = "wiederholen Mehrere Mitglieder sahen keine Karte"
    second = await hall.typed_ballot(line, "10.2", hall.wishes("10.2", no=24, abstain=6), subject="")
    doubted.superseded_by = hall.book.last.number
    await hall.close_and_declare(second, "beschlossen")
    return f"Abstimmung {doubted.number} durch Abstimmung {hall.book.last.number} ersetzt"


async def roll_call(hall: Hall) -> str:
    """Namentliche Abstimmung; mittendrin fällt der Rechner aus und wird neu gestartet."""
    mark = hall.evening.rooms.meeting.mark()
    await hall.control.press("Abstimmung eröffnen", "TOP 10.3")
    card = await hall.opened("10.3", "", mark)
    wishes = hall.wishes("10.3", no=22, abstain=4)
    seats = list(wishes)
    early = {seat: wishes[seat] for seat in seats[: len(seats) // 2]}
    await hall.bench.vote(card, {seat.person: wish for seat, wish in early.items()})
    await hall.world.bot.kill()
    await hall.world.bot.start()
    later = {seat.person: wishes[seat] for seat in seats if seat not in early}
    await hall.bench.vote(card, later)
    hall.written(wishes)
    await hall.close_and_declare(card, "beschlossen")
    return f"{len(early)} Stimmen vor dem Ausfall, {len(later)} danach, keine verloren"


async def raised_hands(hall: Hall) -> str:
    """Die Leitung wird übergeben; die Karten versagen, gezählt wird durch Handzeichen."""
    mayor, deputy = hall.council.chair, hall.council.deputies[0]
    await hall.hand_over(deputy)
    mark = hall.evening.rooms.meeting.mark()
    await hall.control.press("Abstimmung eröffnen", "TOP 10.4")
    card = await hall.opened("10.4", "", mark)
    entitled = len(hall.present())
    line = "handzeichen nein 3 enthaltung 2 Karten laden nicht"
    await hall.hands(card, line, Counts(yes=entitled - 5, no=3, abstain=2), "beschlossen")
    await hall.hand_over(mayor)
    return f"{deputy.name} leitete, {entitled - 5} zu 3 bei 2 Enthaltungen durch Handzeichen"


async def amendment(hall: Hall) -> str:
    """Erst der Änderungsantrag, dann namentlich die Vorlage."""
    await hall.call("11.1")
    await hall.call("11.1.1")
    await hall.ballot("11.1.1", hall.wishes("11.1.1", no=28, abstain=3), "angenommen")
    await hall.ballot("11.1", hall.wishes("11.1", no=9, abstain=6), "beschlossen")
    return "Änderungsantrag angenommen, Satzung beschlossen"


async def budget(hall: Hall) -> str:
    """Die Haushaltssatzung darf nicht digital beschlossen werden und wird vertagt."""
    item = hall.evening.rooms.meeting.mark()
    await hall.control.press("Vertagen", "TOP 11.2")
    await hall.evening.rooms.meeting.wait_for(
        lambda one: one.text.startswith("TOP 11.2 ·") and "Vertagt." in one.text, after=item, what="Vertagung"
    )
    return "TOP 11.2 vertagt"


async def absolute_majority(hall: Hall) -> str:
    """Mehr Ja als Nein genügt nicht, wo die Mehrheit aller Mitglieder nötig ist."""
    await hall.call("11.3")
    needed = len(hall.council.members) // 2 + 1
    others = len(hall.present()) - (needed - 1)
    wishes = hall.wishes("11.3", no=others // 2, abstain=others - others // 2)
    counts = await hall.ballot("11.3", wishes, "abgelehnt")
    return f"{counts.yes} Ja, nötig waren {needed}"


async def recusal(hall: Hall) -> str:
    """Drei Abstimmungen zu einem Punkt; ein Mitglied ist befangen, sein Druck zählt nicht."""
    biased, intruder = hall.council.members[10], hall.council.intruder
    assert intruder is not None
    await hall.evening.typed(hall.control.chair, f"befangen {biased.name} 11.4")
    hall.recused["11.4"] = {biased.id}
    points = (("Festsetzung der Baugrenzen", 12), ("Stellplätze im Innenhof", 45), ("Satzungsbeschluss", 8))
    for subject, no in points:
        line = f"abstimmung 11.4: {subject}"
        card = await hall.typed_ballot(line, "11.4", hall.wishes("11.4", no=no, abstain=2), subject=subject)
        if subject == "Stellplätze im Innenhof":
            await hall.refused(biased.person, card, "Ja", "Befangenheit")
            await hall.refused(intruder, card, "Ja", "Mitgliederliste")
        await hall.close(card)
        half = len(hall.present("11.4")) / 2
        await hall.declare("beschlossen" if no < half else "abgelehnt", "Feststellen")
    return f"{biased.name} befangen; zwei Drücke abgewiesen"


async def quorum(hall: Hall) -> str:
    """Pause; viele gehen, ein Mitglied kehrt zurück, eines geht früher: gerade noch beschlussfähig."""
    meeting, needed = hall.evening.rooms.meeting, len(hall.council.members) // 2 + 1
    await hall.evening.say_and_see(
        hall.control.chair,
        "unterbrechen 5",
        lambda one: "Sitzung unterbrochen" in one.text,
        said_in=meeting,
        told="unterbrochen",
    )
    going = [seat for seat in hall.present() if seat.roles == "mitglied"]
    await hall.leave(going[: len(hall.present()) - needed])
    await hall.control.shows("Fortsetzen", f"{needed} anwesend")
    await hall.come_back(going[0])
    await hall.control.press("Fortsetzen", f"{needed + 1} anwesend")
    await hall.leave(going[:1])
    return await hall.knows_quorum(needed)


async def closed_part(hall: Hall) -> str:
    """Der nichtöffentliche Punkt wird in den persönlichen Chats abgestimmt."""
    await hall.exclude_public()
    await hall.private_ballot("12", hall.wishes("12", no=3, abstain=1), "beschlossen")
    return f"{len(hall.book.last.votes)} Stimmen in persönlichen Chats"


async def end(hall: Hall) -> str:
    """Die Sitzung wird geschlossen; alle verlassen die Besprechung."""
    marks = hall.looks()
    await hall.finish()
    shown = await hall.sees(is_end, marks, told="geschlossen", what="Das Ende")
    await hall.world.client.end_meeting(hall.evening.rooms.meeting)
    return shown.text.splitlines()[-1]


SCENES: tuple[Scene, ...] = (
    arrival,
    opening,
    formalities,
    reports,
    tie,
    repetition,
    roll_call,
    raised_hands,
    amendment,
    budget,
    absolute_majority,
    recusal,
    quorum,
    closed_part,
    end,
)
