"""Decisions that open a ballot on a motion, and that end one: closing, declaring, repeating."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import NEEDS_DECISION, AgendaItem, BallotKind, ItemKind
from council.authority import Stamp, as_chair, asking, presides, require_no_ballot, require_open, stamp
from council.ballots import Ballot, Phase, Ruling
from council.decide_agenda import item_of, require_part
from council.errors import (
    BallotInTheWay,
    BiasInBlock,
    BlockMixed,
    BlockTooSmall,
    ElectionByPaper,
    ItemIsClosed,
    ItemIsPublic,
    NoBallotOpen,
    NotAMember,
    NotInBlock,
    NotInBlockAllowed,
    ObjectNeeded,
    ReasonNeeded,
)
from council.opening import Question, open_ballot, question_again, question_on, require_lawful, require_order
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
    question = question_on(
        sitting,
        item,
        kind=asked.kind,
        majority=asked.majority,
        share=asked.share,
        of=asked.of,
        object=asked.object,
        by_hands=by_hands,
    )
    require_lawful(sitting, item, question.kind, public=item.public)
    if item.kind is ItemKind.ELECTION:
        raise ElectionByPaper(item=item.number, norm=sitting.rules.election_first.norm)
    require_order(sitting, asked.kind, item)
    earlier = [b for b in sitting.ballots_on(item.number) if b.phase is Phase.DECLARED]
    if earlier and not asked.object.strip():
        raise ObjectNeeded(item=item.number, ballot=earlier[-1].id)
    return (*calling(sitting, head, item.number), open_ballot(sitting, head, question))


def calling(sitting: Sitting, head: Stamp, number: str) -> tuple[ev.Event, ...]:
    """The call of an item that is not the one under debate."""
    return () if number == sitting.item else (ev.ItemCalled(**head, item=number),)


def decide_open_procedural_motion(
    sitting: Sitting, command: cmd.OpenProceduralMotion, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A procedural motion is voted on at once, openly, by simple majority."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    if not command.text.strip():
        raise ReasonNeeded
    asked = Question(
        item=sitting.item,
        title=command.text.strip(),
        kind=BallotKind.OPEN,
        business=None,
        public=sitting.public,
        procedural=True,
    )
    return (open_ballot(sitting, head, asked),)


def decide_open_block(
    sitting: Sitting, command: cmd.OpenBlock, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Begin one ballot on several items (en bloc); all need the same majority and way of voting."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    items = [item_of(sitting, number) for number in dict.fromkeys(command.items)]
    if len(items) < 2:
        raise BlockTooSmall
    for item in items:
        require_part(sitting, item)
        if item.kind not in NEEDS_DECISION or item.kind is ItemKind.ELECTION:
            raise NotInBlockAllowed(item=item.number, kind=item.kind.value)
        if sitting.decided(item.number):
            raise ObjectNeeded(item=item.number, ballot=sitting.ballots_on(item.number)[-1].id)
    asked = block_question(sitting, items, command.kind)
    for item in items:
        require_order(sitting, command.kind, item)
    _require_alike(sitting, asked.block)
    first = sitting.item if sitting.item in asked.block else asked.item
    return (*calling(sitting, head, first), open_ballot(sitting, head, asked))


def _require_alike(sitting: Sitting, block: tuple[str, ...]) -> None:
    """Let a block through in which nobody would lose their vote on items on which they are not biased."""
    for number in block:
        biased = sitting.recused(number)
        only_here = [m for m in biased if any(m not in sitting.recused(other) for other in block)]
        if only_here:
            raise BiasInBlock(
                item=number, members=tuple(map(str, only_here)), norm=sitting.rules.recusal.norm
            )


def block_question(sitting: Sitting, items: list[AgendaItem], kind: BallotKind | None) -> Question:
    """The question on several items at once; on one alone it is that item's own question.

    Raises :class:`BlockMixed` with the first item that needs another majority or way of voting.
    """
    lead = items[0]
    if len(items) == 1:
        return question_on(sitting, lead, kind=kind)
    for item in items[1:]:
        alike = (item.majority, item.share, item.of) == (lead.majority, lead.share, lead.of)
        if not alike or (kind is None and item.ballot is not lead.ballot):
            raise BlockMixed(item=item.number)
    return Question(
        item=lead.number,
        title="; ".join(f"{item.number} {item.title}" for item in items),
        kind=kind or lead.ballot,
        business=lead,
        item_kind=ItemKind.RESOLUTION,
        public=lead.public,
        majority=lead.majority,
        share=lead.share,
        of=lead.of,
        block=tuple(item.number for item in items),
    )


def decide_pull_out(
    sitting: Sitting, command: cmd.PullOut, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Take one item out of the open block; what is left is voted on anew, the item later by itself.

    A member's wish is told to the chair and changes nothing yet.
    """
    require_open(sitting)
    item = item_of(sitting, command.item)
    if not presides(sitting, command.by):
        member = asking(sitting, command)
        if not member.entitled:
            raise NotAMember(member=str(member.id))
        wish = (item.number, member.id)
        known = wish in sitting.pull_outs
        requested = ev.PullOutRequested(**stamp(command, now), member=member.id, item=item.number)
        return () if known else (requested,)
    head = as_chair(sitting, command, now)
    ballot = sitting.ballot
    if ballot is None or item.number not in ballot.block:
        raise NotInBlock(item=item.number)
    left = [i for i in map(sitting.agenda.get, ballot.block) if i is not None and i.number != item.number]
    asked = block_question(sitting, left, ballot.kind)
    successor = open_ballot(sitting, head, asked, round_=ballot.round + 1, supersedes=ballot.id)
    called = calling(sitting, head, asked.item) if sitting.item == item.number else ()
    superseded = ev.BallotSuperseded(**head, ballot=ballot.id, successor=sitting.next_ballot)
    return (*called, superseded, successor)


def undeclared(sitting: Sitting) -> Ballot:
    """The ballot that is open or closed and not declared; raises :class:`NoBallotOpen`."""
    if sitting.ballot is None:
        raise NoBallotOpen
    return sitting.ballot


def open_one(sitting: Sitting) -> Ballot:
    """The ballot that is open; raises :class:`NoBallotOpen` or :class:`BallotInTheWay`."""
    ballot = undeclared(sitting)
    if ballot.phase is not Phase.OPEN:
        raise BallotInTheWay(ballot=ballot.id, step="declare")
    return ballot


def decide_cancel_ballot(
    sitting: Sitting, command: cmd.CancelBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Break a ballot off; it has no result, and everything given in it is kept.

    Where the chair was asked about a disturbance, this is the answer and is recorded as one.
    """
    head = as_chair(sitting, command, now)
    ballot = undeclared(sitting)
    ruled: tuple[ev.Event, ...] = ()
    if sitting.disturbance_asked:
        members = sitting.disturbed_voters
        ruled = (ev.DisturbanceRuled(**head, ballot=ballot.id, ruling=Ruling.CANCEL, members=members),)
    return (*ruled, ev.BallotCancelled(**head, ballot=ballot.id, reason=command.reason.strip()))


def decide_repeat_ballot(
    sitting: Sitting, command: cmd.RepeatBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Vote once more on the last ballot; once another item is called, only with a reason."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    over = [b for b in sitting.ballots.values() if not (b.procedural and b.phase is Phase.CANCELLED)]
    old = over[-1] if over else None  # a procedural motion that was broken off leaves what came before
    if old is None or old.phase not in (Phase.OPEN, Phase.CLOSED, Phase.DECLARED):
        raise NoBallotOpen
    moved_on = any(at > old.opened_at and item not in old.items for at, item in sitting.calls)
    if moved_on and not command.reason.strip():
        raise ReasonNeeded
    return repeating(sitting, head, old, command.reason.strip())


def repeating(sitting: Sitting, head: Stamp, old: Ballot, reason: str) -> tuple[ev.Event, ...]:
    """The events that supersede *old* and ask the same once more."""
    if old.public is not sitting.public:
        raise (ItemIsPublic if old.public else ItemIsClosed)(item=old.item)
    called: tuple[ev.Event, ...] = ()
    if not old.procedural:
        still = [item_of(sitting, number).number for number in old.items]
        called = () if sitting.item in still else calling(sitting, head, still[0])
    successor = open_ballot(
        sitting, head, question_again(sitting, old), round_=old.round + 1, supersedes=old.id
    )
    superseded = ev.BallotSuperseded(**head, ballot=old.id, successor=sitting.next_ballot, reason=reason)
    return (*called, superseded, successor)
