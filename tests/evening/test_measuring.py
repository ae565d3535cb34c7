"""What whoever runs the bot can see: a line for what was done or refused, and the numbers."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.intake import MOST_BYTES
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.store.postgres import takes_no_entry

WHERE: dict[str, str] = {"sitting": SITTING}


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A sitting that has been opened."""
    async with open_hall(tmp_path, monkeypatch) as opened:
        await opened.opened(*MEMBERS)
        await opened.world_idle()
        yield opened


def number(name: str, labels: dict[str, str] | None = None) -> float:
    """A number as ``/metrics`` tells it, 0 while it is not told."""
    return REGISTRY.get_sample_value(name, labels or {}) or 0.0


class TestLogLines:
    """A line carries the sitting and the activity that was the cause."""

    async def test_what_was_carried_out(self, hall: Hall) -> None:
        with capture_logs() as lines:
            await hall.say("vogt", "top 4")
            await hall.world_idle()

        (done,) = [line for line in lines if line["event"] == "command.done"]
        called = (await hall.desk.events(SITTING))[-1]
        assert (done["command"], done["sitting"], done["cause"]) == ("CallItem", SITTING, called.cause)
        assert done["cause"]

    async def test_what_was_refused(self, hall: Hall) -> None:
        with capture_logs() as lines:
            await hall.say("abel", "top 4")
            await hall.world_idle()

        (refused,) = [line for line in lines if line["event"] == "command.refused"]
        assert (refused["sitting"], bool(refused["cause"])) == (SITTING, True)
        assert number("ratssaal_commands_refused_total", {"reason": str(refused["reason"])}) >= 1

    async def test_a_vote_leaves_no_line_and_a_late_one_its_cause(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Abstimmung 1")
        message, button = hall.world.client.find(hall.person("busch"), hall.meeting, "Ja")
        with capture_logs() as counted:
            await hall.press("abel", "Nein")
            await hall.world_idle()
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        with capture_logs() as late:
            await hall.world.client.press_button(hall.person("busch"), hall.meeting, message, button)

        assert [line for line in counted if line["event"] == "command.done"] == []
        (refused,) = [line for line in late if line["event"] == "vote.refused"]
        assert (refused["sitting"], bool(refused["cause"])) == (SITTING, True)

    async def test_a_press_that_is_none_leaves_the_sitting_of_its_chat_and_its_cause(
        self, hall: Hall
    ) -> None:
        with capture_logs() as lines:
            told = hall.world.client.build.message(hall.person("abel"), hall.meeting, "", mention=False)
            broken = {**told, "type": "invoke", "name": "adaptiveCard/action", "value": {"action": "Ja"}}
            await posted(hall, broken)

        (line,) = [line for line in lines if line["event"] == "press.malformed"]
        assert (line["sitting"], line["cause"]) == (SITTING, told["id"])
        assert "Ja" not in repr(lines)

    async def test_a_name_that_somebody_made_up_is_in_no_line(self, hall: Hall) -> None:
        with capture_logs() as lines:
            own = hall.own("abel")
            told = hall.world.client.build.message(hall.person("abel"), own, "", mention=False)
            made_up = {"action": {"type": "Action.Submit", "data": {"sitting": "erfunden"}}}
            await posted(hall, {**told, "type": "invoke", "name": "adaptiveCard/action", "value": made_up})

        (line,) = [line for line in lines if line["event"] == "press.malformed"]
        assert (line["sitting"], line["cause"]) == ("", told["id"])

    async def test_a_typed_vote_that_is_not_confirmed_leaves_both_and_not_the_vote(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        with_database = open_hall(
            tmp_path / "two", monkeypatch, without=("zander",), DATABASE_URL=database_url
        )
        async with with_database as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            with capture_logs() as lines, takes_no_entry(database_url):
                await hall.say("zander", "nein")
                await hall.until(lambda: any(line["event"] == "vote.not_confirmed" for line in lines))

        (line,) = [line for line in lines if line["event"] == "vote.not_confirmed"]
        assert (line["sitting"], bool(line["cause"])) == (SITTING, True)
        assert "nein" not in repr(line).lower()


async def posted(hall: Hall, activity: Mapping[str, Any], token: str = "") -> int:
    """Post an activity as it is, signed as Teams signs unless told otherwise; returns the status."""
    token = token or hall.world.entra.channel_token(hall.world.teams.service_url)
    headers = {"Authorization": f"Bearer {token}"}
    endpoint = hall.world.client.delivery.endpoint
    async with ClientSession() as session, session.post(endpoint, json=activity, headers=headers) as answer:
        return answer.status


REFUSED: dict[str, tuple[str, dict[str, Any], int]] = {
    "no_token": ("none", {}, 401),
    "algorithm_or_key_id": ("e30.e30.e30", {}, 401),
    "service_url_differs": ("", {"serviceUrl": "https://evil.example/"}, 401),
    "channel": ("", {"channelId": "webchat"}, 403),
    "tenant": ("", {"channelData": {"tenant": {"id": "other"}}}, 403),
    "FieldMissing": ("", {"type": 5}, 400),
    "TooLarge": ("", {"text": "x" * MOST_BYTES}, 413),
    "press": ("", {"type": "invoke", "name": "adaptiveCard/action"}, 200),
}
"""Of each reason a token ("" is a sound one), what is wrong with the activity, and the answer's status."""


def refused(reason: str) -> float:
    """How many requests were refused for this reason."""
    return number("ratssaal_requests_refused_total", {"reason": reason})


class TestNumbers:
    """Prometheus: presence against quorum, time of a commit, what waits for Teams."""

    async def test_presence_is_told_while_the_sitting_lasts(self, hall: Hall) -> None:
        quorum = hall.sitting.quorum()
        await hall.say("vogt", "top 4")

        assert number("ratssaal_present", WHERE) == len(quorum.names)
        assert number("ratssaal_quorum_required", WHERE) == quorum.required
        await hall.say("vogt", "sitzung schließen")
        await hall.until(lambda: hall.sitting.ended_at is not None)
        assert REGISTRY.get_sample_value("ratssaal_present", WHERE) is None

    async def test_a_turn_is_timed_and_nothing_waits_once_all_is_paid(self, hall: Hall) -> None:
        before = number("ratssaal_commit_seconds_count")
        await hall.say("vogt", "top 4")
        await hall.world_idle()

        assert number("ratssaal_commit_seconds_count") > before
        assert number("ratssaal_outbox_oldest_seconds") == 0

    async def test_a_press_is_timed_and_a_typed_word_is_not(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        before = number("ratssaal_press_seconds_count")
        await hall.press("abel", "Nein")
        pressed = number("ratssaal_press_seconds_count")
        await hall.say("vogt", "schließen")

        assert pressed == before + 1
        assert number("ratssaal_press_seconds_count") == pressed

    async def test_what_teams_does_not_take_is_told_by_how_long_it_has_waited(self, hall: Hall) -> None:
        hall.meeting.busy = True  # every send and edit there is answered 412
        await hall.say("vogt", "top 4")
        await hall.until(lambda: number("ratssaal_outbox_oldest_seconds") > 0)
        hall.meeting.busy = False
        await hall.seen("Neubau der Grundschule")
        await hall.world_idle()

        assert number("ratssaal_outbox_oldest_seconds") == 0

    async def test_what_is_refused_is_counted_by_its_reason(self, hall: Hall) -> None:
        told = hall.world.client.build.message(hall.person("abel"), hall.meeting, "hilfe", mention=False)
        before = {reason: refused(reason) for reason in REFUSED}
        answered = {
            reason: await posted(hall, {**told, **changed}, token)
            for reason, (token, changed, _) in REFUSED.items()
        }

        assert answered == {reason: status for reason, (_, _, status) in REFUSED.items()}
        assert {reason: refused(reason) - before[reason] for reason in REFUSED} == dict.fromkeys(REFUSED, 1)

    async def test_a_vote_folds_and_writes_one_entry_and_reads_none(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Abstimmung 1")
        await hall.world_idle()
        before = [number("ratssaal_entries", {"what": what}) for what in ("read", "folded", "written")]
        await hall.press("abel", "Nein")
        after = [number("ratssaal_entries", {"what": what}) for what in ("read", "folded", "written")]

        assert [b - a for a, b in zip(before, after, strict=True)] == [0, 1, 1]
