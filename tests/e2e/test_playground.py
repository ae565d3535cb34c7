"""Microsoft's Agents Playground, a client that nobody here wrote, before the running bot."""

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from rehearsal.playground import sample
from rehearsal.playground.hosting import PHONES
from rehearsal.playground.window import Window, config
from rehearsal.process import BotProcess, free_port
from rehearsal.roster import BODY
from rehearsal.tenant import Tenant
from tests.e2e.evening import VOTERS, Evening, evening
from tests.e2e.windows import Seated, missing, seated

BALLOT = "Bitte abstimmen · TOP 3 · Abstimmung 1"
PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
COUNTS = "Dafür 2, dagegen 1, Enthaltungen 0"

windows = pytest.mark.skipif(bool(missing()), reason=missing() or "-")
pytestmark = pytest.mark.timeout(300)


@windows
class TestFourPeopleAtTheirWindows:
    """A real client drives the running bot, sign-in on: install, commands, a ballot, its edit, own chats."""

    async def test_a_ballot_is_pressed_changed_closed_and_declared_and_all_see_it(
        self, tmp_path: Path
    ) -> None:
        async with evening(tmp_path) as held:
            await held.installed()
            await _what_is_not_signed_is_not_taken(held)
            await held.prepared()
            await held.admitted()
            await held.opened()

            await held.says("abstimmung 3")
            await _everybody_sees_the_three_buttons(held)
            await _each_presser_alone_reads_the_receipt(held)
            await _closing_takes_the_buttons_from_all(held)
            await _declaring_shows_the_result_to_all(held)
            await _the_own_chat_knows_the_vote(held)
            await held.says("sitzung schließen")
            await held.all_see("Sitzung geschlossen")
            await _the_record_says_what_was_read(held, tmp_path)


async def _what_is_not_signed_is_not_taken(held: Evening) -> None:
    world, person = held.town.world, held.chair.window.person
    forged = world.client.build.message(person, held.town.meeting, "sitzung eröffnen", mention=True)
    answer = await world.client.delivery.post(forged, token="")
    assert answer.status == 401


async def _everybody_sees_the_three_buttons(held: Evening) -> None:
    for person in held.people.values():
        assert await person.buttons(BALLOT) == ["Ja", "Nein", "Enthaltung"]
        assert await person.cut() == []


async def _each_presser_alone_reads_the_receipt(held: Evening) -> None:
    await held.voted("abel", "Enthaltung")
    await held.voted("busch", "Ja")
    await held.voted("abel", "Nein")
    await held.town.relay.shown()
    await expect(held.chair.card("Ihre Stimme")).to_have_count(0)
    await expect(held.clerk.card("Ihre Stimme")).to_have_count(0)
    await expect(held.people["busch"].card(BALLOT, "Ihre Stimme: Ja")).to_be_visible()
    await held.voted("vogt", "Ja")


async def _closing_takes_the_buttons_from_all(held: Evening) -> None:
    await held.says("schließen")
    await held.all_see("Abstimmung geschlossen · TOP 3", f"{COUNTS} – vorläufig")
    for person in held.people.values():
        assert await person.buttons("Abstimmung geschlossen") == []
        await expect(person.card(BALLOT)).to_have_count(0)


async def _declaring_shows_the_result_to_all(held: Evening) -> None:
    await held.says("feststellen")
    await held.all_see(f"{COUNTS}: beschlossen", "durch Petra Vogt")
    await held.all_see("Abstimmung geschlossen · TOP 3", "Festgestellt um")
    await held.chair.turns_to_own()
    await held.chair.sees("Sitzungsleitung", "Zum Vorlesen")
    for person in held.people.values():
        assert await person.cut() == []
    await held.chair.turns_to_meeting()


async def _the_own_chat_knows_the_vote(held: Evening) -> None:
    abel = held.people["abel"]
    await abel.turns_to_own()
    await abel.types("meine stimmen")
    await abel.sees("Meine Stimmen", "Nein", f"Beleg {held.receipts['abel'][-1]}")
    await abel.types("hilfe")
    await abel.sees("Hilfe", PHONES["SUPPORT_PHONE"])
    await abel.turns_to_meeting()


async def _the_record_says_what_was_read(held: Evening, folder: Path) -> None:
    bot, sitting = held.town.world.bot, held.town.sitting
    await bot.run("sitting", "export", sitting, str(folder / "paket"))
    package = folder / "paket" / sitting
    await bot.run("sitting", "verify", str(package))

    with (package / "stimmen.csv").open(encoding="utf-8-sig", newline="") as file:
        votes = {row["kennung"]: (row["stimme"], row["beleg"]) for row in csv.DictReader(file, delimiter=";")}
    words = {"vogt": "ja", "abel": "nein", "busch": "ja"}
    assert votes == {key: (words[key], held.receipts[key][-1]) for key in VOTERS}


@asynccontextmanager
async def newcomer(folder: Path) -> AsyncIterator[Seated]:
    """A clerk before the one window of a bot that checks no sign-in, as the README's three lines start it."""
    tenant, port = Tenant("local"), free_port()
    meeting, _ = sample.meet(tenant)
    environment = {"LOCAL_MODE": "1", "HOST": "127.0.0.1", "PORT": str(port), "BODY": BODY, **PHONES}
    bot = BotProcess({**environment, "DATA_DIR": str(folder / "data"), "LOG_LEVEL": "WARNING"}, folder)
    others = [one.person for one in sample.SEATS if one != sample.clerk()]
    settings = config(tenant, sample.clerk().person, others, meeting)
    window = Window(sample.clerk().person, folder / "fenster", settings, free_port())
    await bot.start()
    try:
        await sample.plan(bot, folder)
        await window.start(bot.endpoint)
        async with seated([window], meeting.name) as people:
            yield people["amt"]
    finally:
        await window.stop()
        await bot.stop()


async def _whole_and_a_cut_text_would_be_noticed(person: Seated) -> None:
    assert await person.cut() == []
    button = person.card("Hilfe").get_by_role("button").first
    await button.evaluate("e => { e.style.width = '20px'; e.style.whiteSpace = 'nowrap' }")
    assert await person.cut() != []


@windows
class TestOneWindowWithoutSignIn:
    """Contract § 2, `LOCAL_MODE=1`: the Playground straight at the bot; its sittings are marked PROBE."""

    async def test_help_comes_whole_and_a_sitting_is_prepared_that_binds_nothing(
        self, tmp_path: Path
    ) -> None:
        async with newcomer(tmp_path) as clerk:
            await clerk.types("hilfe")
            await clerk.sees("Hilfe", PHONES["SUPPORT_PHONE"])
            await _whole_and_a_cut_text_would_be_noticed(clerk)
            await clerk.types("büro hier")
            await clerk.sees("Dieser Chat ist jetzt der Büro-Chat")

            await clerk.turns_to_meeting()
            await clerk.types("vorbereiten", mention=True)

            await clerk.sees("Anmeldung zur Sitzung", "PROBE")
            assert await clerk.buttons("Anmeldung zur Sitzung") == ["Anwesend", "Hilfe"]


class TestThePictures:
    """`make pictures` draws them from these windows; the documents show them."""

    @pytest.mark.parametrize("name", ["ballot", "control", "result"])
    def test_they_are_there_and_small(self, name: str) -> None:
        drawn = (PICTURES / f"playground-{name}.png").read_bytes()

        assert drawn.startswith(b"\x89PNG")
        assert len(drawn) <= 200 * 1024
