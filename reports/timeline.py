"""A sitting told in the order in which it happened, item by item as they were called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.agenda import AgendaItem
from council.ballots import Ballot
from council.ids import MemberId
from council.presence import Mode
from council.sitting import Sitting
from reports.results import is_closed


class Happening(StrEnum):
    """What kind of thing an entry tells."""

    CAME = "came"
    RETURNED = "returned"
    LEFT = "left"
    DISTURBED = "disturbed"
    BREAK = "break"
    CHAIR = "chair"
    BALLOT = "ballot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened at ``at``; ``until`` is when it was over, where it lasted."""

    at: datetime
    kind: Happening
    member: MemberId | None = None
    mode: Mode | None = None
    until: datetime | None = None
    ballot: Ballot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The time from the call of one item to the next call.

    ``item`` is None between the opening and the first call; ``again`` is True where the item
    had been called before.
    """

    item: AgendaItem | None
    called_at: datetime | None
    again: bool
    entries: tuple[Entry, ...]

    @property
    def public(self) -> bool:
        """Whether the item is one of the public part."""
        return self.item is None or self.item.public


def segments(sitting: Sitting) -> tuple[Segment, ...]:
    """The account of everything between opening and end."""
    calls = [(at, sitting.agenda.get(number)) for at, number in sitting.calls]
    starts = [None, *(at for at, _ in calls)]
    items = [None, *(item for _, item in calls)]
    entries = sorted(_entries(sitting), key=lambda entry: entry.at)
    found: list[Segment] = []
    for place, (start, item) in enumerate(zip(starts, items, strict=True)):
        end = starts[place + 1] if place + 1 < len(starts) else None
        own = tuple(e for e in entries if (start is None or e.at >= start) and (end is None or e.at < end))
        again = item is not None and item in items[:place]
        if item is not None or own:
            found.append(Segment(item=item, called_at=start, again=again, entries=own))
    return tuple(found)


def entries_of(sitting: Sitting, segment: Segment, *, public: bool) -> tuple[Entry, ...]:
    """The entries of a segment that belong into the minutes of this part.

    Ballots go by their own publicity; everything else by that of the item under debate.
    """
    return tuple(
        entry
        for entry in segment.entries
        if public is (segment.public if entry.ballot is None else not is_closed(sitting, entry.ballot))
    )


def _entries(sitting: Sitting) -> Iterator[Entry]:
    if sitting.opened_at is None:
        return
    yield from _movements(sitting, sitting.opened_at)
    for since, until in sitting.breaks:
        yield Entry(at=since, kind=Happening.BREAK, until=until)
    for at, member in sitting.chairs:
        if at > sitting.opened_at:
            yield Entry(at=at, kind=Happening.CHAIR, member=member)
    for ballot in sitting.ballots.values():
        yield Entry(at=ballot.opened_at, kind=Happening.BALLOT, ballot=ballot)


def _movements(sitting: Sitting, opened: datetime) -> Iterator[Entry]:
    """Who of the council's members came, left and returned after the opening."""
    for member in sitting.roster.entitled():
        known = sitting.presence(member.id)
        for place, spell in enumerate(known.spells):
            if spell.since > opened:
                kind = Happening.RETURNED if place else Happening.CAME
                yield Entry(at=spell.since, kind=kind, member=member.id, mode=spell.mode)
            if spell.until is not None and spell.until > opened:
                yield Entry(at=spell.until, kind=Happening.LEFT, member=member.id)
        for since, until, _ in known.disturbances:
            if since > opened:
                yield Entry(at=since, kind=Happening.DISTURBED, member=member.id, until=until)
