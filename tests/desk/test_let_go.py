"""An ended sitting may leave the desk; whoever asks for it reads it back, and nothing is lost by it."""

import asyncio
from datetime import UTC, datetime

from council import commands as cmd
from council.ids import SittingId
from council.sitting import Stage
from tests.desk.council import MEMBERS, SITTING
from tests.desk.test_desk import Room, vote

LATER = datetime(2026, 12, 31, tzinfo=UTC)
BEFORE = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)


async def ended() -> Room:
    """A sitting with one vote, closed."""
    room = await Room().with_ballot()
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
