"""Everything that is no press, as the SDK hands it over: messages, joins, files, meetings."""

from typing import Any

import structlog
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot.bindings import meeting_chat
from bot.files_in import FilesIn
from bot.files_out import FilesOut
from bot.heard import Heard, heard_in
from bot.hub import Hub
from bot.meetings import Meetings
from bot.typed import Typed

NO_APP = 403
"""What Teams answers for the chat of somebody who does not have the app."""

log = structlog.get_logger(__name__)


class Activities(TeamsActivityHandler):  # type: ignore[misc]  # the SDK has no types
    """Routes what Teams reports to the product; sends nothing itself."""

    def __init__(
        self, hub: Hub, typed: Typed, files: FilesOut, meetings: Meetings, files_in: FilesIn
    ) -> None:
        super().__init__()
        self._hub = hub
        self._typed = typed
        self._files = files
        self._meetings = meetings
        self._files_in = files_in

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A typed line."""
        heard = _heard(turn_context)
        await self._learn(heard)
        if heard.files:
            await self._files_in.received(heard)
        else:
            await self._typed.on_message(heard)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """People came into a chat, or the bot did; the SDK would look up each one singly."""
        heard = _heard(turn_context)
        await self._learn(heard, gone=_gone(turn_context))
        await self._meetings.chat_changed(heard)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """The app was installed or removed."""
        await self._learn(_heard(turn_context), gone=_gone(turn_context))

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """The online meeting began or ended, somebody joined or left it."""
        heard = _heard(turn_context)
        await self._meetings.event(heard, str(turn_context.activity.name or ""), turn_context.activity.value)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """An answer to an offered file; whatever else is invoked is not ours."""
        activity = turn_context.activity
        if activity.name == "fileConsent/invoke" and isinstance(activity.value, dict):
            heard = _heard(turn_context)
            self._hub.later(self._files.consent(heard, activity.value), "file.consent")
            return InvokeResponse(status=200)
        return InvokeResponse(status=501)

    async def _learn(self, heard: Heard, *, gone: bool = False) -> None:
        """Remember where a chat is, so that the bot can speak there after a restart; or that it is *gone*."""
        if gone and heard.chat.kind == "personal":
            self._hub.outbox.reach.refused(heard.own_chat, NO_APP, opening=True)
        elif heard.chat.kind == "personal" and heard.own_chat:
            await self._hub.outbox.learned(heard.own_chat, heard.chat)
        elif self._hub.bindings.bound(heard.chat.conversation) is not None:
            key = meeting_chat(heard.chat.conversation)
            known = self._hub.outbox.chats.find(key)
            if known is None or known.service_url != heard.chat.service_url:
                await self._hub.outbox.learned(key, heard.chat)


def _gone(turn_context: TurnContext) -> bool:
    """Whether the app was taken out of the chat; an upgrade takes it out for a moment only."""
    activity = turn_context.activity
    bot = activity.recipient.id if activity.recipient is not None else ""
    return activity.action == "remove" or any(one.id == bot for one in activity.members_removed or ())


def _heard(turn_context: TurnContext) -> Heard:
    activity: dict[str, Any] = turn_context.activity.serialize()
    return heard_in(activity)
