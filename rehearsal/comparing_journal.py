"""The journal of a sitting, line by line, against what was done in its elections and secret ballots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rehearsal.held import SECRET, Held, Tally
from rehearsal.ledger import Ledger
from rehearsal.telling import Check

Data = Mapping[str, Any]


def journal(ledger: Ledger, content: bytes) -> Check:
    """Hold the journal's counts, elected people, lots and handed-in slips against the ledger."""
    lines = [json.loads(line) for line in content.splitlines()]
    found: list[str] = []
    for held in ledger.ballots:
        own = [(line["type"].partition(".")[0], line["data"]) for line in lines]
        about = [(kind, data) for kind, data in own if data.get("ballot") == held.number]
        found += _counts_differ(held, [data for kind, data in about if kind == "ballot_closed"])
        found += _round_differs(held, [data for kind, data in about if kind == "ballot_declared"])
        found += _lot_differs(held, [data for kind, data in about if kind == "lot_drawn"])
        found += _slips_differ(held, about)
    return Check(f"journal.jsonl: {len(lines)} Einträge, jede Auszählung, Wahl und jedes Los", tuple(found))


def _counts_differ(held: Held, closed: Sequence[Data]) -> Iterator[str]:
    tally = held.tally
    if len(closed) != (tally is not None):
        yield f"Abstimmung {held.number}: {len(closed)}-mal geschlossen"
    elif tally is not None:
        said = closed[0]["tally"]
        read = Tally(**{**said, "options": tuple(said.get("options", ()))})
        if read != tally:
            yield f"Abstimmung {held.number}: im Journal {read}, richtig ist {tally}"


def _round_differs(held: Held, declared: Sequence[Data]) -> Iterator[str]:
    """Who was elected, or among whom it goes on."""
    if not held.asked.options or not declared:
        return
    result, names = held.round_result(), held.asked.options
    for what, done in (("elected", result.elected), ("candidates", result.among)):
        said = tuple(names[number - 1] for number in declared[0].get(what, ()))
        if set(said) != set(done):
            yield f"Abstimmung {held.number}, {what}: im Journal {said}, richtig ist {done}"


def _lot_differs(held: Held, drawn: Sequence[Data]) -> Iterator[str]:
    fell_on = [held.asked.options[data["option"] - 1] for data in drawn]
    if fell_on != ([held.lot] if held.lot else []):
        yield f"Abstimmung {held.number}, Los: im Journal {fell_on}, richtig ist „{held.lot}“"


def _slips_differ(held: Held, about: Sequence[tuple[str, Data]]) -> Iterator[str]:
    """Of a secret ballot the journal has who took part, and no vote."""
    if held.kind != SECRET:
        return
    if any("choice" in data for _, data in about):
        yield f"Abstimmung {held.number} war geheim, und im Journal steht eine Stimme"
    handed = [data.get("handed_in") or () for kind, data in about if kind == "slips_counted"]
    if handed and not held.asked.paper and set(handed[0]) != set(held.votes):
        yield f"Abstimmung {held.number}: abgegeben laut Journal {len(handed[0])}, getan {len(held.votes)}"
