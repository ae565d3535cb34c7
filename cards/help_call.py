"""A call for help on the technicians' card: who, how to reach them, what failed, who takes care of it."""

from collections.abc import Iterable
from datetime import datetime

from cards.build import Block, Card, card, facts, heading, item_name, marked, press, rows, text
from cards.devices import device_line
from council.ballots import Phase
from council.devices import Device
from council.helping import HelpCall, Wish, open_calls
from council.roster import Member
from council.sitting import Sitting
from wording.voice import Voice, voice_of

MOST_NAMES = 6
_WISHES = {Wish.CALL_ME: "call_me", Wish.NO_CARD: "no_card", Wish.DISTURBED: "disturbed"}


def help_call_card(sitting: Sitting, call: HelpCall, device: Device | None = None) -> Card:
    """One call for help with `Übernehmen` and `Erledigt`, edited in place until it is done."""
    voice = voice_of(sitting)
    title = voice.say(f"help.request.{_WISHES[call.wishes[-1]]}", name=sitting.name(call.member))
    body: list[Block] = [heading(title)]
    if call.open:
        body += _ballot(sitting, call, voice)
    body += facts(_about(sitting, call, device, voice))
    if call.taken_at is not None:
        taken = {"name": sitting.name(call.taken_by), "time": voice.clock(call.taken_at)}
        body.append(text(voice.say("help.call.taken", **taken), bold=True))
    if call.done_at is not None:
        by = sitting.name(call.done_by) if call.done_by else voice.say("by.system")
        done = voice.say("help.call.done", name=by, time=voice.clock(call.done_at))
        body.append(text(done, bold=True))
    return card(marked(sitting, [*body, *_buttons(sitting, call, voice)]), summary=title)


def _ballot(sitting: Sitting, call: HelpCall, voice: Voice) -> list[Block]:
    """That a ballot runs, and whether this person's vote is still missing in it."""
    ballot = sitting.ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        return []
    missing = call.member in ballot.waiting and not (ballot.by_hands or ballot.boxed)
    key = "help.call.ballot.missing" if missing else "help.call.ballot"
    return [text(voice.say(key, ballot=ballot.id), bold=True)]


def _about(
    sitting: Sitting, call: HelpCall, device: Device | None, voice: Voice
) -> Iterable[tuple[str, str]]:
    member = sitting.member(call.member)
    phone = member.contact.phone if member is not None else ""
    yield voice.say("help.request.phone"), phone or voice.say("help.request.no_phone")
    yield voice.say("help.call.device"), device_line(device, voice)
    wishes = [voice.say(f"help.call.wish.{_WISHES[wish]}") for wish in call.wishes]
    yield voice.say("help.call.failed"), voice.listing(wishes)
    yield voice.say("help.call.since"), voice.second(call.at)
    where = item_name(voice, sitting.item) if sitting.item and sitting.public else ""
    number = voice.say("ballot.number", ballot=sitting.ballot.id) if sitting.ballot else ""
    yield voice.say("help.request.where"), " · ".join(filter(None, (where, number)))
    if member is not None and member.entitled:
        yield voice.say("help.call.disturbance"), _disturbance(sitting, call, voice)


def _disturbance(sitting: Sitting, call: HelpCall, voice: Voice) -> str:
    """A call for help takes nobody out; only a disturbance that is noted does."""
    since = sitting.presence(call.member).disturbed
    if since is None:
        return voice.say("help.call.disturbance.none")
    return voice.say("help.call.disturbance.since", time=voice.clock(since))


def _buttons(sitting: Sitting, call: HelpCall, voice: Voice) -> list[Block]:
    if not call.open:
        return []
    data = {"sitting": str(sitting.id), "help": call.number}
    done = press(voice.say("help.call.finish"), "help.done", data)
    if call.taken_at is not None:
        return rows([done])
    return rows([press(voice.say("help.call.take"), "help.take", data), done])


def calls_line(sitting: Sitting, voice: Voice) -> str:
    """Who waits for help, for chair and office: "1 Störung (Can Çelik)"; "" while nobody does."""
    waiting = open_calls(sitting.helps)
    if not waiting:
        return ""
    names = [sitting.name(call.member) for call in waiting]
    more = ["…"] if len(names) > MOST_NAMES else []
    listed = ", ".join([*names[:MOST_NAMES], *more])
    return voice.say("help.calls", n=len(waiting), names=listed)


def outside_call_card(voice: Voice, member: Member, wish: Wish, device: Device | None, at: datetime) -> Card:
    """A call for help that no record holds: outside every sitting, or while nothing can be written."""
    title = voice.say(f"help.request.{_WISHES[wish]}", name=member.name)
    about = [
        (voice.say("help.request.phone"), member.contact.phone or voice.say("help.request.no_phone")),
        (voice.say("help.call.device"), device_line(device, voice)),
        (voice.say("help.request.at"), voice.second(at)),
    ]
    return card([heading(title), *facts(about)], summary=title)
