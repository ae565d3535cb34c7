"""A fault of the program itself, for the technicians: once per fault, with when it was over."""

from datetime import datetime

from cards.build import Block, Card, card, heading, text
from wording.voice import Voice

KINDS = ("teams", "graph", "disk", "certificate", "secret", "room", "clock")


def fault_card(
    voice: Voice, kind: str, *, since: datetime, over: datetime | None = None, reason: str = "", day: str = ""
) -> Card:
    """What is wrong since when and what to do; once it is over, when that was."""
    title = voice.say("fault.title")
    body: list[Block] = [
        heading(title),
        text(voice.say(f"fault.{kind}", reason=reason, day=day), bold=over is None),
        text(voice.say("fault.since", time=voice.moment(since))),
    ]
    if over is not None:
        body.append(text(voice.say("fault.over", time=voice.moment(over)), bold=True))
    return card(body, summary=title)
