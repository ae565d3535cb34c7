"""What the minutes say about the quorum: at the opening, at each ballot, and where it was doubted."""

from __future__ import annotations

from council.quorum import QuorumCount
from council.sitting import Challenge, Sitting
from wording import Voice, voice_of


def quorum_sentence(sitting: Sitting) -> str:
    """The sentence by which the chair found the quorum at the opening."""
    voice, found = voice_of(sitting), sitting.quorum_at_opening
    if found is None or sitting.opened_at is None:
        return voice.say("report.minutes.not_opened")
    said = _said("quorum", found, voice, time=voice.clock(sitting.opened_at))
    return " ".join([said, *_notes(sitting, found, voice)])


def quorum_at_ballot(sitting: Sitting, found: QuorumCount) -> str:
    """The quorum as it was found at a ballot; whether it is presumed, or the rule unsettled, is said."""
    voice = voice_of(sitting)
    return " ".join([_said("quorum_at_ballot", found, voice), *_notes(sitting, found, voice)])


def doubt_sentence(sitting: Sitting, doubt: Challenge) -> str:
    """A member's doubt of the quorum, with what was found."""
    voice = voice_of(sitting)
    values = {"time": voice.clock(doubt.at), "name": sitting.name(doubt.member)}
    return _said("challenge", doubt.quorum, voice, **values)


def _said(key: str, found: QuorumCount, voice: Voice, **values: str) -> str:
    return voice.say(
        f"report.minutes.{key}.{'met' if found.met else 'missed'}",
        present=found.present,
        seats=found.seats,
        required=found.required,
        norm=found.norm,
        **values,
    )


def _notes(sitting: Sitting, found: QuorumCount, voice: Voice) -> list[str]:
    notes = []
    if found.presumed:
        norm = sitting.rules.quorum_presumed.norm
        notes.append(voice.say("report.minutes.quorum_presumed", norm=norm))
    if not found.settled:
        notes.append(voice.say("report.minutes.quorum_unsettled"))
    return notes
