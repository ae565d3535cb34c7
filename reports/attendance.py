"""Who took part in a sitting, from when to when, by what evidence, and who did not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from council.attending import Attending, attending, within
from council.ids import NOBODY, MemberId
from council.presence import Evidence, Mode, Presence, Spell
from council.recusal import RecusalSpell, recusal_spells
from council.roster import Member, Role, groups_of
from council.sitting import MandateChange, Sitting
from reports.quorums import QuorumPoint, quorum_points
from reports.tables import csv_file, iso

HEADER = ("kennung", "name", "fraktion", "von", "bis", "minuten", "art", "zugelassen_von", "nachweis")
_EXPECTED = (Role.MEMBER, Role.CHAIR, Role.DEPUTY)


class Status(StrEnum):
    """What an attendance list says about a person."""

    PRESENT = "anwesend"
    LATE = "verspätet"
    LEFT_EARLY = "vorzeitig gegangen"
    EXCUSED = "entschuldigt"
    ABSENT = "abwesend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One stretch of presence within the sitting; ``until`` is None while it lasts.

    ``minutes`` are whole ones, rounded down; a lasting stretch is reckoned up to the moment
    of the report.
    """

    since: datetime
    until: datetime | None
    minutes: int
    mode: Mode
    admitted_by: MemberId
    evidence: Evidence
    left_by: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is to be said about one person's taking part.

    ``statuses`` are those that hold together (late and left early); ``reason`` is why the
    person is excused; ``late``, ``early`` and ``away`` are the times to it (see
    :class:`council.attending.Attending`); ``recused`` are the numbers of the items they were
    biased on, ``biased`` from when to when that kept them out; ``mandates`` ended or began in
    the sitting. ``voting``: they had a vote in the sitting, if only until their mandate ended.
    """

    member: Member
    voting: bool
    stretches: tuple[Stretch, ...]
    statuses: tuple[Status, ...]
    reason: str
    disturbances: tuple[tuple[datetime, datetime | None], ...]
    recused: tuple[str, ...]
    biased: tuple[RecusalSpell, ...] = ()
    mandates: tuple[MandateChange, ...] = ()
    late: datetime | None = None
    early: datetime | None = None
    away: tuple[tuple[datetime, datetime], ...] = ()
    excused: bool = False

    @property
    def present(self) -> bool:
        """Whether the person took part at any time."""
        return bool(self.stretches)

    @property
    def minutes(self) -> int:
        """The whole minutes of all stretches together."""
        return sum(stretch.minutes for stretch in self.stretches)

    def minutes_by(self, mode: Mode) -> int:
        """The whole minutes of the stretches in this mode."""
        return sum(stretch.minutes for stretch in self.stretches if stretch.mode is mode)

    def took_part(self, mode: Mode) -> bool:
        """Whether the person took part in this mode at any time."""
        return any(stretch.mode is mode for stretch in self.stretches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The people with a vote of one group, summed up; whoever is present took part at any time."""

    group: str
    entitled: int
    present: int
    remote: int
    room: int
    minutes: int
    excused: int = 0
    late: int = 0
    early: int = 0

    @property
    def both(self) -> int:
        """How many took part in both modes, one after the other."""
        return self.remote + self.room - self.present

    @property
    def unexcused(self) -> int:
        """How many were not there without an excuse."""
        return self.entitled - self.present - self.excused


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The whole account of a sitting up to ``until``, in the order of its roster."""

    until: datetime
    accounts: tuple[Account, ...]
    totals: tuple[Total, ...]
    quorums: tuple[QuorumPoint, ...]

    @property
    def total(self) -> Total:
        """All groups together."""
        every = self.totals
        names = (field.name for field in fields(Total) if field.name != "group")
        return Total(group="", **{name: sum(getattr(one, name) for one in every) for name in names})


def attendance(sitting: Sitting, until: datetime | None = None) -> Attendance:
    """Account for everybody of whom it can be asked whether they were there.

    Those are the council's members, and whoever else took part. ``until`` is the moment of the
    report; an ended sitting is reckoned up to its end whatever it says.
    """
    end = sitting.ended_at or until or sitting.stepped_at or sitting.prepared_at or sitting.starts
    members = {member.id for member in with_a_vote(sitting)}
    accounts = tuple(_account(sitting, member, end, voting=member.id in members) for member in sitting.roster)
    told = tuple(a for a in accounts if a.present or _expected(a))
    voting = [account for account in told if account.voting]
    groups = groups_of(account.member for account in voting)
    return Attendance(
        until=end,
        accounts=told,
        totals=tuple(_total(group, voting) for group in groups),
        quorums=quorum_points(sitting),
    )


def attendance_csv(sitting: Sitting, until: datetime | None = None) -> bytes:
    """Return the attendance list as a file: a line for each stretch, and for each absent member."""
    rows: list[tuple[object, ...]] = []
    for account in attendance(sitting, until).accounts:
        who = (account.member.id, account.member.name, account.member.group)
        rows += [(*who, *_cells(sitting, stretch)) for stretch in account.stretches]
        if not account.present:
            rows.append((*who, "", "", 0, "", "", ""))
    return csv_file(HEADER, rows)


def _expected(account: Account) -> bool:
    """Whether it can be asked where they were; not of those whose mandate has not begun."""
    member = account.member
    return account.voting or (member.mandate and member.has(*_EXPECTED))


def with_a_vote(sitting: Sitting) -> tuple[Member, ...]:
    """Who has a vote, or had one until their mandate ended in the sitting, in the roster's order."""
    since = sitting.opened_at
    ended = {c.member for c in sitting.mandates if not c.began and (since is None or c.at > since)}
    return tuple(member for member in sitting.roster if member.entitled or member.id in ended)


def _biased_on(sitting: Sitting, member: MemberId, spells: tuple[RecusalSpell, ...]) -> tuple[str, ...]:
    """The items on which a member is or was biased, in the order of the agenda."""
    had_effect = {spell.item for spell in spells}
    standing = {number for number, members in sitting.recusals.items() if member in members}
    return tuple(i.number for i in sitting.agenda if i.number in had_effect | standing)


def _account(sitting: Sitting, member: Member, end: datetime, *, voting: bool) -> Account:
    known = sitting.accounted(member.id)
    mandates = tuple(change for change in sitting.mandates if change.member == member.id)
    out = recusal_spells(sitting.recusal_log, sitting.calls, sitting.ended_at)
    spells = tuple(spell for spell in out if spell.member == member.id)
    how = attending(sitting, member.id, known)
    clipped = (_stretch(sitting, spell, end) for spell in known.spells)
    stretches = tuple(stretch for stretch in clipped if stretch is not None)
    return Account(
        member=member,
        voting=voting,
        stretches=stretches,
        statuses=_statuses(how) if stretches else _absent(known),
        reason=known.excused or "",
        disturbances=how.disturbed,
        recused=_biased_on(sitting, member.id, spells),
        biased=spells,
        mandates=mandates,
        late=how.late,
        early=how.early,
        away=how.away,
        excused=known.excused is not None,
    )


def _stretch(sitting: Sitting, spell: Spell, end: datetime) -> Stretch | None:
    """The part of *spell* within the sitting; None where there is none."""
    span = within(sitting, spell.since, spell.until)
    if span is None:
        return None
    since, until = span
    minutes = 0 if sitting.opened_at is None else int(((until or end) - since).total_seconds() // 60)
    return Stretch(
        since=since,
        until=until,
        minutes=max(0, minutes),
        mode=spell.mode,
        admitted_by=spell.admitted_by,
        evidence=spell.evidence,
        left_by=spell.left_by if until == spell.until else None,
    )


def _statuses(how: Attending) -> tuple[Status, ...]:
    """Late or early is reckoned by the sitting, and by the mandate where that began or ended in it."""
    found = [Status.LATE] * (how.late is not None) + [Status.LEFT_EARLY] * (how.early is not None)
    return tuple(found) or (Status.PRESENT,)


def _absent(known: Presence) -> tuple[Status, ...]:
    return (Status.ABSENT if known.excused is None else Status.EXCUSED,)


def _total(group: str, accounts: list[Account]) -> Total:
    own = [account for account in accounts if account.member.group == group]
    return Total(
        group=group,
        entitled=len(own),
        present=sum(account.present for account in own),
        remote=sum(account.took_part(Mode.REMOTE) for account in own),
        room=sum(account.took_part(Mode.ROOM) for account in own),
        minutes=sum(account.minutes for account in own),
        excused=sum(Status.EXCUSED in account.statuses for account in own),
        late=sum(account.late is not None for account in own),
        early=sum(account.early is not None for account in own),
    )


def _cells(sitting: Sitting, stretch: Stretch) -> tuple[object, ...]:
    clerk = "" if stretch.admitted_by == NOBODY else sitting.name(stretch.admitted_by)
    return (
        iso(sitting, stretch.since),
        iso(sitting, stretch.until),
        stretch.minutes,
        stretch.mode,
        clerk,
        stretch.evidence,
    )
