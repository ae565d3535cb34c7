"""What every card has to obey, checked on its JSON: the rules of the contract, §§ 4 and 5.

The schema itself is checked in the tests; this module knows what the schema lets pass and
Teams' clients do not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cards.build import CARD_TYPE, MOST_BYTES, THREE_IN_A_ROW, TWO_IN_A_ROW
from cards.size import weight

BODY_TYPES = frozenset({"TextBlock", "FactSet", "ActionSet"})
ACTION_TYPES = frozenset({"Action.Execute", "Action.OpenUrl"})
BALLOT_VERB = "ballot.cast"
PRACTICE_VERB = "practice.cast"
"""Stands in the root as a ballot's buttons do, on a card whose first line says that it counts nothing."""
PRACTICE_MARK = "PROBE"
FEWEST_NUMBERS, MOST_NUMBERS = 2, 6
DATA_KEYS = frozenset(
    "sitting ballot round choice rev case cases seat ruling state step text reason checked council "
    "upload help practice works".split()
)
_PIXELS = ("width", "height", "minHeight", "pixelWidth")


def findings(card: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with *card*, in sentences; empty where nothing is."""
    return [
        *_frame(card),
        *_body(card.get("body", [])),
        *_ballot_buttons(card),
        *_rows(card.get("body", [])),
        *_actions(card),
    ]


def activity_findings(activity: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with the message that carries a card."""
    wrong = []
    if activity.get("type") != "message" or not activity.get("summary"):
        wrong.append("the activity is no message with a summary")
    if "text" in activity or "importance" in activity:
        wrong.append("the activity has a text or an importance beside its card")
    attachments = activity.get("attachments", [])
    if len(attachments) != 1 or attachments[0].get("contentType") != CARD_TYPE:
        return [*wrong, "the activity does not carry exactly one card"]
    return [*wrong, *findings(attachments[0]["content"])]


def _frame(card: Mapping[str, Any]) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.4":
        yield "the card is not an Adaptive Card of version 1.4"
    if not card.get("fallbackText"):
        yield "the card has no fallbackText"
    if weight(card) >= MOST_BYTES:
        yield f"the card weighs {weight(card)} bytes"
    if "refresh" in card:
        yield "the card refreshes itself"


def _body(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not body:
        yield "the card is empty"
    for block in body:
        kind = block.get("type")
        if kind not in BODY_TYPES:
            yield f"{kind} does not belong into a card's body"
        if any(name in block for name in _PIXELS):
            yield f"{kind} has a size of its own"
        if kind == "TextBlock" and (not block.get("text") or block.get("wrap") is not True):
            yield f"a text block is empty or does not wrap: {block.get('text')!r}"
        if kind == "FactSet" and not all(f.get("title") and f.get("value") for f in block["facts"]):
            yield "a fact has no title or no value"
        if kind == "TextBlock" and block.get("color"):
            yield "a text block is coloured"


def _ballot_buttons(card: Mapping[str, Any]) -> Iterator[str]:
    """Ja, Nein and Enthaltung stand in the root and nothing else does; numbers stand in the body."""
    root = card.get("actions", [])
    practice = [action for action in root if action.get("verb") == PRACTICE_VERB]
    if practice and not str(card["body"][0].get("text", "")).startswith(PRACTICE_MARK):
        yield "a practice ballot does not say so in its first line"
    if any(action.get("verb") not in (BALLOT_VERB, PRACTICE_VERB) for action in root):
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


def _choice(action: Mapping[str, Any]) -> str:
    return str(action.get("data", {}).get("choice", ""))


def _rows(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in body:
        titles = [action.get("title", "") for action in block.get("actions", [])]
        most = {1: TWO_IN_A_ROW, 2: TWO_IN_A_ROW, 3: THREE_IN_A_ROW}.get(len(titles), 0)
        if block.get("type") == "ActionSet" and sum(map(len, titles)) > most:
            yield f"a row of buttons is too long: {titles}"


def _actions(card: Mapping[str, Any]) -> Iterator[str]:
    rows = [block.get("actions", []) for block in card.get("body", [])]
    for action in (*card.get("actions", []), *(action for row in rows for action in row)):
        kind = action.get("type")
        if kind not in ACTION_TYPES or not action.get("title"):
            yield f"{kind} is no action for a card, or has no title"
        if kind == "Action.Execute":
            yield from _execute(action)
        elif not str(action.get("url", "")).startswith(("https://", "http://")):
            yield "a link leads nowhere"


def _execute(action: Mapping[str, Any]) -> Iterator[str]:
    verb = action.get("verb", "")
    if verb.count(".") != 1:
        yield f"{verb!r} is no verb"
    if "style" in action or "isEnabled" in action:
        yield f"{verb} depends on a look that not every client has"
    strange = set(action.get("data", {})) - DATA_KEYS
    if strange:
        yield f"{verb} carries {sorted(strange)}"
