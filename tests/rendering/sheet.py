"""A page with many cards below each other, as Microsoft's renderer draws them in a theme."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from cards.build import Card
from tests.rendering.browser import AXE, HERE, MARKDOWN, RENDERER
from tests.rendering.themes import Theme, css, host_config

_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Cards</title>
<meta name="viewport" content="width=device-width"><style id="look"></style></head>
<body><main><h1>Cards</h1></main></body></html>"""


def prepare(page: Page, language: str = "de") -> None:
    """Make the page ready to draw and to measure cards."""
    page.set_content(_PAGE.format(language=language))
    for script in (RENDERER, MARKDOWN, AXE, HERE / "measure.js", HERE / "draw.js"):
        page.add_script_tag(path=script)


def draw(page: Page, cards: Mapping[str, Card], theme: Theme) -> None:
    """Draw the cards in the theme, in place of whatever stood on the page."""
    page.evaluate("css => document.getElementById('look').textContent = css", css(theme))
    page.evaluate("([cards, host]) => draw(cards, host)", [list(cards.items()), host_config(theme)])


def measure(page: Page) -> list[dict[str, Any]]:
    """What is seen of each card on the page."""
    found: list[dict[str, Any]] = page.evaluate("measureAll()")
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
