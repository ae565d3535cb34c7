"""What the bot asks Graph in its background errands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config import Settings
from graph.apps import CatalogueApp, catalogue_app, install_for_user, install_in_chat, installed_in_chat
from graph.attendance import AttendanceReport, attendance_reports
from graph.chats import ChatPerson, chat_members
from graph.client import SECONDS, Client, Told
from graph.meetings import MeetingSettings, online_meeting
from graph.secrets import secret_ends
from graph.setup import SetUp, Wish, restore, set_up, touch
from graph.subscriptions import Order, Sealing, Subscription, renew, subscribe, subscriptions, unsubscribe
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

    async def set_up_meeting(self, organizer: str, meeting: str, wish: Wish) -> SetUp:
        """Set an online meeting as a sitting needs it; what cannot be set is said, not raised."""
        return await set_up(self._client, organizer, meeting, wish)

    async def touch_meeting(self, organizer: str, join_url: str) -> None:
        """Write into an online meeting what stands there already, to see that it may be done."""
        meeting = await self.online_meeting(organizer, join_url)
        await touch(self._client, organizer, meeting.id)

    async def restore_meeting(self, organizer: str, meeting: str, before: Mapping[str, Any]) -> None:
        """Put back what was set in an online meeting."""
        await restore(self._client, organizer, meeting, before)

    async def catalogue_app(self, external_id: str) -> CatalogueApp:
        """The bot's app in the town's catalogue, by the id of its manifest."""
        return await catalogue_app(self._client, external_id)

    async def installed_in_chat(self, chat: str) -> tuple[str, ...]:
        """The catalogue ids of the apps in a chat."""
        return await installed_in_chat(self._client, chat)

    async def install_in_chat(self, chat: str, app: CatalogueApp) -> bool:
        """Add the app to a chat; False where it was there already."""
        return await install_in_chat(self._client, chat, app)

    async def install_for_user(self, user: str, app: CatalogueApp) -> bool:
        """Add the app for a person; False where they had it already."""
        return await install_for_user(self._client, user, app)

    async def subscribe(self, order: Order) -> Subscription:
        """Subscribe to the call events of an online meeting."""
        return await subscribe(self._client, order)

    async def renew_subscription(
        self, subscription: str, until: datetime, sealing: Sealing | None = None
    ) -> Subscription:
        """Let a subscription live longer, with another certificate where one is given."""
        return await renew(self._client, subscription, until, sealing)

    async def unsubscribe(self, subscription: str) -> None:
        """End a subscription; one that is gone already is no fault."""
        await unsubscribe(self._client, subscription)

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """All subscriptions of this app."""
        return await subscriptions(self._client)

    async def secret_ends(self, app_id: str, hint: str) -> datetime | None:
        """When the app's secret that begins with *hint* ends, None where nobody knows."""
        return await secret_ends(self._client, app_id, hint)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.close()


def directory_of(
    settings: Settings, *, seconds: float = SECONDS, told: Told | None = None
) -> Directory | None:
    """The directory that the settings describe; None without sign-in, where there is no Graph."""
    if settings.local_mode:
        return None
    return Directory(Client(settings.graph_url, Tokens(settings), seconds=seconds, told=told))
