"""Devices: the check in one's own chat, the practice ballot, and the office's table of both."""

from collections.abc import Iterable, Mapping, Sequence

from cards.build import Block, Card, card, facts, heading, press, row, text
from council.ballots import Choice
from council.devices import Device
from council.ids import MemberId
from council.roster import Member
from council.sitting import Sitting
from wording.voice import Voice, voice_of

PRACTICE_VERB = "practice.cast"
MOST_LISTED = 40
_CHOICES = (Choice.YES, Choice.NO, Choice.ABSTAIN)


def device_line(device: Device | None, voice: Voice) -> str:
    """The client as it was seen last: "iOS, zuletzt 18:02 Uhr"."""
    if device is None or device.seen_at is None:
        return voice.say("device.unseen")
    named = device.platform or voice.say("device.unnamed")
    return voice.say("device.seen", client=named, time=voice.moment(device.seen_at))


def device_check_card(voice: Voice, device: Device | None = None, *, sitting: str = "") -> Card:
    """The device check ("Gerätetest"): a press that goes all the way, then one's word on camera and sound."""
    data = {"sitting": sitting} if sitting else {}
    body: list[Block] = [heading(voice.say("device.check.title")), text(voice.say("device.check.how"))]
    if device is not None and device.pressed_at is not None:
        body.append(text(pressed_line(device, voice), bold=True))
        body += facts(_client(device, voice))
    body.append(row(press(voice.say("device.check.works"), "device.press", data)))
    for part, known in (("camera", _camera(device)), ("microphone", _microphone(device))):
        body.append(text(voice.say(f"device.{part}.{_word(known)}"), apart=True))
        works = press(voice.say(f"device.{part}.works"), f"device.{part}", {**data, "works": True})
        fails = press(voice.say(f"device.{part}.fails"), f"device.{part}", {**data, "works": False})
        body.append(row(works, fails))
    return card(body, summary=voice.say("device.check.title"))


def pressed_line(device: Device, voice: Voice) -> str:
    """That the device can vote, as its last press has shown; "" while there was none."""
    key = "device.check.pressed.message" if device.by_message else "device.check.pressed"
    return voice.say(key, time=voice.second(device.pressed_at)) if device.pressed_at else ""


def _client(device: Device, voice: Voice) -> Iterable[tuple[str, str]]:
    """What Teams reports of the client."""
    yield voice.say("device.client"), device.platform or voice.say("device.unnamed")
    yield voice.say("device.language"), " · ".join(filter(None, (device.locale, device.country)))


def _camera(device: Device | None) -> bool | None:
    return device.camera if device is not None else None


def _microphone(device: Device | None) -> bool | None:
    return device.microphone if device is not None else None


def _word(known: bool | None) -> str:
    return "asked" if known is None else "good" if known else "bad"


def practice_card(sitting: Sitting, number: int, question: str = "", *, pressed: bool = False) -> Card:
    """A practice ballot for the meeting chat; *pressed*: the answer to a press, which counts nothing."""
    voice = voice_of(sitting)
    data = {"sitting": str(sitting.id), "practice": number}
    body: list[Block] = [
        text(voice.say("probe.mark"), bold=True),
        heading(voice.say("practice.title")),
        text(question or voice.say("practice.question")),
        text(voice.say("practice.how")),
    ]
    if pressed:
        body.append(text(voice.say("practice.pressed"), bold=True))
    buttons = [press(voice.term(choice), PRACTICE_VERB, data) for choice in _CHOICES]
    summary = f"{voice.say('probe.mark')} · {voice.say('practice.title')}"
    return card(body, summary=summary, actions=buttons)


def practice_over_card(sitting: Sitting) -> Card:
    """The practice ballot once it is over, without buttons."""
    voice = voice_of(sitting)
    body = [text(voice.say("probe.mark"), bold=True), text(voice.say("practice.over"))]
    return card(body, summary=f"{voice.say('probe.mark')} · {voice.say('practice.over')}")


def devices_card(
    people: Sequence[Member], devices: Mapping[str, Device], voice: Voice, *, probe: bool = False
) -> Card:
    """The office's table: who has pressed, by which client, who has not, with telephone.

    ``devices`` go by Entra object id. Long lists are cut, and it is said how many are left out.
    """
    known = {member.id: devices.get(member.contact.entra_id.lower()) for member in people}
    pressed = [m for m in people if (d := known[m.id]) is not None and d.pressed_at is not None]
    silent = [m for m in people if m not in pressed]
    body: list[Block] = [text(voice.say("probe.mark"), bold=True)] if probe else []
    body.append(heading(voice.say("devices.title")))
    body.append(text(voice.say("devices.pressed", n=len(pressed), all=len(people)), bold=True))
    body += facts(_by_client(pressed, known, voice))
    body += _list("devices.silent", [(m.name, _reach(m, known[m.id], voice)) for m in silent], voice)
    body += _list("devices.broken", list(_broken(people, known, voice)), voice)
    body += _list("devices.guests", list(_guests(people, known, voice)), voice)
    body.append(text(voice.say("devices.file"), subtle=True))
    return card(body, summary=voice.say("devices.title"))


Known = Mapping[MemberId, Device | None]


def _by_client(pressed: Sequence[Member], known: Known, voice: Voice) -> Iterable[tuple[str, str]]:
    """The clients with the names of those who pressed there, the most frequent first."""
    clients: dict[str, list[str]] = {}
    for member in pressed:
        device = known[member.id]
        name = (device.pressed_on if device is not None else "") or voice.say("device.unnamed")
        clients.setdefault(name, []).append(member.name)
    for name, people in sorted(clients.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield f"{name} ({len(people)})", ", ".join(people)


def _reach(member: Member, device: Device | None, voice: Voice) -> str:
    """How to reach somebody who has not pressed, and what they were seen with."""
    phone = member.contact.phone or voice.say("help.request.no_phone")
    client = device.platform if device is not None else ""
    return " · ".join(filter(None, (phone, client)))


def _broken(people: Sequence[Member], known: Known, voice: Voice) -> Iterable[tuple[str, str]]:
    for member in people:
        device = known[member.id]
        parts = [("camera", _camera(device)), ("microphone", _microphone(device))]
        bad = [voice.say(f"devices.{part}") for part, works in parts if works is False]
        if bad:
            yield member.name, f"{voice.listing(bad)} · {_reach(member, None, voice)}"


def _guests(people: Sequence[Member], known: Known, voice: Voice) -> Iterable[tuple[str, str]]:
    """Guests on Android, for whom cards are known to fail."""
    for member in people:
        device = known[member.id]
        if device is not None and device.cannot_press:
            key = "devices.guest.told" if device.told_at is not None else "devices.guest.not_told"
            yield member.name, f"{voice.say(key)} · {_reach(member, None, voice)}"


def _list(key: str, pairs: Sequence[tuple[str, str]], voice: Voice) -> list[Block]:
    """A heading with its number and the list below it, shortened in words."""
    if not pairs:
        return []
    found: list[Block] = [heading(voice.say(key, n=len(pairs)), "Default"), *facts(pairs[:MOST_LISTED])]
    more = len(pairs) - MOST_LISTED
    return [*found, text(voice.say("devices.more", n=more), subtle=True)] if more > 0 else found
