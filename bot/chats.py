"""Where Teams' conversations are: the addresses the bot has learnt, kept in the table ``chats``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

import structlog

from desk.ports import Registry

log = structlog.get_logger(__name__)

TABLE = "chats"
PERSON = "person:"

Kind = Literal["personal", "meeting", "office", "technicians", "group", "channel"]
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRef:
    """One conversation and all that is needed to speak there after a restart."""

    service_url: str
    conversation: str
    tenant: str
    bot_id: str
    kind: Kind

    def document(self) -> dict[str, Any]:
        """Return the document that stands in the registry."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read a document of the registry; unknown names in it are left aside."""
        kind = document.get("kind")
        return cls(
            service_url=str(document["service_url"]),
            conversation=str(document["conversation"]),
            tenant=str(document.get("tenant", "")),
            bot_id=str(document.get("bot_id", "")),
            kind=kind if kind in KINDS else "group",
        )

    @classmethod
    def heard_in(cls, activity: Mapping[str, Any]) -> Self:
        """Return where an activity (its JSON) came from."""
        conversation = activity["conversation"]
        data = activity.get("channelData") or {}
        kind: Kind = "group"
        if conversation.get("conversationType") in ("personal", "channel"):
            kind = conversation["conversationType"]
        elif data.get("meeting"):
            kind = "meeting"
        return cls(
            service_url=activity["serviceUrl"],
            conversation=conversation["id"],
            tenant=str(conversation.get("tenantId") or _tenant_in(data)),
            bot_id=(activity.get("recipient") or {}).get("id") or "",
            kind=kind,
        )


def _tenant_in(data: Mapping[str, Any]) -> str:
    tenant = data.get("tenant")
    return str(tenant.get("id") or "") if isinstance(tenant, Mapping) else ""


class ChatBook:
    """The conversations by the keys under which the product knows them."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._chats: dict[str, ChatRef] = {}

    async def load(self) -> None:
        """Read the conversations that were learnt before."""
        for key, document in (await self._registry.all(TABLE)).items():
            self._chats[key] = ChatRef.of(document)

    async def look_up(self, chat: str) -> bool:
        """Read one conversation that another instance has learnt; returns whether it is known."""
        document = await self._registry.get(TABLE, chat)
        if document is not None:
            self._chats[chat] = ChatRef.of(document)
        return document is not None

    def find(self, chat: str) -> ChatRef | None:
        """Return where a chat is, ``None`` while nobody knows."""
        return self._chats.get(chat)

    def near(self) -> ChatRef | None:
        """Return any conversation that can lend its service address to a new personal chat."""
        for chat in self._chats.values():
            if chat.bot_id:
                return chat
        return None

    def account_in(self, conversation: str) -> str:
        """Return whose personal chat a conversation is, "" where nobody knows."""
        own = (key for key, ref in self._chats.items() if ref.conversation == conversation)
        return next((key.removeprefix(PERSON) for key in own if key.startswith(PERSON)), "")

    def keep(self, chat: str, ref: ChatRef) -> None:
        """Keep where a chat is until the bot stops."""
        self._chats[chat] = ref

    async def learn(self, chat: str, ref: ChatRef) -> bool:
        """Keep where a chat is; returns whether that was news."""
        if self._chats.get(chat) == ref:
            return False
        self._chats[chat] = ref
        try:
            await self._registry.put(TABLE, chat, ref.document())
        except Exception:
            log.exception("chats.not_noted", chat=chat)
        return True
