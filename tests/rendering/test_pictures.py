"""The kept pictures show the cards that are drawn today."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cards.build import Card
from tests.cards.gallery import gallery
from tests.rendering.browser import HERE, page_in
from tests.rendering.pictures import KEPT, MAIN, changed, compare, drawn, missing_letters

NAMES = [f"{name}-{theme}.png" for theme in ("light", "dark") for name in MAIN]


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Any:
    """A page that compares pictures."""
    with page_in(browser, 375) as page:
        page.add_script_tag(path=HERE / "compare.js")
        yield page


@pytest.fixture(scope="module")
def now(browser: Browser) -> dict[str, bytes]:
    """The main cards as they are drawn now, in the letters of those that are kept."""
    if reason := missing_letters(browser):
        pytest.skip(reason)
    return dict(drawn(browser))


def _spoilt(card: str, old: str, new: str) -> dict[str, Card]:
    """The gallery with one word changed on one card."""
    cards = gallery("de")
    body = [{**b, "text": b["text"].replace(old, new)} if "text" in b else b for b in cards[card]["body"]]
    assert body != cards[card]["body"]
    return {**cards, card: {**cards[card], "body": body}}


class TestKeptPictures:
    """`make pictures` draws them; whoever changes a card looks at them again."""

    def test_are_those_of_the_main_cards(self) -> None:
        assert [name for name in NAMES if not (KEPT / name).is_file()] == []

    def test_are_small_enough_for_a_repository(self) -> None:
        assert sum((KEPT / name).stat().st_size for name in NAMES) < 2_000_000

    def test_show_the_cards_of_today(self, browser: Browser, now: dict[str, bytes]) -> None:
        assert {name: wrong for name, wrong in changed(browser, now).items() if wrong} == {}

    def test_one_that_is_missing_is_noticed(self, browser: Browser, now: dict[str, bytes]) -> None:
        told = changed(browser, {"neu-light.png": now["ballot-light.png"]})

        assert told == {"neu-light.png": ["is not kept yet; `make pictures` draws it"]}

    def test_are_not_compared_in_other_letters(self, browser: Browser) -> None:
        assert missing_letters(browser, "Gibt Es Nicht").startswith("the font Gibt Es Nicht is not installed")

    def test_one_of_another_card_is_noticed(
        self, browser: Browser, now: dict[str, bytes], tmp_path: Any
    ) -> None:
        told = changed(browser, {"ballot-light.png": now["receipt-light.png"]}, keep=tmp_path)

        assert "shows another card" in told["ballot-light.png"][0]
        assert (tmp_path / "ballot-light.png").read_bytes() == now["receipt-light.png"]


class TestComparing:
    """A letter that changed is seen, a smoothed edge is not."""

    @pytest.mark.parametrize(
        ("card", "old", "new", "name"),
        [
            pytest.param("result-carried", "5", "6", "result-light.png", id="one-digit"),
            pytest.param("ballot-receipt", "Ja –", "Nein –", "receipt-dark.png", id="one-word"),
            pytest.param("ballot", "Kita", "Kito", "ballot-dark.png", id="one-letter"),
        ],
    )
    def test_a_changed_sign_is_too_far(
        self, browser: Browser, judge: Page, now: dict[str, bytes], card: str, old: str, new: str, name: str
    ) -> None:
        shown = name.split("-", maxsplit=1)[0]
        other = dict(drawn(browser, _spoilt(card, old, new), [shown]))

        assert compare(judge, now[name], other[name]).too_far

    def test_a_longer_card_is_too_far(self, browser: Browser, judge: Page, now: dict[str, bytes]) -> None:
        other = dict(drawn(browser, _spoilt("ballot", "Kita", "Kita " * 30), ["ballot"]))

        apart = compare(judge, now["ballot-light.png"], other["ballot-light.png"])

        assert apart.longer > 8
        assert apart.too_far

    def test_a_shade_and_a_pixel_aside_are_near_enough(self, judge: Page, now: dict[str, bytes]) -> None:
        picture = now["ballot-light.png"]
        moved = bytes(judge.evaluate(_MOVED, list(picture)))

        assert moved != picture
        assert not compare(judge, picture, moved).too_far


_MOVED = """async bytes => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height), on = canvas.getContext('2d');
    on.filter = 'brightness(0.97)';
    on.drawImage(picture, 0, 0);
    on.drawImage(picture, 1, 0);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
}"""
