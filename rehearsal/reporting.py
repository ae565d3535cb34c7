"""After the demo's end: Teams' own report differs for a few people, and the office settles each by press."""

from __future__ import annotations

from dataclasses import dataclass

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Message
from rehearsal.held import Span, now
from rehearsal.ledger import Settled, Stay
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person, Standing, person
from rehearsal.roster import Seat

TITLE = "Abgleich mit dem Anwesenheitsbericht"
KEEP, TAKE = "Konto gilt", "Bericht gilt"
TIMES, ONLY_ACCOUNT = "andere Zeiten", "Nur im Konto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Whose time Teams tells otherwise: counted late, on the telephone, and a clerk who really was late."""

    late: Seat
    caller: Seat
    clerk: Seat


def odd_of(chamber: Chamber) -> Odd:
    """Choose from those who were there from the opening to the end, once and without a gap."""
    parts, ledger = chamber.parts, chamber.ledger
    taken = {chamber.chair, parts.mayor, parts.deputy, parts.flickering, parts.returning}
    steady = [
        seat
        for seat in (chamber.seat(who) for who in ledger.here())
        if len(ledger.stays[seat.id]) == 1 and seat not in taken
    ]
    return Odd(late=steady[0], caller=steady[1], clerk=chamber.council.clerks[0])


def distort(chamber: Chamber) -> None:
    """Let Teams' report be what it is in life, before the session ends and it comes into being."""
    odd, meeting, opened = odd_of(chamber), _meeting(chamber), chamber.ledger.opened
    assert opened is not None, "the sitting was opened"
    later = opened.done + (now() - opened.done) * 2 / 3
    for seat in (odd.late, odd.clerk):
        meeting.stays[seat.person.mri][-1].joined = later
    phone = _phone()
    meeting.people[phone.mri] = phone
    meeting.stays[phone.mri] = meeting.stays.pop(odd.caller.person.mri)
    chamber.ledger.reported = {
        odd.late.id: Settled(kind=TIMES, ruling=KEEP),
        odd.caller.id: Settled(kind=ONLY_ACCOUNT, ruling=KEEP),
        odd.clerk.id: Settled(kind=TIMES, ruling=TAKE, since=Span(later, later)),
    }


async def reconcile(chamber: Chamber) -> None:
    """The comparison comes by itself; each difference is settled by a clerk whom it does not concern."""
    chamber.telling.part("Abgleich mit dem Anwesenheitsbericht von Teams")
    ledger, telling = chamber.ledger, chamber.telling
    first, second = chamber.council.clerks[:2]
    card = await _card(chamber, "stimmen überein")
    telling.act(_line(card, "stimmen überein"))
    strangers = [line for line in card.text.splitlines() if line.startswith("Nur im Bericht")]
    telling.act("; ".join(strangers))
    for who in await _unsettled(chamber, card):
        seat, known = chamber.seat(who), ledger.reported.setdefault(who, Settled(kind=TIMES, ruling=KEEP))
        clerk = second if seat == first else first
        if clerk is second:
            await _refuses_oneself(chamber, first, known)
        await _settles(chamber, clerk, seat, known)
    await _card(chamber, "Alle Abweichungen sind entschieden")


async def _refuses_oneself(chamber: Chamber, clerk: Seat, known: Settled) -> None:
    """Nobody settles their own."""
    card = await _card(chamber, clerk.name)
    answer = await chamber.client.press(
        clerk.person, chamber.rooms.office, known.ruling, near=clerk.name, message=card
    )
    await chamber.refused(answer, clerk.name, "selbst")


async def _settles(chamber: Chamber, clerk: Seat, seat: Seat, known: Settled) -> None:
    card, office = await _card(chamber, seat.name), chamber.rooms.office
    answer = await chamber.client.press(clerk.person, office, known.ruling, near=seat.name, message=card)
    twice = chamber.rough and "bereits erledigt" in answer.text  # Teams delivered the press twice
    if not answer.arrived or not (twice or f"{known.ruling}: {clerk.name}" in answer.text):
        raise NotAsExpected(f"„{known.ruling}“ zu {seat.name}: {answer.status} {answer.text[:300]}")
    known.clerk = clerk.name
    if known.since is not None:
        stay = chamber.ledger.stays[seat.id][-1]
        chamber.ledger.stays[seat.id] = [
            Stay(since=known.since, clerk=stay.clerk, evidence="Teams-Bericht", mode=stay.mode)
        ]
    chamber.telling.act(f"{seat.name} ({known.kind}): {clerk.name} drückt „{known.ruling}“.")


async def _unsettled(chamber: Chamber, card: Message) -> list[str]:
    """Who waits on the first card; there are never more differences in the demo than fit on it."""
    names = {seat.name: seat.id for seat in chamber.council}
    waiting = [names[line] for line in map(_untitled, card.text.splitlines()) if line in names]
    missing = set(chamber.ledger.reported) - set(waiting)
    if missing:
        raise NotAsExpected(f"Im Abgleich fehlt {missing}: {card.text[:500]}")
    return waiting


def _untitled(line: str) -> str:
    """A name without its title."""
    return " ".join(word for word in line.split() if not word.endswith("."))


async def _card(chamber: Chamber, words: str) -> Message:
    """See the comparison in the office chat."""
    shown = await chamber.sees(
        chamber.rooms.office,
        lambda one: one.text.startswith(TITLE) and words in one.text,
        0,
        f"Der Abgleich mit „{words}“",
        sure=True,
    )
    assert shown is not None, "it must be seen"
    return shown


def _line(card: Message, words: str) -> str:
    return next(line for line in card.text.splitlines() if words in line)


def _phone() -> Person:
    return person("telefon", "+49 300", "555 0199", standing=Standing.ANONYMOUS)


def _meeting(chamber: Chamber) -> OnlineMeeting:
    meeting = chamber.rooms.meeting.meeting
    assert meeting is not None, "the sitting has an online meeting"
    return meeting
