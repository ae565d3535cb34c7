"""A real evening with Graph beside it: what it tells after the preparation."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.accounts import matched
from bot.online import account_of
from council.roster import Roster
from council.sitting import Stage
from graph import ChatPerson, Kind
from rehearsal.chats import BOT, Message
from rehearsal.meetings import OnlineMeeting
from tests import cast as c
from tests.evening.hall import MEMBERS, Hall, open_hall

FAST = 1000


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A small council; the bot's patience with Graph is a thousand times shorter."""
    async with open_hall(tmp_path, monkeypatch, OUTBOX_SPEED=str(FAST)) as opened:
        yield opened


def online(hall: Hall) -> OnlineMeeting:
    assert hall.meeting.meeting is not None
    return hall.meeting.meeting


async def told(hall: Hall, words: str) -> Message:
    """Wait until the office reads these words."""
    return await hall.office.wait_for(lambda m: m.by == BOT and words in m.text, within=15)


class TestAfterThePreparation:
    """contract § 2, GRAPH_URL: Graph unreachable never delays a command; it shows on the checklist."""

    async def test_the_office_reads_what_is_not_set(self, hall: Hall) -> None:
        hall.world.graph.unsettable = frozenset({"lobbyBypassSettings", "allowedPresenters"})
        await hall.prepared()

        shown = await told(hall, "Teams: bitte prüfen")

        assert "eingeladene Personen" in shown.text
        assert "Präsentieren" in shown.text
        assert "Graph" not in shown.text

    async def test_a_meeting_set_well_says_nothing(self, hall: Hall) -> None:
        online(hall).options |= {
            "lobbyBypassSettings": {"scope": "invited", "isDialInBypassEnabled": False},
            "allowedLobbyAdmitters": "organizerAndCoOrganizers",
            "allowedPresenters": "roleIsPresenter",
        }
        answered = hall.world.graph.answered
        await hall.prepared()
        await hall.until(lambda: answered[200] > 0, seconds=15)
        await asyncio.sleep(0.3)

        assert [m for m in hall.office.messages.values() if m.by == BOT and "Teams: bitte" in m.text] == []

    async def test_a_service_that_is_down_stops_nothing(self, hall: Hall) -> None:
        hall.world.graph.down = True
        await hall.opened(*MEMBERS)

        shown = await told(hall, "Microsoft Graph antwortet nicht")

        assert "kann trotzdem stattfinden" in shown.text
        assert hall.sitting.stage is Stage.OPEN

    async def test_a_missing_policy_is_named_as_one(self, hall: Hall) -> None:
        hall.world.graph.access_policy = False
        await hall.prepared()

        shown = await told(hall, "Graph verweigert das")

        assert "Anwendungszugriffsrichtlinie" in shown.text
        assert online(hall).organizer.entra in shown.text


class TestLinking:
    """An address counts only where Teams vouches for it: a user of the town's own tenant."""

    @pytest.mark.parametrize(
        ("kind", "tenant", "found"),
        [
            pytest.param(Kind.USER, "t1", "abel", id="own-user"),
            pytest.param(Kind.USER, "t2", None, id="another-tenant"),
            pytest.param(Kind.GUEST, "t1", None, id="guest"),
            pytest.param(Kind.ANONYMOUS, "t1", None, id="by-link-only"),
        ],
    )
    def test_a_chats_member_is_matched_by_address(self, kind: Kind, tenant: str, found: str | None) -> None:
        someone = ChatPerson(
            entra_id="a1", name="x", email="Abel@stadt.example", tenant=tenant, roles=(), kind=kind
        )

        unlinked = Roster(tuple(replace(m, contact=replace(m.contact, entra_id="")) for m in c.PEOPLE))

        member = matched(unlinked, account_of(someone), "T1")

        assert (member.id if member else None) == found

    def test_a_second_account_of_a_seat_is_not_taken_for_its_holder(self) -> None:
        someone = ChatPerson(
            entra_id="a1", name="x", email="abel@stadt.example", tenant="t1", roles=(), kind=Kind.USER
        )

        assert matched(Roster(c.PEOPLE), account_of(someone), "T1") is None
