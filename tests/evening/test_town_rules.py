"""The law of the sitting's day, with the town's own rules over it, is frozen at `vorbereiten`."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.evening.hall import Plan, open_hall

LONG_AGO = Plan(starts_in=timedelta(days=-9 * 365))


async def test_a_day_without_law_is_told_to_the_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saxony's first version holds from 16.12.2020; nothing is prepared for a day before it."""
    async with open_hall(tmp_path, monkeypatch, plans=LONG_AGO) as hall:
        await hall.say("amt", "büro hier", hall.office)
        await hall.say("amt", "vorbereiten")
        await hall.seen("gilt keine Fassung des Regelwerks „sachsen“", hall.own("amt"))


async def test_the_towns_own_rules_stand_in_the_sitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """contract § 2, TOWN_FILE: overlay per body."""
    own = '[secret.fewest]\nvalue = 9\nnorm = "Nr. 17 der Geschäftsordnung"\nsource = "Geschäftsordnung"\n'
    (tmp_path / "go.toml").write_text(own, encoding="utf-8")
    town = tmp_path / "town.toml"
    town.write_text('[body."Stadtrat"]\noverlay = "go.toml"\n', encoding="utf-8")
    async with open_hall(tmp_path / "run", monkeypatch, TOWN_FILE=str(town)) as hall:
        await hall.prepared()

        rule = hall.sitting.rules.secret_fewest
        assert (rule.value, rule.norm) == (9, "Nr. 17 der Geschäftsordnung")
        assert hall.sitting.rules.version == "sachsen 2022-02-20"
