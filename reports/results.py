"""The results of a sitting's ballots, and the votes in them, as tables."""

from __future__ import annotations

from council.agenda import Abstention, AgendaItem, BallotForm, BallotKind, Base, MajorityKind
from council.ballots import Ballot, Following, Option, Outcome, Phase, Tally
from council.election import votes_for
from council.sitting import Sitting
from reports.tables import csv_file, iso

RESULTS = (
    "abstimmung", "runde", "top", "gegenstand", "art", "mehrheit", "berechtigt", "anwesend", "ja",
    "nein", "enthaltung", "nicht_abgegeben", "befangen", "ergebnis", "eröffnet", "geschlossen",
    "festgestellt", "ersetzt_durch",
)  # fmt: skip
VOTES = ("abstimmung", "kennung", "stimme", "zeit", "weg", "beleg")
_BASES = {Base.CAST: "abgegebene", Base.PRESENT: "anwesende", Base.MEMBERS: "mitglieder"}
"""The bases of a majority in the words in which it is typed."""


def results_csv(sitting: Sitting, *, public: bool = False) -> bytes:
    """Return one line for each ballot in order of opening; a public copy has no closed items."""
    ballots = [b for b in sitting.ballots.values() if not (public and is_closed(sitting, b))]
    return csv_file(RESULTS, [_result(sitting, ballot) for ballot in ballots])


def votes_csv(sitting: Sitting, *, public: bool = False) -> bytes:
    """Return the votes that count, by ballot and roster; a public copy has roll calls only.

    Secret ballots have none: nobody knows who voted how. A numbered option is its number.
    """
    rows: list[tuple[object, ...]] = []
    for ballot in sitting.ballots.values():
        if public and (is_closed(sitting, ballot) or ballot.kind is not BallotKind.ROLL_CALL):
            continue
        if ballot.secret or taken_by_hands(ballot):
            continue
        current = [vote for member in ballot.electorate if (vote := ballot.vote_of(member))]
        rows += [(ballot.id, v.member, v.choice, iso(sitting, v.at), v.way, v.receipt) for v in current]
    return csv_file(VOTES, rows)


def is_closed(sitting: Sitting, ballot: Ballot) -> bool:
    """Whether a ballot belongs to the part from which the public is excluded."""
    items = [item for item in map(sitting.agenda.get, ballot.items) if item is not None]
    return not ballot.public or any(not item.public for item in items)


def taken_by_hands(ballot: Ballot) -> bool:
    """Whether the counts by hand, voice or paper are the ballot's result, and not single votes."""
    return ballot.hands is not None and bool(ballot.hands.confirmed_by)


def not_cast(ballot: Ballot) -> int:
    """How many of those entitled gave no vote; whoever lost theirs meanwhile is not among them.

    Of a secret ballot and of one by hand or paper it is reckoned from the sums.
    """
    if ballot.tally is None:
        return len(ballot.waiting)
    if ballot.secret or taken_by_hands(ballot):
        return max(0, len(ballot.standing) - ballot.heads(ballot.tally))
    return len(ballot.not_cast)


def result_word(ballot: Ballot) -> str:
    """What became of a ballot, in the words of § 5.9 of the contract.

    A resolution is ``beschlossen``, an amendment or procedural motion ``angenommen``; an election
    says who has how many votes, who is elected, and what has to follow; a ballot without a
    declared result is what it is: open, closed, broken off, superseded.
    """
    if ballot.phase is not Phase.DECLARED or ballot.outcome is None:
        return str(ballot.phase)
    resolved = ballot.outcome is Outcome.CARRIED and not ballot.amending
    word = "beschlossen" if resolved else str(ballot.outcome)
    if ballot.form is BallotForm.MOTION or ballot.tally is None:
        return word
    return f"{word}{_chosen(ballot)} ({_election_counts(ballot, ballot.tally)})"


def _chosen(ballot: Ballot) -> str:
    """Who is elected and what has to follow, after a colon; "" for neither."""
    lots = {lot.option for lot in ballot.lots}
    elected = [o.name + (" durch Los" if o.number in lots else "") for o in _named(ballot, ballot.elected)]
    parts = [", ".join(elected)] if elected else []
    if ballot.following is Following.ANEW:
        parts += [str(ballot.following)] if ballot.form is BallotForm.ELECTION else []
    elif ballot.following is not Following.NOTHING:
        among = ", ".join(option.name for option in _named(ballot, ballot.candidates))
        parts.append(f"{ballot.following} {among}")
    return f": {'; '.join(parts)}" if parts else ""


def _named(ballot: Ballot, numbers: tuple[int, ...]) -> list[Option]:
    return [option for option in map(ballot.option, numbers) if option is not None]


def _election_counts(ballot: Ballot, tally: Tally) -> str:
    """The counts of an election: "Anna Alt 31, Bernd Berg 21, Enthaltungen 8"."""
    if ballot.numbered:
        parts = [f"{option.name} {votes_for(ballot, tally, option.number)}" for option in ballot.options]
    else:
        parts = [f"{ballot.options[0].name} {tally.yes} ja, {tally.no} nein"]
    if tally.abstain or ballot.abstention is not Abstention.NOT_ALLOWED:
        parts.append(f"Enthaltungen {tally.abstain}")
    return ", ".join([*parts, f"ungültig {tally.invalid}"] if tally.invalid else parts)


def kind_word(ballot: Ballot) -> str:
    """How and what was voted: ``offen``; ``wahl, geheim``; ``auswahl``."""
    if ballot.form is BallotForm.MOTION:
        return str(ballot.kind)
    return str(ballot.form) if ballot.kind is BallotKind.OPEN else f"{ballot.form}, {ballot.kind}"


def majority_word(stated: Ballot | AgendaItem) -> str:
    """Which majority is needed: ``zweidrittel``, ``3/5 mitglieder``; of an election its round."""
    if isinstance(stated, Ballot) and stated.form is not BallotForm.MOTION:
        return str(stated.stage)
    word = stated.share if stated.majority is MajorityKind.SHARE else str(stated.majority)
    return f"{word} {_BASES[stated.of]}" if stated.of is not None else word


def _result(sitting: Sitting, ballot: Ballot) -> tuple[object, ...]:
    quorum = ballot.quorum_at_closing or ballot.quorum_at_opening
    biased = [m for m in ballot.recused if (known := sitting.member(m)) and known.entitled]
    return (
        ballot.id,
        ballot.round,
        ", ".join(ballot.items),
        ballot.object or ballot.title,
        kind_word(ballot),
        majority_word(ballot),
        len(ballot.electorate),
        quorum.present,
        *_counts(ballot),
        not_cast(ballot) if ballot.tally else "",
        len(biased),
        result_word(ballot),
        iso(sitting, ballot.opened_at),
        iso(sitting, ballot.closed_at),
        iso(sitting, ballot.declared_at),
        ballot.superseded_by,
    )


def _counts(ballot: Ballot) -> tuple[object, ...]:
    """Yes, No and abstentions; where votes went to options there is neither Yes nor No."""
    tally = ballot.tally
    if tally is None:
        return ("", "", "")
    if ballot.numbered:
        return ("", "", tally.abstain)
    return (tally.yes, tally.no, tally.abstain)
