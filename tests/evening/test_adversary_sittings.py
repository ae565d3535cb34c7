"""Several sittings, chats that move, and a bot that ends in every state, over signed HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from council.agenda import Agenda
from council.ids import BallotId, SittingId
from council.roster import Contact
from council.rulebook import Format
from council.sitting import Sitting, Stage
from files.agenda import read_agenda
from rehearsal.agenda import Item, agenda_csv
from rehearsal.chats import BOT, Chat
from rehearsal.reading import buttons, has_button
from store import open_beside
from store.planned import Planned, Plans
from tests.evening.hall import MEMBERS, SITTING, Hall, is_answer, open_hall, running

OTHER = SittingId("2026-12-10-bauausschuss")


async def plan_other(hall: Hall) -> Chat:
    """Plan a committee's sitting with the same roster, and give it a meeting of its own."""
    items = read_agenda(agenda_csv([Item(number="1", title="Bauplan Nord")]).encode(), "t.csv").agenda
    beside = await open_beside(hall.settings.data_dir)
    try:
        await Plans(beside.registry).keep(
            Planned(
                id=OTHER,
                title="Sitzung des Bauausschusses",
                body="Bauausschuss",
                starts=datetime.now(UTC) + timedelta(minutes=20),
                format=Format.DIGITAL,
                items=Agenda(tuple(items)).items,
                reason="Hochwasser",
            )
        )
    finally:
        await beside.close()
    people = [seat.person for seat in hall.seats.values()]
    now = datetime.now(UTC)
    chat = hall.world.tenant.schedule("Bauausschuss", people[0], now, now + timedelta(hours=4), *people)
    await hall.world.client.install_in(hall.person("amt"), chat)
    return chat


def other(hall: Hall) -> Sitting:
    """The committee's sitting."""
    found = hall.desk.sitting(OTHER)
    assert found is not None
    return found


class TestTwoSittingsAtOnce:
    """contract § 4: who and what is meant is decided by the chat, and never guessed."""

    async def test_each_meeting_has_its_own_acts_and_ballots(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        second = await plan_other(hall)
        await hall.say("amt", f"vorbereiten {OTHER}", second)
        await hall.seen("Bild und Ton", second)
        for key in ("vogt", *MEMBERS):
            await hall.press(key, "Anwesend", second)
        for key in ("vogt", *MEMBERS):
            await hall.say("amt", f"zulassen {hall.id(key)}", second)
        await hall.say("vogt", "sitzung eröffnen", second)
        await hall.seen("eröffnet", second)
        await hall.say("vogt", "abstimmung 1", second)
        await hall.seen("Bitte abstimmen · TOP 1 · Abstimmung 1", second)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen · TOP 4 · Abstimmung 1")
        await hall.press("abel", "Ja", second)
        await hall.press("abel", "Nein")

        assert other(hall).ballots[BallotId(1)].count().yes == 1
        assert hall.sitting.ballots[BallotId(1)].count().no == 1
        assert not any("TOP 4" in m.text for m in second.bot_messages())

    async def test_in_the_own_chat_it_is_asked_which_sitting_is_meant(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        second = await plan_other(hall)
        await hall.say("amt", f"vorbereiten {OTHER}", second)
        await hall.seen("Bild und Ton", second)
        shown = await hall.tell("amt", "vertagen 1")
        before = (hall.sitting.agenda.get("1"), other(hall).agenda.get("1"))
        wanted = next(b for b in buttons(shown.card) if b.title == "Bauausschuss")
        await hall.world.client.press_button(hall.person("amt"), hall.own("amt"), shown, wanted)

        assert "mehreren Sitzungen" in shown.text
        assert all(item is not None and item.pending for item in before)
        item = other(hall).agenda.get("1")
        assert item is not None
        assert item.off
        unchanged = hall.sitting.agenda.get("1")
        assert unchanged is not None
        assert not unchanged.off

    async def test_a_name_asked_about_acts_in_the_sitting_where_it_was_typed(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        second = await plan_other(hall)
        await hall.say("amt", f"vorbereiten {OTHER}", second)
        await hall.seen("Bild und Ton", second)
        own = hall.own("amt")
        await hall.say("amt", "zulassen Meyer", second)
        asked = await own.wait_for(lambda m: m.by == BOT and "Moritz" in m.text, within=10)
        button = next(b for b in buttons(asked.card) if "Moritz" in b.title)
        await hall.world.client.press_button(hall.person("amt"), own, asked, button)

        assert other(hall).presence(hall.id("meyer2")).here


class TestPreparedAgain:
    """contract § 4, `vorbereiten`: again, to another, or not."""

    async def test_a_meeting_under_way_is_not_bound_to_another_sitting(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await plan_other(hall)
        own = hall.own("amt")
        mark = own.mark()
        await hall.say("amt", f"vorbereiten {OTHER}")
        refused = await own.wait_for(is_answer, after=mark, within=10)
        await hall.say("vogt", "top 4")
        await hall.seen("Neubau der Grundschule")

        assert "Sitzung des Stadtrats" in refused.text
        assert hall.sitting.item == "4"
        assert hall.desk.sitting(OTHER) is None

    async def test_to_another_lifts_the_first(self, hall: Hall) -> None:
        await hall.prepared()
        await plan_other(hall)
        await hall.say("amt", f"vorbereiten {OTHER}")
        await hall.until(lambda: hall.desk.sitting(OTHER) is not None and hall.sitting.withdrawn)
        await hall.until(lambda: other(hall).admission)
        await hall.world_idle()
        answer = await hall.press("abel", "Anwesend")

        assert "Büro" in answer.text
        assert other(hall).presence(hall.id("abel")).waiting

    async def test_again_keeps_who_has_come(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.admitted("abel")
        await hall.say("amt", "vorbereiten")
        await hall.until(lambda: hall.sitting.version > 30)
        await hall.say("vogt", "sitzung eröffnen")
        await hall.seen("eröffnet")

        assert hall.sitting.presence(hall.id("abel")).here

    async def test_lifted_means_nothing_is_held_there(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.say("amt", "vorbereiten aufheben")
        await hall.until(lambda: hall.sitting.withdrawn)
        answer = await hall.press("abel", "Anwesend")
        await hall.say("vogt", "sitzung eröffnen")
        await hall.world_idle()

        assert answer.text
        assert hall.sitting.stage is Stage.PREPARED
        await hall.say("amt", f"vorbereiten {SITTING}")
        await hall.until(lambda: not hall.sitting.withdrawn)
        await hall.until(lambda: hall.sitting.admission)
        await hall.press("abel", "Anwesend")
        assert hall.sitting.presence(hall.id("abel")).waiting

    async def test_a_member_neither_prepares_nor_lifts(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.say("abel", "vorbereiten aufheben")
        await hall.say("abel", "vorbereiten")
        await hall.world_idle()

        assert not hall.sitting.withdrawn
        assert hall.sitting.chair == hall.id("vogt")


class TestTheOfficeMoves:
    """contract § 4, `büro hier`: said twice it changes nothing; said elsewhere, the work goes there."""

    async def test_who_waits_is_shown_in_the_new_chat(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)
        count = len(hall.office.bot_messages())
        await hall.say("amt", "büro hier", hall.office)
        await hall.world_idle()
        twice = [m for m in hall.office.bot_messages()[count:] if has_button(m.card, "Zulassen")]
        room = hall.world.tenant.group("Büro 2", *(hall.person(k) for k in ("amt", "rat")))
        await hall.world.client.install_in(hall.person("amt"), room)
        await hall.say("rat", "büro hier", room)
        await hall.offered("Zulassen", room)
        await hall.press("rat", "Zulassen", room, near="Anna Abel")

        assert twice == []
        assert hall.sitting.presence(hall.id("abel")).here

    async def test_the_meeting_is_never_the_office(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.say("amt", "büro hier")
        await hall.press("abel", "Anwesend")
        await hall.offered("Zulassen", hall.office)

        assert not any(has_button(m.card, "Zulassen") for m in hall.meeting.bot_messages())


class TestAfterARestart:
    """architecture: what was paid is remembered, what was owed is owed, in every state."""

    @pytest.mark.parametrize(
        "lines",
        [
            (),
            ("sitzung eröffnen",),
            ("sitzung eröffnen", "top 4"),
            ("sitzung eröffnen", "abstimmung 4"),
            ("sitzung eröffnen", "abstimmung 4", "schließen"),
            ("sitzung eröffnen", "abstimmung 4", "schließen", "feststellen"),
            ("sitzung eröffnen", "abstimmung 4", "abbrechen"),
            ("sitzung eröffnen", "abstimmung 4", "wiederholen Zweifel"),
            ("sitzung eröffnen", "unterbrechen 10"),
            ("sitzung eröffnen", "unterbrechen 10", "fortsetzen"),
            ("sitzung eröffnen", "top 4", "sitzung schließen"),
        ],
    )
    async def test_nothing_is_said_or_edited_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...]
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.prepared()
            await hall.admitted("vogt", *MEMBERS)
            await hall.seen("Besprechung in Teams: eingerichtet", hall.office)
            for line in lines:
                await hall.say("vogt", line)
                await hall.world_idle()
            await hall.quiet()
            chats = (hall.meeting, hall.office, hall.own("vogt"))
            before = [[(m.text, len(m.versions)) for m in chat.bot_messages()] for chat in chats]
            state = hall.sitting.state
            await hall.stopped()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await hall.world_idle()
                after = [[(m.text, len(m.versions)) for m in chat.bot_messages()] for chat in chats]

                assert after == before
                assert hall.sitting.state == state


class TestAChairWithoutAnAccount:
    """contract § 4: the chair is who the roster says; without an account the office is told."""

    async def test_is_hinted_at_and_the_office_still_admits(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            beside = await open_beside(hall.settings.data_dir)
            try:
                plans = Plans(beside.registry)
                roster = await plans.roster()
                without = type(roster)(
                    tuple(replace(m, contact=Contact()) if m.id == "vogt" else m for m in roster)
                )
                await plans.keep_roster(without)
            finally:
                await beside.close()
            own = hall.own("amt")
            mark = own.mark()
            await hall.say("amt", "büro hier", hall.office)
            await hall.say("amt", "vorbereiten")
            shown = await own.wait_for(
                lambda m: m.by == BOT and "Petra Vogt hat die Sitzungsleitung" in m.text,
                after=mark,
                within=10,
            )
            await hall.say("stein", "leitung übernehmen")
            await hall.until(lambda: hall.sitting.chair == "stein")

            assert "kein zugeordnetes Konto" in shown.text
            await hall.own("stein").wait_for(lambda m: has_button(m.card, "Sitzung eröffnen"), within=10)
