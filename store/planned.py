"""What is known before a sitting is prepared: the people of the council, and the sittings planned.

Both are documents of the registry, written by the command line and read when somebody says
``vorbereiten``; from then on the sitting's own record is the truth.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast

from council.agenda import Agenda, AgendaItem
from council.ids import MemberId, SittingId
from council.names import fold
from council.roster import Member, Roster
from council.rulebook import Format
from store.links import LINKS, link_document, with_links
from store.shapes import object_shape, shape_of

ROSTER = "roster"
SITTINGS = "sittings"
CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A sitting as it is planned: agenda, form, and what the checklist asks for."""

    id: SittingId
    title: str
    body: str
    starts: datetime
    format: Format
    items: tuple[AgendaItem, ...]
    reason: str = ""
    notified: date | None = None
    convened: date | None = None
    public_room: str = ""
    probe: bool = False
    second: bool = False

    @property
    def agenda(self) -> Agenda:
        """The agenda of the items planned."""
        return Agenda(self.items)


class Documents(Protocol):
    """The part of a registry that is needed here."""

    async def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return a document, None if there is none."""
        ...

    async def put(self, table: str, key: str, document: Mapping[str, Any]) -> None:
        """Write a document."""
        ...

    async def all(self, table: str) -> dict[str, dict[str, Any]]:
        """Return all documents of a table by key."""
        ...


_PLANNED = object_shape(Planned)
_MEMBERS = shape_of(tuple[Member, ...])
_ITEMS = shape_of(tuple[AgendaItem, ...])
NAME_LENGTH = 48


def free_id(title: str, day: date, taken: Collection[str]) -> SittingId:
    """An id that no sitting has: the day and the words of the title, numbered where that is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:NAME_LENGTH].strip("-")
    name = f"{day:%Y-%m-%d}-{words}" if words else f"{day:%Y-%m-%d}"
    names = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
    return next(SittingId(each) for each in names if each not in taken)


def members_document(members: tuple[Member, ...]) -> Any:
    """The people of a roster as a document."""
    return _MEMBERS.write(members)


def members_of(document: Any) -> tuple[Member, ...]:
    """The people that a document holds."""
    return cast("tuple[Member, ...]", _MEMBERS.read(document))


def items_document(items: tuple[AgendaItem, ...]) -> Any:
    """The items of an agenda as a document."""
    return _ITEMS.write(items)


def items_of(document: Any) -> tuple[AgendaItem, ...]:
    """The items that a document holds."""
    return cast("tuple[AgendaItem, ...]", _ITEMS.read(document))


class Plans:
    """Keeps the roster and the planned sittings as documents of a registry."""

    def __init__(self, registry: Documents) -> None:
        self._registry = registry

    async def keep_roster(self, roster: Roster) -> None:
        """Put this roster in the place of the one before, whole."""
        await self._registry.put(ROSTER, CURRENT, {"members": _MEMBERS.write(roster.members)})

    async def roster(self) -> Roster:
        """Return the roster taken last, with the accounts that people have linked themselves."""
        return await self.linked(await self.listed())

    async def linked(self, roster: Roster) -> Roster:
        """Return a roster as a file has it with the accounts that people have linked themselves."""
        return with_links(roster, await self._registry.all(LINKS))

    async def link(self, member: MemberId, account: str) -> None:
        """Let an account speak for this person from now on, whatever roster is taken next."""
        listed = (await self.listed()).get(member)
        if listed is not None:
            await self._registry.put(LINKS, member, link_document(listed, account))

    async def listed(self) -> Roster:
        """Return the roster as the file taken last has it, an empty one if none has been."""
        document = await self._registry.get(ROSTER, CURRENT)
        return Roster(_MEMBERS.read(document["members"]) if document else ())

    async def keep(self, planned: Planned) -> None:
        """Put this plan in the place of one with the same id."""
        await self._registry.put(SITTINGS, planned.id, _PLANNED.write(planned))

    async def rest(self, sitting: SittingId) -> None:
        """Forget the items of a plan whose sitting was held: that one's own record has them."""
        document = await self._registry.get(SITTINGS, sitting)
        if document is not None and document["items"]:
            await self._registry.put(SITTINGS, sitting, {**document, "items": []})

    async def find(self, sitting: SittingId) -> Planned | None:
        """Return a planned sitting, None if there is none of this id."""
        document = await self._registry.get(SITTINGS, sitting)
        return cast("Planned", _PLANNED.read(document)) if document else None

    async def all(self) -> tuple[Planned, ...]:
        """Return every planned sitting, the earliest first."""
        documents = await self._registry.all(SITTINGS)
        plans = [cast("Planned", _PLANNED.read(document)) for document in documents.values()]
        return tuple(sorted(plans, key=lambda planned: (planned.starts, planned.id)))
