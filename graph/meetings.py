"""How an online meeting is set, and what of that is not as a sitting needs it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph.client import Client, Json, entries, moment_of, require_object, text_of
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
    COORGANIZERS = "coorganizers"
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
        builder = service.users.by_user_id(organizer).online_meetings
        async for meeting in entries(service, builder, _by_link(join_url)):
            return settings_of(meeting, organizer)
        raise GraphUnavailable("no_such_meeting", 404)

    return await client.ask("online_meeting", question)


def _by_link(join_url: str) -> Any:
    """Ask for meetings with this link; newer words for settings are told only when asked for."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.item.online_meetings.online_meetings_request_builder import (
        OnlineMeetingsRequestBuilder,
    )

    quoted = join_url.replace("'", "''")
    query = OnlineMeetingsRequestBuilder.OnlineMeetingsRequestBuilderGetQueryParameters(
        filter=f"JoinWebUrl eq '{quoted}'"
    )
    asked: Any = RequestConfiguration(query_parameters=query)
    asked.headers.add("Prefer", "include-unknown-enum-members")
    return asked


def settings_of(meeting: Json, organizer: str) -> MeetingSettings:
    """One online meeting as Graph describes it."""
    lobby = require_object(meeting.get("lobbyBypassSettings"))
    return MeetingSettings(
        id=text_of(meeting.get("id")),
        organizer=organizer,
        subject=text_of(meeting.get("subject")),
        thread=text_of(require_object(meeting.get("chatInfo")).get("threadId")),
        start=moment_of(meeting.get("startDateTime")),
        end=moment_of(meeting.get("endDateTime")),
        lobby=text_of(lobby.get("scope")),
        dial_in_passes=lobby.get("isDialInBypassEnabled"),
        admitters=text_of(meeting.get("allowedLobbyAdmitters")),
        presenters=text_of(meeting.get("allowedPresenters")),
        names_changeable=meeting.get("allowParticipantsToChangeName"),
        chat=text_of(meeting.get("allowMeetingChat")),
        text_only=require_object(meeting.get("chatRestrictions")).get("allowTextOnly"),
    )
