"""The messages of a sitting, each drawn from its newest state.

Every function gives a drawing: a function from the sitting to the activity that ought to
stand in a slot, or to None where nothing is owed there any more.
"""

from collections.abc import Callable
from datetime import datetime

from bot.hub import Hub
from bot.owed import Activity
from bot.turns import control_turn
from cards.acts import (
    break_card,
    closed_part_card,
    end_card,
    item_card,
    opening_card,
    public_part_card,
    resumed_card,
)
from cards.admission import admission_list_card
from cards.alone import alone_card
from cards.attendance import attendance_card
from cards.ballots import ballot_view
from cards.build import Card, activity_of, notice_card
from cards.control import control_card
from cards.doubts import doubt_card
from cards.office import confirm_card
from cards.presence import admission_card, sign_in_card
from cards.results import result_card
from council.ballots import Phase
from council.ids import BallotId, CaseId, MemberId
from council.record import short_head
from council.sitting import Sitting, Stage
from council.whereabouts import seen_only, signed_in
from wording.voice import voice_of

Draw = Callable[[Sitting], Activity | None]


def sign_in(hub: Hub) -> Draw:
    """The sign-in card; without its buttons once the sitting has ended."""
    settings = hub.settings

    def draw(sitting: Sitting) -> Activity:
        if sitting.stage is Stage.ENDED:
            return _notice(sitting, voice_of(sitting).say("sign_in.over"))
        phones = {"support_phone": settings.support_phone, "office_phone": settings.office_phone}
        return activity_of(sign_in_card(sitting, **phones))

    return draw


def sign_in_elsewhere(sitting: Sitting) -> Activity:
    """The sign-in card of a meeting in which the sitting does not go on."""
    key = "sign_in.over" if sitting.stage is Stage.ENDED else "rooms.sign_in_elsewhere"
    return _notice(sitting, voice_of(sitting).say(key))


def opening(sitting: Sitting) -> Activity:
    """The opening with presence and quorum."""
    return activity_of(opening_card(sitting))


def item(number: str) -> Draw:
    """The card of a called item, and what has become of it."""

    def draw(sitting: Sitting) -> Activity | None:
        found = sitting.agenda.get(number)
        return activity_of(item_card(sitting, found)) if found is not None else None

    return draw


def pause(number: int) -> Draw:
    """The break with this number, and from when to when it lasted."""

    def draw(sitting: Sitting) -> Activity:
        over = number <= len(sitting.breaks) and sitting.breaks[number - 1][1] is not None
        return activity_of(resumed_card(sitting) if over else break_card(sitting))

    return draw


def break_elsewhere(sitting: Sitting) -> Activity:
    """The break after which the sitting goes on in another meeting."""
    return _notice(sitting, voice_of(sitting).say("rooms.break_elsewhere"))


def closed_part(sitting: Sitting) -> Activity:
    """That the public is excluded; nothing of what is dealt with then."""
    return activity_of(closed_part_card(sitting))


def alone(begun: datetime) -> Draw:
    """The question whether somebody is alone in the room, while that closed part lasts."""

    def draw(sitting: Sitting) -> Activity | None:
        lasts = not sitting.public and sitting.closed_since == begun
        return activity_of(alone_card(sitting)) if lasts else alone_over(sitting)

    return draw


def alone_over(sitting: Sitting) -> Activity:
    """The closed part is over, and nothing is to be confirmed any more."""
    return _notice(sitting, voice_of(sitting).say("rooms.alone.over"))


def public_part(sitting: Sitting) -> Activity:
    """That the public is admitted again."""
    return activity_of(public_part_card(sitting))


def end(hub: Hub) -> Draw:
    """The end with the head of the record, or that it was taken back."""

    def draw(sitting: Sitting) -> Activity | None:
        if sitting.stage is not Stage.ENDED:
            return _notice(sitting, voice_of(sitting).say("end.taken_back"))
        head = hub.heads.get(sitting.id, "")
        return activity_of(end_card(sitting, short_head(head) if head else ""))

    return draw


def ballot(number: BallotId) -> Draw:
    """The ballot's card in whatever phase it is."""

    def draw(sitting: Sitting) -> Activity:
        return activity_of(ballot_view(sitting.ballots[number], sitting))

    return draw


def result(number: BallotId) -> Draw:
    """The result as it was declared; it stands even where the ballot was repeated later."""

    def draw(sitting: Sitting) -> Activity | None:
        declared = sitting.ballots[number]
        if declared.outcome is None or declared.phase not in (Phase.DECLARED, Phase.SUPERSEDED):
            return None
        return activity_of(result_card(declared, sitting))

    return draw


def admission_list(hub: Hub, number: int) -> Draw:
    """The list of those who are admitted together; none is posted while nobody waits."""
    slot = f"admission:{number}"

    def draw(sitting: Sitting) -> Activity | None:
        waits = number in sitting.lists or signed_in(sitting) or seen_only(sitting)
        if not waits and not hub.outbox.posted(sitting.id, slot):
            return None
        return activity_of(admission_list_card(sitting, number))

    return draw


def admission(number: CaseId) -> Draw:
    """One sign-in that is decided by itself."""

    def draw(sitting: Sitting) -> Activity | None:
        found = sitting.cases.get(number)
        return activity_of(admission_card(sitting, [found])) if found is not None else None

    return draw


def doubt(number: CaseId) -> Draw:
    """One doubt about who is there."""

    def draw(sitting: Sitting) -> Activity | None:
        found = sitting.cases.get(number)
        return activity_of(doubt_card(sitting, found)) if found is not None else None

    return draw


def case(number: int) -> Draw:
    """What waits for a second person, and what came of it."""

    def draw(sitting: Sitting) -> Activity | None:
        found = next((c for c in sitting.cases.values() if c.id == number), None)
        return activity_of(confirm_card(sitting, found)) if found is not None else None

    return draw


def not_recused(item: str) -> Draw:
    """For whoever had reported their bias: it was decided that there is none."""

    def draw(sitting: Sitting) -> Activity:
        return _notice(sitting, voice_of(sitting).say("recusal.lifted", item=item))

    return draw


def attendance(sitting: Sitting) -> Activity | None:
    """The attendance report, once the sitting has ended."""
    over = sitting.stage is Stage.ENDED
    return activity_of(attendance_card(sitting, final=True)) if over else None


def control(hub: Hub, turn: int, whose: MemberId, *, operated: bool = False) -> Draw:
    """The control card in force; the ones before it lose their buttons."""
    slot = f"control:{turn}@{'office' if operated else whose}"

    def draw(sitting: Sitting) -> Activity | None:
        if control_turn(sitting) != turn or (sitting.chair != whose and not operated):
            return control_over(hub, slot)(sitting)
        return activity_of(control_view(hub, sitting, mirror=operated))

    return draw


def control_view(hub: Hub, sitting: Sitting, *notices: str, mirror: bool = False) -> Card:
    """The control card as it is now, with *notices* above what else is to be said."""
    return control_card(sitting, hints=(*notices, *hub.hints(sitting)), mirror=mirror)


def control_over(hub: Hub, slot: str) -> Draw:
    """An earlier control card: what it was for, and no button; one never posted is not posted any more."""
    turn = int(slot.removeprefix("control:").partition("@")[0])

    def draw(sitting: Sitting) -> Activity | None:
        return _control_over(sitting, turn) if hub.outbox.posted(sitting.id, slot) else None

    return draw


def _control_over(sitting: Sitting, turn: int) -> Activity:
    voice = voice_of(sitting)
    number = sitting.calls[turn - 1][1] if 0 < turn <= len(sitting.calls) else ""
    words = voice.say("control.over_item", item=number) if number else voice.say("control.over")
    return _notice(sitting, words)


def _notice(sitting: Sitting, words: str) -> Activity:
    """A sentence about a sitting; one of a practice sitting says that it is one."""
    mark = voice_of(sitting).say("probe.mark") if sitting.probe else ""
    return activity_of(notice_card(words, title=mark))
