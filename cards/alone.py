"""Whether anybody else watches or listens in the closed part: asked of everybody who takes part remotely."""

from cards.build import Block, Card, card, heading, marked, press, row, text
from council.sitting import Sitting
from wording.voice import voice_of


def alone_card(sitting: Sitting) -> Card:
    """The question, and its one button."""
    voice = voice_of(sitting)
    title = voice.say("rooms.alone.title")
    data = {"sitting": str(sitting.id)}
    body: list[Block] = [
        heading(title),
        text(voice.say("rooms.alone.ask")),
        row(press(voice.say("rooms.alone.button"), "presence.alone", data)),
    ]
    return card(marked(sitting, body), summary=title)
