"""What has happened in a sitting: past tense, frozen, plain values, tags for ever.

An event says what became true and never why it was allowed. Its stored tag
outlives the class name; a new meaning gets a new tag.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from council.agenda import Abstention, AgendaItem, BallotForm, BallotKind, Base, ItemKind, MajorityKind
from council.ballots import Choice, Following, Option, Outcome, Round, Ruling, Tally, Way
from council.doubts import DoubtKind, DoubtRuling
from council.helping import Wish
from council.ids import NOBODY, BallotId, CaseId, MemberId, SittingId
from council.presence import Evidence, Mode, Source, Spell
from council.quorum import QuorumCount
from council.reconciling import (
    TOLERANCE,
    Attested,
    Difference,
    DifferenceRuling,
    SessionReport,
    Stranger,
    TimeSpan,
)
from council.roster import Contact, Member
from council.rulebook import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at *at*, entered by *by*, perhaps on behalf of another.

    ``at`` is aware and in UTC; ``by`` is "" where the program itself acted; ``behalf``
    is the person for whom an operator acted; ``cause`` is the id of the activity that
    brought it, "" where there was none.
    """

    TYPE: ClassVar[str]

    at: datetime
    by: MemberId = NOBODY
    behalf: MemberId = NOBODY
    cause: str = ""


# --- the sitting ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPrepared(Event):
    """A planned sitting was bound to its online meeting; its rules are fixed from here on.

    ``seats`` is the number of members the law reckons from; ``rules`` the TOML text of
    the rule set; ``meeting`` names the meeting chat (registry key); ``starts`` is the
    planned start; ``probe`` marks a sitting that can never have legal effect; ``second`` one
    that was convened again about the same business because the first had no quorum;
    ``grace_minutes`` is how long somebody may be away and come back without a clerk, None: as long
    as they like.
    """

    TYPE: ClassVar[str] = "sitting_prepared.v1"

    sitting: SittingId
    title: str
    body: str
    starts: datetime
    format: Format
    seats: int
    rules: str
    meeting: str
    chair: MemberId = NOBODY
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
class MemberEnrolled(Event):
    """A person stands on this sitting's roster; ``member.contact`` is empty here."""

    TYPE: ClassVar[str] = "member_enrolled.v1"

    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecorded(Event):
    """How a person is reached and recognised in this sitting; left out of public copies."""

    TYPE: ClassVar[str] = "contact_recorded.v1"

    member: MemberId
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemListed(Event):
    """An item stands on the agenda as sent out."""

    TYPE: ClassVar[str] = "item_listed.v1"

    item: AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved(Event):
    """An interrupted sitting goes on in another online meeting; ``former`` is the one before.

    ``back``: the move before was undone, since nothing had happened in the other meeting yet.
    """

    TYPE: ClassVar[str] = "meeting_moved.v1"

    meeting: str
    former: str
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRoomBound(Event):
    """An online meeting of its own is the closed part's room; "" releases it."""

    TYPE: ClassVar[str] = "closed_room_bound.v1"

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneConfirmed(Event):
    """Somebody who takes part in the closed part remotely said that nobody is with them."""

    TYPE: ClassVar[str] = "alone_confirmed.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationWithdrawn(Event):
    """The binding to the online meeting was lifted before the opening."""

    TYPE: ClassVar[str] = "preparation_withdrawn.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticularNoted(Event):
    """Something that the checklist asks for was noted; "" takes it back (Checkliste).

    ``key`` is one of :data:`council.checklist.KEYS`, ``value`` as text; days as ISO dates.
    """

    TYPE: ClassVar[str] = "particular_noted.v1"

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingOpened(Event):
    """The chair opened the sitting and found who was present (Eröffnung)."""

    TYPE: ClassVar[str] = "sitting_opened.v1"

    quorum: QuorumCount


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakStarted(Event):
    """The sitting is interrupted, perhaps until a given time (Unterbrechung)."""

    TYPE: ClassVar[str] = "break_started.v1"

    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingResumed(Event):
    """The sitting goes on after a break."""

    TYPE: ClassVar[str] = "sitting_resumed.v1"

    quorum: QuorumCount


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPartStarted(Event):
    """The public is excluded from here on (nichtöffentlicher Teil)."""

    TYPE: ClassVar[str] = "closed_part_started.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPartStarted(Event):
    """The public is admitted again (öffentlicher Teil)."""

    TYPE: ClassVar[str] = "public_part_started.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingEnded(Event):
    """The chair closed the sitting (Schluss der Sitzung)."""

    TYPE: ClassVar[str] = "sitting_ended.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTakenBack(Event):
    """The end was a mistake and was taken back within its time."""

    TYPE: ClassVar[str] = "end_taken_back.v1"


# --- who leads, who writes -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairAssigned(Event):
    """A person presides from here on (Sitzungsleitung)."""

    TYPE: ClassVar[str] = "chair_assigned.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairRequested(Event):
    """Somebody of the office wants to take the chair; a second clerk has to confirm."""

    TYPE: ClassVar[str] = "chair_requested.v1"

    case: CaseId
    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAssigned(Event):
    """Who presses and types on the chair's word; "" and not *office* ends it."""

    TYPE: ClassVar[str] = "operator_assigned.v1"

    member: MemberId = NOBODY
    office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteTakerNamed(Event):
    """Who writes the minutes (Schriftführung)."""

    TYPE: ClassVar[str] = "minute_taker_named.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignersNamed(Event):
    """Which members sign the minutes beside the chair (Mitunterzeichnung)."""

    TYPE: ClassVar[str] = "cosigners_named.v1"

    members: tuple[MemberId, ...]


# --- presence ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionOpened(Event):
    """People may sign in and are admitted from here on (Einlass)."""

    TYPE: ClassVar[str] = "admission_opened.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionClosed(Event):
    """No further sign-in is taken until admission is opened again."""

    TYPE: ClassVar[str] = "admission_closed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinked(Event):
    """An account of the town's own tenant was found to be a person of the roster."""

    TYPE: ClassVar[str] = "account_linked.v1"

    member: MemberId
    entra_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in by name (namentliche Anmeldung) and waits for a clerk as *case*."""

    TYPE: ClassVar[str] = "signed_in.v1"

    member: MemberId
    case: CaseId
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdmitted(Event):
    """A clerk admitted a person; they are present from *since* on.

    ``batch`` numbers the presses that admit everybody on one list, 0 for a single admission.
    """

    TYPE: ClassVar[str] = "member_admitted.v1"

    member: MemberId
    since: datetime
    mode: Mode = Mode.REMOTE
    evidence: Evidence = Evidence.CLERK
    batch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionRefused(Event):
    """A clerk did not admit a person who had signed in."""

    TYPE: ClassVar[str] = "admission_refused.v1"

    member: MemberId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantSeen(Event):
    """A source of Teams saw a person in the online meeting, or no longer there.

    ``seen_at`` is the moment the source names; ``case`` the admission case of somebody who is
    not present and has not signed in.
    """

    TYPE: ClassVar[str] = "participant_seen.v1"

    member: MemberId
    source: Source
    inside: bool
    seen_at: datetime
    case: CaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceConfirmed(Event):
    """A present person said again, after a break, that they take part."""

    TYPE: ClassVar[str] = "presence_confirmed.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRaised(Event):
    """Something about who is there needs a clerk.

    ``account`` is the Entra id, or Teams' own id of somebody without an account; ``name`` what they
    call themselves; ``member`` the person it is about or the likeliest seat; ``seats`` all seats
    that were proposed, the likeliest first; ``score`` how like the name is, 0 to 100.
    """

    TYPE: ClassVar[str] = "doubt_raised.v1"

    case: CaseId
    doubt: DoubtKind
    account: str = ""
    name: str = ""
    member: MemberId = NOBODY
    seats: tuple[MemberId, ...] = ()
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtSettled(Event):
    """A clerk cleared up a doubt; ``member`` is the seat that was given, if any."""

    TYPE: ClassVar[str] = "doubt_settled.v1"

    case: CaseId
    ruling: DoubtRuling
    member: MemberId = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingReported(Event):
    """Teams reports a departure that nothing has confirmed yet."""

    TYPE: ClassVar[str] = "leaving_reported.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingRefuted(Event):
    """A reported departure was not one: the person is in the meeting."""

    TYPE: ClassVar[str] = "leaving_refuted.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """A person has left the sitting at *since*."""

    TYPE: ClassVar[str] = "member_left.v1"

    member: MemberId
    since: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReturned(Event):
    """A person admitted before is present again from *since* on."""

    TYPE: ClassVar[str] = "member_returned.v1"

    member: MemberId
    since: datetime
    mode: Mode
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberExcused(Event):
    """A member's absence is excused (entschuldigt)."""

    TYPE: ClassVar[str] = "member_excused.v1"

    member: MemberId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceReported(Event):
    """A member cannot take part for technical reasons from here on (Störung)."""

    TYPE: ClassVar[str] = "disturbance_reported.v1"

    member: MemberId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceEnded(Event):
    """A member takes part again after a disturbance."""

    TYPE: ClassVar[str] = "disturbance_ended.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDeclared(Event):
    """A member is biased on an item: out of debate, vote and quorum there (Befangenheit)."""

    TYPE: ClassVar[str] = "recusal_declared.v1"

    member: MemberId
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalReported(Event):
    """A member says themselves that they are biased on an item; the chair confirms it as *case*.

    It takes effect at once: out of debate, vote and quorum, until somebody decides otherwise.
    """

    TYPE: ClassVar[str] = "recusal_reported.v1"

    case: CaseId
    member: MemberId
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalConfirmed(Event):
    """The chair confirmed a member's own recusal, or the council decided so (*council*)."""

    TYPE: ClassVar[str] = "recusal_confirmed.v1"

    case: CaseId
    member: MemberId
    item: str
    council: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalLifted(Event):
    """A member is not biased on an item, or not any more: they take part again from here on."""

    TYPE: ClassVar[str] = "recusal_lifted.v1"

    member: MemberId
    item: str
    reason: str = ""
    case: CaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded(Event):
    """A member's mandate ended at this moment (Ausscheiden)."""

    TYPE: ClassVar[str] = "mandate_ended.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateBegan(Event):
    """A person's mandate began at this moment (Verpflichtung)."""

    TYPE: ClassVar[str] = "mandate_began.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumDoubted(Event):
    """A member doubted that the council is quorate, and this was found (Rüge)."""

    TYPE: ClassVar[str] = "quorum_doubted.v1"

    member: MemberId
    quorum: QuorumCount


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMade(Event):
    """A member had something put into the minutes (Erklärung zu Protokoll); *item* may be ""."""

    TYPE: ClassVar[str] = "statement_made.v1"

    member: MemberId
    item: str
    text: str


# --- the agenda ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCalled(Event):
    """The chair called an item; it is the one under debate."""

    TYPE: ClassVar[str] = "item_called.v1"

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(Event):
    """An item was put on the agenda in the sitting."""

    TYPE: ClassVar[str] = "item_added.v1"

    item: AgendaItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemoved(Event):
    """An item was taken off the agenda (abgesetzt)."""

    TYPE: ClassVar[str] = "item_removed.v1"

    item: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPostponed(Event):
    """An item was put off to a later sitting (vertagt)."""

    TYPE: ClassVar[str] = "item_postponed.v1"

    item: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNoted(Event):
    """The council took note of an item (zur Kenntnis genommen)."""

    TYPE: ClassVar[str] = "item_noted.v1"

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPassed(Event):
    """Nobody objected to an item (ohne Widerspruch)."""

    TYPE: ClassVar[str] = "item_passed.v1"

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReferred(Event):
    """An item was sent to another body (verwiesen)."""

    TYPE: ClassVar[str] = "item_referred.v1"

    item: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithdrawn(Event):
    """Whoever brought an item in took it back (zurückgezogen)."""

    TYPE: ClassVar[str] = "item_withdrawn.v1"

    item: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReopened(Event):
    """An item is taken up again (wiederaufgenommen)."""

    TYPE: ClassVar[str] = "item_reopened.v1"

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsJoined(Event):
    """Several items are dealt with together (gemeinsame Beratung); the first one leads."""

    TYPE: ClassVar[str] = "items_joined.v1"

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoved(Event):
    """An item was put behind another one; *after* "" puts it first (verschoben)."""

    TYPE: ClassVar[str] = "item_moved.v1"

    item: str
    after: str


# --- ballots -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened(Event):
    """Voting began: what is asked, by which rule, and who may answer is fixed here.

    ``ruleset`` names the version of the rule set; ``block`` the items of a ballot en bloc;
    ``options`` the candidates or alternatives, ``stage`` the round, ``places`` how many are elected;
    ``amended`` the amendments already carried; ``by_paper`` ballots are counted by hand; ``share`` and
    ``of`` belong to a majority that the plain kinds do not say.
    """

    TYPE: ClassVar[str] = "ballot_opened.v1"

    ballot: BallotId
    item: str
    title: str
    object: str
    item_kind: ItemKind
    procedural: bool
    public: bool
    kind: BallotKind
    majority: MajorityKind
    round: int
    electorate: tuple[MemberId, ...]
    recused: tuple[MemberId, ...]
    quorum: QuorumCount
    by_hands: bool = False
    supersedes: BallotId | None = None
    form: BallotForm = BallotForm.MOTION
    options: tuple[Option, ...] = ()
    stage: Round = Round.FIRST
    places: int = 1
    by_paper: bool = False
    block: tuple[str, ...] = ()
    share: str = ""
    of: Base | None = None
    abstention: Abstention = Abstention.EXCLUDED
    ruleset: str = ""
    amended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipHandedIn(Event):
    """A secret slip is in the box. Never written down: it lives as long as this process."""

    TYPE: ClassVar[str] = "-"

    ballot: BallotId
    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOutRequested(Event):
    """A member asks for a vote of its own on one item of a block (Einzelabstimmung)."""

    TYPE: ClassVar[str] = "pull_out_requested.v1"

    member: MemberId
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisturbanceRuled(Event):
    """The chair decided how an open ballot goes on while *members* cannot take part.

    ``WITHOUT`` takes them out of the electorate of this ballot.
    """

    TYPE: ClassVar[str] = "disturbance_ruled.v1"

    ballot: BallotId
    ruling: Ruling
    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Event):
    """A member's vote counts (Stimme abgegeben)."""

    TYPE: ClassVar[str] = "vote_cast.v1"

    ballot: BallotId
    member: MemberId
    choice: Choice
    way: Way
    rev: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteEntered(Event):
    """A clerk entered a vote on a member's word; a second person has to confirm *case*."""

    TYPE: ClassVar[str] = "vote_entered.v1"

    ballot: BallotId
    case: CaseId
    member: MemberId
    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWayBegan(Event):
    """From now on the office is asked for a member's vote at each ballot (über das Büro).

    ``number`` is what the office's buttons name instead of the person.
    """

    TYPE: ClassVar[str] = "office_way_began.v1"

    member: MemberId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWayEnded(Event):
    """The member votes by themselves again."""

    TYPE: ClassVar[str] = "office_way_ended.v1"

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsEntered(Event):
    """The counts of a ballot by hand or voice were entered; a second person confirms *case*."""

    TYPE: ClassVar[str] = "hands_entered.v1"

    ballot: BallotId
    case: CaseId
    tally: Tally
    reason: str
    rest_as_yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsConfirmed(Event):
    """A second person confirmed the counts by hand or voice."""

    TYPE: ClassVar[str] = "hands_confirmed.v1"

    ballot: BallotId
    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRejected(Event):
    """What waited as *case* was not confirmed and is void."""

    TYPE: ClassVar[str] = "entry_rejected.v1"

    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed(Event):
    """Voting ended; *tally* is what was counted, *not_cast* who gave no vote (of a secret ballot nobody)."""

    TYPE: ClassVar[str] = "ballot_closed.v1"

    ballot: BallotId
    tally: Tally
    not_cast: tuple[MemberId, ...]
    quorum: QuorumCount


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsCounted(Event):
    """Who took part in a secret ballot and who did not, in the roster's order and without times.

    Apart from the counts, so that a public copy can have those and not these.
    """

    TYPE: ClassVar[str] = "slips_counted.v1"

    ballot: BallotId
    handed_in: tuple[MemberId, ...]
    not_cast: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDeclared(Event):
    """The chair announced the result; only now it is one (Feststellung).

    ``needed`` yes votes were needed of ``base``; ``overridden`` is the chair's reason
    for declaring something else than the rule gives. Of an election ``elected`` are the numbers
    of those elected, ``following`` what has to come next and ``candidates`` among whom;
    ``casting``: the chair's vote decided a tie.
    """

    TYPE: ClassVar[str] = "ballot_declared.v1"

    ballot: BallotId
    outcome: Outcome
    needed: int
    base: int
    norm: str
    overridden: str = ""
    elected: tuple[int, ...] = ()
    following: Following = Following.NOTHING
    candidates: tuple[int, ...] = ()
    casting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDrawn(Event):
    """The lot was drawn by hand and fell on *option*; *witness* saw it (Losentscheid).

    ``elected`` and ``following`` say what this settles: an election, or a place in the run-off.
    """

    TYPE: ClassVar[str] = "lot_drawn.v1"

    ballot: BallotId
    option: int
    witness: MemberId
    elected: tuple[int, ...] = ()
    following: Following = Following.NOTHING
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCancelled(Event):
    """A ballot was broken off and has no result."""

    TYPE: ClassVar[str] = "ballot_cancelled.v1"

    ballot: BallotId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSuperseded(Event):
    """A ballot is repeated: its result, if any, no longer stands; all of it is kept."""

    TYPE: ClassVar[str] = "ballot_superseded.v1"

    ballot: BallotId
    successor: BallotId
    reason: str = ""


# --- after the end -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceReported(Event):
    """Teams' attendance reports were held against the presence account (Abgleich).

    ``attested`` is what they say of members, ``strangers`` how many people they name who are nobody
    of the roster, ``covered`` what time of the sitting they tell of. ``agreeing`` of ``compared``
    people differ nowhere by more than ``tolerance`` seconds; ``differences`` wait for a clerk, each
    with the number of its case, and ``outdated`` no longer do.
    """

    TYPE: ClassVar[str] = "attendance_reported.v1"

    reports: tuple[SessionReport, ...]
    covered: tuple[TimeSpan, ...]
    attested: tuple[Attested, ...]
    strangers: int
    compared: int
    agreeing: int
    differences: tuple[Difference, ...] = ()
    outdated: tuple[CaseId, ...] = ()
    tolerance: int = TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangersReported(Event):
    """Who else was in the online meeting by the reports; left out of public copies."""

    TYPE: ClassVar[str] = "strangers_reported.v1"

    strangers: tuple[Stranger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSettled(Event):
    """A clerk decided about a difference between account and report; both stay on record."""

    TYPE: ClassVar[str] = "difference_settled.v1"

    case: CaseId
    ruling: DifferenceRuling


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceCorrected(Event):
    """A member's presence was put right after the end (Korrektur); no ballot and no quorum changes.

    ``spells`` take the place of what the account had; ``case`` is the difference that this settles.
    """

    TYPE: ClassVar[str] = "presence_corrected.v1"

    correction: int
    member: MemberId
    spells: tuple[Spell, ...]
    case: CaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionExplained(Event):
    """Why a presence was corrected by word; left out of public copies, for it may be personal."""

    TYPE: ClassVar[str] = "correction_explained.v1"

    correction: int
    reason: str


# --- help ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequested(Event):
    """Somebody asks the technicians for help (Hilferuf): call *help*, to which further wishes are added.

    It changes nobody's presence: a disturbance is an event of its own.
    """

    TYPE: ClassVar[str] = "help_requested.v1"

    help: int
    member: MemberId
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTaken(Event):
    """*by* takes care of a call for help."""

    TYPE: ClassVar[str] = "help_taken.v1"

    help: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpDone(Event):
    """A call for help is done."""

    TYPE: ClassVar[str] = "help_done.v1"

    help: int


EVENTS: tuple[type[Event], ...] = tuple(
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind not in (Event, SlipHandedIn)
)
"""Every kind of event that is written down, in the order of this module."""
