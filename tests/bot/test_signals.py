"""What is noticed of the bot's own faults, before anybody is told."""

import pytest

from bot.signals import GAP_SECONDS, MUTE, TEAMS_SECONDS, Signals
from graph import GraphUnavailable


class Told:
    """Hears what is noticed."""

    def __init__(self) -> None:
        self.said: list[tuple[str, ...]] = []

    def begin(self, kind: str, reason: str = "", day: str = "") -> None:
        self.said.append(("begin", kind, reason))

    def end(self, kind: str) -> None:
        self.said.append(("end", kind))

    def suspect(self, kind: str) -> None:
        self.said.append(("suspect", kind))

    @property
    def begun(self) -> list[tuple[str, ...]]:
        return [one for one in self.said if one[0] == "begin"]


class Clock:
    """Goes on when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def signals(clock: Clock, told: Told) -> Signals:
    made = Signals(clock=clock)
    made.listener = told
    return made


class TestTeams:
    """Refused without a break for 20 seconds, chat by chat."""

    def test_a_short_refusal_is_no_fault(self, signals: Signals, clock: Clock, told: Told) -> None:
        signals.teams_refused("a", "412")
        clock.now += TEAMS_SECONDS - 0.1
        signals.teams_refused("a", "412")
        signals.teams_took("a")
        clock.now += TEAMS_SECONDS
        signals.teams_refused("a", "412")

        assert told.begun == []

    def test_two_refusals_far_apart_are_none(self, signals: Signals, clock: Clock, told: Told) -> None:
        for _ in range(5):
            signals.teams_refused("a", "502")  # given up at once, and nothing sent for a while
            clock.now += GAP_SECONDS + 1

        assert told.begun == []

    def test_a_long_one_is(self, signals: Signals, clock: Clock, told: Told) -> None:
        signals.teams_refused("a", "412")
        clock.now += TEAMS_SECONDS
        signals.teams_refused("a", "503 Down")

        assert told.begun == [("begin", "teams", "503 Down")]

    def test_a_chat_to_which_nothing_is_sent_any_more_does_not_keep_it_up(
        self, signals: Signals, clock: Clock, told: Told
    ) -> None:
        for _ in range(2):
            signals.teams_refused("a", "412")
            clock.now += TEAMS_SECONDS
        clock.now += GAP_SECONDS + 1
        signals.teams_took("b")

        assert told.said[-1] == ("end", "teams")

    def test_others_that_are_served_do_not_hide_it_nor_end_it(
        self, signals: Signals, clock: Clock, told: Told
    ) -> None:
        signals.teams_refused("a", "412")
        signals.teams_took("b")
        clock.now += TEAMS_SECONDS
        signals.teams_refused("a", "412")
        told.said.clear()
        signals.teams_took("b")
        still = list(told.said)
        signals.teams_took("a")

        assert still == []
        assert told.said == [("end", "teams")]

    def test_it_ends_with_the_last_chat(self, signals: Signals, clock: Clock, told: Told) -> None:
        for chat in ("a", "b"):
            signals.teams_refused(chat, "429")
        clock.now += TEAMS_SECONDS
        for chat in ("a", "b"):
            signals.teams_refused(chat, "429")
        signals.teams_took("a")
        half = [one for one in told.said if one[0] == "end"]
        signals.teams_took("b")

        assert half == []
        assert told.said[-1] == ("end", "teams")

    def test_at_twenty_times_the_speed_it_is_a_twentieth(self, clock: Clock, told: Told) -> None:
        signals = Signals(speed=20, clock=clock)
        signals.listener = told
        signals.teams_refused("a", "412")
        clock.now += TEAMS_SECONDS / 20
        signals.teams_refused("a", "412")

        assert len(told.begun) == 1


class TestGraph:
    """Away is who does not answer, or answers with a fault of its own."""

    @pytest.mark.parametrize(
        ("failure", "said"),
        [
            pytest.param(None, [("end", "graph")], id="answered"),
            pytest.param(GraphUnavailable("Forbidden", 403), [("end", "graph")], id="refused"),
            pytest.param(GraphUnavailable("NotFound", 404), [("end", "graph")], id="not-there"),
            pytest.param(GraphUnavailable("ServiceUnavailable", 503), [("suspect", "graph")], id="503"),
            pytest.param(GraphUnavailable("timeout"), [("suspect", "graph")], id="timeout"),
            pytest.param(GraphUnavailable("ConnectError"), [("suspect", "graph")], id="no-connection"),
            *(pytest.param(GraphUnavailable(reason), [], id=reason) for reason in sorted(MUTE)),
        ],
    )
    def test_is_told_from_its_answer(
        self, signals: Signals, told: Told, failure: GraphUnavailable | None, said: list[tuple[str, ...]]
    ) -> None:
        signals.graph_told(failure)

        assert told.said == said


class TestBeforeAnybodyListens:
    """While the bot starts nothing is lost but the word itself."""

    def test_nothing_fails(self, clock: Clock) -> None:
        signals = Signals(clock=clock)
        signals.teams_refused("a", "412")
        clock.now += TEAMS_SECONDS
        signals.teams_refused("a", "412")
        signals.teams_took("a")
        signals.graph_told(GraphUnavailable("timeout"))
        signals.disk_failed("full")
        signals.disk_took()

        assert signals.listener is None
