"""Reading a drawn card the way a person or a client does."""

from collections.abc import Iterator
from typing import Any

from cards.build import Card


def lines(card: Card) -> list[str]:
    """The texts of a card from top to bottom, facts as "name: value"."""
    return [line for block in card["body"] for line in _lines(block)]


def _lines(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "TextBlock":
        yield block["text"]
    for fact in block.get("facts", ()):
        yield f"{fact['title']}: {fact['value']}"


def whole(card: Card) -> str:
    """All texts of a card in one."""
    return "\n".join(lines(card))


def rows(card: Card) -> list[list[str]]:
    """The titles of the buttons in the body, row by row."""
    return [[a["title"] for a in block["actions"]] for block in card["body"] if "actions" in block]


def buttons(card: Card) -> list[dict[str, Any]]:
    """All buttons, those of the body first."""
    in_body = [a for block in card["body"] for a in block.get("actions", ())]
    return [*in_body, *card.get("actions", ())]


def titles(card: Card) -> list[str]:
    """The titles of the buttons in the card's root."""
    return [action["title"] for action in card.get("actions", ())]
