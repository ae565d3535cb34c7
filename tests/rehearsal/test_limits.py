"""Teams' windows, with a clock in the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.limits import WINDOWS, Limits, Operation


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestWindows:
    """teams.md 2.1: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour."""

    def test_seven_in_a_second_and_one_more_after_it(self) -> None:
        clock = Clock()
        limits = Limits(clock=clock)

        taken = [limits.take(Operation.SEND, "chat") for _ in range(8)]
        clock.now = 1.01

        assert taken[:7] == [0.0] * 7
        assert taken[7] == pytest.approx(1.0)
        assert limits.take(Operation.SEND, "chat") == 0.0
        assert limits.take(Operation.SEND, "chat") == pytest.approx(0.99)

    def test_at_four_a_second_the_thirty_second_window_ends_it(self) -> None:
        clock = Clock()
        limits = Limits(clock=clock)
        granted = 0
        while limits.take(Operation.SEND, "chat") == 0.0:
            granted += 1
            clock.now += 0.25

        assert granted == 60

    def test_speed_makes_every_window_pass_faster(self) -> None:
        clock = Clock()
        limits = Limits(20, clock)
        for _ in range(7):
            limits.take(Operation.SEND, "chat")

        assert limits.take(Operation.SEND, "chat") == pytest.approx(0.05)

    def test_chats_and_operations_do_not_disturb_each_other(self) -> None:
        limits = Limits(clock=Clock())
        for _ in range(8):
            limits.take(Operation.SEND, "chat")

        assert limits.take(Operation.SEND, "other") == 0.0
        assert limits.take(Operation.MEMBERS, "chat") == 0.0
        assert limits.exceeded == {Operation.SEND: 1}

    @given(st.lists(st.floats(0, 3), min_size=1, max_size=200))
    def test_no_window_ever_holds_more_than_it_may(self, pauses: list[float]) -> None:
        clock = Clock()
        limits = Limits(clock=clock)
        granted: list[float] = []
        for pause in pauses:
            clock.now += pause
            if limits.take(Operation.SEND, "chat") == 0.0:
                granted.append(clock.now)

        for window in WINDOWS[Operation.SEND]:
            for moment in granted:
                inside = [one for one in granted if moment <= one < moment + window.seconds - 1e-6]
                assert len(inside) <= window.most
