"""Where things stand on a ballot: the receipt above the buttons, the numbers in rows of three."""

import pytest
from playwright.sync_api import Page

from cards.ballots import ballot_card
from cards.build import Card
from council.ballots import Choice
from tests import cast
from tests.cards import stages
from tests.rendering import sheet
from tests.rendering.judging import wrong_with
from tests.rendering.themes import LIGHT

VOTED = cast.voted(cast.balloting(cast.opened(), "5"), cast.MEMBER, Choice.YES)
PAIR = stages.rounds()["pair-voted"]
SIX = stages.rounds()["six-long-names"]


def _receipt(words: str, page: Page) -> bool:
    """Whether these words stand above the first button."""
    said, button = page.get_by_text(words).bounding_box(), page.locator("button").first.bounding_box()
    return said is not None and button is not None and said["y"] < button["y"]


@pytest.mark.parametrize("width", [280, 320, 375, 768])
class TestABallot:
    """Contract § 5 rules 1 and 3, and the design of elections, at every width of a chat."""

    def _draw(self, page: Page, width: int, card: Card) -> None:
        page.set_viewport_size({"width": width, "height": 667})
        sheet.draw(page, {"card": card}, LIGHT)

        assert list(wrong_with(sheet.measure(page)[0], card, LIGHT.contrast)) == []

    def test_has_its_receipt_above_the_same_buttons(self, page: Page, width: int) -> None:
        self._draw(page, width, ballot_card(cast.running(VOTED), VOTED, cast.MEMBER))

        assert _receipt("Ihre Stimme: Ja", page)
        assert page.locator("button").all_inner_texts() == ["Ja", "Nein", "Enthaltung"]

    def test_with_numbers_has_its_receipt_above_them(self, page: Page, width: int) -> None:
        ballot = stages.last(PAIR)
        self._draw(page, width, ballot_card(ballot, PAIR, ballot.electorate[0]))

        assert _receipt("Ihre Stimme: 1 (Anna Alt)", page)

    def test_with_numbers_has_them_in_rows_of_three_and_the_abstention_below(
        self, page: Page, width: int
    ) -> None:
        self._draw(page, width, ballot_card(stages.last(SIX), SIX))

        tops: dict[int, list[str]] = {}
        for button in page.locator("button").all():
            box = button.bounding_box()
            assert box is not None
            tops.setdefault(round(box["y"]), []).append(button.inner_text())
        assert [tops[y] for y in sorted(tops)] == [["1", "2", "3"], ["4", "5", "6"], ["Enthaltung"]]
