"""A third renderer, for phones: the one of React Native, which shares no code with Microsoft's.

It knows no backslash before a sign and no headings, gives each button of a row the same share of the
width, and breaks no label: the strictest judge of rows of buttons.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from cards.build import Card
from tests.rendering.browser import HERE, ROOT, missing, page_in
from tests.rendering.themes import LIGHT, Theme, css, host_config

PLACE = ROOT / ".cache" / "npm" / "phone"
SOURCES = HERE / "phone"
WIDTHS = (320, 375, 768)
"""Phones and a tablet: the narrow pane of a meeting is a window's, where this renderer is not."""
_BUNDLER = PLACE / "node_modules" / "esbuild" / "bin" / "esbuild"
_ABSENT = (
    "react-native-video",
    "react-native-keyboard-aware-scroll-view",
    "@react-native-community/datetimepicker",
    "@react-native-picker/picker",
)
_PAGE = """<!doctype html><html lang="{language}"><head><title>Cards</title><style>{css}
main > article {{ border: 1px solid {frame}; background: {card} }}</style></head>
<body><main></main></body></html>"""


def missing_native() -> str:
    """What keeps this renderer from being run here, "" where nothing does."""
    if shutil.which("node") is None:
        return "no Node.js on this machine"
    return missing() or ("" if _BUNDLER.is_file() else "the renderer for React Native is not installed")


def bundle(folder: Path) -> Path:
    """The renderer and what it needs in one script for a browser."""
    script = folder / "native.js"
    aliases = {"react-native": "./native.jsx", **dict.fromkeys(_ABSENT, "./absent.jsx")}
    subprocess.run(
        [
            "node", str(_BUNDLER), "entry.jsx", "--bundle", "--minify", "--jsx=automatic", "--loader:.js=jsx",
            "--loader:.png=dataurl", "--log-level=error", f"--outfile={script}", "--define:global=window",
            "--define:__DEV__=false", '--define:process.env.NODE_ENV="production"',
            *(f"--alias:{name}={path}" for name, path in aliases.items()),
        ],
        cwd=SOURCES,
        env={**os.environ, "NODE_PATH": str(PLACE / "node_modules")},
        check=True,
        timeout=60,
    )  # fmt: skip
    return script


def looked_at(
    browser: Browser, script: Path, cards: Mapping[str, Card], language: str = "de"
) -> dict[int, list[dict[str, Any]]]:
    """What is seen of the cards at each width."""
    found = {}
    with page_in(browser, WIDTHS[0]) as page:
        page.set_content(_PAGE.format(language=language, css=css(LIGHT), frame=LIGHT.frame, card=LIGHT.card))
        page.add_script_tag(path=HERE / "measure.js")
        page.add_script_tag(path=script)
        page.evaluate(
            "([cards, host, look]) => draw(cards, host, look)", [list(cards.items()), *_look(LIGHT)]
        )
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 667})
            found[width] = page.evaluate("measureAll()")
    return found


def _look(theme: Theme) -> tuple[dict[str, Any], dict[str, Any]]:
    """The theme as this renderer takes it: buttons are none of the host's."""
    button = {
        "backgroundColor": theme.button,
        "color": theme.label,
        "borderColor": theme.edge,
        "borderWidth": 2,
        "borderRadius": 4,
    }
    return host_config(theme), {"button": button}
