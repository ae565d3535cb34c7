"""An ended sitting may leave the desk; whoever asks for it reads it back, and nothing is lost by it."""

import asyncio
from datetime import UTC, datetime

import pytest

from council import commands as cmd
from council.ids import SittingId
from council.record import Row
from council.sitting import Stage
from desk.ports import NotConfirmed
from tests.desk.council import MEMBERS, SITTING
from tests.desk.test_desk import FaultyJournal, Room, vote

LATER = datetime(2026, 12, 31, tzinfo=UTC)
BEFORE = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)


class SlowJournal(FaultyJournal):
    """A journal that is read only once it is let, and not at all while it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()
        self.let.set()
        self.away = False
        self.reads = 0

    async def read(self, sitting: SittingId) -> tuple[Row, ...]:
        self.reads += 1
        await self.let.wait()
        if self.away:
            raise NotConfirmed("away")
        return await super().read(sitting)


async def ended(journal: FaultyJournal | None = None) -> Room:
    """A sitting with one vote, closed."""
    room = await Room(journal).with_ballot()
    await room.desk.turn(vote(MEMBERS[0]))
    await room.desk.turn(cmd.CloseBallot(sitting=SITTING, by=MEMBERS[0]))
    await room.desk.turn(cmd.DeclareBallot(sitting=SITTING, by=MEMBERS[0]))
    await room.desk.turn(cmd.EndSitting(sitting=SITTING, by=MEMBERS[0]))
    await asyncio.sleep(0)
    return room


class TestLetGo:
    """Memory does not grow with the sittings held."""

    async def test_what_was_let_go_is_read_back_as_it_was(self) -> None:
        room = await ended()
        before, head = room.sitting, room.desk.head(SITTING)

        assert room.desk.let_go(SITTING, unasked_since=LATER)
        assert room.desk.sitting(SITTING) is None
        assert room.desk.sittings() == ()
        assert SITTING in room.desk.names()
        assert await room.desk.read(SITTING) == before
        assert room.desk.head(SITTING) == head

    async def test_a_command_to_it_is_carried_out(self) -> None:
        room = await ended()
        room.desk.let_go(SITTING, unasked_since=LATER)
        entry = await room.desk.turn(cmd.TakeBackEnd(sitting=SITTING, by=MEMBERS[0]))

        assert entry.sitting.stage is not Stage.ENDED
        assert entry.seq == len(await room.journal.read(SITTING))

    async def test_a_sitting_under_way_stays(self) -> None:
        room = await Room().with_ballot()

        assert not room.desk.let_go(SITTING, unasked_since=LATER)
        assert room.sitting.stage is Stage.OPEN

    async def test_one_that_was_just_asked_for_stays(self) -> None:
        room = await ended()

        assert not room.desk.let_go(SITTING, unasked_since=BEFORE)
        assert room.sitting.stage is Stage.ENDED

    async def test_one_whose_turn_is_being_taken_stays(self) -> None:
        room = await ended()
        room.journal.gate = asyncio.Event()
        turn = asyncio.create_task(room.desk.turn(cmd.TakeBackEnd(sitting=SITTING, by=MEMBERS[0])))
        await asyncio.sleep(0.01)
        let_go = room.desk.let_go(SITTING, unasked_since=LATER)
        room.journal.gate.set()
        await turn

        assert not let_go
        assert room.sitting.stage is not Stage.ENDED

    async def test_an_unknown_one_is_neither_let_go_nor_read(self) -> None:
        room = await ended()
        unknown = SittingId("2026-01-01-keine")
        await room.desk.have_at_hand(unknown)

        assert not room.desk.let_go(unknown, unasked_since=LATER)
        assert room.desk.sittings() == (room.sitting,)

    async def test_it_is_at_hand_again_for_whoever_needs_it_at_once(self) -> None:
        room = await ended()
        before = room.sitting
        room.desk.let_go(SITTING, unasked_since=LATER)
        await room.desk.have_at_hand(SITTING)

        assert room.sitting == before

    async def test_the_desk_ends_as_ever(self) -> None:
        room = await ended()
        room.desk.let_go(SITTING, unasked_since=LATER)
        await room.desk.stop()

        assert room.broken == []


class TestAtHand:
    """Whoever asks for an ended sitting finds it, however many ask at once and whatever went wrong before."""

    async def test_who_comes_while_it_is_read_waits_for_that(self) -> None:
        journal = SlowJournal()
        room = await ended(journal)
        before, reads = room.sitting, journal.reads
        room.desk.let_go(SITTING, unasked_since=LATER)
        journal.let.clear()
        first = asyncio.create_task(room.desk.have_at_hand(SITTING))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(room.desk.have_at_hand(SITTING))
        await asyncio.sleep(0.01)
        waited = not second.done()
        journal.let.set()
        await asyncio.gather(first, second)

        assert waited
        assert room.sitting == before
        assert journal.reads == reads + 1

    async def test_it_is_read_again_after_the_journal_was_away(self) -> None:
        journal = SlowJournal()
        room = await ended(journal)
        before = room.sitting
        room.desk.let_go(SITTING, unasked_since=LATER)
        journal.away = True
        with pytest.raises(NotConfirmed):
            await room.desk.have_at_hand(SITTING)
        journal.away = False
        await room.desk.have_at_hand(SITTING)

        assert room.sitting == before

    async def test_one_that_is_at_hand_stays_a_while(self) -> None:
        room = await ended()
        asked = room.desk._clock.now()
        await room.desk.have_at_hand(SITTING)

        assert not room.desk.let_go(SITTING, unasked_since=asked)
        assert room.desk.let_go(SITTING, unasked_since=LATER)


class TestALostHead:
    """A registry may be older than the journal, and know nothing of a sitting's end."""

    async def test_a_sitting_is_read_back_although_its_head_was_lost(self) -> None:
        before = await ended()
        await before.desk.stop()
        later = Room(before.journal)
        await later.desk.start()
        later.desk.let_go(SITTING, unasked_since=LATER)
        await later.desk.have_at_hand(SITTING)

        assert later.sitting == before.sitting

    async def test_its_end_and_its_body_are_noted_again(self) -> None:
        before = await ended()
        await before.desk.stop()
        later = Room(before.journal)
        await later.desk.start()
        await later.desk.stop()

        assert await later.registry.all("heads") == await before.registry.all("heads")

    async def test_of_a_damaged_record_no_end_is_noted(self) -> None:
        before = await ended()
        await before.desk.stop()
        del before.journal._rows[SITTING][2]
        later = Room(before.journal)
        await later.desk.start()
        await later.desk.stop()

        assert list(later.desk.locked()) == [SITTING]
        assert await later.registry.all("heads") == {}


class TestALock:
    """A record that is found damaged while the bot runs is told of."""

    async def test_what_is_found_when_it_is_read_back_is_told_once(self) -> None:
        room = await ended()
        told: list[tuple[SittingId, str]] = []
        room.desk.tell_locks(lambda sitting, reason: told.append((sitting, reason)))
        room.desk.let_go(SITTING, unasked_since=LATER)
        room.journal._rows[SITTING].pop()
        await room.desk.have_at_hand(SITTING)
        await room.desk.have_at_hand(SITTING)

        assert len(told) == 1
        assert dict(told) == room.desk.locked()

    async def test_it_is_locked_also_where_nobody_can_be_told(self) -> None:
        def cannot(sitting: SittingId, reason: str) -> None:
            raise RuntimeError(reason)

        room = await ended()
        room.desk.tell_locks(cannot)
        room.desk.let_go(SITTING, unasked_since=LATER)
        room.journal._rows[SITTING].pop()
        await room.desk.have_at_hand(SITTING)

        assert list(room.desk.locked()) == [SITTING]
