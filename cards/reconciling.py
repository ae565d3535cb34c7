"""The presence account beside Teams' attendance report, for the office: what agrees, what a clerk decides."""

from collections.abc import Iterable, Iterator, Sequence

from cards.build import Block, Card, card, facts, heading, marked, press, row, text
from council.account import held_times
from council.reconciling import (
    Comparison,
    DifferenceRuling,
    Discord,
    Settled,
    TimeSpan,
    plain,
    spans_of,
)
from council.sitting import Sitting
from council.timespans import length, without
from wording.voice import Voice, voice_of

MOST_DIFFERENCES = 8
"""How many differences stand on one card."""
_MOST_NAMES = 12
_MOST_SPANS = 8


def compared_card(sitting: Sitting, page: int = 0) -> Card:
    """One page of the comparison: on the first the sums, on each its differences with their buttons.

    Where the end was taken back meanwhile, or a later report has fewer, a page says only that.
    """
    voice = voice_of(sitting)
    title = voice.say("reconcile.title")
    shown = list(sitting.differences.values())[page * MOST_DIFFERENCES : (page + 1) * MOST_DIFFERENCES]
    comparison = sitting.comparison
    body: list[Block] = [heading(title), text(f"{sitting.title} · {voice.day(sitting.starts)}")]
    if comparison is None or (page and not shown):
        body.append(text(voice.say("reconcile.over")))
    elif page == 0:
        body += _summary(sitting, comparison, voice)
    for settled in shown if comparison is not None else ():
        body += _difference(sitting, settled, voice)
    if any(settled.ruling is None for settled in shown):
        body += [text(voice.say("reconcile.how"), subtle=True, apart=True)]
    return card(marked(sitting, body), summary=f"{title} · {sitting.title}")


def no_report_card(sitting: Sitting, sentences: Sequence[str]) -> Card:
    """That there is no report of Teams, or not yet, and that the record stands without it."""
    voice = voice_of(sitting)
    title = voice.say("reconcile.title")
    body: list[Block] = [heading(title), text(f"{sitting.title} · {voice.day(sitting.starts)}")]
    body += [text(sentence) for sentence in sentences]
    body.append(text(voice.say("reconcile.regardless")))
    return card(marked(sitting, body), summary=f"{title} · {sitting.title}")


def pages_of(sitting: Sitting) -> int:
    """How many cards the comparison takes; always one."""
    return max(1, -(-len(sitting.differences) // MOST_DIFFERENCES))


def spans_said(spans: Sequence[TimeSpan], voice: Voice) -> str:
    """Stretches of time in words, with their days where the sitting had several; "" for none."""
    told = [voice.span(span.since, span.until) for span in spans[:_MOST_SPANS]]
    more = len(spans) - len(told)
    return ", ".join([*told, *([voice.say("reconcile.more_spans", n=more)] if more else [])])


def ruled_said(sitting: Sitting, settled: Settled, voice: Voice) -> str:
    """What became of a difference, by whom and when; "" while it waits."""
    if settled.ruling is None:
        return ""
    name = sitting.name(settled.by) if settled.by else voice.say("by.system")
    time = voice.moment(settled.at) if settled.at is not None else ""
    return voice.say(f"reconcile.ruled.{settled.ruling.name.lower()}", name=name, time=time)


def _summary(sitting: Sitting, comparison: Comparison, voice: Voice) -> list[Block]:
    counts = {"agreeing": comparison.agreeing, "n": comparison.compared}
    said = voice.say("reconcile.agree", **counts, within=_tolerance(comparison, voice))
    waiting = sum(settled.ruling is None for settled in sitting.differences.values())
    state = "reconcile.waiting" if waiting else "reconcile.settled" if sitting.differences else ""
    lines: list[Block] = [text(said, bold=True)]
    if state:
        lines.append(text(voice.say(state, n=waiting)))
    return [*lines, *facts(_about(sitting, comparison, voice))]


def _about(sitting: Sitting, comparison: Comparison, voice: Voice) -> Iterator[tuple[str, str]]:
    """The reports, the time of which they tell nothing, and whom they name beside the roster."""
    sessions = [TimeSpan(since=one.since, until=one.until) for one in comparison.reports]
    yield voice.say("reconcile.reports"), spans_said(sessions, voice)
    gaps = [
        gap
        for gap in without(held_times(sitting), plain(comparison.covered))
        if length((gap,)) > comparison.tolerance
    ]
    yield voice.say("reconcile.uncovered"), spans_said(spans_of(gaps), voice)
    if comparison.strangers:
        said = voice.say("reconcile.strangers", n=comparison.strangers)
        names = [
            voice.say("reconcile.stranger", name=one.name, kind=voice.term(one.kind))
            for one in comparison.named[:_MOST_NAMES]
        ]
        yield voice.term(Discord.ONLY_REPORT), ": ".join(filter(None, (said, ", ".join(names))))


def _tolerance(comparison: Comparison, voice: Voice) -> str:
    """By how much both may differ without a word: minutes, or seconds where the clock runs faster."""
    minutes, seconds = divmod(comparison.tolerance, 60)
    return (
        voice.say("reconcile.seconds", n=comparison.tolerance)
        if seconds
        else voice.say("reconcile.minutes", n=minutes)
    )


def _difference(sitting: Sitting, settled: Settled, voice: Voice) -> Iterable[Block]:
    """One person: both sides, and two buttons or who decided."""
    one = settled.difference
    name = text(sitting.name(one.member), bold=True, apart=True)
    if settled.ruling is DifferenceRuling.OUTDATED:
        return [name, text(ruled_said(sitting, settled, voice), subtle=True)]
    absent, unseen = voice.say("reconcile.absent"), voice.say("reconcile.unseen")
    sides = [
        (voice.say("reconcile.account"), spans_said(one.account, voice) or absent),
        (voice.say("reconcile.report"), spans_said(one.report, voice) or unseen),
        (voice.say("reconcile.votes"), _votes(sitting, settled, voice)),
    ]
    if settled.ruling is not None:
        return [name, *facts(sides), text(ruled_said(sitting, settled, voice))]
    data = {"sitting": str(sitting.id), "case": int(one.case)}
    buttons = row(
        press(voice.say("reconcile.keep"), "attendance.account", data),
        press(voice.say("reconcile.take"), "attendance.report", data),
    )
    return [name, *facts(sides), buttons]


def _votes(sitting: Sitting, settled: Settled, voice: Voice) -> str:
    """In which ballots the person voted at a time at which the report has them not; "" for none."""
    one = settled.difference
    missing = without(plain(one.account), plain(one.report))
    numbers = [
        str(ballot.id)
        for ballot in sitting.ballots.values()
        for vote in ballot.votes.get(one.member, ())[-1:]
        if not vote.void and any(since <= vote.at <= until for since, until in missing)
    ]
    return voice.say("reconcile.voted", ballots=voice.listing(numbers)) if numbers else ""
