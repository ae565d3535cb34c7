"""The book of devices: what an activity tells of its client, and what is made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import devices as of_the_bot
from bot.device_reader import table_format
from bot.devices import SEEN_AGAIN, DeviceBook
from bot.plain import words_of
from council.devices import Device

NOW = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
ACCOUNT = "00000000-0000-4000-8000-000000000001"


def activity(platform: str = "iOS", account: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    """A message as Teams sends it."""
    return {
        "type": "message",
        "text": "hilfe",
        "from": {"id": "29:1a", "aadObjectId": account.upper()},
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "entities": [
            {"type": "mention"},
            {"type": "clientInfo", "platform": platform, "locale": "de-DE", "country": "DE"},
        ],
        **more,
    }


class TestSeeing:
    """Every activity names its client in ``entities``; whatever is malformed is left aside."""

    def test_notes_platform_locale_and_country(self) -> None:
        book = DeviceBook()
        book.saw(activity(), NOW)

        assert book.of(ACCOUNT) == Device(
            account=ACCOUNT, platform="iOS", locale="de-DE", country="DE", seen_at=NOW
        )

    @pytest.mark.parametrize(
        "odd",
        [
            pytest.param({"entities": None}, id="none"),
            pytest.param({"entities": {"type": "clientInfo"}}, id="no-list"),
            pytest.param({"entities": ["clientInfo"]}, id="a-word"),
            pytest.param({"entities": []}, id="empty"),
            pytest.param({"from": None}, id="nobody"),
            pytest.param({"from": {"id": "29:x"}}, id="anonymous"),
        ],
    )
    def test_what_names_no_client_or_nobody_changes_nothing(self, odd: dict[str, Any]) -> None:
        book = DeviceBook()
        book.saw({**activity(), **odd}, NOW)

        assert book.all() == ()
        assert not book.changed

    def test_a_client_without_a_platform_is_one_that_is_not_named(self) -> None:
        book = DeviceBook()
        book.saw({**activity(), "entities": [{"type": "clientInfo", "locale": "en-US"}]}, NOW)

        found = book.of(ACCOUNT)
        assert found is not None
        assert (found.platform, found.locale) == ("", "en-US")

    def test_the_time_alone_is_not_written_down_again_at_once(self) -> None:
        book = DeviceBook()
        book.saw(activity(), NOW)
        book.changed = False
        book.saw(activity(), NOW + SEEN_AGAIN / 2)
        fresh = book.changed
        book.saw(activity(), NOW + SEEN_AGAIN)

        assert (fresh, book.changed) == (False, True)

    def test_another_device_is_noted_at_once(self) -> None:
        book = DeviceBook()
        book.saw(activity(), NOW)
        book.saw(activity("Windows"), NOW + timedelta(seconds=1))

        found = book.of(ACCOUNT)
        assert found is not None
        assert found.platform == "Windows"

    def test_a_long_word_is_cut(self) -> None:
        book = DeviceBook()
        book.saw(activity("x" * 5000), NOW)

        assert len(book.all()[0].platform) <= 40

    def test_no_more_accounts_are_kept_than_a_town_can_have(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(of_the_bot, "MOST", 2)
        book = DeviceBook()
        for number in range(5):
            book.saw(activity(account=f"account-{number}"), NOW)

        assert len(book.all()) == 2

    def test_tells_newly_seen_androids_once(self) -> None:
        book = DeviceBook()
        book.saw(activity("Android"), NOW)
        book.saw(activity("Windows", account="other"), NOW)

        assert list(book.androids()) == [ACCOUNT]
        assert book.androids() == {}

    def test_an_android_in_no_conversation_is_seen_all_the_same(self) -> None:
        book = DeviceBook()
        book.saw(activity("Android", conversation="x"), NOW)

        assert book.androids() == {}
        assert book.of(ACCOUNT) is not None

    def test_knows_a_press_that_came_as_a_message(self) -> None:
        book = DeviceBook()
        book.saw(activity(text="", value={"verb": "device.press"}), NOW)
        submitted = book.by_message(ACCOUNT)
        book.saw(activity(type="invoke"), NOW)

        assert (submitted, book.by_message(ACCOUNT)) == (True, False)

    def test_what_was_seen_goes_before_what_was_written_down(self) -> None:
        book = DeviceBook()
        book.saw(activity("iOS"), NOW)
        book.load({ACCOUNT: Device(account=ACCOUNT, platform="Web"), "other": Device(account="other")})

        assert {d.account: d.platform for d in book.all()} == {ACCOUNT: "iOS", "other": ""}


class TestWhoCannotPress:
    """teams.md § 3.6: a guest on Android, unless they have pressed all the same."""

    @pytest.mark.parametrize(
        ("device", "cannot"),
        [
            pytest.param(Device(account="a", platform="Android", guest=True), True, id="guest-android"),
            pytest.param(Device(account="a", platform="android", guest=True), True, id="small-letters"),
            pytest.param(Device(account="a", platform="Android"), False, id="of-the-house"),
            pytest.param(Device(account="a", platform="iOS", guest=True), False, id="guest-ios"),
            pytest.param(
                Device(account="a", platform="Android", guest=True, pressed_at=NOW), False, id="has-pressed"
            ),
        ],
    )
    def test_is_told_from_account_and_platform(self, device: Device, cannot: bool) -> None:
        assert device.cannot_press is cannot


class TestTheTablesFormat:
    """`geräte [csv]`"""

    @pytest.mark.parametrize(("typed", "format"), [("", "card"), ("csv", "csv"), ("CSV", "csv")])
    def test_reads_card_or_file(self, typed: str, format: str) -> None:  # noqa: A002
        read = table_format(words_of(typed))

        assert read is not None
        assert read.format == format

    @pytest.mark.parametrize("typed", ["pdf", "csv bitte", "7"])
    def test_takes_nothing_else(self, typed: str) -> None:
        assert table_format(words_of(typed)) is None


class TestWhatAnotherInstanceHeard:
    """Several instances write one document: of each account what was heard last counts."""

    def test_what_was_seen_later_there_goes_before_what_was_seen_here(self) -> None:
        book = DeviceBook()
        book.saw(activity("iOS"), NOW)
        book.learn({ACCOUNT: Device(account=ACCOUNT, platform="web", seen_at=NOW + timedelta(minutes=1))})

        assert getattr(book.of(ACCOUNT), "platform", "") == "web"

    def test_what_was_seen_here_later_stays(self) -> None:
        book = DeviceBook()
        book.saw(activity("iOS"), NOW)
        book.learn({ACCOUNT: Device(account=ACCOUNT, platform="web", seen_at=NOW - timedelta(minutes=1))})

        assert getattr(book.of(ACCOUNT), "platform", "") == "iOS"

    def test_a_press_and_a_word_of_which_only_the_other_knows_are_not_lost(self) -> None:
        book = DeviceBook()
        book.saw(activity("iOS"), NOW)
        earlier = Device(
            account=ACCOUNT,
            seen_at=NOW - timedelta(hours=1),
            pressed_at=NOW - timedelta(hours=1),
            pressed_on="iOS",
            camera=True,
            guest=True,
            told_at=NOW - timedelta(hours=2),
        )
        book.learn({ACCOUNT: earlier})
        known = book.of(ACCOUNT)

        assert known is not None
        assert (known.pressed_on, known.camera, known.guest) == ("iOS", True, True)
        assert (known.told_at, known.seen_at) == (earlier.told_at, NOW)

    def test_accounts_that_only_the_other_heard_of_are_known_here_too(self) -> None:
        book = DeviceBook()
        book.learn({ACCOUNT: Device(account=ACCOUNT, platform="web")})

        assert [one.platform for one in book.all()] == ["web"]
