"""Decisions on ballots: opening, closing, declaring, repeating, cancelling."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import AgendaItem, BallotKind, ItemKind, MajorityKind
from council.authority import Stamp, as_chair, require_no_ballot, require_open
from council.ballots import Ballot, Phase
from council.decide_agenda import decide_call_next, item_of, require_part
from council.decide_sitting import then
from council.errors import (
    BallotInTheWay,
    CountsMissing,
    ElectionByPaper,
    ExcludedDigital,
    HandsPending,
    ItemIsClosed,
    ItemIsPublic,
    NoBallotOpen,
    NoItemLeft,
    NoQuorum,
    ObjectNeeded,
    ReasonNeeded,
)
from council.ids import BallotId
from council.majority import verdict
from council.quorum import QuorumCount
from council.rulebook import Format
from council.sitting import Sitting


def decide_open_ballot(
    sitting: Sitting, command: cmd.OpenBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Begin voting on an item; one that is not called is called first."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = item_of(sitting, command.item)
    return open_on(sitting, head, item, command)


def open_on(
    sitting: Sitting,
    head: Stamp,
    item: AgendaItem,
    asked: cmd.OpenBallot,
    *,
    by_hands: bool = False,
) -> tuple[ev.Event, ...]:
    """The events that open a ballot on *item*, after all that the law asks for."""
    require_part(sitting, item)
    _require_allowed(sitting, item)
    earlier = [b for b in sitting.ballots_on(item.number) if b.phase is Phase.DECLARED]
    if earlier and not asked.object.strip():
        raise ObjectNeeded(item=item.number, ballot=earlier[-1].id)
    called: tuple[ev.Event, ...] = ()
    if item.number != sitting.item:
        called = (ev.ItemCalled(**head, item=item.number),)
    opened = ev.BallotOpened(
        **head,
        ballot=sitting.next_ballot,
        item=item.number,
        title=item.title,
        object=asked.object.strip() or item.object,
        item_kind=item.kind,
        procedural=False,
        public=item.public,
        kind=asked.kind or item.ballot,
        majority=asked.majority or item.majority,
        round=1,
        electorate=sitting.electorate(item.number),
        recused=sitting.recused(item.number),
        quorum=_quorate(sitting, item.number),
        by_hands=by_hands,
    )
    return (*called, opened)


def _require_allowed(sitting: Sitting, item: AgendaItem) -> None:
    rule = sitting.rules.excluded_digital.get(item.kind)
    if sitting.format is Format.DIGITAL and rule is not None and rule.value:
        raise ExcludedDigital(item=item.number, kind=item.kind.value, norm=rule.norm)
    if item.kind is ItemKind.ELECTION:
        raise ElectionByPaper(item=item.number)


def _quorate(sitting: Sitting, item: str) -> QuorumCount:
    quorum = sitting.quorum(item)
    if sitting.rules.quorum_at_ballot.value and not quorum.met:
        raise NoQuorum(present=quorum.present, required=quorum.required, norm=quorum.norm)
    return quorum


def decide_open_procedural_motion(
    sitting: Sitting, command: cmd.OpenProceduralMotion, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A procedural motion is voted on at once, openly, by simple majority."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    if not command.text.strip():
        raise ReasonNeeded
    return (
        ev.BallotOpened(
            **head,
            ballot=sitting.next_ballot,
            item=sitting.item,
            title=command.text.strip(),
            object="",
            item_kind=ItemKind.FORMALITY,
            procedural=True,
            public=sitting.public,
            kind=BallotKind.OPEN,
            majority=MajorityKind.SIMPLE,
            round=1,
            electorate=sitting.electorate(sitting.item),
            recused=sitting.recused(sitting.item),
            quorum=_quorate(sitting, sitting.item),
        ),
    )


def decide_close_ballot(
    sitting: Sitting, command: cmd.CloseBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """End voting and count what is there; what was entered by hand must be confirmed first."""
    head = as_chair(sitting, command, now)
    ballot = _undeclared(sitting)
    if ballot.phase is not Phase.OPEN:
        raise BallotInTheWay(ballot=ballot.id, step="declare")
    if ballot.hands is not None:
        pending = [c for c in sitting.waiting_cases if c.ballot == ballot.id and c.tally is not None]
        raise HandsPending(case=pending[0].id if pending else 0)
    if ballot.by_hands:
        raise CountsMissing
    return (closing(sitting, ballot, head),)


def closing(sitting: Sitting, ballot: Ballot, head: Stamp) -> ev.BallotClosed:
    """The closing of *ballot*: counts, who gave no vote, and who was present at that vote."""
    by_hand = ballot.hands is not None and bool(ballot.hands.confirmed_by)
    tally = ballot.hands.tally if by_hand and ballot.hands is not None else ballot.count()
    present = set(sitting.entitled_present(ballot.item))
    if not by_hand:
        present |= set(ballot.voters)
    elif tally.cast > len(present):  # some left after they had raised their hand, nobody knows who
        present |= set(ballot.standing)
    names = tuple(m.id for m in sitting.roster if m.id in present and not ballot.lost(m.id))
    return ev.BallotClosed(
        **head,
        ballot=ballot.id,
        tally=tally,
        not_cast=() if by_hand else ballot.waiting,
        quorum=sitting.quorum_of(names, ballot.item),
    )


def _undeclared(sitting: Sitting) -> Ballot:
    if sitting.ballot is None:
        raise NoBallotOpen
    return sitting.ballot


def decide_declare_ballot(
    sitting: Sitting, command: cmd.DeclareBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Announce the result; where the law needs a quorum at the vote, not without one."""
    head = as_chair(sitting, command, now)
    ballot = _undeclared(sitting)
    if ballot.phase is Phase.OPEN or ballot.tally is None:
        raise BallotInTheWay(ballot=ballot.id, step="close")
    quorum = ballot.quorum_at_closing
    if quorum is not None and sitting.rules.quorum_at_ballot.value and not quorum.met:
        raise NoQuorum(present=quorum.present, required=quorum.required, norm=quorum.norm)
    judged = verdict(sitting.rules, ballot.majority, ballot.tally, sitting.seats)
    overridden = command.outcome is not None and command.outcome is not judged.outcome
    if overridden and not command.reason.strip():
        raise ReasonNeeded
    declared = ev.BallotDeclared(
        **head,
        ballot=ballot.id,
        outcome=command.outcome or judged.outcome,
        needed=judged.needed,
        base=judged.base,
        norm=judged.norm,
        overridden=command.reason.strip() if overridden else "",
    )
    return (declared, *_next(then(sitting, (declared,)), command, now, nonce))


def _next(sitting: Sitting, command: cmd.DeclareBallot, now: datetime, nonce: str) -> tuple[ev.Event, ...]:
    """The next item called in the same breath; nothing where none is left."""
    if not command.then_next:
        return ()
    call = cmd.CallNext(sitting=command.sitting, by=command.by, cause=command.cause)
    try:
        return decide_call_next(sitting, call, now, nonce)
    except NoItemLeft:
        return ()


def decide_cancel_ballot(
    sitting: Sitting, command: cmd.CancelBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Break a ballot off; it has no result, and everything given in it is kept."""
    head = as_chair(sitting, command, now)
    ballot = _undeclared(sitting)
    return (ev.BallotCancelled(**head, ballot=ballot.id, reason=command.reason.strip()),)


def decide_repeat_ballot(
    sitting: Sitting, command: cmd.RepeatBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Vote once more on the last ballot; once another item is called, only with a reason."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    old = sitting.last_ballot
    if old is None or old.phase not in (Phase.OPEN, Phase.CLOSED, Phase.DECLARED):
        raise NoBallotOpen
    moved_on = any(item != old.item for at, item in sitting.calls if at > old.opened_at)
    if moved_on and not command.reason.strip():
        raise ReasonNeeded
    if old.public is not sitting.public:
        raise (ItemIsPublic if old.public else ItemIsClosed)(item=old.item)
    called: tuple[ev.Event, ...] = ()
    if not old.procedural and item_of(sitting, old.item).number != sitting.item:
        called = (ev.ItemCalled(**head, item=old.item),)
    successor: BallotId = sitting.next_ballot
    return (
        *called,
        ev.BallotSuperseded(**head, ballot=old.id, successor=successor, reason=command.reason.strip()),
        ev.BallotOpened(
            **head,
            ballot=successor,
            item=old.item,
            title=old.title,
            object=old.object,
            item_kind=old.item_kind,
            procedural=old.procedural,
            public=old.public,
            kind=old.kind,
            majority=old.majority,
            round=old.round + 1,
            electorate=sitting.electorate(old.item),
            recused=sitting.recused(old.item),
            quorum=_quorate(sitting, old.item),
            supersedes=old.id,
        ),
    )
