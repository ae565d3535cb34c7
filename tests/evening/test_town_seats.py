"""The number of seats that the town names is what the quorum is reckoned from; its minutes of grace hold."""

from pathlib import Path

import pytest

from tests.evening.hall import open_hall


async def test_the_seats_of_the_town_file_stand_in_the_sitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """contract § 2, TOWN_FILE: seats per body."""
    town = tmp_path / "town.toml"
    town.write_text('[body."Stadtrat"]\nseats = 21\ngrace_minutes = 5\n', encoding="utf-8")
    async with open_hall(tmp_path / "run", monkeypatch, TOWN_FILE=str(town)) as hall:
        await hall.prepared()

        assert hall.sitting.seats == 21
        assert hall.sitting.grace_minutes == 5
        assert hall.sitting.quorum("").required == 11
