"""The office lets people in: whoever is surely known together, whoever is doubtful one by one."""

from collections.abc import Iterable, Sequence

from cards.build import Block, Card, card, facts, heading, marked, press, row, text
from council.ids import MemberId
from council.roster import groups_of
from council.sitting import Case, Sitting
from council.whereabouts import gone_again, seen_only, signed_in
from wording.voice import Voice, voice_of


def admission_list_card(sitting: Sitting, number: int) -> Card:
    """The list with this number: who waits to be admitted together, or who has been so, by whom."""
    voice = voice_of(sitting)
    if number in sitting.lists:
        return _done(sitting, number, voice)
    waiting, seen = signed_in(sitting), seen_only(sitting)
    title = voice.say("entry.title", n=len(waiting))
    body: list[Block] = [heading(title)]
    body += _list(sitting, waiting, voice)
    if seen:
        body.append(heading(voice.say("entry.seen", n=len(seen)), "Default"))
        body += facts(phones(sitting, [case.member for case in seen], voice))
        body.append(_admit(sitting, seen, voice))
    gone = gone_again(sitting)
    if gone:
        names = voice.listing([sitting.name(m) for m in gone])
        body.append(text(voice.say("entry.gone_again", n=len(gone), names=names), subtle=True))
    if not waiting and not seen:
        body.append(text(voice.say("entry.nobody")))
    return card(marked(sitting, body), summary=title)


def _list(sitting: Sitting, cases: Sequence[Case], voice: Voice) -> list[Block]:
    """Names by group, and one button for exactly these."""
    if not cases:
        return []
    return [*facts(_by_group(sitting, [case.member for case in cases], voice)), _admit(sitting, cases, voice)]


def _admit(sitting: Sitting, cases: Sequence[Case], voice: Voice) -> Block:
    data = {"sitting": str(sitting.id), "cases": [int(case.id) for case in cases]}
    return row(press(voice.say("admission.admit"), "admission.admit_all", data))


def _by_group(sitting: Sitting, members: Sequence[MemberId], voice: Voice) -> Iterable[tuple[str, str]]:
    people = [m for m in sitting.roster if m.id in set(members)]
    for group in groups_of(people):
        names = [m.name for m in people if m.group == group]
        yield f"{group or voice.say('group.none')} ({len(names)})", ", ".join(names)


def phones(sitting: Sitting, members: Sequence[MemberId], voice: Voice) -> Iterable[tuple[str, str]]:
    """Names with the number under which the office reaches them."""
    for member in members:
        known = sitting.member(member)
        number = known.contact.phone if known is not None else ""
        yield sitting.name(member), number or voice.say("entry.no_phone")


def _done(sitting: Sitting, number: int, voice: Voice) -> Card:
    done = sitting.lists[number]
    title = voice.say("entry.admitted", n=len(done.members))
    by = sitting.name(done.by) if done.by else voice.say("by.system")
    body: list[Block] = [
        heading(title),
        text(voice.say("entry.admitted.by", time=voice.second(done.at), name=by)),
        *facts(_by_group(sitting, done.members, voice)),
    ]
    return card(marked(sitting, body), summary=title)
