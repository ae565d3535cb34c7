"""What Graph v1.0 says about people, online meetings and attendance, in its own property names."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from rehearsal.meetings import OnlineMeeting, Report, Stay
from rehearsal.people import Person
from rehearsal.reading import Json


def user_of(person: Person) -> Json:
    """Return a `user` as Graph gives it without `$select`."""
    return {
        "id": person.entra,
        "displayName": person.name,
        "givenName": person.first,
        "surname": person.last,
        "mail": person.upn,
        "userPrincipalName": person.upn,
    }


def member_of(person: Person, chat_id: str) -> Json:
    """Return an entry of a chat's members; who came by link only has no user id."""
    common: Json = {
        "id": f"{chat_id}##{person.mri}",
        "roles": ["guest"] if person.standing.value == "guest" else [],
        "displayName": person.name,
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
    }
    if person.anonymous:
        kind = "#microsoft.graph.anonymousGuestConversationMember"
        return {"@odata.type": kind, **common, "anonymousGuestId": person.mri}
    kind = "#microsoft.graph.aadUserConversationMember"
    return {
        "@odata.type": kind,
        **common,
        "userId": person.entra,
        "email": person.upn,
        "tenantId": person.tenant,
    }


def online_meeting_of(meeting: OnlineMeeting) -> Json:
    """Return an `onlineMeeting`."""
    organizer = meeting.organizer
    return {
        "id": meeting.graph_id,
        "creationDateTime": _stamp(meeting.start),
        "startDateTime": _stamp(meeting.start),
        "endDateTime": _stamp(meeting.end),
        "joinWebUrl": meeting.join_url,
        "subject": meeting.title,
        "chatInfo": {"threadId": meeting.chat_id, "messageId": "0"},
        "participants": {
            "organizer": {
                "upn": organizer.upn,
                "role": "presenter",
                "identity": {"user": {"id": organizer.entra, "displayName": organizer.name}},
            },
            "attendees": meeting.attendees,
        },
        **meeting.options,
    }


def report_of(report: Report) -> Json:
    """Return a `meetingAttendanceReport` without its records."""
    return {
        "id": report.id,
        "totalParticipantCount": len(report.stays),
        "meetingStartDateTime": _stamp(report.start),
        "meetingEndDateTime": _stamp(report.end),
    }


def record_of(meeting: OnlineMeeting, person: Person, stays: Sequence[Stay], end: datetime) -> Json:
    """Return an `attendanceRecord`: one person, all their intervals."""
    intervals = [(stay.joined, stay.left or end) for stay in stays]
    return {
        "id": person.entra or str(uuid.uuid5(uuid.NAMESPACE_URL, person.mri)),
        "emailAddress": person.upn or None,
        "totalAttendanceInSeconds": sum(_seconds(*interval) for interval in intervals),
        "role": meeting.part_of(person).value,
        "identity": {"id": person.entra or None, "displayName": person.name},
        "attendanceIntervals": [
            {
                "joinDateTime": _stamp(joined),
                "leaveDateTime": _stamp(left),
                "durationInSeconds": _seconds(joined, left),
            }
            for joined, left in intervals
        ],
    }


def _seconds(joined: datetime, left: datetime) -> int:
    return int((left - joined).total_seconds())


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
