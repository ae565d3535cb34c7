"""The tables of a package against the ballots counted once more. Part of ``verify.py``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timezone

from reports.recount import BallotCount, Recount, Remark

_NUMBERS = (
    "abstimmung", "runde", "top", "art", "mehrheit", "berechtigt", "ja", "nein", "enthaltung",
    "nicht_abgegeben", "ergebnis", "ersetzt_durch",
)  # fmt: skip
_TIMES = ("eröffnet", "geschlossen", "festgestellt")


def results_remarks(raw: bytes, recount: Recount) -> list[Remark]:
    """What ``ergebnisse.csv`` says otherwise than the journal, one remark for each ballot."""
    lines = _table(raw)
    wanted = list(recount.ballots.values())
    if lines is None or len(lines) != len(wanted):
        return [Remark(key="table", values={"file": "ergebnisse.csv"}, damage=True)]
    return [
        Remark(key="result", values={"ballot": ballot.number}, damage=True)
        for line, ballot in zip(lines, wanted)  # noqa: B905  (Python 3.9 has no strict)
        if not _fits(line, ballot)
    ]


def votes_remarks(raw: bytes, recount: Recount) -> list[Remark]:
    """What ``stimmen.csv`` says otherwise than the journal."""
    lines = _table(raw)
    if lines is None:
        return [Remark(key="table", values={"file": "stimmen.csv"}, damage=True)]
    names = ("abstimmung", "kennung", "stimme", "weg", "beleg")
    told = [(*(_plain(line.get(name)) for name in names), _utc(line.get("zeit") or "")) for line in lines]
    counted = [
        (str(b.number), member, data["choice"], data["way"], data["receipt"], _utc(at))
        for b in recount.ballots.values()
        if not b.by_hands
        for member, (data, at) in b.votes.items()
    ]
    if sorted(told, key=str) == sorted(counted, key=str):
        return []
    return [Remark(key="table", values={"file": "stimmen.csv"}, damage=True)]


def _table(raw: bytes) -> list[dict[str, str]] | None:
    try:
        text = raw.decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines(keepends=True), delimiter=";", strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None


def _fits(line: dict[str, str], ballot: BallotCount) -> bool:
    times = (ballot.opened_at, ballot.closed_at, ballot.declared_at)
    numbers = [_plain(line.get(name)) for name in _NUMBERS] == [str(cell) for cell in _cells(ballot)]
    return numbers and [_utc(line.get(name) or "") for name in _TIMES] == [_utc(at) for at in times]


def _cells(ballot: BallotCount) -> Iterable[object]:
    opened, closed = ballot.opened, ballot.closed
    yield from (opened["ballot"], opened["round"], opened["item"], opened["kind"], opened["majority"])
    yield len(opened["electorate"])
    if closed is None:
        yield from ("", "", "", "")
    else:
        counts = closed["tally"]
        yield from (counts["yes"], counts["no"], counts["abstain"])
        known = ballot.told or ballot.by_hands
        yield ballot.abstained_from() if known else len(closed["not_cast"])
    yield _word(ballot)
    yield "" if ballot.successor is None else ballot.successor


def _word(ballot: BallotCount) -> str:
    if ballot.phase != "festgestellt" or ballot.declared is None:
        return ballot.phase
    outcome = str(ballot.declared["outcome"])
    motion = ballot.opened["procedural"] or ballot.opened["item_kind"] == "änderung"
    return "beschlossen" if outcome == "angenommen" and not motion else outcome


def _plain(cell: str | None) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reckoning with it."""
    text = cell or ""
    return text.removeprefix("'")


def _utc(text: str) -> str:
    """A moment to the second in UTC; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(timezone.utc).isoformat(timespec="seconds")  # noqa: UP017
    except ValueError:
        return text
