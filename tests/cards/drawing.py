"""One card drawn by Microsoft's own renderer in a real browser, at a given width, as light Teams shows it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from cards.build import Card
from tests.rendering import sheet
from tests.rendering.browser import BROWSERS, FLAGS, RENDERER, browser_path, chromium, missing, page_in
from tests.rendering.themes import LIGHT

__all__ = ["BROWSERS", "FLAGS", "RENDERER", "browser_path", "draw", "missing", "page_of"]


@contextmanager
def page_of(width: int) -> Iterator[Page]:
    """A page of this width in a browser that talks to nobody."""
    with chromium() as browser, page_in(browser, width, scale=2) as page:
        yield page


def draw(page: Page, card: Card) -> None:
    """Put the card on the page as the renderer draws it."""
    sheet.prepare(page)
    sheet.draw(page, {"card": card}, LIGHT)
