"""Reads a card as a person does: the words on it, and the buttons with what stands near them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT_CARD = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO_CARD = "application/vnd.microsoft.teams.card.file.info"

_CHILDREN = (
    "body",
    "items",
    "columns",
    "rows",
    "cells",
    "inlines",
    "facts",
    "images",
    "actions",
    "inlineAction",
)
_LINE = "\0"
"""Stands where a card shows a dividing line."""


class NoSuchButton(LookupError):
    """The card as this person sees it has no such button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button as it is seen: its title, what it sends, and the words before it."""

    title: str
    action: Json = field(compare=False)
    near: str = ""


def card_of(activity: Mapping[str, Any]) -> Json | None:
    """Return the Adaptive Card that an activity carries, or nothing."""
    return _content(activity, ADAPTIVE_CARD)


def consent_of(activity: Mapping[str, Any]) -> Json | None:
    """Return the file consent attachment of an activity, or nothing."""
    return _attachment(activity, FILE_CONSENT_CARD)


def file_of(activity: Mapping[str, Any]) -> Json | None:
    """Return the file card of an activity, or nothing."""
    return _attachment(activity, FILE_INFO_CARD)


def words(card: Mapping[str, Any] | None) -> str:
    """Return everything on a card that can be read, in order, one piece a line."""
    if card is None:
        return ""
    return "\n".join(piece for piece, action in _walk(card) if action is None and piece not in {"", _LINE})


def words_of(activity: Mapping[str, Any]) -> str:
    """Return everything that can be read in an activity: its text and its cards."""
    pieces = [str(activity.get("text") or "")]
    for attachment in activity.get("attachments") or []:
        content = attachment.get("content")
        if attachment.get("contentType") == ADAPTIVE_CARD and isinstance(content, Mapping):
            pieces.append(words(content))
        else:
            pieces.append(str(attachment.get("name") or ""))
    return "\n".join(piece for piece in pieces if piece)


def buttons(card: Mapping[str, Any] | None) -> tuple[Button, ...]:
    """Return a card's buttons in reading order, each with the words above it.

    These begin after the last row of buttons or dividing line.
    """
    found: list[Button] = []
    before: list[str] = []
    after_buttons = False
    for piece, action in _walk(card or {}):
        if piece == _LINE:
            before, after_buttons = [], False
        elif action is None:
            before = [piece] if after_buttons else [*before, piece]
            after_buttons = False
        else:
            found.append(Button(title=str(action.get("title", "")), action=action, near="\n".join(before)))
            after_buttons = True
    return tuple(found)


def find_button(card: Mapping[str, Any] | None, title: str, near: str | None = None) -> Button:
    """Return the first button with this title (and these words before it), or say what is there."""
    there = buttons(card)
    for button in there:
        if button.title == title and (near is None or near in button.near):
            return button
    titles = ", ".join(f"„{button.title}“" for button in there) or "keine"
    place = f" bei „{near}“" if near else ""
    raise NoSuchButton(f"Kein Knopf „{title}“{place}; zu sehen sind: {titles}. Karte: {words(card)[:300]}")


def has_button(card: Mapping[str, Any] | None, title: str, near: str = "") -> bool:
    """Whether the card shows a button with this title (and these words above it)."""
    return any(button.title == title and near in button.near for button in buttons(card))


def inputs(card: Mapping[str, Any]) -> Json:
    """Return the inputs of a card with the values they are filled with, as a client sends them."""
    found: Json = {}
    stack: list[Any] = [card]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            if str(node.get("type", "")).startswith("Input.") and node.get("id"):
                found[node["id"]] = node.get("value", "")
            stack.extend(value for key, value in node.items() if key in _CHILDREN)
    return found


def content_text(activity: Mapping[str, Any]) -> str:
    """Return as JSON what counts towards a message's size: text, attachments and mentions."""
    counted = {
        key: activity[key] for key in ("text", "summary", "attachments", "entities") if activity.get(key)
    }
    return json.dumps(counted, ensure_ascii=False, separators=(",", ":"))


def _walk(node: object) -> Iterator[tuple[str, Json | None]]:
    """Yield texts (with no action) and actions of a card in reading order."""
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, str):
        yield node, None
    elif isinstance(node, Mapping):
        yield from _walk_element(node)


def _walk_element(node: Mapping[str, Any]) -> Iterator[tuple[str, Json | None]]:
    kind = str(node.get("type", ""))
    if node.get("isVisible") is False:
        return
    if node.get("separator"):
        yield _LINE, None
    if kind.startswith("Action."):
        yield str(node.get("title", "")), dict(node)
        if kind == "Action.ShowCard":
            yield from _walk(node.get("card"))
        return
    yield from _own_words(node, kind)
    for name in _CHILDREN:
        if isinstance(node.get(name), (list, Mapping)):
            yield from _walk(node[name])


def _own_words(node: Mapping[str, Any], kind: str) -> Iterator[tuple[str, None]]:
    if kind in {"TextBlock", "TextRun"} and node.get("text"):
        yield str(node["text"]), None
    elif kind.startswith("Input.") and node.get("label"):
        yield str(node["label"]), None
    elif not kind and "title" in node and "value" in node:  # a fact
        yield f"{node['title']} {node['value']}", None


def _content(activity: Mapping[str, Any], kind: str) -> Json | None:
    attachment = _attachment(activity, kind)
    return None if attachment is None else attachment.get("content")


def _attachment(activity: Mapping[str, Any], kind: str) -> Json | None:
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") == kind:
            return dict(attachment)
    return None
