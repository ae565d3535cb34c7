"""What the bot asks Graph in its background errands."""

from config import Settings
from graph.attendance import AttendanceReport, attendance_reports
from graph.chats import ChatPerson, chat_members
from graph.client import SECONDS, Client
from graph.meetings import MeetingSettings, online_meeting
from graph.token import Tokens


class Directory:
    """Answers within ten seconds or raises GraphUnavailable; never blocks the event loop."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def chat_members(self, chat: str) -> tuple[ChatPerson, ...]:
        """Everybody in the chat with this id."""
        return await chat_members(self._client, chat)

    async def online_meeting(self, organizer: str, join_url: str) -> MeetingSettings:
        """The organizer's online meeting with this link."""
        return await online_meeting(self._client, organizer, join_url)

    async def attendance_reports(self, organizer: str, meeting: str) -> tuple[AttendanceReport, ...]:
        """The attendance reports of an online meeting by its Graph id, oldest first."""
        return await attendance_reports(self._client, organizer, meeting)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.close()


def directory_of(settings: Settings, *, seconds: float = SECONDS) -> Directory | None:
    """The directory that the settings describe; None without sign-in, where there is no Graph."""
    if settings.local_mode:
        return None
    return Directory(Client(settings.graph_url, Tokens(settings), seconds=seconds))
