"""``doctor`` beside a running bot: it tries every permission by using it, and changes nothing."""

import asyncio
from copy import deepcopy

import pytest

import doctor
from console import sentence
from rehearsal.graph_roles import GRANTED
from tests.evening.hall import Hall

ASKED = sorted(GRANTED - {"User.Read.All"})


async def examined(hall: Hall) -> list[str]:
    """What the doctor prints about Graph's permissions, beside the running bot."""
    found = await asyncio.to_thread(lambda: list(doctor.permissions(hall.settings)))
    return [
        f"{sentence(f'doctor.{one.verdict}', 'de')} {sentence(f'doctor.{one.key}', 'de', **one.values)}"
        for one in found
    ]


class TestPermissions:
    """With one permission taken away it names exactly that one and the remedy."""

    async def test_finds_all_of_them_granted(self, hall: Hall) -> None:
        await hall.prepared()
        printed = await examined(hall)

        assert sorted(line.split("Graph: ")[1].split(" ")[0] for line in printed) == ASKED
        assert all(line.startswith("gut") for line in printed)

    @pytest.mark.parametrize("permission", ASKED)
    async def test_names_exactly_the_one_that_is_missing(self, hall: Hall, permission: str) -> None:
        await hall.prepared()
        hall.world.graph.take_away(permission)
        bad = [line for line in await examined(hall) if not line.startswith("gut")]

        assert len(bad) == 1
        assert bad[0].startswith("fehlt")
        assert permission in bad[0]
        assert "Administratorzustimmung" in bad[0]

    async def test_gives_the_lines_to_run_for_the_policy(self, hall: Hall) -> None:
        await hall.prepared()
        hall.world.graph.access_policy = False
        bad = [line for line in await examined(hall) if not line.startswith("gut")]
        organizer = hall.meeting.meeting

        assert organizer is not None
        assert all("New-CsApplicationAccessPolicy" in line for line in bad)
        assert all(f'-Identity "{organizer.organizer.entra}"' in line for line in bad)

    async def test_changes_nothing(self, hall: Hall) -> None:
        await hall.prepared()
        online = hall.meeting.meeting
        assert online is not None
        await hall.until(lambda: online.options.get("allowedPresenters") == "roleIsPresenter")
        await hall.until(lambda: any(one["role"] == "coorganizer" for one in online.attendees))
        await hall.world_idle()
        before = (deepcopy(online.options), deepcopy(online.attendees), set(hall.world.tenant.personal))
        await examined(hall)

        assert before == (online.options, online.attendees, hall.world.tenant.personal)

    async def test_leaves_open_what_it_cannot_try_yet(self, hall: Hall) -> None:
        printed = await examined(hall)

        assert {line.split(" ")[0] for line in printed} == {"gut", "offen"}
