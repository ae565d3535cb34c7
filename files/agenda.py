"""The agenda from CSV, XLSX or OParl JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from council.agenda import Agenda, AgendaItem, BallotKind, ItemKind, MajorityKind, ancestors
from council.majority_words import MajorityWords, majority_words
from council.numbers import ItemNumber, item_number
from files.cells import Cells
from files.oparl import is_json, load
from files.oparl_agenda import items_of
from files.problems import Findings, Problem
from files.table import Columns, read_table

COLUMNS = Columns(
    known=(
        *("nummer", "titel", "vorlage", "einreicher", "art", "öffentlich", "mehrheit"),
        *("abstimmung", "gegenstand", "beschlussvorschlag", "link"),
    ),
    needed=("nummer", "titel"),
    aliases={"top": "nummer"},
)
"""The columns of contract § 6."""

_KINDS: Mapping[str, ItemKind] = {str(kind): kind for kind in ItemKind}
_MAJORITIES: Mapping[str, MajorityWords] = {
    written: found
    for written in (
        *(str(kind) for kind in MajorityKind if kind is not MajorityKind.SHARE),
        *("2/3 der Mitglieder", "3/4 der Anwesenden", "3/5 der Mitglieder"),
    )
    if (found := majority_words(written)) is not None
}
"""Majorities as they can be written; any other fraction is written like the last ones."""

_SIMPLE = MajorityWords(MajorityKind.SIMPLE, "", None)
_BALLOTS: Mapping[str, BallotKind] = {str(kind): kind for kind in BallotKind}
_A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaFile:
    """What a file said: the agenda, and what a person should look at before it is taken."""

    agenda: Agenda
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as an item; ``public`` is None where the row does not say."""

    line: int
    item: AgendaItem
    public: bool | None


def read_agenda(data: bytes, filename: str = "") -> AgendaFile:
    """Read an agenda; what kind of file it is, is told by its content.

    An item that does not say whether it is public is what the item above it is.

    Raises:
        BadFile: with every problem; then nothing of the file counts.
    """
    findings = Findings()
    notes = Findings()
    if is_json(data, filename):
        rows = items_of(load(data), findings, notes)
    else:
        rows = read_table(data, COLUMNS, findings)
    entries = [_entry(Cells(row, findings)) for row in rows]
    _check_doubles(entries, findings)
    findings.refuse()
    agenda = Agenda(tuple(_with_parts(entries)))
    _look_for_motions(entries, agenda, notes)
    return AgendaFile(agenda=agenda, notes=notes.all)


def _entry(cells: Cells) -> Entry:
    """Read one row; every cell is looked at, also where another is wrong already."""
    number = _number(cells)
    title = cells.needed("titel", 500)
    public = cells.yes_no("öffentlich")
    kind = cells.choice("art", _KINDS, ItemKind.RESOLUTION)
    majority = _majority(cells)
    ballot = cells.choice("abstimmung", _BALLOTS, BallotKind.OPEN)
    paper, mover = cells.text("vorlage", 100), cells.text("einreicher", 200)
    subject, proposal = cells.text("gegenstand", 500), cells.text("beschlussvorschlag", 8_000)
    link = cells.link("link")
    if public is not None and number.public is (not public):
        cells.problem("öffentlich", "problem.part_contradicts_number")
    item = AgendaItem(
        number=number.number,
        title=title,
        kind=kind,
        majority=majority.kind,
        share=majority.share,
        of=majority.of,
        ballot=ballot,
        paper=paper,
        mover=mover,
        object=subject,
        proposal=proposal,
        link=link,
    )
    return Entry(cells.line, item, number.public if public is None else public)


def _majority(cells: Cells) -> MajorityWords:
    """Read the majority; one that is not known, or cannot be reached, is noted."""
    written = cells.text("mehrheit", 200)
    found = majority_words(written) if written else _SIMPLE
    if found is not None and found.possible:
        return found
    return cells.known_word("mehrheit", written, _MAJORITIES, "problem.unknown_value", _SIMPLE)


def _number(cells: Cells) -> ItemNumber:
    """Read the item's number; an empty one where it is wrong, which is noted."""
    written = cells.needed("nummer", 60)
    number = item_number(written)
    if written and number is None:
        key = "problem.number_is_date" if _A_DATE.fullmatch(written) else "problem.bad_number"
        cells.problem("nummer", key, value=written)
    return number or ItemNumber("", None)


def _check_doubles(entries: Sequence[Entry], findings: Findings) -> None:
    seen: dict[str, int] = {}
    for entry in entries:
        number = entry.item.number
        if number and number in seen:
            first = str(seen[number])
            findings.add(entry.line, "nummer", "problem.doubled_number", value=number, first_line=first)
        seen.setdefault(number, entry.line)


def _with_parts(entries: Sequence[Entry]) -> list[AgendaItem]:
    """Say of every item whether it is public: by its own word, or as the one above it is."""
    said = {e.item.number: e.public for e in entries if e.public is not None}
    items = []
    for entry in entries:
        above = (said[number] for number in ancestors(entry.item.number) if number in said)
        items.append(replace(entry.item, public=next(above, True)))
    return items


def _look_for_motions(entries: Sequence[Entry], agenda: Agenda, notes: Findings) -> None:
    """Point at amendments that stand under no item: they would be voted on their own."""
    for entry in entries:
        item = entry.item
        if item.kind is ItemKind.AMENDMENT and agenda.get(item.parent) is None:
            notes.add(entry.line, "art", "note.amendment_without_motion", number=item.number)
