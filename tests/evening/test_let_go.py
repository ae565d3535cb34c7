"""A sitting that the bot has let go answers presses and words as before."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.putting_aside import put_aside
from council.ids import SittingId
from rehearsal.chats import BOT
from store.planned import Plans
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.evening.test_rooms import another

LATER = datetime(9999, 1, 1, tzinfo=UTC)


async def held(hall: Hall) -> None:
    """A roll call is held, the sitting closed, everything sent."""
    await hall.opened(*MEMBERS)
    await hall.say("vogt", "abstimmung 4 namentlich")
    await hall.seen("Bitte abstimmen")
    for key in MEMBERS:
        await hall.press(key, "Ja")
    await hall.say("vogt", "schließen")
    await hall.seen("– vorläufig")
    await hall.say("vogt", "feststellen")
    await hall.seen("beschlossen")
    await hall.say("vogt", "sitzung schließen")
    await hall.seen("Sitzung geschlossen")
    await hall.world_idle()


async def over(hall: Hall) -> None:
    """A sitting is held, and then it is let go."""
    await held(hall)
    hall.outbox.put_aside(set())
    assert hall.desk.let_go(SITTING, unasked_since=LATER)
    await Plans(hall.registry).rest(SITTING)


class TestAfterItWasLetGo:
    """People go on using the cards of an ended sitting, and its chat."""

    async def test_a_press_on_its_card_is_answered(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            answer = await hall.press("abel", "Namen")

            assert hall.seats["busch"].name in answer.text

    async def test_what_is_said_in_its_chat_is_done(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            mark = hall.own("amt").mark()
            await hall.say("amt", "niederschrift")
            await hall.until(lambda: len(hall.own("amt").since(mark)) > 0)

            assert hall.desk.sitting(SITTING) is not None

    async def test_it_is_not_taken_for_a_planned_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            await hall.tell("amt", "sitzungen")
            listed = await hall.own("amt").wait_for(lambda m: "Sitzungen" in m.text, within=10)
            next_one = await another(hall, "Stadtrat, nächste Sitzung")
            mark = hall.own("amt").mark()
            await hall.say("amt", "vorbereiten", next_one)
            told = await hall.own("amt").wait_for(
                lambda m: m.by == BOT and "Sitzung" in m.text, after=mark, within=10
            )

            assert str(SITTING) in listed.text
            assert "geschlossen" in listed.text
            assert "Eine solche Sitzung ist nicht geplant." in told.text
            assert hall.desk.sitting(SITTING) is None

    async def test_its_plan_keeps_what_lists_say_of_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            before = await Plans(hall.registry).find(SITTING)
            await over(hall)
            after = await Plans(hall.registry).find(SITTING)
            await hall.desk.read(SITTING)

            assert before is not None
            assert before.items
            assert after == replace(before, items=())
            assert [item.number for item in hall.sitting.agenda] == [item.number for item in before.items]

    async def test_an_hour_later_it_goes_with_all_that_was_planned_for_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await held(hall)
            books: dict[str, Any] = {
                book: {} for book in ("room_guests", "disputed", "troubles", "words", "spoken")
            }
            begun: list[Coroutine[Any, Any, None]] = []
            hub: Any = SimpleNamespace(
                **books,
                now=lambda: datetime.now(UTC) + timedelta(hours=2),
                settings=hall.settings,
                desk=hall.desk,
                outbox=hall.outbox,
                registry=hall.registry,
                later=lambda work, name: begun.append(work),
            )
            put_aside(hub)
            newest = hall.desk.sitting(SITTING)
            monkeypatch.setattr("bot.putting_aside._newest", lambda sittings: set())
            put_aside(hub)
            for work in begun:
                await work
            plan = await Plans(hall.registry).find(SITTING)

            assert newest is not None
            assert hall.desk.sitting(SITTING) is None
            assert plan is not None
            assert plan.items == ()

    async def test_an_agenda_for_it_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            clerk, agenda = hall.person("amt"), b"nummer;titel\n1;A\n"
            await hall.world.client.send_file(clerk, "t.csv", agenda, f"tagesordnung {SITTING}")
            told = await hall.seen("schon begonnen", hall.own("amt"))

            assert told.by == BOT
            assert hall.desk.kept(SITTING)
            assert not hall.desk.kept(SittingId("2020-01-01-nirgends"))

    async def test_an_end_that_is_taken_back_is_drawn_on_the_cards_that_stand(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            posted = len(hall.meeting.messages)
            end = next(m for m in hall.meeting.messages.values() if "Sitzung geschlossen" in m.text)
            await hall.say("vogt", "ende zurücknehmen")
            await hall.until(lambda: "Sitzung geschlossen" not in end.text)

            assert len(hall.meeting.messages) >= posted
            assert hall.sitting.ended_at is None
