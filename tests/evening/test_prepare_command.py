"""``sitting prepare``: what ``vorbereiten`` does at Graph, from the command line beside the running bot."""

import asyncio
from copy import deepcopy
from pathlib import Path

import pytest

from console import Refused
from preparing import Meeting, prepare_sitting, undo_preparation
from rehearsal.meetings import OnlineMeeting
from tests.evening.hall import SITTING, Hall


def online(hall: Hall) -> OnlineMeeting:
    found = hall.meeting.meeting
    assert found is not None
    return found


async def prepared(hall: Hall, sheet: Path, organizer: str = "") -> str:
    meeting = Meeting(organizer=organizer or online(hall).organizer.entra, join_url=online(hall).join_url)
    return await asyncio.to_thread(prepare_sitting, hall.settings, SITTING, meeting, sheet)


class TestPrepare:
    """The meeting is set, the app installed, the sheet written; again changes nothing; undone."""

    async def test_sets_the_meeting_and_writes_the_sheet(self, hall: Hall, tmp_path: Path) -> None:
        hall.meeting.installed = False
        sheet = tmp_path / "neu" / "blatt.pdf"
        said = await prepared(hall, sheet)

        assert online(hall).options["lobbyBypassSettings"]["scope"] == "invited"
        assert {one["role"] for one in online(hall).attendees} == {"coorganizer"}
        assert hall.meeting.installed
        assert sheet.read_bytes().startswith(b"%PDF")
        assert "✓ Lobby: nur Eingeladene" in said
        assert "✓ Die App ist im Chat der Besprechung installiert." in said
        assert said.endswith(f"@Ratssaal vorbereiten {SITTING}")

    async def test_again_changes_nothing(self, hall: Hall, tmp_path: Path) -> None:
        await prepared(hall, tmp_path / "a.pdf")
        before = (deepcopy(online(hall).options), deepcopy(online(hall).attendees))
        said = await prepared(hall, tmp_path / "a.pdf")

        assert before == (online(hall).options, online(hall).attendees)
        assert [line for line in said.splitlines() if line.startswith("✓")] == [
            f"✓ Notfallblatt: {tmp_path / 'a.pdf'}"
        ]

    async def test_is_undone(self, hall: Hall, tmp_path: Path) -> None:
        before = (deepcopy(online(hall).options), deepcopy(online(hall).attendees))
        await prepared(hall, tmp_path / "a.pdf")
        changed = deepcopy(online(hall).options)
        said = await asyncio.to_thread(undo_preparation, hall.settings, SITTING)
        again = await asyncio.to_thread(undo_preparation, hall.settings, SITTING)

        assert before[0] != changed
        assert before == (online(hall).options, online(hall).attendees)
        assert "wie zuvor" in said
        assert "nichts zurückzustellen" in again

    async def test_what_is_missing_is_said_and_stops_nothing_else(self, hall: Hall, tmp_path: Path) -> None:
        hall.world.graph.take_away("AppCatalog.Read.All")
        said = await prepared(hall, tmp_path / "a.pdf")

        assert "! " in said
        assert "AppCatalog.Read.All" in said
        assert online(hall).options["lobbyBypassSettings"]["scope"] == "invited"

    async def test_an_address_of_the_roster_names_the_organizer(self, hall: Hall, tmp_path: Path) -> None:
        said = await prepared(hall, tmp_path / "a.pdf", online(hall).organizer.upn)

        assert "✓ Lobby" in said

    async def test_a_meeting_that_graph_does_not_know_is_refused(self, hall: Hall, tmp_path: Path) -> None:
        wrong = Meeting(organizer=online(hall).organizer.entra, join_url="https://teams.example/x")

        with pytest.raises(Refused):
            await asyncio.to_thread(prepare_sitting, hall.settings, SITTING, wrong, tmp_path / "a.pdf")
        assert not (tmp_path / "a.pdf").exists()

    async def test_an_unknown_sitting_is_refused(self, hall: Hall, tmp_path: Path) -> None:
        meeting = Meeting(organizer="x", join_url="y")

        with pytest.raises(Refused, match="2099"):
            await asyncio.to_thread(prepare_sitting, hall.settings, "2099-x", meeting, tmp_path / "a.pdf")

    async def test_without_sign_in_there_is_nothing_to_set(self, hall: Hall, tmp_path: Path) -> None:
        local = hall.settings.model_copy(update={"local_mode": True})
        meeting = Meeting(organizer="x", join_url="y")

        with pytest.raises(Refused, match="LOCAL_MODE"):
            await asyncio.to_thread(prepare_sitting, local, SITTING, meeting, tmp_path / "a.pdf")
