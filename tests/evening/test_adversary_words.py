"""What people type: both languages, odd times and names, wrong roles, lost quorums, over signed HTTP."""

import asyncio
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from council.ballots import Outcome, Phase
from council.ids import BallotId
from council.record import short_head
from council.sitting import Stage
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, Hall, answered, open_hall


class TestBothLanguages:
    """contract § 4: German first, English accepted; case, umlauts, dashes and spaces do not matter."""

    @pytest.mark.parametrize(
        "lines",
        [
            (
                "sitzung eröffnen",
                "top 4",
                "abstimmung",
                "abstimmung schließen",
                "feststellen",
                "weiter",
                "ende",
            ),
            ("SITZUNG EROEFFNEN.", "TOP Ö4.", "Abstimmung", "schliessen!", "feststellen", "WEITER", "Ende."),
            ("open", "item 4", "vote", "close", "declare", "next", "end"),
            (
                "eröffnen",
                "top\u00a0 4",
                "abstimmung  4",
                "Schließen",
                "Feststellen",
                "weiter",
                "sitzung schließen",
            ),
        ],
    )
    async def test_a_whole_item_by_typing(self, hall: Hall, lines: tuple[str, ...]) -> None:
        await hall.prepared()
        await hall.admitted("vogt", *MEMBERS)
        for line in lines:
            await hall.say("vogt", line)
            await hall.world_idle()

        assert hall.sitting.stage is Stage.ENDED
        assert hall.sitting.ballots[BallotId(1)].phase is Phase.DECLARED
        assert [number for _, number in hall.sitting.calls] == ["4", "5"]

    @pytest.mark.parametrize("where", ["meeting", "office", "personal"])
    async def test_the_chairs_and_the_offices_words_work_everywhere(self, hall: Hall, where: str) -> None:
        hall.office.add(hall.person("vogt"))
        await hall.prepared()
        await hall.admitted("vogt", *MEMBERS)
        chat = {"meeting": hall.meeting, "office": hall.office, "personal": None}[where]

        async def by(key: str, line: str) -> None:
            await hall.say(key, line, chat or hall.own(key))
            await hall.world_idle()

        await by("vogt", "open sitting")
        await by("vogt", "item 3")
        await by("vogt", "noted")
        await by("vogt", "postpone 7 fehlende Unterlagen")
        await by("amt", "remove 6")
        await by("vogt", "motion Schluss der Debatte")
        await by("vogt", "cancel Irrtum")
        await by("vogt", "vote 4 namentlich zweidrittel: Fassung A")
        await by("vogt", "repeat Zweifel")
        await by("vogt", "close vote")
        await by("vogt", "declare beschlossen Augenschein")
        await by("amt", "left Abel")
        await by("amt", "returned Abel")
        await by("amt", "on site Busch; Frei")
        await by("amt", "minute taker Rat")
        await by("amt", "cosigners Abel; Busch")
        await by("vogt", "recuse Frei 5")
        await by("vogt", "pause 5 min")
        await by("vogt", "resume")
        await by("vogt", "chair Stein")
        await by("vogt", "no objection 2")
        held = hall.sitting

        assert held.stage is Stage.OPEN
        assert [b.phase for b in held.ballots.values()] == [Phase.CANCELLED, Phase.SUPERSEDED, Phase.DECLARED]
        assert held.ballots[BallotId(3)].outcome is Outcome.CARRIED
        assert held.ballots[BallotId(3)].overridden == "Augenschein"
        assert [item.number for item in held.agenda if item.off] == ["6", "7"]
        assert held.chair == "stein"
        assert held.minute_taker == "rat"
        assert held.cosigners == ("abel", "busch")
        assert held.recused("5") == ("frei",)
        assert [len(held.presence(hall.id(k)).spells) for k in ("abel", "busch")] == [2, 2]
        assert held.breaks[0][1] is not None
        found = held.agenda.get("2")
        assert found is not None
        assert found.pending


class TestAnEnglishEvening:
    """contract § 2: LANGUAGE=en speaks English for a whole sitting."""

    async def test_no_german_word_of_the_bot_remains(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, LANGUAGE="en") as hall:
            await hall.say("amt", "office here", hall.office)
            await hall.say("amt", "prepare")
            await hall.offered("Present", hall.meeting)
            for key in ("vogt", *MEMBERS):
                await hall.press(key, "Present")
                await hall.say("amt", f"admit {hall.id(key)}", hall.office)
            await hall.say("vogt", "open")
            await hall.say("vogt", "vote 4")
            await hall.offered("Yes", hall.meeting)
            receipt = await hall.press("abel", "Yes")
            await hall.press("busch", "No")
            await hall.press("celik", "Abstain")
            elsewhere = await answered(hall, "amt", "attendance")
            await hall.say("vogt", "close")
            await hall.say("vogt", "declare")
            await hall.world_idle()
            unknown = await hall.tell("vogt", "opne")
            await hall.say("vogt", "pause 5")
            await hall.say("vogt", "resume")
            await hall.say("vogt", "end")
            await hall.world_idle()
            chats = (hall.meeting, hall.office, *(hall.own(k) for k in ("vogt", "amt", "abel")))
            said = "\n".join(m.text for chat in chats for m in chat.bot_messages())
            said += receipt.text + elsewhere + unknown.text

            for german in (" ist ", " wurde ", " nicht ", " bitte", "Sitzung", " Uhr", "Erledigt", "TOP "):
                assert german not in said.replace("Sitzung des Stadtrats", ""), german


class TestTimes:
    """contract § 4: times 17.15, 17:15 and 1715; a time in the future is refused."""

    @pytest.mark.parametrize("form", ["%H:%M", "%H.%M", "%H%M", "um %H:%M Uhr"])
    async def test_a_departure_with_its_time(self, hall: Hall, form: str) -> None:
        await hall.opened(*MEMBERS)
        since = hall.sitting.presence(hall.id("zander")).spells[0].since
        local = since.astimezone(ZoneInfo(hall.sitting.timezone))
        await hall.say("amt", f"gegangen Zander {local.strftime(form)}")
        await hall.until(lambda: not hall.sitting.presence(hall.id("zander")).here)
        await hall.world_idle()
        later = local + timedelta(hours=2)
        refused = await answered(hall, "amt", f"zurück Zander {later.strftime(form)}")
        await hall.say("amt", f"zurück Zander {local.strftime(form)}")
        await hall.until(lambda: hall.sitting.presence(hall.id("zander")).here)

        assert "Uhr" in refused
        assert len(hall.sitting.presence(hall.id("zander")).spells) == 2

    async def test_abmelden_asks_and_keeps_the_time(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        shown = await hall.tell("amt", "abmelden Zander 17.15")

        button = buttons(shown.card)[0]
        assert "17:15" in shown.text
        assert button.action["data"]["text"].endswith("17:15")
        assert hall.sitting.presence(hall.id("zander")).here


class TestQuorum:
    """contract § 4: opening without quorum is possible and says so; a ballot then follows the rules."""

    async def test_opened_without_quorum_no_ballot_begins(self, hall: Hall) -> None:
        await hall.opened("abel")
        said = await hall.seen("eröffnet")
        refused = await answered(hall, "vogt", "abstimmung 4")

        assert "nicht gegeben" in said.text
        assert "39" in refused
        assert hall.sitting.ballot is None

    async def test_lost_while_the_ballot_is_open_it_is_not_declared(self, hall: Hall) -> None:
        await hall.opened("abel", "busch", "celik", "frei")
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await hall.say("amt", "gegangen Frei")
        await hall.say("vogt", "schließen")
        await hall.seen("vorläufig")
        refused = await answered(hall, "vogt", "feststellen")
        await hall.say("amt", "zurück Frei")
        await hall.until(lambda: hall.sitting.quorum().met)
        await hall.say("vogt", "wiederholen Beschlussfähigkeit")
        await hall.seen("Abstimmung 2")

        assert "4" in refused
        assert "5" in refused
        assert hall.sitting.ballots[BallotId(1)].outcome is None


class TestNames:
    """contract § 4: a name is matched like in the roster; what stands in names is never interpreted."""

    async def test_a_person_with_markup_in_a_motion_shows_as_typed(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "go **Schluss** [hier](http://x.example) <at>Ratssaal</at> _Rede_")
        card = await hall.seen("Bitte abstimmen")
        raw = str(card.card)

        assert "<at>" not in raw
        assert "\\](http" in raw or "](http" not in raw

    async def test_a_very_long_title_still_makes_a_card(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "neu 99 " + "Grundstücksverkehrsgenehmigung " * 90)
        await hall.say("vogt", "top 99")
        await hall.until(lambda: hall.sitting.item == "99")
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen · TOP 99")
        answer = await hall.press("abel", "Ja")

        assert "Ihre Stimme: Ja" in answer.text

    @pytest.mark.parametrize("line", ["gegangen 12", "befangen 4711", "leitung 5", "zulassen 007"])
    async def test_a_number_is_nobody(self, hall: Hall, line: str) -> None:
        await hall.opened(*MEMBERS)
        version = hall.sitting.version
        who = "amt" if line.startswith(("gegangen", "zulassen")) else "vogt"

        assert await answered(hall, who, line)
        assert hall.sitting.version == version

    async def test_an_item_marked_as_closed_does_not_come_into_the_public_part(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        said = await answered(hall, "vogt", "neu N 9 Personalsache Krause")

        assert "nichtöffentlich" in said
        assert hall.sitting.agenda.get("9") is None

    async def test_several_items_are_taken_off_all_or_none(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        said = await answered(hall, "vogt", "absetzen 4 5 77")

        assert "77" in said
        assert not any(item.off for item in hall.sitting.agenda)


NOT_A_MEMBERS = (
    "sitzung schließen",
    "top 5",
    "abstimmung 5",
    "schließen",
    "feststellen",
    "wiederholen x",
    "abbrechen x",
    "befangen Busch",
    "nichtöffentlich",
    "unterbrechen 5",
    "leitung Abel",
    "leitung übernehmen",
    "bedienung büro",
    "karte",
    "ergebnis",
    "einlass zu",
    "anmeldung",
    "zulassen Gast",
    "gegangen Busch",
    "zurück Busch",
    "vor ort Busch",
    "handzeichen 9 0 0",
    "absetzen 5",
    "vertagen 5",
    "neu 9 Unfug",
    "kenntnis 3",
    "ohne widerspruch 2",
    "schriftführung Rat",
    "mitunterzeichnung Busch",
    "vorbereiten",
    "vorbereiten aufheben",
    "sitzungen",
    "büro hier",
    "technik hier",
)


class TestRoles:
    """contract § 4: who may use a command is decided at every command."""

    async def test_a_member_leads_nothing(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        version, count = hall.sitting.version, len(hall.meeting.bot_messages())
        answers = {line: await answered(hall, "abel", line) for line in NOT_A_MEMBERS}

        assert all(answers.values())
        assert hall.sitting.version == version
        assert len(hall.meeting.bot_messages()) == count

    async def test_who_operates_is_in_the_record_and_for_whom(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "bedienung Rat")
        await hall.say("rat", "abstimmung 4")
        await hall.seen("Bitte abstimmen")
        await hall.say("rat", "schließen")
        await hall.say("rat", "feststellen")
        await hall.seen("abgelehnt")
        events = await hall.desk.events(hall.sitting.id)
        opened = next(e for e in events if type(e).__name__ == "BallotOpened")

        assert (opened.by, opened.behalf) == ("rat", "vogt")

    async def test_a_clerk_without_the_chairs_word_leads_nothing(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        said = await answered(hall, "amt", "top 4")

        assert "Sitzungsleitung" in said or "Vogt" in said
        assert hall.sitting.item == ""


class TestTheEnd:
    """architecture: the closing message carries the first 26 Base32 characters of the record's head."""

    async def test_its_head_stands_in_the_journal_also_after_taking_back(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.say("vogt", "ende")
        await hall.seen("geschlossen")
        await hall.say("vogt", "ende zurücknehmen")
        await hall.until(lambda: hall.sitting.stage is Stage.OPEN)
        await hall.say("vogt", "ende")
        await hall.until(lambda: hall.sitting.stage is Stage.ENDED)
        await hall.world_idle()
        await asyncio.sleep(0.1)
        end = next(
            m for m in hall.meeting.bot_messages() if "Anmeldung" not in m.text and "schloss" in m.text
        )
        rows = await hall.desk.rows(hall.sitting.id)
        heads = [short_head(row.hash) for row in rows if row.type == "sitting_ended.v1"]

        assert heads[-1] in end.text
        assert heads[0] not in end.text
        assert not any(has_button(m.card, "Anwesend") for m in hall.meeting.bot_messages())
