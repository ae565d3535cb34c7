"""What stands in the chats after the sitting, against what was done and what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehearsal.chamber import Chamber
from rehearsal.chats import Message
from rehearsal.held import Held
from rehearsal.limits import Operation
from rehearsal.reading import card_of, content_text
from rehearsal.seen import counts_of, is_votable, number_of
from rehearsal.telling import Check

FURTHER = 10
"""How many messages beside those on items and ballots may stand in the meeting chat."""


def chats(chamber: Chamber) -> Iterator[Check]:
    """Yield the comparisons of the meeting's and the office's chat."""
    yield results_said(chamber)
    yield _attendance(chamber)
    yield few(chamber)
    yield shut(chamber)
    yield unspoken(chamber)
    yield pace(chamber)


def _said(chamber: Chamber) -> list[Message]:
    """Everything of the bot that stands in the meetings that everybody can join."""
    return [message for chat in chamber.meetings for message in chat.bot_messages()]


def results_said(chamber: Chamber) -> Check:
    """Each declared ballot has one result message, with its counts, verdict, and who declared it."""
    found = []
    messages = _said(chamber)
    declared = [(held, verdict) for held, _, verdict in chamber.ledger.declared() if held.item.public]
    for held, verdict in declared:
        own = [one for one in messages if number_of(one) == held.number and _is_result(one, held)]
        if len(own) != 1 and not (chamber.rough and own):
            found.append(f"Abstimmung {held.number}: {len(own)} Ergebnisnachrichten")
        told = f"{held.counts()}: {verdict}" if not held.asked.options else held.counts()
        found += [
            f"Abstimmung {held.number}: {one.text[:90]!r}, richtig ist {told}"
            for one in own
            if not one.text.startswith(told) or held.chair not in one.text or not _names(one, held)
        ]
    numbers = {held.number for held, _ in declared}
    stray = [one for one in messages if _verdict(one) and number_of(one) not in numbers]
    found += [f"Ergebnis ohne Abstimmung: {one.text[:80]!r}" for one in stray]
    return Check(f"Besprechungschat: {len(declared)} Ergebnisse, wie abgestimmt", tuple(found))


def _verdict(message: Message) -> bool:
    """Whether it is the result message of a motion; a ballot's own card says `vorläufig`."""
    counts = counts_of(message)
    return counts is not None and bool(counts.verdict)


def _is_result(message: Message, held: Held) -> bool:
    """Whether it is a result message; of an election it begins with the counts of the candidates."""
    return message.text.startswith(f"{held.counts()}: ") if held.asked.options else _verdict(message)


def _names(message: Message, held: Held) -> bool:
    """Whether the first line names everybody who is elected."""
    elected = [*held.round_result().elected, held.lot] if held.asked.options else []
    return all(name in message.text.partition("\n")[0] for name in elected)


def _attendance(chamber: Chamber) -> Check:
    """The attendance list came to the office by itself."""
    ledger = chamber.ledger
    came = sum(bool(ledger.stays.get(who)) for who in ledger.members)
    lists = (one for one in chamber.rooms.office.bot_messages() if one.text.startswith("Anwesenheitsliste"))
    card = next((one for one in lists if ledger.ended and one.versions[0].at > ledger.ended.begun), None)
    wanted = (
        f"Stimmberechtigte {ledger.seats}",
        f"davon teilgenommen {came}",
        f"entschuldigt {len(ledger.excused)}",
        f"Bei der Eröffnung {ledger.present_at_opening} (erforderlich {ledger.quorum})",
    )
    text = card.text if card is not None else ""
    found = [f"Auf der Karte fehlt „{words}“" for words in wanted if words not in text]
    lost = chamber.rough and card is None
    what = "ging verloren" if lost else f"{came} von {ledger.seats} nahmen teil"
    return Check(f"Büro-Chat: Anwesenheitsliste von selbst, {what}", () if lost else tuple(found))


def few(chamber: Chamber) -> Check:
    """Count the bot's messages in the meeting chat: i items and b ballots leave i + 2b + 10 at most."""
    messages = _said(chamber)
    ledger = chamber.ledger
    items = len({number for number in ledger.items if chamber.items[number].public})
    ballots = sum(held.item.public for held in ledger.ballots)
    most = items + 2 * ballots + FURTHER
    found = () if len(messages) <= most else (f"Es sind {len(messages)}",)
    return Check(
        f"Besprechungschat: {len(messages)} Nachrichten des Bots zu {items} Punkten, {ballots} Abstimmungen "
        f"(höchstens {most})",
        found,
    )


def shut(chamber: Chamber) -> Check:
    """No vote button is left, and no ballot card was edited while it could be pressed."""
    found = []
    for message in [*_said(chamber), *(chamber.room.bot_messages() if chamber.room else ())]:
        if is_votable(message.card) and not message.lost:
            found.append(f"Noch offen: {message.text[:80]!r}")
        if any(is_votable(card_of(version.activity)) for version in message.versions[1:]):
            found.append(f"Während der Abstimmung bearbeitet: {message.text[:80]!r}")
    what = "Besprechungschat: keine Abstimmung mehr offen, keine Karte vor dem Schließen bearbeitet"
    return Check(what, tuple(found))


def unspoken(chamber: Chamber) -> Check:
    """No words of closed items, in any version of any message."""
    secrets = [item for item in chamber.items.values() if not item.public]
    said = [content_text(entry.version.activity) for chat in chamber.meetings for entry in chat.history]
    words: Sequence[str] = [
        text for item in secrets for text in (item.title, item.object, item.paper) if text
    ]
    found = tuple(
        f"„{word}“ steht im Besprechungschat" for word in words if any(word in text for text in said)
    )
    return Check("Besprechungschat: kein Wort aus dem nichtöffentlichen Teil", found)


def pace(chamber: Chamber) -> Check:
    """The bot was never too fast for Teams, and no message too large."""
    exceeded = chamber.world.teams.limits.exceeded
    found = [f"{exceeded[kind]}-mal zu schnell ({kind})" for kind in Operation if exceeded[kind]]
    every = chamber.world.tenant.chats.values()
    found += [f"Eine Nachricht über 28 KB in „{chat.name}“" for chat in every if chat.large]
    found += [f"Eine Karte zusammen mit Text in „{chat.name}“" for chat in every if chat.split]
    total = sum(len(chat.bot_messages()) for chat in every)
    return Check(
        f"{total} Nachrichten des Bots, nie schneller als Teams erlaubt, keine zu groß", tuple(found)
    )
