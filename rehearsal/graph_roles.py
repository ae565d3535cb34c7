"""Which application permissions the tenant has granted, and which Graph asks for where."""

from __future__ import annotations

import re

from rehearsal.refusals import ODataRefused

_READ_MEETING = ("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All")
_CONSENT_CHAT = "TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All"
_CONSENT_USER = "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All"
_NEEDED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("GET", r"/users/[^/]+", ("User.Read.All",)),
    ("GET", r"/chats/[^/]+/members", ("ChatMember.Read.All", "Chat.ReadBasic.All")),
    ("GET", r"/users/[^/]+/onlineMeetings(/[^/]+)?", _READ_MEETING),
    ("PATCH", r"/users/[^/]+/onlineMeetings/[^/]+", ("OnlineMeetings.ReadWrite.All",)),
    ("GET", r"/users/[^/]+/onlineMeetings/[^/]+/attendanceReports.*", ("OnlineMeetingArtifact.Read.All",)),
    ("GET", r"/appCatalogs/teamsApps", ("AppCatalog.Read.All",)),
    ("GET", r"/applications\(.+\)", ("Application.Read.All",)),
    ("GET|POST", r"/chats/[^/]+/installedApps", (_CONSENT_CHAT,)),
    ("POST", r"/users/[^/]+/teamwork/installedApps", (_CONSENT_USER,)),
    (".*", r"/subscriptions.*", _READ_MEETING),
)
GRANTED = frozenset(
    {
        "User.Read.All",
        "ChatMember.Read.All",
        "OnlineMeetings.ReadWrite.All",
        "OnlineMeetingArtifact.Read.All",
        "AppCatalog.Read.All",
        _CONSENT_CHAT,
        _CONSENT_USER,
    }
)
"""Everything that the operations manual tells an administrator to grant."""


def require(method: str, path: str, granted: frozenset[str]) -> None:
    """Refuse a request for which no permission that suffices was granted."""
    for verb, place, wanted in _NEEDED:
        if re.fullmatch(verb, method) and re.fullmatch(place, path):
            if not granted & set(wanted):
                raise ODataRefused(
                    403,
                    "Forbidden",
                    f"Missing role permissions on the request. API requires one of '{', '.join(wanted)}'. "
                    f"Roles on the request '{', '.join(sorted(granted))}'.",
                )
            return
