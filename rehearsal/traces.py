"""Whether a secret ballot has left anything behind that tells who voted how.

Looked through are every file of the bot's data folder and its log as they lie on the disk, everything it
answered over HTTP, and every message it sent, in all of its versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rehearsal.chats import BOT, Chat, Kind
from rehearsal.people import Person
from rehearsal.reading import content_text

RECEIPTS = ("Ihre Stimme:", "Beleg ", "✓ Ja", "✓ Nein", "✓ Enthaltung", "✓ gezählt")
NEAR = 160
"""So many bytes around somebody's name or id nothing may stand that is a choice."""
_CHOICE = re.compile(
    rb"""["'](?:ja|nein|enthaltung|Ja|Nein|Enthaltung)["']|Choice\.|\b(?:choice|stimme|vote)["']?\s*[:=]"""
)


def on_the_disk(folders: Iterable[Path], people: Iterable[Person]) -> Iterator[str]:
    """Say where in the files of these folders a choice stands beside somebody's name or id."""
    known = [(person, _marks(person)) for person in people]
    for folder in folders:
        for file in sorted(
            one for one in (folder.rglob("*") if folder.is_dir() else [folder]) if one.is_file()
        ):
            try:
                content = file.read_bytes()
            except FileNotFoundError:
                continue  # a file that was just put in another one's place
            for person, marks in known:
                if any(_beside(content, mark) for mark in marks):
                    yield f"{file.name}: neben {person.name} steht eine Stimme"


def _marks(person: Person) -> tuple[bytes, ...]:
    """Everything by which somebody is known: id, name, account, number in Teams."""
    marks = (f'"{person.key}"', person.name, person.entra, person.mri)
    return tuple(mark.encode() for mark in marks)


def _beside(content: bytes, mark: bytes) -> bool:
    for found in re.finditer(re.escape(mark), content):
        if _CHOICE.search(content, max(0, found.start() - NEAR), found.end() + NEAR):
            return True
    return False


def in_answers(answers: Iterable[bytes]) -> Iterator[str]:
    """Say which of the bot's answers over HTTP names a counted vote."""
    for answer in answers:
        if any(words.encode() in answer for words in RECEIPTS):
            yield f"Eine Antwort nennt eine Stimme: {_around(answer.decode())!r}"


def _around(text: str) -> str:
    """Return what stands around the words that name a vote."""
    place = min(found for words in RECEIPTS if (found := text.find(words)) >= 0)
    return text[max(0, place - NEAR) : place + NEAR]


def in_chats(chats: Iterable[Chat], people: Iterable[Person]) -> Iterator[str]:
    """Say which message of the bot, in any version, names a counted vote, or a choice beside a person."""
    known = [(person, _marks(person)) for person in people]
    for chat in chats:
        for entry in chat.history:
            if entry.message.by != BOT:
                continue
            text = content_text(entry.version.activity)
            if any(words in text for words in RECEIPTS):
                yield f"Eine Nachricht in „{chat.name}“ nennt eine Stimme: {_around(text)!r}"
            if chat.kind is Kind.GROUP and any(
                _beside(text.encode(), mark) for _, marks in known for mark in marks
            ):
                yield f"Eine Nachricht in „{chat.name}“ nennt jemanden neben einer Stimme: {text[:160]!r}"
