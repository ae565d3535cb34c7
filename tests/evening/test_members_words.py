"""What members say for themselves, and what the chair and the office say of them, over signed HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from council.ballots import Phase, Ruling, Tally
from council.ids import BallotId
from rehearsal.reading import buttons, has_button
from tests.evening.hall import MEMBERS, Hall, Plan, open_hall


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council in its digital sitting, open, item 4 called."""
    async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1", SUPPORT_PHONE="0341 2") as opened:
        await opened.opened(*MEMBERS)
        await opened.say("vogt", "top 4")
        await opened.seen("Neubau der Grundschule")
        await opened.world_idle()
        yield opened


class TestDisturbance:
    """contract § 4: an open ballot asks the chair: ``Warten``, ``Ohne weiter``, ``Abbrechen``."""

    async def test_a_members_own_word_reaches_the_technicians(self, hall: Hall) -> None:
        await hall.say("kabel", "technik hier", hall.office)
        await hall.seen("Technik-Chat", hall.office)
        mark = hall.office.mark()

        said = await hall.tell("celik", "Störung")
        asked = await hall.seen("Can Çelik", hall.office, after=mark)

        assert "verständigt" in said.text
        assert "Störung" in asked.text
        assert hall.sitting.presence(hall.id("celik")).disturbed is not None
        fixed = await hall.tell("celik", "behoben")
        assert "behoben" in fixed.text
        assert hall.sitting.presence(hall.id("celik")).disturbed is None

    async def test_a_member_who_says_what_is_wrong_means_themselves(self, hall: Hall) -> None:
        await hall.tell("celik", "störung kein Ton seit eben")

        ((_, _, reason),) = hall.sitting.presence(hall.id("celik")).disturbances
        assert reason == "kein Ton seit eben"

    async def test_a_member_reports_nobody_else(self, hall: Hall) -> None:
        said = await hall.tell("celik", "störung Abel kein Ton")

        assert "Büro" in said.text
        assert hall.sitting.presence(hall.id("abel")).disturbed is None

    async def test_the_chair_goes_on_without(self, hall: Hall) -> None:
        await self._asked(hall)
        await hall.control("Ohne weiter")
        ballot = hall.sitting.ballots[BallotId(1)]

        assert ballot.struck == (hall.id("celik"),)
        await hall.say("vogt", "schließen")
        await hall.seen("Dafür 1, dagegen 0, Enthaltungen 0 – vorläufig")
        late = await hall.press("celik", "Ja") if has_button(ballot_card(hall), "Ja") else None
        assert late is None
        assert [ruling for _, ruling, _ in hall.sitting.ballots[BallotId(1)].rulings] == [Ruling.WITHOUT]

    async def test_the_chair_waits_and_the_member_votes(self, hall: Hall) -> None:
        await self._asked(hall)
        await hall.control("Warten")
        await hall.say("amt", "behoben Çelik", hall.office)
        await hall.until(lambda: hall.sitting.presence(hall.id("celik")).disturbed is None)
        answer = await hall.press("celik", "Nein")

        assert "Ihre Stimme: Nein" in answer.text
        assert [ruling for _, ruling, _ in hall.sitting.ballots[BallotId(1)].rulings] == [Ruling.WAIT]

    async def test_the_chair_breaks_off(self, hall: Hall) -> None:
        await self._asked(hall)
        await hall.control("Abbrechen")

        assert hall.sitting.ballots[BallotId(1)].phase is Phase.CANCELLED

    async def _asked(self, hall: Hall) -> None:
        """A ballot is open, one has voted, another one is reported as disturbed."""
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")
        await hall.press("abel", "Ja")
        await hall.say("amt", "störung Çelik Ton", hall.office)
        await hall.offered("Ohne weiter", hall.own("vogt"))


def ballot_card(hall: Hall) -> dict[str, object] | None:
    """The ballot's card as everybody sees it now."""
    found = [m for m in hall.meeting.bot_messages() if "Abstimmung 1" in m.text]
    return found[0].card


class TestOwnRecusal:
    """SächsGemO § 20: in force at once; the chair confirms, or the council decides."""

    async def test_the_chair_confirms(self, hall: Hall) -> None:
        said = await hall.tell("frei", "befangen")
        out = hall.sitting.recused("4")
        await hall.offered("Bestätigen", hall.own("vogt"))
        await hall.press("vogt", "Bestätigen", hall.own("vogt"))

        assert "gilt sofort" in said.text
        assert out == (hall.id("frei"),)
        (entry,) = hall.sitting.recusal_log
        assert (entry.own, entry.confirmed_by, entry.council) == (True, hall.id("vogt"), False)

    async def test_the_council_decides(self, hall: Hall) -> None:
        await hall.tell("frei", "befangen 5")
        await hall.offered("Rat entschied so", hall.own("vogt"))
        await hall.press("vogt", "Rat entschied so", hall.own("vogt"))

        (entry,) = hall.sitting.recusal_log
        assert (entry.item, entry.council) == ("5", True)

    async def test_the_chair_says_there_is_none_and_the_member_hears_of_it(self, hall: Hall) -> None:
        await hall.tell("frei", "befangen")
        await hall.offered("Nicht befangen", hall.own("vogt"))
        refused = await hall.tell("abel", "nicht befangen Frei")
        await hall.press("vogt", "Nicht befangen", hall.own("vogt"))
        told = await hall.seen("wirken wieder mit", hall.own("frei"))

        assert "TOP 4" in told.text
        assert refused.text
        assert hall.sitting.recused("4") == ()

    async def test_nobody_but_the_chair_confirms(self, hall: Hall) -> None:
        await hall.tell("frei", "befangen")
        await hall.offered("Bestätigen", hall.own("vogt"))
        client = hall.world.client
        message, button = client.find(hall.person("vogt"), hall.own("vogt"), "Bestätigen")
        answer = await client.press_button(hall.person("frei"), hall.own("vogt"), message, button)

        assert "Sitzungsleitung" in answer.text
        assert hall.sitting.waiting_cases

    async def test_typed_words_lift_it_with_a_reason(self, hall: Hall) -> None:
        await hall.say("vogt", "befangen Frei 4")
        await hall.until(lambda: hall.sitting.recused("4") == (hall.id("frei"),))
        await hall.say("vogt", "nicht befangen Dora Frei TOP 4 Irrtum")
        await hall.until(lambda: hall.sitting.recused("4") == ())

        (entry,) = hall.sitting.recusal_log
        assert entry.lifted_because == "Irrtum"
        await hall.told("vogt", "nicht befangen Frei", "Dora Frei")

    async def test_who_takes_the_chair_finds_what_waits(self, hall: Hall) -> None:
        await hall.tell("frei", "befangen")
        await hall.offered("Bestätigen", hall.own("vogt"))
        await hall.say("stein", "leitung übernehmen")
        await hall.offered("Bestätigen", hall.own("stein"))
        await hall.press("stein", "Bestätigen", hall.own("stein"))

        assert hall.sitting.recusal_log[0].confirmed_by == hall.id("stein")


class TestMandates:
    """contract § 4: ``ausgeschieden``, ``verpflichtet``: a mandate ends or begins at this moment."""

    async def test_who_has_left_office_loses_a_vote_already_cast(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")
        await hall.press("zander", "Ja")
        await hall.press("abel", "Ja")
        await hall.say("vogt", "ausgeschieden Zander")
        await hall.until(lambda: len(hall.sitting.mandates) == 1)
        again = await hall.press("zander", "Nein")
        await hall.say("vogt", "schließen")
        await hall.seen("Dafür 1, dagegen 0, Enthaltungen 0 – vorläufig")

        assert "Beleg" not in again.text
        assert hall.sitting.ballots[BallotId(1)].tally == Tally(yes=1)
        assert hall.sitting.members_total == hall.sitting.seats

    async def test_who_is_sworn_in_votes_from_the_next_ballot_on(self, hall: Hall) -> None:
        await hall.say("vogt", "abstimmung")
        await hall.seen("Bitte abstimmen")
        await hall.say("vogt", "verpflichtet Gast")
        await hall.until(lambda: len(hall.sitting.mandates) == 1)
        member = hall.sitting.member(hall.id("gast"))

        assert member is not None
        assert member.entitled
        assert hall.id("gast") not in hall.sitting.ballots[BallotId(1)].electorate

    async def test_the_office_and_members_end_no_mandate(self, hall: Hall) -> None:
        for key in ("amt", "abel"):
            answer = await hall.tell(key, "ausgeschieden Zander")
            assert "Sitzungsleitung" in answer.text

        assert hall.sitting.mandates == ()

    async def test_a_minute_of_the_roster_comes_by_itself(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        soon = Plan(
            starts_in=timedelta(minutes=-1), ends={"zander": datetime.now(UTC) + timedelta(seconds=6)}
        )
        async with open_hall(tmp_path / "soon", monkeypatch, plans=soon) as later:
            await later.opened(*MEMBERS)
            await later.until(lambda: len(later.sitting.mandates) == 1)

            (change,) = later.sitting.mandates
            assert (change.member, change.began) == (later.id("zander"), False)


class TestMinutesAndDoubt:
    """contract § 4: a member's statement, and a member's doubt of the quorum."""

    async def test_a_statement_is_in_the_record_with_its_item(self, hall: Hall) -> None:
        said = await hall.tell("celik", "zu protokoll: Ich habe dagegen gestimmt")

        (statement,) = hall.sitting.statements
        assert (statement.member, statement.item) == (hall.id("celik"), "4")
        assert statement.text == "Ich habe dagegen gestimmt"
        assert "zu Protokoll" in said.text

    async def test_a_doubt_is_answered_with_what_was_found(self, hall: Hall) -> None:
        said = await hall.tell("celik", "Rüge!")
        await hall.seen("Can Çelik", hall.own("vogt"))

        (doubt,) = hall.sitting.challenges
        assert (doubt.member, doubt.quorum.present) == (hall.id("celik"), 9)
        assert "9" in said.text

    async def test_a_guest_doubts_nothing(self, hall: Hall) -> None:
        for line in ("rüge", "zu protokoll Unsinn", "einzeln 4"):
            await hall.tell("gast", line)

        assert (hall.sitting.challenges, hall.sitting.statements, hall.sitting.pull_outs) == ((), (), ())

    async def test_elsewhere_than_in_ones_own_chat_nothing_happens(self, hall: Hall) -> None:
        await hall.say("celik", "rüge")
        await hall.say("celik", "zu protokoll Unsinn")
        await hall.seen("wirkt hier nicht", hall.own("celik"))

        assert (hall.sitting.challenges, hall.sitting.statements) == ((), ())


class TestWhy:
    """issue 3: a clerk finds "why 5?" from the quorum card in two steps."""

    async def test_the_quorum_card_tells_why(self, hall: Hall) -> None:
        card = await hall.tell("abel", "beschlussfähigkeit")
        (why,) = [b.title for b in buttons(card.card) if b.title.startswith("Warum")]
        answer = await hall.press("abel", why, hall.own("abel"))

        assert why == "Warum 5?"
        assert "§ 39 Abs. 2 SächsGemO" in answer.text
        assert "9" in answer.text

    async def test_strangers_are_told_nothing(self, hall: Hall) -> None:
        await hall.tell("abel", "beschlussfähigkeit")
        client = hall.world.client
        message, button = client.find(hall.person("abel"), hall.own("abel"), "Warum 5?")
        answer = await client.press_button(hall.stranger, hall.own("abel"), message, button)

        assert "§ 39" not in answer.text


class TestChecklist:
    """contract § 4: ``checkliste``: what is missing is a hint, a block only where the set says so."""

    async def test_shows_what_is_missing_and_takes_entries(self, hall: Hall) -> None:
        before = await hall.tell("amt", "checkliste")
        after = await hall.tell("amt", "checkliste raum Rathaus, Zimmer 3")
        await hall.tell("amt", "checkliste angezeigt 02.12.2026")
        await hall.tell("vogt", "checkliste zweite ja")

        assert "Rathaus, Zimmer 3" not in before.text
        assert "Rathaus, Zimmer 3" in after.text
        noted = hall.sitting.particulars
        assert (noted["public_room"], noted["notified"]) == ("Rathaus, Zimmer 3", "2026-12-02")
        await hall.until(lambda: hall.sitting.second)

    async def test_an_entry_is_taken_back(self, hall: Hall) -> None:
        await hall.tell("amt", "checkliste hotline 0341 99")
        await hall.tell("amt", "checkliste hotline löschen")

        assert hall.sitting.particulars.get("hotline", "") == ""

    @pytest.mark.parametrize("line", ["checkliste angezeigt 31.02.2026", "checkliste angezeigt gestern"])
    async def test_a_day_that_is_none_is_refused(self, hall: Hall, line: str) -> None:
        answer = await hall.tell("amt", line)

        assert line.rsplit(maxsplit=1)[-1] in answer.text
        assert hall.sitting.particulars.get("notified", "") == ""

    async def test_is_nothing_for_members(self, hall: Hall) -> None:
        shown = await hall.tell("abel", "checkliste")
        noted = await hall.tell("abel", "checkliste raum Keller")

        assert "Checkliste" not in shown.text
        assert "Keller" not in noted.text
        assert hall.sitting.particulars.get("public_room", "") == ""
