"""A real evening with Graph beside it: hints after the preparation, a comparison after the end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.accounts import matched
from bot.online import WAITS, account_of
from council.roster import Roster
from council.sitting import Stage
from graph import ChatPerson, Kind
from rehearsal.chats import BOT, Message
from rehearsal.meetings import OnlineMeeting
from tests import cast as c
from tests.evening.hall import MEMBERS, Hall, open_hall, running

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


class TestAfterTheEnd:
    """Issue part 7: the attendance report is read after the end and compared; nothing is overwritten."""

    async def test_the_office_reads_that_record_and_report_agree(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await _end(hall)
        _session(hall, *MEMBERS)

        shown = await told(hall, "Abgleich mit dem Anwesenheitsbericht")

        assert "keine Abweichung von mehr als 3 Minuten" in shown.text

    async def test_a_report_that_comes_late_is_waited_for(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await _end(hall)
        answered = hall.world.graph.answered
        before = answered[200]
        await hall.until(lambda: answered[200] >= before + 2, seconds=15)
        _session(hall, *MEMBERS)

        assert "keine Abweichung" in (await told(hall, "Abgleich mit dem")).text

    async def test_no_report_at_all_is_said_once(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await _end(hall)

        shown = await told(hall, "war nicht zu bekommen")

        assert "noch kein Bericht vorhanden" in shown.text
        assert "gilt unabhängig davon" in shown.text

    async def test_a_restart_goes_on_with_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch, OUTBOX_SPEED="20") as hall:
            await hall.opened(*MEMBERS)
            await _end(hall)
            await hall.world_idle()
            await hall.stopped()
            _session(hall, *MEMBERS)
            async with running(hall.world, monkeypatch, {"OUTBOX_SPEED": str(FAST)}):
                shown = await told(hall, "Abgleich mit dem Anwesenheitsbericht")

        assert "Personen verglichen" in shown.text

    def test_patience_lasts_a_quarter_of_an_hour(self) -> None:
        assert 10 * 60 < sum(WAITS) < 20 * 60


async def _end(hall: Hall) -> None:
    await hall.say("vogt", "sitzung schließen")
    await hall.until(lambda: hall.sitting.stage is Stage.ENDED)


def _session(hall: Hall, *keys: str) -> None:
    """Let the online meeting have had these people in it, and end its session."""
    meeting = online(hall)
    since = datetime.now(UTC) - timedelta(minutes=30)
    for key in ("vogt", *keys):
        meeting.join(hall.person(key), since)
    meeting.finish(datetime.now(UTC) + timedelta(minutes=1))
