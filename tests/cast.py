"""The standing cast: the same people in every test and in the documents.

Petra Vogt presides. There are three groups: Linden, Eichen, Buchen. Dora
Frei is biased on item 5, Emil Saal sits in the hall, Ulf Hoch is advisory, Gerda Gast is a
guest, Karla Amt and Bernd Rat are the clerks, Theo Kabel is technical support, and the
intruder stands on no roster.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from council import events as ev
from council.agenda import AgendaItem, BallotKind, ItemKind, MajorityKind
from council.ballots import Ballot, Choice, Outcome, Tally, Way
from council.fold import evolve, replay
from council.ids import BallotId, MemberId, SittingId
from council.majority import verdict
from council.presence import Evidence, Mode
from council.roster import Contact, Member, Role
from council.rulebook import Format
from council.sitting import Sitting

SITTING = SittingId("2026-12-09-ratsversammlung")
START = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
RULES = files("council").joinpath("rulesets/sachsen.toml").read_text(encoding="utf-8")

CHAIR = MemberId("vogt")
DEPUTY = MemberId("stein")
RECUSED = MemberId("frei")
IN_THE_ROOM = MemberId("saal")
MEMBER = MemberId("abel")
LATE = MemberId("spaet")
ADVISOR = MemberId("hoch")
GUEST = MemberId("gast")
CLERK = MemberId("amt")
SECOND_CLERK = MemberId("rat")
SUPPORT = MemberId("kabel")
INTRUDER = MemberId("eindringling")
INTRUDER_ENTRA_ID = "99999999-0000-4000-8000-000000000000"


def entra_id(number: int) -> str:
    """The account of the person with this number in the town's own tenant."""
    return f"00000000-0000-4000-8000-{number:012d}"


def _person(number: int, id_: str, first: str, last: str, group: str, *roles: Role, **more: Any) -> Member:
    contact = Contact(
        email=f"{id_}@stadt.example",
        upn=f"{id_}@stadt.example",
        entra_id=entra_id(number),
        phone=f"+49 341 123-{number}",
    )
    return Member(id=MemberId(id_), first=first, last=last, group=group, roles=roles, contact=contact, **more)


PEOPLE: tuple[Member, ...] = (
    _person(1, "vogt", "Petra", "Vogt", "", Role.CHAIR, title="Dr."),
    _person(2, "stein", "Jan", "Stein", "Linden", Role.MEMBER, Role.DEPUTY),
    _person(3, "abel", "Anna", "Abel", "Linden", Role.MEMBER),
    _person(4, "frei", "Dora", "Frei", "Linden", Role.MEMBER),
    _person(5, "berg", "Carl", "Berg", "Eichen", Role.MEMBER),
    _person(6, "saal", "Emil", "Saal", "Eichen", Role.MEMBER),
    _person(7, "spaet", "Lena", "Spät", "Eichen", Role.MEMBER),
    _person(8, "weiss", "Nora", "Weiß", "Buchen", Role.MEMBER),
    _person(9, "yildiz", "Ömer", "Yıldız", "Buchen", Role.MEMBER),
    _person(10, "hoch", "Ulf", "Hoch", "", Role.ADVISORY),
    _person(11, "gast", "Gerda", "Gast", "", Role.GUEST),
    _person(12, "amt", "Karla", "Amt", "", Role.OFFICE),
    _person(13, "rat", "Bernd", "Rat", "", Role.OFFICE, Role.MINUTES),
    _person(14, "kabel", "Theo", "Kabel", "", Role.SUPPORT),
)
"""Nine have a vote; quorum is five."""

VOTERS: tuple[MemberId, ...] = tuple(m.id for m in PEOPLE if m.entitled)

AGENDA: tuple[AgendaItem, ...] = (
    AgendaItem(number="1", title="Eröffnung und Feststellung der Tagesordnung", kind=ItemKind.FORMALITY),
    AgendaItem(number="2", title="Bericht des Oberbürgermeisters", kind=ItemKind.NOTING),
    AgendaItem(
        number="5",
        title="Neubau der Kita Lindenhof",
        paper="VIII-DS-0142",
        mover="Dezernat Jugend",
        object="Der Neubau wird nach der Vorlage beschlossen.",
        link="https://ratsinfo.example/vo/142",
    ),
    AgendaItem(number="5.1", title="Solardach für die Kita", kind=ItemKind.AMENDMENT, mover="Eichen"),
    AgendaItem(
        number="6",
        title="Geschäftsordnung des Stadtrates",
        majority=MajorityKind.OF_MEMBERS,
        ballot=BallotKind.ROLL_CALL,
    ),
    AgendaItem(number="7", title="Haushaltssatzung 2027", kind=ItemKind.BUDGET),
    AgendaItem(number="20", title="Grundstücksverkauf Amselweg", public=False),
)


def prepared(
    *,
    language: str = "de",
    probe: bool = False,
    people: Iterable[Member] = PEOPLE,
    agenda: Iterable[AgendaItem] = AGENDA,
    chair: MemberId = CHAIR,
    format: Format = Format.DIGITAL,  # noqa: A002
    **more: Any,
) -> Sitting:
    """A sitting bound to its online meeting, admission open, nobody there yet."""
    roster = tuple(people)
    at = START - timedelta(hours=1)
    bound = ev.SittingPrepared(
        at=at,
        by=CLERK,
        sitting=SITTING,
        title="Ratsversammlung",
        body="Stadtrat",
        starts=START,
        format=format,
        seats=len([m for m in roster if m.entitled]),
        rules=RULES,
        meeting="meeting-1",
        chair=chair,
        language=language,
        probe=probe,
        **more,
    )
    enrolled = [ev.MemberEnrolled(at=at, by=CLERK, member=member) for member in roster]
    listed = [ev.ItemListed(at=at, by=CLERK, item=item) for item in agenda]
    state = replay([bound, *enrolled, *listed, ev.AdmissionOpened(at=at)])
    assert state is not None
    return state


def after(sitting: Sitting, *events: ev.Event) -> Sitting:
    """The sitting after *events*."""
    for event in events:
        sitting = evolve(sitting, event)
    return sitting


def signed_in(sitting: Sitting, *members: MemberId, at: datetime | None = None) -> Sitting:
    """The sitting after *members* have signed in and wait."""
    for member in members:
        when = at or START - timedelta(minutes=30)
        event = ev.SignedIn(at=when, by=member, member=member, case=sitting.next_case, way=Way.CARD)
        sitting = evolve(sitting, event)
    return sitting


def admitted(sitting: Sitting, *members: MemberId, at: datetime | None = None) -> Sitting:
    """The sitting after *members* have signed in and been admitted by the clerk."""
    when = at or START - timedelta(minutes=20)
    for member in members:
        sitting = signed_in(sitting, member, at=when)
        mode = Mode.ROOM if member == IN_THE_ROOM else Mode.REMOTE
        event = ev.MemberAdmitted(at=when, by=CLERK, member=member, since=when, mode=mode)
        sitting = evolve(sitting, event)
    return sitting


def opened(sitting: Sitting | None = None, **more: Any) -> Sitting:
    """An open sitting: everybody with a vote but the late one is there."""
    start = sitting or admitted(prepared(**more), *(m for m in VOTERS if m != LATE))
    return evolve(start, ev.SittingOpened(at=START, by=CHAIR, quorum=start.quorum("")))


def called(sitting: Sitting, item: str, at: datetime | None = None) -> Sitting:
    """The sitting after *item* was called."""
    return evolve(sitting, ev.ItemCalled(at=at or START + timedelta(minutes=5), by=CHAIR, item=item))


def balloting(
    sitting: Sitting,
    item: str = "5",
    *,
    by_hands: bool = False,
    procedural: str = "",
    object: str | None = None,  # noqa: A002
    round: int = 1,  # noqa: A002
    supersedes: BallotId | None = None,
) -> Sitting:
    """The sitting after a ballot was opened on *item* (or on a procedural motion)."""
    state = sitting if procedural or sitting.item == item else called(sitting, item)
    entry = state.agenda.get(item)
    event = ev.BallotOpened(
        at=START + timedelta(minutes=10),
        by=CHAIR,
        ballot=state.next_ballot,
        item=state.item if procedural else item,
        title=procedural or (entry.title if entry else ""),
        object=(entry.object if entry and not procedural else "") if object is None else object,
        item_kind=entry.kind if entry and not procedural else ItemKind.FORMALITY,
        procedural=bool(procedural),
        public=entry.public if entry else True,
        kind=entry.ballot if entry else BallotKind.OPEN,
        majority=entry.majority if entry else MajorityKind.SIMPLE,
        round=round,
        electorate=state.electorate(item),
        recused=state.recused(item),
        quorum=state.quorum(item),
        by_hands=by_hands,
        supersedes=supersedes,
    )
    return evolve(state, event)


def running(sitting: Sitting) -> Ballot:
    """The ballot that is open or undeclared."""
    assert sitting.ballot is not None
    return sitting.ballot


def voted(sitting: Sitting, member: MemberId, choice: Choice, at: datetime | None = None) -> Sitting:
    """The sitting after a member's vote was counted, at 14:42:17 local time."""
    ballot = running(sitting)
    rev = ballot.rev_of(member) + 1
    event = ev.VoteCast(
        at=at or START + timedelta(minutes=42, seconds=17),
        by=member,
        ballot=ballot.id,
        member=member,
        choice=choice,
        way=Way.CARD,
        rev=rev,
        receipt=f"4K7P-{90 + rev}",
    )
    return evolve(sitting, event)


def all_voted(sitting: Sitting, yes: int, no: int, abstain: int) -> Sitting:
    """The sitting after the electorate voted in its order: yes, then no, then abstain."""
    choices = [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain
    for member, choice in zip(running(sitting).electorate, choices, strict=False):
        sitting = voted(sitting, member, choice)
    return sitting


def closed(sitting: Sitting, tally: Tally | None = None) -> Sitting:
    """The sitting after its open ballot was closed."""
    ballot = running(sitting)
    event = ev.BallotClosed(
        at=START + timedelta(minutes=43),
        by=CHAIR,
        ballot=ballot.id,
        tally=tally or ballot.count(),
        not_cast=ballot.waiting if tally is None else (),
        quorum=sitting.quorum(ballot.item),
    )
    return evolve(sitting, event)


def declared(sitting: Sitting, *, outcome: Outcome | None = None, reason: str = "") -> Sitting:
    """The sitting after its closed ballot was declared, by the rule unless *outcome* says else."""
    ballot = running(sitting)
    assert ballot.tally is not None
    judged = verdict(sitting.rules, ballot.majority, ballot.tally, sitting.seats)
    event = ev.BallotDeclared(
        at=START + timedelta(minutes=44),
        by=CHAIR,
        ballot=ballot.id,
        outcome=outcome or judged.outcome,
        needed=judged.needed,
        base=judged.base,
        norm=judged.norm,
        overridden=reason,
    )
    return evolve(sitting, event)


def by_hands(sitting: Sitting, tally: Tally, *, confirmed: bool = True, rest: bool = False) -> Sitting:
    """The sitting after counts by hand were entered, confirmed by the second clerk or not."""
    ballot, case = running(sitting), sitting.next_case
    at = START + timedelta(minutes=41)
    entered = ev.HandsEntered(
        at=at, by=CLERK, ballot=ballot.id, case=case, tally=tally, reason="Karten", rest_as_yes=rest
    )
    state = evolve(sitting, entered)
    if not confirmed:
        return state
    confirming = ev.HandsConfirmed(at=at, by=SECOND_CLERK, ballot=ballot.id, case=case)
    return closed(evolve(state, confirming), tally)


def cancelled(sitting: Sitting, reason: str = "") -> Sitting:
    """The sitting after its ballot was broken off."""
    event = ev.BallotCancelled(
        at=START + timedelta(minutes=43), by=CHAIR, ballot=running(sitting).id, reason=reason
    )
    return evolve(sitting, event)


def repeated(sitting: Sitting, reason: str = "") -> Sitting:
    """The sitting after its last ballot was superseded by a new one."""
    old = sitting.last_ballot
    assert old is not None
    event = ev.BallotSuperseded(
        at=START + timedelta(minutes=45),
        by=CHAIR,
        ballot=old.id,
        successor=sitting.next_ballot,
        reason=reason,
    )
    return balloting(evolve(sitting, event), old.item, round=old.round + 1, supersedes=old.id)


def entered_vote(sitting: Sitting, member: MemberId = IN_THE_ROOM) -> Sitting:
    """The sitting after a clerk entered a vote that waits for a second person."""
    event = ev.VoteEntered(
        at=START + timedelta(minutes=41),
        by=CLERK,
        ballot=running(sitting).id,
        case=sitting.next_case,
        member=member,
        choice=Choice.NO,
        reason="Gerät ausgefallen",
    )
    return evolve(sitting, event)


def left(sitting: Sitting, member: MemberId, at: datetime | None = None) -> Sitting:
    """The sitting after a member has left."""
    when = at or START + timedelta(minutes=50)
    return evolve(
        sitting, ev.MemberLeft(at=when, by=CLERK, member=member, since=when, evidence=Evidence.CLERK)
    )


def crowd(size: int = 120, *, name_length: int = 24) -> tuple[Member, ...]:
    """As many members as the largest council has, with long double names, and the cast's clerks."""
    groups = [f"Fraktion {letter * 12}" for letter in "ABCDEFGH"]
    people = [
        _person(
            100 + n,
            f"mitglied-{n:03d}",
            f"Maximiliane {n:03d}",
            f"Vorname-Hinterhuber{'x' * max(0, name_length - 20)}",
            groups[n % len(groups)],
            Role.MEMBER,
            title="Prof. Dr.",
        )
        for n in range(size)
    ]
    return (*people, *(m for m in PEOPLE if m.has(Role.OFFICE, Role.CHAIR)))


def regrouped(member: Member, group: str) -> Member:
    """The same person in another group."""
    return replace(member, group=group)
