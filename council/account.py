"""The presence account of an ended sitting: held against reports, and put right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from council.errors import DayNeeded
from council.ids import NOBODY, CaseId, MemberId
from council.presence import Evidence, Mode, Spell
from council.reconciling import (
    TOLERANCE,
    Difference,
    DifferenceRuling,
    Discord,
    plain,
    spans_of,
)
from council.roster import Member
from council.rulebook import Format
from council.sitting import Sitting
from council.timespans import Spans, common, length, merged, without


def concerned(sitting: Sitting) -> tuple[Member, ...]:
    """Those whose presence is compared: everybody with a vote, and whoever was admitted."""
    return tuple(m for m in sitting.roster if m.entitled or sitting.accounted(m.id).spells)


def whole_of(sitting: Sitting) -> Spans:
    """From the opening to the end; nothing of a sitting that has not ended."""
    if sitting.opened_at is None or sitting.ended_at is None:
        return ()
    return merged(((sitting.opened_at, sitting.ended_at),))


def held_times(sitting: Sitting) -> Spans:
    """The time of an ended sitting without its breaks."""
    closing = sitting.ended_at or sitting.starts
    return without(whole_of(sitting), [(since, until or closing) for since, until in sitting.breaks])


def complete(sitting: Sitting, covered: Spans, tolerance: int = TOLERANCE) -> bool:
    """Whether reports tell of the whole time of the sitting, but for *tolerance* seconds."""
    return length(without(held_times(sitting), covered)) <= tolerance


def spell_times(sitting: Sitting, spells: Sequence[Spell], mode: Mode | None = None) -> Spans:
    """The time of some stretches of presence, of one mode or of all."""
    closing = sitting.ended_at or sitting.starts
    return merged((s.since, s.until or closing) for s in spells if mode is None or s.mode is mode)


def ruled_times(sitting: Sitting, member: MemberId) -> Spans:
    """The time for which a clerk has decided about a member; it is not asked about again."""
    ruled = [
        span
        for settled in sitting.differences.values()
        if settled.difference.member == member and settled.ruling not in (None, DifferenceRuling.OUTDATED)
        for span in settled.difference.within
    ]
    ruled += [
        span
        for correction in sitting.corrections
        if correction.member == member and correction.standing
        for span in correction.within
    ]
    return plain(ruled)


def differences(
    sitting: Sitting, attested: Mapping[MemberId, Spans], covered: Spans, tolerance: int = TOLERANCE
) -> Iterator[Difference]:
    """Where account and report differ by more than *tolerance* seconds, in the roster's order, unnumbered.

    Only the time of the sitting without its breaks counts, as far as reports cover it and no clerk
    has decided about it. Whoever was in the hall is not expected in the online meeting.
    """
    held = held_times(sitting)
    for member in concerned(sitting):
        within = without(common(covered, whole_of(sitting)), ruled_times(sitting, member.id))
        spells = sitting.accounted(member.id).spells
        account = common(spell_times(sitting, spells), within)
        remote = common(spell_times(sitting, spells, Mode.REMOTE), within)
        report = common(attested.get(member.id, ()), within)
        missing = length(common(without(remote, report), held))
        beyond = length(common(without(report, account), held))
        if max(missing, beyond) > tolerance:
            yield Difference(
                case=CaseId(0),
                member=member.id,
                kind=_kind(account, report),
                account=spans_of(account),
                report=spans_of(report),
                within=spans_of(within),
            )


def _kind(account: Spans, report: Spans) -> Discord:
    if not account:
        return Discord.ONLY_REPORT
    return Discord.TIMES if report else Discord.ONLY_ACCOUNT


def by_report(sitting: Sitting, difference: Difference, by: MemberId) -> tuple[Spell, ...]:
    """A member's stretches with the report's times in the place of the account's.

    The hall stays as it is recorded, and so does whatever the reports do not cover.
    """
    spells = sitting.accounted(difference.member).spells
    within, whole = plain(difference.within), whole_of(sitting)
    seen = sitting.comparison.attested_of(difference.member) if sitting.comparison is not None else ()
    hall = tuple(spell for spell in spells if spell.mode is Mode.ROOM)
    in_hall = spell_times(sitting, hall)
    kept = without(spell_times(sitting, spells, Mode.REMOTE), within)
    remote = common(without(merged((*kept, *common(seen, within))), in_hall), whole)
    pattern = Pattern(evidence=Evidence.REPORT, by=by, mode=Mode.REMOTE)
    old = tuple(spell for spell in spells if spell.mode is Mode.REMOTE)
    new = respelled(sitting, old, remote, pattern)
    return tuple(sorted((*hall, *new), key=lambda spell: spell.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What a corrected stretch says where the account has nothing like it."""

    evidence: Evidence
    by: MemberId
    mode: Mode


def by_word(sitting: Sitting, member: MemberId, spans: Spans, by: MemberId) -> tuple[Spell, ...]:
    """A member's stretches as a clerk gives them; hall or remote as the account has it nearest."""
    mode = Mode.ROOM if sitting.format is Format.PRESENCE else Mode.REMOTE
    pattern = Pattern(evidence=Evidence.CORRECTION, by=by, mode=mode)
    return respelled(sitting, sitting.accounted(member).spells, spans, pattern)


def respelled(sitting: Sitting, old: Sequence[Spell], spans: Spans, pattern: Pattern) -> tuple[Spell, ...]:
    """*spans* as stretches of presence, each like the old one that it overlaps or lies next to."""
    new: list[Spell] = []
    for since, until, like in _pieces(sitting, old, spans):
        mode = like.mode if like is not None else pattern.mode
        admitted = like.admitted_by if like is not None else NOBODY
        spell = Spell(
            since=since,
            until=until,
            mode=mode,
            admitted_by=admitted or pattern.by,
            evidence=pattern.evidence,
            left_by=pattern.evidence,
        )
        if new and new[-1].until == since and new[-1].mode is mode:
            spell = _joined(new.pop(), spell)
        new.append(spell)
    return tuple(new)


def _joined(first: Spell, second: Spell) -> Spell:
    return Spell(
        since=first.since,
        until=second.until,
        mode=first.mode,
        admitted_by=first.admitted_by,
        evidence=second.evidence,
        left_by=second.left_by,
    )


def _pieces(
    sitting: Sitting, old: Sequence[Spell], spans: Spans
) -> list[tuple[datetime, datetime, Spell | None]]:
    """The spans cut where the old stretches begin and end, each with the stretch it is like."""
    pieces: list[tuple[datetime, datetime, Spell | None]] = []
    rest = spans
    for spell in old:
        times = spell_times(sitting, (spell,))
        pieces += [(since, until, spell) for since, until in common(rest, times)]
        rest = without(rest, times)
    pieces += [(since, until, _nearest(old, since)) for since, until in rest]
    return sorted(pieces, key=lambda piece: piece[0])


def _nearest(old: Sequence[Spell], at: datetime) -> Spell | None:
    before = [spell for spell in old if spell.since <= at]
    return before[-1] if before else (old[0] if old else None)


def moment_within(sitting: Sitting, clock: time, day: date | None = None) -> datetime:
    """The moment of an ended sitting at which the clock on the wall showed *clock*.

    Raises :class:`DayNeeded` where it did so on several days and none is named.
    """
    zone = ZoneInfo(sitting.timezone)
    first = (sitting.opened_at or sitting.starts).astimezone(zone).date()
    last = (sitting.ended_at or sitting.starts).astimezone(zone).date()
    days = [day] if day else [first + timedelta(days=n) for n in range((last - first).days + 1)]
    moments = [datetime.combine(one, clock, zone) for one in days]
    fitting = [moment for moment in moments if _inside(sitting, moment)]
    if len(fitting) > 1 and sitting.several_days:
        raise DayNeeded
    return (fitting or moments)[0]


def _inside(sitting: Sitting, moment: datetime) -> bool:
    start, end = bounds(sitting)
    return start - timedelta(minutes=1) < moment < end + timedelta(minutes=1)


def bounds(sitting: Sitting) -> tuple[datetime, datetime]:
    """Between which moments a correction may lie: from the planned or real start to the end."""
    opened = sitting.opened_at or sitting.starts
    return min(opened, sitting.starts), sitting.ended_at or opened
