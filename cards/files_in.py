"""A file that the office sent: what is in it, what it would change, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cards.build import Block, Card, card, heading, press, row, text
from cards.escape import label
from cards.fitting import fitted
from council.differences import Change, Differences, Value
from wording.voice import Voice

MOST_LINES = 200
"""More lines than this nobody reads on a card."""
_LONGEST_LINE = 300
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file without a fault: its name, what it holds in a sentence, and what it changes.

    ``remarks`` are what the reader points at in the file, ``notes`` what else is to be known before
    it is taken; both are finished sentences.
    """

    name: str
    rows: str
    differences: Differences
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def which_file_card(voice: Voice, name: str, key: str) -> Card:
    """What the file is, for a file that came without a word."""
    title = voice.say("files.which", name=name)
    data = {"upload": key}
    buttons = row(
        press(voice.say("files.as_agenda"), "file.as", {**data, "text": "agenda"}),
        press(voice.say("files.as_roster"), "file.as", {**data, "text": "roster"}),
    )
    return card([heading(title), buttons], summary=title)


def checked_file_card(voice: Voice, checked: Checked, key: str) -> Card:
    """What a file would bring, and the two buttons that decide it."""
    title = voice.say("files.checked", name=checked.name)
    data = {"upload": key}
    buttons = row(
        press(voice.say("files.take"), "file.take", data),
        press(voice.say("files.drop"), "file.drop", data),
    )

    def draw(most: int) -> Card:
        body: list[Block] = [heading(title), text(checked.rows, bold=True)]
        body += _differences(voice, checked.differences, most)
        if checked.remarks:
            body.append(text(voice.say("files.remarks"), bold=True))
            body += _lines(voice, checked.remarks, most)
        body += [text(note, apart=True) for note in checked.notes]
        return card([*body, buttons], summary=title)

    return fitted(draw, MOST_LINES)


def bad_file_card(voice: Voice, name: str, problems: Sequence[str]) -> Card:
    """Every bad row with its reason; nothing of the file is taken."""
    title = voice.say("files.bad", name=name)

    def draw(most: int) -> Card:
        body: list[Block] = [
            heading(title),
            *_lines(voice, problems, most),
            text(voice.say("files.nothing"), bold=True),
        ]
        return card(body, summary=title)

    return fitted(draw, MOST_LINES)


def _differences(voice: Voice, found: Differences, most: int) -> list[Block]:
    if found.none:
        return [text(voice.say("files.same"))]
    changed = [_change(voice, one) for one in found.changed]
    blocks: list[Block] = []
    for key, lines in (("added", found.added), ("removed", found.removed), ("changed_rows", changed)):
        if lines:
            blocks.append(text(voice.say(f"files.{key}", n=len(lines)), bold=True))
            blocks += _lines(voice, lines, most)
    return blocks


def _change(voice: Voice, change: Change) -> str:
    """One line: "Zoe Zander: Nachname Zander → Zander-Neu; Telefon – → 0341 1"."""
    fields = (
        f"{voice.say(f'files.field.{one.name}')} {_value(voice, one.old)} → {_value(voice, one.new)}"
        for one in change.fields
    )
    return f"{change.name}: {'; '.join(fields)}"


def _value(voice: Voice, value: Value) -> str:
    """A value as the office writes it in a file; "–" where there is none."""
    if isinstance(value, bool):
        return voice.say("files.yes" if value else "files.no")
    if isinstance(value, datetime):
        return voice.moment(value)
    if isinstance(value, tuple):
        return "+".join(str(one.value) for one in value)
    return label(str(value.value if isinstance(value, Enum) else value or ""), _LONGEST_VALUE) or "–"


def _lines(voice: Voice, lines: Sequence[str], most: int) -> list[Block]:
    shown: list[Block] = [text(f"– {label(line, _LONGEST_LINE)}") for line in lines[:most]]
    more = len(lines) - most
    return [*shown, text(voice.say("files.more", n=more))] if more > 0 else shown
