"""What an administrator has to grant for each question, and what to run where a policy is missing.

The names are Microsoft's application permissions, as few as serve every question. ``rsc`` is the
resource-specific permission that the app's manifest asks for and that suffices in its own chats.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one question needs: a permission, and perhaps an application access policy."""

    permission: str
    rsc: str = ""
    policy: bool = False


NEEDS: dict[str, Need] = {
    "chat_members": Need(permission="ChatMember.Read.All", rsc="ChatMember.Read.Chat"),
    "online_meeting": Need(permission="OnlineMeetings.ReadWrite.All", policy=True),
    "set_up_meeting": Need(permission="OnlineMeetings.ReadWrite.All", policy=True),
    "attendance_reports": Need(
        permission="OnlineMeetingArtifact.Read.All", rsc="OnlineMeetingArtifact.Read.Chat", policy=True
    ),
    "catalogue_app": Need(permission="AppCatalog.Read.All"),
    "installed_in_chat": Need(permission="TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All"),
    "install_in_chat": Need(permission="TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All"),
    "subscriptions": Need(permission="OnlineMeetings.ReadWrite.All"),
    "install_for_user": Need(permission="TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All"),
}
"""Every question that the bot asks Graph, by its name."""


def policy_commands(app_id: str, organizer: str) -> tuple[str, str]:
    """The two lines of PowerShell that let this app read and set the organizer's online meetings."""
    return (
        f'New-CsApplicationAccessPolicy -Identity Ratssaal -AppIds "{app_id}"',
        f'Grant-CsApplicationAccessPolicy -PolicyName Ratssaal -Identity "{organizer}"',
    )
