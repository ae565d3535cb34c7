"""The public copy of a record: what may be read, with the chain over all of it intact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from council import events as ev
from council.agenda import BallotKind
from council.fold import evolve
from council.ids import BallotId
from council.record import Row, stripped
from council.roster import Contact
from council.sitting import Sitting
from reports.results import is_closed

Decode = Callable[[Row], ev.Event]
"""Turns a row back into the event it holds; the store's codec does."""

_ON_ITEMS = (
    ev.RecusalDeclared, ev.ItemCalled, ev.ItemRemoved, ev.ItemPostponed, ev.ItemNoted, ev.ItemPassed,
)  # fmt: skip
_ON_BALLOTS = (
    ev.BallotOpened, ev.HandsEntered, ev.HandsConfirmed, ev.BallotClosed, ev.BallotDeclared,
    ev.BallotCancelled, ev.BallotSuperseded,
)  # fmt: skip


def restored(rows: Sequence[Row], decode: Decode) -> Sitting | None:
    """The state that the readable entries of a record tell; None where there are none.

    Raises ``ValueError`` or ``LookupError`` where they do not make up a sitting.
    """
    sitting: Sitting | None = None
    for row in rows:
        if row.data is not None:
            sitting = evolve(sitting, decode(row))
    return sitting


def public_rows(rows: Sequence[Row], decode: Decode) -> Iterator[Row]:
    """Yield the rows of the public copy: what is not for the public loses content and salt.

    Withheld is everything on closed items and in the closed part's ballots, how people are
    reached, why somebody was excused, disturbed or not admitted, and every single vote but those
    of roll calls.
    """
    sitting: Sitting | None = None
    for row in rows:
        if row.data is None:
            yield row
            continue
        event = decode(row)
        sitting = evolve(sitting, event)
        yield stripped(row) if _withheld(sitting, event) else row


def _withheld(sitting: Sitting, event: ev.Event) -> bool:
    match event:
        case ev.ContactRecorded() | ev.AccountLinked() | ev.VoteEntered():
            hidden = True
        case ev.MemberEnrolled():
            hidden = event.member.contact != Contact()
        case ev.MemberExcused() | ev.DisturbanceReported() | ev.AdmissionRefused():
            hidden = bool(event.reason)
        case ev.ItemListed() | ev.ItemAdded():
            hidden = not event.item.public
        case ev.VoteCast():
            hidden = _single_votes_hidden(sitting, event.ballot)
        case ev.EntryRejected():
            hidden = _entry_withheld(sitting, event)
        case _:
            hidden = _on_closed_item(sitting, event)
    return hidden


def _on_closed_item(sitting: Sitting, event: ev.Event) -> bool:
    """Whether an event names an item or a ballot of the closed part; an unknown item counts as one."""
    if isinstance(event, _ON_ITEMS):
        item = sitting.agenda.get(event.item)
        return item is None or not item.public
    return isinstance(event, _ON_BALLOTS) and is_closed(sitting, sitting.ballots[event.ballot])


def _single_votes_hidden(sitting: Sitting, ballot: BallotId) -> bool:
    known = sitting.ballots[ballot]
    return is_closed(sitting, known) or known.kind is not BallotKind.ROLL_CALL


def _entry_withheld(sitting: Sitting, event: ev.EntryRejected) -> bool:
    """Whether what was not confirmed is itself withheld: a vote always is."""
    case = sitting.cases[event.case]
    if case.ballot is None:
        return False
    return case.choice is not None or is_closed(sitting, sitting.ballots[case.ballot])
