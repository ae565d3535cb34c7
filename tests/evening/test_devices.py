"""`gerätetest`, the office's table, and guests on Android: before and in the sitting (signed HTTP)."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from rehearsal.chats import Message
from rehearsal.people import Device, Person, Standing
from rehearsal.reading import buttons, consent_of, has_button, words
from store import open_beside
from store.devices import DeviceRecords
from tests.evening.hall import Hall, open_hall, running

CAN = "Ihr Gerät kann abstimmen"


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The small council before its sitting; nothing is prepared, the office has its chat."""
    async with open_hall(tmp_path, monkeypatch, OFFICE_PHONE="0341 1") as opened:
        await opened.say("amt", "büro hier", opened.office)
        yield opened


def takes(hall: Hall, key: str, device: Device, standing: Standing = Standing.USER) -> Person:
    """Somebody takes part from this device, and with such an account."""
    changed = replace(hall.person(key), device=device, standing=standing)
    hall.seats[key] = replace(hall.seats[key], person=changed)
    hall.world.tenant.people[changed.mri] = changed
    for chat in (*hall.world.tenant.chats.values(), hall.own(key)):
        if changed.mri in chat.members:
            chat.members[changed.mri] = changed
    return changed


async def checked(hall: Hall, key: str) -> Message:
    """The card of the device check in somebody's own chat."""
    return await hall.told(key, "gerätetest", "Gerätetest")


async def works(hall: Hall, key: str) -> None:
    """Somebody does the device check."""
    await checked(hall, key)
    await hall.press(key, "Testen", hall.own(key))


class TestTheCheck:
    """A real round trip: the press is answered with the client as Teams names it."""

    async def test_a_press_says_that_the_device_can_vote_and_which_it_is(self, hall: Hall) -> None:
        takes(hall, "abel", Device.PHONE)
        card = await checked(hall, "abel")
        answer = await hall.press("abel", "Testen", hall.own("abel"))

        assert CAN not in card.text
        assert CAN in answer.text
        for named in ("iOS", "de-DE", "DE"):
            assert named in answer.text

    async def test_camera_and_microphone_are_ones_own_word(self, hall: Hall) -> None:
        await works(hall, "abel")
        await hall.press("abel", "Kamera geht", hall.own("abel"))
        answer = await hall.press("abel", "Ton fehlt", hall.own("abel"))

        assert "Kamera: geht" in answer.text
        assert "Mikrofon: geht nicht" in answer.text
        assert CAN in answer.text

    async def test_an_old_client_is_answered_by_message(self, hall: Hall) -> None:
        takes(hall, "abel", Device.OLD)
        await checked(hall, "abel")
        await hall.press("abel", "Testen", hall.own("abel"))
        told = await hall.seen(CAN, hall.own("abel"))

        assert "als neue Nachricht" in told.text
        assert "Android" in told.text

    async def test_is_answered_by_a_message_where_votes_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, RECEIPT="message") as hall:
            await checked(hall, "abel")
            answer = await hall.press("abel", "Testen", hall.own("abel"))

            assert CAN in answer.text
            assert answer.card is None

    async def test_is_in_english_where_the_town_speaks_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_hall(tmp_path, monkeypatch, LANGUAGE="en") as hall:
            await hall.told("abel", "check", "Device check")
            answer = await hall.press("abel", "Test", hall.own("abel"))

            assert "Your device can vote" in answer.text

    async def test_works_in_a_prepared_sitting_too_and_stands_on_no_record(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.world_idle()
        before = hall.sitting.version
        await works(hall, "celik")

        assert hall.sitting.version == before

    async def test_is_for_people_of_the_roster_only(self, hall: Hall) -> None:
        client, own = hall.world.client, hall.world.tenant.one_to_one(hall.stranger)
        await client.install(hall.stranger)
        mark = own.mark()
        await client.tell(hall.stranger, "gerätetest")
        refused = await own.wait_for(lambda m: m.by != hall.stranger.mri, after=mark)

        assert not has_button(refused.card, "Testen")

    async def test_a_pressed_card_of_somebody_else_is_refused_to_a_stranger(self, hall: Hall) -> None:
        await checked(hall, "abel")
        client = hall.world.client
        message, button = client.find(hall.person("abel"), hall.own("abel"), "Testen")
        answer = await client.press_button(hall.stranger, hall.own("abel"), message, button)

        assert CAN not in answer.text

    async def test_is_in_ones_own_chat_only(self, hall: Hall) -> None:
        await hall.prepared()
        mark = hall.meeting.mark()
        told = hall.own("abel").mark()
        await hall.say("abel", "gerätetest")
        await hall.own("abel").wait_for(lambda m: bool(m.text), after=told)

        assert not any(has_button(m.card, "Testen") for m in hall.meeting.bot_messages())
        assert hall.meeting.mark() >= mark


class TestTheTable:
    """The office sees who has pressed, by which client, and whom to telephone."""

    async def test_tells_pressed_by_client_and_not_pressed(self, hall: Hall) -> None:
        takes(hall, "abel", Device.PHONE)
        takes(hall, "busch", Device.BROWSER)
        for key in ("abel", "busch", "celik"):
            await works(hall, key)
        await hall.press("celik", "Bild fehlt", hall.own("celik"))
        await hall.say("amt", "geräte", hall.office)
        shown = (await hall.seen("haben gedrückt", hall.office)).text

        assert "3 von 9 haben gedrückt" in shown
        for line in ("iOS (1) Anna Abel", "Web (1) Bernd Busch", "Windows (1) Can Çelik"):
            assert line in shown
        assert "Noch nicht gedrückt (6)" in shown
        assert "Bild oder Ton fehlt (1)" in shown
        assert "Can Çelik Kamera" in shown

    async def test_counts_a_press_on_the_practice_ballot(self, hall: Hall) -> None:
        await hall.prepared()
        await hall.say("amt", "probe")
        await hall.offered("Enthaltung", hall.meeting)
        await hall.press("frei", "Nein")
        await hall.say("amt", "geräte", hall.office)

        assert "Windows (1) Dora Frei" in (await hall.seen("hat gedrückt", hall.office)).text

    async def test_comes_as_a_file_into_the_clerks_own_chat(self, hall: Hall) -> None:
        await hall.prepared()
        await works(hall, "abel")
        await hall.say("amt", "geräte csv", hall.office)
        own = hall.own("amt")
        offer = await own.wait_for(lambda m: "geraete-" in str(consent_of(m.activity)), within=10)
        upload = await hall.world.client.accept_file(hall.person("amt"), offer)
        table = list(csv.DictReader(io.StringIO(upload.content.decode("utf-8-sig")), delimiter=";"))
        row = next(row for row in table if row["kennung"] == "abel")

        assert row["gerät"] == "Windows"
        assert row["gedrückt"]
        assert len(table) == 9

    async def test_is_the_offices_alone(self, hall: Hall) -> None:
        refused = await hall.tell("abel", "geräte")

        assert "gedrückt" not in refused.text


class TestGuestsOnAndroid:
    """They cannot press cards: they are told before the evening what to do instead."""

    async def test_are_told_in_their_own_chat_to_type_the_word(self, hall: Hall) -> None:
        takes(hall, "celik", Device.OLD, Standing.GUEST)
        await hall.tell_only("celik", "hilfe")
        told = await hall.seen("können Gäste in Teams Karten nicht bedienen", hall.own("celik"))
        await hall.say("amt", "geräte", hall.office)
        table = await hall.seen("Gast mit Android", hall.office)

        for word in ("„ja“", "„nein“", "„enthaltung“", "0341 1"):
            assert word in told.text
        assert "Can Çelik unterrichtet" in table.text

    async def test_are_told_once(self, hall: Hall) -> None:
        takes(hall, "celik", Device.OLD, Standing.GUEST)
        await hall.tell_only("celik", "hilfe")
        await hall.seen("Karten nicht bedienen", hall.own("celik"))
        await hall.tell("celik", "gerätetest")
        await hall.tell("celik", "hilfe")
        await hall.world_idle()

        told = [m for m in hall.own("celik").bot_messages() if "Karten nicht bedienen" in m.text]
        assert len(told) == 1

    @pytest.mark.parametrize(
        ("device", "standing"),
        [
            pytest.param(Device.OLD, Standing.USER, id="of-the-house-on-android"),
            pytest.param(Device.BROWSER, Standing.GUEST, id="guest-in-the-browser"),
            pytest.param(Device.PHONE, Standing.GUEST, id="guest-on-an-iphone"),
        ],
    )
    async def test_nobody_else_is(self, hall: Hall, device: Device, standing: Standing) -> None:
        takes(hall, "celik", device, standing)
        await hall.tell("celik", "hilfe")
        takes(hall, "busch", Device.OLD, Standing.GUEST)
        await hall.tell_only("busch", "hilfe")
        await hall.seen("Karten nicht bedienen", hall.own("busch"))  # by then celik would have been told too
        await hall.world_idle()

        assert not any("Karten nicht bedienen" in m.text for m in hall.own("celik").bot_messages())


class TestKept:
    """What is known outlives the process; of strangers nothing is written down."""

    async def test_results_stand_after_a_restart(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        takes(hall, "abel", Device.PHONE)
        await works(hall, "abel")
        await hall.press("abel", "Kamera geht", hall.own("abel"))
        await hall.stopped()
        async with running(hall.world, monkeypatch, {}) as (_, desk, outbox):
            hall.desk, hall.outbox = desk, outbox
            card = await checked(hall, "abel")

            assert CAN in card.text
            assert "Kamera: geht" in card.text

    async def test_of_nobody_else_anything_is_kept(self, hall: Hall) -> None:
        await hall.world.client.install(hall.stranger)
        await hall.world.client.tell(hall.stranger, "hilfe")
        await works(hall, "abel")
        await hall.stopped()
        beside = await open_beside(hall.settings.data_dir)
        found = {d.account: str(d.member) for d in (await DeviceRecords(beside.registry).all()).values()}
        await beside.close()

        assert found[hall.person("abel").entra] == "abel"
        assert hall.stranger.entra not in found

    async def test_the_check_carries_no_name_in_its_buttons(self, hall: Hall) -> None:
        card = await checked(hall, "abel")

        assert [set(b.action["data"]) for b in buttons(card.card)] == [set(), *([{"works"}] * 4)]
        assert words(card.card).startswith("Gerätetest")
