"""How people attended, in words: for minutes, workbook and cards alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from council.attending import Attending, Span
from council.presence import Mode
from wording.voice import Voice


def spans_by_mode(stretches: Iterable[tuple[Mode, Span]], voice: Voice) -> str:
    """Stretches of presence, each mode named once in a row: "zugeschaltet 18:03–19:10 Uhr"."""
    runs = groupby(stretches, key=lambda one: one[0])
    told = ((voice.term(mode), [voice.span(*span) for _, span in run]) for mode, run in runs)
    return "; ".join(f"{mode} {', '.join(spans)}" for mode, spans in told)


def disturbances(how: Sequence[Span], voice: Voice) -> Iterator[str]:
    """Disturbances by their times alone; why is nobody's business."""
    yield from (voice.say("attending.disturbed", span=voice.span(*span)) for span in how)


def remarks(how: Attending, voice: Voice, *, excused: bool) -> Iterator[str]:
    """Late, gone early and away, each with its time; ``excused`` is whoever was so when they went."""
    if how.late is not None:
        yield voice.say("attending.late", time=_when(how.late, voice))
    yield from (voice.say("attending.away", span=voice.span(*gap)) for gap in how.away)
    if how.early is not None:
        key = "attending.early.excused" if excused else "attending.early"
        yield voice.say(key, time=_when(how.early, voice))


def counted(counts: Iterable[tuple[str, int]], voice: Voice) -> list[str]:
    """Numbers of people by what they have in common; nobody is no number."""
    return [voice.say(f"attending.n.{key}", n=n) for key, n in counts if n]


def modes_of(present: int, all_: int, remote: int, room: int, voice: Voice) -> str:
    """How many of a group took part, and in which mode: "3 von 5 anwesend: 3 zugeschaltet, 1 vor Ort"."""
    modes = counted((("remote", remote), ("room", room), ("both", remote + room - present)), voice)
    said = voice.say("attending.of", present=present, all=all_)
    return f"{said}: {', '.join(modes)}" if modes else said


def _when(at: datetime, voice: Voice) -> str:
    return voice.moment(at) if voice.several_days else voice.clock(at)
