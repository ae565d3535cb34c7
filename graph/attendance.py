"""The attendance report that Teams makes after a meeting has ended; one for each session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.client import Client, base_of, pages


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
        found = pages(await builder.get(), builder, base_of(service))
        reports = [await _with_people(service, builder, report) async for report in found]
        return tuple(sorted(reports, key=lambda report: report.start.timestamp() if report.start else 0.0))

    return await client.ask("attendance_reports", question)


async def _with_people(service: Any, reports: Any, report: Any) -> AttendanceReport:
    """A report with its records, which come only when asked for."""
    builder = reports.by_meeting_attendance_report_id(str(report.id)).attendance_records
    found = pages(await builder.get(), builder, base_of(service))
    return AttendanceReport(
        id=str(report.id or ""),
        start=report.meeting_start_date_time,
        end=report.meeting_end_date_time,
        people=tuple([person_of(record) async for record in found]),
    )


def person_of(record: Any) -> Attended:
    """One record; intervals without beginning or end are left out."""
    identity = record.identity
    return Attended(
        entra_id=str((identity.id if identity else None) or "").lower(),
        name=(identity.display_name if identity else None) or "",
        email=record.email_address or "",
        role=record.role or "",
        seconds=record.total_attendance_in_seconds or 0,
        intervals=tuple(
            Interval(joined=part.join_date_time, left=part.leave_date_time)
            for part in record.attendance_intervals or ()
            if part.join_date_time is not None and part.leave_date_time is not None
        ),
    )
