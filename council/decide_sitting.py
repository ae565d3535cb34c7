"""Decisions on the sitting itself: preparation, opening, breaks, parts, end, chair."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from council import commands as cmd
from council import events as ev
from council.authority import (
    as_chair,
    as_chair_or_office,
    asking,
    operates,
    person,
    require_no_ballot,
    require_not_ended,
    require_open,
    require_role,
    require_unopened,
    stamp,
)
from council.checklist import DAYS, KEYS, lacking
from council.errors import (
    AlreadyInPart,
    AlreadyPrepared,
    ChairNeeded,
    ChecklistMissing,
    DayUnclear,
    NotAMember,
    NotInBreak,
    NotInRoster,
    NotOver,
    NotPresent,
    RoleNeeded,
    RoomTaken,
    TimeOutside,
    TooLateToTakeBack,
    UnknownParticular,
)
from council.fold import evolve
from council.ids import NOBODY, MemberId
from council.roster import Contact, Role, Roster
from council.sitting import Sitting, Stage

TAKE_BACK_MINUTES = 15
"""How long after its end a sitting can be taken up again."""


def decide_prepare_sitting(
    sitting: Sitting | None, command: cmd.PrepareSitting, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Freeze roster, agenda and rules; again only before the opening."""
    if sitting is not None and sitting.stage is not Stage.PREPARED:
        raise AlreadyPrepared(title=sitting.title)
    if sitting is not None and command.meeting in (sitting.closed_meeting, *sitting.closed_rooms):
        raise RoomTaken
    roster = command.roster.on_the_day(command.starts)
    by = roster.get(command.by)
    if command.by and by is None:
        raise NotInRoster
    if by is not None and not by.has(Role.OFFICE):
        raise RoleNeeded(roles=(Role.OFFICE.value,))
    head = stamp(command, now)
    later = {**head, "cause": ""}
    prepared = ev.SittingPrepared(
        **head,
        sitting=command.sitting,
        title=command.title,
        body=command.body,
        starts=command.starts,
        format=command.format,
        seats=command.seats or len([m for m in roster.entitled() if not m.substitutes]),
        rules=command.rules,
        meeting=command.meeting,
        chair=_only_chair(roster),
        language=command.language,
        timezone=command.timezone,
        reason=command.reason,
        notified=command.notified,
        convened=command.convened,
        public_room=command.public_room,
        stream=command.stream,
        probe=command.probe,
        second=command.second,
        grace_minutes=command.grace_minutes,
    )
    people: list[ev.Event] = []
    for member in roster:
        people.append(ev.MemberEnrolled(**later, member=replace(member, contact=Contact())))  # type: ignore[arg-type]
        people.append(ev.ContactRecorded(**later, member=member.id, contact=member.contact))  # type: ignore[arg-type]
    items = [ev.ItemListed(**later, item=item) for item in command.agenda]  # type: ignore[arg-type]
    return (prepared, *people, *items)


def _only_chair(roster: Roster) -> MemberId:
    chairs = roster.with_role(Role.CHAIR)
    return chairs[0].id if len(chairs) == 1 else NOBODY


def decide_withdraw_preparation(
    sitting: Sitting, command: cmd.WithdrawPreparation, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Only the office lifts the binding, and only before the opening."""
    require_role(sitting, command, Role.OFFICE)
    require_unopened(sitting)
    return (ev.PreparationWithdrawn(**stamp(command, now)),)


def decide_open_sitting(
    sitting: Sitting, command: cmd.OpenSitting, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The chair opens; without a quorum too, which the snapshot then says."""
    head = as_chair(sitting, command, now)
    require_unopened(sitting)
    blocking = [lack for lack in lacking(sitting) if lack.blocks]
    if blocking:
        missing = tuple(lack.key for lack in blocking)
        raise ChecklistMissing(missing=missing, norm=blocking[0].norm)
    opened = ev.SittingOpened(**head, quorum=sitting.quorum(""))
    if sitting.admission:
        return (opened,)
    return (ev.AdmissionOpened(**head), opened)


def decide_note_particular(
    sitting: Sitting, command: cmd.NoteParticular, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Note what the checklist asks for; days as ISO dates, "" takes an entry back."""
    head = as_chair_or_office(sitting, command, now)
    require_not_ended(sitting)
    if command.key not in KEYS:
        raise UnknownParticular(name=command.key)
    value = " ".join(command.value.split())
    if command.key == "second":
        value = "ja" if value.casefold() in ("ja", "yes") else ""
    if value and command.key in DAYS:
        try:
            value = date.fromisoformat(value).isoformat()
        except ValueError:
            raise DayUnclear(given=value) from None
    if sitting.particulars.get(command.key, "") == value:
        return ()
    return (ev.ParticularNoted(**head, key=command.key, value=value),)


def decide_pause(sitting: Sitting, command: cmd.Pause, now: datetime, nonce: str) -> tuple[ev.Event, ...]:
    """No break while a ballot is open or undeclared."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    if command.until is not None and command.until <= now:
        raise TimeOutside(at=command.until)
    return (ev.BreakStarted(**head, until=command.until),)


def decide_resume(sitting: Sitting, command: cmd.Resume, now: datetime, nonce: str) -> tuple[ev.Event, ...]:
    """Go on after a break; the quorum is reckoned afresh."""
    head = as_chair(sitting, command, now)
    require_not_ended(sitting)
    if sitting.stage is not Stage.BREAK:
        raise NotInBreak
    return (ev.SittingResumed(**head, quorum=sitting.quorum()),)


def decide_start_closed_part(
    sitting: Sitting, command: cmd.StartClosedPart, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """From here on items are closed."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    if not sitting.public:
        raise AlreadyInPart
    return (ev.ClosedPartStarted(**head),)


def decide_start_public_part(
    sitting: Sitting, command: cmd.StartPublicPart, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """From here on items are public again."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    if sitting.public:
        raise AlreadyInPart
    return (ev.PublicPartStarted(**head),)


def decide_end_sitting(
    sitting: Sitting, command: cmd.EndSitting, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The chair closes the sitting; not in a break, not over an undeclared ballot."""
    head = as_chair(sitting, command, now)
    require_open(sitting)
    require_no_ballot(sitting)
    return (ev.SittingEnded(**head),)


def decide_take_back_end(
    sitting: Sitting, command: cmd.TakeBackEnd, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A mistaken end can be taken back for a quarter of an hour."""
    head = as_chair(sitting, command, now)
    if sitting.stage is not Stage.ENDED or sitting.ended_at is None:
        raise NotOver
    if now - sitting.ended_at > timedelta(minutes=TAKE_BACK_MINUTES):
        raise TooLateToTakeBack(minutes=TAKE_BACK_MINUTES)
    return (ev.EndTakenBack(**head),)


def decide_assign_chair(
    sitting: Sitting, command: cmd.AssignChair, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The acting chair hands over; while nobody presides, the office names the chair."""
    require_not_ended(sitting)
    if sitting.chair:
        head = as_chair(sitting, command, now)
    else:
        require_role(sitting, command, Role.OFFICE)
        head = stamp(command, now)
    member = person(sitting, command.member)
    if not (member.entitled or member.has(Role.CHAIR, Role.DEPUTY)):
        raise NotAMember(member=str(member.id))
    if sitting.chair == member.id:
        return ()
    if sitting.stage is not Stage.PREPARED and not sitting.presence(member.id).here:
        raise NotPresent(member=str(member.id))
    return (ev.ChairAssigned(**head, member=member.id),)


def decide_take_chair(
    sitting: Sitting, command: cmd.TakeChair, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """A deputy takes the chair at once; a clerk needs a second clerk."""
    require_not_ended(sitting)
    who = asking(sitting, command)
    head = stamp(command, now)
    if sitting.chair == who.id:
        return ()
    if who.has(Role.CHAIR, Role.DEPUTY):
        if sitting.stage is not Stage.PREPARED and not sitting.presence(who.id).here:
            raise NotPresent(member=str(who.id))
        return (ev.ChairAssigned(**head, member=who.id),)
    if who.has(Role.OFFICE):
        return (ev.ChairRequested(**head, case=sitting.next_case, member=who.id),)
    raise RoleNeeded(roles=(Role.DEPUTY.value, Role.OFFICE.value))


def decide_assign_operator(
    sitting: Sitting, command: cmd.AssignOperator, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Only the acting chair lends their word, and only to the office or the minute-taker."""
    require_not_ended(sitting)
    if operates(sitting, command.by) and sitting.chair != command.by and (command.member or command.office):
        raise ChairNeeded(chair=str(sitting.chair))
    head = as_chair(sitting, command, now)
    if command.member and not person(sitting, command.member).has(Role.OFFICE, Role.MINUTES):
        raise RoleNeeded(roles=(Role.OFFICE.value, Role.MINUTES.value))
    return (ev.OperatorAssigned(**head, member=command.member, office=command.office),)


def decide_name_minute_taker(
    sitting: Sitting, command: cmd.NameMinuteTaker, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """The office says who writes the minutes."""
    require_role(sitting, command, Role.OFFICE)
    return (ev.MinuteTakerNamed(**stamp(command, now), member=person(sitting, command.member).id),)


def decide_name_cosigners(
    sitting: Sitting, command: cmd.NameCosigners, now: datetime, nonce: str
) -> tuple[ev.Event, ...]:
    """Members with a vote sign the minutes beside the chair (SächsGemO § 40 Abs. 2)."""
    require_role(sitting, command, Role.OFFICE)
    for member in command.members:
        if not person(sitting, member).entitled:
            raise NotAMember(member=str(member))
    return (ev.CosignersNamed(**stamp(command, now), members=command.members),)


def then(sitting: Sitting, events: tuple[ev.Event, ...]) -> Sitting:
    """The draft after *events*, for a decision that goes on from them."""
    for event in events:
        sitting = evolve(sitting, event)
    return sitting
