"""The quorum as it was found in a sitting: at its opening, and around each ballot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from council.ids import BallotId
from council.quorum import QuorumCount
from council.sitting import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumPoint:
    """The quorum as found at one moment: at the opening (``ballot`` None) or at a ballot."""

    at: datetime
    ballot: BallotId | None
    closing: bool
    count: QuorumCount


def quorum_points(sitting: Sitting) -> tuple[QuorumPoint, ...]:
    """The quorum at the opening, and at the opening and closing of each ballot."""
    points: list[QuorumPoint] = []
    if sitting.opened_at is not None and sitting.quorum_at_opening is not None:
        points.append(_point(sitting.opened_at, sitting.quorum_at_opening))
    for ballot in sitting.ballots.values():
        points.append(_point(ballot.opened_at, ballot.quorum_at_opening, ballot.id))
        if ballot.closed_at is not None and ballot.quorum_at_closing is not None:
            points.append(_point(ballot.closed_at, ballot.quorum_at_closing, ballot.id, closing=True))
    return tuple(points)


def _point(
    at: datetime, found: QuorumCount, ballot: BallotId | None = None, *, closing: bool = False
) -> QuorumPoint:
    return QuorumPoint(at=at, ballot=ballot, closing=closing, count=found)
