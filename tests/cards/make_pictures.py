"""Draws the pictures of the documents from the cards themselves: ``make pictures``."""

import sys
from pathlib import Path

from cards.ballots import ballot_card
from council.ballots import Choice
from tests import cast
from tests.cards.drawing import draw, missing, page_of

OUT = Path(__file__).parent.parent.parent / "docs" / "pictures"


def main() -> int:
    """Draw the ballot card, open and with a receipt, at the width of a phone."""
    if reason := missing():
        sys.stderr.write(f"{reason}\n")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    opened = cast.balloting(cast.opened(), "5")
    voted = cast.voted(opened, cast.MEMBER, Choice.YES)
    with page_of(400) as page:
        for name, sitting, member in (("ballot", opened, None), ("receipt", voted, cast.MEMBER)):
            draw(page, ballot_card(cast.running(sitting), sitting, member))
            page.locator("#frame").screenshot(path=OUT / f"{name}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
