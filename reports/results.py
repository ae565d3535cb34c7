"""The results of a sitting's ballots, and the votes in them, as tables."""

from __future__ import annotations

from council.agenda import BallotKind
from council.ballots import Ballot, Outcome, Phase, Tally
from council.sitting import Sitting
from reports.tables import csv_file, iso

RESULTS = (
    "abstimmung", "runde", "top", "gegenstand", "art", "mehrheit", "berechtigt", "anwesend", "ja",
    "nein", "enthaltung", "nicht_abgegeben", "befangen", "ergebnis", "eröffnet", "geschlossen",
    "festgestellt", "ersetzt_durch",
)  # fmt: skip
VOTES = ("abstimmung", "kennung", "stimme", "zeit", "weg", "beleg")


def results_csv(sitting: Sitting, *, public: bool = False) -> bytes:
    """Return one line for each ballot in order of opening; a public copy has no closed items."""
    ballots = [b for b in sitting.ballots.values() if not (public and is_closed(sitting, b))]
    return csv_file(RESULTS, [_result(sitting, ballot) for ballot in ballots])


def votes_csv(sitting: Sitting, *, public: bool = False) -> bytes:
    """Return the votes that count, by ballot and roster; a public copy has roll calls only."""
    rows: list[tuple[object, ...]] = []
    for ballot in sitting.ballots.values():
        if public and (is_closed(sitting, ballot) or ballot.kind is not BallotKind.ROLL_CALL):
            continue
        current = [vote for member in ballot.electorate if (vote := ballot.vote_of(member))]
        rows += [
            (ballot.id, v.member, v.choice, iso(sitting, v.at), v.way, v.receipt)
            for v in current
            if not taken_by_hands(ballot)
        ]
    return csv_file(VOTES, rows)


def is_closed(sitting: Sitting, ballot: Ballot) -> bool:
    """Whether a ballot belongs to the part from which the public is excluded."""
    item = sitting.agenda.get(ballot.item) if ballot.item else None
    return not ballot.public or (item is not None and not item.public)


def taken_by_hands(ballot: Ballot) -> bool:
    """Whether the counts by hand or voice are the ballot's result, and not single votes."""
    return ballot.hands is not None and bool(ballot.hands.confirmed_by)


def not_cast(ballot: Ballot) -> int:
    """How many of those entitled gave no vote; whoever was recused meanwhile is not among them."""
    if ballot.tally is None:
        return len(ballot.waiting)
    if not taken_by_hands(ballot):
        return len(ballot.not_cast)
    able = [member for member in ballot.electorate if not ballot.lost(member)]
    return max(0, len(able) - ballot.tally.cast)


def result_word(ballot: Ballot) -> str:
    """What became of a ballot, in the words of § 5.9 of the contract.

    A resolution is ``beschlossen``, an amendment or procedural motion ``angenommen``; a ballot
    without a declared result is what it is: open, closed, broken off, superseded.
    """
    if ballot.phase is not Phase.DECLARED or ballot.outcome is None:
        return str(ballot.phase)
    if ballot.outcome is Outcome.CARRIED and not ballot.amending:
        return "beschlossen"
    return str(ballot.outcome)


def _result(sitting: Sitting, ballot: Ballot) -> tuple[object, ...]:
    tally = ballot.tally
    quorum = ballot.quorum_at_closing or ballot.quorum_at_opening
    biased = [m for m in ballot.recused if (known := sitting.member(m)) and known.entitled]
    return (
        ballot.id,
        ballot.round,
        ballot.item,
        ballot.object or ballot.title,
        ballot.kind,
        ballot.majority,
        len(ballot.electorate),
        quorum.present,
        *_counts(tally),
        not_cast(ballot) if tally else "",
        len(biased),
        result_word(ballot),
        iso(sitting, ballot.opened_at),
        iso(sitting, ballot.closed_at),
        iso(sitting, ballot.declared_at),
        ballot.superseded_by,
    )


def _counts(tally: Tally | None) -> tuple[object, ...]:
    return ("", "", "") if tally is None else (tally.yes, tally.no, tally.abstain)
