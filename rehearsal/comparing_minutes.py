"""The draft of the minutes, opened as the office opens it, against what was done."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from docx import Document

from rehearsal.chamber import Chamber
from rehearsal.held import Held
from rehearsal.telling import Check

RESULT = "Abstimmungsergebnis: "
ELECTION = "Wahlergebnis: "
AFTER = 8
"""Within so many lines behind the counts stands what came of them."""


def minutes(chamber: Chamber, content: bytes) -> Check:
    """Hold ``niederschrift.docx`` against the ledger: items, results, verdicts, people."""
    document = Document(io.BytesIO(content))
    lines = [text for paragraph in document.paragraphs if (text := _plain(paragraph.text))]
    cells = [_plain(cell.text) for table in document.tables for row in table.rows for cell in row.cells]
    found = [
        *_results_differ(chamber, lines),
        *_items_missing(chamber, lines),
        *_people_differ(chamber, lines, cells),
        *_closed_words(chamber, [*lines, *cells]),
    ]
    results = sum(_is_result(line) for line in lines)
    return Check(f"niederschrift.docx geöffnet: {results} Ergebnisse, jeder Punkt, jede Person", tuple(found))


def _plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return " ".join(text.split())


def _is_result(line: str) -> bool:
    return line.startswith((RESULT, ELECTION))


def _results_differ(chamber: Chamber, lines: Sequence[str]) -> Iterator[str]:
    """Every public ballot has its result line in order, and a verdict where it was declared."""
    said = [place for place, line in enumerate(lines) if _is_result(line)]
    held = [ballot for ballot in chamber.ledger.ballots if ballot.item.public and ballot.tally is not None]
    if len(said) != len(held):
        yield f"{len(said)} Ergebniszeilen für {len(held)} öffentliche Abstimmungen"
    for place, behind, ballot in zip(said, [*said[1:], len(lines)], held, strict=False):
        if lines[place] != _result(ballot):
            yield f"Abstimmung {ballot.number}: „{lines[place]}“, richtig ist „{_result(ballot)}“"
        after = " ".join(lines[place + 1 : min(behind, place + AFTER)])
        yield from _verdict_differs(chamber, ballot, after)


def _result(ballot: Held) -> str:
    """Return the line with the counts."""
    tally = ballot.tally
    assert tally is not None, "only a closed ballot has counts"
    if ballot.asked.options:
        return f"{RESULT if ballot.asked.choosing else ELECTION}{ballot.counts()}"
    word = "Enthaltung" if tally.abstain == 1 else "Enthaltungen"
    return f"{RESULT}{tally.yes} dafür / {tally.no} dagegen / {tally.abstain} {word}"


def _verdict_differs(chamber: Chamber, ballot: Held, after: str) -> Iterator[str]:
    if ballot.declared is None:
        if str(ballot.superseded_by) not in after:
            yield f"Abstimmung {ballot.number}: „{after}“ nennt nicht die Wiederholung {ballot.superseded_by}"
        return
    if ballot.chair not in after:
        yield f"Abstimmung {ballot.number}: „{after}“ nennt nicht {ballot.chair}"
    missing = [words for words in _outcome(chamber, ballot) if words not in after]
    if missing:
        yield f"Abstimmung {ballot.number}: in „{after}“ fehlt {missing}"


def _outcome(chamber: Chamber, ballot: Held) -> Iterator[str]:
    """What has to be said of the outcome: the verdict, or who is elected, or who stands next."""
    yield f"Nicht abgestimmt {ballot.missing}"
    if not ballot.asked.options:
        yield f" {ballot.verdict(chamber.ledger.seats)}"
        return
    result = ballot.round_result()
    yield from (*result.elected, *([ballot.lot] if ballot.lot else result.among))


def _items_missing(chamber: Chamber, lines: Sequence[str]) -> Iterator[str]:
    for number in dict.fromkeys(chamber.ledger.items):
        item = chamber.items[number]
        heading = f"TOP {number}"
        if not any(line.startswith(heading) and item.title in line for line in lines):
            yield f"TOP {number} „{item.title}“ fehlt"


def _people_differ(chamber: Chamber, lines: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Who was there stands in a table, who was not in a list with the reason."""
    ledger = chamber.ledger
    for seat in chamber.council.members:
        came = bool(ledger.within(seat.id))
        listed = any(seat.name in cell for cell in cells)
        if came and not listed:
            yield f"{seat.name} nahm teil und fehlt"
        reason = "entschuldigt" if seat.id in ledger.excused else "ohne Entschuldigung"
        if not came and not any(seat.name in line and reason in line for line in lines):
            yield f"{seat.name} fehlte ({reason}), und das steht nicht da"
    sentence = f"{ledger.present_at_opening} von {ledger.seats}"
    if not any(sentence in line for line in lines):
        yield f"Die Beschlussfähigkeit bei der Eröffnung ({sentence}) fehlt"


def _closed_words(chamber: Chamber, texts: Sequence[str]) -> Iterator[str]:
    """The public minutes name nothing of a closed item."""
    for item in chamber.items.values():
        if not item.public and any(item.title in text for text in texts):
            yield f"Der nichtöffentliche Punkt „{item.title}“ steht in der öffentlichen Niederschrift"
