"""The check against Microsoft's metadata is one that can fail: planted errors are found."""

from typing import Any

import pytest

from tests.graph.csdl import METADATA, metadata

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not METADATA.is_file(), reason="Microsoft's metadata is not part of the repository"),
]
MEETING = "/users/u/onlineMeetings/m"
GOOD: dict[str, Any] = {
    "id": "m",
    "startDateTime": "2026-12-09T13:00:00Z",
    "lobbyBypassSettings": {"scope": "invited", "isDialInBypassEnabled": False},
    "participants": {"attendees": [{"role": "coorganizer", "identity": {"user": {"id": "x"}}}]},
}


class TestAnswers:
    """Wrong properties, types, enumerations, subtypes and nulls are found; what is right passes."""

    def test_a_true_one_passes(self) -> None:
        assert metadata().answer(MEETING, 200, GOOD) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"startsAt": "2026-12-09T13:00:00Z"},
            {"startDateTime": "9.12.2026"},
            {"startDateTime": 5},
            {"lobbyBypassSettings": {"scope": "anybody"}},
            {"lobbyBypassSettings": {"scopes": "invited"}},
            {"lobbyBypassSettings": "invited"},
            {"participants": {"attendees": {"role": "attendee"}}},
            {"participants": {"attendees": [{"role": "leader"}]}},
            {"allowParticipantsToChangeName": "false"},
        ],
        ids=lambda change: str(change)[:50],
    )
    def test_a_planted_error_is_found(self, change: dict[str, Any]) -> None:
        assert metadata().answer(MEETING, 200, {**GOOD, **change})

    def test_a_subtype_has_to_be_one(self) -> None:
        path = "/chats/c/members"
        good = {
            "value": [{"@odata.type": "#microsoft.graph.aadUserConversationMember", "id": "1", "userId": "u"}]
        }
        bad = {"value": [{"@odata.type": "#microsoft.graph.onlineMeeting", "id": "1"}]}

        assert metadata().answer(path, 200, good) == []
        assert metadata().answer(path, 200, bad)

    def test_a_key_must_not_be_null(self) -> None:
        assert metadata().answer(f"{MEETING}/attendanceReports/r", 200, {"id": None})

    def test_a_refusal_has_the_form_of_an_error(self) -> None:
        whole = {"error": {"code": "Forbidden", "message": "No.", "innerError": {}}}

        assert metadata().answer(MEETING, 403, whole) == []
        assert metadata().answer(MEETING, 403, {"code": "Forbidden"})

    def test_a_collection_is_a_list_of_values(self) -> None:
        assert metadata().answer("/chats/c/members", 200, [])


class TestRequests:
    """Wrong addresses, options and bodies are found."""

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", f"{MEETING}/attendanceReports?$expand=attendanceRecords", None),
            ("GET", "/users/u/onlineMeetings?$filter=JoinWebUrl eq 'x'", None),
            ("PATCH", MEETING, {"allowedPresenters": "roleIsPresenter"}),
            ("POST", "/chats/c/installedApps", {"teamsApp@odata.bind": "https://x"}),
        ],
    )
    def test_a_true_one_passes(self, method: str, path: str, body: Any) -> None:
        assert metadata().request(method, path, body) == []

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/person/u", None),
            ("GET", "/users/u/onlineMeeting", None),
            ("GET", "/users/u/onlineMeetings?$filter=link eq 'x'", None),
            ("GET", "/users/u/onlineMeetings?filter=JoinWebUrl", None),
            ("GET", f"{MEETING}?$expand=people", None),
            ("GET", MEETING, {"id": "m"}),
            ("PATCH", MEETING, {"allowedPresenters": "presenter"}),
            ("PATCH", MEETING, {"allowedPresenter": "roleIsPresenter"}),
            ("PATCH", MEETING, {"participants": {"attendees": [{"identity": {"users": {"id": "x"}}}]}}),
            ("POST", MEETING, {"subject": "x"}),
            ("PATCH", "/chats/c/installedApps", {"id": "x"}),
            ("POST", "/chats/c/installedApps", {"app@odata.bind": "https://x"}),
        ],
    )
    def test_a_planted_error_is_found(self, method: str, path: str, body: Any) -> None:
        assert metadata().request(method, path, body)
