"""What is wrong with a card as it is seen: measurements in, sentences out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cards.build import Card
from tests.cards.reading import buttons

Seen = Mapping[str, Any]

ROOM_ON_A_PHONE = 667 - 110
"""What a phone of 375 × 667 pixels shows of a chat between its head and the line to type in."""
_ESCAPED = re.compile(r"\\(?=[^\w\s]|_)")
_SPACES = re.compile(r"[\s\u2060\u200e]+")


def wrong_with(seen: Seen, card: Card, contrast: float) -> list[str]:
    """Everything that is wrong with a card that was drawn, in sentences."""
    return [
        *_shape(seen),
        *_buttons(seen, [button["title"] for button in buttons(card)]),
        *_letters(seen, contrast),
        *_words(seen, card),
    ]


def wrong_in_native(seen: Seen, card: Card, contrast: float) -> list[str]:
    """The same of a renderer that shows each backslash and knows no headings."""
    expected = _SPACES.sub("", "".join(_blocks(card)))
    other = [] if seen["said"] == expected else [f"reads {seen['said'][:60]!r}, not {expected[:60]!r}"]
    return [
        *_shape(seen),
        *_buttons(seen, [button["title"] for button in buttons(card)]),
        *_letters(seen, contrast),
        *other,
    ]


def too_long_for_a_phone(seen: Seen) -> list[str]:
    """Whether the last button of a ballot stands below what a phone shows at once."""
    below = seen["reach"] > ROOM_ON_A_PHONE
    return [f"the last button ends at {seen['reach']:.0f} px of {ROOM_ON_A_PHONE}"] if below else []


def _shape(seen: Seen) -> Iterator[str]:
    for text in seen["cut"]:
        yield f"text is cut: {text[:60]!r}"
    for text in seen["sideways"]:
        yield f"stands beyond the chat's width: {text[:60]!r}"
    for text in seen["swapped"]:
        yield f"changed places on the line: {text[:60]!r}"


def _buttons(seen: Seen, expected: Sequence[str]) -> Iterator[str]:
    by_eye = [word for row in seen["rows"] for word in row]
    if by_eye != expected:
        yield f"buttons are {by_eye}, not {expected}"
    if seen["tabbed"] != by_eye:
        yield f"the Tab key visits {seen['tabbed']}, the eye {by_eye}"
    for word in seen["covered"]:
        yield f"the button {word!r} lies upon another"
    for word in seen["unreachable"]:
        yield f"no key reaches the button {word!r}"
    for word in seen["misnamed"]:
        yield f"a screen reader does not say {word!r} at that button"


def _letters(seen: Seen, contrast: float) -> Iterator[str]:
    for pale in seen["pale"]:
        if pale["ratio"] < contrast:
            yield f"contrast {pale['ratio']:.2f} of {contrast}: {pale['text'][:60]!r}"


def _words(seen: Seen, card: Card) -> Iterator[str]:
    expected = said_by(card)
    if seen["said"] != expected:
        at = next((n for n, (a, b) in enumerate(zip(seen["said"], expected, strict=False)) if a != b), 0)
        yield f"reads {seen['said'][at : at + 40]!r} where {expected[at : at + 40]!r} is meant"
    for text in seen["markup"]:
        yield f"words became markup: {text!r}"
    headings = [block for block in card["body"] if block.get("style") == "heading"]
    if len(seen["headings"]) != len(headings):
        yield f"{len(headings)} headings are meant, {len(seen['headings'])} are there"


def said_by(card: Card) -> str:
    """All words of a card but its buttons', as they are meant, without spaces."""
    return _SPACES.sub("", "".join(_ESCAPED.sub("", text) for text in _blocks(card)))


def _blocks(card: Card) -> Iterator[str]:
    return (text for block in card["body"] for text in _texts(block))


def _texts(block: Mapping[str, Any]) -> Iterator[str]:
    if block["type"] == "TextBlock":
        yield block["text"]
    for fact in block.get("facts", ()):
        yield from (fact["title"], fact["value"])


def same_everywhere(rows: Mapping[str, Sequence[str]]) -> list[str]:
    """Where the words of a card's buttons, or their order, differ between places."""
    first = next(iter(rows.values()), ())
    return [
        f"{place}: {list(words)} instead of {list(first)}"
        for place, words in rows.items()
        if list(words) != list(first)
    ]
