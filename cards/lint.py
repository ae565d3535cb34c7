"""What every card has to obey, checked on its JSON: the rules of the contract, §§ 4 and 5.

The schema itself is checked in the tests; this module knows what the schema lets pass and
Teams' clients do not draw alike. It lists what is allowed (``cards.language``), so that whatever
is new is refused until somebody has looked at it on every client.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cards.build import CARD_TYPE, MOST_BYTES, THREE_IN_A_ROW, TWO_IN_A_ROW
from cards.language import ALLOWED, DATA_KEYS, EXCLUDED, VALUES, reason_against
from cards.lint_words import label_findings, text_findings
from cards.size import weight

BODY_TYPES = frozenset({"TextBlock", "FactSet", "ActionSet"})
ACTION_TYPES = frozenset({"Action.Execute", "Action.OpenUrl"})
ACTIVITY_KEYS = frozenset({"type", "summary", "attachments"})
BALLOT_VERB = "ballot.cast"
PRACTICE_VERB = "practice.cast"
"""Stands in the root as a ballot's buttons do, on a card whose first line says that it counts nothing."""
ROOT_VERBS = frozenset({BALLOT_VERB, PRACTICE_VERB})
FEWEST_NUMBERS, MOST_NUMBERS = 2, 6
MOST_IN_A_ROW = 3
_SAID = (".", "!", "?", ":")
_PROBE = "PROBE"

Json = Mapping[str, Any]


def findings(card: Json) -> list[str]:
    """Everything that is wrong with *card*, in sentences; empty where nothing is."""
    return [
        *_frame(card),
        *_first_line(card),
        *_body(card.get("body", [])),
        *_ballot_buttons(card),
        *_rows(card.get("body", [])),
        *_actions(card),
    ]


def activity_findings(activity: Json) -> list[str]:
    """Everything that is wrong with the message that carries a card."""
    wrong = []
    if activity.get("type") != "message" or not activity.get("summary"):
        wrong.append("the activity is no message with a summary")
    wrong += [
        f"the activity has {name} beside its card: {reason_against(name)}"
        for name in activity
        if name not in ACTIVITY_KEYS
    ]
    wrong += label_findings("summary", str(activity.get("summary", "")))
    attachments = activity.get("attachments", [])
    if len(attachments) != 1 or attachments[0].get("contentType") != CARD_TYPE:
        return [*wrong, "the activity does not carry exactly one card"]
    wrong += [
        f"the attachment has {name}" for name in attachments[0] if name not in ("contentType", "content")
    ]
    return [*wrong, *findings(attachments[0]["content"])]


def _frame(card: Json) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.4":
        yield "the card is not an Adaptive Card of version 1.4"
    if not card.get("fallbackText"):
        yield "the card has no fallbackText"
    yield from label_findings("fallbackText", str(card.get("fallbackText", "")))
    if weight(card) >= MOST_BYTES:
        yield f"the card weighs {weight(card)} bytes"
    yield from _strange(card, "AdaptiveCard")


def _strange(element: Json, kind: str) -> Iterator[str]:
    """Properties and values that the language of our cards does not have."""
    for name, value in element.items():
        if name not in ALLOWED[kind]:
            yield f"{kind} has {name!r}: {reason_against(name)}"
        elif (kind, name) in VALUES and value not in VALUES[kind, name]:
            yield f"{kind} has {name} {value!r}: not every client draws it alike"


def _first_line(card: Json) -> Iterator[str]:
    """The first line alone says what is wanted: a heading marked as one, or a whole sentence."""
    body = card.get("body", [])
    if not body:
        yield "the card is empty"
        return
    marked = str(body[0].get("text", "")).startswith(_PROBE) and len(body) > 1
    first = body[1] if marked else body[0]
    words = str(first.get("text", ""))
    if first.get("type") != "TextBlock":
        yield "the card does not begin with words"
    elif first.get("style") != "heading" and not words.rstrip("”“)").endswith(_SAID):
        yield f"the first line is neither a heading nor a sentence: {words!r}"


def _body(body: Sequence[Json]) -> Iterator[str]:
    for block in body:
        kind = block.get("type")
        if kind not in BODY_TYPES:
            yield f"{kind} does not belong into a card's body: {reason_against(str(kind))}"
            continue
        yield from _strange(block, str(kind))
        if kind == "TextBlock":
            yield from _text_block(block)
        if kind == "FactSet":
            yield from _facts(block.get("facts", []))


def _text_block(block: Json) -> Iterator[str]:
    words = block.get("text")
    if not words or block.get("wrap") is not True:
        yield f"a text block is empty or does not wrap: {words!r}"
    large = block.get("size") not in (None, "Default")
    if large and block.get("style") != "heading" and block.get("weight") != "Bolder":
        yield f"a large line is neither bold nor a heading: {words!r}"
    yield from text_findings(str(words))


def _facts(facts: Sequence[Json]) -> Iterator[str]:
    if not facts:
        yield "a fact set is empty"
    for fact in facts:
        yield from _strange(fact, "Fact")
        if not (fact.get("title") and fact.get("value")):
            yield "a fact has no title or no value"
        for words in (fact.get("title", ""), fact.get("value", "")):
            yield from text_findings(str(words))


def _ballot_buttons(card: Json) -> Iterator[str]:
    """Ja, Nein and Enthaltung stand in the root and nothing else does; numbers stand in the body."""
    root = card.get("actions", [])
    practice = [action for action in root if action.get("verb") == PRACTICE_VERB]
    first: Json = next(iter(card.get("body", [])), {})
    if practice and not str(first.get("text", "")).startswith(_PROBE):
        yield "a practice ballot does not say so in its first line"
    if any(action.get("verb") not in ROOT_VERBS for action in root):
        yield "a button that is no vote stands in the card's root"
    if root and len(root) not in (2, 3):
        yield f"a ballot has {len(root)} buttons"
    rows = [block.get("actions", []) for block in card.get("body", [])]
    votes = [[_choice(a) for a in row if a.get("verb") == BALLOT_VERB] for row in rows]
    votes = [row for row in votes if row]
    if not votes:
        return
    numbers = [choice for row in votes for choice in row if choice.isdigit()]
    if root or len(numbers) < FEWEST_NUMBERS:
        yield "a vote's button stands in the card's body"
    elif numbers != [str(n) for n in range(1, len(numbers) + 1)] or len(numbers) > MOST_NUMBERS:
        yield f"the numbers of a ballot are {numbers}"
    elif any(row != ["enthaltung"] for row in votes if not all(c.isdigit() for c in row)):
        yield "the abstention does not stand alone below the numbers"


def _choice(action: Json) -> str:
    return str(action.get("data", {}).get("choice", ""))


def _rows(body: Sequence[Json]) -> Iterator[str]:
    for block in body:
        if block.get("type") != "ActionSet":
            continue
        titles = [str(action.get("title", "")) for action in block.get("actions", [])]
        if not titles:
            yield "a row of buttons is empty"
        elif len(titles) > MOST_IN_A_ROW or sum(map(len, titles)) > _most_letters(titles):
            yield f"a row of buttons is too long: {titles}"


def _most_letters(titles: Sequence[str]) -> int:
    return TWO_IN_A_ROW if len(titles) < MOST_IN_A_ROW else THREE_IN_A_ROW


def _actions(card: Json) -> Iterator[str]:
    rows = [block.get("actions", []) for block in card.get("body", [])]
    for action in (*card.get("actions", []), *_all(rows)):
        kind = str(action.get("type"))
        if kind not in ACTION_TYPES:
            yield f"{kind} is no action for a card: {reason_against(kind)}"
            continue
        title = str(action.get("title", ""))
        if not title or len(title) > TWO_IN_A_ROW:
            yield f"{kind} has no title or one that is cut: {title!r}"
        yield from label_findings("title", title)
        yield from _strange(action, kind)
        if kind == "Action.Execute":
            yield from _execute(action)
        elif not str(action.get("url", "")).startswith(("https://", "http://")):
            yield "a link leads nowhere"


def _all(rows: Iterable[Sequence[Json]]) -> Iterator[Json]:
    return (action for row in rows for action in row)


def _execute(action: Json) -> Iterator[str]:
    verb = action.get("verb", "")
    if not isinstance(verb, str) or verb.count(".") != 1:
        yield f"{verb!r} is no verb: {EXCLUDED['verb']}"
    data = action.get("data", {})
    if not isinstance(data, Mapping):
        yield f"{verb} carries no object"
        return
    strange = set(data) - DATA_KEYS
    if strange:
        yield f"{verb} carries {sorted(strange)}"
