"""Everything that a sitting leaves behind, in small units: files, log, messages, answers, pages, documents.

A unit tells on somebody where it names a member, by id, account or name, and some but not all of the
choices. Two sessions are compared unit by unit with :func:`masked` ones: whatever in them depends on
who chose what is seen, however it is written.
"""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.ledger import PACKED, unpacked
from rehearsal.chats import BOT
from store import JOURNAL_FILE
from tests.evening.hall import Hall

CHOICES = ({"ja", "yes"}, {"nein", "no"}, {"enthaltung", "abstain"})
Units = dict[str, list[str]]
"""What stands at each place, unit by unit."""
MEMBERS_LIST = "mitglieder.csv"
"""Says "ja" of everybody who is entitled to vote at all: compared between sessions, not judged by words."""

_RUNS = re.compile(rb"[\x20-\x7e\xc2-\xf4\x80-\xbf]{4,}")
_MASKED = re.compile(
    r"[0-9a-f]{16,}"  # salts, digests, keys
    r"|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|/personal/[\w-]{22}/"  # where Teams keeps a file
    r"|(?<![A-Z2-7])[A-Z2-7]{26}(?![A-Z2-7])"  # heads as people read them
    r"|\d{4}-\d\d-\d\dT[0-9:.+Z]+|\d\d:\d\d(:\d\d)?"  # times
    r"|(?<![\w-])\d{5,}(?![\w-])|:\d{5}\b|\d+\.\d{3,}"  # ids of messages, ports, durations
)


def without_ids(units: Units, hall: Hall) -> Units:
    """The units without what the bot and its meeting are called in this session only."""
    tenant = hall.world.tenant
    given = {tenant.app_id: "BOT", hall.meeting.id: "MEETING", hall.office.id: "OFFICE"}
    given |= {plain.removeprefix("19:"): name for plain, name in given.items()}

    def plain(text: str) -> str:
        for chance, name in given.items():
            text = text.replace(chance, name)
        return text

    return {place: [plain(text) for text in texts] for place, texts in units.items()}


def masked(unit: str) -> str:
    """A unit in which salts, digests, times and numbers given out by chance are blotted, at their length."""
    return _MASKED.sub(lambda found: "#" * len(found[0]), unit)


def words_in(unit: str) -> list[str]:
    """The unit itself and every word in it."""
    return [unit, *re.findall(r"\w+", unit)]


def tells(words: Iterable[str], known: set[str]) -> bool:
    """Whether these words name one of those known, and some of the choices but not all."""
    plain = {word.strip().casefold() for word in words}
    named = any(name in word for word in plain for name in known)
    said = [bool(plain & choice) for choice in CHOICES]
    return named and any(said) and not all(said)


@dataclass(slots=True)
class Scan:
    """The data folder of a hall as it stood at each moment of a ballot, and what in it tells on somebody."""

    hall: Hall
    known: set[str]
    journals: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """The folder on the disk."""
        return self.hall.settings.data_dir

    def look(self) -> None:
        """Keep the journal's bytes as they are, and find what tells on somebody in any file."""
        files = sorted(self.folder.glob(f"{JOURNAL_FILE}*"))
        self.journals.append(b"".join(path.read_bytes() for path in files if not path.name.endswith("-shm")))
        self.judge(files_in(self.folder))

    def judge(self, units: Units) -> None:
        """Find the units that tell on somebody; each is read once."""
        for place, texts in units.items():
            if place.endswith(MEMBERS_LIST):
                continue
            for text in set(texts) - self.seen:
                self.seen.add(text)
                if tells(words_in(text), self.known):
                    self.told.append(f"{place}: {text}")

    def entries(self, after: int) -> list[str]:
        """The kinds of the journal's entries after one that tell on somebody, read from the file."""
        with closing(sqlite3.connect(f"file:{self.folder / JOURNAL_FILE}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT type, data FROM events WHERE seq > ?", (after,)).fetchall()
        assert found
        return [kind for kind, data in found if tells(words_in(data), self.known)]


def scan_of(hall: Hall, *voters: str) -> Scan:
    """A scan that knows how each of these voters is called: id, account, name."""
    seats = [hall.seats[key] for key in voters]
    return Scan(
        hall, {name.casefold() for seat in seats for name in (seat.person.name, seat.person.entra, seat.id)}
    )


def files_in(folder: Path) -> Units:
    """Every file below a folder, by its path: documents, rows of tables, what can be read in the bytes.

    A ``.tmp`` is left out: it is the next version of a file, on its way to its name.
    """
    found: Units = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.suffix != ".tmp"):
        found |= {f"{path.relative_to(folder)}{inside}": texts for inside, texts in _units_of(path)}
    return found


def _units_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    content = path.read_bytes()
    if path.name.startswith(JOURNAL_FILE):
        yield " bytes", runs(content)
        if path.name == JOURNAL_FILE:
            yield " rows", rows_in(path)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"/{name}", lines_of(archive.read(name))
    elif content.startswith(b"{") and path.suffix in (".json", ".bak"):
        yield "", list(documents_in(json.loads(content)))
    else:
        yield "", lines_of(content)


def lines_of(content: bytes) -> list[str]:
    """A text by its lines, or by its paragraphs where it is a document of Word."""
    return re.split(r"\n|</w:p>", content.decode(errors="replace"))


def runs(content: bytes) -> list[str]:
    """Whatever can be read in these bytes, deleted rows and unused pages included."""
    return [found.decode(errors="replace") for found in _RUNS.findall(content)]


def rows_in(path: Path) -> list[str]:
    """Every row of every table of a database, as text."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def documents_in(tables: dict[str, Any]) -> Iterator[str]:
    """Every document of a registry; what was packed when its sitting was over is unpacked."""
    for table, documents in tables.items():
        for key, document in documents.items() if isinstance(documents, dict) else [("", documents)]:
            plain = document
            if isinstance(document, dict) and PACKED in document:
                plain = {**document, PACKED: unpacked(document[PACKED])}
            yield f"{table}/{key} {json.dumps(plain, ensure_ascii=False, sort_keys=True)}"


def sent_in(hall: Hall, marks: Mapping[str, int]) -> Units:
    """Everything that the bot has sent to a chat since these marks: every edit and everybody's own view."""
    found: Units = {}
    for chat in hall.world.tenant.chats.values():
        history = [one for one in chat.since(marks.get(chat.id, 0)) if one.message.by == BOT]
        texts = [f"{one.deed} {json.dumps(one.version.activity, ensure_ascii=False)}" for one in history]
        for message in chat.messages.values():
            views = sorted(message.views.items())
            texts += [f"{who} {json.dumps(view, ensure_ascii=False)}" for who, view in views]
        who = chat.name or " ".join(sorted(person.key for person in chat.members.values()))
        found[f"chat {who}"] = texts
    return found
