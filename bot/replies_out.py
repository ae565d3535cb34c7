"""What a person is answered: a card or a sentence, in whichever form the wire wants it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.presses import card_answer, message_answer, written_answer
from cards.build import Card, activity_of, notice_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A card (``written``: as JSON already), or a sentence where there is none."""

    card: Card | None = None
    text: str = ""
    written: bytes = b""

    def activity(self) -> dict[str, Any]:
        """The answer as a message of its own."""
        if self.written:
            return activity_of(json.loads(self.written))
        return activity_of(self.card if self.card is not None else notice_card(self.text))


def say_card(card: Card) -> Answer:
    """Answer with a card."""
    return Answer(card=card)


def say_written(card: bytes) -> Answer:
    """Answer with a card that is JSON already."""
    return Answer(written=card)


def say_text(text: str) -> Answer:
    """Answer with a sentence."""
    return Answer(text=text)


def wire_answer(answer: Answer) -> Mapping[str, Any]:
    """The answer to an ``Action.Execute``: a card for the presser, or a sentence."""
    if answer.written:
        return written_answer(answer.written)
    if answer.card is not None:
        return card_answer(answer.card)
    return message_answer(answer.text)
