"""What is shown on request: the quorum, a result, an open ballot or the sign-in card once more."""

from collections.abc import Callable

from bot import scenes
from bot.asking import Asked
from bot.bindings import meeting_chat
from bot.heard import Place
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.replies_out import Answer, say_card
from bot.second_way import send_ballot
from cards.acts import quorum_card
from cards.build import Card, activity_of
from cards.check import closed_check_card
from cards.results import result_card
from council import commands as cmd
from council.authority import as_chair, require_no_ballot, require_not_ended
from council.ballots import Phase
from council.errors import NoBallotOpen, RoleNeeded
from council.roster import Role
from council.sitting import Sitting

QUORUM_SECONDS = 60
"""How often the quorum is told in the meeting's chat; in between it is told to whoever asks."""


async def quorum(asked: Asked) -> Answer | None:
    """In the meeting's chat for all, unless a ballot is under way there; else for who asks."""
    card = quorum_card(asked.held)
    silent = asked.place is not Place.MEETING or asked.member is None or asked.held.ballot is not None
    pause = QUORUM_SECONDS / asked.hub.settings.outbox_speed
    if silent or not asked.hub.may_speak(asked.held.id, "quorum", seconds=pause):
        return say_card(card)
    sitting = asked.held.id
    for slot, _ in asked.hub.outbox.standing(sitting, "quorum:"):
        await asked.hub.outbox.retract(sitting, slot)  # the one asked for before is out of date
    shown = activity_of(card)
    heard = meeting_chat(asked.heard.chat.conversation)
    room = heard if heard == asked.held.closed_meeting else asked.held.meeting
    _owe(asked, f"quorum:{asked.heard.id}", lambda: shown, Urgency.NORMAL, chat=room)
    return None


async def result(asked: Asked) -> Answer | None:
    """The newest declared result, or that of an item."""
    _require_leading(asked)
    number = asked.args.number
    declared = [
        b
        for b in asked.held.ballots.values()
        if b.phase is Phase.DECLARED and (number is None or (b.item == number and not b.procedural))
    ]
    if not declared:
        raise NoBallotOpen
    return say_card(result_card(declared[-1], asked.held))


async def card_again(asked: Asked) -> Answer | None:
    """The open ballot's card again at the bottom, edited later with the first one."""
    _require_leading(asked)
    sitting = asked.held
    ballot = sitting.ballot
    if ballot is None or ballot.phase is not Phase.OPEN:
        raise NoBallotOpen
    room = sitting.meeting if ballot.public else sitting.closed_meeting
    if not room:
        for member in ballot.waiting:
            send_ballot(asked.hub, sitting, ballot.id, member, again=asked.heard.id)
        return asked.noted()
    asked.hub.troubles.pop(sitting.id, None)
    draw, newest = scenes.ballot(ballot.id), _newest(asked)
    slot = f"ballot:{ballot.id}+{asked.heard.id}"
    _owe(asked, slot, lambda: draw(newest()), Urgency.BALLOT, chat=room)
    return asked.done()


def _require_leading(asked: Asked) -> None:
    member = asked.member
    if member is not None and not member.has(Role.OFFICE):
        as_chair(asked.held, cmd.CloseBallot(**asked.head()), asked.hub.now())
    if member is None:
        raise RoleNeeded(roles=(Role.OFFICE.value,))


async def sign_in_card(asked: Asked) -> Answer | None:
    """The sign-in card once more at the bottom of the meeting's chat."""
    sitting = asked.held
    if asked.member is None or not asked.member.has(Role.OFFICE):
        raise RoleNeeded(roles=(Role.OFFICE.value,))
    require_not_ended(sitting)
    require_no_ballot(sitting)
    for slot, _ in asked.hub.outbox.standing(sitting.id, "sign-in:"):
        if slot not in ("sign-in:1", f"sign-in:{asked.heard.id}"):
            await asked.hub.outbox.retract(sitting.id, slot)
    draw = scenes.sign_in(asked.hub)
    newest = _newest(asked)
    _owe(asked, f"sign-in:{asked.heard.id}", lambda: draw(newest()), Urgency.NORMAL)
    return asked.done()


def _newest(asked: Asked) -> Callable[[], Sitting]:
    sitting = asked.held
    return lambda: asked.hub.desk.sitting(sitting.id) or sitting


def _owe(
    asked: Asked, slot: str, render: Callable[[], Activity | None], urgency: Urgency, *, chat: str = ""
) -> None:
    """Owe a message to the meeting's chat; only what is urgent may stand twice rather than not at all."""
    owed = Owed(
        sitting=asked.held.id,
        slot=slot,
        chat=chat or asked.held.meeting,
        urgency=urgency,
        repeatable=urgency.first,
        render=render,
    )
    asked.hub.outbox.owe(owed)


def check_card(hub: Hub, sitting: Sitting) -> Card:
    """The check before the closed part, with who else was seen in its room."""
    inside, as_of = hub.room_guests.get(sitting.id, ((), None))
    return closed_check_card(sitting, inside=inside, as_of=as_of)
