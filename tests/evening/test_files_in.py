"""Rosters and agendas sent in Teams: checked, shown with differences, taken at `Übernehmen` only."""

import asyncio
import io
import json
import socket
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from openpyxl import Workbook, load_workbook

from bot.uploads import TABLE
from council.ids import SittingId
from council.roster import Role, Roster
from rehearsal.chats import BOT, Message
from rehearsal.delivery import Answer
from rehearsal.reading import Json, buttons
from rehearsal.roster import roster_csv
from rehearsal.serving import serve
from store.planned import Plans
from tests.evening.hall import SITTING, Hall, open_hall, running

AGENDA = (
    "nummer;titel;art\n1;Eröffnung;formalie\n4;Neubau der Grundschule;beschluss\n9;Neuer Punkt;beschluss\n"
)


def xlsx(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def send(hall: Hall, name: str, data: bytes, text: str, key: str = "amt") -> Message:
    """Send a file in one's own chat and return what the bot says."""
    own = hall.own(key)
    mark = own.mark()
    await hall.world.client.send_file(hall.person(key), name, data, text)
    return await own.wait_for(lambda m: m.by == BOT, after=mark, within=15)


def renamed(hall: Hall) -> bytes:
    """The list of this council with one family name changed."""
    return roster_csv(list(hall.seats.values())).replace("Zander", "Zander-Neu").encode()


def attachment(url: str) -> Json:
    """A file as Teams attaches it, at this address."""
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": url,
        "name": "liste.csv",
        "content": {"downloadUrl": url, "uniqueId": "1", "fileType": "csv"},
    }


async def attach(hall: Hall, url: str) -> str:
    """Send an attachment with this address and return what the bot says."""
    own = hall.own("amt")
    mark = own.mark()
    await hall.world.client.send_attachment(hall.person("amt"), attachment(url), "mitglieder")
    return (await own.wait_for(lambda m: m.by == BOT, after=mark, within=20)).text


async def press(hall: Hall, title: str, key: str = "amt", message: Message | None = None) -> Answer:
    return await hall.world.client.press(hall.person(key), hall.own("amt"), title, message=message)


async def roster(hall: Hall) -> Roster:
    return await Plans(hall.registry).roster()


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
        again = await hall.own("amt").wait_for(lambda m: m.by == BOT, after=mark, within=10)

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


class TestAddress:
    """Only trusted hosts, https, no redirects, no private address, ten megabytes."""

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("https://evil.example/liste.csv", "gehört nicht zu den Orten"),
            ("http://stadt.sharepoint.example/liste.csv", "gehört nicht zu den Orten"),
            ("https://169.254.169.254/latest", "gehört nicht zu den Orten"),
            ("file:///etc/passwd", "gehört nicht zu den Orten"),
            ("https://127.0.0.1@evil.example/x", "gehört nicht zu den Orten"),
            ("", "gehört nicht zu den Orten"),
            ("http://[::1", "gehört nicht zu den Orten"),
        ],
    )
    async def test_elsewhere_nothing_is_fetched(self, hall: Hall, url: str, words: str) -> None:
        assert words in await attach(hall, url)

    @pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.1.2.3", "fd00::1"])
    async def test_a_trusted_name_that_stands_for_a_private_address_is_not_asked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        found = socket.getaddrinfo

        def resolve(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
            return found(address if host.endswith(".sharepoint.com") else host, port, *more, **named)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setenv("no_proxy", "*")
        async with open_hall(tmp_path, monkeypatch, TRUSTED_FILE_HOSTS="*.sharepoint.com") as hall:
            url = "https://stadt.sharepoint.com/download.aspx?UniqueId=1&tempauth=v1.x"

            assert "in einem internen Netz" in await attach(hall, url)

    async def test_plain_http_is_for_this_machine_alone(self, hall: Hall) -> None:
        assert "gehört nicht zu" in await attach(hall, "http://stadt.sharepoint.com/download.aspx?a=1")

    async def test_whose_key_holds_no_longer_is_to_be_sent_again(self, hall: Hall) -> None:
        kept = hall.world.files.keep(hall.person("amt"), "m.csv", renamed(hall))
        url = kept["content"]["downloadUrl"].replace("tempauth=v1.", "tempauth=v1.old")

        assert "Bitte noch einmal senden" in await attach(hall, url)

    async def test_a_redirect_is_not_followed(self, hall: Hall) -> None:
        async def elsewhere(request: web.Request) -> web.Response:
            return web.Response(status=307, headers={"Location": "http://169.254.169.254/"})

        assert "leitet weiter" in await self.said_of(hall, elsewhere)

    async def test_too_much_is_not_taken(self, hall: Hall) -> None:
        async def much(request: web.Request) -> web.Response:
            return web.Response(body=b"x" * (11 * 1024 * 1024))

        assert "10 MB" in await self.said_of(hall, much)

    async def said_of(self, hall: Hall, answer: Callable[[web.Request], Awaitable[web.Response]]) -> str:
        """What the bot says of a file at a place that answers so."""
        app = web.Application()
        app.router.add_get("/file", answer)
        served = await serve(app)
        try:
            return await attach(hall, f"{served.address}/file")
        finally:
            await served.stop()


class TestContent:
    """What a file is, is told by its content; bombs and lies are refused and change nothing."""

    def bomb(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", b"0" * (120 * 1024 * 1024))
        return out.getvalue()

    @pytest.mark.parametrize("what", ["bomb", "pdf", "zeros", "empty", "html"])
    async def test_is_refused_in_words(self, hall: Hall, what: str) -> None:
        data = {
            "bomb": self.bomb() if what == "bomb" else b"",
            "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "zeros": b"\x00" * 500,
            "empty": b"",
            "html": b"<html><body>Anmelden</body></html>",
        }[what]
        before = await roster(hall)
        shown = await send(hall, "m.csv", data, "mitglieder")

        assert "Nicht übernommen" in shown.text
        assert buttons(shown.card) == ()
        assert await roster(hall) == before

    async def test_a_formula_without_its_value_is_named(self, hall: Hall) -> None:
        data = xlsx(("vorname", "nachname", "rolle", "kennung"), ("=1+1", "Abel", "mitglied", "f1"))
        shown = await send(hall, "m.xlsx", data, "mitglieder")

        assert "Zeile 2, Spalte „A“: Hier steht eine Formel ohne Ergebnis" in shown.text

    async def test_every_bad_row_is_listed_or_counted(self, hall: Hall) -> None:
        rows = "".join(f"A{n};B;häuptling;k{n}\n" for n in range(700))
        shown = await send(hall, "m.csv", f"vorname;nachname;rolle;kennung\n{rows}".encode(), "mitglieder")
        listed = shown.text.count("– Zeile ")

        assert listed > 30
        assert f"und {700 - listed} weitere" in shown.text


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
