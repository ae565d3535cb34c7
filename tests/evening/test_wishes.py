"""What members want of the bot: ballots in their own chat always, when needed or never; receipts read out."""

from pathlib import Path
from typing import Any

import pytest

from council.ballots import Way
from council.ids import BallotId
from rehearsal.chats import Chat, Entry
from rehearsal.reading import content_text, has_button
from rehearsal.refusals import Refused
from tests.evening.hall import MEMBERS, Hall, open_hall, running
from tests.evening.test_secret import HANDED_IN, PLAN, town


def has_ballot(chat: Chat) -> bool:
    """Whether a ballot with its buttons stands in somebody's own chat."""
    return any(has_button(m.card, "Enthaltung") for m in chat.bot_messages())


async def voting(hall: Hall) -> None:
    """Open a ballot on item 4."""
    await hall.say("vogt", "abstimmung 4")
    await hall.seen("Bitte abstimmen")


class TestBallotsInOnesOwnChat:
    """contract § 4: `karten persönlich immer|wenn nötig|aus`."""

    async def test_always_means_at_the_opening(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as hall:
            await hall.opened(*MEMBERS)
            await hall.told("busch", "karten persönlich immer", "immer auch hierher")
            await voting(hall)
            await hall.offered("Nein", hall.own("busch"))
            answer = await hall.press("busch", "Nein", hall.own("busch"))
            await hall.world_idle()

            assert "Ihre Stimme: Nein" in answer.text
            assert not has_ballot(hall.own("abel"))

    async def test_always_means_the_open_one_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="3600") as hall:
            await hall.opened(*MEMBERS)
            await voting(hall)
            await hall.tell_only("busch", "karten persönlich immer")

            assert has_button((await hall.offered("Nein", hall.own("busch"))).card, "Nein")

    async def test_never_means_not_even_after_a_while_and_no_card_still_brings_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, PERSONAL_AFTER="4") as hall:
            await hall.opened(*MEMBERS)
            await hall.told("busch", "karten persönlich aus", "nicht mehr hierher")
            await voting(hall)
            await hall.offered("Nein", hall.own("abel"))
            await hall.world_idle()
            before = has_ballot(hall.own("busch"))
            await hall.tell("busch", "hilfe")
            await hall.press("busch", "Keine Karte", hall.own("busch"))

            assert not before
            assert has_button((await hall.offered("Nein", hall.own("busch"))).card, "Nein")

    async def test_it_is_kept_over_a_restart(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        more: dict[str, Any] = {"PERSONAL_AFTER": "3600"}
        async with open_hall(tmp_path, monkeypatch, **more) as hall:
            await hall.opened(*MEMBERS)
            await hall.told("busch", "karten persönlich immer", "immer auch hierher")
            await hall.world_idle()
            await hall.stopped()
            async with running(hall.world, monkeypatch, more) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await voting(hall)

                assert has_button((await hall.offered("Nein", hall.own("busch"))).card, "Nein")

    async def test_before_any_sitting_is_prepared_it_is_kept_as_well(self, hall: Hall) -> None:
        assert (await hall.told("busch", "karten persönlich wenn nötig", "eine Weile nicht abgestimmt")).text

    async def test_who_has_no_vote_has_no_wish(self, hall: Hall) -> None:
        assert (await hall.told("gast", "karten persönlich immer", "anderen Rolle")).text


class TestReadAloud:
    """contract § 4: `vorlesen an|aus`: receipts as new messages that begin with the choice."""

    async def test_begins_with_the_choice_by_whatever_way(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.told("busch", "vorlesen an", "beginnt")
        await voting(hall)
        mark = hall.own("busch").mark()
        await hall.press("busch", "Ja")
        first = await hall.seen("Ja – gezählt um", hall.own("busch"), after=mark)
        await hall.tell_only("busch", "nein")
        second = await hall.seen("Nein – gezählt um", hall.own("busch"), after=mark)
        await hall.world_idle()
        votes = hall.sitting.ballots[BallotId(1)].votes[hall.id("busch")]

        assert [v.way for v in votes] == [Way.CARD, Way.TYPED]
        assert first.text.startswith("Ja – ")
        assert votes[0].receipt in first.text
        assert second.text.startswith("Nein – ")
        assert votes[1].receipt in second.text
        assert not any("gezählt um" in m.text for m in hall.own("abel").bot_messages())

    async def test_what_could_not_be_said_before_a_restart_is_said_after_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        more: dict[str, Any] = {"PERSONAL_AFTER": "3600"}
        async with open_hall(tmp_path, monkeypatch, **more) as hall:
            await hall.opened(*MEMBERS)
            for key in ("busch", "celik"):
                await hall.told(key, "vorlesen an", "beginnt")
            await voting(hall)
            hall.own("busch").busy = True
            await hall.press("busch", "Ja")
            await hall.press("celik", "Nein")
            await hall.seen("Nein – gezählt um", hall.own("celik"))
            await hall.stopped()
            hall.own("busch").busy = False
            async with running(hall.world, monkeypatch, more) as (_, desk, outbox):
                hall.desk, hall.outbox = desk, outbox
                await hall.seen("Ja – gezählt um", hall.own("busch"))
                await hall.world_idle()
                again = [m for m in hall.own("celik").bot_messages() if "gezählt um" in m.text]

                assert len(again) == 1

    async def test_it_comes_although_teams_did_not_say_whether_it_took_it(self, hall: Hall) -> None:
        own = hall.own("busch")
        lost: list[str] = []

        def drops_the_first(entry: Entry) -> None:
            if "gezählt um" in content_text(entry.version.activity) and not lost:
                lost.append(entry.message.id)
                del own.messages[entry.message.id]
                raise Refused(502, "BadGateway", "The gateway got no answer.")

        await hall.opened(*MEMBERS)
        await hall.told("busch", "vorlesen an", "beginnt")
        await voting(hall)
        own.watchers.append(drops_the_first)
        await hall.press("busch", "Ja")
        told = await own.wait_for(
            lambda m: "gezählt um" in m.text and m.id not in lost and m.id in own.messages, within=10
        )

        assert lost
        assert told.text.startswith("Ja – ")

    async def test_ends_when_it_is_switched_off(self, hall: Hall) -> None:
        await hall.opened(*MEMBERS)
        await hall.told("busch", "vorlesen an", "beginnt")
        await hall.told("busch", "vorlesen aus", "nur auf der Karte")
        await voting(hall)
        await hall.press("busch", "Ja")
        await hall.world_idle()

        assert not any(m.text.startswith("Ja – ") for m in hall.own("busch").bot_messages())

    async def test_of_a_secret_ballot_it_says_only_that_the_slip_is_handed_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path / "run", monkeypatch, plans=PLAN, **town(tmp_path / "town")) as hall:
            await hall.opened_in_the_hall(*MEMBERS)
            for key in ("busch", "celik"):
                await hall.told(key, "vorlesen an", "beginnt")
            await hall.say("vogt", "abstimmung 5 geheim")
            await hall.seen("Abstimmung 1")
            await hall.press("busch", "Ja")
            await hall.press("celik", "Nein")
            told = [await hall.seen(HANDED_IN, hall.own(key)) for key in ("busch", "celik")]
            await hall.world_idle()

            assert told[0].text == told[1].text
            assert told[0].text.startswith(HANDED_IN)
            assert not any("Ja" in m.text for m in hall.own("busch").bot_messages() if HANDED_IN in m.text)
