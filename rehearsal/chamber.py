"""The demo's council chamber: everybody at their devices, what they do noted in the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from rehearsal.agenda import Item
from rehearsal.casting import Parts, parts_of
from rehearsal.chats import BOT, Chat, Message, NotSeenInTime
from rehearsal.client import Client
from rehearsal.delivery import Answer
from rehearsal.evening import Rooms
from rehearsal.held import Span, now
from rehearsal.ledger import Ledger
from rehearsal.members import Bench
from rehearsal.other_ways import OtherWays
from rehearsal.podium import HEADING, Podium
from rehearsal.reading import has_button
from rehearsal.roster import Council, Seat
from rehearsal.telling import Telling
from rehearsal.world import World

PATIENCE = 20.0
SHORT_PATIENCE = 4.0


class NotAsExpected(AssertionError):
    """The bot did something else than it should; the evening cannot go on."""


class Chamber:
    """One sitting; every act waits for what the people then see.

    With faults a message of the bot may get lost on its way, as in life: what must not get lost
    (ballots, results) is waited for all the same, other things are done without.
    """

    def __init__(
        self,
        world: World,
        council: Council,
        rooms: Rooms,
        items: Sequence[Item],
        telling: Telling,
        *,
        rough: bool = False,
    ) -> None:
        """Begin with an empty ledger and the mayor at the control card."""
        self.world = world
        self.rough = rough
        self.council = council
        self.rooms = rooms
        self.telling = telling
        self.parts: Parts = parts_of(council)
        self.besides: OtherWays | None = None
        self.items = {item.number: item for item in items}
        self.ledger = Ledger(members=tuple(seat.id for seat in council.members))
        self.bench = Bench(world.client, rooms.meeting, speed=world.speed)
        self.sitting = ""
        self.former: tuple[Chat, ...] = ()
        self.room: Chat | None = None
        self.unseen = 0
        self.let_in_with = 0
        self.typed_instead = 0
        self.receipts: dict[str, str] = {}
        self._seats = {seat.id: seat for seat in council}
        self.chair: Seat = council.chair
        self.control = self.podium(council.chair, self.own(council.chair))

    @property
    def client(self) -> Client:
        """The people's side of Teams."""
        return self.world.client

    @property
    def meetings(self) -> tuple[Chat, ...]:
        """The chats of all meetings that everybody can join, in their order."""
        return (*self.former, self.rooms.meeting)

    def move(self, meeting: Chat) -> None:
        """From here on the sitting is held in this meeting."""
        self.former = self.meetings
        self.rooms = replace(self.rooms, meeting=meeting)
        self.bench = Bench(self.client, meeting, speed=self.world.speed)
        self.bench.besides = self.besides

    def unpressable(self, seats: tuple[Seat, ...]) -> None:
        """From here on the cards of these people cannot be pressed, and each votes by another way."""
        self.besides = OtherWays(self, seats)
        self.bench.besides = self.besides

    @property
    def patience(self) -> float:
        """How long (seconds) people wait for what may get lost."""
        return SHORT_PATIENCE if self.rough else PATIENCE

    def seat(self, member: str) -> Seat:
        """Return the person with this id."""
        return self._seats[member]

    def own(self, seat: Seat) -> Chat:
        """Return a person's own chat with the bot."""
        return self.world.tenant.one_to_one(seat.person)

    def preside(self, seat: Seat) -> None:
        """From here on this person sits at the control card."""
        self.chair = seat
        self.control = self.podium(seat, self.own(seat))

    def podium(self, seat: Seat, chat: Chat) -> Podium:
        """Return the control card before this person in this chat."""
        return Podium(self.client, seat.person, chat, speed=self.world.speed, patience=self.patience)

    # --- seeing ----------------------------------------------------------------------

    async def sees(
        self, chat: Chat, test: Callable[[Message], bool], mark: int, what: str, *, sure: bool = False
    ) -> Message | None:
        """Wait for a message of the bot; None where it got lost and may (never if it must be seen)."""
        within = PATIENCE if sure else self.patience
        try:
            return await chat.wait_for(
                lambda one: one.by == BOT and test(one), after=mark, within=within, what=what
            )
        except NotSeenInTime:
            if sure or not self.rough:
                raise
            self.unseen += 1
            return None

    async def reads(self, chat: Chat, words: str, mark: int) -> Message | None:
        """Wait for a message of the bot with these words."""
        return await self.sees(chat, lambda one: words in one.text, mark, f"„{words}“")

    # --- doing -----------------------------------------------------------------------

    async def types(self, seat: Seat, line: str, chat: Chat | None = None) -> Span:
        """Type a line, in one's own chat unless another is named; return when it was done."""
        begun = now()
        answer = await self.client.say(seat.person, chat or self.own(seat), line)
        if not answer.arrived:
            raise NotAsExpected(f"„{line}“ von {seat.name}: Status {answer.status} {answer.text}")
        return Span.since(begun)

    async def tells(self, seat: Seat, line: str, *, reply: str = "") -> Span:
        """Type a line in one's own chat and read the bot's short answer there."""
        own = self.own(seat)
        mark = own.mark()
        begun = now()
        await self.types(seat, line)
        shown = await self.sees(
            own, lambda one: not one.text.startswith(HEADING), mark, f"Die Antwort auf „{line}“"
        )
        if shown is not None and reply not in shown.text:
            raise NotAsExpected(f"„{line}“ von {seat.name}: {shown.text[:300]}")
        return Span.since(begun)

    async def step(self, title: str, *lines: str, about: str = "") -> Span:
        """Press a step of the control card; where the card got lost, type the same instead."""
        begun = now()
        self.ledger.presses += 1
        try:
            answer = await self.control.press(title, about)
        except NotSeenInTime:
            if not self.rough:
                raise
            self.ledger.presses -= 1
            self.typed_instead += 1
            for line in lines:
                await self.types(self.chair, line, self.rooms.meeting)
        else:
            _accepted(answer, title)
        return Span.since(begun)

    async def calls(self, number: str) -> None:
        """Press `Weiter` and see that this item is called."""
        mark = self.rooms.meeting.mark()
        await self.step("Weiter", "weiter")
        await self.sees_item(number, mark)

    async def sees_item(self, number: str, mark: int) -> None:
        """See the card of a called item in the meeting chat."""
        item = self.items[number]
        self.telling.item(number, item.title)
        self.ledger.items.append(number)
        shown = await self.sees(
            self.rooms.meeting,
            lambda one: one.text.startswith(f"TOP {number} ·"),
            mark,
            f"Die Karte von TOP {number}",
        )
        if shown is None:  # the card got lost, or the press did: the chair makes sure
            self.typed_instead += 1
            await self.types(self.chair, f"top {number}", self.rooms.meeting)

    async def becomes(self, number: str, words: str, mark: int) -> None:
        """See on an item's card what has become of it."""
        await self.sees(
            self.rooms.meeting,
            lambda one: one.text.startswith(f"TOP {number} ·") and words in one.text,
            mark,
            f"TOP {number}: „{words}“",
        )

    async def notes(self, number: str) -> None:
        """Call an item and take note of it, by the card."""
        await self.calls(number)
        mark = self.rooms.meeting.mark()
        await self.step("Kenntnis", "kenntnis", about=f"TOP {number}")
        await self.becomes(number, "Kenntnis genommen", mark)

    async def knows(self, number: int) -> str:
        """Ask for the quorum until the bot reckons with so many present; return its sentence.

        Teams tells of departures a little later than people leave.
        """
        asking = self.council.clerks[0]
        own = self.own(asking)
        said = ""
        for _ in range(30):
            mark = own.mark()
            await self.types(asking, "beschlussfähigkeit")
            shown = await self.reads(own, "eschlussfähig: ", mark)
            said = shown.text.splitlines()[1] if shown is not None else said
            if f"eschlussfähig: {number} von {self.ledger.seats} " in said:
                return said
            await asyncio.sleep(0.2)
        raise NotAsExpected(f"Anwesend sind {number}, der Bot sagt: {said}")

    async def counts_as_here(self, number: int, looks: int = 60) -> None:
        """Ask for the attendance until the bot has so many here; it asks Teams about each who left."""
        clerk = self.council.clerks[0]
        own, said = self.own(clerk), ""
        for _ in range(looks):
            mark = own.mark()
            await self.types(clerk, "anwesenheit")
            shown = await self.sees(
                own, lambda one: "davon jetzt anwesend" in one.text, mark, "Die Anwesenheit"
            )
            said = shown.text if shown is not None else said
            if f"davon jetzt anwesend {number}\n" in said:
                return
            await asyncio.sleep(0.3)
        raise NotAsExpected(f"Anwesend sind {number}, der Bot sagt: {said[:200]}")

    async def refused(self, answer: Answer, who: str, reason: str) -> None:
        """See that a press was answered with a reason and counts nothing."""
        said = answer.text
        if not answer.arrived or reason not in said or "Ihre Stimme:" in said or "✓" in said:
            raise NotAsExpected(f"Antwort an {who}: {answer.status} {said[:300]}; erwartet „{reason}“")
        self.ledger.refusals += 1

    async def confirms(self, clerk: Seat, words: str, mark: int) -> Span:
        """Let a second clerk press `Bestätigen` on the card of the office chat that says these words."""
        office = self.rooms.office

        def shown(one: Message) -> bool:
            return has_button(one.card, "Bestätigen") and words in one.text

        card = await self.sees(office, shown, mark, f"Die Bestätigung „{words}“", sure=not self.rough)
        if card is None:
            raise NotAsExpected(f"Die Karte „{words}“ ging im Büro-Chat verloren")
        begun = now()
        answer = await self.client.press(clerk.person, office, "Bestätigen", message=card)
        _accepted(answer, "Bestätigen")
        return Span.since(begun)


def _accepted(answer: Answer, title: str) -> None:
    if not answer.arrived:
        raise NotAsExpected(f"„{title}“ wurde nicht angenommen: Status {answer.status} {answer.text}")
