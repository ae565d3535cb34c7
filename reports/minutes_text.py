"""The words of the minutes: the agenda, and the account of the sitting item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from council.agenda import AgendaItem, ItemStatus
from council.ballots import Ballot, Phase
from council.sitting import Sitting
from reports.lines import Line, held
from reports.minutes_ballots import ballot_lines
from reports.minutes_moments import moment_line
from reports.minutes_recusal import recusal_lines
from reports.timeline import Entry, Happening, Segment, entries_of, segments
from wording import Voice, verdict_word, voice_of
from wording.elections import names_of

Part = Literal["public", "closed", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its paragraphs."""

    title: str
    lines: tuple[Line, ...]


def agenda_rows(sitting: Sitting, part: Part) -> list[tuple[str, str, str]]:
    """Number, title and fate of every item of this part."""
    voice = voice_of(sitting)
    items = [item for item in sitting.agenda if part == "all" or item.public is (part == "public")]
    return [(item.number, item.title, _fate(sitting, item, voice)) for item in items]


def sections(sitting: Sitting, part: Part) -> list[Section]:
    """The account of the sitting, item by item in the order of the calls."""
    wanted = {"public": (True,), "closed": (False,), "all": (True, False)}[part]
    found = []
    for segment in segments(sitting):
        for public in wanted:
            entries = entries_of(sitting, segment, public=public)
            if entries or (segment.item is not None and segment.public is public):
                found.append(_section(sitting, segment, entries, public=public))
    return found


def _section(sitting: Sitting, segment: Segment, entries: tuple[Entry, ...], *, public: bool) -> Section:
    voice = voice_of(sitting)
    if segment.item is None or segment.public is not public:
        key = ("opening" if segment.item is None else "public_part") if public else "closed_part"
        title, lines = voice.say(f"report.minutes.section.{key}"), []
    else:
        title, lines = _title(segment.item, voice, again=segment.again), list(_item(sitting, segment, voice))
    for entry in entries:
        lines += _entry(sitting, entry, segment, voice)
    if segment.item is not None and segment.public is public:
        lines += [Line("verdict", text) for text in _settled(segment.item, voice)]
    return Section(title=held(title), lines=tuple(lines))


def _title(item: AgendaItem, voice: Voice, *, again: bool) -> str:
    key = "again" if again else "item"
    return voice.say(f"report.minutes.section.{key}", number=item.number, title=item.title)


def _item(sitting: Sitting, segment: Segment, voice: Voice) -> Iterator[Line]:
    """What stands under an item's heading: paper, mover, time, who is biased, the wording."""
    item = segment.item
    if item is None or segment.called_at is None:
        return
    parts = [voice.say("report.minutes.called", time=voice.clock(segment.called_at))]
    if item.paper:
        parts.insert(0, voice.say("report.minutes.paper", paper=item.paper))
    if item.mover:
        parts.insert(-1, voice.say("report.minutes.mover", mover=item.mover))
    yield Line("small", " · ".join(parts))
    if segment.again:
        return
    yield from recusal_lines(sitting, item.number)
    if item.joined:
        others = [other.number for other in sitting.agenda.together(item.number)]
        yield Line("text", voice.say("report.minutes.together", items=voice.listing(others)))
    if item.proposal:
        key = "resolved" if _carried(sitting, item) else "proposed"
        yield Line("text", voice.say(f"report.minutes.wording.{key}"))
        yield from (Line("wording", text) for text in item.proposal.splitlines() if text.strip())


def _carried(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether the item was carried in the wording proposed: one ballot on it, no amendment carried."""
    declared = [b for b in sitting.ballots_on(item.number) if b.phase is Phase.DECLARED]
    amended = [
        b
        for amendment in sitting.agenda.amendments(item.number)
        for b in sitting.ballots_on(amendment.number)
        if b.phase is Phase.DECLARED and b.outcome is not None and b.outcome.name == "CARRIED"
    ]
    one = len(declared) == 1 and declared[0].outcome is not None
    return one and declared[0].outcome.name == "CARRIED" and not amended  # type: ignore[union-attr]


def _settled(item: AgendaItem, voice: Voice) -> Iterator[str]:
    if item.status is ItemStatus.NOTED:
        yield voice.say("report.minutes.noted")
    elif item.status is ItemStatus.PASSED:
        yield voice.say("report.minutes.passed")
    elif item.off:
        yield _off(item, voice)


def _entry(sitting: Sitting, entry: Entry, segment: Segment, voice: Voice) -> Iterator[Line]:
    if entry.kind is not Happening.BALLOT:
        yield moment_line(sitting, entry)
    elif entry.ballot is not None:
        yield from ballot_lines(sitting, entry.ballot, segment.item)


def _fate(sitting: Sitting, item: AgendaItem, voice: Voice) -> str:
    declared = [b for b in sitting.ballots_on(item.number) if b.phase is Phase.DECLARED]
    if item.off:
        return _off(item, voice)
    if not declared:
        return voice.term(item.status)
    return "; ".join(
        voice.say("report.minutes.fate", verdict=_became(b, voice), ballot=b.id) for b in declared
    )


def _became(ballot: Ballot, voice: Voice) -> str:
    """The verdict in a word; of an election, or a choice, with who or what it fell on."""
    word = verdict_word(ballot, ballot.outcome, voice.language) if ballot.outcome else ""
    chosen = names_of(ballot, ballot.elected, voice.language)
    return f"{word}: {chosen}" if chosen else word


def _off(item: AgendaItem, voice: Voice) -> str:
    term = voice.term(item.status)
    return voice.say("report.minutes.off", status=term, reason=item.reason) if item.reason else term
