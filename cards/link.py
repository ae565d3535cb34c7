"""The code that the office issues so that a councillor can tie an account to their seat."""

from datetime import datetime

from cards.build import Block, Card, card, heading, text
from wording.voice import Voice


def link_code_card(voice: Voice, name: str, code: str, until: datetime, *, replaces: bool) -> Card:
    """The code in large letters, for whom it is, until when it is good, and what is to be done with it."""
    title = voice.say("link.title", name=name)
    body: list[Block] = [
        heading(title),
        text(f"{code[:4]} {code[4:]}", bold=True, size="ExtraLarge"),
        text(voice.say("link.until", moment=voice.moment(until))),
        text(voice.say("link.how", code=code)),
    ]
    if replaces:
        body.append(text(voice.say("link.replaces", name=name), bold=True))
    return card(body, summary=title)
