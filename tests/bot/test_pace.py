"""Teams' limits: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour per chat; 50 in 1 s per tenant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import CHAT_LIMITS, TENANT_LIMITS, Limit, Pace, Voices


def burst(pace: Pace, *, urgent: bool, seconds: float, took: float = 0.0) -> list[float]:
    """Send as fast as the pace allows for so long; returns when each request started."""
    now, starts = 0.0, []
    while True:
        wait = pace.wait(now, urgent=urgent)
        if wait <= 0:
            starts.append(now)
            pace.begin()
            now += took
            pace.end(now)
        else:
            now += wait
        if now > seconds:
            return starts


def most_in(starts: list[float], seconds: float) -> int:
    """Return how many starts fall into the fullest window."""
    return max(sum(1 for s in starts if start <= s < start + seconds) for start in starts)


class TestChatLimits:
    """Teams.md 2.1, with a part of each kept for what is urgent, 15 of the 60 and 120 of the 1,800."""

    @pytest.mark.parametrize(
        ("seconds", "urgent", "count"),
        [
            pytest.param(1, True, 7, id="7-in-1-s"),
            pytest.param(2, True, 8, id="8-in-2-s"),
            pytest.param(30, True, 60, id="60-in-30-s"),
            pytest.param(3600, True, 1800, id="1800-in-an-hour"),
            pytest.param(1, False, 5, id="ordinary-in-1-s"),
            pytest.param(2, False, 6, id="ordinary-in-2-s"),
            pytest.param(30, False, 45, id="ordinary-in-30-s"),
            pytest.param(3600, False, 1680, id="ordinary-in-an-hour"),
        ],
    )
    def test_no_window_is_ever_overfull(self, seconds: int, urgent: bool, count: int) -> None:
        starts = burst(Pace(CHAT_LIMITS), urgent=urgent, seconds=min(2 * seconds, 4000))

        assert most_in(starts[:4000], seconds) <= count

    def test_pace_is_used_to_the_full(self) -> None:
        starts = burst(Pace(CHAT_LIMITS), urgent=True, seconds=59.9)

        assert len(starts) == 120

    def test_first_seven_go_at_once(self) -> None:
        starts = burst(Pace(CHAT_LIMITS), urgent=True, seconds=0.5)

        assert starts == [0.0] * 7

    def test_what_ordinary_ones_leave_is_there_for_a_ballot(self) -> None:
        pace = Pace(CHAT_LIMITS)
        burst(pace, urgent=False, seconds=29)

        now, sent = 29.0, 0
        while now < 30:
            if (wait := pace.wait(now, urgent=True)) <= 0:
                pace.begin()
                pace.end(now)
                sent += 1
            else:
                now += wait
        assert sent >= 2
        assert pace.wait(29.0, urgent=False) > 0

    def test_ballot_goes_while_ordinary_ones_wait(self) -> None:
        pace = Pace(CHAT_LIMITS)
        for _ in range(5):
            pace.begin()
            pace.end(0.0)

        assert pace.wait(0.1, urgent=False) == pytest.approx(0.9)
        assert pace.wait(0.1, urgent=True) == 0


class TestDating:
    """However long a request travels, Teams sees no more in a window than allowed."""

    @settings(deadline=None)
    @given(
        st.lists(st.floats(0, 3), min_size=20, max_size=60),
        st.lists(st.floats(0, 1), min_size=60, max_size=60),
    )
    def test_arrivals_never_overfill_a_window(self, durations: list[float], shares: list[float]) -> None:
        pace, now, arrivals = Pace((Limit(3, 1.0, 3),)), 0.0, []
        for duration, share in zip(durations, shares, strict=False):
            while (wait := pace.wait(now, urgent=True)) > 0:
                now += wait
            pace.begin()
            arrivals.append(now + duration * share)
            now += duration
            pace.end(now)

        for first, fourth in zip(arrivals, arrivals[3:], strict=False):
            assert fourth - first >= 1.0 - 1e-6

    def test_running_requests_take_their_place(self) -> None:
        pace = Pace(TENANT_LIMITS)
        for _ in range(50):
            pace.begin()

        assert pace.wait(0.0, urgent=True) > 0
        pace.end(5.0)
        assert pace.wait(5.5, urgent=True) > 0
        assert pace.wait(6.1, urgent=True) == 0


class TestSpeed:
    """Contract § 1: ``OUTBOX_SPEED`` divides every limit's window."""

    @pytest.mark.parametrize("speed", [1.0, 20.0, 100.0])
    def test_windows_are_divided(self, speed: float) -> None:
        pace = Pace(CHAT_LIMITS, speed)

        assert len(burst(pace, urgent=True, seconds=59.9 / speed)) == 120


class TestSilence:
    """Teams says how long it wants to hear nothing."""

    def test_pause_holds_for_everybody(self) -> None:
        pace = Pace(CHAT_LIMITS)
        pace.pause(5.0)

        assert pace.wait(1.0, urgent=True) == 4.0
        assert pace.wait(5.0, urgent=False) == 0

    def test_shorter_pause_does_not_end_a_longer_one(self) -> None:
        pace = Pace(CHAT_LIMITS)
        pace.pause(5.0)
        pace.pause(2.0)

        assert pace.wait(0.0, urgent=True) == 5.0

    def test_what_no_window_reaches_is_forgotten(self) -> None:
        pace = Pace(CHAT_LIMITS)
        for number in range(20_000):
            pace.begin()
            pace.end(number * 10.0)

        assert len(pace._ends) < 4000


class TestVoices:
    """One pace per conversation and one per tenant."""

    def test_each_conversation_has_its_own(self) -> None:
        voices = Voices()

        assert voices.voice("a") is voices.voice("a")
        assert voices.voice("a") is not voices.voice("b")
        assert voices.tenant("t") is voices.tenant("t")

    def test_tenant_takes_fifty_a_second(self) -> None:
        starts = burst(Voices().tenant("t"), urgent=True, seconds=4.5)
        ordinary = burst(Voices().tenant("t"), urgent=False, seconds=4.5)

        assert len(starts) == 250
        assert len(ordinary) == 200


class TestForgetting:
    """A city's chats come and go: of those that have been silent for an hour nothing is remembered."""

    def test_a_silent_conversation_is_forgotten_and_a_busy_one_is_not(self) -> None:
        voices = Voices()
        old, new = voices.voice("old"), voices.voice("new")
        for voice, ended in ((old, 100.0), (new, 5000.0)):
            voice.pace.begin()
            voice.pace.end(ended)
        voices.forget(100.0 + 3600.0 + 1.0)

        assert voices.voice("new") is new
        assert voices.voice("old") is not old

    def test_one_that_teams_has_silenced_or_that_is_under_way_stays(self) -> None:
        voices = Voices()
        silenced, speaking = voices.voice("silenced"), voices.voice("speaking")
        silenced.pace.pause(9000.0)
        speaking.pace.begin()
        voices.forget(8000.0)

        assert voices.voice("silenced") is silenced
        assert voices.voice("speaking") is speaking
