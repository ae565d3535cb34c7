"""How the online meeting of a sitting is set up, and what is left to do there."""

from dataclasses import dataclass

from cards.build import Block, Card, card, heading, marked, text
from council.sitting import Sitting
from wording.voice import voice_of


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
