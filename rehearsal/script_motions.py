"""The demo's evening, third part: motions and their amendments, what the law forbids, raised hands."""

from __future__ import annotations

from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.held import Asked, Span, Tally, now
from rehearsal.script_ballots import press
from rehearsal.script_beginning import let_in
from rehearsal.script_blocks import undisturb, with_disturbances
from rehearsal.seen import is_ballot
from rehearsal.voting import (
    ballot,
    close,
    confirm_counts,
    deal,
    declare,
    declare_and_go_on,
    open_by_card,
    open_by_line,
    require,
    sees_counts,
    share,
    vote,
)


async def amendment(chamber: Chamber) -> None:
    """A procedural motion ends the debate; the amendment, with disturbances, comes before its motion."""
    await chamber.calls("11")
    await chamber.calls("11.1")
    chamber.telling.act("GO-Antrag: Schluss der Debatte, sofort abgestimmt.")
    asked = Asked(object="Schluss der Debatte", procedural=True)
    card = await open_by_line(chamber, "11.1", "go Schluss der Debatte", asked)
    await vote(chamber, card, deal(chamber, "11.1", no=share(chamber, "11.1", 0.25)))
    await close(chamber, card)
    await declare(chamber, "Feststellen")
    await chamber.calls("11.1.1")
    card = await open_by_card(chamber, "11.1.1")
    wishes = deal(chamber, "11.1.1", no=share(chamber, "11.1.1", 0.4), abstain=2)
    await with_disturbances(chamber, card, wishes)
    await close(chamber, card)
    await undisturb(chamber, chamber.parts.disturbed)
    await declare_and_go_on(chamber, back_to="11.1")
    await ballot(chamber, "11.1", deal(chamber, "11.1", no=share(chamber, "11.1", 0.15), abstain=1))


async def budget(chamber: Chamber) -> None:
    """The budget may not be decided in a digital sitting: refused, and put off."""
    own, meeting = chamber.own(chamber.chair), chamber.rooms.meeting
    mark, here = own.mark(), meeting.mark()
    await chamber.types(chamber.chair, "abstimmung 11.2", meeting)
    await chamber.reads(own, "§ 36a", mark)
    await chamber.reads(own, "„vertagen 11.2“", mark)
    chamber.ledger.refusals += 1
    chamber.telling.act(
        "Die Haushaltssatzung darf digital nicht beschlossen werden (§ 36a SächsGemO); "
        "die Antwort nennt, was möglich ist: vertagen."
    )
    await chamber.types(chamber.chair, "vertagen 11.2 Haushalt nur in Präsenz", meeting)
    await chamber.becomes("11.2", "Vertagt", here)
    chamber.telling.act("Vertagt; sie kommt in der Sitzung in Präsenz wieder.")


async def pause(chamber: Chamber) -> None:
    """A break; who comes in it takes part afterwards."""
    meeting = chamber.rooms.meeting
    mark = meeting.mark()
    await chamber.types(chamber.chair, "unterbrechen 10", meeting)
    await chamber.reads(meeting, "unterbrochen", mark)
    chamber.telling.act("Pause, zehn Minuten.")
    for seat in chamber.parts.latest:
        await let_in(chamber, seat, chamber.council.clerks[1])
        chamber.telling.act(f"{seat.name} kommt in der Pause und wird zugelassen.")
    mark = meeting.mark()
    await chamber.step("Fortsetzen", "fortsetzen")
    await chamber.reads(meeting, "fortgesetzt", mark)


async def majority_of_members(chamber: Chamber) -> None:
    """More yes than no is not enough; one is disturbed, and a clerk operates on the chair's word."""
    parts, telling, clerk = chamber.parts, chamber.telling, chamber.council.clerks[0]
    await chamber.calls("11.3")
    await chamber.tells(clerk, f"störung {parts.disturbed.name} Ton")
    chamber.ledger.disturbed.add(parts.disturbed.id)
    telling.act(f"{parts.disturbed.name} hört nichts mehr: Störung vermerkt, zählt vorerst nicht mit.")
    await _false_alarm(chamber)
    await chamber.types(chamber.chair, "bedienung büro", chamber.rooms.meeting)
    telling.act(f"Auf Zuruf von {chamber.chair.name} bedient jetzt {clerk.name} die Karte.")
    own, chamber.control = chamber.control, chamber.podium(clerk, chamber.rooms.office)
    needed = chamber.ledger.seats // 2 + 1
    others = len(chamber.ledger.entitled("11.3")) - (needed - 1)
    wishes = deal(chamber, "11.3", no=others // 2, abstain=others - others // 2)
    card = await open_by_card(chamber, "11.3")
    await vote(chamber, card, wishes)
    await close(chamber, card)
    remark = f"Nötig gewesen wären {needed}, die Mehrheit aller {chamber.ledger.seats} Mitglieder."
    verdict = await declare_and_go_on(chamber, remark)
    require(verdict == "abgelehnt", "Die Mehrheit der Mitglieder fehlte")
    chamber.control = own
    await chamber.types(chamber.chair, "bedienung aus", chamber.rooms.meeting)
    await chamber.tells(clerk, f"behoben {parts.disturbed.name}")
    chamber.ledger.disturbed.clear()


async def _false_alarm(chamber: Chamber) -> None:
    """Teams reports a departure, the query says otherwise: the vote stays, the office is told."""
    seat, client, meeting = chamber.parts.flickering, chamber.client, chamber.rooms.meeting
    assert meeting.meeting is not None, "it is the meeting's chat"
    mark = chamber.rooms.office.mark()
    await client.delivery.post(client.build.participants(seat.person, meeting, meeting.meeting, "Leave"))
    await chamber.reads(chamber.rooms.office, "Widerspruch", mark)
    await chamber.knows(len(chamber.ledger.entitled("11.3")))
    chamber.telling.act(
        f"Teams meldet {seat.name} als gegangen, die Nachfrage widerspricht: bleibt stimmberechtigt."
    )


async def raised_hands(chamber: Chamber) -> None:
    """Two are biased; the cards fail; hands are counted, entered by one and confirmed by another."""
    parts, telling = chamber.parts, chamber.telling
    await chamber.tells(chamber.chair, f"befangen {parts.biased.name} 11.4")
    await chamber.tells(parts.shy, "befangen 11.4", reply="efangen")
    chamber.ledger.biased["11.4"] = {parts.biased.id, parts.shy.id}
    telling.act(f"Befangen: {parts.biased.name} (durch die Leitung), {parts.shy.name} (selbst).")
    card = await open_by_card(chamber, "11.4")
    answer = await press(chamber, parts.biased, card, "Ja")
    await chamber.refused(answer, parts.biased.name, "efangen")
    telling.act(f"{parts.biased.name} drückt trotzdem: keine Stimme gezählt.")
    wishes = deal(chamber, "11.4", no=1)
    first = dict(list(wishes.items())[: len(wishes) // 4])
    await vote(chamber, card, first)
    telling.act(f"Nach {len(first)} Stimmen laden die Karten nicht mehr: Handzeichen.")
    await _count_hands(chamber, card, no=3, abstain=1)
    await declare(chamber, "Feststellen")
    require(not _live(chamber), "Im Besprechungschat steht noch ein Stimmknopf")


async def _count_hands(chamber: Chamber, card: Message, *, no: int, abstain: int) -> None:
    first, second = chamber.council.clerks[:2]
    office, held = chamber.rooms.office, chamber.ledger.last
    mark, begun = office.mark(), now()
    await chamber.types(first, f"handzeichen nein {no} enthaltung {abstain} Karten gestört", office)
    held.hands = Tally(yes=len(held.electorate) - no - abstain, no=no, abstain=abstain)
    here = chamber.rooms.meeting.mark()
    await confirm_counts(chamber, second, "Karten gestört", mark)
    chamber.ledger.close(Span.since(begun))
    await sees_counts(chamber, card, here, begun)
    chamber.telling.act(f"{first.name} trägt ein, {second.name} bestätigt: {held.hands}.")


def _live(chamber: Chamber) -> list[Message]:
    return [one for one in chamber.rooms.meeting.bot_messages() if is_ballot(one) and not one.lost]
