"""Faults, practice sittings and the closed part, seen by the people in the chats."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from council.ballots import Tally, Way
from council.ids import BallotId
from council.sitting import CaseKind
from rehearsal.chats import BOT
from rehearsal.reading import buttons, has_button
from store import open_beside
from store.planned import Plans
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running


class TestPractice:
    """contract § 2, LOCAL_MODE and `--probe`: a practice sitting is marked PROBE, on every act."""

    async def test_every_card_of_the_meeting_says_so(self, hall: Hall) -> None:
        beside = await open_beside(hall.settings.data_dir)
        try:
            plans = Plans(beside.registry)
            planned = next(p for p in await plans.all() if p.id == SITTING)
            await plans.keep(replace(planned, probe=True))
        finally:
            await beside.close()
        await hall.opened(*MEMBERS)
        for line in (
            "top 3",
            "kenntnis",
            "abstimmung 4",
            "schließen",
            "feststellen",
            "unterbrechen 5",
            "fortsetzen",
            "beschlussfähigkeit",
            "nichtöffentlich",
        ):
            await hall.say("vogt", line)
            await hall.world_idle()
        await asyncio.sleep(0.1)
        await hall.control("Nichtöffentlich")
        await hall.say("vogt", "öffentlich")
        await hall.say("vogt", "ende")
        await hall.world_idle()

        unmarked = [m.text for m in hall.meeting.bot_messages() if "PROBE" not in m.text]
        assert unmarked == []
        assert hall.sitting.probe

    async def test_without_sign_in_a_sitting_is_practice_for_ever(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nobody: dict[str, Any] = {"LOCAL_MODE": "1", "APP_ID": "", "APP_PASSWORD": "", "APP_TENANTID": ""}
        async with open_hall(tmp_path, monkeypatch, **nobody) as hall:
            await hall.say("amt", "vorbereiten")
            await hall.until(lambda: hall.desk.sitting(SITTING) is not None)

            assert hall.sitting.probe


class TestFaultsOfTheBot:
    """contract § 4, `technik hier`: faults of the bot itself go to the technicians' chat."""

    async def test_what_teams_does_not_take_is_told_to_them(self, hall: Hall) -> None:
        room = hall.world.tenant.group("Technik", hall.person("kabel"))
        await hall.world.client.install_in(hall.person("kabel"), room)
        await hall.say("kabel", "technik hier", room)
        await hall.opened(*MEMBERS)
        await hall.world_idle()
        hall.meeting.installed = False
        await hall.tell_only("vogt", "top 4")

        told = await hall.seen("item:4", room)

        assert "Sitzung des Stadtrats" in told.text

    async def test_their_chat_never_becomes_the_meeting(self, hall: Hall) -> None:
        room = hall.world.tenant.group("Technik", hall.person("kabel"), hall.person("amt"))
        await hall.world.client.install_in(hall.person("kabel"), room)
        await hall.say("kabel", "technik hier", room)
        await hall.say("amt", "vorbereiten", room)

        await hall.seen("im Chat der Besprechung", hall.own("amt"))

        assert hall.desk.sitting(SITTING) is None

    async def test_a_damaged_record_locks_that_sitting_alone_and_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*MEMBERS)
            await hall.world_idle()
            await hall.stopped()
            path = next(p for p in hall.settings.data_dir.rglob("*") if p.is_file() and _is_journal(p))
            with sqlite3.connect(path) as journal:
                journal.execute(
                    "UPDATE events SET data = replace(data, 'Abel', 'Adel') WHERE data LIKE '%Abel%'"
                )
            journal.close()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                told = await hall.seen("gesperrt", hall.office)
                refused = await hall.tell("vogt", "top 4")

                assert SITTING in told.text
                assert refused.text


def _is_journal(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


class TestTheClosedPart:
    """contract § 4: closed items are voted in personal chats; no word of them in the meeting's."""

    async def test_the_card_again_comes_to_those_who_have_not_voted(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "nichtöffentlich")
        await hall.control("Nichtöffentlich")
        await hall.seen("Nichtöffentlicher Teil")
        await hall.tell_only("vogt", "abstimmung 8")
        first = await hall.offered("Ja", hall.own("abel"))
        await hall.offered("Ja", hall.own("busch"))
        await hall.press("busch", "Ja", hall.own("busch"))
        mark, voted = hall.own("abel").mark(), len(hall.own("busch").bot_messages())
        await hall.tell_only("vogt", "karte")
        again = await hall.own("abel").wait_for(lambda m: has_button(m.card, "Ja"), after=mark, within=10)
        await hall.tell_only("vogt", "schließen")
        await hall.until(lambda: hall.sitting.ballots[BallotId(1)].tally is not None)
        await hall.world_idle()

        assert again is not first
        assert len(hall.own("busch").bot_messages()) == voted
        assert not has_button(first.card, "Ja")
        assert not has_button(again.card, "Ja")
        assert not any("Geheimgasse" in m.text for m in hall.meeting.bot_messages())

    async def test_typed_by_name_in_the_meeting_it_leaves_no_word_there(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "nichtöffentlich")
        await hall.control("Nichtöffentlich")
        for line in ("top 8", "kenntnis", "vertagen 8", "neu 9 Geheimgasse West", "top 9", "go Geheimgasse"):
            await hall.say("vogt", line)
        await hall.say("vogt", "schließen")
        await hall.say("vogt", "feststellen")
        await hall.say("abel", "beschlussfähigkeit")
        await hall.say("vogt", "ergebnis")
        await hall.say("vogt", "öffentlich")
        await hall.world_idle()

        said = " ".join(m.text + str(m.card) for m in hall.meeting.bot_messages())
        assert "Geheimgasse" not in said


class TestTheSecondPerson:
    """contract § 4: nobody confirms themselves; a later press replaces an entered vote."""

    async def test_entered_votes_and_presses(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        refused = await hall.tell("amt", "stimme Abel nein Zuruf")
        await hall.tell("amt", "stimme Busch nein Zuruf")
        await hall.offered("Bestätigen", hall.office)
        await hall.press("rat", "Bestätigen", hall.office)
        entered = hall.sitting.ballots[BallotId(1)].vote_of(hall.id("busch"))
        await hall.press("busch", "Ja")

        assert "Abel" in refused.text or "abgestimmt" in refused.text
        assert entered is not None
        assert entered.way is Way.OFFICE
        assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=2)

    async def test_a_clerk_takes_the_chair_with_a_second_one_only(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("amt", "leitung übernehmen", hall.office)
        await hall.offered("Bestätigen", hall.office)
        own = await hall.press("amt", "Bestätigen", hall.office)
        before = hall.sitting.chair
        await hall.press("rat", "Bestätigen", hall.office)

        assert "zweite Person" in own.text
        assert before == "vogt"
        assert hall.sitting.chair == "amt"
        assert all(c.settled for c in hall.sitting.cases.values() if c.kind is CaseKind.CHAIR)


class TestNoCardAgain:
    """contract § 4, `hilfe`: "Keine Karte" brings the open ballot to the bottom of one's own chat."""

    async def test_the_second_time_too(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        own = hall.own("celik")
        await hall.tell("celik", "hilfe")
        await hall.press("celik", "Keine Karte", own)
        first = await hall.offered("Nein", own)
        mark = own.mark()
        await hall.press("celik", "Keine Karte", own)
        second = await own.wait_for(lambda m: has_button(m.card, "Nein"), after=mark, within=10)
        await hall.press("celik", "Nein", own)
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        await hall.world_idle()

        assert second is not first
        assert not any(
            buttons(m.card) and has_button(m.card, "Nein") for m in own.bot_messages() if m.by == BOT
        )
