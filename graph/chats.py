"""Who is in a chat. Being in a chat means invited or ever joined, never present."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.client import Client, Json, entries, text_of


class Kind(StrEnum):
    """What sort of account a member of a chat has."""

    USER = "user"
    GUEST = "guest"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPerson:
    """A member of a chat. Only of a USER may name and address be believed.

    ``entra_id`` is in lower case, "" for people without an account.
    """

    entra_id: str
    name: str
    email: str
    tenant: str
    roles: tuple[str, ...]
    kind: Kind


async def chat_members(client: Client, chat: str) -> tuple[ChatPerson, ...]:
    """Everybody in the chat with this id. Raises GraphUnavailable."""

    async def question(service: Any) -> tuple[ChatPerson, ...]:
        found = entries(service, service.chats.by_chat_id(chat).members)
        return tuple([person_of(entry) async for entry in found])

    return await client.ask("chat_members", question)


def person_of(entry: Json) -> ChatPerson:
    """One member as Graph describes it; who has no user id came by link only."""
    entra_id = text_of(entry.get("userId")).lower()
    roles = tuple(str(role) for role in entry.get("roles") or ())
    kind = Kind.GUEST if "guest" in roles else Kind.USER
    return ChatPerson(
        entra_id=entra_id,
        name=text_of(entry.get("displayName")),
        email=text_of(entry.get("email")),
        tenant=text_of(entry.get("tenantId")).lower(),
        roles=roles,
        kind=kind if entra_id else Kind.ANONYMOUS,
    )
