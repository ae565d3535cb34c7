"""Holds everything that came out of the demo's sitting against the book of what was done."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rehearsal.book import WORDS, Book, NotAsDone, agree
from rehearsal.chats import Chat
from rehearsal.hall import Hall
from rehearsal.limits import Operation
from rehearsal.office_files import paragraphs, sheets
from rehearsal.seen import counts_of, is_ballot_card

CLOCK_SECONDS = 5.0
"""How far a written time may lie from the moment at which the rehearsal saw it happen."""

Row = dict[str, str]


def meeting_chat(hall: Hall, items: int, secret: Sequence[str]) -> str:
    """The chat is short and quiet: contract.md 5.4, 5.8 and 5.9."""
    chat, book = hall.evening.rooms.meeting, hall.book
    messages = chat.bot_messages()
    most = items + 2 * len(book.ballots) + 10
    if len(messages) > most:
        raise NotAsDone(f"Im Besprechungschat stehen {len(messages)} Nachrichten des Bots, höchstens {most}")
    agree("Stimmknöpfe im Besprechungschat", [one.text[:60] for one in hall.open_buttons()], [])
    results = [one for one in messages if (counts := counts_of(one)) and counts.verdict]
    agree("Ergebnisnachrichten", len(results), len([deed for deed in book.ballots if deed.public]))
    _never_edited_while_open(chat)
    said = json.dumps([entry.version.activity for entry in chat.history], ensure_ascii=False)
    agree("Worte nichtöffentlicher Punkte", [words for words in secret if words in said], [])
    return f"{len(messages)} Nachrichten im Besprechungschat (höchstens {most}), kein offener Stimmknopf"


def _never_edited_while_open(chat: Chat) -> None:
    for message in chat.messages.values():
        cards = [is_ballot_card(version.activity) for version in message.versions]
        if any(cards[1:]):
            raise NotAsDone(f"Eine offene Abstimmungskarte wurde bearbeitet: {message.text[:80]}")


def pace(hall: Hall) -> str:
    """The bot kept Teams' limits and sizes."""
    exceeded = hall.world.teams.limits.exceeded
    agree("Zu schnell gesendet", exceeded[Operation.SEND] + exceeded[Operation.TENANT], 0)
    chats = hall.world.tenant.chats.values()
    agree("Nachrichten über 28 KB", [chat.name for chat in chats if chat.large], [])
    agree("Nachrichten mit Text und Karte", [chat.name for chat in chats if chat.split], [])
    sent = sum(len(chat.bot_messages()) for chat in chats)
    return f"{sent} Nachrichten des Bots, nie schneller als Teams erlaubt"


def results(book: Book, content: bytes) -> str:
    """`ergebnisse.csv` says what was voted."""
    rows = _rows(content)
    agree("Zeilen in ergebnisse.csv", len(rows), len(book.ballots))
    for row, deed in zip(rows, book.ballots, strict=True):
        verdict = "ersetzt" if deed.superseded_by else deed.counts.verdict
        said = [
            row[name] for name in ("abstimmung", "top", "ja", "nein", "enthaltung", "befangen", "ergebnis")
        ]
        done = [deed.number, deed.item, *deed.counts.tally, deed.recused, verdict]
        agree(f"ergebnisse.csv, Abstimmung {deed.number}", said, [str(value) for value in done])
        agree(f"Ersatz der Abstimmung {deed.number}", row["ersetzt_durch"], str(deed.superseded_by or ""))
        if deed.object:
            agree(f"Gegenstand der Abstimmung {deed.number}", row["gegenstand"], deed.object)
    return f"ergebnisse.csv: {len(rows)} Abstimmungen wie abgestimmt"


def votes(book: Book, content: bytes) -> str:
    """`stimmen.csv` has every vote as it was wished, and no other."""
    said = {(row["abstimmung"], row["kennung"], row["stimme"]) for row in _rows(content)}
    done = {
        (str(deed.number), member, WORDS[wish])
        for deed in book.ballots
        for member, wish in deed.votes.items()
    }
    agree("Stimmen zu viel oder anders", sorted(said - done)[:5], [])
    agree("Stimmen, die fehlen", sorted(done - said)[:5], [])
    return f"stimmen.csv: {len(done)} Stimmen einzeln verglichen"


def attendance(book: Book, content: bytes) -> str:
    """`anwesenheit.csv` has everybody's times."""
    stretches = 0
    rows = [row for row in _rows(content) if row["von"]]
    for member, stays in book.presence.items():
        own = [row for row in rows if row["kennung"] == member]
        agree(f"Anwesenheiten von {member}", len(own), len(stays))
        for row, stay in zip(own, stays, strict=True):
            _same_time(f"{member} kam", row["von"], stay.since)
            _same_time(f"{member} ging", row["bis"], stay.until)
            stretches += 1
    agree("Anwesende ohne Zulassung", sorted({row["kennung"] for row in rows} - set(book.presence)), [])
    return f"anwesenheit.csv: {stretches} Anwesenheiten von {len(book.presence)} Personen"


def workbook(book: Book, content: bytes, table: bytes) -> str:
    """The opened `anwesenheit.xlsx` says the same as the table: who, how often, how many by group."""
    pages = sheets(content)
    head, *lines = pages["Anwesenheit"]
    place = {name: number for number, name in enumerate(head)}
    listed = [line[place["Kennung"]] for line in lines if line and line[0] and line[place["von"]]]
    agree("Personen in anwesenheit.xlsx", listed, [row["kennung"] for row in _rows(table) if row["von"]])
    excused = {line[0] for line in lines if "entschuldigt" in line}
    agree("Entschuldigte in anwesenheit.xlsx", excused, book.excused)
    whole = next(line for line in pages["Summen"] if line and line[0] == "Gesamt")
    agree("Summe in anwesenheit.xlsx", int(float(whole[2])), len(book.presence))
    return f"anwesenheit.xlsx geöffnet: {len(listed)} Zeilen, {len(pages)} Blätter"


def minutes(book: Book, content: bytes) -> str:
    """The minutes draft has every result of the public part, in order."""
    text = paragraphs(content)
    said = [line for line in text if line.startswith("Abstimmungsergebnis:")]
    wanted = [deed for deed in book.ballots if deed.public and not deed.superseded_by]
    there = iter(said)
    for deed in wanted:
        yes, no, abstain = deed.counts.tally
        start = f"Abstimmungsergebnis: {yes} dafür / {no} dagegen / {abstain} Enthaltung"
        if not any(line.startswith(start) for line in there):
            raise NotAsDone(f"niederschrift.docx: Abstimmung {deed.number} fehlt ({start})")
    return f"niederschrift.docx geöffnet: {len(wanted)} Ergebnisse in der richtigen Folge"


def _rows(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _same_time(what: str, written: str, done: datetime | None) -> None:
    agree(f"{what}: Zeit bekannt", bool(written), done is not None)
    if done is None:
        return
    apart = abs((datetime.fromisoformat(written) - done).total_seconds())
    if apart > CLOCK_SECONDS:
        raise NotAsDone(f"{what} um {done:%H:%M:%S}, geschrieben steht {written}")


def flipped(original: Path, copy: Path, place: int) -> None:
    """Write a copy of a file with one byte changed."""
    content = bytearray(original.read_bytes())
    content[place % len(content)] ^= 1
    copy.write_bytes(bytes(content))
