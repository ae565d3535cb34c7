"""Builds the activities that Teams sends to a bot, as they look on the wire."""

from __future__ import annotations

import html
import itertools
import time
import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rehearsal.chats import Chat, Kind, Message
from rehearsal.meetings import OnlineMeeting
from rehearsal.people import Person
from rehearsal.reading import Button, Json, inputs
from rehearsal.tenant import BOT_NAME, Tenant

TIMEZONE = "Europe/Berlin"
MENTION = f"<at>{BOT_NAME}</at>"

_numbers = itertools.count(int(time.time() * 1000))


class Activities:
    """Knows the tenant and the service address that stand in every activity."""

    def __init__(self, tenant: Tenant, service_url: str) -> None:
        """Build for this tenant's bot."""
        self._tenant = tenant
        self._service_url = service_url

    def message(self, person: Person, chat: Chat, text: str, *, mention: bool) -> Json:
        """Somebody types a message; in a group chat it reaches the bot only with the mention."""
        activity = self._frame(person, chat, "message", str(next(_numbers)))
        entities: list[Json] = []
        if mention:
            entities = [{"mentioned": self._bot(), "text": MENTION, "type": "mention"}]
            markup = (
                f'<p><span itemscope="" itemtype="http://schema.skype.com/Mention">{BOT_NAME}</span>&nbsp;'
            )
            text = f"{MENTION} {text}"
        else:
            markup = "<p>"
        said = text.removeprefix(f"{MENTION} ")
        activity |= {
            "text": text,
            "textFormat": "plain",
            "attachments": [{"contentType": "text/html", "content": f"{markup}{html.escape(said)}</p>"}],
        }
        activity["entities"] = [*entities, *activity["entities"]]
        return activity

    def press(
        self,
        person: Person,
        chat: Chat,
        message: Message,
        button: Button,
        filled: Json | None = None,
    ) -> Json:
        """Somebody presses a button of type Action.Execute."""
        action = button.action
        data = dict(action.get("data") or {}) if isinstance(action.get("data"), dict) else {}
        sent = {
            "type": "Action.Execute",
            "title": button.title,
            "verb": action.get("verb"),
            "data": data,
        }
        sent["data"] = {**data, **inputs(message.seen_by(person) or {}), **(filled or {})}
        if "id" in action:
            sent["id"] = action["id"]
        value = {"action": sent, "trigger": "manual"}
        return self._invoke(person, chat, "adaptiveCard/action", value, message.id)

    def submit(
        self,
        person: Person,
        chat: Chat,
        message: Message,
        button: Button,
        filled: Json | None = None,
    ) -> Json:
        """Somebody presses the same button on an old client: a message with a value."""
        action = button.action
        fallback = action.get("fallback")
        data = dict((fallback if isinstance(fallback, dict) else action).get("data") or {})
        if action.get("type") == "Action.Execute" and "verb" in action:
            data.setdefault("verb", action["verb"])
        activity = self._frame(person, chat, "message", str(next(_numbers)))
        value = {**data, **inputs(message.seen_by(person) or {}), **(filled or {})}
        activity["channelData"]["source"] = {"name": "message"}
        return activity | {"value": value, "replyToId": message.id}

    def file_answer(
        self, person: Person, chat: Chat, message: Message, consent: Json, upload: Json | None
    ) -> Json:
        """Somebody accepts a file (with where it may be put) or declines it."""
        content = consent.get("content") or {}
        context = content.get("acceptContext" if upload else "declineContext") or {}
        value: Json = {
            "type": "fileUpload",
            "action": "accept" if upload else "decline",
            "context": context,
        }
        if upload:
            value["uploadInfo"] = upload
        return self._invoke(person, chat, "fileConsent/invoke", value, message.id)

    def members_added(self, by: Person, chat: Chat, *added: Person) -> Json:
        """People are added to a chat; without people it is the bot itself."""
        ids = [{"id": one.mri, "aadObjectId": one.entra} if one.entra else {"id": one.mri} for one in added]
        activity = self._frame(by, chat, "conversationUpdate", f"f:{uuid.uuid4()}")
        del activity["entities"]
        return activity | {"membersAdded": ids or [{"id": self._tenant.bot_mri}]}

    def installed(self, by: Person, chat: Chat) -> Json:
        """The app is added to a chat."""
        activity = self._frame(by, chat, "installationUpdate", f"f:{uuid.uuid4()}")
        activity["channelData"] |= {
            "settings": {"selectedChannel": {"id": chat.id}},
            "source": {"name": "message"},
        }
        return activity | {"action": "add"}

    def participants(self, person: Person, chat: Chat, meeting: OnlineMeeting, what: str) -> Json:
        """Somebody joins or leaves (`Join`, `Leave`) the online meeting."""
        user = {"tenantId": person.tenant, "id": person.mri, "name": person.name}
        if person.entra:
            user["aadObjectId"] = person.entra
        role = {"inMeeting": what == "Join", "role": meeting.part_of(person).value}
        name = f"application/vnd.microsoft.meetingParticipant{what}"
        return self._event(person, chat, name, {"members": [{"user": user, "meeting": role}]})

    def meeting(self, person: Person, chat: Chat, meeting: OnlineMeeting, what: str) -> Json:
        """The online meeting starts or ends (`Start`, `End`)."""
        value = {
            "MeetingType": "Scheduled",
            "Title": meeting.title,
            "Id": meeting.id,
            "JoinUrl": meeting.join_url,
            f"{what}Time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z",
        }
        return self._event(person, chat, f"application/vnd.microsoft.meeting{what}", value)

    def _event(self, person: Person, chat: Chat, name: str, value: Json) -> Json:
        activity = self._frame(person, chat, "event", str(uuid.uuid4()))
        del activity["entities"]
        return activity | {"name": name, "value": value}

    def _invoke(self, person: Person, chat: Chat, name: str, value: Json, reply_to: str) -> Json:
        activity = self._frame(person, chat, "invoke", f"f:{uuid.uuid4()}")
        activity["channelData"]["source"] = {"name": "message"}
        return activity | {"name": name, "value": value, "replyToId": reply_to}

    def _bot(self) -> Json:
        return {"id": self._tenant.bot_mri, "name": BOT_NAME}

    def _frame(self, person: Person, chat: Chat, kind: str, identifier: str) -> Json:
        now = datetime.now(UTC)
        sender = {"id": person.mri, "name": person.name}
        if person.entra:
            sender["aadObjectId"] = person.entra
        conversation: Json = {
            "conversationType": chat.kind.value,
            "tenantId": chat.tenant,
            "id": chat.id,
        }
        channel_data: Json = {"tenant": {"id": chat.tenant}}
        if chat.kind is Kind.GROUP:
            conversation["isGroup"] = True
        if chat.meeting is not None:
            channel_data["meeting"] = {"id": chat.meeting.id}
        info = {
            "locale": "de-DE",
            "country": "DE",
            "platform": person.device.value,
            "timezone": TIMEZONE,
        }
        return {
            "type": kind,
            "id": identifier,
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "localTimestamp": now.astimezone(ZoneInfo(TIMEZONE)).isoformat(),
            "localTimezone": TIMEZONE,
            "serviceUrl": self._service_url,
            "channelId": "msteams",
            "from": sender,
            "conversation": conversation,
            "recipient": self._bot(),
            "entities": [{**info, "type": "clientInfo"}],
            "channelData": channel_data,
            "locale": "de-DE",
        }
