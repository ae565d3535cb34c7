"""Decisions on mandates, on doubts of the quorum, and on what members put into the minutes."""

from datetime import datetime

from council import commands as cmd
from council import events as ev
from council.agenda import BallotKind
from council.authority import (
    as_chair,
    asking,
    person,
    require_not_ended,
    require_open,
    require_role,
    stamp,
)
from council.ballots import Phase, Ruling
from council.decide_ballots import open_one, repeating
from council.errors import (
    BallotNotOpen,
    InBreak,
    NoBallotOpen,
    NobodyDisturbed,
    NotAMember,
    NotForOneself,
    NotOpened,
    NotPresent,
    ReasonNeeded,
    Refusal,
)
from council.roster import Member, Role
from council.sitting import Sitting, Stage

LONGEST_STATEMENT = 2_000
"""As many letters of a statement are taken into the minutes."""


def decide_end_mandate(
    sitting: Sitting, command: cmd.EndMandate, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A member's mandate ends now: no vote any more, also none in a ballot that is open."""
    head = as_chair(sitting, command, now)
    require_not_ended(sitting)
    member = person(sitting, command.member)
    if not member.entitled:
        raise NotAMember(member=str(member.id))
    if member.id == sitting.chair:
        raise NotForOneself
    return (ev.MandateEnded(**head, member=member.id),)


def decide_begin_mandate(
    sitting: Sitting, command: cmd.BeginMandate, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A person's mandate begins now (Verpflichtung): a vote from the next ballot on."""
    head = as_chair(sitting, command, now)
    require_not_ended(sitting)
    member = person(sitting, command.member)
    return () if member.entitled else (ev.MandateBegan(**head, member=member.id),)


def decide_settle_mandates(
    sitting: Sitting, command: cmd.SettleMandates, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Let mandates end and begin that the roster gives a minute for."""
    require_role(sitting, command, Role.OFFICE)
    require_not_ended(sitting)
    head = stamp(command, now)
    ended = [ev.MandateEnded(**head, member=m.id) for m in sitting.roster if _over(m, now)]
    began = [ev.MandateBegan(**head, member=m.id) for m in sitting.roster if _due(m, now)]
    return (*ended, *began)


def mandates_due(sitting: Sitting, now: datetime) -> bool:
    """Whether a mandate of the roster ends or begins by now."""
    return any(_over(m, now) or _due(m, now) for m in sitting.roster)


def _over(member: Member, now: datetime) -> bool:
    return member.entitled and member.until is not None and member.until <= now


def _due(member: Member, now: datetime) -> bool:
    begun = member.since is not None and member.since <= now
    return not member.mandate and begun and (member.until is None or now < member.until)


def decide_doubt_quorum(
    sitting: Sitting, command: cmd.DoubtQuorum, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A member doubts the quorum; it is found at once, and where it is presumed it now has to be there."""
    member = _member_here(sitting, command)
    if not member.entitled:
        raise NotAMember(member=str(member.id))
    require_open(sitting)
    return (ev.QuorumDoubted(**stamp(command, now), member=member.id, quorum=sitting.quorum()),)


def decide_make_statement(
    sitting: Sitting, command: cmd.MakeStatement, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A member's statement, or their own vote in words, goes into the minutes (§ 40 SächsGemO)."""
    member = _member_here(sitting, command)
    if sitting.stage is Stage.PREPARED:
        raise NotOpened
    require_not_ended(sitting)
    words = " ".join(command.text.split())[:LONGEST_STATEMENT]
    if not words:
        raise ReasonNeeded
    return (ev.StatementMade(**stamp(command, now), member=member.id, item=sitting.item, text=words),)


def _member_here(sitting: Sitting, command: cmd.Command) -> Member:
    member = asking(sitting, command)
    if not member.entitled and not member.has(Role.ADVISORY):
        raise NotAMember(member=str(member.id))
    if not sitting.presence(member.id).here:
        raise NotPresent(member=str(member.id))
    return member


def decide_rule_disturbance(
    sitting: Sitting, command: cmd.RuleDisturbance, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The chair decides how the open ballot goes on: wait, go on without them, or break off."""
    head = as_chair(sitting, command, now)
    ballot = open_one(sitting)
    members = sitting.disturbed_voters
    if not members:
        raise NobodyDisturbed
    ruled = ev.DisturbanceRuled(**head, ballot=ballot.id, ruling=command.ruling, members=members)
    if command.ruling is Ruling.CANCEL:
        return (ruled, ev.BallotCancelled(**head, ballot=ballot.id))
    return (ruled,)


def decide_void_secret_ballot(
    sitting: Sitting, command: cmd.VoidSecretBallot, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The box went with the process that held it: the ballot is void, and held once more where it may be."""
    require_role(sitting, command)
    ballot = sitting.ballots.get(command.ballot)
    if ballot is None or ballot.kind is not BallotKind.SECRET or ballot.by_paper:
        raise NoBallotOpen
    if ballot.phase is not Phase.OPEN:
        raise BallotNotOpen(ballot=ballot.id, phase=ballot.phase.value)
    head = stamp(command, now)
    try:
        if sitting.stage is Stage.BREAK:
            raise InBreak(until=sitting.break_until)
        return repeating(sitting, head, ballot, command.reason)
    except Refusal:
        return (ev.BallotCancelled(**head, ballot=ballot.id, reason=command.reason),)
