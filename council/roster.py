"""Who belongs to the council: people, their roles, mandates and contacts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from council.ids import NOBODY, MemberId


class Role(StrEnum):
    """What a person of the roster is in a sitting (``rolle``); roles add up."""

    MEMBER = "mitglied"
    CHAIR = "vorsitz"
    DEPUTY = "stellvertretung"
    OFFICE = "büro"
    MINUTES = "schriftführung"
    SUPPORT = "technik"
    ADVISORY = "beratend"
    ADMINISTRATION = "verwaltung"
    GUEST = "gast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a person is reached and recognised; never part of a public copy.

    ``entra_id`` is the object id in the town's own tenant, lower case.
    """

    email: str = ""
    upn: str = ""
    entra_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the roster with their roles and their mandate.

    ``voting`` overrides what the roles say about the right to vote
    (``stimmrecht``); ``since`` and ``until`` bound the mandate, both open when None.
    ``mandate`` is False while it has not begun yet or once it has ended. ``body`` names the
    bodies to which the line belongs, separated by "+"; "" means every one.
    """

    id: MemberId
    first: str
    last: str
    roles: tuple[Role, ...]
    salutation: str = ""
    title: str = ""
    group: str = ""
    body: str = ""
    voting: bool | None = None
    substitutes: MemberId = NOBODY
    since: datetime | None = None
    until: datetime | None = None
    contact: Contact = Contact()
    mandate: bool = True

    @property
    def name(self) -> str:
        """The name as it is read out: title, first name, last name."""
        return " ".join(part for part in (self.title, self.first, self.last) if part)

    @property
    def entitled(self) -> bool:
        """Whether the person has a vote (Stimmrecht); the chair has one as a member does."""
        if not self.mandate:
            return False
        if self.voting is not None:
            return self.voting
        return Role.MEMBER in self.roles or Role.CHAIR in self.roles

    def has(self, *roles: Role) -> bool:
        """Whether the person holds any of *roles*."""
        return any(role in self.roles for role in roles)

    def holds_mandate(self, at: datetime) -> bool:
        """Whether the mandate runs at *at* (from inclusive, until exclusive)."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of one council, in the order of their file."""

    members: tuple[Member, ...] = ()
    _by_id: Mapping[MemberId, Member] = field(init=False, repr=False, compare=False)
    _by_account: Mapping[str, Member] = field(init=False, repr=False, compare=False)
    _by_address: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the people: every press looks its presser up."""
        backwards = self.members[::-1]  # of people who share an id or an account, the first is meant
        object.__setattr__(self, "_by_id", {m.id: m for m in backwards})
        accounts = {m.contact.entra_id.lower(): m for m in backwards if m.contact.entra_id}
        object.__setattr__(self, "_by_account", accounts)
        object.__setattr__(self, "_by_address", _addresses(self.members))

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def get(self, member: MemberId) -> Member | None:
        """The person with this id, or None."""
        return self._by_id.get(member)

    def by_entra_id(self, entra_id: str) -> Member | None:
        """The person with this Entra object id, or None; case makes no difference."""
        return self._by_account.get(entra_id.lower())

    def by_address(self, *addresses: str) -> tuple[Member, ...]:
        """The people one of whose addresses (UPN or e-mail) is among *addresses*."""
        places = {place for a in addresses if a for place in self._by_address.get(a.lower(), ())}
        return tuple(self.members[place] for place in sorted(places))

    def with_role(self, *roles: Role) -> tuple[Member, ...]:
        """The people who hold any of *roles*, in the roster's order."""
        return tuple(m for m in self.members if m.has(*roles))

    def entitled(self) -> tuple[Member, ...]:
        """The people with a vote, in the roster's order."""
        return tuple(m for m in self.members if m.entitled)

    def valid_at(self, at: datetime) -> "Roster":
        """The roster of those whose mandate runs at *at*."""
        return Roster(tuple(m for m in self.members if m.holds_mandate(at)))

    def on_the_day(self, starts: datetime) -> "Roster":
        """The roster for a sitting: mandates that run at its start, and those that begin while it may last.

        The latter have no vote until their minute comes, or until they are sworn in.
        """
        last = starts + DAYS_OF_A_SITTING
        coming = [m for m in self.members if m.since is not None and starts < m.since <= last]
        later = {m.id: replace(m, mandate=False) for m in coming if m.until is None or m.until > m.since}  # type: ignore[operator]
        return Roster(
            tuple(later.get(m.id, m) for m in self.members if m.id in later or m.holds_mandate(starts))
        )

    def of_body(self, body: str) -> "Roster":
        """The people of one body; lines that name no body belong to every one.

        Where the whole list names one body only, that is the body, whatever it is called. Raises
        ``LookupError`` where it names several and not this one.
        """
        wanted = _plain(body)
        named = {name for m in self.members for name in _bodies(m)}
        if wanted in named:
            return Roster(tuple(m for m in self.members if not m.body or wanted in _bodies(m)))
        if len(named) > 1:
            raise LookupError(body)
        return self

    def having(self, member: Member) -> "Roster":
        """The roster with *member* put in, in the place of the same id if there is one."""
        if self.get(member.id) is None:
            return Roster((*self.members, member))
        return Roster(tuple(member if m.id == member.id else m for m in self.members))

    def with_contact(self, member: MemberId, contact: Contact) -> "Roster":
        """The roster in which *member* is reached by *contact*."""
        return Roster(tuple(replace(m, contact=contact) if m.id == member else m for m in self.members))


DAYS_OF_A_SITTING = timedelta(days=2)
"""How long after its start a sitting may still be going on: it can be continued on another day."""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _addresses(members: Iterable[Member]) -> Mapping[str, tuple[int, ...]]:
    """At which places of the roster an address stands."""
    found: dict[str, tuple[int, ...]] = {}
    for place, member in enumerate(members):
        for address in {member.contact.upn.lower(), member.contact.email.lower()} - {""}:
            found[address] = (*found.get(address, ()), place)
    return found


def _bodies(member: Member) -> tuple[str, ...]:
    return tuple(_plain(name) for name in member.body.split("+") if name.strip())


def groups_of(members: Iterable[Member]) -> tuple[str, ...]:
    """The groups (Fraktionen) of *members*, in order of first appearance; "" last."""
    seen = dict.fromkeys(m.group for m in members)
    return tuple([g for g in seen if g] + [g for g in seen if not g])
