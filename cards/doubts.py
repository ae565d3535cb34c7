"""A doubt about who is there, as the office sees it: what is known, and what can be decided."""

from collections.abc import Iterable
from datetime import datetime

from cards.admission import phones
from cards.build import Block, Card, card, facts, heading, marked, press, row, rows, text
from council.doubts import DoubtKind, DoubtRuling
from council.ids import MemberId
from council.names import is_latin
from council.presence import Presence
from council.sitting import Case, Sitting
from council.whereabouts import moot
from wording.voice import Voice, voice_of

MOST_SEATS = 5
_ANSWERS = {DoubtRuling.HERE: "here", DoubtRuling.GONE: "gone", DoubtRuling.NOTED: "noted"}


def doubt_card(sitting: Sitting, case: Case) -> Card:
    """One doubt: the question, what speaks for what, and its buttons; settled, who decided it and how."""
    voice = voice_of(sitting)
    case = sitting.cases.get(case.id, case)
    title = voice.say(f"doubt.title.{_kind(case).name.lower()}", name=_name(sitting, case))
    body: list[Block] = [heading(title), text(_said(sitting, case, voice))]
    body += facts(_known(sitting, case, voice))
    if case.settled:
        body.append(text(_decided(sitting, case, voice), bold=True))
    elif moot(sitting, case):
        body.append(text(voice.say("doubt.moot"), bold=True))
    else:
        body += _buttons(sitting, case, voice)
    return card(marked(sitting, body), summary=title)


def other_seat_card(sitting: Sitting, case: Case) -> Card:
    """For whom else somebody may be admitted: the likeliest seats as buttons, any other by a typed line."""
    voice = voice_of(sitting)
    title = voice.say("doubt.other.title", name=_name(sitting, case))
    body: list[Block] = [heading(title)]
    seats = [m for m in case.seats if sitting.member(m) is not None][:MOST_SEATS]
    for place, seat in enumerate(seats):
        known = sitting.member(seat)
        group = known.group if known is not None else ""
        data = {"sitting": str(sitting.id), "case": int(case.id), "ruling": "admitted", "seat": place}
        body.append(text(f"{sitting.name(seat)} ({group or voice.say('group.none')})", apart=True))
        body.append(row(press(voice.say("admission.admit"), "doubt.settle", data)))
    body.append(text(voice.say("doubt.other.typed", case=case.id), subtle=True))
    return card(marked(sitting, body), summary=title)


def _kind(case: Case) -> DoubtKind:
    return case.doubt if case.doubt is not None else DoubtKind.NAME


def _name(sitting: Sitting, case: Case) -> str:
    return case.label or (sitting.name(case.member) if case.member else "")


def _said(sitting: Sitting, case: Case, voice: Voice) -> str:
    presence = sitting.presence(case.member)
    values = {
        "name": _name(sitting, case),
        "member": sitting.name(case.member) if case.member else "",
        "time": voice.clock(_left_at(presence) or case.at),
    }
    return voice.say(f"doubt.said.{_kind(case).name.lower()}", **values)


def _left_at(presence: Presence) -> datetime | None:
    if presence.leaving is not None:
        return presence.leaving
    return presence.spells[-1].until if presence.spells else None


def _known(sitting: Sitting, case: Case, voice: Voice) -> Iterable[tuple[str, str]]:
    """What speaks for what: the likeliest seat with its reason, its telephone, and where it stands."""
    yield voice.say("doubt.since"), voice.second(case.at)
    if not is_latin(case.label):
        yield voice.say("doubt.letters"), voice.say("doubt.letters.foreign")
    if not case.member:
        yield voice.say("doubt.seat"), voice.say("doubt.seat.none")
        return
    if _kind(case).of_a_stranger:
        key = "doubt.seat.likely" if case.score else "doubt.seat.plain"
        yield voice.say("doubt.seat"), voice.say(key, name=sitting.name(case.member), score=case.score)
    for _, number in phones(sitting, [case.member], voice):
        yield voice.say("doubt.phone"), number
    if _kind(case).of_a_stranger and sitting.presence(case.member).here and not case.settled:
        yield voice.say("doubt.note"), voice.say("doubt.seat.taken")
    if case.doubt is DoubtKind.CONTRADICTION:
        yield voice.say("doubt.sources"), _sources(sitting.presence(case.member), voice)


def _sources(presence: Presence, voice: Voice) -> str:
    """The newest word of each source with its time."""
    said = []
    for source in dict.fromkeys(s.source for s in presence.sightings):
        last = presence.last_of(source)
        if last is not None:
            key = "doubt.source.inside" if last.inside else "doubt.source.outside"
            said.append(voice.say(key, source=voice.term(source), time=voice.second(last.at)))
    return "; ".join(said)


def _buttons(sitting: Sitting, case: Case, voice: Voice) -> list[Block]:
    """What a clerk can decide: for a stranger three ways, the third in a row of its own."""
    data = {"sitting": str(sitting.id), "case": int(case.id)}
    if _kind(case).of_a_stranger:
        refuse = press(voice.say("admission.refuse"), "doubt.settle", {**data, "ruling": "refused"})
        if case.doubt is DoubtKind.ANONYMOUS:
            return [row(refuse)]
        other = press(voice.say("doubt.other"), "doubt.other", data)
        admit = press(voice.say("admission.admit"), "doubt.settle", {**data, "ruling": "admitted"})
        return [row(admit, refuse), row(other)]
    answers = [DoubtRuling.HERE, DoubtRuling.GONE] if _kind(case).of_presence else [DoubtRuling.NOTED]
    return rows(
        [
            press(voice.say(f"doubt.answer.{_ANSWERS[a]}"), "doubt.settle", {**data, "ruling": _ANSWERS[a]})
            for a in answers
        ]
    )


def _decided(sitting: Sitting, case: Case, voice: Voice) -> str:
    by = sitting.name(case.settled_by) if case.settled_by else voice.say("by.system")
    time = voice.second(case.settled_at) if case.settled_at is not None else ""
    ruling = case.ruling.name.lower() if case.ruling is not None else "noted"
    member = sitting.name(MemberId(case.member)) if case.member else ""
    return voice.say(f"doubt.ruled.{ruling}", member=member, name=by, time=time)
