"""A file that the office sent: what is in it, what it would change, what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.build import Block, Card, card, facts, heading, press, row, text
from council.differences import Differences
from wording.voice import Voice

MOST_LINES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file without a fault: its name, what it holds in a sentence, what it changes, and remarks."""

    name: str
    rows: str
    differences: Differences
    notes: tuple[str, ...] = ()
    note: str = ""


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
    body: list[Block] = [heading(title), text(checked.rows, bold=True)]
    body += _differences(voice, checked.differences)
    body += _lines(voice, checked.notes)
    if checked.note:
        body.append(text(checked.note))
    data = {"upload": key}
    body.append(
        row(
            press(voice.say("files.take"), "file.take", data),
            press(voice.say("files.drop"), "file.drop", data),
        )
    )
    return card(body, summary=title)


def bad_file_card(voice: Voice, name: str, problems: Sequence[str]) -> Card:
    """Every bad row with its reason; nothing of the file is taken."""
    title = voice.say("files.bad", name=name)
    body: list[Block] = [
        heading(title),
        *_lines(voice, problems),
        text(voice.say("files.nothing"), bold=True),
    ]
    return card(body, summary=title)


def _differences(voice: Voice, found: Differences) -> list[Block]:
    if found.none:
        return [text(voice.say("files.same"))]
    return facts(_named(voice, found))


def _named(voice: Voice, found: Differences) -> Iterable[tuple[str, str]]:
    if found.added:
        yield voice.say("files.added", n=len(found.added)), _some(voice, found.added)
    if found.removed:
        yield voice.say("files.removed", n=len(found.removed)), _some(voice, found.removed)
    if found.changed:
        said = [
            f"{one.name} ({', '.join(voice.say(f'files.field.{name}') for name in one.fields)})"
            for one in found.changed
        ]
        yield voice.say("files.changed_rows", n=len(said)), _some(voice, said)


def _some(voice: Voice, names: Sequence[str]) -> str:
    shown = "; ".join(names[:MOST_LINES])
    more = len(names) - MOST_LINES
    return f"{shown}; {voice.say('files.more', n=more)}" if more > 0 else shown


def _lines(voice: Voice, lines: Sequence[str]) -> list[Block]:
    shown: list[Block] = [text(f"– {line}") for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    return [*shown, text(voice.say("files.more", n=more))] if more > 0 else shown
