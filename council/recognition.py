"""Who somebody in the online meeting is: which seat an account speaks for, on what ground, how surely.

Only three grounds give a seat without a clerk: the Entra object id, a code of the office, and an
address of the town's own tenant. Names, and addresses that another tenant sets, are hints.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from council.doubts import DoubtKind
from council.ids import NOBODY, MemberId
from council.roster import Member, Roster


class AccountKind(StrEnum):
    """Whose account it is."""

    OWN = "eigen"
    """A user of the town's own tenant."""
    GUEST = "gast"
    """A guest of the town's directory: name and mail are set by the guest's own tenant."""
    FOREIGN = "fremd"
    """A user of another tenant."""
    ANONYMOUS = "anonym"
    """No account at all; the name was typed by whoever joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as Teams describes it; ``entra_id`` is "" for anonymous people, ``mri`` Teams' own id."""

    kind: AccountKind
    entra_id: str = ""
    mri: str = ""
    name: str = ""
    email: str = ""
    upn: str = ""

    @property
    def key(self) -> str:
        """What the account is known by in the record."""
        return self.entra_id or self.mri


class Ground(StrEnum):
    """What speaks for a seat, the strongest first."""

    OBJECT_ID = "Konto"
    ADDRESS = "Adresse"
    FOREIGN_ADDRESS = "fremde Adresse"
    NAME = "Name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A seat that an account may mean, with the ground and how like it is (0 to 100)."""

    member: MemberId
    ground: Ground
    score: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What is known of an account: the seats it may mean, the likeliest first, and what is doubtful.

    ``doubt`` None means that the first match is certain.
    """

    matches: tuple[Match, ...] = ()
    doubt: DoubtKind | None = None

    @property
    def certain(self) -> MemberId:
        """The seat that needs no clerk, or nobody."""
        return self.matches[0].member if self.matches and self.doubt is None else NOBODY

    @property
    def likely(self) -> MemberId:
        """The likeliest seat, or nobody."""
        return self.matches[0].member if self.matches else NOBODY

    @property
    def seats(self) -> tuple[MemberId, ...]:
        """All seats that were found, the likeliest first."""
        return tuple(dict.fromkeys(match.member for match in self.matches))


Likes = Callable[[str], Sequence[tuple[MemberId, int]]]
"""Whose names of a roster are like a written one: ids with scores from 0 to 100, the best first."""

_OF_KIND = {
    AccountKind.ANONYMOUS: DoubtKind.ANONYMOUS,
    AccountKind.GUEST: DoubtKind.GUEST,
    AccountKind.FOREIGN: DoubtKind.FOREIGN,
    AccountKind.OWN: DoubtKind.NAME,
}


def recognise(account: Account, roster: Roster, likes: Likes) -> Recognition:
    """Find the seat of an account: object id, then address of the own tenant, then hints for a clerk."""
    known = roster.by_entra_id(account.entra_id) if account.entra_id else None
    if known is not None and account.kind is not AccountKind.ANONYMOUS:
        return Recognition(matches=(Match(member=known.id, ground=Ground.OBJECT_ID),))
    found = _by_address(account, roster)
    if found and account.kind is AccountKind.OWN:
        return _addressed(found, roster)
    hints = [Match(member=m.id, ground=Ground.FOREIGN_ADDRESS) for m in found]
    named = [Match(member=m, ground=Ground.NAME, score=score) for m, score in likes(account.name)]
    return Recognition(matches=(*hints, *named), doubt=_OF_KIND[account.kind])


def recognise_all(accounts: Sequence[Account], roster: Roster, likes: Likes) -> tuple[Recognition, ...]:
    """Find the seats of several accounts: where two would be sure of one seat, neither is."""
    found = [recognise(account, roster, likes) for account in accounts]
    claims: dict[MemberId, set[str]] = {}
    for account, one in zip(accounts, found, strict=True):
        if one.certain:
            claims.setdefault(one.certain, set()).add(account.key)
    return tuple(disputed(one) if len(claims.get(one.certain, ())) > 1 else one for one in found)


def disputed(found: Recognition) -> Recognition:
    """The same, but in doubt, because another account claims the seat as well."""
    known = bool(found.matches) and found.matches[0].ground is Ground.OBJECT_ID
    return found if known else replace(found, doubt=found.doubt or DoubtKind.TWO_PEOPLE)


def _by_address(account: Account, roster: Roster) -> tuple[Member, ...]:
    """The people one of whose addresses the account has; several lines of one person are one."""
    found = roster.by_address(account.upn, account.email)
    return tuple({member.id: member for member in found}.values())


def _addressed(found: tuple[Member, ...], roster: Roster) -> Recognition:
    matches = tuple(Match(member=member.id, ground=Ground.ADDRESS) for member in found)
    if len(found) > 1:
        return Recognition(matches=matches, doubt=DoubtKind.TWO_SEATS)
    taken = any(member.contact.entra_id for member in roster if member.id == found[0].id)
    return Recognition(matches=matches, doubt=DoubtKind.TWO_PEOPLE if taken else None)
