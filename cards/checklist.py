"""The checklist's lines: what is there, and what is missing with its paragraph and how it is entered."""

from collections.abc import Iterable
from datetime import date

from council.checklist import DAYS, Lack, lacking
from council.sitting import Sitting
from wording.voice import Voice, voice_of

_NOTED = ("convened", "notified", "consent", "reason", "public_room", "hotline", "guests", "basis")
"""What can be noted and is shown as it was noted, in this order."""


def missing_particulars(sitting: Sitting) -> list[str]:
    """What the checklist of a sitting lacks, in sentences: hints, and a block only where the set says so."""
    voice = voice_of(sitting)
    chair = [] if sitting.chair else [voice.say("checklist.lacks.chair")]
    return [*chair, *(_line(lack, voice) for lack in lacking(sitting))]


def _line(lack: Lack, voice: Voice) -> str:
    """What is missing, how it is entered, by which paragraph, and whether it blocks or is unsettled."""
    latest = voice.day(lack.latest) if lack.latest is not None else ""
    parts = [voice.say(f"checklist.lacks.{lack.key}", latest=latest)]
    if not lack.settled:
        parts.append(voice.say("rule.unsettled", norm=lack.norm))
    elif lack.norm:
        parts.append(voice.say("checklist.norm", norm=lack.norm))
    if lack.blocks:
        parts.append(voice.say("checklist.blocks"))
    return " ".join(parts)


def particulars(sitting: Sitting) -> Iterable[tuple[str, str]]:
    """What has been noted, entry by entry."""
    voice = voice_of(sitting)
    for key in _NOTED:
        yield _name(key, voice), _shown(key, sitting.particulars.get(key, ""), voice)
    yield voice.say("checklist.stream"), sitting.stream or sitting.particulars.get("stream", "")
    yield _name("second", voice), voice.say("rule.yes") if sitting.second else ""


def _name(key: str, voice: Voice) -> str:
    """An entry's name at the beginning of a line."""
    name = voice.say(f"checklist.name.{key}")
    return name[:1].upper() + name[1:]


def _shown(key: str, value: str, voice: Voice) -> str:
    """A day as people read it, never beginning with "9.", which draws a list; else as it was noted."""
    if key not in DAYS or not value:
        return value
    try:
        return voice.say("checklist.on", day=voice.day(date.fromisoformat(value)))
    except ValueError:
        return value
