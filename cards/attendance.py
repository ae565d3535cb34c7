"""The attendance list as a card: by group, from when to when, how, and the sums."""

from collections.abc import Iterable, Sequence

from cards.attending import Attended, attended_line, attended_sums, by_mode
from cards.build import MOST_BYTES, Block, Card, card, facts, heading, marked, text
from cards.size import weight
from council.roster import Member, groups_of
from council.sitting import Sitting
from wording.voice import Voice, voice_of

_SPELLS_IN_FULL = 4


def attendance_card(sitting: Sitting, *, final: bool = False) -> Card:
    """Who was present from when to when, by group, and who was absent.

    ``final`` marks the list after the end. Where all stretches of presence do not fit into
    a card, first coming and last going stand for them.
    """
    drawn = _drawn(sitting, final, _SPELLS_IN_FULL)
    return drawn if weight(drawn) < MOST_BYTES else _drawn(sitting, final, 1)


def _drawn(sitting: Sitting, final: bool, most: int) -> Card:
    voice = voice_of(sitting)
    title = voice.say("attendance.final" if final else "attendance.title")
    people = [m for m in sitting.roster if m.entitled or sitting.accounted(m.id).spells]
    body: list[Block] = [
        heading(title),
        text(f"{sitting.title} · {voice.day(sitting.starts)}"),
        *facts([*_sums(sitting, voice), *attended_sums(sitting, _with_a_vote(sitting), voice)]),
    ]
    for group in groups_of(people):
        own = [m for m in people if m.group == group]
        body += _group(sitting, group, own, most, voice)
    return card(marked(sitting, body), summary=f"{title} · {sitting.title}")


def _with_a_vote(sitting: Sitting) -> Attended:
    return [(m, sitting.accounted(m.id)) for m in sitting.roster.entitled()]


def _sums(sitting: Sitting, voice: Voice) -> Iterable[tuple[str, str]]:
    entitled = sitting.roster.entitled()
    came = [m for m in entitled if sitting.accounted(m.id).spells]
    here = [m for m in came if sitting.presence(m.id).here]
    yield voice.say("attendance.entitled"), str(len(entitled))
    yield voice.say("attendance.came"), str(len(came))
    if sitting.ended_at is None:
        yield voice.say("attendance.here"), str(len(here))
    excused = [m for m in entitled if sitting.accounted(m.id).excused is not None]
    yield voice.say("attendance.excused"), str(len(excused))
    if sitting.quorum_at_opening is not None:
        quorum = sitting.quorum_at_opening
        yield (
            voice.say("attendance.opening"),
            voice.say("result.present.of", present=quorum.present, required=quorum.required),
        )


def _group(sitting: Sitting, group: str, members: Sequence[Member], most: int, voice: Voice) -> list[Block]:
    here = [m for m in members if sitting.accounted(m.id).spells]
    title = voice.say(
        "attendance.group",
        group=group or voice.say("group.none"),
        came=len(here),
        n=len(members),
    )
    if modes := by_mode([(m, sitting.accounted(m.id)) for m in members], voice):
        title = f"{title} ({modes})"
    lines = [(m.name, _told(m, sitting, most, voice)) for m in members]
    return [text(title, bold=True, apart=True), *facts(lines)]


def _told(member: Member, sitting: Sitting, most: int, voice: Voice) -> str:
    """A person's times, marked where they were put right after the end."""
    line = attended_line(sitting, member, sitting.accounted(member.id), most, voice)
    corrected = sitting.correction(member.id) is not None
    return f"{line} ({voice.say('reconcile.card.corrected')})" if corrected else line
