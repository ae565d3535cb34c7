"""Decisions on bias (Befangenheit): declared, confirmed, lifted."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.authority import as_chair, person, presides, require_not_ended, stamp
from council.errors import NoItemCalled, NotAMember, NotForOneself, NothingToLift, UnknownItem
from council.roster import Member, Role
from council.sitting import Case, Sitting


def decide_declare_recusal(
    sitting: Sitting, command: cmd.DeclareRecusal, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The chair takes a biased member out of an item, or the member says so themselves.

    SächsGemO § 20: out of debate, vote and quorum of that item, and of what stands under it. A
    member's own word has effect at once and is the chair's to confirm, or the council's to decide.
    """
    require_not_ended(sitting)
    member = person(sitting, command.member)
    number = _item(sitting, command.item)
    if not member.entitled and not member.has(Role.ADVISORY):
        raise NotAMember(member=str(member.id))
    own = command.by == member.id and not presides(sitting, command.by)
    head = stamp(command, now) if own else as_chair(sitting, command, now)
    if member.id in sitting.recused(number):
        return ()
    if own:
        case = sitting.next_case
        return (ev.RecusalReported(**head, case=case, member=member.id, item=number),)
    return (ev.RecusalDeclared(**head, member=member.id, item=number),)


def _item(sitting: Sitting, asked: str) -> str:
    number = asked or sitting.item
    if not number:
        raise NoItemCalled
    if sitting.agenda.get(number) is None:
        raise UnknownItem(item=number)
    return number


def decide_lift_recusal(
    sitting: Sitting, command: cmd.LiftRecusal, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The chair lets a member take part in an item again: it was a mistake, or the council decided so."""
    head = as_chair(sitting, command, now)
    require_not_ended(sitting)
    member: Member = person(sitting, command.member)
    number = _item(sitting, command.item)
    if member.id not in sitting.recusals.get(number, ()):
        raise NothingToLift(member=str(member.id), item=number)
    waiting = next((c.id for c in sitting.waiting_cases if c.member == member.id and c.item == number), None)
    return (
        ev.RecusalLifted(**head, member=member.id, item=number, reason=command.reason.strip(), case=waiting),
    )


def confirming_recusal(
    sitting: Sitting, command: cmd.ConfirmEntry, case: Case, now: datetime
) -> tuple[ev.Event, ...]:
    """The chair confirms a member's own recusal, or says that the council has decided it so."""
    head = as_chair(sitting, command, now)
    if command.by == case.member:
        raise NotForOneself
    return (
        ev.RecusalConfirmed(
            **head, case=case.id, member=case.member, item=case.item, council=command.council
        ),
    )


def rejecting_recusal(
    sitting: Sitting, command: cmd.RejectEntry, case: Case, now: datetime
) -> tuple[ev.Event, ...]:
    """There is no bias after all; the member takes part again, but not in a ballot open now."""
    head = as_chair(sitting, command, now)
    if command.by == case.member:
        raise NotForOneself
    return (ev.RecusalLifted(**head, member=case.member, item=case.item, case=case.id),)
