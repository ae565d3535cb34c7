"""Cards drawn by Microsoft's own renderer in a real browser, at a given width."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
RENDERER = HERE.parent.parent / ".cache/npm/pictures/node_modules/adaptivecards/dist/adaptivecards.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONT = "'Segoe UI', 'Liberation Sans', Arial, sans-serif"

HOST: dict[str, Any] = {
    "fontFamily": FONT,
    "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16},
    "separator": {"lineThickness": 1, "lineColor": "#E1DFDD"},
    "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
    "fontWeights": {"lighter": 300, "default": 400, "bolder": 600},
    "containerStyles": {
        "default": {
            "backgroundColor": "#FFFFFF",
            "foregroundColors": {
                "default": {"default": "#242424", "subtle": "#616161"},
                "accent": {"default": "#5B5FC7", "subtle": "#5B5FC7"},
            },
        }
    },
    "actions": {
        "maxActions": 6,
        "buttonSpacing": 8,
        "actionsOrientation": "horizontal",
        "actionAlignment": "left",
        "showCard": {"actionMode": "inline", "inlineTopMargin": 16},
    },
}
"""How a Teams client sets cards, as far as the renderer can be told."""

STYLE = f"""
* {{ box-sizing: border-box }}
body {{ margin: 0; background: #F5F5F5; font-family: {FONT} }}
#frame {{ padding: 8px; display: inline-block; width: 100% }}
.ac-adaptiveCard {{ border: 1px solid #E1DFDD; border-radius: 6px; background: #fff }}
.ac-pushButton {{
  font: 600 14px {FONT}; color: #242424; background: #fff; border: 1px solid #D1D1D1; border-radius: 4px;
  padding: 6px 12px; min-height: 32px; cursor: pointer; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap;
}}
"""


def browser_path() -> str | None:
    """Where a browser of the Chromium family is, None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def missing() -> str:
    """What keeps pictures from being drawn here, "" where nothing does."""
    if browser_path() is None:
        return "no Chromium on this machine"
    return "" if RENDERER.is_file() else "the card renderer is not installed (.ci/run installs it with npm)"


@contextmanager
def page_of(width: int) -> Iterator[Page]:
    """A page of this width in a browser that talks to nobody."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        try:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, device_scale_factor=2, offline=True
            )
            yield context.new_page()
        finally:
            browser.close()


def draw(page: Page, card: dict[str, Any]) -> None:
    """Put the card on the page as the renderer draws it."""
    page.set_content(f"<style>{STYLE}</style><div id='frame'></div>")
    page.add_script_tag(path=RENDERER)
    page.evaluate(
        """([card, host]) => {
            const drawn = new AdaptiveCards.AdaptiveCard();
            drawn.hostConfig = new AdaptiveCards.HostConfig(host);
            drawn.parse(card);
            document.getElementById('frame').replaceChildren(drawn.render());
        }""",
        [json.loads(json.dumps(card)), HOST],
    )
