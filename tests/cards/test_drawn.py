"""The ballot as people see it: Microsoft's renderer in a real browser, phone to side pane."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from cards.ballots import ballot_card
from cards.control import control_card
from council.ballots import Choice
from tests import cast
from tests.cards import stages
from tests.cards.drawing import draw, missing, page_of

WIDTHS = (280, 320, 375, 768)

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


class TestTheNumbers:
    """Design: buttons 1 to 6 in rows of three; contract § 5: nothing cut, no sideways scroll."""

    def test_stand_in_order_and_the_abstention_last(self, page: Page) -> None:
        sitting = stages.rounds()["six-long-names"]
        draw(page, ballot_card(stages.last(sitting), sitting))

        buttons = page.locator("button")
        assert buttons.all_inner_texts() == ["1", "2", "3", "4", "5", "6", "Enthaltung"]
        assert _cut(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert _lines_of(page) == [["1", "2", "3"], ["4", "5", "6"], ["Enthaltung"]]

    def test_the_receipt_stands_above_them(self, page: Page) -> None:
        sitting = stages.rounds()["pair-voted"]
        draw(page, ballot_card(stages.last(sitting), sitting, stages.last(sitting).electorate[0]))

        receipt = page.get_by_text("Ihre Stimme: 1 (Anna Alt)")
        assert receipt.bounding_box()["y"] < page.locator("button").first.bounding_box()["y"]  # type: ignore[index]


class TestTheControlCard:
    """Contract § 5 rules 1 and 7: a disturbance asks in rows that no phone cuts."""

    @pytest.mark.parametrize("state", ["disturbed", "challenged", "election-digital"])
    def test_nothing_is_cut(self, page: Page, state: str) -> None:
        draw(page, control_card(stages.rules()[state]))

        assert _cut(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _lines_of(page: Page) -> list[list[str]]:
    """The labels of the buttons, line by line as they stand on the page."""
    found: list[list[str]] = page.evaluate(
        """() => {
            const rows = new Map();
            for (const button of document.querySelectorAll('button')) {
                const top = Math.round(button.getBoundingClientRect().top);
                rows.set(top, [...(rows.get(top) || []), button.textContent.trim()]);
            }
            return [...rows.keys()].sort((a, b) => a - b).map(top => rows.get(top));
        }"""
    )
    return found


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
