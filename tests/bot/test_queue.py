"""The parts of the outbox by themselves: the queue of a chat and what is written down."""

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lane import Lane
from bot.ledger import TABLE, Ledger, Slot, digest_of
from bot.owed import Owed, Urgency, Waiting
from tests.bot.teams import MemoryRegistry


def waiting(slot: str, place: int, urgency: Urgency = Urgency.NORMAL) -> Waiting:
    owed = Owed(
        sitting="s",
        slot=slot,
        chat="c",
        urgency=urgency,
        repeatable=False,
        render=lambda: {"text": slot},
    )
    return Waiting(owed=owed, place=place, since=0.0)


def drained(lane: Lane) -> list[str]:
    """Return the slots in the order in which they are paid."""
    order = []
    while item := lane.head(0.0):
        order.append(item.owed.slot)
        lane.finish(item)
    return order


def filled(*items: Waiting, new: bool = False) -> Lane:
    lane = Lane("c")
    for item in items:
        lane.put(item, lambda _: new)
    return lane


class TestLane:
    """Ballots and results first in the order they were owed, then the ordinary, then progress."""

    def test_order_by_urgency_then_by_place(self) -> None:
        lane = filled(
            waiting("p", 0, Urgency.PROGRESS),
            waiting("n", 1),
            waiting("r", 2, Urgency.RESULT),
            waiting("b", 3, Urgency.BALLOT),
            waiting("n2", 4),
        )

        assert drained(lane) == ["r", "b", "n", "n2", "p"]

    def test_new_ordinary_message_before_a_new_ballot_stays_before_it(self) -> None:
        lane = filled(waiting("item", 0), waiting("b", 1, Urgency.BALLOT), new=True)

        assert drained(lane) == ["item", "b"]

    def test_progress_is_never_pushed(self) -> None:
        lane = filled(waiting("p", 0, Urgency.PROGRESS), waiting("b", 1, Urgency.BALLOT), new=True)

        assert drained(lane) == ["b", "p"]

    def test_edit_at_closing_pushes_nobody(self) -> None:
        lane = filled(waiting("n", 0), waiting("b", 1, Urgency.BALLOT), new=False)

        assert drained(lane) == ["b", "n"]

    def test_newer_content_takes_the_place_of_the_older(self) -> None:
        lane = filled(waiting("a", 0), waiting("b", 1), waiting("a", 2))

        assert len(lane) == 2
        assert drained(lane) == ["a", "b"]

    def test_older_content_cannot_finish_the_newer(self) -> None:
        old, new = waiting("a", 0), waiting("a", 1)
        lane = filled(old, new)

        assert not lane.finish(old)
        assert lane.head(0.0) is new

    def test_delay_of_the_older_holds_for_the_newer(self) -> None:
        old, new = waiting("a", 0), waiting("a", 1)
        lane = filled(old, new)
        old.tries = 3
        lane.delay(old, 99.0)

        assert (new.not_before, new.tries) == (99.0, 3)

    def test_progress_that_looked_the_same_rests_and_delays_nothing(self) -> None:
        lane = filled()
        lane.same(waiting("board", 0), 5.0)
        lane.put(waiting("board", 1, Urgency.PROGRESS), lambda _: False)
        lane.put(waiting("other", 2, Urgency.PROGRESS), lambda _: False)
        first = lane.head(0.0)

        assert first is not None
        assert first.owed.slot == "other"
        lane.finish(first)
        resting = lane.head(0.0)
        assert resting is not None
        assert (resting.owed.slot, resting.not_before) == ("board", 5.0)

    def test_what_is_more_than_progress_does_not_rest(self) -> None:
        lane = filled()
        lane.same(waiting("board", 0), 5.0)
        lane.put(waiting("board", 1, Urgency.PROGRESS), lambda _: False)
        lane.put(waiting("board", 2), lambda _: False)
        first = lane.head(0.0)

        assert first is not None
        assert (first.owed.urgency, first.not_before, first.rests) == (Urgency.NORMAL, 0.0, False)

    def test_what_teams_has_put_off_stays_put_off_however_urgent(self) -> None:
        lane = filled()
        lane.same(waiting("board", 0), 5.0)
        edit = waiting("board", 1, Urgency.PROGRESS)
        lane.put(edit, lambda _: False)
        lane.delay(edit, 9.0)
        lane.put(waiting("board", 2), lambda _: False)

        assert [w.not_before for w in (lane.head(0.0),) if w] == [9.0]

    def test_resting_slots_do_not_pile_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.lane.MOST_RESTING", 3)
        lane = filled()
        for number in range(10):
            lane.same(waiting(f"s{number}", number), 5.0)

        assert len(lane._resting) <= 3

    def test_it_knows_what_is_yet_to_be_drawn(self) -> None:
        item = waiting("board", 0)
        lane = filled(item)

        assert (lane.undrawn(item.key), lane.undrawn(("s", "other"))) == (True, False)
        item.content = {"text": "drawn"}
        assert not lane.undrawn(item.key)

    def test_tries_are_not_forgotten_with_the_next_vote(self) -> None:
        old, new = waiting("a", 0), waiting("a", 1, Urgency.PROGRESS)
        lane = filled(old)
        old.tries = 2
        lane.delay(old, 99.0)
        lane.put(new, lambda _: False)

        assert (new.not_before, new.tries) == (99.0, 2)
        assert new.owed.urgency is Urgency.NORMAL

    def test_what_is_just_being_told_makes_the_next_vote_no_more_urgent(self) -> None:
        old, new = waiting("a", 0), waiting("a", 1, Urgency.PROGRESS)
        lane = filled(old)
        old.content = {"text": "a"}
        lane.put(new, lambda _: False)

        assert new.owed.urgency is Urgency.PROGRESS

    def test_unless_it_fails(self) -> None:
        old, new = waiting("a", 0), waiting("a", 1, Urgency.PROGRESS)
        lane = filled(old)
        old.content = {"text": "a"}
        lane.put(new, lambda _: False)
        lane.delay(old, 99.0)

        assert new.owed.urgency is Urgency.NORMAL

    def test_dropped_message_is_gone(self) -> None:
        lane = filled(waiting("a", 0), waiting("b", 1))
        lane.drop(("s", "a"))
        lane.drop(("s", "nothing"))

        assert drained(lane) == ["b"]

    async def test_rest_ends_when_something_is_owed(self) -> None:
        lane = Lane("c")
        asyncio.get_running_loop().call_later(0.05, lane.put, waiting("a", 0), lambda _: False)

        async with asyncio.timeout(20):
            await lane.rest(60)
        assert len(lane) == 1

    async def test_rest_ends_by_itself(self) -> None:
        began = time.monotonic()
        await Lane("c").rest(0.05)

        assert time.monotonic() - began > 0.04

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(Urgency)))))
    def test_nothing_is_lost_and_nothing_paid_twice(self, puts: list[tuple[str, Urgency]]) -> None:
        lane = filled(*(waiting(slot, place, urgency) for place, (slot, urgency) in enumerate(puts)))

        assert sorted(drained(lane)) == sorted({slot for slot, _ in puts})


TEXTS = st.text(max_size=8)


class TestSlots:
    """What is written down comes back as it was."""

    @settings(deadline=None)
    @given(TEXTS, st.dictionaries(TEXTS, TEXTS), TEXTS, TEXTS)
    def test_round_trip(self, chat: str, ids: dict[str, str], born: str, intent: str) -> None:
        slot = Slot(chat=chat, ids=ids, born=born, intent=intent)

        assert Slot.of(slot.document()) == slot
        assert list(Slot.of(slot.document()).ids) == list(ids)

    def test_empty_document_is_an_empty_slot(self) -> None:
        assert Slot.of({}) == Slot()

    def test_digest_knows_content_not_order(self) -> None:
        assert digest_of({"a": 1, "b": [1]}) == digest_of({"b": [1], "a": 1})
        assert digest_of({"a": 1}) != digest_of({"a": 2})


class TestLedger:
    """One document per sitting; writes are shared and never in the way."""

    async def test_written_slots_are_found_after_a_restart(self) -> None:
        registry = MemoryRegistry()
        ledger = Ledger(registry)
        ledger.slot("s", "ballot:1").ids["m1"] = "d"
        await ledger.write("s")
        again = Ledger(registry)
        await again.load()

        assert again.slot("s", "ballot:1").ids == {"m1": "d"}
        assert again.find("s", "ballot:2") is None
        assert again.find("t", "ballot:1") is None

    async def test_notes_during_a_write_share_the_next(self) -> None:
        registry = MemoryRegistry()
        registry.slow = 0.05
        ledger = Ledger(registry)
        for number in range(50):
            ledger.slot("s", str(number)).born = "d"
            ledger.note("s")
            await asyncio.sleep(0.001)
        await ledger.settled()

        assert registry.puts <= 5
        assert len(registry.tables[TABLE]["s"]["slots"]) == 50

    async def test_write_returns_only_when_its_own_slot_is_on_disk(self) -> None:
        registry = MemoryRegistry()
        registry.slow = 0.02
        ledger = Ledger(registry)

        async def one(number: int) -> bool:
            ledger.slot("s", str(number)).intent = "x"
            await ledger.write("s")
            return str(number) in registry.tables[TABLE]["s"]["slots"]

        assert all(await asyncio.gather(*(one(number) for number in range(20))))
        assert registry.puts <= 3

    async def test_write_says_so_when_the_disk_is_full(self) -> None:
        registry = MemoryRegistry()
        registry.broken = True
        ledger = Ledger(registry)
        ledger.slot("s", "a").intent = "x"

        with pytest.raises(OSError, match="disk full"):
            await ledger.write("s")

    async def test_sittings_do_not_wait_for_each_other(self) -> None:
        registry = MemoryRegistry()
        registry.slow = 0.1
        ledger = Ledger(registry)
        await asyncio.gather(*(ledger.write(f"s{number}") for number in range(10)))

        assert registry.together == 10
