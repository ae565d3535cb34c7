"""A sitting told in the order in which it happened, item by item as they were called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.agenda import AgendaItem
from council.ballots import Ballot
from council.helping import HelpCall, Wish
from council.ids import MemberId
from council.presence import Evidence, Mode, Spell
from council.recusal import RecusalEntry
from council.sitting import AgendaChange, Challenge, ClosedPart, Sitting, Statement
from reports.attendance import with_a_vote
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
    MANDATE_BEGAN = "mandate_began"
    MANDATE_ENDED = "mandate_ended"
    STATEMENT = "statement"
    CHALLENGE = "challenge"
    RECUSAL_LIFTED = "recusal_lifted"
    AGENDA = "agenda"
    ALONE = "alone"
    HELP = "help"


About = Statement | Challenge | RecusalEntry | AgendaChange | ClosedPart | HelpCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened at ``at``; ``until`` is when it was over, where it lasted.

    ``about`` is the record of a statement, a doubt of the quorum, a lifted recusal, or a change
    of the agenda.
    """

    at: datetime
    kind: Happening
    member: MemberId | None = None
    mode: Mode | None = None
    until: datetime | None = None
    ballot: Ballot | None = None
    about: About | None = None


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

    Ballots go by their own publicity, statements, recusals and changes of the agenda by that of
    their items; everything else by that of the item under debate.
    """
    return tuple(entry for entry in segment.entries if public is _is_public(sitting, segment, entry))


def _is_public(sitting: Sitting, segment: Segment, entry: Entry) -> bool:
    if entry.ballot is not None:
        return not is_closed(sitting, entry.ballot)
    match entry.about:
        case Statement(item=""):
            return segment.item is None  # else it was made between the parts, after an item was left
        case Statement(item=item) | RecusalEntry(item=item):
            return _public_items(sitting, (item,))
        case ClosedPart():
            return False
        case AgendaChange(items=items):
            return _public_items(sitting, items)
        case _:
            return segment.public


def _public_items(sitting: Sitting, items: tuple[str, ...]) -> bool:
    found = [sitting.agenda.get(number) for number in items]
    return all(item is not None and item.public for item in found)


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
    yield from (entry for entry in _said(sitting) if entry.at > sitting.opened_at)


def _said(sitting: Sitting) -> Iterator[Entry]:
    """Mandates, statements, doubts, lifted recusals, and the agenda as it changed."""
    for change in sitting.mandates:
        kind = Happening.MANDATE_BEGAN if change.began else Happening.MANDATE_ENDED
        yield Entry(at=change.at, kind=kind, member=change.member)
    for statement in sitting.statements:
        kind = Happening.STATEMENT
        yield Entry(at=statement.at, kind=kind, member=statement.member, about=statement)
    for doubt in sitting.challenges:
        yield Entry(at=doubt.at, kind=Happening.CHALLENGE, member=doubt.member, about=doubt)
    for entry in sitting.recusal_log:
        if entry.lifted_at is not None:
            kind = Happening.RECUSAL_LIFTED
            yield Entry(at=entry.lifted_at, kind=kind, member=entry.member, about=entry)
    for part in sitting.closed_parts:
        if part.not_alone:
            yield Entry(at=part.until, kind=Happening.ALONE, about=part)
    yield from _helped(sitting)
    for moved in sitting.agenda_log:
        yield Entry(at=moved.at, kind=Happening.AGENDA, about=moved)


def _helped(sitting: Sitting) -> Iterator[Entry]:
    """Who of the council's members called for help; a disturbance that was noted is told as such."""
    members = {member.id for member in with_a_vote(sitting)}
    for call in sitting.helps:
        if call.member in members and call.wishes != (Wish.DISTURBED,):
            yield Entry(at=call.at, kind=Happening.HELP, member=call.member, about=call)


def _of_the_next_day(sitting: Sitting, before: Spell | None, spell: Spell) -> bool:
    """Whether somebody signed in anew, before the resumption, because the sitting went on elsewhere."""
    if before is None or before.left_by is not Evidence.SITTING or before.until is None:
        return False
    resumed = (until for since, until in sitting.breaks if until is not None and since <= spell.since)
    return any(spell.since <= until for until in resumed)


def _movements(sitting: Sitting, opened: datetime) -> Iterator[Entry]:
    """Who of the council's members came, left and returned after the opening."""
    for member in with_a_vote(sitting):
        known = sitting.accounted(member.id)
        for place, spell in enumerate(known.spells):
            before = known.spells[place - 1] if place else None
            if spell.since > opened and not _of_the_next_day(sitting, before, spell):
                kind = Happening.RETURNED if place else Happening.CAME
                yield Entry(at=spell.since, kind=kind, member=member.id, mode=spell.mode)
            moved = spell.left_by is Evidence.SITTING
            if spell.until is not None and spell.until > opened and not moved:
                yield Entry(at=spell.until, kind=Happening.LEFT, member=member.id)
        for since, until, _ in known.disturbances:
            if since > opened:
                yield Entry(at=since, kind=Happening.DISTURBED, member=member.id, until=until)
