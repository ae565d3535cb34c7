"""What each event owes Teams: which message in which chat, drawn when it is paid.

Nothing here sends. An entry of the desk becomes messages owed to the outbox, each in a
slot of its own, so that the same entry told twice (after a restart) owes nothing new. Cards
are drawn from the newest state, results from the ballot, which no longer changes.
"""

from collections.abc import Iterator
from datetime import timedelta

import structlog

from bot import scenes
from bot.bindings import OFFICE
from bot.board_scene import board
from bot.cases import Cases
from bot.comparison_cards import ComparisonCards
from bot.entries import Entries
from bot.help_cards import HelpCards
from bot.hub import Hub
from bot.office_ways import OfficeWays
from bot.owed import Activity, Owed, Urgency
from bot.owing import Draw, Owing, own_chat
from bot.staged_rooms import StagedRooms, place_of
from bot.turns import control_turn
from council import events as ev
from council.ballots import Ballot, Phase
from council.ids import BallotId
from council.sitting import Sitting
from desk.desk import Entry
from desk.ports import NotConfirmed

log = structlog.get_logger(__name__)

_ITEMS = (
    ev.ItemCalled,
    ev.ItemNoted,
    ev.ItemPassed,
    ev.ItemRemoved,
    ev.ItemPostponed,
    ev.ItemReferred,
    ev.ItemWithdrawn,
)
_BALLOTS = (ev.BallotOpened, ev.BallotClosed, ev.BallotDeclared, ev.BallotCancelled, ev.BallotSuperseded)

_QUIET = (ev.VoteCast, ev.SlipHandedIn, ev.ParticipantSeen)
"""What moves nothing but the progress of a ballot, or of admission."""

_GOING_ON = (ev.ItemCalled, ev.BallotOpened, ev.SittingEnded)
"""When edits are made up that Teams would not take before."""

OWED_FOR = timedelta(days=2)
"""How long after its end what a sitting owes is still owed after a restart."""


class Stage:
    """Turns what has happened into what ought to stand in the chats."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._owing = Owing(hub)
        self._cases = Cases(hub)
        self._entries = Entries(hub)
        self._help = HelpCards(hub)
        self._office_ways = OfficeWays(hub)
        self._rooms = StagedRooms(hub)
        self._comparison = ComparisonCards(hub)

    def announce(self, entry: Entry) -> None:
        """Owe whatever *entry* calls for; never blocks."""
        for event in entry.events:
            if isinstance(event, _GOING_ON):
                self._hub.outbox.make_up(entry.sitting.id)
                break
        for owed in self.owed(entry.sitting, entry.events):
            self._hub.outbox.owe(owed)

    async def recover(self) -> None:
        """Owe again, after a restart, whatever stands in the records of sittings at the desk.

        A record that cannot be read keeps nothing back that others call for. Raises NotConfirmed.
        """
        for sitting in self._hub.desk.sittings():
            if sitting.ended_at is not None and self._hub.now() - sitting.ended_at > OWED_FOR:
                continue
            try:
                for owed in self.owed(sitting, await self._hub.desk.events(sitting.id)):
                    self._hub.outbox.owe(owed)
            except NotConfirmed:
                raise
            except Exception:
                log.exception("stage.not_recovered", sitting=sitting.id)

    def owed(self, sitting: Sitting, events: tuple[ev.Event, ...]) -> Iterator[Owed]:
        """The messages that *events* call for; *sitting* is the state after them."""
        if sitting.withdrawn:
            return
        for event in events:
            if isinstance(event, ev.VoteCast):  # whole councils vote at once
                yield from self._of_a_vote(sitting, event)
                continue
            yield from self._meeting(sitting, event)
            yield from self._office(sitting, event)
            yield from self._rooms.owed(sitting, event)
        if events:
            yield from self._leaders(sitting, moved=any(not isinstance(e, _QUIET) for e in events))

    def _of_a_vote(self, sitting: Sitting, vote: ev.VoteCast) -> Iterator[Owed]:
        """What a vote touches beside its progress: entries of the office, its buttons, calls for help."""
        yield from self._cases.owed(sitting, vote)
        if sitting.by_office:
            yield from self._office_ways.owed(sitting, vote)
        if sitting.helps:
            yield from self._help.owed(sitting, vote)

    # --- the meeting's chat ----------------------------------------------------------

    def _meeting(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        """What stands in the meeting's chat: acts of the sitting and ballots, nothing else."""
        if isinstance(event, _ITEMS):
            yield from self._item(sitting, event.item, called=isinstance(event, ev.ItemCalled))
        elif isinstance(event, ev.ItemReopened | ev.ItemsJoined):
            for number in (event.item,) if isinstance(event, ev.ItemReopened) else event.items:
                yield from self._again(sitting, number)
        elif isinstance(event, ev.LotDrawn):
            yield from self._ballot(sitting, event.ballot)
            yield from self._result(sitting, event.ballot)
        elif isinstance(event, _BALLOTS):
            yield from self._ballot(sitting, event.ballot)
            if isinstance(event, ev.BallotDeclared):
                yield from self._result(sitting, event.ballot)
            if isinstance(event, ev.BallotDeclared | ev.BallotCancelled):
                yield from self._held_back(sitting)
        elif isinstance(event, ev.SittingEnded | ev.EndTakenBack):
            yield from self._end(sitting)
        else:
            for slot, draw in self._acts(sitting, event):
                yield self._owing.in_meeting(sitting, slot, draw)

    def _end(self, sitting: Sitting) -> Iterator[Owed]:
        """The end, which names the record's head and so must not get lost; nobody signs in any more."""
        draw = scenes.end(self._hub)
        yield self._owing.owed(sitting, "end", sitting.meeting, draw, Urgency.NORMAL, again=True)
        for slot, chat in self._hub.outbox.standing(sitting.id, "sign-in:"):
            elsewhere = chat in sitting.left
            draw = scenes.sign_in_elsewhere if elsewhere else scenes.sign_in(self._hub)
            yield self._owing.shut(sitting, slot, chat, draw)
        for number in range(1, len(sitting.breaks) + 1):
            for slot, draw in self._rooms.pause(sitting, number):
                yield self._owing.in_meeting(sitting, slot, draw)

    def _acts(self, sitting: Sitting, event: ev.Event) -> Iterator[tuple[str, Draw]]:
        """The acts of the sitting itself, each with its slot."""
        match event:
            case ev.AdmissionOpened() if not sitting.meetings:
                yield "sign-in:1", scenes.sign_in(self._hub)
            case ev.SittingOpened():
                yield "opening", scenes.opening
                for slot, chat in self._hub.outbox.standing(sitting.id, "sign-in:"):
                    if chat == sitting.meeting:  # nobody goes on reading that they have to wait
                        yield slot, scenes.sign_in(self._hub)
            case ev.BreakStarted() | ev.SittingResumed():
                number = len([b for b in sitting.breaks if b[0] <= event.at])
                yield from self._rooms.pause(sitting, number)
            case ev.ClosedPartStarted():
                yield f"closed:{place_of(event)}", scenes.closed_part
            case ev.PublicPartStarted():
                yield f"public:{place_of(event)}", scenes.public_part
            case _:
                return

    def _item(self, sitting: Sitting, number: str, *, called: bool = False) -> Iterator[Owed]:
        """The one card of a public item; nothing is posted between a ballot and its result."""
        item = sitting.agenda.get(number)
        chat = self._chat_of(sitting, public=item is not None and item.public)
        if item is None or not chat:
            return
        slot = self._rooms.item_slot(sitting, number, called=called)
        if sitting.ballot is None or item.number == sitting.item or self._hub.outbox.posted(sitting.id, slot):
            draw = self._owing.unless_in_the_way(slot, scenes.item(number))
            yield self._owing.owed(sitting, slot, chat, draw, Urgency.NORMAL)

    def _chat_of(self, sitting: Sitting, *, public: bool) -> str:
        """Where an item, a ballot or a result belongs; "" where the closed part has no room."""
        return sitting.meeting if public else sitting.closed_meeting

    def _again(self, sitting: Sitting, number: str) -> Iterator[Owed]:
        """The card of an item, where it stands already."""
        slot = f"item:{number}"
        if any(name == slot for name, _ in self._hub.outbox.standing(sitting.id, slot)):
            yield from self._item(sitting, number)

    def _held_back(self, sitting: Sitting) -> Iterator[Owed]:
        """What became of items while a ballot was under way, and items and ballots whose card got lost."""
        for ballot in sitting.ballots.values():
            known = self._hub.outbox.delivered(sitting.id, f"ballot:{ballot.id}")
            if known.once and not known.stands and ballot.phase is not Phase.OPEN:
                yield from self._ballot(sitting, ballot.id)
        for item in sitting.agenda:
            slot = self._rooms.item_slot(sitting, item.number, called=False)
            known = self._hub.outbox.delivered(sitting.id, slot)
            if (item.off or (known.once and not known.unsure)) and not known.stands:
                yield from self._item(sitting, item.number)

    def _ballot(self, sitting: Sitting, number: BallotId) -> Iterator[Owed]:
        """The ballot's card wherever it stands; a closed item's in the voters' own chats alone."""
        ballot = sitting.ballots[number]
        chats = {f"ballot:{number}@{chat}": chat for chat in self._voters(sitting, ballot)}
        chat = self._chat_of(sitting, public=ballot.public)
        if chat:
            again = self._hub.outbox.standing(sitting.id, f"ballot:{number}+")
            chats = {f"ballot:{number}": chat, **dict(again)}
        chats |= dict(self._hub.outbox.standing(sitting.id, f"ballot:{number}@"))
        for slot, chat in chats.items():
            draw = self._while_of_use(slot, number)
            yield self._owing.owed(sitting, slot, chat, draw, Urgency.BALLOT, again=True)

    def _while_of_use(self, slot: str, number: BallotId) -> Draw:
        """The ballot's card; nobody gets one in their own chat that has closed on its way there.

        One that got lost is replaced, in the meeting's chat not between another ballot and its result.
        """
        draw = scenes.ballot(number)

        def drawn(sitting: Sitting) -> Activity | None:
            known, other = self._hub.outbox.delivered(sitting.id, slot), sitting.ballot
            if sitting.ballots[number].phase is Phase.OPEN or known.stands:
                return draw(sitting)
            wanted = known.once if "@" in slot else other is None or other.id == number
            return draw(sitting) if wanted else None

        return drawn

    def _voters(self, sitting: Sitting, ballot: Ballot) -> Iterator[str]:
        """The personal chats of a ballot's electorate."""
        return filter(None, (own_chat(sitting, member) for member in ballot.electorate))

    def _result(self, sitting: Sitting, number: BallotId) -> Iterator[Owed]:
        chat = self._chat_of(sitting, public=sitting.ballots[number].public)
        if chat:
            draw = scenes.result(number)
            yield self._owing.owed(sitting, f"result:{number}", chat, draw, Urgency.RESULT, again=True)

    # --- the office ------------------------------------------------------------------

    def _office(self, sitting: Sitting, event: ev.Event) -> Iterator[Owed]:
        yield from self._cases.owed(sitting, event)
        yield from self._entries.owed(sitting, event)
        yield from self._office_ways.owed(sitting, event)
        yield from self._comparison.owed(sitting, event)
        yield from self._help.owed(sitting, event)
        match event:
            case ev.SittingEnded():
                yield self._owing.in_office(sitting, "attendance", scenes.attendance)
            case ev.SittingPrepared():
                yield self._owing.in_office(sitting, "board", board(self._hub))
            case _:
                return

    # --- whoever leads ---------------------------------------------------------------

    def _leaders(self, sitting: Sitting, *, moved: bool) -> Iterator[Owed]:
        """The control card of the item under debate, and the office's board.

        Progress that is owed already and not drawn yet need not be owed once more for each vote.
        """
        urgency, turn = Urgency.NORMAL if moved else Urgency.PROGRESS, control_turn(sitting)
        for slot, chat, operated in self._led(sitting, turn):
            if moved or not self._hub.outbox.undrawn(sitting.id, slot, chat):
                draw = scenes.control(self._hub, turn, sitting.chair, operated=operated)
                yield self._owing.owed(sitting, slot, chat, draw, urgency, again=True)
        if moved:
            yield from self._outdated(sitting, turn)
        if moved or not self._hub.outbox.undrawn(sitting.id, "board", OFFICE):
            yield self._owing.owed(sitting, "board", OFFICE, board(self._hub), urgency)

    def _led(self, sitting: Sitting, turn: int) -> Iterator[tuple[str, str, bool]]:
        """The control card's slots with their chats: the chair's, and the office's while it operates."""
        if chat := own_chat(sitting, sitting.chair):
            yield f"control:{turn}@{sitting.chair}", chat, False
        if sitting.operator or sitting.operator_office:
            yield f"control:{turn}@office", OFFICE, True

    def _outdated(self, sitting: Sitting, turn: int) -> Iterator[Owed]:
        """The control cards of before lose their buttons."""
        for slot, chat in self._hub.outbox.standing(sitting.id, "control:"):
            number, _, whose = slot.removeprefix("control:").partition("@")
            draw = scenes.control_over(self._hub, slot)
            if int(number) != turn or whose not in (sitting.chair, "office"):
                yield self._owing.shut(sitting, slot, chat, draw)
