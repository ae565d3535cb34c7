"""What each event owes Teams: which message in which chat, drawn when it is paid.

Nothing here sends. An entry of the desk becomes messages owed to the outbox, each in a
slot of its own, so that the same entry told twice (after a restart) owes nothing new. Cards
are drawn from the newest state, results from the ballot, which no longer changes.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot import scenes
from bot.bindings import OFFICE
from bot.hub import Hub
from bot.owed import Activity, Owed, Urgency
from bot.turns import CASES_PER_CARD, control_turn
from council import events as ev
from council.ballots import Ballot, Phase
from council.ids import BallotId, SittingId
from council.sitting import CaseKind, Sitting
from desk.desk import Entry

_ITEMS = (ev.ItemCalled, ev.ItemNoted, ev.ItemPassed, ev.ItemRemoved, ev.ItemPostponed)
_BALLOTS = (ev.BallotOpened, ev.BallotClosed, ev.BallotDeclared, ev.BallotCancelled, ev.BallotSuperseded)

OWED_FOR = timedelta(days=2)
"""How long after its end what a sitting owes is still owed after a restart."""

Draw = Callable[[Sitting], Activity | None]


class Stage:
    """Turns what has happened into what ought to stand in the chats."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def announce(self, entry: Entry) -> None:
        """Owe whatever *entry* calls for; never blocks."""
        for owed in self.owed(entry.sitting, entry.events):
            self._hub.outbox.owe(owed)

    async def recover(self) -> None:
        """Owe again, after a restart, whatever stands in the records of sittings at the desk."""
        for sitting in self._hub.desk.sittings():
            if sitting.ended_at is not None and self._hub.now() - sitting.ended_at > OWED_FOR:
                continue
            for owed in self.owed(sitting, await self._hub.desk.events(sitting.id)):
                self._hub.outbox.owe(owed)

    def owed(self, sitting: Sitting, events: tuple[ev.Event, ...]) -> Iterator[Owed]:
        """The messages that *events* call for; *sitting* is the state after them."""
        if sitting.withdrawn:
            return
        for event in events:
            yield from self._meeting(sitting, event)
            yield from self._office(sitting, event)
        if events:
            yield from self._leaders(sitting, moved=any(not isinstance(e, ev.VoteCast) for e in events))

    # --- the meeting's chat ----------------------------------------------------------

    def _meeting(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """What stands in the meeting's chat: acts of the sitting and ballots, nothing else."""
        if isinstance(event, _ITEMS):
            yield from self._item(sitting, event.item)
        elif isinstance(event, _BALLOTS):
            yield from self._ballot(sitting, event.ballot)
            if isinstance(event, ev.BallotDeclared):
                yield from self._result(sitting, event.ballot)
            if isinstance(event, ev.BallotDeclared | ev.BallotCancelled):
                yield from self._held_back(sitting)
        else:
            for slot, draw in self._acts(sitting, event):
                yield self._in_meeting(sitting, slot, draw)

    def _acts(self, sitting: Sitting, event: ev.Event) -> Iterator[tuple[str, Draw]]:
        """The acts of the sitting itself, each with its slot."""
        match event:
            case ev.AdmissionOpened():
                yield "sign-in:1", scenes.sign_in(self._hub)
            case ev.SittingOpened():
                yield "opening", scenes.opening
            case ev.BreakStarted() | ev.SittingResumed():
                number = len([b for b in sitting.breaks if b[0] <= event.at])
                yield f"break:{number}", scenes.pause(number)
            case ev.ClosedPartStarted():
                yield f"closed:{_place(event)}", scenes.closed_part
            case ev.PublicPartStarted():
                yield f"public:{_place(event)}", scenes.public_part
            case ev.SittingEnded() | ev.EndTakenBack():
                yield "end", scenes.end(self._hub)
                for slot, _ in self._hub.outbox.standing(sitting.id, "sign-in:"):
                    yield slot, scenes.sign_in(self._hub)
            case _:
                return

    def _item(self, sitting: Sitting, number: str) -> Iterator[Owed]:
        """The one card of a public item; nothing is posted between a ballot and its result."""
        item = sitting.agenda.get(number)
        if item is None or not item.public:
            return
        slot = f"item:{number}"
        if sitting.ballot is None or item.number == sitting.item or self._hub.outbox.posted(sitting.id, slot):
            yield self._in_meeting(sitting, slot, scenes.item(number))

    def _held_back(self, sitting: Sitting) -> Iterator[Owed]:
        """What became of items while a ballot was under way."""
        for item in sitting.agenda:
            if item.off and not self._hub.outbox.posted(sitting.id, f"item:{item.number}"):
                yield from self._item(sitting, item.number)

    def _ballot(self, sitting: Sitting, number: BallotId) -> Iterator[Owed]:
        """The ballot's card wherever it stands; a closed item's in the voters' own chats alone."""
        ballot = sitting.ballots[number]
        chats = {
            f"ballot:{number}@{chat}": chat for chat in self._voters(sitting, ballot) if not ballot.public
        }
        if ballot.public:
            again = self._hub.outbox.standing(sitting.id, f"ballot:{number}+")
            chats = {f"ballot:{number}": sitting.meeting, **dict(again)}
        chats |= dict(self._hub.outbox.standing(sitting.id, f"ballot:{number}@"))
        for slot, chat in chats.items():
            draw = self._while_of_use(slot, number)
            yield self._owed(sitting, slot, chat, draw, Urgency.BALLOT, again=True)

    def _while_of_use(self, slot: str, number: BallotId) -> Draw:
        """The ballot's card; nobody gets one in their own chat that has closed on its way there."""
        draw = scenes.ballot(number)

        def drawn(sitting: Sitting) -> Activity | None:
            over = "@" in slot and sitting.ballots[number].phase is not Phase.OPEN
            if over and not self._hub.outbox.posted(sitting.id, slot):
                return None
            return draw(sitting)

        return drawn

    def _voters(self, sitting: Sitting, ballot: Ballot) -> Iterator[str]:
        """The personal chats of a ballot's electorate."""
        for member in ballot.electorate:
            known = sitting.member(member)
            if known is not None and known.contact.entra_id:
                yield f"person:{known.contact.entra_id}"

    def _result(self, sitting: Sitting, number: BallotId) -> Iterator[Owed]:
        if sitting.ballots[number].public:
            slot = f"result:{number}"
            draw = scenes.result(number)
            yield self._owed(sitting, slot, sitting.meeting, draw, Urgency.RESULT, again=True)

    # --- the office ------------------------------------------------------------------

    def _office(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        match event:
            case ev.SignedIn() | ev.MemberAdmitted() | ev.AdmissionRefused():
                page = _page(sitting, event)
                if page is not None:
                    yield self._in_office(sitting, f"admission:{page}", scenes.admission(page))
            case ev.VoteEntered() | ev.HandsEntered() | ev.ChairRequested():
                yield from self._case(sitting, event.case)
            case ev.HandsConfirmed() | ev.EntryRejected():
                yield from self._case(sitting, event.case)
            case ev.VoteCast() | ev.ChairAssigned() | ev.BallotClosed() | ev.BallotCancelled():
                yield from self._settled(sitting, event)
            case ev.SittingEnded():
                yield self._in_office(sitting, "attendance", scenes.attendance)
            case ev.SittingPrepared():
                yield self._in_office(sitting, "board", scenes.board)
            case _:
                pass

    def _case(self, sitting: Sitting, number: int) -> Iterator[Owed]:
        case = next((c for c in sitting.cases.values() if c.id == number), None)
        if case is None:
            return
        yield self._in_office(sitting, f"case:{number}", scenes.case(number))
        chair = sitting.member(sitting.chair)
        one_clerk = len(sitting.clerks()) <= 1
        for_chair = case.kind is CaseKind.HANDS or (case.kind is CaseKind.VOTE and one_clerk)
        if for_chair and chair is not None and chair.contact.entra_id and case.entered_by != chair.id:
            chat = f"person:{chair.contact.entra_id}"
            yield self._owed(sitting, f"case:{number}@{chat}", chat, scenes.case(number), Urgency.NORMAL)

    def _settled(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """The confirmation cards that this event has settled are drawn again."""
        if isinstance(event, ev.VoteCast) and not any(
            c.kind is CaseKind.VOTE and c.member == event.member for c in sitting.cases.values()
        ):
            return
        for case in sitting.cases.values():
            over = case.settled and case.kind is not CaseKind.ADMISSION
            if over and self._hub.outbox.posted(sitting.id, f"case:{case.id}"):
                yield from self._case(sitting, case.id)

    # --- whoever leads ---------------------------------------------------------------

    def _leaders(self, sitting: Sitting, *, moved: bool) -> Iterator[Owed]:
        """The control card of the item under debate, and the office's board."""
        urgency = Urgency.NORMAL if moved else Urgency.PROGRESS
        turn = control_turn(sitting)
        chair = sitting.member(sitting.chair)
        if chair is not None and chair.contact.entra_id:
            chat = f"person:{chair.contact.entra_id}"
            slot = f"control:{turn}@{chair.id}"
            draw = scenes.control(self._hub, turn, chair.id)
            yield self._owed(sitting, slot, chat, draw, urgency, again=True)
        if sitting.operator or sitting.operator_office:
            slot = f"control:{turn}@office"
            draw = scenes.control(self._hub, turn, sitting.chair, operated=True)
            yield self._owed(sitting, slot, OFFICE, draw, urgency, again=True)
        if moved:
            yield from self._outdated(sitting, turn)
        yield self._owed(sitting, "board", OFFICE, scenes.board, urgency)

    def _outdated(self, sitting: Sitting, turn: int) -> Iterator[Owed]:
        """The control cards of before lose their buttons."""
        for slot, chat in self._hub.outbox.standing(sitting.id, "control:"):
            number, _, whose = slot.removeprefix("control:").partition("@")
            draw = scenes.control_over(self._hub, slot)
            if int(number) != turn or whose not in (sitting.chair, "office"):
                yield self._owed(sitting, slot, chat, draw, Urgency.PROGRESS)

    # --- building --------------------------------------------------------------------

    def _in_meeting(self, sitting: Sitting, slot: str, draw: Draw) -> Owed:
        return self._owed(sitting, slot, sitting.meeting, draw, Urgency.NORMAL)

    def _in_office(self, sitting: Sitting, slot: str, draw: Draw) -> Owed:
        return self._owed(sitting, slot, OFFICE, draw, Urgency.NORMAL)

    def _owed(
        self, sitting: Sitting, slot: str, chat: str, draw: Draw, urgency: Urgency, *, again: bool = False
    ) -> Owed:
        return Owed(
            sitting=sitting.id,
            slot=slot,
            chat=chat,
            urgency=urgency,
            repeatable=again,
            render=self._drawn(sitting.id, draw),
        )

    def _drawn(self, sitting: SittingId, draw: Draw) -> Callable[[], Activity | None]:
        def render() -> Activity | None:
            newest = self._hub.desk.sitting(sitting)
            return draw(newest) if newest is not None else None

        return render


def _place(event: ev.Event) -> str:
    """A name for something that happens now and then in a sitting."""
    return event.at.strftime("%H%M%S")


def _page(sitting: Sitting, event: Any) -> int | None:
    """On which admission card the sign-in of this member stands, None where there was none."""
    admissions = [c for c in sitting.cases.values() if c.kind is CaseKind.ADMISSION]
    places = [n for n, case in enumerate(admissions) if case.member == event.member]
    return places[-1] // CASES_PER_CARD if places else None
