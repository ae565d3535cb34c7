"""The practice ballot in the meeting's chat: it counts nothing, stands on no record, and ends by itself.

It is over as soon as the sitting goes on: opened, an item called, a ballot open, another part, the end.
What is live is told from the sitting's state alone, so that no restart can revive a card.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.asking import Asked
from bot.device_work import note_press
from bot.heard import Heard
from bot.hub import Hub
from bot.owed import Activity, Urgency
from bot.owing import Draw, Owing
from bot.replies_out import Answer, say_card, say_text
from cards.build import activity_of
from cards.devices import PRACTICE_VERB, practice_card, practice_over_card
from council import commands as cmd
from council import events as ev
from council.authority import as_chair_or_office, require_no_ballot, require_not_ended
from council.ballots import Phase
from council.ids import SittingId
from council.roster import Member
from council.sitting import Sitting, Stage
from desk.desk import Entry
from desk.ports import NotConfirmed
from wording.voice import voice_of

log = structlog.get_logger(__name__)

TABLE = "practices"
LONGEST = 300
_ENDS = (
    ev.SittingOpened,
    ev.ItemCalled,
    ev.BallotOpened,
    ev.ClosedPartStarted,
    ev.PublicPartStarted,
    ev.SittingEnded,
    ev.MeetingMoved,
    ev.PreparationWithdrawn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The practice ballot begun last; ``mark`` is the sitting's state it belongs to, ``cause`` who asked."""

    number: int
    question: str
    mark: str
    cause: str

    def document(self) -> dict[str, Any]:
        """The practice as it stands in the registry."""
        return {"number": self.number, "question": self.question, "mark": self.mark, "cause": self.cause}

    @classmethod
    def of(cls, doc: Mapping[str, Any]) -> "Practice":
        """Read a practice of the registry."""
        number = doc.get("number")
        return cls(
            number=number if type(number) is int else 0,
            question=str(doc.get("question", "")),
            mark=str(doc.get("mark", "")),
            cause=str(doc.get("cause", "")),
        )


def mark_of(sitting: Sitting) -> str:
    """What a practice ballot is held against: another state, and it is over."""
    begun = sitting.opened_at is not None
    over = sitting.stage is Stage.ENDED or sitting.withdrawn
    parts = (len(sitting.calls), len(sitting.ballots), begun, over, sitting.public, sitting.meeting)
    return ":".join(str(part) for part in parts)


async def learn_practices(hub: Hub) -> None:
    """Read what was begun, here or by another instance."""
    for sitting, doc in (await hub.registry.all(TABLE)).items():
        hub.practices[SittingId(sitting)] = Practice.of(doc)


async def begin(asked: Asked) -> Answer | None:
    """Put a practice ballot into the meeting's chat, in the place of the one before."""
    hub, sitting = asked.hub, asked.held
    as_chair_or_office(sitting, cmd.CallNext(**asked.head()), hub.now())
    require_not_ended(sitting)
    require_no_ballot(sitting)
    before = hub.practices.get(sitting.id)
    if before is None or before.cause != asked.heard.id:
        number = before.number + 1 if before is not None else 1
        question = str(asked.args.reason)[:LONGEST] if sitting.public else ""
        practice = Practice(number=number, question=question, mark=mark_of(sitting), cause=asked.heard.id)
        hub.practices[sitting.id] = practice
        await _keep(hub, sitting.id, practice)
        await _clear(hub, sitting)
        _owe(hub, sitting, f"practice:{number}")
    return asked.noted("practice.posted")


async def _keep(hub: Hub, sitting: SittingId, practice: Practice) -> None:
    try:
        await hub.registry.put(TABLE, sitting, practice.document())
    except NotConfirmed as failure:
        log.warning("practice.not_noted", reason=failure.reason)


async def _clear(hub: Hub, sitting: Sitting) -> None:
    """The practice ballot before becomes its closed form; older ones are taken away."""
    standing = sorted(_standing(hub, sitting), key=_number_in)
    for slot in standing[:-1]:
        await hub.outbox.retract(sitting.id, slot)
    for slot in standing[-1:]:
        _owe(hub, sitting, slot)


def _standing(hub: Hub, sitting: Sitting) -> list[str]:
    return [slot for slot, _ in hub.outbox.standing(sitting.id, "practice:")]


def _number_in(slot: str) -> int:
    return int(slot.removeprefix("practice:"))


def _owe(hub: Hub, sitting: Sitting, slot: str) -> None:
    """Owe a practice ballot where it stands, or where the sitting is held now."""
    room = sitting.closed_meeting if not sitting.public else ""
    chat = dict(hub.outbox.standing(sitting.id, slot)).get(slot) or room or sitting.meeting
    hub.outbox.owe(Owing(hub).owed(sitting, slot, chat, drawn(hub, _number_in(slot)), Urgency.NORMAL))


def drawn(hub: Hub, number: int) -> Draw:
    """How a practice ballot is drawn: live, over, or not at all where it never stood."""

    def draw(sitting: Sitting) -> Activity | None:
        practice = _live(hub, sitting, number)
        if practice is not None:
            return activity_of(practice_card(sitting, number, practice.question))
        posted = hub.outbox.posted(sitting.id, f"practice:{number}")
        return activity_of(practice_over_card(sitting)) if posted else None

    return draw


def _live(hub: Hub, sitting: Sitting, number: int) -> Practice | None:
    """The practice ballot of this number while it may be pressed."""
    practice = hub.practices.get(sitting.id)
    running = practice is not None and practice.number == number and practice.mark == mark_of(sitting)
    return practice if running and sitting.ballot is None else None


class Practices:
    """Ends practice ballots when the sitting goes on, and answers their presses."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def verbs(self) -> dict[str, Callable[[Heard, Sitting, Member], Awaitable[Answer]]]:
        """The press by the name of its verb."""
        return {PRACTICE_VERB: self._pressed}

    def announce(self, entry: Entry) -> None:
        """Redraw the practice ballots that stand, once the sitting has gone on."""
        if any(isinstance(event, _ENDS) for event in entry.events):
            self._redraw(entry.sitting)

    async def recover(self) -> None:
        """Read after a restart what was begun, and make good what is still owed to cards that stand."""
        await learn_practices(self._hub)
        for held in self._hub.desk.sittings():
            self._redraw(held)

    def _redraw(self, sitting: Sitting) -> None:
        for slot in _standing(self._hub, sitting):
            _owe(self._hub, sitting, slot)

    async def _pressed(self, heard: Heard, sitting: Sitting, member: Member) -> Answer:
        """Answer like a receipt, and say that nothing was counted."""
        newest = self._hub.desk.sitting(sitting.id) or sitting
        voice, number = voice_of(newest), heard.value.get("practice")
        device = note_press(self._hub, heard)
        practice = _live(self._hub, newest, number) if type(number) is int else None
        if practice is None:
            return self._over(newest)
        if self._hub.settings.receipt == "message":
            return say_text(voice.say("practice.pressed"))
        log.info("practice.pressed", client=device.pressed_on)
        return say_card(practice_card(newest, practice.number, practice.question, pressed=True))

    def _over(self, sitting: Sitting) -> Answer:
        """A press that comes too late: nothing was counted; where a ballot is open, its card is meant."""
        ballot = sitting.ballot
        if ballot is not None and ballot.phase is Phase.OPEN and ballot.public:
            return say_text(voice_of(sitting).say("practice.over.ballot", ballot=ballot.id))
        return say_card(practice_over_card(sitting))
