"""Issue "Never lost, never fooled", part 3, against the stand-in's own limits, on a clock of its own."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import Owed, Urgency
from tests.bot.paced_evening import CHAIR, MEETING, OFFICE, Evening, Seen
from tests.bot.paced_teams import CALM, STORM, Weather
from tests.tallying import Experiment
from tests.virtual import in_virtual_time

OLDEST = 3.0
IN_VIRTUAL_TIME = "outbox: evenings in virtual time (states to show)"
IN_A_STORM = "outbox: stormy evenings in virtual time (states)"
Line = Callable[[str], Experiment]
LENGTHS = [pytest.param(20, id="20"), pytest.param(120, id="120")]
STORMS = pytest.mark.parametrize(
    ("ballots", "seed"),
    [
        pytest.param(20, 1, id="20"),
        *(pytest.param(120, n, id=f"120-{n}", marks=pytest.mark.slow) for n in range(10)),
    ],
)
LOADS = st.lists(
    st.tuples(
        st.floats(0, 3),
        st.sampled_from([MEETING, CHAIR, OFFICE]),
        st.sampled_from(list(Urgency)),
        st.integers(1, 12),
    ),
    min_size=1,
    max_size=60,
)


def evening(
    ballots: int, line: Experiment, weather: Weather = CALM, seed: int = 1, between: float = 3.0
) -> Seen:
    """Hold an evening in virtual time; nothing came too fast, and every state was shown."""

    async def held() -> Seen:
        return await Evening(weather, seed=seed, between=between).held(ballots)

    seen = in_virtual_time(held())
    print(seen)
    line.tally(runs=1, acknowledged=len(seen.ages), lost=seen.unshown)
    assert (seen.beyond, seen.in_silence, seen.unshown) == (0, 0, 0), str(seen)
    assert len(seen.ages) == 74 * ballots
    return seen


@pytest.mark.experiment
class TestAnEvening:
    """teams.md § 2: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 an hour per chat, 50 in 1 s per tenant."""

    @pytest.mark.parametrize("ballots", LENGTHS)
    def test_the_control_card_is_never_older_than_three_seconds(self, ballots: int, experiment: Line) -> None:
        seen = evening(ballots, experiment(IN_VIRTUAL_TIME))

        assert max(seen.ages) <= OLDEST, str(seen)
        assert seen.troubles == []

    @pytest.mark.parametrize("between", [0.1, 0.5, 1.0])
    def test_nor_where_the_chair_takes_one_step_right_after_the_other(
        self, between: float, experiment: Line
    ) -> None:
        seen = evening(20, experiment(IN_VIRTUAL_TIME), between=between)

        assert max(seen.ages) <= OLDEST, str(seen)

    @STORMS
    def test_in_a_storm_it_is_older_by_the_longest_retry_after(
        self, ballots: int, seed: int, experiment: Line
    ) -> None:
        seen = evening(ballots, experiment(IN_A_STORM), STORM, seed)

        assert max(seen.ages_of_one) <= STORM.longest + OLDEST, str(seen)
        assert seen.p99 <= STORM.longest + OLDEST, "even where several faults come together"

    @pytest.mark.parametrize("ballots", LENGTHS)
    def test_a_closing_goes_before_all_progress(self, ballots: int, experiment: Line) -> None:
        seen = evening(ballots, experiment(IN_VIRTUAL_TIME))

        assert len(seen.closings) == 2 * ballots
        assert seen.progress_before_closing == 0
        assert max(seen.closings) <= 0.2, "after what was just under way, and 40 ms to arrive"

    @STORMS
    def test_nor_does_it_wait_behind_progress_in_a_storm(
        self, ballots: int, seed: int, experiment: Line
    ) -> None:
        seen = evening(ballots, experiment(IN_A_STORM), STORM, seed)

        assert len(seen.closings) == 2 * ballots
        assert seen.progress_before_closing == 0
        assert max(seen.closings) <= STORM.longest + OLDEST, str(seen)


@pytest.mark.experiment
class TestAFlood:
    """Issue, part 3: two hundred mentions by a guest hold no ballot's card up."""

    @pytest.mark.parametrize("before", [0.0, 5.0, 16.0, 29.0, 100.0])
    def test_two_hundred_answers_in_the_meetings_chat_leave_room_for_a_ballot(self, before: float) -> None:
        assert in_virtual_time(opened_in_a_flood(before)) < 0.5


async def opened_in_a_flood(before: float) -> float:
    """Open a ballot so long after somebody has begun to make the bot answer; when its card stood."""
    evening = Evening()
    teams, outbox = evening.teams, evening.outbox
    await outbox.start()
    where = teams.ref(MEETING)
    answers = [asyncio.create_task(outbox.answer(where, {"answer": number})) for number in range(200)]
    await asyncio.sleep(before)
    evening._owe_ballot(1)
    opened = teams.clock()
    await asyncio.gather(*answers)
    await outbox.idle()
    await outbox.stop()
    assert teams.beyond == 0
    cards = [one.at for one in teams.asked if one.chat == MEETING and "ballot" in one.activity]
    return min(cards) - opened


@pytest.mark.experiment
class TestTheTenant:
    """teams.md § 2: 50 in 1 s for all chats of a tenant together."""

    @pytest.mark.parametrize("urgency", [Urgency.BALLOT, Urgency.NORMAL])
    def test_a_ballot_in_everybodys_own_chat_never_asks_for_more(
        self, urgency: Urgency, experiment: Line
    ) -> None:
        evening = in_virtual_time(owed_to_everybody(90, urgency))
        shown = {(one.chat, one.activity["over"]) for one in evening.teams.asked}

        experiment("outbox: a ballot in 90 own chats (cards)").tally(
            runs=1, acknowledged=180, lost=180 - len(shown)
        )
        assert evening.teams.beyond == 0
        assert len(shown) == 180
        assert evening.seen.troubles == []


async def owed_to_everybody(people: int, urgency: Urgency) -> Evening:
    """Owe a ballot, and then its closing, to so many chats of one tenant at once."""
    evening = Evening()
    chats = [f"own{number}" for number in range(people)]
    for chat in chats:
        await evening.outbox.learned(chat, evening.teams.ref(chat))
    await evening.outbox.start()
    for over in (False, True):
        for chat in chats:
            card = {"card": chat, "over": over}
            evening.outbox.owe(
                Owed(
                    sitting="s",
                    slot=f"ballot@{chat}",
                    chat=chat,
                    urgency=urgency,
                    repeatable=True,
                    render=partial(dict, card),
                )
            )
        await evening.outbox.idle()
    await evening.outbox.stop()
    return evening


class TestWhateverIsOwed:
    """Whatever is owed when, and whatever Teams answers: no request too many, and the newest stands."""

    @given(LOADS, st.integers(0, 1000))
    def test_no_limit_is_exceeded_and_what_was_owed_last_stands(
        self, loads: list[tuple[float, str, Urgency, int]], seed: int
    ) -> None:
        weather = Weather(throttled=0.05, conflict=0.1, bad_gateway=0.05, dropped=0.05, forgotten=0.1)
        in_virtual_time(owed_at_random(loads, weather, seed))


async def owed_at_random(loads: list[tuple[float, str, Urgency, int]], weather: Weather, seed: int) -> None:
    """Owe bursts of messages, wait until all is paid, and look at what Teams saw."""
    evening = Evening(weather, seed=seed)
    teams = evening.teams
    last: dict[str, dict[str, object]] = {}
    await evening.outbox.start()
    for turn, (pause, chat, urgency, count) in enumerate(loads):
        for slot in range(count):
            name = f"{slot}@{chat}"
            last[name] = {"slot": name, "turn": turn}
            evening.outbox.owe(
                Owed(
                    sitting="s",
                    slot=name,
                    chat=chat,
                    urgency=urgency,
                    repeatable=True,
                    render=partial(last.__getitem__, name),
                )
            )
        await asyncio.sleep(pause)
    await evening.outbox.idle()
    await evening.outbox.stop()
    assert (teams.beyond, teams.spoken_to_in_silence) == (0, 0)
    shown = {asked.activity["slot"]: asked.activity for asked in teams.asked}
    given_up = {trouble.slot for trouble in evening.seen.troubles}
    assert {slot: shown.get(slot) for slot in last if slot not in given_up} == {
        slot: content for slot, content in last.items() if slot not in given_up
    }
