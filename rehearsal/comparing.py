"""Everything that came out of the demo's sitting, against the ledger of what was done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

from rehearsal.chamber import Chamber
from rehearsal.comparing_attendance import attendance_table, attendance_workbook
from rehearsal.comparing_chats import chats, few, results_said, shut, unspoken
from rehearsal.comparing_elections import FILE, elections, kind_word, need_word, result_word
from rehearsal.comparing_journal import journal
from rehearsal.comparing_minutes import minutes
from rehearsal.held import Held, Span, choices
from rehearsal.ledger import Ledger
from rehearsal.packaging import Papers
from rehearsal.telling import Check

Row = Mapping[str, str]


def compared(chamber: Chamber, papers: Papers) -> Iterator[Check]:
    """Yield every comparison; each is complete, also where an earlier one failed."""
    ledger, files = chamber.ledger, papers.files
    yield results(ledger, files["ergebnisse.csv"])
    yield votes(ledger, files["stimmen.csv"])
    yield attendance_table(chamber, rows_of(files["anwesenheit.csv"]))
    yield attendance_workbook(chamber, files["anwesenheit.xlsx"])
    yield minutes(chamber, files["niederschrift.docx"])
    yield journal(ledger, files["journal.jsonl"])
    yield from chats(chamber)


def compared_tables(chamber: Chamber, papers: Papers) -> Iterator[Check]:
    """Yield what is compared of a sitting in presence: its tables, its journal, its meeting chat."""
    ledger, files = chamber.ledger, papers.files
    yield results(ledger, files["ergebnisse.csv"])
    yield votes(ledger, files["stimmen.csv"])
    yield attendance_table(chamber, rows_of(files["anwesenheit.csv"]))
    yield elections(ledger, rows_of(files[FILE]) if FILE in files else None)
    yield journal(ledger, files["journal.jsonl"])
    yield results_said(chamber)
    yield few(chamber)
    yield shut(chamber)
    yield unspoken(chamber)


def results(ledger: Ledger, content: bytes) -> Check:
    """Hold each row of ``ergebnisse.csv`` against the ballot as it was held."""
    rows = rows_of(content)
    found = []
    if len(rows) != len(ledger.ballots):
        found.append(f"{len(rows)} Zeilen für {len(ledger.ballots)} Abstimmungen")
    for row, held in zip(rows, ledger.ballots, strict=False):
        name = f"Abstimmung {held.number}"
        found += [
            f"{name}, {column}: steht da als „{row.get(column)}“, richtig ist „{value}“"
            for column, value in _result(held, ledger).items()
            if row.get(column) != value
        ]
        for column, span in (
            ("eröffnet", held.opened),
            ("geschlossen", held.closed),
            ("festgestellt", held.declared),
        ):
            found += time_differs(f"{name}, {column}", row.get(column, ""), span)
    return Check(f"ergebnisse.csv: {len(rows)} Abstimmungen, jede Zahl wie abgestimmt", tuple(found))


def _result(held: Held, ledger: Ledger) -> dict[str, str]:
    """Return what has to stand in a ballot's row, times excepted."""
    return {
        "abstimmung": str(held.number),
        "runde": str(held.round),
        "top": ", ".join(held.asked.block or (held.item.number,)),
        "gegenstand": held.object,
        "art": kind_word(held),
        "mehrheit": need_word(held),
        "berechtigt": str(len(held.electorate)),
        "anwesend": str(held.present if held.closed else held.present_at_opening),
        "befangen": str(len(held.biased)),
        "ergebnis": _word(held, ledger),
        "ersetzt_durch": str(held.superseded_by or ""),
        **_numbers(held),
    }


def _word(held: Held, ledger: Ledger) -> str:
    if held.superseded_by or held.cancelled:
        return "ersetzt" if held.superseded_by else "abgebrochen"
    return result_word(held, ledger.seats)


def _numbers(held: Held) -> dict[str, str]:
    """Return the counts of a ballot; of one that was never closed there are none."""
    tally = held.tally
    if tally is None:
        return dict.fromkeys(("ja", "nein", "enthaltung", "nicht_abgegeben"), "")
    return {
        "ja": "" if held.numbered else str(tally.yes),
        "nein": "" if held.numbered else str(tally.no),
        "enthaltung": str(tally.abstain),
        "nicht_abgegeben": str(held.missing),
    }


def votes(ledger: Ledger, content: bytes) -> Check:
    """Hold each row of ``stimmen.csv`` against the voter's last vote and the receipt they read."""
    rows = {(row["abstimmung"], row["kennung"]): row for row in rows_of(content)}
    given = {
        (str(held.number), who): (held, who)
        for held in ledger.ballots
        if held.single_votes
        for who in held.votes
    }
    found = [
        f"Abstimmung {key[0]}, {key[1]}: eine Stimme, die niemand gab" for key in rows if key not in given
    ]
    for key, (held, who) in given.items():
        row = rows.get(key)
        if row is None:
            found.append(f"Abstimmung {key[0]}, {who}: die Stimme fehlt")
        else:
            found += _vote_differs(held, who, row)
    if len(rows) != len(rows_of(content)):
        found.append("Jemand steht in einer Abstimmung zweimal")
    return Check(f"stimmen.csv: {len(given)} Stimmen einzeln, mit Weg, Zeit und Beleg", tuple(found))


def _vote_differs(held: Held, who: str, row: Row) -> Iterator[str]:
    vote = held.votes[who]
    name = f"Abstimmung {held.number}, {who}"
    done = {"stimme": choices(held.votes)[who], "weg": vote.way}
    if vote.receipt:
        done["beleg"] = vote.receipt
    for column, value in done.items():
        if row.get(column) != value:
            yield f"{name}, {column}: steht da als „{row.get(column)}“, richtig ist „{value}“"
    yield from time_differs(name, row.get("zeit", ""), vote.at)


def time_differs(name: str, written: str, span: Span | None) -> Iterator[str]:
    """Say where a written time is none at which it can have been done."""
    if span is None or not written:
        if written or span is not None:
            yield f"{name}: Zeit „{written}“"
    elif not span.holds(datetime.fromisoformat(written)):
        yield f"{name}: steht da als {written}, getan {span.begun:%H:%M:%S} bis {span.done:%H:%M:%S} UTC"


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a table file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
