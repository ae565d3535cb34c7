"""Events folded into the state of a sitting. Nothing is judged here, ever."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.agenda import NEEDS_DECISION, ItemStatus
from council.ballots import Way
from council.changing import having
from council.fold_ballots import BALLOT_FOLDS, cast_vote, hand_in
from council.fold_helping import HELP_FOLDS
from council.fold_office_way import OFFICE_WAY_FOLDS
from council.fold_presence import PRESENCE_FOLDS, settle
from council.fold_reconciling import RECONCILING_FOLDS, begin_anew
from council.fold_rooms import ROOM_FOLDS, with_room_used
from council.ids import NOBODY
from council.quorum import QuorumCount
from council.rule_reading import rulebook_of
from council.sitting import AgendaChange, CaseKind, Challenge, ClosedPart, Sitting, Stage, Statement


def replay(events: Iterable[ev.Event]) -> Sitting | None:
    """The state after all *events*; None where there are none."""
    sitting: Sitting | None = None
    for event in events:
        sitting = evolve(sitting, event)
    return sitting


def evolve(sitting: Sitting | None, event: ev.Event) -> Sitting:
    """The state after *event*; the first event of a sitting prepares it.

    Raises ``ValueError`` where a sitting does not begin with its preparation.
    """
    if sitting is None:
        if not isinstance(event, ev.SittingPrepared):
            raise ValueError(f"a sitting begins with its preparation, not with {event.TYPE}")
        return _prepared(event)
    if isinstance(event, ev.VoteCast) and event.way is not Way.OFFICE:
        return cast_vote(sitting, event)  # by far the most frequent, and it moves no step
    if isinstance(event, ev.SlipHandedIn):
        return hand_in(sitting, event)  # never written down, so it moves nothing that replay would miss
    folded = _FOLDS[type(event)](sitting, event)
    changes: dict[str, Any] = {"version": sitting.version + 1}
    if event.cause:
        changes["causes"] = sitting.causes | {(event.by, event.cause)}
    if type(event) in _AGENDA:
        changes["agenda_log"] = (*folded.agenda_log, _agenda_change(event))
    if isinstance(event, STEPS):
        changes |= {"steps": sitting.steps + 1, "stepped_at": event.at, "stepped_by": event.by}
    return replace(folded, **changes)


STEPS = (
    ev.SittingOpened,
    ev.BreakStarted,
    ev.SittingResumed,
    ev.ClosedPartStarted,
    ev.PublicPartStarted,
    ev.SittingEnded,
    ev.EndTakenBack,
    ev.ChairAssigned,
    ev.ItemCalled,
    ev.ItemAdded,
    ev.ItemRemoved,
    ev.ItemPostponed,
    ev.ItemNoted,
    ev.ItemPassed,
    ev.ItemReferred,
    ev.ItemWithdrawn,
    ev.ItemReopened,
    ev.ItemsJoined,
    ev.ItemMoved,
    ev.BallotOpened,
    ev.HandsConfirmed,
    ev.DisturbanceRuled,
    ev.BallotClosed,
    ev.BallotDeclared,
    ev.LotDrawn,
    ev.BallotCancelled,
    ev.BallotSuperseded,
)
"""The events that move the sitting a step on: after one, an older control card is outdated."""


_AGENDA: dict[type[ev.Event], str] = {
    ev.ItemAdded: "added",
    ev.ItemRemoved: "removed",
    ev.ItemPostponed: "postponed",
    ev.ItemReferred: "referred",
    ev.ItemWithdrawn: "withdrawn",
    ev.ItemReopened: "reopened",
    ev.ItemsJoined: "joined",
    ev.ItemMoved: "moved",
}
"""The events that change the agenda, as :class:`council.sitting.AgendaChange` names them."""


def _agenda_change(event: Any) -> AgendaChange:
    items = (event.item.number,) if isinstance(event, ev.ItemAdded) else getattr(event, "items", ())
    return AgendaChange(
        at=event.at,
        kind=_AGENDA[type(event)],
        items=items or (event.item,),
        reason=getattr(event, "reason", ""),
        after=getattr(event, "after", ""),
    )


def _prepared(event: ev.SittingPrepared) -> Sitting:
    particulars = {
        "reason": event.reason,
        "notified": event.notified.isoformat() if event.notified else "",
        "convened": event.convened.isoformat() if event.convened else "",
        "public_room": event.public_room,
    }
    if event.second:
        particulars["second"] = "ja"
    return Sitting(
        id=event.sitting,
        title=event.title,
        body=event.body,
        starts=event.starts,
        format=event.format,
        seats=event.seats,
        rules=rulebook_of(event.rules),
        meeting=event.meeting,
        chair=event.chair,
        chairs=((event.at, event.chair),) if event.chair else (),
        language=event.language,
        timezone=event.timezone,
        stream=event.stream,
        probe=event.probe,
        second=event.second,
        grace_minutes=event.grace_minutes,
        particulars=MappingProxyType(particulars),
        prepared_at=event.at,
        causes=frozenset({(event.by, event.cause)}) if event.cause else frozenset(),
        version=1,
    )


def _prepared_again(sitting: Sitting, event: ev.SittingPrepared) -> Sitting:
    """The sitting prepared once more: who has come is kept, unless the binding had been lifted."""
    kept = {} if sitting.withdrawn else sitting.presences
    for case in sitting.waiting_cases if sitting.withdrawn else ():
        sitting = settle(sitting, case.id, event.by)
    anew = _prepared(event)
    noted = {**sitting.particulars, **{key: value for key, value in anew.particulars.items() if value}}
    return replace(
        anew,
        version=sitting.version,
        steps=sitting.steps,
        cases=sitting.cases,
        lists=sitting.lists,
        closed_meeting=sitting.closed_meeting,
        closed_rooms=sitting.closed_rooms,
        causes=sitting.causes,
        presences=MappingProxyType(dict(kept)),
        admission=sitting.admission,
        by_office=sitting.by_office,
        office_ways=sitting.office_ways,
        particulars=MappingProxyType(noted),
        second=bool(noted.get("second")),
        minute_taker=sitting.minute_taker,
        cosigners=sitting.cosigners,
    )


def _enrolled(sitting: Sitting, event: ev.MemberEnrolled) -> Sitting:
    return replace(sitting, roster=sitting.roster.having(event.member))


def _contact(sitting: Sitting, event: ev.ContactRecorded) -> Sitting:
    return replace(sitting, roster=sitting.roster.with_contact(event.member, event.contact))


def _linked(sitting: Sitting, event: ev.AccountLinked) -> Sitting:
    member = sitting.roster.get(event.member)
    if member is None:
        return sitting
    return replace(
        sitting,
        roster=sitting.roster.with_contact(event.member, replace(member.contact, entra_id=event.entra_id)),
    )


def _listed(sitting: Sitting, event: ev.ItemListed) -> Sitting:
    return replace(sitting, agenda=type(sitting.agenda)((*sitting.agenda.items, event.item)))


def _withdrawn(sitting: Sitting, event: ev.PreparationWithdrawn) -> Sitting:
    return replace(sitting, withdrawn=True, admission=False)


def _noted(sitting: Sitting, event: ev.ParticularNoted) -> Sitting:
    particulars = having(sitting.particulars, event.key, event.value)
    changed = replace(sitting, particulars=particulars)
    return replace(changed, second=bool(event.value)) if event.key == "second" else changed


def _opened(sitting: Sitting, event: ev.SittingOpened) -> Sitting:
    return replace(sitting, stage=Stage.OPEN, opened_at=event.at, quorum_at_opening=event.quorum)


def _break(sitting: Sitting, event: ev.BreakStarted) -> Sitting:
    return replace(
        sitting,
        stage=Stage.BREAK,
        break_until=event.until,
        breaks=(*sitting.breaks, (event.at, None)),
    )


def _resumed(sitting: Sitting, event: ev.SittingResumed) -> Sitting:
    found = _found(sitting, event.quorum)
    return replace(found, stage=Stage.OPEN, break_until=None, breaks=_ended(sitting.breaks, event.at))


def _found(sitting: Sitting, quorum: QuorumCount) -> Sitting:
    """The sitting after a quorum was found by name: a challenge stands until it is found again."""
    return replace(sitting, challenged=False) if quorum.met and sitting.challenged else sitting


def _doubted(sitting: Sitting, event: ev.QuorumDoubted) -> Sitting:
    challenge = Challenge(at=event.at, member=event.member, quorum=event.quorum)
    return replace(sitting, challenges=(*sitting.challenges, challenge), challenged=not event.quorum.met)


def _statement(sitting: Sitting, event: ev.StatementMade) -> Sitting:
    statement = Statement(
        at=event.at, member=event.member, item=event.item, text=event.text, public=sitting.public
    )
    return replace(sitting, statements=(*sitting.statements, statement))


def _ended(
    stretches: tuple[tuple[datetime, datetime | None], ...], at: datetime
) -> tuple[tuple[datetime, datetime | None], ...]:
    return tuple((since, until or at) for since, until in stretches)


def _closed_part(sitting: Sitting, event: ev.ClosedPartStarted) -> Sitting:
    closed = replace(_left_item(sitting, ""), public=False, alone=(), closed_since=event.at, item="")
    return with_room_used(closed)


def _closed_over(sitting: Sitting, at: datetime) -> Sitting:
    """The sitting after its closed part, if it was in one: who had not confirmed anything is kept."""
    if sitting.public or sitting.closed_since is None:
        return sitting
    over = ClosedPart(since=sitting.closed_since, until=at, not_alone=sitting.not_alone_yet)
    return replace(sitting, closed_since=None, closed_parts=(*sitting.closed_parts, over))


def _public_part(sitting: Sitting, event: ev.PublicPartStarted) -> Sitting:
    return replace(_left_item(_closed_over(sitting, event.at), ""), public=True, item="")


def _sitting_ended(sitting: Sitting, event: ev.SittingEnded) -> Sitting:
    return replace(
        _left_item(_closed_over(sitting, event.at), ""),
        stage=Stage.ENDED,
        ended_at=event.at,
        admission=False,
        break_until=None,
        breaks=_ended(sitting.breaks, event.at),
    )


def _end_taken_back(sitting: Sitting, event: ev.EndTakenBack) -> Sitting:
    return replace(begin_anew(sitting), stage=Stage.OPEN, ended_at=None, admission=True)


def _chair(sitting: Sitting, event: ev.ChairAssigned) -> Sitting:
    for case in sitting.waiting_cases:
        if case.kind is CaseKind.CHAIR:
            sitting = settle(sitting, case.id, event.by)
    return replace(
        sitting,
        chair=event.member,
        chairs=(*sitting.chairs, (event.at, event.member)),
        operator=NOBODY,  # whoever operated did so on the word of the one before
        operator_office=False,
    )


def _operator(sitting: Sitting, event: ev.OperatorAssigned) -> Sitting:
    return replace(sitting, operator=event.member, operator_office=event.office)


def _minute_taker(sitting: Sitting, event: ev.MinuteTakerNamed) -> Sitting:
    return replace(sitting, minute_taker=event.member)


def _cosigners(sitting: Sitting, event: ev.CosignersNamed) -> Sitting:
    return replace(sitting, cosigners=event.members)


def _called(sitting: Sitting, event: ev.ItemCalled) -> Sitting:
    left = _left_item(sitting, event.item)
    return replace(
        left,
        item=event.item,
        calls=(*left.calls, (event.at, event.item)),
        agenda=left.agenda.changed(event.item, called_at=event.at),
    )


def _left_item(sitting: Sitting, following: str) -> Sitting:
    """The sitting after the item under debate was left: what needed no decision is dealt with."""
    item = sitting.called
    if item is None or item.number == following or not item.pending:
        return sitting
    if item.kind in NEEDS_DECISION and not sitting.decided(item.number):
        return sitting
    if sitting.round_waiting(item.number) is not None:
        return sitting
    return replace(sitting, agenda=sitting.agenda.changed(item.number, status=ItemStatus.DEALT))


def _reopened(sitting: Sitting, event: ev.ItemReopened) -> Sitting:
    changed = sitting.agenda.changed(event.item, status=ItemStatus.PENDING, reason="")
    return replace(sitting, agenda=changed)


def _joined(sitting: Sitting, event: ev.ItemsJoined) -> Sitting:
    agenda = sitting.agenda
    for number in event.items:
        agenda = agenda.changed(number, joined=event.items[0])
    return replace(sitting, agenda=agenda)


def _moved(sitting: Sitting, event: ev.ItemMoved) -> Sitting:
    return replace(sitting, agenda=sitting.agenda.moved(event.item, event.after))


def _added(sitting: Sitting, event: ev.ItemAdded) -> Sitting:
    return replace(sitting, agenda=sitting.agenda.having(event.item))


def _off(status: ItemStatus) -> Any:
    def fold(sitting: Sitting, event: Any) -> Sitting:
        return replace(sitting, agenda=sitting.agenda.changed(event.item, status=status, reason=event.reason))

    return fold


def _settled(status: ItemStatus) -> Any:
    def fold(sitting: Sitting, event: ev.ItemNoted | ev.ItemPassed) -> Sitting:
        return replace(sitting, agenda=sitting.agenda.changed(event.item, status=status))

    return fold


_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.SittingPrepared: _prepared_again,
    ev.MemberEnrolled: _enrolled,
    ev.ContactRecorded: _contact,
    ev.AccountLinked: _linked,
    ev.ItemListed: _listed,
    ev.PreparationWithdrawn: _withdrawn,
    ev.SittingOpened: _opened,
    ev.BreakStarted: _break,
    ev.SittingResumed: _resumed,
    ev.ClosedPartStarted: _closed_part,
    ev.PublicPartStarted: _public_part,
    ev.SittingEnded: _sitting_ended,
    ev.EndTakenBack: _end_taken_back,
    ev.ChairAssigned: _chair,
    ev.OperatorAssigned: _operator,
    ev.MinuteTakerNamed: _minute_taker,
    ev.CosignersNamed: _cosigners,
    ev.ItemCalled: _called,
    ev.ItemAdded: _added,
    ev.ItemRemoved: _off(ItemStatus.REMOVED),
    ev.ItemPostponed: _off(ItemStatus.POSTPONED),
    ev.ItemReferred: _off(ItemStatus.REFERRED),
    ev.ItemWithdrawn: _off(ItemStatus.WITHDRAWN),
    ev.ItemReopened: _reopened,
    ev.ItemsJoined: _joined,
    ev.ItemMoved: _moved,
    ev.ParticularNoted: _noted,
    ev.QuorumDoubted: _doubted,
    ev.StatementMade: _statement,
    ev.ItemNoted: _settled(ItemStatus.NOTED),
    ev.ItemPassed: _settled(ItemStatus.PASSED),
    **PRESENCE_FOLDS,
    **ROOM_FOLDS,
    **OFFICE_WAY_FOLDS,
    **RECONCILING_FOLDS,
    **BALLOT_FOLDS,
    **HELP_FOLDS,
}
