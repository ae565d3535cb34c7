"""The gallery for people: a page of plain files that draws any card in any theme, width and language."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.cards.gallery import LANGUAGES, gallery
from tests.rendering.browser import AXE, HERE, MARKDOWN, RENDERER, ROOT, page_in
from tests.rendering.machines import violations
from tests.rendering.report import Finding
from tests.rendering.themes import THEMES, WIDTHS, card_css, host_config

OUT = ROOT / "out" / "cards"
LOOKS = ((1280, "ballot"), (375, "help"))
_PARTS = ("index.html", "gallery.css", "gallery.js")
_BELOW_A_TITLE = {"textBlock": {"headingLevel": 3}}


def write(folder: Path, findings: Iterable[Finding] = ()) -> Path:
    """Write the gallery into the folder and return its page; pictures of the Playground lie there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in _PARTS:
        shutil.copyfile(HERE / "page" / part, folder / part)
    for library in (RENDERER, MARKDOWN):
        shutil.copyfile(library, folder / library.name)
    told = json.dumps(_told(folder, findings), ensure_ascii=False)
    (folder / "cards.js").write_text(f"window.GALLERY = {told};\n", encoding="utf-8")
    return folder / "index.html"


def _told(folder: Path, findings: Iterable[Finding]) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for finding in findings:
        wrong.setdefault(finding.card, []).append(f"{finding.place}: {finding.what}")
    return {
        "cards": {language: gallery(language) for language in LANGUAGES},
        "themes": {
            theme.name: {"host": {**host_config(theme), **_BELOW_A_TITLE}, "css": card_css(theme)}
            for theme in THEMES
        },
        "widths": WIDTHS,
        "findings": wrong,
        "playground": {language: _pictures(folder, language) for language in LANGUAGES},
    }


def _pictures(folder: Path, language: str) -> Mapping[str, str]:
    found = sorted((folder / "playground" / language).glob("*.png"))
    return {path.stem: path.relative_to(folder).as_posix() for path in found}


def wrong_with_page(
    browser: Browser, index: Path, looks: Iterable[tuple[int, str]] = LOOKS
) -> dict[str, list[str]]:
    """What axe-core finds on the gallery itself, by theme: the width of the window, the cards in it."""
    wrong: dict[str, list[str]] = {}
    for width, kind in looks:
        with page_in(browser, width) as page:
            page.goto(f"{index.as_uri()}#{kind}")
            page.add_script_tag(path=AXE)
            for theme in THEMES:
                page.locator(f"input[value='{theme.name}']").check()
                found = [what for said in violations(page).values() for what in said]
                wrong[f"gallery in {theme.name} at {width} px"] = [*found, *_too_wide(page)]
    return wrong


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return ["the gallery scrolls sideways"] if wide else []
