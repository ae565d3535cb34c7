"""What whoever runs the bot can see: a line for what was done or refused, and the numbers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall

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

    async def test_a_vote_folds_and_writes_one_entry_and_reads_none(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Abstimmung 1")
        await hall.world_idle()
        before = [number("ratssaal_entries", {"what": what}) for what in ("read", "folded", "written")]
        await hall.press("abel", "Nein")
        after = [number("ratssaal_entries", {"what": what}) for what in ("read", "folded", "written")]

        assert [b - a for a, b in zip(before, after, strict=True)] == [0, 1, 1]
