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
    ev.RecusalDeclared, ev.RecusalReported, ev.RecusalConfirmed, ev.RecusalLifted, ev.ItemCalled,
    ev.ItemRemoved, ev.ItemPostponed, ev.ItemReferred, ev.ItemWithdrawn, ev.ItemReopened, ev.ItemNoted,
    ev.ItemPassed, ev.PullOutRequested, ev.StatementMade,
)  # fmt: skip
_ON_BALLOTS = (
    ev.BallotOpened, ev.HandsEntered, ev.HandsConfirmed, ev.BallotClosed, ev.BallotDeclared, ev.LotDrawn,
    ev.DisturbanceRuled, ev.BallotCancelled, ev.BallotSuperseded,
)  # fmt: skip
_OF_THE_OFFICE = frozenset({"hotline", "guests"})
"""Entries of the checklist that are nobody's business but the office's."""


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
    reached, what Teams told of people's comings and goings, why somebody was excused, disturbed, not
    admitted or not biased after all, or a presence corrected, who took part in a secret ballot, and
    every single vote but those of roll calls.
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
        case ev.ContactRecorded() | ev.AccountLinked() | ev.VoteEntered() | ev.SlipsCounted():
            hidden = True
        case ev.DoubtRaised() | ev.ParticipantSeen() | ev.AloneConfirmed() | ev.ClosedRoomBound():
            hidden = True  # names of strangers, and everybody's comings and goings on their devices
        case ev.HelpRequested() | ev.HelpTaken() | ev.HelpDone() | ev.OfficeWayBegan() | ev.OfficeWayEnded():
            hidden = True  # whose device cannot vote, and who called for help, concerns nobody else
        case ev.AttendanceReported() | ev.StrangersReported() | ev.CorrectionExplained():
            hidden = True  # Teams' reports of everybody, and reasons that may be personal
        case ev.MemberEnrolled():
            hidden = event.member.contact != Contact()
        case ev.MemberExcused() | ev.DisturbanceReported() | ev.AdmissionRefused():
            hidden = bool(event.reason)
        case ev.ParticularNoted():
            hidden = event.key in _OF_THE_OFFICE
        case ev.VoteCast():
            hidden = _single_votes_hidden(sitting, event.ballot)
        case ev.EntryRejected():
            hidden = _entry_withheld(sitting, event)
        case _:
            hidden = _in_the_closed_part(sitting, event)
    return hidden


def _in_the_closed_part(sitting: Sitting, event: ev.Event) -> bool:
    """Whether an event belongs to an item or a ballot of the closed part, or was said in it."""
    match event:
        case ev.ItemListed() | ev.ItemAdded():
            return not event.item.public
        case ev.StatementMade() | ev.QuorumDoubted() if not sitting.public:
            return True
        case ev.RecusalLifted() if event.reason:
            return True
        case _ if isinstance(event, _ON_BALLOTS):
            return is_closed(sitting, sitting.ballots[event.ballot])
        case _:
            return any(_is_closed_item(sitting, number) for number in _items_of(event) if number)


def _items_of(event: ev.Event) -> tuple[str, ...]:
    """The numbers of the items that an event names."""
    if isinstance(event, ev.ItemsJoined):
        return event.items
    if isinstance(event, ev.ItemMoved):
        return (event.item, event.after)
    return (event.item,) if isinstance(event, _ON_ITEMS) else ()


def _is_closed_item(sitting: Sitting, number: str) -> bool:
    """Whether an item is one of the closed part; an unknown one counts as such."""
    item = sitting.agenda.get(number)
    return item is None or not item.public


def _single_votes_hidden(sitting: Sitting, ballot: BallotId) -> bool:
    known = sitting.ballots[ballot]
    return is_closed(sitting, known) or known.kind is not BallotKind.ROLL_CALL


def _entry_withheld(sitting: Sitting, event: ev.EntryRejected) -> bool:
    """Whether what was not confirmed is itself withheld: a vote always is."""
    case = sitting.cases[event.case]
    if case.ballot is None:
        return bool(case.item) and _is_closed_item(sitting, case.item)
    return case.choice is not None or is_closed(sitting, sitting.ballots[case.ballot])
