"""How an online meeting is set, and what of that is not as a sitting needs it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph.client import Client
from graph.unavailable import GraphUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSettings:
    """An online meeting of an organizer; settings are Graph's words, "" or None where it tells none.

    ``lobby`` is who passes the lobby by, ``admitters`` who lets people in from it, ``presenters``
    who may present, ``thread`` the id of the meeting's chat.
    """

    id: str
    organizer: str
    subject: str
    thread: str
    start: datetime | None
    end: datetime | None
    lobby: str = ""
    dial_in_passes: bool | None = None
    admitters: str = ""
    presenters: str = ""
    names_changeable: bool | None = None
    chat: str = ""
    text_only: bool | None = None


class Concern(StrEnum):
    """A setting that lets people into the room, the word or the chat who should not be there."""

    LOBBY = "lobby"
    DIAL_IN = "dial_in"
    ADMITTERS = "admitters"
    PRESENTERS = "presenters"
    NAMES = "names"
    CHAT = "chat"
    TEXT_ONLY = "text_only"


def concerns(meeting: MeetingSettings) -> tuple[Concern, ...]:
    """What ought to be set otherwise before the sitting; what Graph does not tell is no concern."""
    found = {
        Concern.LOBBY: meeting.lobby not in ("", "invited", "organizer"),
        Concern.DIAL_IN: meeting.dial_in_passes is True,
        Concern.ADMITTERS: meeting.admitters not in ("", "organizerAndCoOrganizers"),
        Concern.PRESENTERS: meeting.presenters not in ("", "roleIsPresenter", "organizer"),
        Concern.NAMES: meeting.names_changeable is True,
        Concern.CHAT: meeting.chat == "disabled",
        Concern.TEXT_ONLY: meeting.text_only is True,
    }
    return tuple(concern for concern, holds in found.items() if holds)


async def online_meeting(client: Client, organizer: str, join_url: str) -> MeetingSettings:
    """The meeting with this link. Raises GraphUnavailable, with status 404 where there is none."""

    async def question(service: Any) -> MeetingSettings:
        answer = await _by_link(service, organizer, join_url)
        for meeting in (answer.value if answer else None) or ():
            return settings_of(meeting, organizer)
        raise GraphUnavailable("no_such_meeting", 404)

    return await client.ask("online_meeting", question)


async def _by_link(service: Any, organizer: str, join_url: str) -> Any:
    """Ask for the organizer's meetings with this link; newer settings are told only when asked for."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.item.online_meetings.online_meetings_request_builder import (
        OnlineMeetingsRequestBuilder,
    )

    query = OnlineMeetingsRequestBuilder.OnlineMeetingsRequestBuilderGetQueryParameters(
        filter=f"JoinWebUrl eq '{join_url.replace(chr(39), chr(39) * 2)}'"
    )
    asked: Any = RequestConfiguration(query_parameters=query)
    asked.headers.add("Prefer", "include-unknown-enum-members")
    builder = service.users.by_user_id(organizer).online_meetings
    return await builder.get(request_configuration=asked)


def settings_of(meeting: Any, organizer: str) -> MeetingSettings:
    """One online meeting as Graph describes it."""
    lobby, chat = meeting.lobby_bypass_settings, meeting.chat_restrictions
    return MeetingSettings(
        id=str(meeting.id or ""),
        organizer=organizer,
        subject=meeting.subject or "",
        thread=(meeting.chat_info.thread_id or "") if meeting.chat_info else "",
        start=meeting.start_date_time,
        end=meeting.end_date_time,
        lobby=_word(lobby.scope) if lobby else "",
        dial_in_passes=lobby.is_dial_in_bypass_enabled if lobby else None,
        admitters=_word(meeting.allowed_lobby_admitters),
        presenters=_word(meeting.allowed_presenters),
        names_changeable=meeting.allow_participants_to_change_name,
        chat=_word(meeting.allow_meeting_chat),
        text_only=chat.allow_text_only if chat else None,
    )


def _word(value: Any) -> str:
    return str(value.value) if value is not None else ""
