"""Councillors at their devices: they take their time, press twice, change their mind, come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rehearsal.chats import Chat, Message, NotSeenInTime
from rehearsal.client import Client
from rehearsal.delivery import Answer
from rehearsal.faults import Chance
from rehearsal.people import Device, Person
from rehearsal.reading import has_button
from rehearsal.seen import admitted_names, is_ballot, number_of, vote_buttons

SIGN_IN = "Anwesend"
ADMIT = "Zulassen"
HANDED_IN = "Ihr Stimmzettel ist abgegeben."
ADMITTED = ("Zugelassen", "Erledigt", "bereits anwesend")
TRIES = 4


class NotCounted(AssertionError):
    """Somebody pressed, and what came back does not say that this vote counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How people behave: the median of their delay in seconds, and shares of what some do."""

    seconds: float = 6.0
    twice: float = 0.03
    wavering: float = 0.05


HUMAN = Habits()
HASTY = Habits(seconds=0.0, twice=0.0, wavering=0.0)


@dataclass(slots=True, kw_only=True)
class Told:
    """What happened at one ballot: the last answer to everybody, and how often something was done.

    ``ways`` names the way of those whose card could not be pressed.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    twice: int = 0
    wavered: int = 0
    again: int = 0


class Besides(Protocol):
    """How those vote and sign in whose cards cannot be pressed."""

    async def vote(self, person: Person, wish: str, *, public: bool) -> tuple[Answer, str]:
        """Vote by another way; return what was read, and the way."""
        ...

    async def sign_in(self, person: Person) -> None:
        """Say that one is here."""
        ...


class Bench:
    """The members of a council in one meeting chat, with their habits."""

    def __init__(
        self,
        client: Client,
        chat: Chat,
        *,
        habits: Habits = HUMAN,
        speed: float = 1.0,
        seed: int = 3,
        patience: float = 8.0,
    ) -> None:
        """Sit down in a chat; delays are divided by the speed, patience (seconds) is not."""
        self.chat = chat
        self._client = client
        self._habits = habits
        self._speed = speed
        self._patience = patience
        self._chance = Chance(seed)
        self.besides: Besides | None = None

    async def sign_in(self, people: Iterable[Person]) -> None:
        """Join the online meeting and press `Anwesend`, everybody in their own time."""
        await asyncio.gather(*(self._sign_in(person) for person in people))

    async def admit(
        self, clerk: Person, office: Chat, people: Sequence[Person], *, within: float = 8
    ) -> None:
        """Let a clerk press `Zulassen` on the cards of the office chat until all these people are in."""
        inside: set[str] = set()
        for person in people:
            if person.name not in inside:
                await self.hesitate(0.1)
                inside |= await self._admit(clerk, office, person, within)

    async def _admit(self, clerk: Person, office: Chat, person: Person, within: float) -> frozenset[str]:
        """Press on the card on which this person stands; return whom else that let in."""

        def is_shown(message: Message) -> bool:
            return has_button(message.seen_by(clerk), ADMIT, person.name)

        message = office.newest(is_shown)
        if message is None:
            try:
                message = await office.wait_for(is_shown, within=within)
            except NotSeenInTime:
                await self._admit_by_name(clerk, office, person)
                return frozenset()
        answer = await self._client.press(clerk, office, ADMIT, near=person.name, message=message)
        for _ in range(TRIES):
            if answer.arrived or not is_shown(message):
                break
            answer = await self._client.press(clerk, office, ADMIT, near=person.name, message=message)
        return admitted_names(answer.text)

    async def _admit_by_name(self, clerk: Person, office: Chat, person: Person) -> None:
        """Type what the card would have done: the card has not come."""
        mark = office.mark()
        await self._client.say(clerk, office, f"zulassen {person.name}")
        await office.wait_for(
            lambda one: one.by != clerk.mri and any(word in one.text for word in ADMITTED),
            after=mark,
            what=f"Die Zulassung von {person.name}",
        )

    async def vote(self, ballot: Message, wishes: Mapping[Person, str]) -> Told:
        """Let everybody vote as they wish; fail if anybody's wish is not confirmed as counted."""
        told = Told()
        votes = (self._vote(self.chat, ballot, person, wish, told) for person, wish in wishes.items())
        await asyncio.gather(*votes)
        return told

    async def vote_in_private(self, number: int, wishes: Mapping[Person, str]) -> Told:
        """Let everybody vote on the ballot of this number in their own chat."""
        told = Told()
        await asyncio.gather(*(self._vote_alone(number, *wish, told) for wish in wishes.items()))
        return told

    async def _vote_alone(self, number: int, person: Person, wish: str, told: Told) -> None:
        if self._helpless(person):
            await self._vote_besides(None, person, wish, told)
            return
        own = self._client.tenant.one_to_one(person)
        ballot = await own.wait_for(
            lambda one: is_ballot(one) and number_of(one) == number,
            what=f"Abstimmung {number} im persönlichen Chat",
        )
        await self._vote(own, ballot, person, wish, told)

    async def _sign_in(self, person: Person) -> None:
        await self.hesitate()
        await self._client.join(person, self.chat)
        answer = await self._client.press(person, self.chat, SIGN_IN)
        if not answer.arrived and self.besides is not None and person.mri in self._client.dead:
            await self.besides.sign_in(person)

    def _helpless(self, person: Person) -> bool:
        return self.besides is not None and person.mri in self._client.dead

    async def _vote_besides(self, ballot: Message | None, person: Person, wish: str, told: Told) -> None:
        """Press, see that nothing happens, and vote by another way."""
        assert self.besides is not None, "somebody knows another way"
        if ballot is not None:
            await self._press(self.chat, ballot, person, wish)
        await self.hesitate()
        answer, way = await self.besides.vote(person, wish, public=ballot is not None)
        told.answers[person.key], told.ways[person.key] = answer, way

    async def _vote(self, chat: Chat, ballot: Message, person: Person, wish: str, told: Told) -> None:
        await self.hesitate()
        if self._helpless(person):
            await self._vote_besides(ballot, person, wish, told)
            return
        if self._chance.strikes(self._habits.wavering):
            told.wavered += 1
            await self._press(chat, ballot, person, _other(ballot, wish))
            await self.hesitate()
        answer = await self._press(chat, ballot, person, wish)
        if self._chance.strikes(self._habits.twice):
            told.twice += 1
            answer = await self._press(chat, ballot, person, wish)
        for _ in range(TRIES):
            if is_counted(answer, wish):
                break
            told.again += 1
            await self.hesitate()
            answer = await self._press(chat, ballot, person, wish)
        else:
            raise NotCounted(f"{person.name} wollte „{wish}“ und las: {answer.status} {answer.text[:300]}")
        told.answers[person.key] = answer

    async def _press(self, chat: Chat, ballot: Message, person: Person, title: str) -> Answer:
        if person.device is not Device.OLD:
            return await self._client.press(person, chat, title, message=ballot)
        return await self._submit(chat, ballot, person, title)

    async def _submit(self, chat: Chat, ballot: Message, person: Person, title: str) -> Answer:
        """Press on an old device: the receipt comes as a message into the person's own chat."""
        own = self._client.tenant.one_to_one(person)
        mark = own.mark()
        answer = await self._client.press(person, chat, title, message=ballot)
        if not answer.arrived:
            return answer
        try:
            receipt = await own.wait_for(
                lambda one: one.by != person.mri, after=mark, within=self._patience, what="Die Quittung"
            )
        except NotSeenInTime:
            return Answer(status=0)  # nothing came: the person presses again
        return Answer(status=200, body={"value": receipt.text})

    async def hand_in(self, ballot: Message, wishes: Mapping[Person, str]) -> dict[str, Answer]:
        """Let everybody hand in a secret slip, which is final; return what each of them was answered."""
        answers = await asyncio.gather(*(self._hand_in(ballot, *wish) for wish in wishes.items()))
        return {person.key: answer for person, answer in zip(wishes, answers, strict=True)}

    async def _hand_in(self, ballot: Message, person: Person, wish: str) -> Answer:
        for _ in range(TRIES):
            await self.hesitate()
            answer = await self._press(self.chat, ballot, person, wish)
            if answer.arrived and HANDED_IN in answer.text:
                return answer
        raise NotCounted(f"{person.name} gab einen Stimmzettel ab und las: {answer.text[:300]}")

    async def hesitate(self, share: float = 1.0) -> None:
        """Let the time pass that somebody takes, or a share of it."""
        seconds = self._habits.seconds * share
        if seconds:
            await asyncio.sleep(self._chance.human_seconds(seconds) / self._speed)


def _other(ballot: Message, wish: str) -> str:
    """Return the choice that stands behind this one on the card."""
    offered = vote_buttons(ballot.card)
    return offered[(offered.index(wish) + 1) % len(offered)] if wish in offered else wish


def is_counted(answer: Answer, choice: str) -> bool:
    """Whether the answer says that this choice is the person's counted vote."""
    return answer.arrived and f"Ihre Stimme: {choice}" in answer.text and "Beleg" in answer.text
