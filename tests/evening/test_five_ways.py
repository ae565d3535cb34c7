"""Five ways to one vote, in every order, over signed HTTP: one vote, all kept, receipts as in the record."""

import asyncio
import itertools
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from council.ballots import Ballot, Choice, Way
from council.ids import BallotId
from rehearsal.chats import Message
from rehearsal.delivery import Answer
from rehearsal.reading import has_button
from tests.evening.hall import MEMBERS, Hall, open_hall

TITLES = {Choice.YES: "Ja", Choice.NO: "Nein", Choice.ABSTAIN: "Enthaltung"}
ORDERS = tuple(itertools.permutations(Way))
ROUNDS = tuple(ORDERS[at : at + len(MEMBERS)] for at in range(0, len(ORDERS), len(MEMBERS)))
"""Every order once, dealt out to eight members in as few ballots as it takes."""
_RECEIPT = re.compile(r"Beleg ([0-9A-Z]{4}-[0-9]{2})")


@dataclass(slots=True)
class Voter:
    """One member who votes by every way in turn, with what the ways should have made of it."""

    hall: Hall
    key: str
    number: int
    chance: random.Random
    expected: list[tuple[Way, Choice]] = field(default_factory=list)
    told: list[tuple[str, Choice]] = field(default_factory=list)

    async def votes(self, order: tuple[Way, ...]) -> None:
        """Vote by these ways, one after the other, each time as chance has it."""
        ways = {
            Way.CARD: self._card,
            Way.PERSONAL: self._personal,
            Way.TYPED: self._typed,
            Way.MEETING: self._meeting,
            Way.OFFICE: self._office,
        }
        for way in order:
            choice = self.chance.choice(list(Choice)[:3])
            await ways[way](choice)
            if way is Way.OFFICE and self.expected and self.expected[-1][0] is not Way.OFFICE:
                continue  # refused: the member has voted by themselves
            if way is Way.OFFICE or not self.expected or not self._stands(choice):
                self.expected.append((way, choice))

    def _stands(self, choice: Choice) -> bool:
        last, chosen = self.expected[-1]
        return last is not Way.OFFICE and chosen is choice

    async def _card(self, choice: Choice) -> None:
        card = self.hall.meeting.newest(self._is_ballot)
        assert card is not None
        await self._press(card, choice)

    async def _personal(self, choice: Choice) -> None:
        own = self.hall.own(self.key)
        card = await own.wait_for(self._is_ballot, within=20)
        await self._press(card, choice)

    async def _press(self, card: Message, choice: Choice) -> None:
        """Press, and press again on the current buttons where the card was outdated."""
        chat = self.hall.meeting if card.id in self.hall.meeting.messages else self.hall.own(self.key)
        for _ in range(2):
            person, client = self.hall.person(self.key), self.hall.world.client
            answer: Answer = await client.press(person, chat, TITLES[choice], message=card)
            if f"Ihre Stimme: {TITLES[choice]}" in answer.text:
                break
        receipt = _RECEIPT.search(answer.text)
        assert receipt is not None, answer.text
        self.told.append((receipt[1], choice))

    async def _typed(self, choice: Choice) -> None:
        await self.hall.tell_only(self.key, choice.value)

    async def _meeting(self, choice: Choice) -> None:
        """Lose one's own chat, which shows when the bot speaks there, type in the meeting's; have it back."""
        own, account = self.hall.own(self.key), self.hall.person(self.key).entra
        own.installed = False
        await self.hall.tell_only(self.key, "meine stimmen")
        await self.hall.until(lambda: not self.hall.outbox.reach.reaches(account), seconds=20)
        await self.hall.say(self.key, choice.value)
        own.installed = True

    async def _office(self, choice: Choice) -> None:
        hall, member = self.hall, self.hall.id(self.key)
        await hall.tell_only("amt", f"stimme {member} {choice.value} auf Zuruf")
        waiting = [c for c in hall.sitting.waiting_cases if c.member == member]
        if not waiting:
            return
        name, second = hall.sitting.name(member), hall.person("rat")

        def shown(message: Message) -> bool:
            offered = has_button(message.seen_by(second), "Bestätigen")
            return offered and name in message.text and self._is_on(message)

        card = await hall.office.wait_for(shown, within=20)
        await hall.world.client.press(second, hall.office, "Bestätigen", message=card)

    def _is_ballot(self, message: Message) -> bool:
        return self._is_on(message) and has_button(message.card, "Enthaltung")

    def _is_on(self, message: Message) -> bool:
        return re.search(rf"Abstimmung {self.number}\b", message.text) is not None


def agrees(ballot: Ballot, hall: Hall, voter: Voter) -> bool:
    """Everything that was meant to count is kept in order, the last is the one, receipts are as told."""
    given = ballot.votes[hall.id(voter.key)]
    recorded = {(vote.receipt, vote.choice) for vote in given}
    return (
        [(vote.way, vote.choice) for vote in given] == voter.expected
        and ballot.vote_of(hall.id(voter.key)) == given[-1]
        and set(voter.told) <= recorded
        and len({vote.receipt for vote in given}) == len(given)
    )


class TestEveryOrder:
    """contract § 4, Electorate: the last one received before closing counts, by whatever way."""

    async def test_of_the_five_ways_gives_one_vote_and_consistent_receipts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as hall:
            await hall.opened(*MEMBERS)
            for key in MEMBERS:
                await hall.told(key, "karten persönlich immer", "immer auch hierher")
            wrong: list[object] = []
            for number, orders in enumerate(ROUNDS, 1):
                await hall.say("vogt", f"go Antrag {number}")
                await hall.seen(f"Bitte abstimmen · GO-Antrag · Abstimmung {number}")
                voters = [Voter(hall, key, number, random.Random(f"{number}{key}")) for key in MEMBERS]
                await asyncio.gather(*(v.votes(order) for v, order in zip(voters, orders, strict=True)))
                await hall.say("vogt", "schließen")
                ballot = hall.sitting.ballots[BallotId(number)]
                wrong += [(v.key, v.expected) for v in voters if not agrees(ballot, hall, v)]
                assert ballot.tally is not None
                assert ballot.tally.cast == len(MEMBERS)
                await hall.say("vogt", "feststellen")

            assert wrong == []
            assert len(hall.sitting.ballots) * len(MEMBERS) == len(ORDERS)
