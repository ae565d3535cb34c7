"""`sitting plan --probe`: a whole practice sitting that binds nothing, from command line to package."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from exporting import export_sitting, verify_path
from planning import Plan, plan_sitting
from rehearsal.agenda import agenda_csv
from rehearsal.chats import Chat
from rehearsal.reading import card_of, has_button, words
from reports.attendance_xlsx import attendance_xlsx
from reports.emergency_sheet import emergency_sheet
from reports.minutes import minutes_docx
from tests.evening.hall import AGENDA, MEMBERS, SITTING, Hall, open_hall

MARK = "PROBE"


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council, its sitting planned anew from the command line with `--probe`."""
    async with open_hall(tmp_path, monkeypatch, SUPPORT_PHONE="0341 2") as opened:
        file = tmp_path / "tagesordnung.csv"
        file.write_text(agenda_csv(list(AGENDA)), encoding="utf-8")
        start = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
        plan = Plan(title="Generalprobe", start=start, probe=True, update=str(SITTING), reason="Hochwasser")
        printed = await asyncio.to_thread(plan_sitting, opened.settings, str(file), plan)
        assert printed.endswith(str(SITTING))
        yield opened


async def held(hall: Hall) -> None:
    """A whole evening: sign-in, help, ballots, a roll call, the end."""
    await hall.opened(*MEMBERS)
    await hall.tell("celik", "hilfe")
    await hall.press("celik", "Ruft mich an", hall.own("celik"))
    for line in ("abstimmung 4", "abstimmung 5"):
        mark = hall.meeting.mark()
        await hall.say("vogt", line)
        await hall.meeting.wait_for(lambda m: has_button(m.card, "Ja"), after=mark, within=10)
        for key in ("vogt", *MEMBERS):
            await hall.press(key, "Ja")
        await hall.say("vogt", "schließen")
        await hall.until(lambda: getattr(hall.sitting.ballot, "tally", None) is not None)
        await hall.say("vogt", "feststellen")
        await hall.meeting.wait_for(lambda m: has_button(m.card, "Namen"), after=mark, within=10)
    await hall.press("abel", "Namen")
    await hall.tell("abel", "meine stimmen")
    await hall.say("vogt", "ende")
    await hall.seen("geschlossen")
    await hall.world_idle()


def unmarked(hall: Hall, chat: Chat) -> list[str]:
    """The first lines of cards about the sitting that do not say that it is a practice."""
    cards = [card_of(m.activity) for m in chat.bot_messages()]
    shown = [words(card) for card in cards if card is not None and "Ratssaal" not in words(card)[:8]]
    return [text.splitlines()[0] for text in shown if MARK not in "\n".join(text.splitlines()[:2])]


class TestEveryCard:
    """Every card of the sitting says it, in every chat."""

    async def test_of_a_whole_evening(self, hall: Hall) -> None:
        await held(hall)

        assert hall.sitting.probe
        assert unmarked(hall, hall.meeting) == []
        assert [line for line in unmarked(hall, hall.office) if "Besprechung in Teams" not in line] == []
        for key in ("vogt", "abel", "celik"):
            said = [line for line in unmarked(hall, hall.own(key)) if not line.startswith("Sie ")]
            assert said == [], key


class TestDocuments:
    """Minutes, workbook, emergency sheet and evidence package say it on top."""

    async def test_of_a_whole_evening(self, hall: Hall, tmp_path: Path) -> None:
        await held(hall)
        page = Document(io.BytesIO(minutes_docx(hall.sitting)))
        book = load_workbook(io.BytesIO(attendance_xlsx(hall.sitting)))
        sheet = PdfReader(io.BytesIO(await asyncio.to_thread(emergency_sheet, hall.sitting)))
        await asyncio.to_thread(export_sitting, hall.settings, str(SITTING), tmp_path / "out")
        status, _ = await asyncio.to_thread(verify_path, tmp_path / "out" / f"{SITTING}.zip", None, "de")
        with zipfile.ZipFile(tmp_path / "out" / f"{SITTING}.zip") as package:
            name = next(n for n in package.namelist() if n.endswith("LIESMICH.txt"))
            readme = package.read(name).decode()

        assert any(MARK in paragraph.text for paragraph in page.paragraphs)
        assert str(book.properties.title).startswith(MARK)
        assert MARK in (sheet.pages[0].extract_text() or "")
        assert readme.startswith(MARK)
        assert status == 0


class TestThePublicPage:
    """Nobody reads a verdict there without reading first that it binds nothing."""

    async def test_says_so_before_any_result(self, hall: Hall) -> None:
        await held(hall)
        place = urlsplit(hall.world.client.delivery.endpoint)
        base = f"{place.scheme}://{place.netloc}/live/{SITTING}"
        async with aiohttp.ClientSession() as session:
            async with session.get(base) as answer:
                page = await answer.text()
            async with session.get(f"{base}/state") as answer:
                state = await answer.json()

        assert page.index("PROBE – zählt nicht") < page.index("<h1>") < page.index("beschlossen")
        assert state["probe"] is True


class TestASittingThatCounts:
    """Without `--probe` no document says so."""

    async def test_says_it_nowhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened("abel")

            assert MARK not in str(load_workbook(io.BytesIO(attendance_xlsx(hall.sitting))).properties.title)
            assert not any(MARK in m.text for m in hall.meeting.bot_messages())
