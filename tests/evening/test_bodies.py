"""Several bodies, each with its roster (contract § 2, § 6), over signed HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from council.roster import Member, Role, Roster
from store import open_beside
from store.planned import Plans
from tests.evening.hall import MEMBERS, Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council, nothing prepared."""
    async with open_hall(tmp_path, monkeypatch) as opened:
        yield opened


async def import_again(hall: Hall, lines: list[Member]) -> None:
    """Take another roster, as ``roster import`` does beside the bot."""
    beside = await open_beside(hall.settings.data_dir)
    try:
        await Plans(beside.registry).keep_roster(Roster(tuple(lines)))
    finally:
        await beside.close()


async def listed(hall: Hall) -> list[Member]:
    """The roster as it was imported."""
    beside = await open_beside(hall.settings.data_dir)
    try:
        return list(await Plans(beside.registry).roster())
    finally:
        await beside.close()


class TestTheBodyOfTheSitting:
    """At ``vorbereiten`` those belong to the sitting whose line names its body."""

    async def test_a_person_has_the_role_of_their_line_in_this_body(self, hall: Hall) -> None:
        council = [replace(m, body="Stadtrat + Bauausschuss") for m in await listed(hall)]
        vogt = next(m for m in council if m.id == hall.id("vogt"))
        zander = next(m for m in council if m.id == hall.id("zander"))
        rest = [m for m in council if m not in (vogt, zander)]
        await import_again(
            hall,
            [
                replace(vogt, body="Bauausschuss", roles=(Role.ADVISORY,)),
                replace(vogt, body="Stadtrat"),
                replace(zander, body="Bauausschuss"),
                *rest,
            ],
        )
        await hall.opened(*MEMBERS[:-1])

        assert hall.sitting.chair == hall.id("vogt")
        assert hall.sitting.member(hall.id("zander")) is None
        assert len(hall.sitting.roster.entitled()) == 8

    async def test_a_body_that_the_roster_does_not_name_is_told(self, hall: Hall) -> None:
        council = await listed(hall)
        await import_again(
            hall,
            [replace(m, body="Bauausschuss" if n % 2 else "Kulturausschuss") for n, m in enumerate(council)],
        )
        await hall.say("amt", "vorbereiten")
        said = await hall.seen("Stadtrat", hall.own("amt"))

        assert "Bauausschuss" in said.text
        assert "Kulturausschuss" in said.text
        assert hall.desk.sittings() == ()

    async def test_a_clerk_of_another_body_prepares_nothing(self, hall: Hall) -> None:
        council = await listed(hall)
        await import_again(
            hall,
            [replace(m, body="Bauausschuss" if m.id == hall.id("amt") else "Stadtrat") for m in council],
        )
        await hall.say("amt", "vorbereiten")
        await hall.seen("Mitgliederliste", hall.own("amt"))

        assert hall.desk.sittings() == ()
