"""The parts cards are made of, so that each rule of the contract is kept in one place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from microsoft_teams.cards import (
    ActionSet,
    AdaptiveCard,
    ExecuteAction,
    Fact,
    FactSet,
    OpenUrlAction,
    TextBlock,
)

from cards.escape import label, plain
from council.sitting import Sitting
from wording.voice import Voice, voice_of

Card = dict[str, Any]
Block = TextBlock | FactSet | ActionSet
Button = ExecuteAction | OpenUrlAction
Size = Literal["Small", "Default", "Medium", "Large", "ExtraLarge"]

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MOST_BYTES = 28 * 1024
TWO_IN_A_ROW = 22
THREE_IN_A_ROW = 16
LONG_LIST = 8_000
TWO_COLUMNS = 28.0
"""So many letters fit beside each other into two columns in the narrowest pane, that of a meeting."""
_PREVIEW = 150
_SLIM = frozenset("fijlrtI.,:;()!'’‚‘„“”-/")
_BROAD = frozenset("mw@…")
_BREAKS = re.compile(r"\s+|(?<=[-–/])(?=[^\W\d])")


def text(
    value: str, *, bold: bool = False, size: Size | None = None, subtle: bool = False, apart: bool = False
) -> TextBlock:
    """One paragraph of plain words; whatever stands in them is shown and never interpreted."""
    return TextBlock(
        text=plain(value),
        wrap=True,
        weight="Bolder" if bold else None,
        size=size,
        is_subtle=True if subtle else None,
        separator=True if apart else None,
    )


def heading(value: str, size: Size = "Medium") -> TextBlock:
    """A heading, marked as one for screen readers."""
    return TextBlock(text=plain(value), wrap=True, style="heading", weight="Bolder", size=size)


def facts(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Names with their values, those without a value left out; nothing where none is left.

    They stand in two columns, or where words are too long for that in a meeting's side pane, in lines.
    """
    kept = [(name, value) for name, value in pairs if value]
    if sum(map(_broadest_word, zip(*kept, strict=True))) > TWO_COLUMNS:
        return [_line(f"{name}: {value}", first=n == 0) for n, (name, value) in enumerate(kept)]
    columns = [Fact(title=plain(name), value=plain(value, LONG_LIST)) for name, value in kept]
    return [FactSet(facts=columns)] if columns else []


def _broadest_word(texts: Iterable[str]) -> float:
    """How much width, in letters, a column needs at least: a table breaks no word."""
    return max(sum(map(_breadth, word)) for text in texts for word in _BREAKS.split(text))


def _breadth(letter: str) -> float:
    return 0.5 if letter in _SLIM else 1.4 if letter in _BROAD or letter.isupper() else 1


def _line(value: str, *, first: bool) -> TextBlock:
    return TextBlock(text=plain(value, LONG_LIST), wrap=True, spacing=None if first else "Small")


def press(title: str, verb: str, data: Mapping[str, Any]) -> ExecuteAction:
    """A button that tells the bot *verb* with *data*; its data names no person."""
    return ExecuteAction(title=label(title, TWO_IN_A_ROW), verb=verb, data=dict(data))


def link(title: str, url: str) -> OpenUrlAction:
    """A button that opens a page."""
    return OpenUrlAction(title=label(title, TWO_IN_A_ROW), url=url)


def row(*buttons: Button) -> ActionSet:
    """One row of buttons directly in the body."""
    return ActionSet(actions=list(buttons))


def rows(buttons: Sequence[Button]) -> list[Block]:
    """Buttons in rows as narrow screens take them: two with 22 letters together, three with 16."""
    packed: list[list[Button]] = []
    for button in buttons:
        if packed and _fits([*packed[-1], button]):
            packed[-1].append(button)
        else:
            packed.append([button])
    return [row(*some) for some in packed]


def _fits(buttons: Sequence[Button]) -> bool:
    letters = sum(len(button.title or "") for button in buttons)
    return letters <= {1: TWO_IN_A_ROW, 2: TWO_IN_A_ROW, 3: THREE_IN_A_ROW}.get(len(buttons), 0)


def card(body: Iterable[Block], *, summary: str, actions: Sequence[Button] = ()) -> Card:
    """A whole card as plain JSON values; *summary* is what previews and old clients show."""
    drawn = AdaptiveCard(
        version="1.4",
        fallback_text=label(summary, _PREVIEW),
        body=list(body),
        actions=list(actions) or None,
    ).model_dump(by_alias=True, exclude_none=True)
    return {"$schema": SCHEMA, **drawn}


def marked(sitting: Sitting, body: Iterable[Block]) -> list[Block]:
    """The body, below the mark of a sitting that has no legal effect where it is one."""
    mark = [text(voice_of(sitting).say("probe.mark"), bold=True)] if sitting.probe else []
    return [*mark, *body]


def activity_of(card: Card, summary: str = "") -> dict[str, Any]:
    """The message that carries *card* alone: no text, no importance, a summary for previews."""
    return {
        "type": "message",
        "summary": label(summary, _PREVIEW) or card["fallbackText"],
        "attachments": [{"contentType": CARD_TYPE, "content": card}],
    }


def notice_card(words: str, *, title: str = "") -> Card:
    """A card that only says something."""
    head: list[Block] = [heading(title)] if title else []
    return card([*head, text(words)], summary=title or words)


def item_name(voice: Voice, number: str) -> str:
    """An item as people call it: "TOP 11.1.1"."""
    return voice.say("item.name", number=number)
