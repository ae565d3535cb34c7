"""Decisions on the agenda: calling items, and what becomes of them without a ballot."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import NEEDS_DECISION, AgendaItem, BallotKind, ItemKind, MajorityKind, ancestors
from council.authority import (
    Stamp,
    as_chair,
    as_chair_or_office,
    require_no_ballot,
    require_not_ended,
    require_open,
)
from council.decide_sitting import decide_resume
from council.errors import (
    BallotInTheWay,
    BlockTooSmall,
    ItemExists,
    ItemIsClosed,
    ItemIsOff,
    ItemIsPublic,
    NoItemCalled,
    NoItemLeft,
    NoQuorum,
    ObjectionNeedsBallot,
    ReasonNeeded,
    StillThere,
    UnknownItem,
)
from council.opening import require_lawful
from council.sitting import Sitting, Stage


def item_of(sitting: Sitting, number: str) -> AgendaItem:
    """The item *number*, or the one under debate for ""; it must still be on the agenda."""
    wanted = number or sitting.item
    if not wanted:
        raise NoItemCalled
    item = sitting.agenda.get(wanted)
    if item is None:
        raise UnknownItem(item=wanted)
    if item.off:
        raise ItemIsOff(item=wanted, status=item.status.value)
    return item


def require_part(sitting: Sitting, item: AgendaItem) -> None:
    """Let through an item of the part in which the sitting is."""
    if item.public and not sitting.public:
        raise ItemIsPublic(item=item.number)
    if sitting.public and not item.public:
        raise ItemIsClosed(item=item.number)


def decide_call_item(
    sitting: Sitting, command: cmd.CallItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Call an item; not while a ballot is open or undeclared."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = item_of(sitting, command.item)
    require_part(sitting, item)
    return () if item.number == sitting.item else (ev.ItemCalled(**head, item=item.number),)


def decide_call_next(
    sitting: Sitting, command: cmd.CallNext, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Call the next item still to be dealt with; in a break, go on."""
    if sitting.stage is Stage.BREAK:
        resume = cmd.Resume(sitting=command.sitting, by=command.by, cause=command.cause)
        return decide_resume(sitting, resume, now, nonce)
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = sitting.next_item
    if item is None:
        left = [i for i in sitting.agenda if i.pending and i.public is not sitting.public]
        raise NoItemLeft(left=len(left), public=sitting.public)
    return (ev.ItemCalled(**head, item=item.number),)


def decide_add_item(
    sitting: Sitting, command: cmd.AddItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Put an item on the agenda, in the part in which the sitting is."""
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    if sitting.agenda.get(command.item) is not None:
        raise ItemExists(item=command.item)
    if not command.title.strip():
        raise ReasonNeeded
    added = AgendaItem(number=command.item, title=command.title.strip(), public=sitting.public)
    return (ev.ItemAdded(**head, item=added),)


def _to_take_off(
    sitting: Sitting,
    command: cmd.RemoveItem | cmd.PostponeItem | cmd.ReferItem | cmd.WithdrawItem,
    now: datetime,
) -> tuple[Stamp, AgendaItem]:
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    item = item_of(sitting, command.item)
    ballot = sitting.ballot
    if ballot is not None and item.number in ballot.items:
        raise BallotInTheWay(ballot=ballot.id, step="cancel")
    return head, item


def decide_remove_item(
    sitting: Sitting, command: cmd.RemoveItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Take an item off the agenda (absetzen)."""
    head, item = _to_take_off(sitting, command, now)
    return (ev.ItemRemoved(**head, item=item.number, reason=command.reason),)


def decide_postpone_item(
    sitting: Sitting, command: cmd.PostponeItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Put an item off to a later sitting (vertagen)."""
    head, item = _to_take_off(sitting, command, now)
    return (ev.ItemPostponed(**head, item=item.number, reason=command.reason),)


def decide_refer_item(
    sitting: Sitting, command: cmd.ReferItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Send an item to another body (verweisen); the reason names it."""
    head, item = _to_take_off(sitting, command, now)
    return (ev.ItemReferred(**head, item=item.number, reason=command.reason),)


def decide_withdraw_item(
    sitting: Sitting, command: cmd.WithdrawItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Note that whoever brought an item in has taken it back (zurückgezogen)."""
    head, item = _to_take_off(sitting, command, now)
    return (ev.ItemWithdrawn(**head, item=item.number, reason=command.reason),)


def decide_reopen_item(
    sitting: Sitting, command: cmd.ReopenItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Take up again an item that had left the agenda or was dealt with (wiederaufnehmen)."""
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    item = sitting.agenda.get(command.item)
    if item is None:
        raise UnknownItem(item=command.item)
    if item.pending and sitting.standing_decision(item.number) is None:
        raise StillThere(item=item.number)
    return (ev.ItemReopened(**head, item=item.number),)


def decide_join_items(
    sitting: Sitting, command: cmd.JoinItems, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Deal with several items together; each is still voted on by itself."""
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    items = [item_of(sitting, number) for number in dict.fromkeys(command.items)]
    if len(items) < 2:
        raise BlockTooSmall
    for item in items[1:]:
        if item.public is not items[0].public:
            raise (ItemIsPublic if item.public else ItemIsClosed)(item=item.number)
    return (ev.ItemsJoined(**head, items=tuple(item.number for item in items)),)


def decide_move_item(
    sitting: Sitting, command: cmd.MoveItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Put an item, with what stands under it, right behind another one or right before it."""
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    item = item_of(sitting, command.item)
    anchor = sitting.agenda.get(command.anchor)
    if anchor is None or item.number in ancestors(anchor.number):
        raise UnknownItem(item=command.anchor)
    after = _place_before(sitting, item, anchor) if command.before else _place_after(sitting, item, anchor)
    moved = sitting.agenda.moved(item.number, after)
    return () if moved == sitting.agenda else (ev.ItemMoved(**head, item=item.number, after=after),)


def _place_after(sitting: Sitting, item: AgendaItem, anchor: AgendaItem) -> str:
    """Behind the anchor and what stands under it; among its own kind right behind it."""
    below = [i.number for i in sitting.agenda if anchor.number in ancestors(i.number)]
    others = [number for number in below if item.number not in ancestors(number)]
    return anchor.number if anchor.number in ancestors(item.number) else others[-1]


def _place_before(sitting: Sitting, item: AgendaItem, anchor: AgendaItem) -> str:
    rest = [i.number for i in sitting.agenda if item.number not in ancestors(i.number)]
    place = rest.index(anchor.number)
    return rest[place - 1] if place else ""


def _to_settle(
    sitting: Sitting, command: cmd.NoteItem | cmd.PassItem, now: datetime
) -> tuple[Stamp, AgendaItem]:
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    item = item_of(sitting, command.item)
    require_part(sitting, item)
    return head, item


def _calling(sitting: Sitting, head: Stamp, item: AgendaItem) -> tuple[ev.Event, ...]:
    return () if item.number == sitting.item else (ev.ItemCalled(**head, item=item.number),)


def decide_note_item(
    sitting: Sitting, command: cmd.NoteItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Take note of an item; one not yet called is called first."""
    head, item = _to_settle(sitting, command, now)
    return (*_calling(sitting, head, item), ev.ItemNoted(**head, item=item.number))


def decide_pass_item(
    sitting: Sitting, command: cmd.PassItem, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Find that nobody objects; only where the rule set lets an item pass that way."""
    head, item = _to_settle(sitting, command, now)
    if not may_pass(sitting, item):
        raise ObjectionNeedsBallot(item=item.number, norm=sitting.rules.no_objection.norm)
    if item.kind in NEEDS_DECISION:
        require_lawful(sitting, item, BallotKind.OPEN, public=item.public)
        quorum = sitting.quorum_on(item.number)
        if sitting.lacks_quorum(quorum):
            raise NoQuorum(present=quorum.present, required=quorum.required, norm=quorum.norm)
    return (*_calling(sitting, head, item), ev.ItemPassed(**head, item=item.number))


def may_pass(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether an item may pass without objection: by its kind, or as agenda and minutes do."""
    if item.kind in sitting.rules.no_objection.value:
        return True
    words = sitting.rules.no_objection_words.value
    plain = item.majority is MajorityKind.SIMPLE and item.ballot is BallotKind.OPEN
    matter = item.kind is ItemKind.RESOLUTION and plain
    return matter and any(word in item.title.lower() for word in words)
