"""The tables of a package against the ballots counted once more. Part of ``verify.py``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timezone

from reports.counted import BASES, NO_MORE, BallotCount, Remark, counts_of
from reports.recount import Recount

_NUMBERS = (
    "abstimmung", "runde", "top", "art", "mehrheit", "berechtigt", "ja", "nein", "enthaltung",
    "nicht_abgegeben", "ergebnis", "ersetzt_durch",
)  # fmt: skip
_FAULTS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What comes of reading entries that somebody has put together wrongly."""
_OPTION = (
    "abstimmung", "top", "form", "art", "wahlgang", "sitze", "nummer", "name", "stimmen", "nein", "ungültig",
    "gewählt", "folgt",
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
    try:
        counted = _counting(recount)
    except _FAULTS:
        counted = None
    if counted is not None and sorted(told, key=str) == sorted(counted, key=str):
        return []
    return [Remark(key="table", values={"file": "stimmen.csv"}, damage=True)]


def _counting(recount: Recount) -> list[tuple[str, ...]]:
    """The votes that count, as the table has them."""
    return [
        (str(b.number), member, data["choice"], data["way"], data["receipt"], _utc(at))
        for b in recount.ballots.values()
        if not b.by_hands and not b.boxed
        for member, (data, at) in b.votes.items()
    ]


def _table(raw: bytes) -> list[dict[str, str]] | None:
    try:
        text = raw.decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines(keepends=True), delimiter=";", strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None


def _fits(line: dict[str, str], ballot: BallotCount) -> bool:
    """Whether a line says what the journal says; of an entry that is none nothing can be said."""
    try:
        return _agrees_with(line, ballot)
    except _FAULTS:
        return False


def _agrees_with(line: dict[str, str], ballot: BallotCount) -> bool:
    times = (ballot.opened_at, ballot.closed_at, ballot.declared_at)
    numbers = [_plain(line.get(name)) for name in _NUMBERS] == [_plain(str(cell)) for cell in _cells(ballot)]
    return numbers and [_utc(line.get(name) or "") for name in _TIMES] == [_utc(at) for at in times]


def _cells(ballot: BallotCount) -> Iterable[object]:
    opened, closed = ballot.opened, ballot.closed
    yield from (opened["ballot"], opened["round"], ", ".join(ballot.items), _kind(ballot), _majority(ballot))
    yield len(opened["electorate"])
    if closed is None:
        yield from ("", "", "", "")
    else:
        counts = counts_of(closed["tally"])
        yield from ("", "", counts[2]) if ballot.numbered else counts[:3]
        yield ballot.abstained_from()
    yield _word(ballot)
    yield "" if ballot.successor is None else ballot.successor


def _kind(ballot: BallotCount) -> str:
    """How was voted; of an election that it was one, and how where it was not openly."""
    kind = str(ballot.opened["kind"])
    if ballot.form == "antrag":
        return kind
    return ballot.form if kind == "offen" else f"{ballot.form}, {kind}"


def _majority(ballot: BallotCount) -> str:
    """The majority in the words of the agenda: "zweidrittel", "3/5 mitglieder"; of an election its round."""
    opened = ballot.opened
    if ballot.form != "antrag":
        return str(opened["stage"])
    kind = opened["share"] if opened["majority"] == "anteil" else opened["majority"]
    of = opened.get("of")
    return f"{kind} {BASES[of]}" if of else str(kind)


def _word(ballot: BallotCount) -> str:
    if ballot.phase != "festgestellt" or ballot.declared is None:
        return ballot.phase
    outcome = str(ballot.declared["outcome"])
    if ballot.lots and ballot.lots[-1][0]["elected"]:
        outcome = "gewählt"
    word = "beschlossen" if outcome == "angenommen" and not ballot.amending else outcome
    return word if ballot.form == "antrag" else f"{word}{_chosen(ballot)} ({_votes_said(ballot)})"


def _chosen(ballot: BallotCount) -> str:
    """Who is elected and what has to follow, after a colon; "" for neither."""
    result, names = ballot.result or {}, dict(ballot.options)
    lots = [lot["option"] for lot, _ in ballot.lots]
    elected = [names[n] + (" durch Los" if n in lots else "") for n in result.get("elected", ())]
    parts = [", ".join(elected)] if elected else []
    following = result.get("following", "")
    if following == "neue Wahl":
        parts += [following] if ballot.form == "wahl" else []
    elif following:
        parts.append(f"{following} {', '.join(names[n] for n in result['candidates'])}")
    return f": {'; '.join(parts)}" if parts else ""


def _votes_said(ballot: BallotCount) -> str:
    """The counts of an election: "Anna Alt 31, Bernd Berg 21, Enthaltungen 8"."""
    yes, no, abstain, invalid, *options = counts_of((ballot.closed or {})["tally"])
    names = [name for _, name in ballot.options]
    if ballot.numbered:
        parts = [f"{name} {votes}" for name, votes in zip(names, options)]  # noqa: B905  (Python 3.9)
    else:
        parts = [f"{names[0]} {yes} ja, {no} nein"]
    if abstain or ballot.opened.get("abstention") != NO_MORE:
        parts.append(f"Enthaltungen {abstain}")
    return ", ".join([*parts, f"ungültig {invalid}"] if invalid else parts)


def elections_remarks(raw: bytes | None, recount: Recount) -> list[Remark]:
    """What ``wahlen.csv`` says otherwise than the journal, or that it is missing or one too many."""
    if raw is None:
        return [Remark(key="missing_file", values={"file": "wahlen.csv"}, damage=True)]
    told = [[_plain(line.get(name)) for name in _OPTION] for line in _table(raw) or []]
    try:
        counted = [row for ballot in recount.ballots.values() for row in _options(ballot)]
    except _FAULTS:
        counted = []
    if counted and told == [[_plain(str(cell)) for cell in row] for row in counted]:
        return []
    return [Remark(key="table", values={"file": "wahlen.csv"}, damage=True)]


def _options(ballot: BallotCount) -> Iterable[list[object]]:
    """A row for each option: its votes once the ballot is closed, and what came of it once declared."""
    opened = ballot.opened
    if ballot.form == "antrag":
        return
    head = [ballot.number, opened["item"], ballot.form, opened["kind"], opened["stage"], opened["places"]]
    votes: list[list[object]] = [["", "", ""] for _ in ballot.options]
    if ballot.closed is not None:
        yes, no, _, invalid, *options = counts_of(ballot.closed["tally"])
        votes = [[count, "", invalid] for count in options] if ballot.numbered else [[yes, no, invalid]]
    result = (ballot.result or {}) if ballot.phase == "festgestellt" else {}
    for (number, name), count in zip(ballot.options, votes):  # noqa: B905  (Python 3.9 has no strict)
        elected = "ja" if number in result.get("elected", ()) else ""
        yield [*head, number, name, *count, elected, result.get("following", "")]


def _plain(cell: str | None) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reckoning, and without invisible signs."""
    text = "".join(sign for sign in cell or "" if sign.isprintable())
    return text[1:] if text[:1] == "'" else text


def _utc(text: str) -> str:
    """A moment to the second in UTC; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(timezone.utc).isoformat(timespec="seconds")  # noqa: UP017
    except ValueError:
        return text
