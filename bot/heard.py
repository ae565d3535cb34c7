"""What was heard from Teams: who said or pressed what, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.chats import ChatRef


class Place(StrEnum):
    """What kind of chat something was heard in; it decides only who sees the answer."""

    PERSONAL = "personal"
    MEETING = "meeting"
    OFFICE = "office"
    GROUP = "group"


FILE = "application/vnd.microsoft.teams.file.download.info"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that somebody sent: its name, and where Teams keeps it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One activity, reduced to what the product needs of it.

    ``entra_id`` is "" for anonymous callers; ``mri`` is Teams' own name of the sender.
    ``meeting`` is the online meeting's id, "" outside meetings; ``sent_at`` the time that Teams
    gives it. ``value`` is what a button brought along, ``verb`` its name.
    """

    id: str
    entra_id: str
    mri: str
    name: str
    tenant: str
    chat: ChatRef
    meeting: str
    text: str
    bot_names: tuple[str, ...]
    verb: str
    value: Mapping[str, Any]
    reply_to: str
    sent_at: datetime | None = None
    files: tuple[SentFile, ...] = ()

    @property
    def own_chat(self) -> str:
        """The key of the sender's personal chat, "" where they can have none."""
        return f"person:{self.entra_id}" if self.entra_id else ""


def heard_in(activity: Mapping[str, Any]) -> Heard:
    """Read what an activity says; a press and a submit bring their data in one form.

    A submit carries its verb inside its data, under ``verb``.
    """
    sender = activity.get("from") or {}
    data = activity.get("channelData") or {}
    value = activity.get("value")
    value = value if isinstance(value, dict) else {}
    action = value.get("action") if isinstance(value.get("action"), dict) else None
    brought = (action.get("data") or {}) if action else value
    verb = action.get("verb") if action else value.get("verb", "")
    chat = ChatRef.heard_in(activity)
    meeting = data.get("meeting") or {}
    return Heard(
        id=str(activity.get("id") or ""),
        entra_id=str(sender.get("aadObjectId") or "").lower(),
        mri=str(sender.get("id") or ""),
        name=str(sender.get("name") or ""),
        tenant=chat.tenant,
        chat=chat,
        meeting=str(meeting.get("id") or "") if isinstance(meeting, dict) else "",
        text=str(activity.get("text") or ""),
        bot_names=_bot_names(activity) if activity.get("text") else (),
        verb=str(verb or ""),
        value=brought if isinstance(brought, dict) else {},
        reply_to=str(activity.get("replyToId") or ""),
        sent_at=_moment(activity.get("timestamp")),
        files=tuple(_files(activity)) if activity.get("attachments") else (),
    )


def _files(activity: Mapping[str, Any]) -> Iterator[SentFile]:
    """The files of a message; a picture or a card that comes along is none."""
    attachments = activity.get("attachments")
    for one in attachments if isinstance(attachments, list) else ():
        if isinstance(one, Mapping) and one.get("contentType") == FILE:
            content = one.get("content")
            url = content.get("downloadUrl") if isinstance(content, Mapping) else ""
            yield SentFile(name=str(one.get("name") or ""), url=str(url or ""))


def _moment(written: object) -> datetime | None:
    """The moment that an activity names, None where it names none or nonsense."""
    try:
        moment = datetime.fromisoformat(str(written or ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bot_names(activity: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which the bot was mentioned."""
    recipient = activity.get("recipient") or {}
    own = str(recipient.get("id") or "")
    names = [str(recipient.get("name") or "")]
    for entity in activity.get("entities") or ():
        mentioned = entity.get("mentioned") if isinstance(entity, dict) else None
        if isinstance(mentioned, dict) and mentioned.get("id") == own:
            names.append(str(mentioned.get("name") or ""))
    return tuple(dict.fromkeys(name for name in names if name))
