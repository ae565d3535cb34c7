"""The attendance report that Teams makes after a meeting has ended; one for each session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.client import Client, Json, entries, moment_of, require_object, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From when to when somebody was in the online meeting."""

    joined: datetime
    left: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One person's time in one session; ``entra_id`` is "" for whoever came without an account."""

    entra_id: str
    name: str
    email: str
    role: str
    seconds: int
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceReport:
    """One session of an online meeting with everybody who was in it."""

    id: str
    start: datetime | None
    end: datetime | None
    people: tuple[Attended, ...]


async def attendance_reports(client: Client, organizer: str, meeting: str) -> tuple[AttendanceReport, ...]:
    """The reports of an online meeting, oldest first; none before its first session has ended.

    Raises GraphUnavailable.
    """

    async def question(service: Any) -> tuple[AttendanceReport, ...]:
        meetings = service.users.by_user_id(organizer).online_meetings
        builder = meetings.by_online_meeting_id(meeting).attendance_reports
        reports = [await _with_people(service, builder, one) async for one in entries(service, builder)]
        return tuple(sorted(reports, key=lambda report: report.start.timestamp() if report.start else 0.0))

    return await client.ask("attendance_reports", question)


async def _with_people(service: Any, reports: Any, report: Json) -> AttendanceReport:
    """A report with its records, which come only when asked for."""
    name = text_of(report.get("id"))
    records = entries(service, reports.by_meeting_attendance_report_id(name).attendance_records)
    return AttendanceReport(
        id=name,
        start=moment_of(report.get("meetingStartDateTime")),
        end=moment_of(report.get("meetingEndDateTime")),
        people=tuple([person_of(record) async for record in records]),
    )


def person_of(record: Json) -> Attended:
    """One record; intervals without beginning or end are left out."""
    identity = require_object(record.get("identity"))
    parts = [require_object(part) for part in record.get("attendanceIntervals") or ()]
    moments = [(moment_of(part.get("joinDateTime")), moment_of(part.get("leaveDateTime"))) for part in parts]
    return Attended(
        entra_id=text_of(identity.get("id")).lower(),
        name=text_of(identity.get("displayName")),
        email=text_of(record.get("emailAddress")),
        role=text_of(record.get("role")),
        seconds=int(record.get("totalAttendanceInSeconds") or 0),
        intervals=tuple(Interval(joined=joined, left=left) for joined, left in moments if joined and left),
    )
