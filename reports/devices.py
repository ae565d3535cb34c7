"""The office's table of devices as a file: who has pressed, with what, and who has not."""

from __future__ import annotations

from collections.abc import Mapping

from council.devices import Device
from council.roster import Member
from council.sitting import Sitting
from reports.tables import csv_file, iso
from wording import voice_of
from wording.voice import Voice

HEADER = (
    "kennung", "name", "fraktion", "telefon", "gerät", "sprache", "land", "zuletzt_gesehen", "gedrückt",
    "gedrückt_auf", "kamera", "mikrofon", "gast_mit_android",
)  # fmt: skip


def devices_csv(sitting: Sitting, devices: Mapping[str, Device]) -> bytes:
    """Return a line for everybody with a vote; ``devices`` go by Entra object id."""
    voice = voice_of(sitting)
    rows = [
        _cells(sitting, member, devices.get(member.contact.entra_id.lower()), voice)
        for member in sitting.roster.entitled()
    ]
    return csv_file(HEADER, rows)


def _cells(sitting: Sitting, member: Member, device: Device | None, voice: Voice) -> tuple[object, ...]:
    known = device or Device(account="")
    return (
        member.id,
        member.name,
        member.group,
        member.contact.phone,
        known.platform,
        known.locale,
        known.country,
        iso(sitting, known.seen_at),
        iso(sitting, known.pressed_at),
        known.pressed_on,
        _word(known.camera, voice),
        _word(known.microphone, voice),
        _word(known.cannot_press or None, voice),
    )


def _word(works: bool | None, voice: Voice) -> str:
    """Yes, no, or nothing where nobody has said it."""
    if works is None:
        return ""
    return voice.say("report.devices.yes") if works else voice.say("report.devices.no")
