"""What members want of the bot: ballots in their own chat too, receipts that read themselves out.

Kept with the account and not with a sitting: whoever needs it once needs it every time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desk.ports import Registry

TABLE = "wishes"


class Personal(StrEnum):
    """When a ballot also comes to the person's own chat."""

    ALWAYS = "immer"
    NEEDED = "wenn nötig"
    NEVER = "aus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One person's wishes; ``aloud``: every receipt also comes as a new message."""

    personal: Personal = Personal.NEEDED
    aloud: bool = False


USUAL = Wish()


class Wishes:
    """The wishes by account, in memory and in the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, Wish] = {}

    async def load(self) -> None:
        """Read what was wished before; a word that this release does not know is the usual."""
        self._known = {key: _read(one) for key, one in (await self._registry.all(TABLE)).items()}

    async def look_up(self, account: str) -> None:
        """Read what one person has said to another instance; what is there no more is the usual."""
        document = await self._registry.get(TABLE, account)
        if document is None:
            self._known.pop(account, None)
        else:
            self._known[account] = _read(document)

    def of(self, account: str) -> Wish:
        """What the person with this account wishes."""
        return self._known.get(account, USUAL)

    async def keep(
        self, account: str, *, personal: Personal | None = None, aloud: bool | None = None
    ) -> Wish:
        """Keep a wish; raises what the registry raises, and then nothing has changed."""
        wish = self.of(account)
        wish = replace(wish, personal=wish.personal if personal is None else personal)
        wish = replace(wish, aloud=wish.aloud if aloud is None else aloud)
        await self._registry.put(TABLE, account, {"personal": wish.personal.value, "aloud": wish.aloud})
        self._known[account] = wish
        return wish


def _read(document: Mapping[str, Any]) -> Wish:
    words = {one.value: one for one in Personal}
    personal = words.get(str(document.get("personal")), Personal.NEEDED)
    return Wish(personal=personal, aloud=document.get("aloud") is True)
