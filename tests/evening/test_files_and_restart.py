"""Reports as files in the clerk's own chat, and a bot that ends in the middle of a ballot."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from council.ballots import Tally
from council.ids import BallotId
from rehearsal.chats import BOT, Message
from rehearsal.reading import consent_of, has_button
from tests.evening.hall import MEMBERS, Hall, is_answer, open_hall, running


async def offered(hall: Hall, name: str) -> Message:
    """Wait until a file of this name is offered in the clerk's own chat."""
    return await hall.own("amt").wait_for(
        lambda m: consent_of(m.activity) is not None and f"{name}-" in m.text, within=10
    )


class TestFiles:
    """teams.md 4.10: a file consent card, the upload to the address Teams gives, a file card."""

    async def test_the_attendance_reaches_the_clerk_as_a_workbook(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("amt", "anwesenheit excel", hall.office)
        offer = await offered(hall, "anwesenheit")
        upload = await hall.world.client.accept_file(hall.person("amt"), offer)

        book = load_workbook(io.BytesIO(upload.content))
        cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
        assert any("Çelik" in cell for cell in cells)

    async def test_the_attendance_as_csv_has_the_columns_of_the_contract(self, hall: Hall) -> None:
        await hall.opened("abel")
        await hall.say("amt", "anwesenheit csv", hall.office)
        offer = await offered(hall, "anwesenheit")
        upload = await hall.world.client.accept_file(hall.person("amt"), offer)

        rows = list(csv.DictReader(io.StringIO(upload.content.decode("utf-8-sig")), delimiter=";"))
        present = {row["kennung"]: row for row in rows if row["von"]}
        assert set(present) == {hall.id("abel"), hall.id("vogt")}
        assert "Karla Amt" in present[hall.id("abel")]["zugelassen_von"]

    async def test_a_declined_file_is_said_so_and_not_offered_again(self, hall: Hall) -> None:
        await hall.opened("abel")
        await hall.say("amt", "niederschrift", hall.office)
        own = hall.own("amt")
        offer = await offered(hall, "niederschrift")
        mark = own.mark()
        await hall.world.client.decline_file(hall.person("amt"), offer)
        said = await own.wait_for(is_answer, after=mark, within=10)
        mark = own.mark()
        await hall.world.client.decline_file(hall.person("amt"), offer)
        again = await own.wait_for(is_answer, after=mark, within=10)

        assert "nicht angenommen" in said.text
        assert "gilt nicht" in again.text

    async def test_a_member_gets_no_report(self, hall: Hall) -> None:
        await hall.opened("abel")

        answer = await hall.tell("abel", "anwesenheit excel")

        assert "Büro" in answer.text
        assert consent_of(answer.activity) is None

    async def test_the_attendance_card_whenever_asked(self, hall: Hall) -> None:
        await hall.opened("abel")
        await hall.say("amt", "anwesenheit", hall.office)

        shown = await hall.office.wait_for(
            lambda m: m.by == BOT and "Anwesenheit" in m.text and "Anna Abel" in m.text, within=10
        )

        assert "Petra Vogt" in shown.text


class TestRestart:
    """architecture, "Keeping": recovery in the middle of a ballot."""

    async def test_the_ballots_card_works_after_a_restart(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            card = await hall.seen("Bitte abstimmen")
            before = await hall.press("abel", "Ja")
            await hall.world_idle()
            posted = len(hall.meeting.bot_messages())
            await hall.stopped()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                again = await hall.press("abel", "Ja")
                await hall.press("busch", "Nein")
                await hall.say("vogt", "schließen")
                await hall.seen("Dafür 1, dagegen 1, Enthaltungen 0 – vorläufig")
                await hall.say("vogt", "feststellen")
                await hall.seen("Dafür 1, dagegen 1, Enthaltungen 0: abgelehnt")
                await hall.world_idle()

                assert again.text == before.text
                assert hall.sitting.ballots[BallotId(1)].tally == Tally(yes=1, no=1)
                assert len(hall.meeting.bot_messages()) == posted + 1
                assert not has_button(card.card, "Ja")

    async def test_a_command_still_refused_or_done_as_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "sitzung schließen")
            end = await hall.seen("geschlossen")
            await hall.world_idle()
            words, count = end.text, len(hall.meeting.bot_messages())
            await hall.stopped()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await hall.world_idle()
                unchanged = end.text
                await hall.say("vogt", "ende zurücknehmen")
                await hall.until(lambda: hall.sitting.ended_at is None)

                assert unchanged == words
                assert len(hall.meeting.bot_messages()) == count
