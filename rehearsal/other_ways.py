"""Members whose cards cannot be pressed: how each of them votes all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rehearsal.chats import BOT, NotSeenInTime
from rehearsal.delivery import Answer
from rehearsal.people import Person
from rehearsal.reading import has_button
from rehearsal.roster import Seat

if TYPE_CHECKING:
    from rehearsal.chamber import Chamber

TYPED, MEETING, OFFICE = "getippt", "besprechung", "büro"
"""By the word in one's own chat, by the word in the meeting's chat, by the office on one's word."""
WAYS = (TYPED, OFFICE, MEETING)
REASON = "Karte lässt sich nicht drücken"
_WAITED = 8.0


def ways_of(seats: tuple[Seat, ...]) -> dict[str, str]:
    """Deal the ways in turn."""
    return {seat.id: WAYS[place % len(WAYS)] for place, seat in enumerate(seats)}


def without_a_chat(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Return those whose way is the meeting's chat: they have no chat of their own with the bot."""
    ways = ways_of(seats)
    return tuple(seat for seat in seats if ways[seat.id] == MEETING)


class OtherWays:
    """What somebody does whose card cannot be pressed; each keeps to one way for the whole evening."""

    def __init__(self, chamber: Chamber, seats: tuple[Seat, ...]) -> None:
        """Deal the ways; the cards of these people are dead from here on."""
        self._chamber = chamber
        self.ways = ways_of(seats)
        chamber.client.dead |= {seat.person.mri for seat in seats}

    async def vote(self, person: Person, wish: str, *, public: bool) -> tuple[Answer, str]:
        """Vote by one's own way; return what was read as the receipt, and the way by which it came.

        In the closed part nobody can be heard in the meeting's chat, so the office does it there.
        """
        seat, way = self._chamber.seat(person.key), self.ways[person.key]
        if way == TYPED:
            return await self._typed(seat, wish), TYPED
        if way == MEETING and public:
            return await self._in_the_meeting(seat, wish), MEETING
        return await self._by_the_office(seat, wish), OFFICE

    async def sign_in(self, person: Person) -> None:
        """Say that one is here, in one's own chat or, without one, in the meeting's."""
        seat, chamber = self._chamber.seat(person.key), self._chamber
        chat = chamber.rooms.meeting if self.ways[person.key] == MEETING else chamber.own(seat)
        await chamber.types(seat, "anwesend", chat)

    async def _typed(self, seat: Seat, wish: str) -> Answer:
        own = self._chamber.own(seat)
        mark = own.mark()
        await self._chamber.types(seat, wish.lower())
        try:
            shown = await own.wait_for(
                lambda one: one.by == BOT and f"Ihre Stimme: {wish}" in one.text, after=mark, within=_WAITED
            )
        except NotSeenInTime:  # the answer got lost: pressing is no way, so it is asked for once more
            await self._chamber.types(seat, wish.lower())
            shown = await own.wait_for(
                lambda one: one.by == BOT and f"Ihre Stimme: {wish}" in one.text, after=mark
            )
        return Answer(status=200, body={"value": shown.text})

    async def _in_the_meeting(self, seat: Seat, wish: str) -> Answer:
        await self._chamber.types(seat, wish.lower(), self._chamber.rooms.meeting)
        return _taken(wish)

    async def _by_the_office(self, seat: Seat, wish: str) -> Answer:
        """Ring the office up: one clerk enters, another confirms."""
        chamber, (first, second) = self._chamber, self._chamber.council.clerks[:2]
        office = chamber.rooms.office
        mark = office.mark()
        await chamber.types(first, f"stimme {seat.name} {wish.lower()} {REASON}", office)
        shown = await office.wait_for(
            lambda one: has_button(one.seen_by(second.person), "Bestätigen") and seat.name in one.text,
            after=mark,
            what=f"Die Bestätigung der Stimme von {seat.name}",
        )
        for _ in range(3):
            answer = await chamber.client.press(second.person, office, "Bestätigen", message=shown)
            if answer.arrived:
                return _taken(wish)
        raise AssertionError(f"Die Stimme von {seat.name} wurde nicht bestätigt: {answer.text[:200]}")


def _taken(wish: str) -> Answer:
    """What somebody hears on the telephone, or sees of their own words: it was taken."""
    return Answer(status=200, body={"value": f"Ihre Stimme: {wish}, Beleg"})


def ways_told(ways: Mapping[str, int]) -> str:
    """How many votes came by which way, the usual one first."""
    ordered = sorted(ways.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{way} {count}" for way, count in ordered)
