"""The ballot as people see it: Microsoft's renderer in a real browser, phone to side pane."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cards.ballots import ballot_card
from council.ballots import Choice
from tests import cast
from tests.cards.drawing import draw, missing, page_of

WIDTHS = (280, 320, 375, 768)
PICTURE = Path(__file__).parent.parent.parent / "docs" / "pictures" / "ballot.png"

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


@pytest.fixture(scope="module", params=WIDTHS, ids=lambda width: f"{width}px")
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the width at which the card is looked at."""
    with page_of(request.param) as opened:
        yield opened


class TestTheBallotCard:
    """contract § 5: the same three buttons in the same order, nothing cut, no sideways scroll."""

    def test_three_buttons_in_view_and_no_label_cut(self, page: Page) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        draw(page, ballot_card(cast.running(sitting), sitting))

        buttons = page.locator("button")
        assert buttons.all_inner_texts() == ["Ja", "Nein", "Enthaltung"]
        assert _cut(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def test_the_receipt_stands_above_the_same_buttons(self, page: Page) -> None:
        sitting = cast.voted(cast.balloting(cast.opened(), "5"), cast.MEMBER, Choice.YES)
        ballot = cast.running(sitting)
        draw(page, ballot_card(ballot, sitting, cast.MEMBER))

        receipt = page.get_by_text("Ihre Stimme: Ja")
        assert receipt.bounding_box()["y"] < page.locator("button").first.bounding_box()["y"]  # type: ignore[index]
        assert page.locator("button").all_inner_texts() == ["Ja", "Nein", "Enthaltung"]

    def test_a_label_that_is_too_long_would_be_noticed(self, page: Page) -> None:
        sitting = cast.balloting(cast.opened(), "5")
        card = ballot_card(cast.running(sitting), sitting)
        card["actions"][2]["title"] = "Enthaltung " * 12
        draw(page, card)

        assert _cut(page) != []


def _cut(page: Page) -> list[str]:
    """The innermost labels whose text is wider than what is shown of it."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, button *')]
            .filter(e => e.children.length === 0 && e.textContent.trim())
            .filter(e => {
                const range = document.createRange();
                range.selectNodeContents(e);
                const text = range.getBoundingClientRect();
                const box = e.closest('button').getBoundingClientRect();
                const beside = text.right > box.right + 0.5 || text.left < box.left - 0.5;
                return beside || e.scrollWidth > e.clientWidth + 1;
            })
            .map(e => e.textContent)"""
    )
    return found


def test_the_picture_in_the_readme_is_there() -> None:
    """`make pictures` draws it anew from the card."""
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
