"""The check before the closed part: what must be so before the public is excluded."""

from collections.abc import Sequence
from datetime import datetime

from cards.build import Block, Card, card, heading, marked, press, row, text
from council.roster import Role
from council.sitting import Sitting
from wording.voice import voice_of


def closed_check_card(sitting: Sitting, *, inside: Sequence[str] = (), as_of: datetime | None = None) -> Card:
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
        names = voice.listing(list(inside))
        lines.append(voice.say("rooms.inside", n=len(inside), names=names, time=voice.clock(as_of)))
    data = {"sitting": str(sitting.id), "state": sitting.state, "step": "closed_part", "checked": True}
    body: list[Block] = [
        heading(voice.say("closed_check.title")),
        *(text(line) for line in lines),
        row(press(voice.say("closed_check.go"), "control.step", data)),
    ]
    return card(marked(sitting, body), summary=voice.say("closed_check.title"))
