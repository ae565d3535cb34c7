"""The check before the closed part: what must be so before the public is excluded."""

from collections.abc import Sequence
from datetime import datetime

from cards.build import Block, Card, card, heading, marked, press, row, text
from council.room_check import Outsider
from council.roster import Role
from council.sitting import Sitting
from wording.voice import Voice, voice_of

MOST = 12
"""So many people in the room are named one by one; of more it is said how many."""


def closed_check_card(
    sitting: Sitting, *, inside: Sequence[Outsider] = (), as_of: datetime | None = None
) -> Card:
    """What the chair makes sure of, who has to leave, and the one button that goes on.

    ``inside`` names who else was seen in the closed part's room, ``as_of`` when.

    The button carries the state it was shown for and that the check was seen.
    """
    voice = voice_of(sitting)
    leaving = [
        m.name for m in sitting.roster if m.has(Role.GUEST) and not m.entitled and sitting.presence(m.id).here
    ]
    lines = [voice.say("closed_check.stream"), voice.say("closed_check.alone")]
    if leaving:
        lines.append(voice.say("closed_check.leave", names=voice.listing(leaving)))
    if inside and as_of is not None:
        names = _named(inside, voice)
        lines.append(voice.say("rooms.inside", n=len(inside), names=names, time=voice.clock(as_of)))
    data = {"sitting": str(sitting.id), "state": sitting.state, "step": "closed_part", "checked": True}
    body: list[Block] = [
        heading(voice.say("closed_check.title")),
        *(text(line) for line in lines),
        row(press(voice.say("closed_check.go"), "control.step", data)),
    ]
    return card(marked(sitting, body), summary=voice.say("closed_check.title"))


def outsiders_hint(sitting: Sitting, inside: Sequence[Outsider], as_of: datetime) -> str:
    """During the closed part: who is in its room and does not belong there; the chair decides."""
    voice = voice_of(sitting)
    return voice.say("rooms.inside.hint", names=_named(inside, voice), time=voice.clock(as_of))


def _named(inside: Sequence[Outsider], voice: Voice) -> str:
    """Each by name, why they do not belong there, and by what they are known to be there."""
    said = [
        voice.say(
            "rooms.outsider",
            name=one.name,
            why=voice.say(f"rooms.why.{one.why}"),
            known=voice.say(f"rooms.known.{one.known}"),
        )
        for one in inside[:MOST]
    ]
    if len(inside) > MOST:
        said.append(voice.say("hint.names.more", n=len(inside) - MOST))
    return voice.listing(said)
