"""Every declared result judged once more by the rules that the record holds, at its own moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from council import events as ev
from council.agenda import BallotForm
from council.ballots import Ballot, Outcome
from council.election import election_verdict
from council.fold import evolve
from council.ids import BallotId
from council.majority import verdict_on
from council.record import Row
from council.sitting import Sitting
from reports.publishing import Decode


def misjudged(rows: Sequence[Row], decode: Decode) -> Iterator[BallotId]:
    """Yield the ballots whose declared result is not what the recorded rules make of the counts.

    Of a motion that the chair decided otherwise, with a reason, only the arithmetic is compared. A
    tie that the chair's vote decided is left alone where that vote cannot be read any more.
    """
    sitting: Sitting | None = None
    for row in rows:
        if row.data is None:
            continue
        event = decode(row)
        if sitting is not None and isinstance(event, ev.BallotDeclared) and not _agrees(sitting, event):
            yield event.ballot
        sitting = evolve(sitting, event)


def _agrees(sitting: Sitting, declared: ev.BallotDeclared) -> bool:
    ballot = sitting.ballots[declared.ballot]
    if ballot.tally is None:
        return True
    if ballot.form is BallotForm.MOTION:
        return _motion_agrees(sitting, declared)
    judged = election_verdict(sitting.rules, ballot, members=_members(sitting, ballot))
    chosen = ballot.form is BallotForm.ALTERNATIVES and judged.outcome is Outcome.ELECTED
    told = (declared.outcome, declared.needed, declared.base, declared.elected, declared.following)
    found = (Outcome.CARRIED if chosen else judged.outcome, judged.needed, judged.base)
    rest = (judged.elected, judged.following)
    return told == (*found, *rest) and declared.candidates == judged.candidates


def _motion_agrees(sitting: Sitting, declared: ev.BallotDeclared) -> bool:
    ballot = sitting.ballots[declared.ballot]
    presided = [member for at, member in sitting.chairs if ballot.closed_at is None or at <= ballot.closed_at]
    own = ballot.vote_of(presided[-1]) if presided else None
    members = _members(sitting, ballot)
    judged = verdict_on(sitting.rules, ballot, members, own.choice if own is not None else None)
    if (declared.needed, declared.base) != (judged.needed, judged.base):
        return False
    unread = declared.casting and own is None
    return unread or bool(declared.overridden) or declared.outcome is judged.outcome


def _members(sitting: Sitting, ballot: Ballot) -> int:
    """All members as they were counted when the ballot was closed."""
    found = ballot.quorum_at_closing
    return sitting.members_total if found is None else found.seats
