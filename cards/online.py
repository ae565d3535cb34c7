"""What Teams' own services say about the online meeting: hints before, a comparison after."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.build import Block, Card, card, facts, heading, marked, text
from council.sitting import Sitting
from wording.voice import voice_of

MOST_DIFFERENCES = 60
DIFFERENCE_MINUTES = 3
"""Minutes by which record and report may differ without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One person's presence as recorded and as Teams saw it, both as spans in words, "" for none."""

    name: str
    recorded: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLines:
    """What was set in the online meeting, and what is left to do, both in finished sentences."""

    done: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def meeting_card(sitting: Sitting, lines: MeetingLines) -> Card:
    """How the online meeting was set up, and what somebody has to see to; nothing blocks."""
    voice = voice_of(sitting)
    title = voice.say("graph.hints.title" if lines.hints else "graph.set.title")
    body: list[Block] = [heading(title), text(f"{sitting.title} · {voice.moment(sitting.starts)}", bold=True)]
    body += [text(f"– {hint}") for hint in lines.hints]
    if lines.done:
        body += [heading(voice.say("graph.set.done"), "Default"), *(text(f"✓ {line}") for line in lines.done)]
    return card(marked(sitting, body), summary=f"{title} · {sitting.title}")


def compared_card(sitting: Sitting, differences: Sequence[Difference], compared: int) -> Card:
    """Where the record and Teams' attendance report differ, person by person; nothing is changed."""
    voice = voice_of(sitting)
    title, count = voice.say("graph.compared.title"), len(differences)
    key = "graph.compared.some" if differences else "graph.compared.none"
    said = voice.say(key, n=count or compared, minutes=DIFFERENCE_MINUTES)
    pairs = [(one.name, _both(sitting, one)) for one in differences[:MOST_DIFFERENCES]]
    body: list[Block] = [heading(title), text(f"{sitting.title} · {voice.day(sitting.starts)}"), text(said)]
    body += facts(pairs)
    if count > MOST_DIFFERENCES:
        body.append(text(voice.say("graph.compared.more", n=count - MOST_DIFFERENCES)))
    if differences:
        body.append(text(voice.say("graph.compared.untouched")))
    return card(marked(sitting, body), summary=f"{title} · {sitting.title}")


def not_compared_card(sitting: Sitting, reason: str) -> Card:
    """That Teams' attendance report could not be had, and that the record stands without it."""
    voice = voice_of(sitting)
    title = voice.say("graph.compared.title")
    said = voice.say("graph.compared.failed", reason=reason)
    return card(marked(sitting, [heading(title), text(said)]), summary=f"{title} · {sitting.title}")


def _both(sitting: Sitting, one: Difference) -> str:
    voice = voice_of(sitting)
    recorded = voice.say("graph.compared.recorded", spans=one.recorded or voice.say("graph.compared.absent"))
    seen = voice.say("graph.compared.seen", spans=one.seen or voice.say("graph.compared.unseen"))
    return f"{recorded} · {seen}"
