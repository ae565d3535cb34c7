"""The answers to a press on a card (``adaptiveCard/action``), as the wire wants them."""

from collections.abc import Mapping
from typing import Any

ERROR_TYPE = "application/vnd.microsoft.error"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
PRESS = "adaptiveCard/action"
MOST_LETTERS = 128


def is_press(activity: Mapping[str, Any]) -> bool:
    """Tell whether somebody pressed an ``Action.Execute``."""
    return activity.get("type") == "invoke" and activity.get("name") == PRESS


def is_submit(activity: Mapping[str, Any]) -> bool:
    """Tell whether somebody pressed an ``Action.Submit``: a message with a value and no text."""
    return (
        activity.get("type") == "message"
        and isinstance(activity.get("value"), dict)
        and not (activity.get("text") or "").strip()
    )


def fault_in_press(activity: Mapping[str, Any]) -> str | None:
    """Say what a press lacks, or ``None`` where it is whole."""
    value = activity.get("value")
    if not isinstance(value, dict):
        return "value is not an object"
    action = value.get("action")
    if not isinstance(action, dict):
        return "value.action is not an object"
    if action.get("type") != "Action.Execute":
        return "value.action.type is not Action.Execute"
    verb = action.get("verb")
    if not isinstance(verb, str) or not 0 < len(verb) <= MOST_LETTERS:
        return "value.action.verb is missing"
    if not isinstance(action.get("data"), dict | None):
        return "value.action.data is not an object"
    return None


class Written(dict[str, Any]):
    """An answer that was written as JSON already; ``raw`` is what goes onto the wire."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw


def written_answer(card: bytes) -> Written:
    """Answer a press with a card that is JSON already."""
    return Written(_BEFORE + card + b"}")


_BEFORE = f'{{"statusCode":200,"type":"{CARD_TYPE}","value":'.encode()


def card_answer(card: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a press with a card that replaces the pressed one, for the presser alone."""
    return {"statusCode": 200, "type": CARD_TYPE, "value": dict(card)}


def message_answer(text: str) -> dict[str, Any]:
    """Answer a press with a sentence."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def error_answer(status: int, code: str, message: str) -> dict[str, Any]:
    """Answer a press that could not be understood or carried out."""
    return {
        "statusCode": status,
        "type": ERROR_TYPE,
        "value": {"code": code, "message": message},
    }
