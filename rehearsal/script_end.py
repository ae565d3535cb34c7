"""The demo's evening, last part: departures, the closed part, the end, and the office's files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from rehearsal.chamber import Chamber, NotAsExpected
from rehearsal.chats import Chat, Message
from rehearsal.held import Span, now
from rehearsal.podium import READING_SECONDS
from rehearsal.reading import consent_of, find_button, has_button
from rehearsal.roster import Seat
from rehearsal.seen import number_of
from rehearsal.voting import begin, count, deal

TRIES = 4
SPARE = 2
"""How many may still leave when the closed part begins."""


async def departures(chamber: Chamber) -> None:
    """Many leave; one returns, so that the quorum is near its limit and holds."""
    ledger, parts, telling = chamber.ledger, chamber.parts, chamber.telling
    going = _goers(chamber)
    many = max(2, len(going) // 3)
    by_word, by_teams = going[:many], going[many:]
    for seat in by_word:
        span = await chamber.tells(seat, "verlasse", reply="verlassen")
        ledger.went(seat.id, span)
        await chamber.client.leave(seat.person, chamber.rooms.meeting)
    await asyncio.gather(*(_leaves(chamber, seat) for seat in [*by_teams, parts.returning]))
    await chamber.counts_as_here(len(ledger.here()))
    begun = now()
    await chamber.client.join(parts.returning.person, chamber.rooms.meeting)
    ledger.came(parts.returning.id, Span.since(begun), evidence="Teams")
    await chamber.counts_as_here(len(ledger.here()))
    said = await chamber.knows(len(ledger.here()))
    telling.act(
        f"{len(by_word)} melden sich mit „verlasse“ ab, {len(by_teams)} verlassen die Besprechung, "
        f"{parts.returning.name} kommt zurück."
    )
    telling.act(said)


def _goers(chamber: Chamber) -> list[Seat]:
    """Choose who leaves: those who were biased first, then others, until few may still go."""
    ledger, parts = chamber.ledger, chamber.parts
    first = [parts.biased, parts.shy]
    staying = {parts.mayor, parts.deputy, parts.returning, *first}
    others = [chamber.seat(who) for who in reversed(ledger.here()) if chamber.seat(who) not in staying]
    return [*first, *others][: len(ledger.here()) - ledger.quorum - SPARE]


async def _leaves(chamber: Chamber, seat: Seat) -> None:
    """Leave the online meeting; only Teams tells the bot."""
    begun = now()
    await chamber.client.leave(seat.person, chamber.rooms.meeting)
    chamber.ledger.went(seat.id, Span.since(begun))


async def closed_part(chamber: Chamber) -> None:
    """The public is excluded after a check; the closed item is voted on in personal chats."""
    chamber.telling.part("Nichtöffentlicher Teil")
    meeting = chamber.rooms.meeting
    mark = meeting.mark()
    await exclude_public(chamber)
    await chamber.reads(meeting, "ausgeschlossen", mark)
    await chamber.step("Weiter", "weiter")
    chamber.telling.item("12", chamber.items["12"].title)
    begun = now()
    await chamber.step("Abstimmung eröffnen", "abstimmung", about="TOP 12")
    begin(chamber, "12", begun)
    await vote_alone(chamber, deal(chamber, "12", no=3, abstain=1))
    held, begun = chamber.ledger.last, now()
    await chamber.step("Schließen", "schließen")
    chamber.ledger.close(Span.since(begun))
    begun, held.chair = now(), chamber.chair.name
    await chamber.step("Feststellen", "feststellen")
    held.declared = Span.since(begun)
    own = chamber.own(chamber.parts.deputy)
    verdict = held.verdict(chamber.ledger.seats)
    await chamber.sees(own, lambda one: _declared(one, held.number, verdict), 0, "Das Ergebnis", sure=True)
    chamber.telling.result(f"Abstimmung {held.number}: {held.counts()}: {verdict}", carried=True)
    chamber.telling.act(
        f"{len(held.votes)} Stimmen in persönlichen Chats; im Besprechungschat steht nichts davon."
    )
    mark = meeting.mark()
    await chamber.types(chamber.chair, "öffentlich", meeting)
    await chamber.reads(meeting, "wieder öffentlich", mark)


def _declared(message: Message, number: int, verdict: str) -> bool:
    return number_of(message) == number and f": {verdict}" in message.text and "estgestellt" in message.text


async def exclude_public(chamber: Chamber) -> None:
    """Press `Nichtöffentlich`, read what has to be checked, and press it again."""
    await chamber.step("Nichtöffentlich", "nichtöffentlich")
    own, chair = chamber.own(chamber.chair), chamber.chair.person

    def shown() -> Message | None:
        cards = reversed(own.bot_messages())
        return next((one for one in cards if has_button(one.seen_by(chair), "Nichtöffentlich")), None)

    for _ in range(TRIES):
        await asyncio.sleep(READING_SECONDS / chamber.world.speed)
        card = shown()
        if card is not None:
            button = find_button(card.seen_by(chair), "Nichtöffentlich")
            await chamber.client.press_button(chair, own, card, button)
            return
        await asyncio.sleep(1)
        if shown() is None:
            await chamber.types(chamber.chair, "nichtöffentlich")
    raise NotAsExpected("Die Frage vor dem Ausschluss der Öffentlichkeit fehlt")


async def vote_alone(chamber: Chamber, wishes: dict[Seat, str]) -> None:
    """Let everybody vote in their own chat, and note it."""
    begun, number = now(), chamber.ledger.last.number
    people = {seat.person: wish for seat, wish in wishes.items()}
    told = await chamber.bench.vote_in_private(number, people)
    for seat, wish in wishes.items():
        way = told.ways.get(seat.id, "persönlich")
        count(chamber, seat, wish, way, Span.since(begun), told.answers[seat.id])


async def end(chamber: Chamber, report: Callable[[Chamber], None] | None = None) -> str:
    """The sitting is closed; return the word by which its record can be checked.

    ``report`` has its way with Teams' attendance report before that comes into being.
    """
    chamber.telling.part("Ende")
    meeting, ledger = chamber.rooms.meeting, chamber.ledger
    mark, begun = meeting.mark(), now()
    await chamber.step("Sitzung schließen", "sitzung schließen")
    ledger.ended = Span.since(begun)
    shown = await chamber.reads(meeting, "Sitzung geschlossen", mark)
    if report is not None:
        report(chamber)
    await chamber.client.end_meeting(meeting)
    words = shown.text.split() if shown is not None else []
    head = next((word for word in words if len(word) == 26 and word.isalnum() and word == word.upper()), "")
    if shown is not None and not head:
        raise NotAsExpected(f"Die Schlussmeldung nennt keinen Prüfwert: {shown.text}")
    chamber.telling.act(f"{chamber.chair.name} schließt die Sitzung; Prüfwert {head or '(Karte verloren)'}.")
    return head


MINUTES = {"niederschrift.docx": "niederschrift"}
FILES = {"anwesenheit.xlsx": "anwesenheit excel", "anwesenheit.csv": "anwesenheit csv", **MINUTES}


async def office_files(chamber: Chamber) -> dict[str, bytes]:
    """The attendance comes by itself; files are offered to a clerk, one declined, three accepted."""
    clerk = chamber.council.clerks[0]
    await chamber.reads(chamber.rooms.office, "Anwesenheitsliste", 0)
    chamber.telling.act("Die Anwesenheitsliste erscheint von selbst im Büro-Chat.")
    offer = await _offered(chamber, clerk, "niederschrift")
    own, mark = chamber.own(clerk), chamber.own(clerk).mark()
    await chamber.client.decline_file(clerk.person, offer)
    await chamber.sees(
        own, lambda one: consent_of(one.activity) is None, mark, "Die Antwort auf die Ablehnung"
    )
    found = await taken_files(chamber, FILES)
    chamber.telling.act(f"{clerk.name} lehnt eine Datei ab und nimmt drei an: {', '.join(found)}.")
    return found


async def taken_files(chamber: Chamber, files: Mapping[str, str]) -> dict[str, bytes]:
    """Let a clerk ask for files, each by its line, and accept them."""
    clerk, found = chamber.council.clerks[0], {}
    for name, line in files.items():
        offer = await _offered(chamber, clerk, line)
        upload = await chamber.client.accept_file(clerk.person, offer)
        found[name] = upload.content
    return found


async def _offered(chamber: Chamber, clerk: Seat, line: str) -> Message:
    """Ask for a file until it is offered; an offer may get lost on its way."""
    own: Chat = chamber.own(clerk)
    for _ in range(TRIES):
        mark = own.mark()
        await chamber.types(clerk, line)
        offer = await chamber.sees(
            own, lambda one: consent_of(one.activity) is not None, mark, f"Die Datei auf „{line}“"
        )
        if offer is not None:
            return offer
    raise NotAsExpected(f"„{line}“ brachte keine Datei")
