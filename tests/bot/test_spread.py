"""Progress is told so seldom that Teams' hour lasts for an evening, and nothing else waits for it."""

import pytest

from bot.lane import Lane
from bot.owed import Owed, Urgency, Waiting
from bot.pace import BETWEEN_PROGRESS, CHAT_LIMITS, Pace

CONTROL, OTHER = "control", "opening"


def waiting(urgency: Urgency, slot: str = CONTROL, place: int = 1) -> Waiting:
    """A message of the sitting that waits in its chat."""
    owed = Owed(sitting="s", slot=slot, chat="19:a", urgency=urgency, repeatable=False, render=lambda: None)
    return Waiting(owed=owed, place=place, since=0.0)


def lane(*items: Waiting) -> Lane:
    """The queue of a chat in which these wait."""
    queue = Lane("19:a")
    for item in items:
        queue.put(item, lambda _: False)
    return queue


class TestTheHour:
    """teams.md § 2: 1,800 requests an hour and chat, of which a part is kept for ballots."""

    def test_an_hour_of_nothing_but_progress_never_waits_for_the_limit(self) -> None:
        pace, now = Pace(CHAT_LIMITS), 0.0
        told = 0
        while now < 3600:
            assert pace.wait(now, urgent=False) == 0
            pace.begin()
            pace.end(now)
            told += 1
            now += pace.between(now)

        assert told >= 1000

    def test_with_the_chairs_steps_beside_it_neither_waits(self) -> None:
        pace, now, step = Pace(CHAT_LIMITS), 0.0, 0.0
        while now < 3 * 3600:
            if now >= step:  # eight steps of the chair in a minute
                step += 7.5
                pace.begin()
                pace.end(now)
            now += 0.5
            assert pace.wait(now, urgent=False) == 0
            pace.begin()
            pace.end(now)
            now += pace.between(now)

    def test_it_is_told_every_few_seconds_while_there_is_room(self) -> None:
        first = Pace(CHAT_LIMITS).between(0.0)

        assert BETWEEN_PROGRESS <= first <= 2.7
        assert Pace(CHAT_LIMITS, 20.0).between(0.0) == pytest.approx(first / 20)

    def test_two_messages_of_a_chat_share_what_is_left(self) -> None:
        pace = Pace(CHAT_LIMITS)

        assert pace.between(0.0, 2) == pytest.approx(2 * pace.between(0.0, 1))

    @pytest.mark.parametrize("busy", [1, 2, 3])
    def test_neither_one_nor_several_ever_use_an_hour_up(self, busy: int) -> None:
        pace, now, due = Pace(CHAT_LIMITS), 0.0, [0.0] * busy
        longest = 0.0
        while now < 4 * 3600:
            now = max(now, min(due))
            now += pace.wait(now, urgent=False)
            slot = due.index(min(due))
            longest = max(longest, now - due[slot])
            pace.begin()
            pace.end(now)
            due[slot] = now + pace.between(now, busy)

        assert longest < 1.0, "nobody waited for the hour"


class TestNothingElseWaits:
    """Issue, part 3: a closing never waits behind progress."""

    def test_what_comes_after_progress_that_is_spread_goes_first(self) -> None:
        progress, other = waiting(Urgency.PROGRESS), waiting(Urgency.PROGRESS, OTHER, 2)
        queue = lane(progress, other)
        queue.spread(progress, 5.0)

        assert queue.head(1.0) is other
        assert queue.head(6.0) is progress

    def test_a_step_in_the_same_slot_does_not_wait(self) -> None:
        progress = waiting(Urgency.PROGRESS)
        queue = lane(progress)
        queue.spread(progress, 5.0)
        step = waiting(Urgency.NORMAL)
        queue.put(step, lambda _: False)
        head = queue.head(1.0)

        assert head is step
        assert head.due <= 1.0

    def test_and_the_next_vote_does_not_make_it_wait(self) -> None:
        queue = lane(waiting(Urgency.NORMAL))
        queue.spread(waiting(Urgency.NORMAL), 5.0)
        queue.put(waiting(Urgency.PROGRESS), lambda _: False)
        head = queue.head(1.0)

        assert head is not None
        assert head.due <= 1.0
        assert head.owed.urgency is Urgency.NORMAL

    def test_progress_alone_waits_for_its_turn(self) -> None:
        progress = waiting(Urgency.PROGRESS)
        queue = lane(progress)
        queue.spread(progress, 5.0)

        assert progress.due == 5.0
        assert queue.head(1.0) is progress

    def test_what_is_let_go_is_not_remembered(self) -> None:
        progress = waiting(Urgency.PROGRESS)
        queue = lane()
        queue.spread(progress, 5.0)
        queue.same(progress, 5.0)
        queue.let_go("s")
        queue.put(progress, lambda _: False)

        assert queue.told_lately(1.0) == 1
        assert progress.due == 0.0
