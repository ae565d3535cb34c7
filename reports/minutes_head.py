"""The head of the minutes: particulars, quorum, who was there and who was not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from council.attending import Attending
from council.ids import MemberId
from council.roster import Role
from council.rulebook import Format
from council.sitting import Sitting
from reports.attendance import Account, Attendance, Status, Total
from reports.lines import Line
from reports.minutes_results import names
from wording import Voice, voice_of
from wording.attending import counted, disturbances, modes_of, remarks, spans_by_mode

_OTHERS = (
    Role.DEPUTY, Role.ADVISORY, Role.ADMINISTRATION, Role.MINUTES, Role.OFFICE, Role.SUPPORT, Role.GUEST,
)  # fmt: skip


def particulars(sitting: Sitting) -> list[tuple[str, str]]:
    """The head of the minutes: label and text, without those of which nothing is known."""
    voice, known = voice_of(sitting), sitting.particulars
    rows = {
        "body": sitting.body,
        "sitting": sitting.title,
        "day": days_said(sitting),
        "begin": voice.clock(sitting.opened_at) if sitting.opened_at else "",
        "end": ended_said(sitting) or voice.say("report.minutes.not_ended"),
        "breaks": ", ".join(voice.span(since, until) for since, until in sitting.breaks),
        "format": voice.say(f"report.minutes.format.{sitting.format.name.lower()}"),
        "reason": known.get("reason", "") if sitting.format is not Format.PRESENCE else "",
        "publicity": ", ".join(part for part in (known.get("public_room", ""), sitting.stream) if part),
        "convened": _day(voice, known.get("convened", "")),
        "notified": _day(voice, known.get("notified", "")),
        "consent": _day(voice, known.get("consent", "")),
        "basis": known.get("basis", ""),
        "second": voice.say("report.minutes.second", norm=sitting.rules.quorum_second.norm)
        if sitting.second
        else "",
        "chair": _chairs(sitting, voice),
        "minute_taker": sitting.name(sitting.minute_taker) if sitting.minute_taker else "",
        "cosigners": names(sitting, sitting.cosigners, voice),
    }
    return [(voice.say(f"report.minutes.label.{key}"), text) for key, text in rows.items() if text]


def days_said(sitting: Sitting) -> str:
    """The day of the sitting; every one of them where it was interrupted until another."""
    voice = voice_of(sitting)
    return voice.listing([voice.day(day) for day in sitting.days])


def ended_said(sitting: Sitting) -> str:
    """When the sitting ended, with its day where there are several; "" while it lasts."""
    voice = voice_of(sitting)
    if sitting.ended_at is None:
        return ""
    return voice.moment(sitting.ended_at) if len(sitting.days) > 1 else voice.clock(sitting.ended_at)


def presence_rows(sitting: Sitting, account: Account) -> tuple[str, str, str]:
    """Name, times by mode with disturbances, and what is to be remarked of one person who took part."""
    voice = voice_of(sitting)
    times = spans_by_mode(((s.mode, (s.since, s.until)) for s in account.stretches), voice)
    told = [times, *disturbances(account.disturbances, voice)]
    correction = sitting.correction(account.member.id)
    note = [voice.say("report.reconcile.minutes", name=sitting.name(correction.by))] if correction else []
    return account.member.name, "; ".join([*told, *note]), "; ".join(_remarks(account, voice))


def _remarks(account: Account, voice: Voice) -> Iterator[str]:
    """Only members of the council can be late: everybody else comes for what concerns them."""
    if account.voting:
        how = Attending(late=account.late, early=account.early, away=account.away)
        yield from remarks(how, voice, excused=account.excused)


def group_title(total: Total, voice: Voice) -> str:
    """A group with how many of it were there, and in which mode."""
    group = total.group or voice.say("report.minutes.no_group")
    parts = modes_of(total.present, total.entitled, total.remote, total.room, voice)
    return voice.say("attending.group", group=group, parts=parts)


def presence_sums(account: Attendance, voice: Voice) -> str:
    """All groups together: present, by mode, late, gone early, excused, without an excuse."""
    total = account.total
    parts = modes_of(total.present, total.entitled, total.remote, total.room, voice)
    names = ("late", "early", "excused", "unexcused")
    more = counted(((name, getattr(total, name)) for name in names), voice)
    return voice.say("attending.sums", parts="; ".join([parts, *more]))


def absent_lines(sitting: Sitting, account: Attendance) -> Iterator[Line]:
    """The council's members who were not there, each with the reason where there is one."""
    voice = voice_of(sitting)
    for one in account.accounts:
        if one.present:
            continue
        excused = Status.EXCUSED in one.statuses
        key = "reason" if excused and one.reason else "excused" if excused else "unexcused"
        values = {"name": one.member.name, "reason": one.reason}
        yield Line("text", voice.say(f"report.minutes.absent.{key}", **values))


def others(accounts: tuple[Account, ...]) -> list[tuple[Role, list[Account]]]:
    """Who took part without a vote, by what they are."""
    there = [a for a in accounts if a.present and not a.voting]
    found = {role: [a for a in there if _kind(a, _OTHERS) is role] for role in _OTHERS}
    return [(role, accounts) for role, accounts in found.items() if accounts]


def _day(voice: Voice, iso: str) -> str:
    return voice.day(date.fromisoformat(iso)) if iso else ""


def presided(sitting: Sitting) -> tuple[MemberId, ...]:
    """Who held the chair between opening and end, each once, in the order of holding it."""
    opened = sitting.opened_at
    before = [member for at, member in sitting.chairs if opened is None or at <= opened][-1:]
    after = [member for at, member in sitting.chairs if opened is not None and at > opened]
    return tuple(dict.fromkeys([*before, *after]))


def _chairs(sitting: Sitting, voice: Voice) -> str:
    """Who presided, with the times of the hand-overs."""
    opened = sitting.opened_at
    before = [member for at, member in sitting.chairs if opened is None or at <= opened][-1:]
    after = [(at, member) for at, member in sitting.chairs if opened is not None and at > opened]
    told = [sitting.name(member) for member in before]
    told += [
        voice.say("report.minutes.chair_from", name=sitting.name(m), time=voice.clock(at)) for at, m in after
    ]
    return "; ".join(told)


def _kind(account: Account, kinds: tuple[Role, ...]) -> Role | None:
    return next((role for role in kinds if account.member.has(role)), None)
