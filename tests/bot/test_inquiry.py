"""teams.md, limits of the roster: the participant query is asked until Teams answers, never too fast."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest

from bot.inquiry import MOST_TRIES, Inquiry
from bot.pace import Limit, Pace
from bot.replies import NotSent, Refused, Unclear

INSIDE = {"meeting": {"inMeeting": True, "role": "Attendee"}}
GONE = {"meeting": {"inMeeting": False}}


class Teams:
    """Answers one after the other what it was told to; the last answer again and again."""

    def __init__(self, *answers: Mapping[str, Any] | Exception | None) -> None:
        self.answers = list(answers)
        self.asked: list[float] = []

    async def __call__(self) -> Mapping[str, Any] | None:
        self.asked.append(time.monotonic())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class TestInquiry:
    """contract § 4, States: confirmed by one participant query; if it fails, the person keeps the vote."""

    @pytest.mark.parametrize(
        ("answer", "inside"),
        [
            pytest.param(INSIDE, True, id="in-the-meeting"),
            pytest.param(GONE, False, id="gone"),
            pytest.param(None, None, id="unknown-to-teams"),
            pytest.param({}, None, id="nothing-said"),
            pytest.param({"meeting": "?"}, None, id="no-object"),
            pytest.param({"meeting": {"inMeeting": "no"}}, None, id="no-boolean"),
        ],
    )
    async def test_says_what_teams_says_and_nothing_on_a_guess(
        self, answer: Mapping[str, Any] | None, inside: bool | None
    ) -> None:
        assert await Inquiry(speed=20).inside(Teams(answer)) is inside

    @pytest.mark.parametrize("status", [412, 429, 503])
    async def test_a_refused_question_is_asked_again(self, status: int) -> None:
        teams = Teams(Refused(status, "Throttled", 0.01), GONE)

        assert await Inquiry(speed=20).inside(teams) is False
        assert len(teams.asked) == 2

    async def test_shares_the_pace_of_the_tenant(self) -> None:
        tenant, teams = Pace((Limit(2, 0.2, 1),)), Teams(GONE)
        inquiry = Inquiry(speed=1000)

        began = time.monotonic()
        for _ in range(3):
            await inquiry.inside(teams, tenant)

        assert teams.asked[-1] - began >= 0.4

    async def test_waits_before_it_asks_again_where_teams_names_no_time(self) -> None:
        teams = Teams(Refused(429, "Throttled"), GONE)

        assert await Inquiry(speed=50).inside(teams) is False
        assert teams.asked[1] - teams.asked[0] >= 0.02

    @pytest.mark.parametrize(
        "failure",
        [Refused(403, "Forbidden"), Unclear("502"), NotSent("NoToken")],
        ids=["refused-for-good", "nobody-knows", "never-left"],
    )
    async def test_a_failure_is_no_answer(self, failure: Exception) -> None:
        teams = Teams(failure)

        assert await Inquiry(speed=20).inside(teams) is None
        assert len(teams.asked) == 1

    async def test_gives_up_after_a_few_refusals(self) -> None:
        teams = Teams(Refused(429, "Throttled", 0.001))

        assert await Inquiry(speed=50).inside(teams) is None
        assert len(teams.asked) == MOST_TRIES

    async def test_many_at_once_are_asked_about_within_the_limit_of_two_seconds(self) -> None:
        """No sixteen questions within two seconds (a tenth of one at this speed), however many leave."""
        inquiry, teams = Inquiry(speed=20), Teams(GONE)

        answers = await asyncio.gather(*(inquiry.inside(teams) for _ in range(30)))

        assert answers == [False] * 30
        gaps = [later - first for first, later in zip(teams.asked, teams.asked[15:], strict=False)]
        assert min(gaps) >= 2.0 / 20
