"""How people attended, on the attendance card: each one's line, and the sums by mode."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from council.attending import attending
from council.presence import Mode, Presence, Spell
from council.roster import Member
from council.sitting import Sitting
from wording.attending import counted, disturbances, remarks, spans_by_mode
from wording.voice import Voice

Attended = Sequence[tuple[Member, Presence]]
"""People with what is known of their presence."""


def attended_line(sitting: Sitting, member: Member, presence: Presence, most: int, voice: Voice) -> str:
    """When and how somebody took part, with what is to be remarked.

    More stretches than *most* are told in short; where that is one, the card has room for no remarks.
    """
    if not presence.spells:
        return voice.say("attendance.absent" if presence.excused is None else "attendance.absent_excused")
    if most <= 1:
        return _short(sitting, presence, voice)
    how = attending(sitting, member.id, presence)
    if len(presence.spells) > most:
        times, how = _short(sitting, presence, voice), replace(how, away=())
    else:
        spans = ((spell.mode, (spell.since, spell.until or sitting.ended_at)) for spell in presence.spells)
        times = spans_by_mode(spans, voice)
    told = [*disturbances(how.disturbed, voice)]
    if member.entitled:
        told += remarks(how, voice, excused=presence.excused is not None)
    return "; ".join([times, *told])


def _short(sitting: Sitting, presence: Presence, voice: Voice) -> str:
    """First coming and last going, and how often there was a gap between them."""
    spells = presence.spells
    line = _span(spells[0], spells[-1], sitting, voice)
    if len(spells) == 1:
        return line
    return voice.say("attendance.interrupted", line=line, n=len(spells) - 1)


def _span(first: Spell, last: Spell, sitting: Sitting, voice: Voice) -> str:
    line = voice.span(first.since, last.until or sitting.ended_at)
    return f"{line} ({voice.term(first.mode)})" if first.mode is Mode.ROOM else line


def attended_sums(sitting: Sitting, people: Attended, voice: Voice) -> Iterator[tuple[str, str]]:
    """By mode, and who came late or went early; who is missing without an excuse once it is over."""
    if modes := by_mode(people, voice):
        yield voice.say("attending.label.modes"), modes
    found = [attending(sitting, member.id, presence) for member, presence in people]
    late, early = sum(h.late is not None for h in found), sum(h.early is not None for h in found)
    missing = [p for _, p in people if not p.spells and p.excused is None] if sitting.ended_at else []
    counts = (("late", late), ("early", early), ("unexcused", len(missing)))
    if parts := counted(counts, voice):
        yield voice.say("attending.label.remarks"), ", ".join(parts)


def by_mode(people: Attended, voice: Voice) -> str:
    """How many took part in which mode; "" where nobody did."""
    modes = [{spell.mode for spell in presence.spells} for _, presence in people]
    counts: Iterable[tuple[str, int]] = (
        ("remote", sum(Mode.REMOTE in held for held in modes)),
        ("room", sum(Mode.ROOM in held for held in modes)),
        ("both", sum(len(held) > 1 for held in modes)),
    )
    return ", ".join(counted(counts, voice))
