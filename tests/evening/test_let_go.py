"""A sitting that the bot has let go answers presses and words as before."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.files_out import FilesOut, Offer
from bot.putting_aside import put_aside
from council.ballots import Tally
from council.errors import AlteredPress
from council.ids import SittingId
from council.record import short_head
from desk.desk import Room
from rehearsal.chats import BOT
from rehearsal.reading import buttons
from store.folder import JOURNAL_FILE
from store.planned import Plans
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall
from tests.evening.test_rooms import another
from wording.refusals import refusal_text
from wording.voice import Voice

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


def hub_of(hall: Hall, begun: list[Coroutine[Any, Any, None]], *, settled: bool, hours: float = 2) -> Any:
    """What puts sittings aside needs of the hub, so many hours later."""
    books: dict[str, Any] = {book: {} for book in ("room_guests", "disputed", "troubles", "words", "spoken")}
    return SimpleNamespace(
        **books,
        now=lambda: datetime.now(UTC) + timedelta(hours=hours),
        settings=hall.settings,
        desk=hall.desk,
        outbox=hall.outbox,
        registry=hall.registry,
        leading=SimpleNamespace(settled=settled),
        later=lambda work, name: begun.append(work),
    )


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
            begun: list[Coroutine[Any, Any, None]] = []
            hub = hub_of(hall, begun, settled=True)
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

    async def test_an_instance_that_does_not_lead_keeps_it_for_two_days(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.putting_aside._newest", lambda sittings: set())
        async with open_hall(tmp_path, monkeypatch) as hall:
            await held(hall)
            begun: list[Coroutine[Any, Any, None]] = []
            put_aside(hub_of(hall, begun, settled=False))
            kept = hall.desk.sitting(SITTING)
            put_aside(hub_of(hall, begun, settled=False, hours=49))
            for work in begun:
                await work

            assert kept is not None
            assert hall.desk.sitting(SITTING) is None

    async def test_a_press_keeps_it_a_while(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await held(hall)
            pressed = datetime.now(UTC)
            await hall.press("abel", "Namen")

            assert not hall.desk.let_go(SITTING, unasked_since=pressed)

    async def test_the_minutes_name_where_the_record_ends_also_where_it_goes_meanwhile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await held(hall)
            head, in_a_thread = short_head(hall.desk.head(SITTING).hash), asyncio.to_thread

            async def once_it_went(make: Callable[..., bytes], *given: Any) -> bytes:
                hall.desk.let_go(SITTING, unasked_since=LATER)
                return await in_a_thread(make, *given)

            monkeypatch.setattr("reports.minutes.minutes_docx", lambda sitting, head: head.encode())
            hub: Any = SimpleNamespace(desk=hall.desk)
            offer = Offer(
                sitting=SITTING, kind="minutes.docx", member=hall.id("amt"), entra_id="", at=datetime.now(UTC)
            )
            with monkeypatch.context() as patch:
                patch.setattr(asyncio, "to_thread", once_it_went)
                made = await FilesOut(hub)._made(offer, hall.sitting)

            assert hall.desk.sitting(SITTING) is None
            assert made.decode() == head

    async def test_damage_found_when_it_is_read_back_is_told_to_the_office_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await over(hall)
            with closing(sqlite3.connect(tmp_path / "data" / JOURNAL_FILE)) as connection:
                connection.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
                connection.commit()
            answers = [await hall.press("abel", "Namen") for _ in range(2)]
            told = await hall.seen("gesperrt", hall.office)
            await hall.world_idle()

            assert str(SITTING) in told.text
            assert ["nicht bestätigt" in answer.text.lower() for answer in answers] == [True, True]
            assert list(hall.desk.locked()) == [SITTING]
            assert sum(m.text == told.text for m in hall.office.bot_messages()) == 1


class TestAButtonOfAnotherSitting:
    """A button that names a sitting does nothing in any other one, where that is not at hand."""

    async def test_a_vote_in_one_that_cannot_be_read_is_not_confirmed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            other = SittingId("2020-01-01-nirgends")
            hall.desk._lock(Room(other), "damaged")
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            card, client = await hall.offered("Ja", hall.meeting), hall.world.client
            button = next(b for b in buttons(card.card) if b.title == "Ja")
            activity = client.build.press(hall.person("abel"), hall.meeting, card, button)
            activity["value"]["action"]["data"]["sitting"] = str(other)
            answer = await client.delivery.post(activity)
            ballot = hall.sitting.ballot

            assert answer.text == Voice("de", hall.settings.timezone).say("vote.not_confirmed")
            assert ballot is not None
            assert ballot.count() == Tally()

    @pytest.mark.parametrize("locked", [pytest.param(False, id="unknown"), pytest.param(True, id="locked")])
    async def test_its_word_is_refused_also_a_second_time(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            other = SittingId("2020-01-01-nirgends")
            if locked:
                hall.desk._lock(Room(other), "damaged")
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            own, client = hall.own("abel"), hall.world.client
            await hall.tell_only("abel", "hilfee")
            shown = await own.wait_for(lambda m: any(b.title == "hilfe" for b in buttons(m.card)), within=10)
            button = next(b for b in buttons(shown.card) if b.title == "hilfe")
            activity = client.build.press(hall.person("abel"), own, shown, button)
            activity["value"]["action"]["data"] |= {"text": "ja", "sitting": str(other)}
            answers = [await client.delivery.post(activity), await client.repeat(activity)]
            refused = refusal_text(AlteredPress(ballot=0), None, "de")
            unread = Voice("de", hall.settings.timezone).say("act.not_confirmed")
            ballot = hall.sitting.ballot

            assert [answer.text for answer in answers] == [unread if locked else refused] * 2
            assert ballot is not None
            assert ballot.count() == Tally()
