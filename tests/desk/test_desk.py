"""The desk: one turn at a time, written before anybody is told, thrown away where it failed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from structlog.testing import capture_logs

from council import commands as cmd
from council.ballots import Choice, Tally
from council.decide import decide
from council.errors import NotEntitled, NotPrepared, Refusal
from council.events import BallotClosed, Event, VoteCast
from council.fold import replay
from council.ids import BallotId, MemberId, SittingId
from council.record import check
from council.sitting import Sitting
from desk.desk import Desk, Entry, SittingLocked
from desk.ports import EMPTY, Head, JournalBroken, NotConfirmed
from store import standard
from tests.desk.council import MEMBERS, SITTING, prepare
from tests.store.memory import MemoryJournal, MemoryRegistry


class SteppingClock:
    """Goes on by a second at every look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The next second."""
        self._now += timedelta(seconds=1)
        return self._now


class Heard:
    """Keeps every entry it hears of."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def announce(self, entry: Entry) -> None:
        """Keep it."""
        self.entries.append(entry)


class FaultyJournal(MemoryJournal):
    """A journal whose next appends fail as told."""

    def __init__(self) -> None:
        super().__init__(standard())
        self.faults: list[Exception | str] = []
        self.turns: list[int] = []
        self.gate: asyncio.Event | None = None

    async def append(self, sitting: SittingId, after: Head, events: Sequence[Event]) -> Head:
        """Fail as told, else write; a failure called "late" writes and then fails."""
        if self.gate is not None:
            await self.gate.wait()
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Exception):
            raise fault
        head = await super().append(sitting, after, events)
        self.turns.append(len(events))
        if fault == "late":
            raise NotConfirmed("EIO", head)
        return head


class Room:
    """A desk with its surroundings."""

    def __init__(self, journal: FaultyJournal | None = None, registry: MemoryRegistry | None = None) -> None:
        self.journal = journal or FaultyJournal()
        self.registry = registry or MemoryRegistry()
        self.broken: list[str] = []
        self.heard = Heard()
        numbers = count()
        self.desk = Desk(
            journal=self.journal,
            registry=self.registry,
            clock=SteppingClock(),
            decode=standard().event_of,
            nonce=lambda: f"nonce-{next(numbers)}",
            broken=self.broken.append,
        )
        self.desk.listen(self.heard)

    async def with_ballot(self) -> "Room":
        """An opened sitting with an open ballot on item 1."""
        await self.desk.turn(prepare())
        await self.desk.turn(cmd.OpenAdmission(sitting=SITTING, by=MemberId("clerk")))
        for member in MEMBERS:
            await self.desk.turn(cmd.AdmitMember(sitting=SITTING, by=MemberId("clerk"), member=member))
        await self.desk.turn(cmd.OpenSitting(sitting=SITTING, by=MEMBERS[0]))
        await self.desk.turn(cmd.OpenBallot(sitting=SITTING, by=MEMBERS[0], item="1"))
        return self

    @property
    def sitting(self) -> Sitting:
        """The sitting as readers see it."""
        found = self.desk.sitting(SITTING)
        assert found is not None
        return found

    def tally(self) -> Tally:
        """The votes that readers see."""
        return self.sitting.ballots[BallotId(1)].count()


def vote(member: MemberId, choice: Choice = Choice.YES, cause: str = "") -> cmd.CastVote:
    """A fresh vote in the first ballot."""
    return cmd.CastVote(
        sitting=SITTING, by=member, ballot=BallotId(1), round=1, choice=choice, cause=cause, rev=None
    )


class TestATurn:
    """architecture, "A vote's way" 3–4: decided in order, one transaction, then told."""

    async def test_all_that_arrived_is_written_in_one_transaction(self) -> None:
        room = await Room().with_ballot()
        room.journal.gate = asyncio.Event()
        first = asyncio.create_task(room.desk.turn(vote(MEMBERS[0])))
        await asyncio.sleep(0.01)
        others = [asyncio.create_task(room.desk.turn(vote(m))) for m in MEMBERS[1:]]
        await asyncio.sleep(0.01)
        room.journal.gate.set()
        await asyncio.gather(first, *others)

        assert room.journal.turns[-2:] == [1, len(MEMBERS) - 1]
        assert room.tally() == Tally(yes=len(MEMBERS))

    async def test_readers_see_nothing_before_the_commit(self) -> None:
        room = await Room().with_ballot()
        room.journal.gate = asyncio.Event()
        task = asyncio.create_task(room.desk.turn(vote(MEMBERS[0])))
        await asyncio.sleep(0.01)
        before = room.tally()
        room.journal.gate.set()
        entry = await task

        assert before == Tally()
        assert room.tally() == Tally(yes=1)
        assert entry.sitting.ballots[BallotId(1)].vote_of(MEMBERS[0]) is not None

    async def test_a_refusal_writes_nothing_and_spoils_nobody_elses_turn(self) -> None:
        room = await Room().with_ballot()
        before = await room.journal.head(SITTING)
        answers = await asyncio.gather(
            room.desk.turn(vote(MEMBERS[0])),
            room.desk.turn(vote(MemberId("guest"))),
            room.desk.turn(vote(MEMBERS[1], Choice.NO)),
            return_exceptions=True,
        )

        assert isinstance(answers[1], NotEntitled)
        assert room.tally() == Tally(yes=1, no=1)
        assert (await room.journal.head(SITTING)).seq == before.seq + 2

    async def test_the_same_activity_twice_in_one_turn_is_one_vote(self) -> None:
        room = await Room().with_ballot()
        entries = await asyncio.gather(*(room.desk.turn(vote(MEMBERS[0], cause="a1")) for _ in range(4)))

        receipts = {e.sitting.ballots[BallotId(1)].causes["a1"].receipt for e in entries}
        assert len(receipts) == 1
        assert [len(e.events) for e in entries] == [1, 0, 0, 0]

    async def test_listeners_hear_of_every_entry_in_order_after_it_was_written(self) -> None:
        room = await Room().with_ballot()
        await asyncio.gather(*(room.desk.turn(vote(m)) for m in MEMBERS))
        voted = [e.events[0].member for e in room.heard.entries if isinstance(e.events[0], VoteCast)]
        rows = await room.journal.read(SITTING)

        assert voted == list(MEMBERS)
        assert room.heard.entries[-1].seq == len(rows)

    async def test_what_is_seen_equals_what_the_record_says(self) -> None:
        room = await Room().with_ballot()
        await asyncio.gather(*(room.desk.turn(vote(m)) for m in MEMBERS))
        rows = await room.journal.read(SITTING)

        assert check(SITTING, rows).sound
        assert replay(await room.desk.events(SITTING)) == room.sitting

    async def test_a_fault_in_a_decision_leaves_the_sitting_and_the_activity_in_the_log(self) -> None:
        def fail() -> str:
            raise RuntimeError("no nonce")

        room = await Room().with_ballot()
        room.desk._nonce = fail
        with capture_logs() as lines, pytest.raises(RuntimeError):
            await room.desk.turn(vote(MEMBERS[1], Choice.NO, cause="f:17"))

        (line,) = [line for line in lines if line["event"] == "desk.decision_failed"]
        assert (line["command"], line["sitting"], line["cause"]) == ("CastVote", SITTING, "f:17")
        assert "no" not in {str(value).lower() for value in line.values()}

    async def test_a_sitting_nobody_prepared_is_refused(self) -> None:
        with pytest.raises(NotPrepared):
            await Room().desk.turn(cmd.OpenSitting(sitting=SittingId("2026-01-01-keine"), by=MEMBERS[0]))


class TestFailedWrites:
    """architecture, "Keeping": never "counted" where nobody knows; the draft is thrown away."""

    async def test_a_full_disk_costs_the_turn_and_nothing_else(self) -> None:
        room = await Room().with_ballot()
        head = await room.journal.head(SITTING)
        room.journal.faults.append(NotConfirmed("SQLITE_FULL", head))
        with pytest.raises(NotConfirmed):
            await room.desk.turn(vote(MEMBERS[0]))
        after_failure = room.tally()
        await room.desk.turn(vote(MEMBERS[0]))

        assert after_failure == Tally()
        assert room.tally() == Tally(yes=1)

    async def test_everybody_in_the_failed_turn_is_told_so_even_who_was_refused(self) -> None:
        room = await Room().with_ballot()
        head = await room.journal.head(SITTING)
        room.journal.faults.append(NotConfirmed("EIO", head))
        answers = await asyncio.gather(
            room.desk.turn(vote(MEMBERS[0])), room.desk.turn(vote(MemberId("guest"))), return_exceptions=True
        )

        assert [type(answer) for answer in answers] == [NotConfirmed, NotConfirmed]

    async def test_a_turn_that_reached_the_disk_is_read_back(self) -> None:
        room = await Room().with_ballot()
        room.journal.faults.append("late")
        with pytest.raises(NotConfirmed):
            await room.desk.turn(vote(MEMBERS[0]))
        await room.desk.turn(vote(MEMBERS[1]))

        assert room.tally() == Tally(yes=2)
        assert check(SITTING, await room.journal.read(SITTING)).sound

    async def test_a_broken_journal_ends_the_process(self) -> None:
        room = await Room().with_ballot()
        room.journal.faults.append(JournalBroken("EIO twice"))
        with pytest.raises(JournalBroken):
            await room.desk.turn(vote(MEMBERS[0]))

        assert room.broken == ["EIO twice"]

    async def test_whoever_makes_nothing_of_votes_hears_all_else(self) -> None:
        room, of_steps = await Room().with_ballot(), Heard()
        room.desk.listen(of_steps, votes=False)
        await room.desk.turn(vote(MEMBERS[0]))
        before = len(of_steps.entries)
        await room.desk.turn(cmd.CloseBallot(sitting=SITTING, by=MEMBERS[0]))

        assert before == 0
        assert [type(event) for event in of_steps.entries[0].events] == [BallotClosed]
        assert len(room.heard.entries) > len(of_steps.entries)

    async def test_a_listener_that_fails_costs_nobody_their_receipt(self) -> None:
        room = await Room().with_ballot()

        class Failing:
            def announce(self, entry: Entry) -> None:
                raise RuntimeError("no card")

        room.desk.listen(Failing())
        entry = await room.desk.turn(vote(MEMBERS[0]))

        assert len(entry.events) == 1


class TestComingBack:
    """architecture, "Keeping": at start the record is checked against the head noted last."""

    async def test_the_middle_of_a_ballot_comes_back(self) -> None:
        room = await Room().with_ballot()
        await room.desk.turn(vote(MEMBERS[0]))
        await room.desk.stop()
        again = Room(room.journal, room.registry)
        await again.desk.start()
        await again.desk.turn(vote(MEMBERS[1]))

        assert again.tally() == Tally(yes=2)

    async def test_a_record_behind_its_noted_head_is_locked(self) -> None:
        room = await Room().with_ballot()
        await room.desk.turn(vote(MEMBERS[0]))
        await room.desk.stop()
        rows = room.journal._rows[SITTING]
        del rows[-1]
        again = Room(room.journal, room.registry)
        await again.desk.start()

        assert SITTING in again.desk.locked()
        with pytest.raises(SittingLocked):
            await again.desk.turn(vote(MEMBERS[1]))

    async def test_a_record_ahead_of_its_noted_head_is_normal(self) -> None:
        room = await Room().with_ballot()
        await room.desk.stop()
        noted = await room.registry.get("heads", SITTING)
        later = Room(room.journal, room.registry)
        await later.desk.start()
        await later.desk.turn(vote(MEMBERS[0]))
        await later.desk.stop()
        assert noted is not None
        await room.registry.put("heads", SITTING, noted)
        again = Room(room.journal, room.registry)
        await again.desk.start()

        assert again.desk.locked() == {}
        assert again.tally() == Tally(yes=1)

    async def test_a_record_that_is_gone_is_locked_not_begun_anew(self) -> None:
        room = await Room().with_ballot()
        await room.desk.stop()
        again = Room(FaultyJournal(), room.registry)
        await again.desk.start()

        assert list(again.desk.locked()) == [SITTING]
        with pytest.raises(SittingLocked):
            await again.desk.turn(prepare())

    async def test_after_stopping_nothing_more_is_taken(self) -> None:
        room = await Room().with_ballot()
        await room.desk.stop()

        with pytest.raises(NotConfirmed):
            await room.desk.turn(vote(MEMBERS[0]))
        assert room.journal.turns.count(1) > 0

    async def test_two_who_ask_for_an_ended_sitting_at_once_read_it_once(self) -> None:
        room = await Room().with_ballot()
        await room.desk.stop()
        again = Room(room.journal, room.registry)
        found = await asyncio.gather(*(again.desk.read(SITTING) for _ in range(5)))

        assert all(one is found[0] for one in found)
        assert again.desk.head(SITTING) != EMPTY


async def test_what_the_desk_decides_is_what_the_rules_decide() -> None:
    """The desk adds order and keeping, never a rule of its own."""
    room = await Room().with_ballot()
    state = room.sitting
    command = vote(MEMBERS[0])
    expected = decide(state, command, datetime(2026, 12, 9, 14, 0, tzinfo=UTC), "n")
    entry = await room.desk.turn(command)

    assert [type(e) for e in entry.events] == [type(e) for e in expected]
    with pytest.raises(Refusal):
        decide(state, vote(MemberId("guest")), datetime(2026, 12, 9, 14, 0, tzinfo=UTC), "n")
