"""The pictures of the main cards in ``docs/pictures``: drawn anew, or held against those that are kept."""

import base64
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from cards.build import Card
from tests.cards.gallery import gallery
from tests.rendering import sheet
from tests.rendering.browser import HERE, ROOT, chromium, missing, page_in
from tests.rendering.themes import DARK, LETTERS, LIGHT

KEPT = ROOT / "docs" / "pictures"
PHONE = 375
SCALE = 2
MOST_PIXELS_LONGER = 8
"""How much taller or wider a picture may come out, in its own pixels: fonts differ a little."""
MOST_DIFFERENT = 0.01
"""Which share of any spot may differ: edges of letters are smoothed differently."""

_KNOWS_FONT = """font => {
    const on = new OffscreenCanvas(1, 1).getContext('2d');
    const width = fonts => { on.font = `20px ${fonts}`; return on.measureText('mmmiii').width; };
    return width(`'${font}', monospace`) !== width('monospace');
}"""

MAIN = {
    "ballot": "ballot",
    "receipt": "ballot-receipt",
    "closed": "closed-own",
    "declared": "declared",
    "secret": "ballot-secret",
    "election": "ballot-pair-receipt",
    "sign-in": "sign_in",
    "control": "control-ballot",
    "help": "help-missing",
    "result": "result-carried",
}
"""The pictures' names, and the cards of the gallery that they show."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures are from each other."""

    longer: int
    worst: float

    @property
    def too_far(self) -> bool:
        """Whether they are not the same picture any more."""
        return self.longer > MOST_PIXELS_LONGER or self.worst > MOST_DIFFERENT


def drawn(
    browser: Browser, cards: Mapping[str, Card] | None = None, names: Iterable[str] = tuple(MAIN)
) -> Iterator[tuple[str, bytes]]:
    """The main cards as a phone shows them, light and dark: file name and picture."""
    shown = cards if cards is not None else gallery("de")
    chosen = {name: shown[MAIN[name]] for name in names}
    with page_in(browser, PHONE, scale=SCALE) as page:
        sheet.prepare(page)
        for theme in (LIGHT, DARK):
            sheet.draw(page, chosen, theme)
            for name in chosen:
                place = page.locator(f"article[data-card='{name}']")
                yield f"{name}-{theme.name}.png", place.screenshot(animations="disabled")


def compare(page: Page, one: bytes, other: bytes) -> Difference:
    """How far two pictures are from each other, as a browser with ``compare.js`` sees them."""
    coded = [base64.b64encode(picture).decode() for picture in (one, other)]
    found: dict[str, Any] = page.evaluate("([one, other]) => compare(one, other)", coded)
    return Difference(longer=found["longer"], worst=found["worst"])


def missing_letters(browser: Browser, font: str = LETTERS) -> str:
    """What keeps pictures drawn here from being compared, "" where nothing does."""
    with page_in(browser, PHONE) as page:
        there = page.evaluate(_KNOWS_FONT, font)
    return "" if there else f"the font {font} is not installed (package fonts-liberation)"


def changed(browser: Browser, drawn_now: dict[str, bytes], keep: Path | None = None) -> dict[str, list[str]]:
    """Which of the kept pictures do not show what is drawn now, and why; the new ones go to *keep*."""
    wrong: dict[str, list[str]] = {}
    with page_in(browser, PHONE) as page:
        page.add_script_tag(path=HERE / "compare.js")
        for name, picture in drawn_now.items():
            wrong[name] = _apart(page, KEPT / name, picture)
            if wrong[name] and keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(picture)
    return wrong


def _apart(page: Page, kept: Path, picture: bytes) -> list[str]:
    if not kept.is_file():
        return ["is not kept yet; `make pictures` draws it"]
    apart = compare(page, kept.read_bytes(), picture)
    if not apart.too_far:
        return []
    far = f"{apart.longer} px longer, {apart.worst:.0%} of a spot differ"
    return [f"shows another card than is drawn now ({far}); if that is meant, `make pictures` draws it anew"]


def main() -> int:
    """Draw the kept pictures anew: ``make pictures``."""
    if reason := missing():
        sys.stderr.write(f"{reason}\n")
        return 1
    KEPT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        if reason := missing_letters(browser):
            sys.stderr.write(f"{reason}\n")
            return 1
        for name, picture in drawn(browser):
            (KEPT / name).write_bytes(picture)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
