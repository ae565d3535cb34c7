"""The attendance list as table and as workbook, against who came and went when."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from rehearsal.activities import TIMEZONE
from rehearsal.chamber import Chamber
from rehearsal.held import Span
from rehearsal.ledger import Ledger, minutes_between
from rehearsal.roster import Seat
from rehearsal.telling import Check

Cells = Mapping[str, object]
TABLE = ("von", "bis", "minuten", "art", "zugelassen_von", "nachweis", "name", "fraktion")
WORKBOOK = ("von", "bis", "Minuten", "Art", "zugelassen von", "Nachweis", "Name", "Fraktion")


def attendance_table(chamber: Chamber, rows: Sequence[Cells]) -> Check:
    """Hold ``anwesenheit.csv`` against the ledger: a row for each stay, and for each absent member."""
    found = list(_stays_differ(chamber, rows, "kennung", TABLE))
    stays = sum(len(chamber.ledger.within(who)) for who in chamber.ledger.stays)
    return Check(
        f"anwesenheit.csv: {stays} Anwesenheiten von {len(chamber.ledger.stays)} Personen, sekundengenau",
        tuple(found),
    )


def attendance_workbook(chamber: Chamber, content: bytes) -> Check:
    """Open ``anwesenheit.xlsx`` and hold its four sheets against the ledger."""
    book = load_workbook(io.BytesIO(content))
    people, totals, quorum, compared = (
        list(_rows(list(sheet.iter_rows(values_only=True)))) for sheet in book
    )
    listed = [row for row in people if row["Kennung"]]
    found = [
        *_stays_differ(chamber, listed, "Kennung", WORKBOOK),
        *_status_differs(chamber, listed),
        *_totals_differ(chamber, totals),
        *_quorum_differs(chamber.ledger, quorum),
        *_settling_differs(chamber, compared),
    ]
    return Check(
        f"anwesenheit.xlsx geöffnet: {len(listed)} Zeilen, Summen je Fraktion, "
        f"Beschlussfähigkeit zu {len(quorum)} Zeitpunkten, Abgleich mit Teams: "
        f"{len(chamber.ledger.reported)} Abweichungen, jede mit Entscheidung",
        tuple(found),
    )


def _rows(lines: Sequence[Sequence[object]]) -> Iterator[dict[str, object]]:
    head, *rest = lines
    for line in rest:
        yield {str(name): cell for name, cell in zip(head, line, strict=True)}


def _stays_differ(chamber: Chamber, rows: Sequence[Cells], key: str, columns: Sequence[str]) -> Iterator[str]:
    ledger = chamber.ledger
    expected = {*ledger.members, *ledger.stays}
    yield from (f"{row[key]}: gehört nicht in die Liste" for row in rows if row[key] not in expected)
    for seat in chamber.council:
        if seat.id not in expected:
            continue
        own = [row for row in rows if row[key] == seat.id]
        within = ledger.within(seat.id)
        if len(own) != max(1, len(within)):
            yield f"{seat.name}: {len(own)} Zeilen, gekommen {len(within)}-mal"
        elif not within:
            yield from (f"{seat.name}: war nicht da" for row in own if row[columns[0]] or row[columns[1]])
        for row, ends, place in zip(own, within, range(len(within)), strict=False):
            yield from _stay_differs(ledger, seat, place, [row.get(name) for name in columns], ends)


def _stay_differs(
    ledger: Ledger, seat: Seat, place: int, cells: Sequence[object], ends: tuple[Span, Span]
) -> Iterator[str]:
    since, until, minutes, mode, clerk, evidence, name, group = cells
    stay = ledger.stays[seat.id][place - len(ledger.within(seat.id)) or None :][0]
    fewest, most = minutes_between(*ends)
    for what, written, span in (("kam", since, ends[0]), ("ging", until, ends[1])):
        if not span.holds(_moment(written)):
            yield f"{seat.name} {what}: steht da als {written}, getan um {span.done:%H:%M:%S} UTC"
    if not fewest <= int(str(minutes)) <= most:
        yield f"{seat.name}: {minutes} Minuten, richtig sind {fewest} bis {most}"
    full = f"{seat.title} {seat.name}".strip()
    for written, done in (
        (mode, stay.mode),
        (clerk, stay.clerk),
        (evidence, stay.evidence),
        (name, full),
        (group or "", seat.group),
    ):
        if written != done:
            yield f"{seat.name}: steht da als „{written}“, richtig ist „{done}“"


def _moment(written: object) -> datetime:
    """Read a time; a workbook has it by the clock on the wall."""
    if isinstance(written, datetime):
        return written.replace(tzinfo=ZoneInfo(TIMEZONE))
    return datetime.fromisoformat(str(written)) if written else datetime.min.replace(tzinfo=UTC)


def _status_differs(chamber: Chamber, rows: Sequence[Cells]) -> Iterator[str]:
    ledger = chamber.ledger
    for row in rows:
        who = str(row["Kennung"])
        done = _status(ledger, who)
        if row["Status"] != done:
            yield f"{row['Name']}: Status „{row['Status']}“, richtig ist „{done}“"
        biased = ", ".join(number for number, people in ledger.biased.items() if who in people)
        if (row["befangen bei TOP"] or "") != biased:
            yield f"{row['Name']}: befangen „{row['befangen bei TOP']}“, richtig ist „{biased}“"


def _status(ledger: Ledger, who: str) -> str:
    within = ledger.within(who)
    if not within:
        return "entschuldigt" if who in ledger.excused else "abwesend"
    late = ["verspätet"] if within[0][0] is not ledger.opened else []
    early = ["vorzeitig gegangen"] if within[-1][1] is not ledger.ended else []
    return ", ".join([*late, *early]) or "anwesend"


def _totals_differ(chamber: Chamber, rows: Sequence[Cells]) -> Iterator[str]:
    ledger = chamber.ledger
    groups: dict[str, list[Seat]] = {}
    for seat in chamber.council.members:
        groups.setdefault(seat.group or "ohne Fraktion", []).append(seat)
    groups["Gesamt"] = list(chamber.council.members)
    for name, seats in groups.items():
        came = sum(bool(ledger.within(seat.id)) for seat in seats)
        done = (len(seats), came, len(seats) - came)
        row: Cells = next((row for row in rows if row["Fraktion"] == name), {})
        said = tuple(row.get(column) for column in ("Stimmberechtigte", "anwesend", "nicht anwesend"))
        if said != done:
            yield f"Summen {name}: {said}, richtig ist {done}"


def _quorum_differs(ledger: Ledger, rows: Sequence[Cells]) -> Iterator[str]:
    """The quorum at the opening, and at opening and closing of each ballot."""
    wanted = {"Eröffnung": ledger.present_at_opening}
    for held in ledger.ballots:
        wanted[f"Abstimmung {held.number}: Eröffnung"] = held.present_at_opening
        if held.closed is not None:
            wanted[f"Abstimmung {held.number}: Schließen"] = held.present
    said = {str(row["Anlass"]): row for row in rows}
    for occasion, present in wanted.items():
        row = said.get(occasion, {})
        counted = (row.get("anwesend und stimmberechtigt"), row.get("erforderlich"), row.get("Mitglieder"))
        if counted != (present, ledger.quorum, ledger.seats):
            yield f"Beschlussfähigkeit {occasion}: {counted}, richtig ist {present}"
    yield from (
        f"Beschlussfähigkeit: „{occasion}“ gab es nicht" for occasion in said if occasion not in wanted
    )


def _settling_differs(chamber: Chamber, rows: Sequence[Cells]) -> Iterator[str]:
    """The comparison with Teams' report: each difference with its ruling and its clerk, all others agree."""
    ledger = chamber.ledger
    said = {str(row["Kennung"]): row for row in rows if row["Kennung"]}
    for who, done in ledger.reported.items():
        row = said.get(who, {})
        found = tuple(row.get(column) for column in ("Art", "Entscheidung", "durch"))
        if found != (done.kind, done.ruling, done.clerk):
            yield f"Abgleich {who}: {found}, richtig ist {(done.kind, done.ruling, done.clerk)}"
    for who, row in said.items():
        if who not in ledger.reported and row["Art"] != "stimmt überein":
            yield f"Abgleich {who}: „{row['Art']}“, und dort war nichts anders"
    missing = {*ledger.members, *ledger.stays} - set(said)
    yield from (f"Abgleich: {who} fehlt" for who in missing)
    others = [str(row["Name"]) for row in rows if not row["Kennung"]]
    if len(others) < 2 or not any("ohne Konto" in name for name in others):
        yield f"Abgleich: nur im Bericht stehen {others}"
