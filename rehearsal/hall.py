"""The demo's hall: the council at its devices, the chair at the control card, and the book of it all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rehearsal.book import Book, Deed, agree
from rehearsal.chats import BOT, Message, Seeing, Test, first_seen
from rehearsal.control import READING_SECONDS, Control, is_control
from rehearsal.evening import Evening
from rehearsal.members import Bench
from rehearsal.people import Person
from rehearsal.reading import find_button, has_button
from rehearsal.roster import Council, Seat
from rehearsal.seen import Counts, counts_of, is_ballot, is_result, number_of
from rehearsal.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Where the meeting chat and the chair's own chat ended at one moment."""

    meeting: int
    own: int


class Hall:
    """One sitting of the demo: what is done here is noted in the book as well."""

    def __init__(self, world: World, council: Council, evening: Evening, bench: Bench) -> None:
        """Begin with an empty book and the roster's chair at the control card."""
        self.world = world
        self.council = council
        self.evening = evening
        self.bench = bench
        self.book = Book()
        self.sitting = ""
        self.recused: dict[str, set[str]] = {}
        self.control = self.control_of(council.chair)
        self._seats = {seat.id: seat for seat in council}

    def control_of(self, chair: Seat) -> Control:
        """Return the control card of whoever holds the chair."""
        return Control(self.world.client, chair.person, speed=self.world.speed)

    def seat(self, member: str) -> Seat:
        """Return the person with this id."""
        return self._seats[member]

    def present(self, item: str = "") -> list[Seat]:
        """Return the members who may vote on an item now."""
        out = self.recused.get(item, set())
        voting = {seat.id for seat in self.council.members}
        return [self.seat(member) for member in self.book.here() if member in voting and member not in out]

    async def admit(self, seats: Sequence[Seat], clerk: Seat | None = None) -> None:
        """Let people join, sign in and be admitted by a clerk of the office."""
        who = clerk or self.council.clerks[0]
        await self.bench.sign_in([seat.person for seat in seats])
        for seat in seats:
            await self.bench.admit(who.person, self.evening.rooms.office, [seat.person])
            self.book.came(seat.id, datetime.now(UTC))

    async def leave(self, seats: Sequence[Seat]) -> None:
        """Let people leave the online meeting, each in their own time; the bot learns it from Teams."""
        await asyncio.gather(*(self._go(seat) for seat in seats))

    async def _go(self, seat: Seat) -> None:
        await self.bench.hesitate(3.0)
        await self.world.client.leave(seat.person, self.evening.rooms.meeting)
        self.book.went(seat.id, datetime.now(UTC))

    async def come_back(self, seat: Seat) -> None:
        """Let somebody join again who had left; who was admitted stays admitted."""
        await self.world.client.join(seat.person, self.evening.rooms.meeting)
        self.book.came(seat.id, datetime.now(UTC))

    def looks(self) -> Marks:
        """Remember where the meeting chat and the chair's own chat end now."""
        return Marks(meeting=self.evening.rooms.meeting.mark(), own=self.control.chat.mark())

    async def sees(self, test: Test, marks: Marks, *, told: str, what: str) -> Message:
        """Wait until the meeting chat shows it; the control card saying so is as good."""
        return await first_seen(
            Seeing(self.evening.rooms.meeting, lambda one: one.by == BOT and test(one), marks.meeting),
            Seeing(self.control.chat, lambda one: is_control(one) and told in one.text, marks.own),
            what=what,
        )

    async def call(self, number: str) -> Message:
        """Press `Weiter`, and see that this item is called."""
        marks = self.looks()
        await self.control.press("Weiter")
        return await self.sees_item(number, marks)

    async def note(self, number: str) -> None:
        """Call an item and take note of it."""
        await self.call(number)
        meeting = self.evening.rooms.meeting
        mark = meeting.mark()
        await self.control.press("Kenntnis", f"TOP {number}")
        await meeting.wait_for(
            lambda one: one.text.startswith(f"TOP {number} ·") and "Zur Kenntnis genommen." in one.text,
            after=mark,
            what=f"Die Kenntnisnahme von TOP {number}",
        )

    async def sees_item(self, number: str, marks: Marks) -> Message:
        """Wait until an item is seen to be called."""
        start = f"TOP {number} ·"
        what = f"Die Karte von TOP {number}"
        return await self.sees(lambda one: one.text.startswith(start), marks, told=start, what=what)

    def wishes(self, item: str, *, no: int = 0, abstain: int = 0, missing: int = 0) -> dict[Seat, str]:
        """Deal the votes on an item: so many against, abstaining and not voting, all others for."""
        seats = self.present(item)
        dealt = ["Nein"] * no + ["Enthaltung"] * abstain + [""] * missing
        dealt += ["Ja"] * (len(seats) - len(dealt))
        turn = len(self.book.ballots) * 7 % len(seats)
        order = [*seats[turn:], *seats[:turn]]
        return {seat: wish for seat, wish in zip(order, dealt, strict=True) if wish}

    async def opened(self, item: str, subject: str, mark: int) -> Message:
        """Wait for the card of a ballot and begin its page in the book."""
        card = await self.evening.rooms.meeting.wait_for(
            is_ballot, after=mark, what=f"Die Abstimmung zu TOP {item}"
        )
        number = number_of(card)
        agree("Nummer der Abstimmung", number, len(self.book.ballots) + 1)
        self.book.ballots.append(
            Deed(number=number, item=item, object=subject, counts=Counts(yes=0, no=0, abstain=0))
        )
        return card

    async def vote(self, card: Message, wishes: Mapping[Seat, str]) -> None:
        """Let everybody vote as dealt; write down what they were told is counted."""
        await self.bench.vote(card, {seat.person: wish for seat, wish in wishes.items()})
        self.written(wishes)

    def written(self, wishes: Mapping[Seat, str]) -> None:
        """Write the votes of the newest ballot into the book."""
        given = list(wishes.values())
        deed = self.book.last
        deed.votes = {seat.id: wish for seat, wish in wishes.items()}
        deed.recused = len(self.recused.get(deed.item, ()))
        deed.counts = Counts(yes=given.count("Ja"), no=given.count("Nein"), abstain=given.count("Enthaltung"))

    async def ballot(
        self, item: str, wishes: Mapping[Seat, str], verdict: str, *, subject: str = ""
    ) -> Counts:
        """Hold a ballot with the chair's three presses, up to the declared result."""
        mark = self.evening.rooms.meeting.mark()
        await self.control.press("Abstimmung eröffnen")
        card = await self.opened(item, subject, mark)
        await self.vote(card, wishes)
        return await self.close_and_declare(card, verdict)

    async def typed_ballot(
        self, line: str, item: str, wishes: Mapping[Seat, str], *, subject: str
    ) -> Message:
        """Open a ballot by a line typed in the meeting chat, and let everybody vote."""
        mark = self.evening.rooms.meeting.mark()
        await self.evening.typed(self.control.chair, line, self.evening.rooms.meeting)
        card = await self.opened(item, subject, mark)
        await self.vote(card, wishes)
        return card

    async def private_ballot(self, item: str, wishes: Mapping[Seat, str], verdict: str) -> None:
        """Hold a ballot on a closed item: it stands in the members' own chats only."""
        await self.control.press("Abstimmung eröffnen")
        number = len(self.book.ballots) + 1
        none = Counts(yes=0, no=0, abstain=0)
        self.book.ballots.append(Deed(number=number, item=item, object="", counts=none, public=False))
        await self.bench.vote_in_private(number, {seat.person: wish for seat, wish in wishes.items()})
        self.written(wishes)
        await self.control.press("Schließen")
        await self.control.press(await self._declaring())
        voter = self.world.tenant.one_to_one(next(iter(wishes)).person)
        await voter.wait_for(
            lambda one: (
                number_of(one) == number and "festgestellt um" in one.text.casefold() and verdict in one.text
            ),
            what=f"Das Ergebnis der Abstimmung {number}",
        )
        deed = self.book.last
        deed.counts = replace(deed.counts, verdict=verdict)

    async def close_and_declare(self, card: Message, verdict: str) -> Counts:
        """Press `Schließen` and `Feststellen…`; the room reads the counts and then the verdict."""
        await self.close(card)
        return await self.declare(verdict)

    async def close(self, card: Message) -> None:
        """Press `Schließen` and see the provisional counts on the ballot's card."""
        meeting = self.evening.rooms.meeting
        mark = meeting.mark()
        await self.control.press("Schließen")
        await meeting.wait_for(
            lambda one: one is card and counts_of(one) is not None, after=mark, what="Die Zahlen"
        )
        shown = counts_of(card)
        agree(f"Vorläufige Zahlen der Abstimmung {self.book.last.number}", shown, self.book.last.counts)

    async def declare(self, verdict: str, step: str = "") -> Counts:
        """Press the declaring step that the card offers (or this one) and see the result message."""
        meeting = self.evening.rooms.meeting
        mark = meeting.mark()
        await self.control.press(step or await self._declaring())
        shown = await meeting.wait_for(is_result, after=mark, what="Das Ergebnis")
        return self.declared(shown, verdict)

    def declared(self, result: Message, verdict: str) -> Counts:
        """Hold a result message against the book."""
        deed = self.book.last
        deed.counts = Counts(
            yes=deed.counts.yes, no=deed.counts.no, abstain=deed.counts.abstain, verdict=verdict
        )
        agree(f"Ergebnis der Abstimmung {deed.number}", counts_of(result), deed.counts)
        return deed.counts

    async def _declaring(self) -> str:
        def offered(_: Message) -> bool:
            return any(step.startswith("Feststellen") for step in self.control.steps)

        if not any(step.startswith("Feststellen") for step in self.control.steps):
            chat = self.control.chat
            await chat.wait_for(offered, after=chat.mark(), what="Der Schritt „Feststellen“")
        return next(step for step in self.control.steps if step.startswith("Feststellen"))

    async def refused(self, person: Person, card: Message, choice: str, reason: str) -> str:
        """Let somebody press who may not; the answer gives a reason and counts nothing."""
        answer = await self.world.client.press(person, self.evening.rooms.meeting, choice, message=card)
        said = answer.text
        if reason not in said or "Ihre Stimme:" in said:
            agree(f"Antwort an {person.name}", said, f"… {reason} …")
        self.book.refused.append(said)
        return said

    async def hand_over(self, successor: Seat) -> None:
        """Let the chair hand over; the successor then has the control card."""
        await self.evening.typed(self.control.chair, f"leitung {successor.name}")
        self.control = self.control_of(successor)
        self.evening.chair = successor.person

    async def hands(self, card: Message, line: str, counts: Counts, verdict: str) -> None:
        """Let one clerk enter the counts of raised hands and another confirm them."""
        entering, confirming = self.council.clerks[:2]
        office = self.evening.rooms.office
        case = await self.evening.say_and_see(
            entering.person,
            line,
            lambda one: has_button(one.card, "Bestätigen"),
            said_in=office,
            seen_in=office,
        )
        await self.world.client.press(confirming.person, office, "Bestätigen", message=case)
        self.book.last.counts = counts
        await self.evening.rooms.meeting.wait_for(
            lambda one: one is card and counts_of(one) == counts, what="Die Zahlen des Handzeichens"
        )
        await self.declare(verdict)

    async def knows_quorum(self, present: int) -> str:
        """Wait until the bot knows of everybody who left, and ask for the quorum."""
        await self.control.shows("Nichtöffentlich", f"{present} anwesend")
        shown = await self.evening.say_and_see(
            self.control.chair,
            "beschlussfähigkeit",
            lambda one: one.text.startswith("Beschlussfähigkeit") and str(present) in one.text,
            said_in=self.evening.rooms.meeting,
        )
        return shown.text.splitlines()[1]

    async def exclude_public(self) -> None:
        """Begin the closed part, after the check, and call its first item."""
        marks = self.looks()
        answer = await self.control.press("Nichtöffentlich")
        message, check = self.control.card, answer.card
        if check is None:  # it was typed: the check comes as a message of its own
            message = await self.control.chat.wait_for(
                is_check, after=marks.own, what="Die Frage vor dem Ausschluss"
            )
            check = message.card
        assert message is not None, "a control card has been pressed, or a message has come"
        await asyncio.sleep(READING_SECONDS / self.world.speed)
        button = find_button(check, "Nichtöffentlich")
        await self.world.client.press_button(self.control.chair, self.control.chat, message, button)
        await self.sees(
            lambda one: "Die Öffentlichkeit ist ausgeschlossen" in one.text,
            marks,
            told="Teil Nichtöffentlicher Teil",
            what="Der nichtöffentliche Teil",
        )
        await self.control.press("Weiter")

    async def finish(self) -> None:
        """Press what still has to be pressed until the sitting is closed."""
        while "Sitzung schließen" not in self.control.steps:
            await self.control.shows("Sitzung schließen")
        await self.control.press("Sitzung schließen")
        for member in self.book.here():
            self.book.went(member, datetime.now(UTC))

    def open_buttons(self) -> list[Message]:
        """Return the messages in the meeting chat that still show vote buttons."""
        return [one for one in self.evening.rooms.meeting.bot_messages() if has_button(one.card, "Ja")]


def is_check(message: Message) -> bool:
    """Whether a message asks what has to be so before the public is excluded."""
    return message.text.startswith("Vor dem nichtöffentlichen Teil")
