"""A Chromium that talks to nobody outside this machine, and the tools that npm has brought."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NPM = ROOT / ".cache" / "npm"
TOOLS = NPM / "pictures" / "node_modules"
RENDERER = TOOLS / "adaptivecards" / "dist" / "adaptivecards.min.js"
MARKDOWN = TOOLS / "markdown-it" / "dist" / "markdown-it.min.js"
AXE = TOOLS / "axe-core" / "axe.min.js"
PLAYGROUND = NPM / "playground" / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--disable-lcd-text",
)


def browser_path() -> str | None:
    """Where a browser of the Chromium family is, None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def missing() -> str:
    """What keeps cards from being drawn here, "" where nothing does."""
    if browser_path() is None:
        return "no Chromium on this machine (package chromium)"
    lost = [path.name for path in (RENDERER, MARKDOWN, AXE) if not path.is_file()]
    return f"not installed: {', '.join(lost)} (`make cards` gets them with npm)" if lost else ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_in(
    browser: Browser, width: int, *, height: int = 900, scale: float = 1, **more: Any
) -> Iterator[Page]:
    """A page of this width that reaches no network."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, offline=True, **more
    )
    try:
        yield context.new_page()
    finally:
        context.close()
