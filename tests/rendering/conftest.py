"""One browser for a module, and pages in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.rendering.browser import chromium, missing, page_in
from tests.rendering.sheet import prepare


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, where there is one and the renderer is installed."""
    if reason := missing():
        pytest.skip(reason)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page of the width of a meeting's side pane, ready to draw cards."""
    with page_in(browser, 280, height=667) as opened:
        prepare(opened)
        yield opened
