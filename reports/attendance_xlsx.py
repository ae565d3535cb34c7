"""The attendance list as a workbook with which the office goes on working."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from council.ids import NOBODY
from council.quorum import QuorumCount
from council.sitting import Sitting
from reports import reconciled_sheet as reconciled
from reports.attendance import Account, Attendance, Status, Stretch, Total, attendance
from reports.quorums import QuorumPoint
from reports.tables import local
from reports.workbook import Value, dress, emphasise, fill, formula, put
from wording import Voice, voice_of

_PEOPLE = (
    "id", "name", "group", "role", "entitled", "status", "reason", "since", "until", "minutes",
    "mode", "admitted_by", "evidence", "disturbances", "recused", "recusal_times", "mandate",
    "away",
)  # fmt: skip
_TOTALS = (
    "group", "members", "present", "absent", "remote", "room", "minutes",
    "excused", "unexcused", "late", "early",
)  # fmt: skip
_QUORUM = ("occasion", "item", "time", "counted", "required", "seats", "biased", "met", "norm", "remark")

_SPECIAL = {"quorum.recusal": "recusal", "quorum.second_sitting": "second"}


def attendance_xlsx(sitting: Sitting, until: datetime | None = None) -> bytes:
    """Return the workbook: a sheet each for the people, the sums and the quorum.

    The numbers are values; a last row of formulas reckons the sums once more, so that they stay
    right, or show that they are not, when the office changes something.
    """
    voice, account = voice_of(sitting), attendance(sitting, until)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  (a new workbook has one)
    _people(first, sitting, account, voice)
    _totals(book.create_sheet(), sitting, account, voice)
    _quorum(book.create_sheet(), sitting, account, voice)
    if reconciled.is_reconciled(sitting):
        _reconciled(book.create_sheet(), sitting, account, voice)
    moment = (sitting.ended_at or account.until).astimezone(UTC).replace(tzinfo=None)
    book.properties.creator, book.properties.title = sitting.body, _title(sitting, voice)
    book.properties.created = book.properties.modified = moment
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _people(sheet: Worksheet, sitting: Sitting, account: Attendance, voice: Voice) -> None:
    rows = [row for one in account.accounts for row in _person(sitting, one, voice)]
    fill(sheet, _header(_PEOPLE, voice), rows)
    last = len(rows) + 1
    place = _PEOPLE.index("minutes") + 1
    column = get_column_letter(place)
    _check_row(sheet, last + 1, voice, {"minutes": sum(a.minutes for a in account.accounts)}, _PEOPLE)
    put(sheet, last + 2, 2, voice.say("report.attendance.check"))
    formula(sheet, last + 2, place, f"=SUM({column}2:{column}{last})")
    widths = (9, 25, 12, 15, 11, 13, 14, 16, 16, 9, 13, 15, 12, 15, 10, 18, 12, 16)
    _dress(sheet, sitting, account, "people", widths, rows=len(rows))


def _person(sitting: Sitting, account: Account, voice: Voice) -> Iterator[list[Value]]:
    """One row for each stretch; a member who was not there has one row without times."""
    member = account.member
    who: list[Value] = [
        member.id,
        member.name,
        member.group,
        ", ".join(voice.term(role) for role in member.roles),
        _yes_no(account.voting, voice),
        ", ".join(_status(status, voice) for status in account.statuses),
        account.reason,
    ]
    disturbed = ", ".join(voice.span(since, until) for since, until in account.disturbances)
    out = [
        voice.say("report.attendance.out", item=s.item, span=voice.span(s.since, s.until))
        for s in account.biased
    ]
    changes = [
        voice.say(f"report.attendance.mandate.{'began' if m.began else 'ended'}", time=voice.clock(m.at))
        for m in account.mandates
    ]
    away = ", ".join(voice.span(*gap) for gap in account.away)
    rest: list[Value] = [disturbed, ", ".join(account.recused), ", ".join(out), ", ".join(changes), away]
    for stretch in account.stretches:
        yield [*who, *_times(sitting, stretch, voice), *rest]
    if not account.present:
        yield [*who, None, None, 0, "", "", "", *rest]


def _times(sitting: Sitting, stretch: Stretch, voice: Voice) -> list[Value]:
    clerk = "" if stretch.admitted_by == NOBODY else sitting.name(stretch.admitted_by)
    return [
        _wall(sitting, stretch.since),
        _wall(sitting, stretch.until) if stretch.until else None,
        stretch.minutes,
        voice.term(stretch.mode),
        clerk,
        voice.term(stretch.evidence),
    ]


def _totals(sheet: Worksheet, sitting: Sitting, account: Attendance, voice: Voice) -> None:
    rows = [_sums(total, voice) for total in account.totals]
    fill(sheet, _header(_TOTALS, voice), rows)
    last = len(rows) + 1
    total = _sums(account.total, voice)[1:]
    _check_row(sheet, last + 1, voice, dict(zip(_TOTALS[1:], total, strict=True)), _TOTALS)
    put(sheet, last + 2, 1, voice.say("report.attendance.check"))
    for place in range(2, len(_TOTALS) + 1):
        column = get_column_letter(place)
        formula(sheet, last + 2, place, f"=SUM({column}2:{column}{last})")
    put(sheet, last + 4, 1, voice.say("report.attendance.both")).alignment = Alignment()
    _dress(sheet, sitting, account, "totals", (28, 16, 12, 16, 16, 16, 12, 13, 20, 12, 18), rows=len(rows))


def _sums(total: Total, voice: Voice) -> list[Value]:
    absent = total.entitled - total.present
    group = total.group or voice.say("report.attendance.no_group")
    there: list[Value] = [total.entitled, total.present, absent, total.remote, total.room, total.minutes]
    return [group, *there, total.excused, total.unexcused, total.late, total.early]


def _check_row(
    sheet: Worksheet, row: int, voice: Voice, values: dict[str, Value], columns: tuple[str, ...]
) -> None:
    """The row of sums as counted from the record."""
    put(sheet, row, 1 if columns is _TOTALS else 2, voice.say("report.attendance.total"))
    for name, value in values.items():
        put(sheet, row, columns.index(name) + 1, value)
    emphasise(sheet, row, len(columns))


def _quorum(sheet: Worksheet, sitting: Sitting, account: Attendance, voice: Voice) -> None:
    rows = [_found(sitting, point, voice) for point in account.quorums]
    fill(sheet, _header(_QUORUM, voice), rows)
    _dress(sheet, sitting, account, "quorum", (30, 10, 17, 18, 13, 12, 10, 16, 26, 20), rows=len(rows))


def _reconciled(sheet: Worksheet, sitting: Sitting, account: Attendance, voice: Voice) -> None:
    lines = list(reconciled.rows(sitting))
    fill(sheet, reconciled.header(sitting), lines)
    _dress(sheet, sitting, account, "reconciled", reconciled.WIDTHS, rows=len(lines))


def _found(sitting: Sitting, point: QuorumPoint, voice: Voice) -> list[Value]:
    item, found = "", point.count
    if point.ballot is None:
        occasion = voice.say("report.attendance.opening")
    else:
        key = "ballot_closed" if point.closing else "ballot_opened"
        occasion = voice.say(f"report.attendance.{key}", ballot=point.ballot)
        item = ", ".join(sitting.ballots[point.ballot].items)
    return [
        occasion,
        item,
        _wall(sitting, point.at),
        found.present,
        found.required,
        found.seats,
        found.recused,
        _yes_no(found.met, voice),
        found.norm,
        ", ".join(_remarks(found, voice)),
    ]


def _remarks(found: QuorumCount, voice: Voice) -> Iterator[str]:
    """What has to be known beside the numbers: presumed, unsettled, or a special rule."""
    if found.path in _SPECIAL:
        yield voice.say(f"report.attendance.quorum.{_SPECIAL[found.path]}")
    if found.presumed:
        yield voice.say("report.attendance.quorum.presumed")
    if not found.settled:
        yield voice.say("report.attendance.quorum.unsettled")


def _dress(
    sheet: Worksheet,
    sitting: Sitting,
    account: Attendance,
    name: str,
    widths: tuple[float, ...],
    *,
    rows: int,
) -> None:
    voice = voice_of(sitting)
    sheet.title = voice.say(f"report.attendance.sheet.{name}")
    dress(
        sheet,
        widths,
        title=_title(sitting, voice),
        as_of=voice.say("report.attendance.as_of", moment=voice.moment(account.until)),
        footer=voice.say("report.attendance.page"),
        rows=rows,
    )


def _title(sitting: Sitting, voice: Voice) -> str:
    day = voice.day(sitting.opened_at or sitting.starts)
    title = voice.say("report.attendance.title", body=sitting.body, title=sitting.title, day=day)
    return f"{voice.say('report.minutes.probe')} · {title}" if sitting.probe else title


def _header(columns: tuple[str, ...], voice: Voice) -> list[str]:
    return [voice.say(f"report.attendance.column.{name}") for name in columns]


def _status(status: Status, voice: Voice) -> str:
    return voice.say(f"report.attendance.status.{status.name.lower()}")


def _yes_no(answer: bool, voice: Voice) -> str:
    return voice.say(f"report.attendance.{'yes' if answer else 'no'}")


def _wall(sitting: Sitting, moment: datetime) -> datetime:
    """A moment as a workbook can hold it: by the clock on the wall, to the second."""
    return local(sitting, moment).replace(tzinfo=None, microsecond=0)
