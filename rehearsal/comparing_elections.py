"""Elections and choices among alternatives in the tables, against what was done in each of their rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rehearsal.held import OPEN, Held, Tally
from rehearsal.ledger import Ledger
from rehearsal.reckoning import SECOND
from rehearsal.telling import Check

FILE = "wahlen.csv"
Row = Mapping[str, str]


def kind_word(held: Held) -> str:
    """How and what was voted: ``offen``, or ``wahl`` and ``auswahl``, with how unless it was open."""
    if not held.asked.options:
        return held.kind
    form = "auswahl" if held.asked.choosing else "wahl"
    return form if held.kind == OPEN else f"{form}, {held.kind}"


def need_word(held: Held) -> str:
    """Which majority was needed; of an election its round."""
    if held.asked.options:
        return held.asked.stage
    need = held.need
    return " ".join(part for part in (need.share or need.word, need.of) if part)


def result_word(held: Held, seats: int) -> str:
    """What became of a declared ballot; of an election who is elected, what follows, and the counts."""
    word, tally = held.verdict(seats), held.tally
    if not held.asked.options or tally is None:
        return word
    said = "; ".join(_said(held))
    return f"{word}{f': {said}' if said else ''} ({', '.join(_counts(held, tally))})"


def _said(held: Held) -> Iterator[str]:
    """Who is elected, and what has to follow."""
    result = held.round_result()
    elected = [*result.elected, *([f"{held.lot} durch Los"] if held.lot else [])]
    if elected:
        yield ", ".join(elected)
    if following := _following(held):
        among = () if following == "neue Wahl" else result.among
        if not (held.asked.choosing and not among):
            yield f"{following} {', '.join(among)}".strip()


def _following(held: Held) -> str:
    """What comes after a round; nothing once the lot was drawn or everybody is elected."""
    result, asked = held.round_result(), held.asked
    if held.lot or (result.elected and len(result.elected) == asked.places):
        return ""
    if not result.among:
        return "neue Wahl"
    if len(asked.options) == 1:
        return SECOND
    if result.lot:
        return "Los" if asked.stage == "Stichwahl" else "Los über die Stichwahl"
    return "Stichwahl"


def _counts(held: Held, tally: Tally) -> Iterator[str]:
    if held.numbered:
        for name, votes in zip(held.asked.options, tally.options, strict=True):
            yield f"{name} {votes}"
    else:
        yield f"{held.asked.options[0]} {tally.yes} ja, {tally.no} nein"
    yield f"Enthaltungen {tally.abstain}"
    if tally.invalid:
        yield f"ungültig {tally.invalid}"


def elections(ledger: Ledger, rows: Sequence[Row] | None) -> Check:
    """Hold each row of ``wahlen.csv`` against the round; where nobody was elected there is no such file."""
    held = [ballot for ballot in ledger.ballots if ballot.asked.options]
    wanted = [row for ballot in held for row in _rows(ballot)]
    what = f"{FILE}: {len(held)} Wahlgänge, jede Bewerbung mit ihren Stimmen"
    if rows is None or not held:
        fits = (rows is None) is (not held)
        return Check(what, () if fits else (f"{FILE} fehlt, oder es gab keine Wahl",))
    found = [] if len(rows) == len(wanted) else [f"{FILE}: {len(rows)} Zeilen, richtig sind {len(wanted)}"]
    for row, done in zip(rows, wanted, strict=False):
        found += [
            f"Abstimmung {done['abstimmung']}, {done['name']}, {column}: "
            f"steht da als „{row.get(column)}“, richtig ist „{value}“"
            for column, value in done.items()
            if row.get(column) != value
        ]
    return Check(what, tuple(found))


def _rows(held: Held) -> Iterator[dict[str, str]]:
    """Return what has to stand there of each candidate of a round that was declared."""
    tally, asked = held.tally or Tally(), held.asked
    elected = {*held.round_result().elected, held.lot}
    for number, name in enumerate(asked.options, 1):
        yield {
            "abstimmung": str(held.number),
            "top": held.item.number,
            "form": "auswahl" if asked.choosing else "wahl",
            "art": held.kind,
            "wahlgang": asked.stage,
            "sitze": str(asked.places),
            "nummer": str(number),
            "name": name,
            "stimmen": str(tally.options[number - 1] if held.numbered else tally.yes),
            "nein": "" if held.numbered else str(tally.no),
            "ungültig": str(tally.invalid),
            "gewählt": "ja" if name in elected else "",
            "folgt": _following(held),
        }
