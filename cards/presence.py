"""Coming in: signing in, waiting, being admitted, and what the office decides about it."""

from collections.abc import Iterable, Mapping, Sequence

from cards.build import Block, Card, card, facts, heading, marked, press, row, text
from council.ids import MemberId
from council.presence import Presence
from council.roster import Member
from council.sitting import Case, Sitting
from wording.voice import Voice, voice_of

MOST_CASES = 8


def phone_facts(voice: Voice, office: str, support: str) -> list[tuple[str, str]]:
    """The numbers to call, those that are set."""
    return [(voice.say("phone.office"), office), (voice.say("phone.support"), support)]


def sign_in_row(sitting: Sitting, voice: Voice) -> Block:
    """The two buttons with which people sign in: `Anwesend` and `Hilfe`."""
    data = {"sitting": str(sitting.id)}
    return row(
        press(voice.say("sign_in.button"), "presence.sign_in", data),
        press(voice.say("help.button"), "help.show", data),
    )


def sign_in_card(sitting: Sitting, *, office_phone: str = "", support_phone: str = "") -> Card:
    """The invitation to sign in by name, for the meeting chat."""
    voice = voice_of(sitting)
    body: list[Block] = [
        heading(voice.say("sign_in.title")),
        text(f"{sitting.title} · {voice.moment(sitting.starts)}"),
        text(voice.say("sign_in.confirms")),
        *_opened(sitting, voice),
        *facts(phone_facts(voice, office_phone, support_phone)),
        sign_in_row(sitting, voice),
    ]
    return card(marked(sitting, body), summary=f"{voice.say('sign_in.title')} · {sitting.title}")


def _opened(sitting: Sitting, voice: Voice) -> list[Block]:
    """Once the sitting is open: that whoever was admitted need do nothing more."""
    if sitting.opened_at is None:
        return []
    return [text(voice.say("sign_in.opened", time=voice.clock(sitting.opened_at)))]


def signed_in_card(
    sitting: Sitting, member: MemberId, *, office_phone: str = "", support_phone: str = ""
) -> Card:
    """The answer to "Anwesend": wait for the office, or admitted since when."""
    voice = voice_of(sitting)
    presence = sitting.presence(member)
    body: list[Block] = [
        heading(voice.say("sign_in.title")),
        text(_standing(presence, voice), bold=True),
        *facts(phone_facts(voice, office_phone, support_phone)),
    ]
    if not presence.here:
        body.append(row(press(voice.say("help.button"), "help.show", {"sitting": str(sitting.id)})))
    return card(marked(sitting, body), summary=voice.say("sign_in.title"))


def _standing(presence: Presence, voice: Voice) -> str:
    again = presence.confirmed_at
    if presence.here and again is not None and again >= presence.spells[-1].since:
        return voice.say("sign_in.back", time=voice.clock(again))
    if presence.here:
        return voice.say("sign_in.admitted", time=voice.clock(presence.spells[-1].since))
    if presence.waiting and presence.signed_in_at is not None:
        return voice.say("sign_in.waiting", time=voice.clock(presence.signed_in_at))
    if presence.refused:
        return voice.say("sign_in.refused")
    if presence.spells and presence.spells[-1].until is not None:
        return voice.say("sign_in.left", time=voice.clock(presence.spells[-1].until))
    return voice.say("sign_in.unknown")


def admission_card(
    sitting: Sitting, cases: Sequence[Case], *, matched: Mapping[MemberId, str] | None = None
) -> Card:
    """Up to eight people who signed in, for the office: each with its two buttons.

    Decided ones become a line. ``matched`` says by what a person was recognised
    (``entra_id``, ``upn``, ``email``, ``code``); the account's own id where it says nothing.
    """
    voice = voice_of(sitting)
    how = matched or {}
    shown = [sitting.cases.get(case.id, case) for case in cases[:MOST_CASES]]
    open_ones = len([case for case in shown if not case.settled])
    body: list[Block] = [heading(voice.say("admission.title", n=open_ones))]
    for case in shown:
        body += _case(sitting, case, how.get(case.member, "entra_id"), voice)
    return card(marked(sitting, body), summary=voice.say("admission.title", n=open_ones))


def _case(sitting: Sitting, case: Case, how: str, voice: Voice) -> list[Block]:
    member = sitting.member(case.member)
    name = text(sitting.name(case.member), bold=True, apart=True)
    if case.settled:
        return [name, text(_decided(sitting, case, voice))]
    about = [facts(_about(member, voice))] if member is not None else []
    signed = voice.say("admission.signed_in", time=voice.second(case.at), how=voice.say(f"matched.{how}"))
    data = {"sitting": str(sitting.id), "case": int(case.id)}
    return [
        name,
        *(block for blocks in about for block in blocks),
        text(signed, subtle=True),
        row(
            press(voice.say("admission.admit"), "admission.admit", data),
            press(voice.say("admission.refuse"), "admission.refuse", data),
        ),
    ]


def _about(member: Member, voice: Voice) -> Iterable[tuple[str, str]]:
    yield voice.say("member.group"), member.group or voice.say("group.none")
    yield voice.say("member.role"), roles_of(member, voice)
    key = "member.entitled" if member.entitled else "member.not_entitled"
    yield voice.say("member.vote"), voice.say(key)


def roles_of(member: Member, voice: Voice) -> str:
    """All roles of a person in words."""
    return voice.listing([voice.term(role) for role in member.roles])


def _decided(sitting: Sitting, case: Case, voice: Voice) -> str:
    presence = sitting.presence(case.member)
    by = sitting.name(case.settled_by) if case.settled_by else voice.say("by.system")
    if presence.refused:
        return voice.say("admission.refused", name=by)
    spell = next((s for s in presence.spells if s.since >= case.at), None)
    if spell is None:
        return voice.say("admission.settled", name=by)
    return voice.say("admission.admitted", time=voice.clock(spell.since), name=by)
