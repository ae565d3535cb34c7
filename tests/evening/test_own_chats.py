"""People's own chats: opened at admission without a word, never while a ballot is open; who has none."""

from pathlib import Path

import pytest

from council.ids import BallotId
from rehearsal.reading import has_button
from tests.evening.hall import MEMBERS, Hall, open_hall, running
from tests.evening.test_secret import PLAN as SECRET
from tests.evening.test_secret import town


def asked(hall: Hall, key: str) -> int:
    """How often the bot has asked Teams to open this person's chat."""
    return hall.world.tenant.asked_to_open.count(key)


class TestAtAdmission:
    """contract § 4, personal chats: personal conversations are opened at admission."""

    async def test_every_members_chat_is_opened_once_and_nothing_is_said_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, unheard=MEMBERS, PERSONAL_AFTER="3600") as hall:
            await hall.prepared()
            await hall.until(lambda: all(hall.outbox.reach.reaches(hall.person(k).entra) for k in MEMBERS))
            await hall.admitted("vogt", *MEMBERS)
            await hall.world_idle()

            assert [asked(hall, key) for key in MEMBERS] == [1] * len(MEMBERS)
            assert not any(hall.own(key).bot_messages() for key in MEMBERS)

    async def test_what_was_opened_then_takes_the_ballot_later(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, unheard=MEMBERS, PERSONAL_AFTER="10") as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.offered("Nein", hall.own("busch"))

            assert asked(hall, "busch") == 1

    async def test_whoever_has_none_stands_on_the_board_until_they_have_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, without=("abel", "busch")) as hall:
            await hall.opened(*MEMBERS)
            await hall.world_idle()
            board = await hall.seen("Einlass und Anwesenheit", hall.office)
            before = board.text
            await hall.world.client.install(hall.person("abel"))
            await hall.office.wait_for(lambda m: m is board and "Chat 1: Bernd Busch" in m.text, within=10)

            assert "Kein persönlicher Chat 2: Anna Abel, Bernd Busch" in before
            assert "Teams nicht zustellen" not in "".join(m.text for m in hall.own("vogt").bot_messages())

    @pytest.mark.parametrize("kind", ["installationUpdate", "conversationUpdate"])
    async def test_whoever_removes_the_app_stands_there_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*MEMBERS)
            await hall.world_idle()
            board = await hall.seen("Einlass und Anwesenheit", hall.office)
            own = hall.own("busch")
            told = hall.world.client.build.installed(hall.person("busch"), own)
            own.installed = False
            told = {**told, "type": kind, "action": "remove"}
            if kind == "conversationUpdate":
                told = {**told, "action": None, "membersRemoved": [told["recipient"]]}
            await hall.world.client.delivery.post(told)
            await hall.office.wait_for(lambda m: m is board and "Chat 1: Bernd Busch" in m.text, within=5)

            assert not hall.outbox.reach.reaches(hall.person("busch").entra)

    async def test_who_was_refused_before_a_restart_still_stands_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as hall:
            await hall.opened(*MEMBERS)
            hall.own("busch").installed = False
            account = hall.person("busch").entra
            await hall.tell_only("busch", "meine stimmen")
            await hall.until(lambda: not hall.outbox.reach.reaches(account))
            await hall.stopped()
            async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox

                assert hall.outbox.reach.status(account) == 403


class TestWhileABallotIsOpen:
    """contract § 4, personal chats: never while a ballot is open."""

    async def test_no_conversation_is_opened_before_it_is_closed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, without=("zander",), PERSONAL_AFTER="4") as hall:
            await hall.opened(*(key for key in MEMBERS if key != "zander"))
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            hall.world.tenant.personal.add(hall.person("zander").mri)
            hall.own("zander").installed = True
            before = asked(hall, "zander")
            await hall.admitted("zander")
            await hall.say("zander", "hilfe")
            await hall.offered("Ja", hall.own("abel"))
            await hall.world_idle()
            during = asked(hall, "zander")
            await hall.say("vogt", "schließen")
            await hall.until(lambda: hall.outbox.reach.reaches(hall.person("zander").entra))

            assert during == before
            assert asked(hall, "zander") == before + 1
            assert not hall.own("zander").bot_messages()

    async def test_whoever_asks_for_the_card_and_has_no_chat_is_told_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, without=("zander",)) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            await hall.press("zander", "Hilfe")
            answer = await hall.press("zander", "Keine Karte")

            assert "keinen persönlichen Chat" in answer.text
            assert not any(has_button(m.card, "Ja") for m in hall.own("zander").bot_messages())

    async def test_whoever_has_blocked_the_bot_is_told_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            hall.own("zander").installed = False
            await hall.say("zander", "nein")
            await hall.until(lambda: not hall.outbox.reach.reaches(hall.person("zander").entra))
            await hall.press("zander", "Hilfe")
            answer = await hall.press("zander", "Keine Karte")

            assert "keinen persönlichen Chat" in answer.text

    async def test_in_a_secret_ballot_nobody_is_told_to_write_their_vote_into_the_chat(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more = town(tmp_path / "town")
        async with open_hall(
            tmp_path / "run", monkeypatch, plans=SECRET, without=("zander",), **more
        ) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            await hall.say("vogt", "abstimmung 5 geheim")
            await hall.seen("Abstimmung 1")
            await hall.press("zander", "Hilfe")
            answer = await hall.press("zander", "Keine Karte")

            assert "keinen persönlichen Chat" in answer.text
            assert "nicht in den Chat" in answer.text
            assert "@Ratssaal" not in answer.text

    async def test_in_a_closed_ballot_nobody_is_told_to_write_it_into_the_public_chat(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, without=("zander",)) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "nichtöffentlich")
            await hall.control("Nichtöffentlich")
            await hall.seen("Nichtöffentlicher Teil")
            await hall.tell_only("vogt", "abstimmung 8")
            await hall.until(lambda: hall.sitting.ballot is not None)
            await hall.press("zander", "Hilfe")
            answer = await hall.press("zander", "Keine Karte")
            await hall.say("busch", "ja")
            told = await hall.seen("Ihr Wort", hall.own("busch"))

            assert "@Ratssaal" not in answer.text
            assert "nicht in diesen Chat" in answer.text
            assert "Karte dort" not in told.text
            assert "nichtöffentlich" in told.text


class TestDelivery:
    """contract § 4, personal chats: what is known of each member and ballot; who is silent in every one."""

    async def test_the_office_sees_by_which_way_each_vote_came_and_who_was_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, without=("zander",), PERSONAL_AFTER="6") as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            hall.own("frei").installed = False
            await hall.press("abel", "Ja")
            await hall.tell_only("busch", "nein")
            await hall.say("zander", "ja")
            await hall.tell_only("amt", "stimme Stein ja auf Zuruf")
            await hall.offered("Nein", hall.own("celik"))
            await hall.world_idle()
            told = await hall.told("amt", "zustellung", "Zustellung · Abstimmung 1")
            lines = told.text.splitlines()

            assert "Abstimmung 1 (TOP 4): 3 von 9 haben abgestimmt" in lines
            assert "Karte in der Besprechung gesendet" in lines
            assert "Stimmen kamen auf der Karte 1, getippt 1, im Chat der Besprechung 1" in lines
            assert "Anna Abel abgestimmt auf der Karte" in lines
            assert "Bernd Busch abgestimmt getippt" in lines
            assert "Zoe Zander abgestimmt im Chat der Besprechung · Kein persönlicher Chat" in lines
            assert "Can Çelik noch keine Stimme · persönlicher Chat: gesendet" in lines
            assert any(one.startswith("Stefan Stein eingetragen, wartet auf Bestätigung") for one in lines)
            assert "von Teams abgelehnt (403)" in next(one for one in lines if one.startswith("Dora Frei"))

    async def test_who_is_silent_in_every_ballot_stands_on_the_board(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        for item in ("4", "5"):
            await hall.say("vogt", f"abstimmung {item}")
            await hall.seen(f"Bitte abstimmen · TOP {item}")
            for key in ("vogt", *(k for k in MEMBERS if k not in ("busch", "frei"))):
                await hall.press(key, "Ja")
            await hall.say("vogt", "schließen")
            await hall.say("vogt", "feststellen")
        await hall.say("vogt", "abstimmung 7")
        await hall.seen("Bitte abstimmen · TOP 7")
        await hall.press("frei", "Ja")
        await hall.world_idle()
        board = await hall.seen("Einlass und Anwesenheit", hall.office)
        closed = await hall.told("amt", "zustellung 2", "Zustellung · Abstimmung 2")

        assert "Noch in keiner Abstimmung abgestimmt 1: Bernd Busch" in board.text
        assert "Karte in der Besprechung gesendet, später geändert" in closed.text
        assert hall.sitting.ballots[BallotId(2)].not_cast == (hall.id("busch"), hall.id("frei"))

    async def test_it_is_for_the_office_and_for_ballots_that_there_are(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)

        assert (await hall.told("abel", "zustellung", "anderen Rolle")).text
        assert (await hall.told("amt", "zustellung 9", "gibt es hier nicht")).text
