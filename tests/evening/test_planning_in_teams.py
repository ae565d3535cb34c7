"""Sittings planned in Teams, and the empty tables for their files."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from council.ids import SittingId
from store.planned import Plans
from tests.evening.filing import AGENDA, press, send
from tests.evening.hall import SITTING, Hall


class TestPlanning:
    """`sitzung neu` plans without an agenda, `vorlage` sends an empty table that reads back."""

    async def test_a_sitting_is_planned(self, hall: Hall) -> None:
        day = (datetime.now(UTC) + timedelta(days=20)).date()
        said = await hall.told("amt", f"sitzung neu Sondersitzung {day:%d.%m.%Y} 17:00", "Kennung")
        planned = await Plans(hall.registry).all()

        assert f"{day:%Y-%m-%d}-sondersitzung" in said.text.replace("\u2060", "")
        assert [p.title for p in planned if p.id.endswith("sondersitzung")] == ["Sondersitzung"]

    async def test_from_plan_to_agenda_without_a_command_line(self, hall: Hall) -> None:
        day = (datetime.now(UTC) + timedelta(days=20)).date()
        name = f"{day:%Y-%m-%d}-sondersitzung"
        await hall.told("amt", f"sitting new Sondersitzung {day:%d.%m.%Y} 17:00", name)
        card = await send(hall, "t.csv", AGENDA.encode(), f"tagesordnung {name}")
        taken = await press(hall, "Übernehmen", message=card)
        planned = await Plans(hall.registry).find(SittingId(name))

        assert taken.text == f"Übernommen: 3 Tagesordnungspunkte für {name}."
        assert planned is not None
        assert [item.number for item in planned.items] == ["1", "4", "9"]

    async def test_with_several_to_come_it_is_asked_for_which(self, hall: Hall) -> None:
        day = (datetime.now(UTC) + timedelta(days=20)).date()
        await hall.told("amt", f"sitzung neu Sondersitzung {day:%d.%m.%Y} 17:00", "Kennung")
        shown = await send(hall, "t.csv", AGENDA.encode(), "tagesordnung")

        assert "Für welche Sitzung?" in shown.text
        assert SITTING in shown.text
        assert f"{day:%Y-%m-%d}-sondersitzung" in shown.text

    async def test_said_twice_there_is_one(self, hall: Hall) -> None:
        day = (datetime.now(UTC) + timedelta(days=20)).date()
        said = [
            await hall.told("amt", f"sitzung neu Sondersitzung {day:%d.%m.%Y} {at}", "Kennung")
            for at in ("17:00", "17.00", "19:00")
        ]

        assert said[0].text == said[1].text
        assert len(await Plans(hall.registry).all()) == 3
        assert "sondersitzung-2" in said[2].text

    async def test_none_is_planned_for_yesterday(self, hall: Hall) -> None:
        await hall.told("amt", "sitzung neu Gestern 1.2.2024 17:00", "Vergangenheit")

        assert len(await Plans(hall.registry).all()) == 1

    async def test_by_the_office_alone(self, hall: Hall) -> None:
        await hall.told("abel", "sitzung neu Meine 1.2.2030 17:00", "Büro")

    @pytest.mark.parametrize("kind", ["tagesordnung", "mitglieder"])
    async def test_an_empty_table_is_offered_and_taken(self, hall: Hall, kind: str) -> None:
        mark = hall.own("amt").mark()
        await hall.tell_only("amt", f"vorlage {kind}")
        offer = await hall.own("amt").wait_for(
            lambda m: m.activity.get("summary") is not None and f"vorlage-{kind}.xlsx" in str(m.activity),
            after=mark,
            within=10,
        )
        taken = await hall.world.client.accept_file(hall.person("amt"), offer)

        assert load_workbook(io.BytesIO(taken.content)).sheetnames[1] == "Erklärung"
