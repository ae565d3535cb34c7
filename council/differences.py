"""What is different between two rosters, or two agendas: for people who have to look before they take one."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum

from council.agenda import AgendaItem
from council.roster import Member, Roster

_ITEM_FIELDS = (
    *("title", "paper", "mover", "kind", "public", "majority", "share", "of", "ballot", "object"),
    *("proposal", "link"),
)
_QUIET = frozenset({"id", "contact", "mandate"})
_CONTACT = ("email", "upn", "entra_id", "phone")

Value = str | bool | Enum | datetime | tuple[Enum, ...] | None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing about a person or an item that differs: its name, what it was, what it would be."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is in both and not the same: its name, and what differs."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a new list brings, what it leaves out, and what it changes; names as people read them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()

    @property
    def none(self) -> bool:
        """Whether both are the same."""
        return not (self.added or self.removed or self.changed)


def roster_differences(old: Roster, new: Roster) -> Differences:
    """The people who come, go, or are described otherwise; a person is known by their id and body."""
    before, after = ({(m.id, m.body): m for m in roster} for roster in (old, new))
    return Differences(
        added=tuple(m.name for key, m in after.items() if key not in before),
        removed=tuple(m.name for key, m in before.items() if key not in after),
        changed=tuple(
            Change(name=m.name, fields=found)
            for key, m in after.items()
            if key in before and (found := _of_member(before[key], m))
        ),
    )


def agenda_differences(old: Iterable[AgendaItem], new: Iterable[AgendaItem]) -> Differences:
    """The items that come, go, or read otherwise; an item is known by its number."""
    before, after = {item.number: item for item in old}, {item.number: item for item in new}
    return Differences(
        added=tuple(f"{n} {item.title}" for n, item in after.items() if n not in before),
        removed=tuple(f"{n} {item.title}" for n, item in before.items() if n not in after),
        changed=tuple(
            Change(name=f"{n} {item.title}", fields=found)
            for n, item in after.items()
            if n in before and (found := _unlike(before[n], item, _ITEM_FIELDS))
        ),
    )


def _of_member(old: Member, new: Member) -> tuple[Field, ...]:
    own = _unlike(old, new, [f.name for f in fields(new) if f.name not in _QUIET])
    return (*own, *_unlike(old.contact, new.contact, _CONTACT))


def _unlike(old: object, new: object, names: Iterable[str]) -> tuple[Field, ...]:
    values = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(Field(name, was, will) for name, was, will in values if was != will)
