"""Members who press and change their mind all the time, and a note of all they were told."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from council.ballots import Ballot, Choice
from council.fold import replay
from council.ids import BallotId, MemberId, SittingId
from council.record import check
from council.sitting import Sitting
from rehearsal.bench_hall import Hall, seat
from rehearsal.chats import BOT, Message
from rehearsal.members import is_counted
from rehearsal.people import Device, Person
from rehearsal.seen import CHOICES
from rehearsal.world import World
from store import open_any_beside, standard

SPEED = 100.0
_RECEIPT = re.compile(r"Beleg ([0-9A-Z]{4}-[0-9]{2})")
_WORDS = {"Ja": Choice.YES, "Nein": Choice.NO, "Enthaltung": Choice.ABSTAIN}


@dataclass(slots=True)
class Receipt:
    """What somebody read after a press: that this choice counts, under this number."""

    member: str
    choice: Choice
    number: str


@dataclass(slots=True)
class Voting:
    """One open ballot, its voters, every receipt that was seen, and the last answer."""

    hall: Hall
    dice: random.Random
    receipts: list[Receipt] = field(default_factory=list)
    unconfirmed: int = 0
    answered: str = ""
    told: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def voters(self) -> list[Person]:
        """Those whose device shows the answer to a press on the card."""
        return [person for person in self.hall.members if person.device is not Device.OLD]

    @property
    def world(self) -> World:
        """The stand-in around the bot."""
        return self.hall.world

    async def press(self, person: Person, word: str) -> bool:
        """Press on the meeting's card; a receipt that was read is noted."""
        answer = await self.world.client.press(person, self.hall.meeting, word, message=self.hall.ballot)
        self.answered = answer.text
        if is_counted(answer, word):
            number = _RECEIPT.search(answer.text)
            assert number is not None, answer.text
            async with self.told:
                self.receipts.append(Receipt(person.key, _WORDS[word], number[1]))
                self.told.notify_all()
            return True
        self.unconfirmed += 1
        return False

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Let everybody press, and press again what was not confirmed, until this is left."""
        ending = asyncio.Event()
        tasks = [asyncio.create_task(self._vote(person, ending)) for person in self.voters]
        try:
            yield
        finally:
            ending.set()
            await asyncio.gather(*tasks)

    async def _vote(self, person: Person, ending: asyncio.Event) -> None:
        word = self.dice.choice(CHOICES)
        while not ending.is_set():
            if await self.press(person, word):
                word = self.dice.choice([other for other in CHOICES if other != word])
                await asyncio.sleep(self.dice.uniform(0, 0.03))
            else:
                await asyncio.sleep(0.05)

    async def some_more(self, count: int) -> None:
        """Wait until so many more receipts were read."""
        wanted = len(self.receipts) + count
        async with asyncio.timeout(30), self.told:
            await self.told.wait_for(lambda: len(self.receipts) >= wanted)

    def posts(self, words: str) -> list[Message]:
        """The bot's messages in the meeting's chat that stand there and say this."""
        return [m for m in self.hall.meeting.messages.values() if m.by == BOT and words in m.text]


@asynccontextmanager
async def voting(
    folder: Path, *, members: int = 9, seed: int = 1, database: str = ""
) -> AsyncIterator[Voting]:
    """The real process with an open roll call before its members."""
    async with World(folder, speed=SPEED, seed=seed) as world:
        await world.start_bot(LOG_LEVEL="WARNING", DATABASE_URL=database)
        yield Voting(await seat(world, members), random.Random(seed))


async def record(world: World, name: str, database: str = "") -> Sitting:
    """The sitting as the journal alone tells it, its chain checked."""
    store = await open_any_beside(world.folder / "data", database)
    try:
        rows = await store.journal.read(SittingId(name))
    finally:
        await store.close()
    assert check(name, rows).sound
    sitting = replay(standard().event_of(row) for row in rows)
    assert sitting is not None
    return sitting


def lost(sitting: Sitting, receipts: list[Receipt], ballot: int = 1) -> list[Receipt]:
    """The receipts that somebody has read and that the record does not know."""
    found = sitting.ballots[BallotId(ballot)]
    return [one for one in receipts if not _kept(found, one)]


def _kept(ballot: Ballot, receipt: Receipt) -> bool:
    given = ballot.votes.get(MemberId(receipt.member), ())
    return any((vote.receipt, vote.choice) == (receipt.number, receipt.choice) for vote in given)


def overtaken(sitting: Sitting, receipts: list[Receipt]) -> Iterator[str]:
    """Members whose last receipt is not their vote although they pressed nothing after it."""
    ballot = sitting.ballots[BallotId(1)]
    last = {receipt.member: receipt for receipt in receipts}
    for member, receipt in last.items():
        vote = ballot.vote_of(MemberId(member))
        if vote is None or vote.receipt != receipt.number:
            yield member


@contextmanager
def ballast(folder: Path) -> Iterator[Path]:
    """Fill the disk on which the folder is, to the last byte, until this is left."""
    file = folder / "ballast"
    try:
        with file.open("wb", buffering=0) as out:
            size = 65536
            while size:
                try:
                    out.write(b"\0" * size)
                except OSError:
                    size //= 2
        yield file
    finally:
        file.unlink(missing_ok=True)
