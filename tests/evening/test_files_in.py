"""Rosters and agendas sent in Teams: checked, shown with differences, taken at `Übernehmen` only."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from openpyxl import Workbook, load_workbook

from council.roster import Roster
from rehearsal.chats import BOT, Message
from rehearsal.delivery import Answer
from rehearsal.reading import Json, buttons
from rehearsal.roster import roster_csv
from rehearsal.serving import serve
from store.planned import Plans
from tests.evening.hall import SITTING, Hall, running

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


async def attach(hall: Hall, url: str) -> str:
    """Send an attachment with this address and return what the bot says."""
    own = hall.own("amt")
    mark = own.mark()
    attachment: Json = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "name": "liste.csv",
        "content": {"downloadUrl": url, "uniqueId": "1", "fileType": "csv"},
    }
    await hall.world.client.send_attachment(hall.person("amt"), attachment, "mitglieder")
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
        late = await press(hall, "Übernehmen", message=first)

        assert "Inzwischen hat sich der Stand geändert" in late.text
        assert "Zander-Neu" in [m.last for m in await roster(hall)]

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

    async def test_formulas_are_words(self, hall: Hall) -> None:
        data = xlsx(("vorname", "nachname", "rolle", "kennung"), ("=1+1", "@SUM(A1)", "mitglied", "f1"))
        shown = await send(hall, "m.xlsx", data, "mitglieder")

        assert "Nicht übernommen" in shown.text or "Geprüft" in shown.text
        assert "1+1" not in [m.first for m in await roster(hall)]


class TestPlanning:
    """`sitzung neu` plans without an agenda, `vorlage` sends an empty table that reads back."""

    async def test_a_sitting_is_planned(self, hall: Hall) -> None:
        day = (datetime.now(UTC) + timedelta(days=20)).date()
        said = await hall.told("amt", f"sitzung neu Sondersitzung {day:%d.%m.%Y} 17:00", "Kennung")
        planned = await Plans(hall.registry).all()

        assert f"{day:%Y-%m-%d}-sondersitzung" in said.text.replace("\u2060", "")
        assert [p.title for p in planned if p.id.endswith("sondersitzung")] == ["Sondersitzung"]

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
