"""Who is biased on what (Befangenheit), since when, and what it takes from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from council.agenda import ancestors
from council.ids import NOBODY, CaseId, MemberId
from council.legal import legal_basis

Recusals = Mapping[str, tuple[MemberId, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalEntry:
    """One recusal as it was declared: by whom, when, who confirmed it, and when it was lifted.

    ``own`` is the member's own word; the chair confirms it (``confirmed_by``), or the council
    decides it (``council``). ``lifted_at`` is None while it stands; on leaving the item it simply
    has no effect any more.
    """

    member: MemberId
    item: str
    at: datetime
    by: MemberId = NOBODY
    own: bool = False
    case: CaseId | None = None
    confirmed_by: MemberId = NOBODY
    confirmed_at: datetime | None = None
    council: bool = False
    lifted_at: datetime | None = None
    lifted_because: str = ""

    @property
    def waits(self) -> bool:
        """Whether the chair still has to confirm the member's own word."""
        return self.own and self.confirmed_at is None and self.lifted_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalSpell:
    """From when to when a member was out because of bias; ``until`` None while it lasts."""

    member: MemberId
    item: str
    since: datetime
    until: datetime | None


@legal_basis("SächsGemO", "§ 20", "recusal.excludes")
def recused_on(recusals: Recusals, items: Iterable[str]) -> frozenset[MemberId]:
    """Tell who is biased on any of *items*, or on an item above one of them.

    A recusal covers an item with everything that stands under it, and nothing beside it.
    """
    numbers = {number for item in items if item for number in ancestors(item)}
    return frozenset(member for number in numbers for member in recusals.get(number, ()))


@legal_basis("SächsGemO", "§ 20", "recusal.excludes")
def recusal_spells(
    log: Iterable[RecusalEntry], calls: tuple[tuple[datetime, str], ...], ended: datetime | None
) -> tuple[RecusalSpell, ...]:
    """Say from when to when each recusal had effect: from its item's call (or later) until it was left.

    An item called again makes another spell. A recusal on an item never called has none.
    """
    found = []
    for entry in log:
        for since, until in _under_debate(entry.item, calls, ended):
            begins = max(since, entry.at)
            ends = min((at for at in (until, entry.lifted_at) if at is not None), default=None)
            if ends is None or begins < ends:
                found.append(RecusalSpell(member=entry.member, item=entry.item, since=begins, until=ends))
    return tuple(found)


def _under_debate(
    item: str, calls: tuple[tuple[datetime, str], ...], ended: datetime | None
) -> list[tuple[datetime, datetime | None]]:
    """The stretches in which *item*, or one under it, was the called one."""
    stretches: list[tuple[datetime, datetime | None]] = []
    for place, (at, called) in enumerate(calls):
        until = calls[place + 1][0] if place + 1 < len(calls) else ended
        if item not in ancestors(called):
            continue
        if stretches and stretches[-1][1] == at:
            stretches[-1] = (stretches[-1][0], until)
        else:
            stretches.append((at, until))
    return stretches
