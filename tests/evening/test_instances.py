"""A sitting on a shared database: several instances behind one address, any of which takes anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.outbox import Outbox
from council.ballots import Tally
from council.ids import BallotId
from council.record import check
from desk.desk import Desk
from rehearsal.chats import BOT
from rehearsal.process import free_port
from rehearsal.reading import has_button
from rehearsal.seen import is_result
from tests.evening.hall import MEMBERS, SITTING, Hall, open_hall, running
from tests.evening.test_measuring import number
from tests.store.postgres import takes_no_entry


@dataclass(slots=True, kw_only=True)
class Pair:
    """A hall whose bot has two instances that take turns; the first one leads."""

    hall: Hall
    desks: list[Desk]
    outboxes: list[Outbox]
    addresses: list[str]

    async def opened(self) -> None:
        """Open the sitting; from here on the instances take turns."""
        delivery = self.hall.world.client.delivery
        delivery.instances = [self.addresses[0]]
        await self.hall.opened(*MEMBERS)
        delivery.instances = list(self.addresses)

    async def idle(self) -> None:
        """Wait until neither owes anything."""
        for outbox in self.outboxes:
            await outbox.idle()

    async def end_the_first(self) -> None:
        """End the instance that leads; the other one goes on alone."""
        delivery = self.hall.world.client.delivery
        delivery.instances = [self.addresses[1]]
        await self.hall.stopped()


@asynccontextmanager
async def pair(
    folder: Path, patch: pytest.MonkeyPatch, url: str, *, personal_after: str = "15"
) -> AsyncIterator[Pair]:
    """Two instances of the bot in this process, each with a data folder of its own."""
    async with (
        open_hall(folder, patch, DATABASE_URL=url, PERSONAL_AFTER=personal_after) as hall,
        AsyncExitStack() as other,
    ):
        delivery = hall.world.client.delivery
        first = delivery.endpoint
        own = {"DATABASE_URL": url, "DATA_DIR": str(folder / "data2"), "PORT": str(free_port())}
        own["PERSONAL_AFTER"] = personal_after
        _, desk, outbox = await other.enter_async_context(running(hall.world, patch, own))
        yield Pair(
            hall=hall,
            desks=[hall.desk, desk],
            outboxes=[hall.outbox, outbox],
            addresses=[first, delivery.endpoint],
        )


class TestTwoInstances:
    """Issue, part 2: several instances behind one address, any of which takes any activity."""

    async def test_a_ballot_is_held_as_by_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall = both.hall
            await both.opened()
            await hall.say("vogt", "abstimmung 4")
            card = await hall.seen("Bitte abstimmen")
            for key in MEMBERS:
                await hall.press(key, "Ja" if key != "busch" else "Nein")
            await hall.say("vogt", "schließen")
            await hall.seen("Dafür 7, dagegen 1, Enthaltungen 0 – vorläufig")
            await hall.say("vogt", "feststellen")
            await hall.seen("beschlossen")
            await both.idle()
            for desk in both.desks:
                await desk.read(SITTING)
            rows = await hall.desk.rows(SITTING)
            posted = [m for m in hall.meeting.messages.values() if m.by == BOT]

            assert check(SITTING, rows).sound
            assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=7, no=1)
            assert sum("Neubau der Grundschule" in m.text and is_result(m) for m in posted) == 1
            assert not has_button(card.card, "Ja")
            assert len({m.text for m in posted}) == len(posted)

    async def test_when_the_one_that_leads_ends_the_other_goes_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall = both.hall
            await both.opened()
            await hall.say("vogt", "abstimmung 4")
            card = await hall.seen("Bitte abstimmen")
            for key in MEMBERS[:4]:
                await hall.press(key, "Ja")
            await both.end_the_first()
            for key in MEMBERS[4:]:
                await hall.press(key, "Nein")
            await hall.say("vogt", "schließen")
            await hall.seen("Dafür 4, dagegen 4, Enthaltungen 0 – vorläufig")
            await hall.say("vogt", "feststellen")
            await hall.seen("abgelehnt")
            await both.outboxes[1].idle()
            posted = [m for m in hall.meeting.messages.values() if m.by == BOT]

            assert not has_button(card.card, "Ja")
            assert sum(is_result(m) for m in posted) == 1
            assert len({m.text for m in posted}) == len(posted)

    async def test_what_is_asked_of_the_one_that_does_not_pay_is_paid_by_the_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall = both.hall
            await both.opened()
            await hall.say("vogt", "abstimmung 4")
            card = await hall.seen("Bitte abstimmen")
            delivery = hall.world.client.delivery
            delivery.instances = [both.addresses[1]]
            mark = hall.meeting.mark()
            await hall.say("vogt", "karte")
            again = await hall.seen("Bitte abstimmen", after=mark)
            await hall.press("abel", "Ja")
            await hall.tell("busch", "keine karte")
            own = await hall.own("busch").wait_for(lambda m: has_button(m.card, "Nein"), within=10)
            await hall.say("vogt", "schließen")
            await hall.seen("Dafür 1, dagegen 0, Enthaltungen 0 – vorläufig")
            await both.idle()

            assert again.id != card.id
            assert not has_button(card.card, "Ja")
            assert not has_button(again.card, "Ja")
            assert not has_button(own.card, "Ja")
            assert both.outboxes[1].posted(SITTING, "ballot:1") == both.outboxes[0].posted(
                SITTING, "ballot:1"
            )

    async def test_a_practice_ballot_asked_of_the_one_that_does_not_pay_can_be_pressed_at_both(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall = both.hall
            await both.opened()
            delivery = hall.world.client.delivery
            delivery.instances = [both.addresses[1]]
            await hall.say("amt", "probe Hören Sie mich?")
            card = await hall.offered("Enthaltung", hall.meeting)
            answers = [await hall.press("abel", "Ja")]
            delivery.instances = [both.addresses[0]]
            answers.append(await hall.press("busch", "Ja"))

            assert "Hören Sie mich?" in card.text
            assert ["Nichts wurde gezählt" in answer.text for answer in answers] == [True, True]

    async def test_the_sign_in_and_the_quorum_asked_for_elsewhere_stand_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall = both.hall
            await both.opened()
            hall.world.client.delivery.instances = [both.addresses[1]]
            first = [m.id for m in hall.meeting.messages.values() if has_button(m.card, "Anwesend")]
            await hall.say("amt", "anmeldung")
            await hall.meeting.wait_for(
                lambda m: has_button(m.card, "Anwesend") and m.id not in first, within=10
            )
            mark = hall.meeting.mark()
            await hall.say("vogt", "quorum")
            await hall.seen("Beschlussfähig:", after=mark)
            await both.idle()
            posted = [m for m in hall.meeting.messages.values() if m.by == BOT]

            assert len(first) == 1
            assert sum(has_button(m.card, "Anwesend") for m in posted) == 2
            assert sum("Beschlussfähig:" in m.text for m in posted) == 1


class TestNumbers:
    """Issue, part 8: commit time, and turns that were not confirmed, are told with a database as well."""

    async def test_commits_are_timed_and_one_that_the_database_refuses_is_counted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, DATABASE_URL=database_url) as hall:
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            before = commits()
            await hall.press("abel", "Ja")
            voted = commits()
            with takes_no_entry(database_url):
                refused = await hall.press("busch", "Nein")
            failed = commits()
            again = await hall.press("busch", "Nein")

            assert "Nicht bestätigt" in refused.text
            assert "Ihre Stimme: Nein" in again.text
            assert (voted[0] > before[0], voted[1] - before[1]) == (True, 0)
            assert failed[1] > voted[1]
            assert commits()[0] > failed[0]


def commits() -> tuple[float, float]:
    """Turns that were timed, and turns that were not confirmed, as ``/metrics`` tells them."""
    return number("ratssaal_commit_seconds_count"), number("ratssaal_commits_failed_total")


class TestTheWord:
    """Issue, part 2: ``LISTEN/NOTIFY`` wakes the others; nobody has to look once a second for it."""

    async def test_the_other_has_every_entry_though_it_never_looks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
    ) -> None:
        monkeypatch.setattr("store.wake.LOOK_SECONDS", 3600.0)
        async with pair(tmp_path, monkeypatch, database_url) as both:
            hall, (one, other) = both.hall, both.desks
            hall.world.client.delivery.instances = [both.addresses[0]]
            await hall.opened(*MEMBERS)
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            for key in MEMBERS:
                await hall.press(key, "Ja")
            await hall.until(lambda: other.head(SITTING) == one.head(SITTING))

            assert other.sitting(SITTING) == one.sitting(SITTING)
            assert hall.sitting.ballots[BallotId(1)].count() == Tally(yes=8)


class TestWhatOneHearsTheOtherKnows:
    """Wishes and devices belong to the person, whichever instance heard of them."""

    @pytest.mark.parametrize("heard_by", [pytest.param(0, id="who-leads"), pytest.param(1, id="the-other")])
    async def test_cards_wished_for_in_ones_own_chat_come_whoever_opens_the_ballot(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, heard_by: int
    ) -> None:
        async with pair(tmp_path, monkeypatch, database_url, personal_after="3600") as both:
            hall = both.hall
            await both.opened()
            delivery = hall.world.client.delivery
            delivery.instances = [both.addresses[heard_by]]
            await hall.told("busch", "karten persönlich immer", "immer auch hierher")
            await asyncio.sleep(0.5)  # the word of it goes from one to the other
            delivery.instances = [both.addresses[1 - heard_by]]
            await hall.say("vogt", "abstimmung 4")
            await hall.seen("Bitte abstimmen")
            card = await hall.offered("Nein", hall.own("busch"))

            assert has_button(card.card, "Nein")
            assert not any(has_button(one.card, "Nein") for one in hall.own("abel").bot_messages())
