"""Faults of the bot itself: one card per fault with the technicians, edited when it is over (signed HTTP)."""

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.bindings import OFFICE, SUPPORT
from bot.metrics import SKEW
from bot.vitals import MOST_SKEW
from rehearsal.chats import Chat, Message
from rehearsal.reading import words
from rehearsal.registration import make_certificate
from tests.evening.hall import MEMBERS, Hall, open_hall, running

TITLE = "Störung des Programms"


async def with_technicians(hall: Hall) -> Chat:
    """The technicians have a chat of their own."""
    room = hall.world.tenant.group("Technik", hall.person("kabel"))
    await hall.world.client.install_in(hall.person("kabel"), room)
    await hall.say("kabel", "technik hier", room)
    await hall.until(lambda: hall.outbox.chats.find(SUPPORT) is not None)
    return room


def told(room: Chat) -> list[Message]:
    """The cards about faults that stand in a chat."""
    return [m for m in room.bot_messages() if words(m.card).startswith(TITLE)]


async def over(card: Message, hall: Hall, seconds: float = 30) -> None:
    """Wait until a fault's card says that it is over."""
    await hall.until(lambda: "Behoben um" in words(card.card), seconds)


class TestTheMachine:
    """Disk and clock of the machine itself, looked at from the start on."""

    async def test_a_disk_that_fills_up_is_told_in_megabytes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=123_456_789))
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.prepared()
            card = await hall.seen("nur noch 123 MB frei", hall.office)

            assert words(card.card).startswith(TITLE)

    async def test_the_time_of_the_key_server_is_heard_at_the_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        SKEW.set(float("nan"))
        async with open_hall(tmp_path, monkeypatch):
            assert abs(SKEW._value.get()) < MOST_SKEW


class TestTeams:
    """Teams refuses a chat for 20 seconds (a twentieth here): one card, however often it refuses."""

    async def test_is_told_once_and_when_it_was_over(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        hall.meeting.busy = True  # every send and edit there is answered 412
        await hall.say("vogt", "top 4")
        card = await hall.seen(TITLE, room)
        await asyncio.sleep(0.5)  # Teams goes on refusing
        hall.meeting.busy = False
        await hall.seen("Neubau der Grundschule")
        await over(card, hall)

        assert "412" in words(card.card)
        assert len(told(room)) == 1

    async def test_is_told_to_the_office_where_there_are_no_technicians(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        hall.meeting.busy = True
        await hall.say("vogt", "top 4")
        card = await hall.seen(TITLE, hall.office)
        hall.meeting.busy = False
        await over(card, hall)

        assert len(told(hall.office)) == 1

    async def test_a_chat_without_the_bot_is_no_fault_of_teams(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        hall.meeting.installed = False
        await hall.tell_only("vogt", "top 4")
        await hall.seen("item:4", room)
        await asyncio.sleep(0.3)

        assert told(room) == []

    async def test_after_a_restart_the_card_is_made_good(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room = await with_technicians(hall)
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        hall.meeting.busy = True
        await hall.say("vogt", "top 4")
        card = await hall.seen(TITLE, room)
        await hall.stopped()
        hall.meeting.busy = False
        async with running(hall.world, monkeypatch, {}) as (_, hall.desk, hall.outbox):
            await over(card, hall)

            assert len(told(room)) == 1


class TestGraph:
    """Microsoft Graph is away: told once it was asked twice in vain, over at its first answer."""

    async def test_is_told_once_and_when_it_was_over(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        hall.world.graph.down = True
        await hall.prepared()
        card = await room.wait_for(lambda m: "Graph ist nicht erreichbar" in words(m.card), within=40)
        hall.world.graph.down = False
        await over(card, hall, 40)

        assert "503" in words(card.card)
        assert len(told(room)) == 1

    async def test_a_missing_permission_is_none(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        hall.world.graph.take_away("OnlineMeetings.ReadWrite.All")
        await hall.prepared()
        await hall.until(lambda: hall.world.graph.answered[403] > 0, 20)
        await asyncio.sleep(1.7)  # longer than the bot waits before it looks again

        assert told(room) == []


class TestTheDisk:
    """Turns that are not confirmed: one card, over with the next turn that is on the disk."""

    async def test_is_told_once_and_when_it_was_over(self, hall: Hall) -> None:
        room = await with_technicians(hall)
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await _pages(hall, 1)
        for word in ["Ja", "Nein"] * 400:
            refused = await hall.press("busch", word)
            if "Nicht bestätigt" in refused.text:
                break
        card = await hall.seen("Sitzungsjournal lässt sich nicht schreiben", room)
        await _pages(hall, 1_000_000)
        again = await hall.press("busch", word)
        await over(card, hall)

        assert f"Ihre Stimme: {word}" in again.text
        assert len(told(room)) == 1


async def _pages(hall: Hall, most: int) -> None:
    """Let the journal's file grow to so many pages and no further."""
    journal: Any = hall.desk._journal
    kept = journal.behind
    await kept._run(lambda: kept._open().execute(f"PRAGMA max_page_count = {most}").fetchall())


class TestCredentials:
    """Secret or certificate ends within 14 days: told, and gone once there is a new one."""

    @pytest.mark.parametrize(("days", "cards"), [(-1, 1), (13, 1), (15, 0)])
    async def test_a_certificate_is_told_of_in_time(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, cards: int
    ) -> None:
        own = make_certificate(days=days)
        public, private = tmp_path / "own.crt", tmp_path / "own.key"
        public.write_text(own.public)
        private.write_text(own.private)
        more = {"APP_CERTIFICATE_FILE": str(public), "APP_CERTIFICATE_KEY_FILE": str(private)}
        async with open_hall(tmp_path, monkeypatch) as hall:
            hall.world.entra.registration = replace(hall.world.registration, certificate=own)
            await hall.say("amt", "büro hier", hall.office)
            await hall.until(lambda: hall.outbox.chats.find(OFFICE) is not None)
            await hall.stopped()
            async with running(hall.world, monkeypatch, {**more, "APP_PASSWORD": ""}):
                for _ in range(100 if cards else 30):
                    if len(told(hall.office)) == cards and cards:
                        break
                    await asyncio.sleep(0.05)

            assert len(told(hall.office)) == cards

    @pytest.mark.parametrize(
        ("days", "granted", "cards"),
        [
            pytest.param(13, True, 1, id="soon"),
            pytest.param(300, True, 0, id="later"),
            pytest.param(1, False, 0, id="unknown-without-the-permission"),
        ],
    )
    async def test_a_secret_is_told_of_where_graph_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, granted: bool, cards: int
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, speed=600) as hall:
            graph = hall.world.graph
            graph.apps.secrets = _secrets(hall, days)
            if granted:
                graph.granted |= {"Application.Read.All"}
            await hall.say("amt", "büro hier", hall.office)
            await hall.until(lambda: graph.apps.asked_for_secrets > 0 or not granted, 20)
            await asyncio.sleep(1.5 if granted else 4)

            assert len(told(hall.office)) == cards
            assert hall.world.registration.secret not in "".join(m.text for m in hall.office.bot_messages())


def _secrets(hall: Hall, days: int) -> list[dict[str, str]]:
    ends = datetime.now(UTC) + timedelta(days=days)
    ours = {"hint": hall.world.registration.secret[:3], "endDateTime": ends.isoformat()}
    return [{"hint": "!!!", "endDateTime": "2020-01-01T00:00:00Z"}, ours]
