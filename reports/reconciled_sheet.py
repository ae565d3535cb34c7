"""The workbook's sheet on the comparison: account, Teams' report, what was decided, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from council.account import spell_times, whole_of
from council.presence import Spell
from council.reconciling import Comparison, Correction, Settled, TimeSpan, spans_of
from council.roster import Member
from council.sitting import Sitting
from council.timespans import common
from reports.tables import local
from reports.workbook import Value
from wording import Voice, voice_of

COLUMNS = ("id", "name", "kind", "account", "report", "ruling", "by", "at", "valid", "reason")
WIDTHS = (9, 25, 15, 24, 24, 15, 20, 16, 24, 28)


def is_reconciled(sitting: Sitting) -> bool:
    """Whether there is anything to be said on this sheet."""
    return sitting.comparison is not None or bool(sitting.corrections)


def header(sitting: Sitting) -> list[str]:
    """The heads of the columns."""
    voice = voice_of(sitting)
    return [voice.say(f"report.reconcile.column.{name}") for name in COLUMNS]


def rows(sitting: Sitting) -> Iterator[list[Value]]:
    """Each difference, each correction by word, whoever agrees, and whom only the report names.

    ``account`` is what was recorded in the sitting, whatever was decided about it later.
    """
    comparison, told = sitting.comparison, set()
    for settled in sitting.differences.values():
        told.add(settled.difference.member)
        yield _difference(sitting, settled)
    for correction in sitting.corrections:
        if correction.case is None and correction.standing:
            told.add(correction.member)
            yield _by_word(sitting, correction)
    if comparison is None:
        return
    for member in sitting.roster:
        if member.id not in told and (member.entitled or sitting.presence(member.id).spells):
            yield _agreeing(sitting, comparison, member)
    yield from _strangers(sitting, comparison)


def _difference(sitting: Sitting, settled: Settled) -> list[Value]:
    voice, one = voice_of(sitting), settled.difference
    ruling = voice.term(settled.ruling) if settled.ruling else voice.say("report.reconcile.open")
    correction = next((c for c in sitting.corrections if c.case == one.case), None)
    return [
        one.member,
        sitting.name(one.member),
        voice.term(one.kind),
        _said(one.account, voice),
        _said(one.report, voice),
        ruling,
        sitting.name(settled.by) if settled.by else "",
        _moment(sitting, settled.at),
        _said(_within(sitting, correction.after), voice)
        if correction
        else _stands(sitting, one.member, voice),
        "",
    ]


def _by_word(sitting: Sitting, correction: Correction) -> list[Value]:
    voice, comparison = voice_of(sitting), sitting.comparison
    seen = spans_of(comparison.attested_of(correction.member)) if comparison is not None else ()
    return [
        correction.member,
        sitting.name(correction.member),
        voice.say("report.reconcile.by_word"),
        _said(_within(sitting, correction.before), voice),
        _said(seen, voice) if comparison is not None else "",
        voice.say("report.reconcile.by_word"),
        sitting.name(correction.by),
        _moment(sitting, correction.at),
        _said(_within(sitting, correction.after), voice),
        correction.reason,
    ]


def _agreeing(sitting: Sitting, comparison: Comparison, member: Member) -> list[Value]:
    voice = voice_of(sitting)
    account = _said(_within(sitting, sitting.presence(member.id).spells), voice)
    seen = _said(spans_of(comparison.attested_of(member.id)), voice)
    agrees = voice.say("report.reconcile.agrees")
    return [member.id, member.name, agrees, account, seen, "", "", None, account, ""]


def _strangers(sitting: Sitting, comparison: Comparison) -> Iterator[list[Value]]:
    """Whom the reports name beside the roster."""
    voice = voice_of(sitting)
    kind = voice.say("report.reconcile.stranger")
    for one in comparison.named:
        yield ["", f"{one.name} ({voice.term(one.kind)})", kind, "", "", "", "", None, "", ""]


def _within(sitting: Sitting, spells: Iterable[Spell]) -> tuple[TimeSpan, ...]:
    return spans_of(common(spell_times(sitting, tuple(spells)), whole_of(sitting)))


def _stands(sitting: Sitting, member: str, voice: Voice) -> str:
    known = next(m for m in sitting.roster if m.id == member)
    return _said(_within(sitting, sitting.accounted(known.id).spells), voice)


def _said(spans: Iterable[TimeSpan], voice: Voice) -> str:
    told = ", ".join(voice.span(span.since, span.until) for span in spans)
    return told or voice.say("report.reconcile.absent")


def _moment(sitting: Sitting, moment: datetime | None) -> datetime | None:
    """A moment by the clock on the wall, to the second."""
    return None if moment is None else local(sitting, moment).replace(tzinfo=None, microsecond=0)
