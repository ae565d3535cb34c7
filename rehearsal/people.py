"""The people of a rehearsal as Teams knows them: an Entra id, a bot-specific id, a device."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass
from enum import StrEnum

TENANT_ID = "6f2d1c3e-0b4a-5c8d-9e1f-2a3b4c5d6e7f"
OTHER_TENANT_ID = "0a1b2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d"


class Device(StrEnum):
    """What a person holds; only `OLD` changes the wire (it knows no Action.Execute)."""

    DESKTOP = "Windows"
    PHONE = "iOS"
    BROWSER = "Web"
    OLD = "Android"


class Standing(StrEnum):
    """How the directory knows somebody: of the house, a guest of it, or nobody it knows."""

    USER = "user"
    GUEST = "guest"
    ANONYMOUS = "anonymous"


def entra_id(key: str, tenant: str = TENANT_ID) -> str:
    """Return the Entra object id of the person with this key, the same at every run."""
    return str(uuid.uuid5(uuid.UUID(tenant), key))


def bot_specific_id(key: str) -> str:
    """Return the id under which a bot meets a person (`29:…`), the same at every run."""
    digest = hashlib.sha512(key.encode()).digest()
    return "29:1" + base64.urlsafe_b64encode(digest[:48]).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a device, as Teams describes them to a bot."""

    key: str
    first: str
    last: str
    entra: str
    mri: str
    upn: str
    tenant: str = TENANT_ID
    standing: Standing = Standing.USER
    device: Device = Device.DESKTOP

    @property
    def name(self) -> str:
        """The display name."""
        return f"{self.first} {self.last}"

    @property
    def anonymous(self) -> bool:
        """Whether the person joined by link, without any account."""
        return self.standing is Standing.ANONYMOUS


def person(
    key: str,
    first: str,
    last: str,
    *,
    device: Device = Device.DESKTOP,
    standing: Standing = Standing.USER,
    tenant: str = TENANT_ID,
    domain: str = "musterstadt.example",
    upn: str = "",
) -> Person:
    """Return the person with this key; ids follow from the key alone."""
    known = standing is not Standing.ANONYMOUS
    return Person(
        key=key,
        first=first,
        last=last,
        entra=entra_id(key, tenant) if known else "",
        mri=bot_specific_id(tenant + key),
        upn=(upn or f"{key}@{domain}") if known else "",
        tenant=tenant,
        standing=standing,
        device=device,
    )
