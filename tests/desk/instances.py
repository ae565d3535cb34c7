"""Several instances on one database: each with its own desk, connections and data."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Protocol

from council import commands as cmd
from council.ballots import Ballot, Choice
from council.errors import Refusal
from council.events import BallotClosed, VoteCast
from council.ids import BallotId, MemberId
from council.roster import Member, Role, Roster
from council.sitting import Sitting
from desk.desk import Desk, Entry
from desk.ports import NotConfirmed
from desk.shared import SharedDesk
from store import standard
from store.connections import Connections
from store.postgres_journal import PostgresJournal
from store.tables import prepare as make_tables
from tests.desk.council import SITTING, prepare
from tests.desk.test_desk import Heard, SteppingClock
from tests.store.memory import MemoryRegistry

CLERK, CHAIR = MemberId("clerk"), MemberId("m1")


class AtADesk(Protocol):
    """Where people vote: one desk, alone on its files or one of several on a database."""

    @property
    def desk(self) -> Desk:
        """The desk."""
        ...


@dataclass(slots=True)
class Instance:
    """One instance of the bot as far as its desk goes."""

    name: str
    desk: SharedDesk
    journal: PostgresJournal
    heads: MemoryRegistry
    heard: Heard = field(default_factory=Heard)

    @property
    def sitting(self) -> Sitting:
        """The sitting as this instance sees it."""
        found = self.desk.sitting(SITTING)
        assert found is not None
        return found


async def instance(url: str, name: str = "a", heads: MemoryRegistry | None = None) -> Instance:
    """Start one instance on a database."""
    await asyncio.to_thread(make_tables, url)
    journal = PostgresJournal(Connections(url, most=2))
    numbers = count()
    registry = heads or MemoryRegistry()
    desk = SharedDesk(
        journal=journal,
        registry=registry,
        clock=SteppingClock(),
        decode=standard().event_of,
        nonce=lambda: f"{name}-{next(numbers)}",
        broken=lambda reason: None,
    )
    one = Instance(name, desk, journal, registry)
    await desk.start()
    desk.listen(one.heard)
    return one


@asynccontextmanager
async def instances(url: str, number: int = 2) -> AsyncIterator[list[Instance]]:
    """So many instances on one database, ended afterwards."""
    started = [await instance(url, name) for name in "abcd"[:number]]
    try:
        yield started
    finally:
        for one in started:
            await one.desk.stop()
            await one.journal.close()


async def hall(one: AtADesk, size: int) -> tuple[MemberId, ...]:
    """An opened sitting with so many members and an open roll call on item 1."""
    members = tuple(MemberId(f"m{number}") for number in range(1, size + 1))
    people = [
        Member(
            id=m, first="Mitglied", last=m, roles=(Role.MEMBER, Role.CHAIR) if m == CHAIR else (Role.MEMBER,)
        )
        for m in members
    ]
    people.append(Member(id=CLERK, first="Karla", last="Amt", roles=(Role.OFFICE,)))
    await one.desk.turn(replace(prepare(), roster=Roster(tuple(people))))
    await one.desk.turn(cmd.OpenAdmission(sitting=SITTING, by=CLERK))
    admitted = (cmd.AdmitMember(sitting=SITTING, by=CLERK, member=member) for member in members)
    await asyncio.gather(*(one.desk.turn(command) for command in admitted))
    await one.desk.turn(cmd.OpenSitting(sitting=SITTING, by=CHAIR))
    await one.desk.turn(cmd.OpenBallot(sitting=SITTING, by=CHAIR, item="1"))
    return members


@dataclass(slots=True)
class Race:
    """What everybody was told while votes and the closing came to several instances at once."""

    accepted: list[Entry] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)

    async def vote(self, one: AtADesk, ballot: Ballot, member: MemberId, choice: Choice) -> None:
        """A vote, and a note of the answer."""
        command = cmd.CastVote(
            sitting=SITTING, by=member, ballot=ballot.id, round=ballot.round, choice=choice, rev=None
        )
        try:
            self.accepted.append(await one.desk.turn(command))
        except Refusal as refusal:
            self.refused.append(type(refusal).__name__)
        except NotConfirmed as failure:
            self.unconfirmed.append(failure.reason)

    @property
    def receipts(self) -> set[tuple[str, str]]:
        """Member and choice of every vote that was acknowledged."""
        return {
            (e.member, e.choice) for entry in self.accepted for e in entry.events if isinstance(e, VoteCast)
        }


async def raced(
    all_: Sequence[AtADesk], members: Iterable[MemberId], dice: random.Random
) -> tuple[Race, BallotId]:
    """Everybody votes at any instance while the chair closes the open ballot at any other."""
    newest = await all_[0].desk.newest(SITTING)
    assert newest is not None
    ballot = newest.ballot
    assert ballot is not None
    race = Race()

    async def late(member: MemberId) -> None:
        await asyncio.sleep(dice.uniform(0, 0.05))
        choice = dice.choice((Choice.YES, Choice.NO, Choice.ABSTAIN))
        await race.vote(dice.choice(all_), ballot, member, choice)

    async def close() -> None:
        await asyncio.sleep(dice.uniform(0, 0.05))
        await dice.choice(all_).desk.turn(cmd.CloseBallot(sitting=SITTING, by=CHAIR))

    await asyncio.gather(close(), *(late(member) for member in members))
    return race, ballot.id


async def stored(one: AtADesk, ballot: BallotId) -> tuple[set[tuple[str, str]], BallotClosed]:
    """The votes and the closing of a ballot as they stand in the record; none stands after it."""
    events = [e for e in await one.desk.events(SITTING) if getattr(e, "ballot", None) == ballot]
    closings = [place for place, event in enumerate(events) if isinstance(event, BallotClosed)]
    votes = [place for place, event in enumerate(events) if isinstance(event, VoteCast)]
    assert len(closings) == 1
    assert all(place < closings[0] for place in votes)
    closed = events[closings[0]]
    assert isinstance(closed, BallotClosed)
    return {(e.member, e.choice) for e in events if isinstance(e, VoteCast)}, closed


async def again(one: AtADesk) -> None:
    """Supersede the last ballot and ask the same once more."""
    await one.desk.turn(cmd.RepeatBallot(sitting=SITTING, by=CHAIR, reason="Probe"))
