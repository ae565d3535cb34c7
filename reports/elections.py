"""Elections and choices among alternatives as a table: every option of each round with its votes."""

from __future__ import annotations

from collections.abc import Iterator

from council.agenda import BallotForm
from council.ballots import Ballot, Option, Phase
from council.election import votes_for
from council.sitting import Sitting
from reports.results import is_closed
from reports.tables import csv_file, iso

ELECTIONS = (
    "abstimmung", "top", "form", "art", "wahlgang", "sitze", "nummer", "name", "stimmen", "nein", "ungültig",
    "gewählt", "los", "gezogen_von", "zeuge", "folgt",
)  # fmt: skip


def elections_csv(sitting: Sitting, *, public: bool = False) -> bytes | None:
    """Return one line for each candidate or alternative of each round; None where there was no election.

    ``los`` is when the lot fell on it, ``gezogen_von`` who entered the lot, ``zeuge`` who saw it drawn.
    """
    ballots = [b for b in sitting.ballots.values() if b.form is not BallotForm.MOTION]
    shown = [b for b in ballots if not (public and is_closed(sitting, b))]
    if not shown:
        return None
    return csv_file(ELECTIONS, [row for ballot in shown for row in _options(sitting, ballot)])


def _options(sitting: Sitting, ballot: Ballot) -> Iterator[tuple[object, ...]]:
    stands = ballot.phase is Phase.DECLARED
    for option in ballot.options:
        yield (
            ballot.id,
            ballot.item,
            ballot.form,
            ballot.kind,
            ballot.stage,
            ballot.places,
            option.number,
            option.name,
            *_votes(ballot, option),
            "ja" if stands and option.number in ballot.elected else "",
            *_drawn(sitting, ballot, option),
            ballot.following if stands else "",
        )


def _votes(ballot: Ballot, option: Option) -> tuple[object, ...]:
    """Votes for an option, votes against the only one, and invalid papers, once it is closed."""
    tally = ballot.tally
    if tally is None:
        return ("", "", "")
    if ballot.numbered:
        return (votes_for(ballot, tally, option.number), "", tally.invalid)
    return (tally.yes, tally.no, tally.invalid)


def _drawn(sitting: Sitting, ballot: Ballot, option: Option) -> tuple[str, str, str]:
    lot = next((lot for lot in ballot.lots if lot.option == option.number), None)
    if lot is None:
        return ("", "", "")
    return (iso(sitting, lot.at), sitting.name(lot.drawn_by), sitting.name(lot.witness))
