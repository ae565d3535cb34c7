"""Calls for help and devices, as the gallery and the tests of their cards need them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import cards
from cards.build import Card
from cards.faults import KINDS
from council import events as ev
from council.devices import Device
from council.helping import Wish
from council.roster import Contact
from council.sitting import Sitting
from tests import cast
from wording.voice import voice_of

CALLED = cast.START + timedelta(minutes=42)
PHONE = Device(account=cast.entra_id(3), platform="iOS", locale="de-DE", country="DE", seen_at=cast.START)


def called(sitting: Sitting, *wishes: Wish, who: str = cast.MEMBER) -> Sitting:
    """The sitting after somebody has called for help."""
    member = cast.MEMBER if who == cast.MEMBER else next(m.id for m in cast.PEOPLE if m.id == who)
    number = len(sitting.helps) + 1
    asked = [ev.HelpRequested(at=CALLED, by=member, help=number, member=member, wish=w) for w in wishes]
    return cast.after(sitting, *asked)


def taken(sitting: Sitting, number: int = 1) -> Sitting:
    """The sitting after a technician took a call over."""
    return cast.after(sitting, ev.HelpTaken(at=CALLED + timedelta(minutes=1), by=cast.SUPPORT, help=number))


def done(sitting: Sitting, number: int = 1) -> Sitting:
    """The sitting after a call was done."""
    return cast.after(sitting, ev.HelpDone(at=CALLED + timedelta(minutes=5), by=cast.SUPPORT, help=number))


def pressed(device: Device = PHONE, **more: object) -> Device:
    """The device after its check."""
    known = {"pressed_at": CALLED, "pressed_on": device.platform, "camera": True, "microphone": False}
    return replace(device, **(known | more))  # type: ignore[arg-type]


def cards_of(language: str, probe: bool) -> Iterator[tuple[str, Card]]:
    """The cards about help and devices in every state."""
    sitting = cast.balloting(cast.opened(language=language, probe=probe), "6")
    waiting = called(sitting, Wish.NO_CARD, Wish.CALL_ME)
    (call,) = waiting.helps
    yield "help_call-waiting", cards.help_call_card(waiting, call, PHONE)
    quiet = called(cast.prepared(language=language, probe=probe), Wish.DISTURBED)
    yield "help_call-unseen", cards.help_call_card(quiet, quiet.helps[0])
    yield "help_call-taken", cards.help_call_card(taken(waiting), taken(waiting).helps[0], PHONE)
    over = done(taken(waiting))
    yield "help_call-done", cards.help_call_card(over, over.helps[0], PHONE)
    yield "control-help", cards.control_card(waiting)
    voice = voice_of(sitting)
    who = cast.PEOPLE[2]
    yield "outside_call", cards.outside_call_card(voice, who, Wish.CALL_ME, PHONE, CALLED)
    bare = replace(who, contact=Contact())
    yield "outside_call-bare", cards.outside_call_card(voice, bare, Wish.NO_CARD, None, CALLED)
    yield "device_check", cards.device_check_card(voice)
    yield "device_check-pressed", cards.device_check_card(voice, pressed(), sitting=str(sitting.id))
    yield "device_check-message", cards.device_check_card(voice, pressed(by_message=True, camera=None))
    yield "device_check-unnamed", cards.device_check_card(voice, pressed(platform="", locale=""))
    yield "practice", cards.practice_card(sitting, 1)
    yield "practice-asked", cards.practice_card(sitting, 2, "Sehen Sie mich? [Ja](http://x)", pressed=True)
    yield "practice_over", cards.practice_over_card(sitting)
    people = tuple(m for m in cast.PEOPLE if m.entitled)
    some = {cast.entra_id(3): pressed(), cast.entra_id(4): replace(PHONE, platform="Android", guest=True)}
    yield "devices", cards.devices_card(people, some, voice, probe=probe)
    for kind in KINDS:
        yield f"fault-{kind}", cards.fault_card(voice, kind, since=cast.START, reason="503", day="1. 1. 2027")
    yield "fault-over", cards.fault_card(voice, "teams", since=cast.START, over=CALLED, reason="503")
    yield "devices-nobody", cards.devices_card(people, {}, voice)
