"""The call's roster speaks in the account of presence: a source of its own, which overwrites no other."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.presence import Source
from council.sitting import CaseKind
from rehearsal.graph_noticing import participant
from tests.evening.hall import MEMBERS, Hall, open_hall

SLOW = 20.0


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A small council whose bot subscribes to the roster of its call."""
    async with open_hall(tmp_path, monkeypatch, SLOW, ROSTER_SUBSCRIPTION="1") as hall:
        await hall.prepared()
        await hall.until(lambda: bool(hall.world.graph.subscriptions.kept))
        yield hall


async def comes(hall: Hall, *keys: str) -> None:
    """People join, and only Graph tells of it."""
    for key in keys:
        await hall.world.client.join(hall.person(key), hall.meeting, told=False)


def words(hall: Hall, key: str) -> list[tuple[Source, bool]]:
    return [(one.source, one.inside) for one in hall.sitting.presence(hall.id(key)).sightings]


class TestRoster:
    """Whoever joins unheard by Teams' events stands in the account, and goes only when asked about."""

    async def test_a_lost_join_is_made_good(self, hall: Hall) -> None:
        await comes(hall, *MEMBERS)
        await hall.until(lambda: all((Source.ROSTER, True) in words(hall, key) for key in MEMBERS))

        assert all(hall.sitting.presence(hall.id(key)).only_seen for key in MEMBERS)

    async def test_a_lost_leave_takes_nobody_away_before_the_query(self, hall: Hall) -> None:
        await comes(hall, *MEMBERS)
        await hall.admitted("vogt", *MEMBERS)
        await hall.world.client.leave(hall.person("abel"), hall.meeting, told=False)
        await hall.until(lambda: not hall.sitting.presence(hall.id("abel")).here)

        told = words(hall, "abel")
        assert told.index((Source.ROSTER, False)) < told.index((Source.QUERY, False))

    async def test_a_leave_that_the_query_denies_is_shown_to_the_office(self, hall: Hall) -> None:
        await comes(hall, *MEMBERS)
        await hall.admitted("vogt", *MEMBERS)
        notices, subscriptions = hall.world.graph.subscriptions.notices, hall.world.graph.subscriptions
        (one,) = subscriptions.kept.values()
        row = participant(hall.person("abel"), "left")
        event = notices.event(one, "rosterUpdated", datetime.now(UTC), [row])
        await notices.post(str(one.body["notificationUrl"]), notices.notice(one, event))
        await hall.seen("Widerspruch: Anna Abel", hall.office)

        assert hall.sitting.presence(hall.id("abel")).here

    async def test_whoever_waits_in_the_lobby_is_not_there(self, hall: Hall) -> None:
        notices, subscriptions = hall.world.graph.subscriptions.notices, hall.world.graph.subscriptions
        (one,) = subscriptions.kept.values()
        rows = [
            participant(hall.person("abel"), "joined", lobby=True),
            participant(hall.person("busch"), "joined"),
        ]
        event = notices.event(one, "rosterUpdated", datetime.now(UTC), rows)
        await notices.post(str(one.body["notificationUrl"]), notices.notice(one, event))
        await hall.until(lambda: (Source.ROSTER, True) in words(hall, "busch"))
        await asyncio.sleep(0.1)

        assert Source.ROSTER not in [source for source, _ in words(hall, "abel")]

    async def test_a_stranger_with_a_councillors_name_is_a_doubt_and_no_member(self, hall: Hall) -> None:
        stranger = next(p for p in hall.world.tenant.people.values() if p.key == "fremd")
        await hall.world.client.join(stranger, hall.meeting, told=False)
        await hall.until(lambda: any(c.kind is CaseKind.DOUBT for c in hall.sitting.cases.values()))

        assert not hall.sitting.presence(hall.id("abel")).sightings
