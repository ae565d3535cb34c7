"""What people ask for: one frozen value for each act of a sitting.

A command names who asks (``by``) and what for; whether it is done, and what comes of
it, is decided in :mod:`council.decide`. ``cause`` is the id of the activity that
brought it, so that a second delivery does nothing twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from council.agenda import Agenda, BallotKind, Base, MajorityKind
from council.ballots import Choice, Outcome, Ruling, Slips, Way
from council.doubts import DoubtKind, DoubtRuling
from council.helping import Wish
from council.ids import NOBODY, BallotId, CaseId, MemberId, SittingId
from council.presence import Evidence, Mode, Source
from council.reconciling import TOLERANCE, Attested, DifferenceRuling, SessionReport, Stranger, TimeSpan
from council.roster import Roster
from council.rulebook import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Somebody asks for something in a sitting; ``by`` is "" for the program itself."""

    sitting: SittingId
    by: MemberId = NOBODY
    cause: str = ""


# --- the sitting ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareSitting(Command):
    """Bind a planned sitting to its online meeting and freeze roster, agenda and rules.

    ``seats`` 0 means: as many as the roster has people with a vote.
    """

    title: str
    body: str
    starts: datetime
    format: Format
    rules: str
    meeting: str
    roster: Roster
    agenda: Agenda
    seats: int = 0
    language: str = "de"
    timezone: str = "Europe/Berlin"
    reason: str = ""
    notified: date | None = None
    convened: date | None = None
    public_room: str = ""
    stream: str = ""
    probe: bool = False
    second: bool = False
    grace_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteParticular(Command):
    """Note what the checklist asks for, or take it back with "" (see :mod:`council.checklist`)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPreparation(Command):
    """Lift the binding again before the opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMeeting(Command):
    """Go on with an interrupted sitting in another online meeting."""

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBack(Command):
    """Undo the last move while nobody has been admitted in the new online meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindClosedRoom(Command):
    """Take an online meeting for the room of the closed part; "" releases it."""

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAlone(Command):
    """Say that nobody else is in the room; ``by`` is the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSitting(Command):
    """Open the sitting and find who is present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Command):
    """Interrupt the sitting, until a given time or for an open while."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Go on after a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartClosedPart(Command):
    """Exclude the public from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPublicPart(Command):
    """Admit the public again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSitting(Command):
    """Close the sitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackEnd(Command):
    """Take a mistaken end back."""


# --- who leads, who writes -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignChair(Command):
    """Hand the chair to somebody, or name it while nobody holds it."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeChair(Command):
    """Take the chair as deputy, or as the office with a second clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignOperator(Command):
    """Let a clerk, or the whole office, press and type on the chair's word; or end that."""

    member: MemberId = NOBODY
    office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMinuteTaker(Command):
    """Say who writes the minutes."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCosigners(Command):
    """Say which members sign the minutes beside the chair."""

    members: tuple[MemberId, ...]


# --- presence ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAdmission(Command):
    """Let people sign in and be admitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAdmission(Command):
    """Take no further sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccount(Command):
    """Take an account for a person of the roster; ``replaces``: also in the place of another one.

    ``reason`` is what it was recognised by: ``address``, ``code`` or ``clerk``.
    """

    member: MemberId
    entra_id: str
    reason: str
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn(Command):
    """Sign in by name: "I take part myself"; ``by`` is the person."""

    way: Way = Way.CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMember(Command):
    """Admit a person, by the case of their sign-in or by name."""

    case: CaseId | None = None
    member: MemberId = NOBODY
    mode: Mode = Mode.REMOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseAdmission(Command):
    """Do not admit a person who has signed in."""

    case: CaseId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOnSite(Command):
    """Note that people are present in the hall."""

    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitTogether(Command):
    """Admit everybody on one list, by the cases that stood on it."""

    cases: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSighting(Command):
    """A source of Teams says that a person is in the online meeting, or no longer.

    ``seen_at`` is the moment the source names, of a query the one at which it was put; None: now.
    """

    member: MemberId
    inside: bool
    source: Source = Source.EVENT
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseDoubt(Command):
    """Something about who is there needs a clerk; the program's own command."""

    doubt: DoubtKind
    account: str = ""
    name: str = ""
    member: MemberId = NOBODY
    seats: tuple[MemberId, ...] = ()
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDoubt(Command):
    """Clear up a doubt; with ``member`` another seat is given than the one proposed."""

    case: CaseId
    ruling: DoubtRuling
    member: MemberId = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLeaving(Command):
    """A person has left, at *since* or now; a clerk's word, their own, or confirmed by Teams."""

    member: MemberId
    evidence: Evidence
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn(Command):
    """A person is back, at *since* or now."""

    member: MemberId
    evidence: Evidence
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseMember(Command):
    """Note that a member's absence is excused."""

    member: MemberId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDisturbance(Command):
    """Note that a member cannot take part for technical reasons."""

    member: MemberId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDisturbance(Command):
    """Note that a member's disturbance is over."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHelp(Command):
    """Ask the technicians for help."""

    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHelp(Command):
    """Take care of a call for help."""

    help: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishHelp(Command):
    """Note that a call for help is done."""

    help: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareRecusal(Command):
    """Take a member out of debate, vote and quorum of an item ("" = the one under debate)."""

    member: MemberId
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftRecusal(Command):
    """Let a member take part in an item again ("" = the one under debate)."""

    member: MemberId
    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate(Command):
    """Note that a member's mandate ends at this moment."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginMandate(Command):
    """Note that a person's mandate begins at this moment."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleMandates(Command):
    """Let mandates end and begin whose day and minute have come; the program's own command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtQuorum(Command):
    """Doubt that the council is quorate; ``by`` is the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeStatement(Command):
    """Have something put into the minutes; ``by`` is the member."""

    text: str


# --- the agenda ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallItem(Command):
    """Call an item by its number."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext(Command):
    """Call the next item still to be dealt with; in a break, go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem(Command):
    """Put an item on the agenda."""

    item: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveItem(Command):
    """Take an item off the agenda ("" = the one under debate)."""

    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeItem(Command):
    """Put an item off to a later sitting ("" = the one under debate)."""

    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteItem(Command):
    """Take note of an item ("" = the one under debate)."""

    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassItem(Command):
    """Find that nobody objects to an item ("" = the one under debate)."""

    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferItem(Command):
    """Send an item to another body ("" = the one under debate)."""

    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawItem(Command):
    """Note that an item was taken back by whoever brought it in ("" = the one under debate)."""

    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenItem(Command):
    """Take up again an item that had left the agenda or was dealt with."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinItems(Command):
    """Deal with several items together."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem(Command):
    """Put an item right behind another one, or right before it (*before*)."""

    item: str
    anchor: str
    before: bool = False


# --- ballots -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallot(Command):
    """Begin voting on an item; what is not said is as the agenda has it."""

    item: str = ""
    kind: BallotKind | None = None
    majority: MajorityKind | None = None
    object: str = ""
    share: str = ""
    of: Base | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBlock(Command):
    """Begin one ballot on several items (en bloc)."""

    items: tuple[str, ...]
    kind: BallotKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOut(Command):
    """Take one item out of the open ballot en bloc; the others are voted on anew.

    From a member it is the wish only, which the chair is told.
    """

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElection(Command):
    """Begin an election on an item ("" = the one under debate).

    ``kind`` None means openly where the set allows it; ``paper`` has it held on paper, as it is with
    more than six candidates or more than one place.
    """

    item: str = ""
    candidates: tuple[str, ...] = ()
    places: int = 1
    kind: BallotKind | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAlternatives(Command):
    """Begin a choice among two to six alternatives on an item ("" = the one under debate)."""

    options: tuple[str, ...]
    item: str = ""
    kind: BallotKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNextRound(Command):
    """Begin the round that the last one calls for: run-off, second round."""

    paper: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLot(Command):
    """Enter on which option the lot fell that was drawn by hand before a witness."""

    option: int
    witness: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDisturbance(Command):
    """Decide how the open ballot goes on while members cannot take part."""

    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidSecretBallot(Command):
    """Repeat a secret ballot whose box is lost; the program's own command after a restart."""

    ballot: BallotId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProceduralMotion(Command):
    """Begin voting on a procedural motion (GO-Antrag) typed on the spot."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Command):
    """Vote; ``by`` is the member.

    ``rev`` is the number of the member's counted votes that their card showed, None
    for a typed word, which is always fresh.
    """

    ballot: BallotId
    round: int
    choice: Choice
    way: Way = Way.CARD
    rev: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterVote(Command):
    """Enter a vote on a member's word; it counts once a second person confirms it.

    ``ballot`` is the one on whose card this was pressed, None where the open one is meant.
    """

    member: MemberId
    choice: Choice
    reason: str
    ballot: BallotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteByOffice(Command):
    """Have the office asked for a member's vote at each ballot: their device cannot vote."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteThemselves(Command):
    """Have the office asked no longer: the member votes by themselves again."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterHands(Command):
    """Enter the counts of a whole ballot taken by hand or voice.

    ``yes`` None with ``rest_as_yes`` takes all others of the electorate as Yes.
    """

    yes: int | None
    no: int
    abstain: int
    reason: str = ""
    rest_as_yes: bool = False
    options: tuple[int, ...] = ()
    invalid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmEntry(Command):
    """Confirm, as the second person, what waits as a case.

    ``council``: it was not the chair alone, the council has decided it (own recusals).
    """

    case: CaseId
    council: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectEntry(Command):
    """Do not confirm what waits as a case."""

    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBallot(Command):
    """End voting; the desk adds what a secret ballot's box holds."""

    slips: Slips | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareBallot(Command):
    """Announce the result; with an outcome and a reason, another one than the rule gives.

    ``then_next`` calls the next item in the same breath.
    """

    outcome: Outcome | None = None
    reason: str = ""
    then_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBallot(Command):
    """Break a ballot off without a result."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatBallot(Command):
    """Vote once more; the earlier ballot is superseded, never deleted."""

    reason: str = ""


# --- after the end -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAttendance(Command):
    """Hold Teams' attendance reports against the account; the program's own command.

    ``covered`` is the time of which the reports tell; by up to ``tolerance`` seconds both may differ
    without a word.
    """

    reports: tuple[SessionReport, ...]
    covered: tuple[TimeSpan, ...]
    attested: tuple[Attested, ...]
    strangers: tuple[Stranger, ...] = ()
    tolerance: int = TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDifference(Command):
    """Decide whether the account stands or the report's times are taken."""

    case: CaseId
    ruling: DifferenceRuling


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPresence(Command):
    """Put a member's presence right after the end; no ``spans``: they were not there."""

    member: MemberId
    spans: tuple[TimeSpan, ...]
    reason: str


class Step(StrEnum):
    """What a button of the control card does; the values stand on the wire for ever."""

    OPEN_SITTING = "open_sitting"
    NEXT_ITEM = "next_item"
    OPEN_BALLOT = "open_ballot"
    OPEN_ROLL_CALL = "open_roll_call"
    CLOSE_BALLOT = "close_ballot"
    DECLARE = "declare"
    DECLARE_NEXT = "declare_next"
    REPEAT = "repeat"
    CANCEL = "cancel"
    NOTED = "noted"
    NO_OBJECTION = "no_objection"
    POSTPONE = "postpone"
    REMOVE = "remove"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSED_PART = "closed_part"
    PUBLIC_PART = "public_part"
    END_SITTING = "end_sitting"
    TAKE_BACK_END = "take_back_end"
    NEXT_ROUND = "next_round"
    WAIT = "wait"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressStep(Command):
    """Press a button of the control card.

    ``state`` is the sitting's state the card was drawn for; ``guard`` is how long the
    same person's next press is taken for a double tap.
    """

    step: Step
    state: str
    guard: timedelta = timedelta(seconds=1.5)
    reason: str = ""
    slips: Slips | None = None
