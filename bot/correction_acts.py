"""A presence put right after the end, by a clerk's typed word."""

from datetime import UTC

from bot.arguments import SpanArgs
from bot.asking import Asked
from bot.replies_out import Answer
from cards.reconciling import spans_said
from council import commands as cmd
from council.account import moment_within, spell_times, whole_of
from council.reconciling import TimeSpan, spans_of
from council.sitting import Sitting
from council.timespans import common
from wording.voice import voice_of


async def correct(asked: Asked) -> Answer | None:
    """Put it right and say what now stands, for people say minutes and the sitting has an end."""
    args, sitting = asked.args, asked.held
    member = asked.person(args.name)
    spans = tuple(_span(sitting, told) for told in args.spans)
    entry = await asked.turn(
        cmd.CorrectPresence(**asked.head(), member=member, spans=spans, reason=args.reason)
    )
    newest = entry.sitting
    stands = common(spell_times(newest, newest.accounted(member).spells), whole_of(newest))
    said = spans_said(spans_of(stands), voice_of(newest))
    name = newest.name(member)
    return asked.noted("correction.done" if said else "correction.absent", name=name, spans=said)


def _span(sitting: Sitting, told: SpanArgs) -> TimeSpan:
    """A typed stretch as moments of the sitting."""
    since = moment_within(sitting, told.since, told.since_day)
    until = moment_within(sitting, told.until, told.until_day)
    return TimeSpan(since=since.astimezone(UTC), until=until.astimezone(UTC))
