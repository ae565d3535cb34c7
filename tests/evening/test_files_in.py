"""Rosters and agendas sent in Teams: checked, shown with differences, taken at `Übernehmen` only."""

import asyncio
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.uploads import TABLE
from council.roster import Role, Roster
from rehearsal.reading import buttons
from rehearsal.roster import roster_csv
from rehearsal.serving import serve
from store.planned import Plans
from tests.evening.filing import AGENDA, attachment, press, renamed, roster, send, xlsx
from tests.evening.hall import SITTING, Hall, is_answer, running


class TestAgenda:
    """For a planned sitting: rows taken, differences shown, taken whole at a press."""

    async def test_is_shown_with_its_differences(self, hall: Hall) -> None:
        shown = await send(hall, "tagesordnung.csv", AGENDA.encode(), "tagesordnung")

        assert "3 Tagesordnungspunkte" in shown.text
        assert "Neu (1)\n– 9 Neuer Punkt" in shown.text
        assert "Fällt weg (6)" in shown.text
        assert [b.title for b in buttons(shown.card)] == ["Übernehmen", "Verwerfen"]

    async def test_changes_nothing_before_the_press(self, hall: Hall) -> None:
        await send(hall, "tagesordnung.csv", AGENDA.encode(), f"tagesordnung {SITTING}")
        planned = await Plans(hall.registry).find(SITTING)

        assert planned is not None
        assert len(planned.items) == 8

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
    async def test_is_taken_in_every_form(self, hall: Hall, kind: str) -> None:
        item = {
            "id": "https://rat.example/a/1",
            "type": "https://schema.oparl.org/1.1/AgendaItem",
            "number": "9",
            "name": "Neuer Punkt",
            "public": True,
        }
        forms = {
            "csv": AGENDA.encode(),
            "xlsx": xlsx(("nummer", "titel"), ("9", "Neuer Punkt")),
            "json": json.dumps([item]).encode(),
        }
        await send(hall, f"t.{kind}", forms[kind], "tagesordnung")
        answer = await press(hall, "Übernehmen")
        planned = await Plans(hall.registry).find(SITTING)

        assert "Übernommen" in answer.text
        assert planned is not None
        assert "Neuer Punkt" in [item.title for item in planned.items]

    async def test_of_a_prepared_sitting_says_what_is_still_to_do(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.send_file(hall.person("amt"), "t.csv", AGENDA.encode(), "tagesordnung")

        await hall.seen("noch einmal „vorbereiten“", hall.own("amt"))

    async def test_of_a_sitting_that_has_begun_is_not_taken(self, hall: Hall) -> None:
        card = await send(hall, "t.csv", AGENDA.encode(), "tagesordnung")
        await hall.opened("abel")
        taken = await press(hall, "Übernehmen", message=card)
        await hall.world.client.send_file(
            hall.person("amt"), "t.csv", b"nummer;titel\n1;A\n", f"tagesordnung {SITTING}"
        )
        planned = await Plans(hall.registry).find(SITTING)

        assert "schon begonnen" in taken.text
        assert planned is not None
        assert len(planned.items) == 8
        await hall.seen("schon begonnen", hall.own("amt"))

    async def test_of_a_file_that_is_a_workbook_with_macros_only_the_cells_count(self, hall: Hall) -> None:
        data = io.BytesIO(xlsx(("nummer", "titel"), ("9", "Neuer Punkt")))
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
        shown = await send(hall, "t.xlsm", data.getvalue(), "tagesordnung")

        assert "Ein Tagesordnungspunkt für" in shown.text

    async def test_for_an_unknown_sitting_names_those_there_are(self, hall: Hall) -> None:
        shown = await send(hall, "t.csv", AGENDA.encode(), "tagesordnung 2030-01-01-nirgends")

        assert SITTING in shown.text.replace("\u2060", "")


class TestRoster:
    """New, gone and changed people; bad rows with line and reason; whole or not at all."""

    async def test_is_shown_and_taken(self, hall: Hall) -> None:
        changed = roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu")
        shown = await send(hall, "m.csv", changed.encode(), "mitglieder")
        await press(hall, "Übernehmen")

        assert "Geändert (1)\n– Zoe Zander-Neu: Nachname Zander → Zander-Neu" in shown.text
        assert "Zander-Neu" in [m.last for m in await roster(hall)]

    async def test_with_a_bad_row_names_line_and_reason_and_offers_nothing(self, hall: Hall) -> None:
        bad = roster_csv(list(hall.seats.values())).replace("mitglied+vorsitz", "häuptling")
        before = await roster(hall)
        shown = await send(hall, "m.csv", bad.encode(), "mitglieder")

        assert "Zeile 2" in shown.text
        assert "nichts übernommen" in shown.text
        assert buttons(shown.card) == ()
        assert await roster(hall) == before

    async def test_is_asked_about_where_no_word_came_along(self, hall: Hall) -> None:
        await send(hall, "m.csv", roster_csv(list(hall.seats.values())).encode(), "")
        answer = await press(hall, "Mitglieder")

        assert "13 Personen, davon 9 stimmberechtigt" in answer.text

    async def test_asked_about_is_read_again_when_pressed_again(self, hall: Hall) -> None:
        card = await send(hall, "m.csv", renamed(hall), "")
        agenda, people = buttons(card.card)
        client, clerk, own = hall.world.client, hall.person("amt"), hall.own("amt")
        wrong = await client.press_button(clerk, own, card, agenda)
        answers = [await client.press_button(clerk, own, card, people) for _ in range(2)]

        assert "Nicht übernommen" in wrong.text
        assert answers[0].text == answers[1].text
        assert "Übernommen" in (await press(hall, "Übernehmen", message=card)).text

    async def test_asked_about_that_comes_slowly_follows_as_a_message(self, hall: Hall) -> None:
        come = asyncio.Event()

        async def slow(request: web.Request) -> web.Response:
            await come.wait()
            return web.Response(body=renamed(hall))

        app = web.Application()
        app.router.add_get("/file", slow)
        served = await serve(app)
        own = hall.own("amt")
        await hall.world.client.send_attachment(hall.person("amt"), attachment(f"{served.address}/file"))
        await hall.offered("Mitglieder", own)
        answer = await press(hall, "Mitglieder")
        come.set()
        await hall.seen("Geprüft: liste", own)
        await served.stop()

        assert "wird geprüft" in answer.text

    async def test_pressed_twice_has_one_effect_and_one_answer(self, hall: Hall) -> None:
        await send(hall, "m.csv", roster_csv(list(hall.seats.values())).encode(), "mitglieder")
        card = hall.own("amt").newest(lambda m: "Geprüft" in m.text)
        activity_answers = [await press(hall, "Übernehmen", message=card)]
        message, button = card, next(b for b in buttons(card.card) if b.title == "Übernehmen")  # type: ignore[union-attr]
        assert message is not None
        again = await hall.world.client.press_button(hall.person("amt"), hall.own("amt"), message, button)

        assert again.text == activity_answers[0].text

    async def test_compared_with_something_else_meanwhile_is_not_taken(self, hall: Hall) -> None:
        await send(hall, "a.csv", roster_csv(list(hall.seats.values())).encode(), "mitglieder")
        first = hall.own("amt").newest(lambda m: "Geprüft: a" in m.text.replace("\u2060", ""))
        changed = roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu")
        await send(hall, "b.csv", changed.encode(), "mitglieder")
        await press(hall, "Übernehmen")
        mark = hall.own("amt").mark()
        late = [await press(hall, "Übernehmen", message=first) for _ in range(2)]
        anew = await hall.seen("Zander-Neu → Zander", hall.own("amt"), after=mark)
        kept = [m.last for m in await roster(hall)]
        await press(hall, "Übernehmen", message=anew)

        assert ["Inzwischen hat sich der Stand geändert" in answer.text for answer in late] == [True, True]
        assert "Zander-Neu" in kept
        assert "Zander" in [m.last for m in await roster(hall)]

    async def test_taken_when_the_word_of_it_got_lost_is_said_to_be_taken(self, hall: Hall) -> None:
        card = await send(hall, "m.csv", renamed(hall), "mitglieder")
        waiting = await hall.registry.all(TABLE)
        first = await press(hall, "Übernehmen", message=card)
        for key, doc in waiting.items():  # as if the process had ended between the two writes
            await hall.registry.put(TABLE, key, doc)

        assert (await press(hall, "Übernehmen", message=card)).text == first.text
        assert "Übernommen: 13 Personen." in first.text

    async def test_after_a_day_it_is_over(self, hall: Hall) -> None:
        card = await send(hall, "m.csv", renamed(hall), "mitglieder")
        for key, doc in (await hall.registry.all(TABLE)).items():
            long_ago = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
            await hall.registry.put(TABLE, key, {**doc, "at": long_ago})

        assert "nicht mehr zur Wahl" in (await press(hall, "Übernehmen", message=card)).text
        assert "Zander" in [m.last for m in await roster(hall)]

    async def test_is_not_taken_by_whoever_has_left_the_office_meanwhile(self, hall: Hall) -> None:
        card = await send(hall, "m.csv", renamed(hall), "mitglieder")
        members = [replace(m, roles=(Role.GUEST,)) if m.last == "Amt" else m for m in await roster(hall)]
        await Plans(hall.registry).keep_roster(Roster(tuple(members)))

        assert "Büro" in (await press(hall, "Übernehmen", message=card)).text
        assert "Zander" in [m.last for m in await roster(hall)]

    async def test_that_puts_the_sender_out_of_the_office_says_so(self, hall: Hall) -> None:
        without = [seat for key, seat in hall.seats.items() if key != "amt"]
        shown = await send(hall, "m.csv", roster_csv(without).encode(), "mitglieder")

        assert "nicht mehr die Rolle „büro“" in shown.text

    async def test_beside_a_prepared_sitting_says_what_is_still_to_do(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.send_file(hall.person("amt"), "m.csv", renamed(hall), "mitglieder")
        shown = await hall.seen("Geprüft: m", hall.own("amt"))

        assert "Schon vorbereitet: Sitzung des Stadtrats" in shown.text

    async def test_beside_a_running_sitting_says_that_it_keeps_its_list(self, hall: Hall) -> None:
        await hall.opened("abel")
        await hall.world.client.send_file(hall.person("amt"), "m.csv", renamed(hall), "mitglieder")
        shown = await hall.seen("Geprüft: m", hall.own("amt"))

        assert "Schon begonnen: Sitzung des Stadtrats" in shown.text

    async def test_delivered_twice_by_teams_is_shown_under_one_key(self, hall: Hall) -> None:
        shown = await send(hall, "m.csv", renamed(hall), "mitglieder")
        sent = hall.own("amt").newest(lambda m: m.by == hall.person("amt").mri)
        assert sent is not None
        mark = hall.own("amt").mark()
        await hall.world.client.delivery.post(sent.activity)
        again = await hall.own("amt").wait_for(is_answer, after=mark, within=10)

        assert again.text == shown.text
        assert len(await hall.registry.all(TABLE)) == 1

    async def test_dropped_is_gone(self, hall: Hall) -> None:
        changed = roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu")
        await send(hall, "m.csv", changed.encode(), "mitglieder")
        answer = await press(hall, "Verwerfen")

        assert "verworfen" in answer.text
        assert "Zander" in [m.last for m in await roster(hall)]

    async def test_survives_a_restart_between(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        changed = roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu")
        await send(hall, "m.csv", changed.encode(), "mitglieder")
        await hall.stopped()
        async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
            hall.desk, hall.outbox = desk, outbox
            assert "Übernommen" in (await press(hall, "Übernehmen")).text

    async def test_is_not_taken_by_somebody_else(self, hall: Hall) -> None:
        await send(hall, "m.csv", roster_csv(list(hall.seats.values())).encode(), "mitglieder")
        card = hall.own("amt").newest(lambda m: "Geprüft" in m.text)

        assert "nicht mehr zur Wahl" in (await press(hall, "Übernehmen", "rat", card)).text
        assert "Büro" in (await press(hall, "Übernehmen", "abel", card)).text


class TestWhoAndWhere:
    """The office alone, in the personal chat alone."""

    async def test_a_member_sends_no_lists(self, hall: Hall) -> None:
        shown = await send(hall, "m.csv", b"x", "mitglieder", "abel")

        assert "Büro" in shown.text

    async def test_two_files_in_one_message_are_not_taken(self, hall: Hall) -> None:
        client, own, clerk = hall.world.client, hall.own("amt"), hall.person("amt")
        activity = client.build.message(clerk, own, "mitglieder", mention=False)
        activity["attachments"] = [attachment("http://127.0.0.1:1/a"), attachment("http://127.0.0.1:1/b")]
        await client.delivery.post(activity)

        await hall.seen("nur eine Datei", own)
        assert await hall.registry.all(TABLE) == {}

    async def test_in_the_meetings_chat_it_is_said_privately(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world.client.send_file(hall.person("amt"), "m.csv", b"x", "mitglieder", chat=hall.meeting)
        await hall.seen("nur im persönlichen Chat", hall.own("amt"))

        assert not [m for m in hall.meeting.bot_messages() if "Chat an" in m.text]
